"""The pages of a form with so little print that no scan can ever be laid over them."""

from collections.abc import Iterator

from intake.anchors import can_be_laid
from intake.form import Form
from intake.form_faults import Fault

_WHAT = "der er for lidt tryk, som kun findes ét sted på siden, så et scan af den genkendes aldrig"
_DO = (
    "sæt rammer om felterne, og skriv overskrift og ledetekster på det tomme skema, og lær det igen; indtil da læses "
    "siden som et ukendt skema, hvor en person ser på hvert felt"
)


def bare_pages(form: Form) -> Iterator[Fault]:
    """A remark for each page with fields that can never be laid. Draws the blank."""
    for page in range(1, form.pages + 1):
        if form.on(page) and not can_be_laid(form, page):
            yield Fault(f"Side {page}", _WHAT, _DO)

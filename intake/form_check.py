"""Whether a form's folder can be used: its description, its blank, and both together; with its pages drawn anew."""

from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2 as pdfium

from intake.bare_pages import bare_pages
from intake.form import Form
from intake.form_faults import Fault, remarks
from intake.form_file import BLANK, checked_form
from intake.form_pictures import pictures

_NEAR = 1.0  # points between a page's size and what the description says


@dataclass(frozen=True, slots=True)
class Checked:
    """What is wrong with a form's folder, what is odd about it, and its pages (PNG) with the boxes as they stand."""

    faults: tuple[Fault, ...]
    remarks: tuple[Fault, ...] = ()
    pictures: tuple[bytes, ...] = field(default=(), repr=False)
    says: str = ""


def check_form(folder: Path) -> Checked:
    """Everything that is wrong with the form in a folder; its pages only when its blank can be drawn."""
    form, wrong = checked_form(folder)
    if form is None:
        return Checked(wrong)
    blank = _blank_faults(form) if form.learned else ()
    drawn = pictures(form) if form.learned and not blank else ()
    says = f"{len(form.fields)} felter, {form.pages} {'side' if form.pages == 1 else 'sider'}"
    bare = () if blank else tuple(bare_pages(form))
    return Checked((*wrong, *blank), (*remarks(form), *bare), drawn, says)


def _blank_faults(form: Form) -> tuple[Fault, ...]:
    try:
        with pdfium.PdfDocument(form.drawing) as document:
            sizes = [document[number].get_size() for number in range(len(document))]
    except pdfium.PdfiumError:
        return (Fault(BLANK, "filen kan ikke åbnes", "læg det tomme skema i mappen igen som PDF uden adgangskode"),)
    if len(sizes) != form.pages:
        return (Fault(BLANK, f"den har {len(sizes)} sider, pages siger {form.pages}", "ret pages"),)
    for number, (width, height) in enumerate(sizes, 1):
        if abs(width - form.width) > _NEAR or abs(height - form.height) > _NEAR:
            do = f"skriv size = [{width:g}, {height:g}], eller læg siderne i samme størrelse"
            return (Fault(BLANK, f"side {number} er ikke så stor, som size siger", do),)
    return ()

"""What can be wrong with a form's description, each fault with its field and what to do about it. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cases.application import FIELDS, Box
from cases.consent import Custody
from cases.kinds import Kind
from intake.form import SIGNATURES, FieldType, Form, FormField

KEY: Final = re.compile(r"[a-z]{2,12}-[1-9][0-9]{0,2}")
"""What a form may be called: an id and a version, as a page code can carry them."""

MOST_PAGES: Final = 99
_LOW: Final = 8.0  # points: less has no room for a line of writing
_LOW_SIGNATURE: Final = 18.0
_ABOUT: Final = {Kind.PUPIL: "pupil_name", Kind.CLASS: "class_name", Kind.TOPIC: "topic"}
_NAMES: Final = (*FIELDS, *SIGNATURES)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, in Danish: where in the description, what is wrong, and what to do."""

    where: str
    what: str
    do: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what} – {self.do}."


def faults(form: Form) -> Iterator[Fault]:
    """What must be mended before the form can be used, in the order of the file."""
    if not KEY.fullmatch(form.key) or not 1 <= form.pages <= MOST_PAGES:
        do = "brug et id på 2-12 bogstaver a-z, en version fra 1 til 999 og højst 99 sider"
        yield Fault("Skemaet", f"{form.key} på {form.pages} sider kan ikke bruges", do)
    if not form.learned and any(len(marks) != 4 for marks in form.marks):
        yield Fault("Skemaet", "marks har ikke fire hjørner", "skriv midten af de fire sorte firkanter")
    if not form.fields:
        yield Fault("Skemaet", "det har ingen felter", "skriv hvert som [[fields]]")
    for number, field in enumerate(form.fields):
        yield from _faults(form, field, form.fields[:number])
    for number, text in enumerate(form.texts, 1):
        if not (1 <= text.page <= form.pages and _inside(text.box, form)):
            yield Fault(f"Tekst {number}", "den ligger uden for siden", "ret page eller box")


def remarks(form: Form) -> Iterator[Fault]:
    """What a form can be used with, but hardly as it was meant."""
    names = {field.name for field in form.fields}
    about = _ABOUT.get(form.kind)
    if about and about not in names:
        yield Fault("Skemaet", f"intet felt hedder {about}", "peg det ud, ellers ved ingen, hvad ansøgningen gælder")
    if form.kind is Kind.PUPIL:
        for name in ("cpr", "signature_1"):
            if name not in names:
                yield Fault("Skemaet", f"intet felt hedder {name}", "peg det ud, hvis skemaet har det")
    for field in form.fields:
        least = _LOW_SIGNATURE if field.type is FieldType.SIGNATURE else _LOW
        if field.type is not FieldType.CHOICE and 0 < field.box[3] - field.box[1] < least:
            yield Fault(called(field), "feltet er meget lavt", "gør box højere, så det, der skrives, er inden for")


def called(field: FormField) -> str:
    """How a fault names a field."""
    value = f" ({field.value})" if field.value else ""
    return f'Feltet "{field.name}"{value} på side {field.page}'


def _faults(form: Form, field: FormField, earlier: tuple[FormField, ...]) -> Iterator[Fault]:
    where = called(field)
    if field.name not in _NAMES:
        yield Fault(where, "navnet kendes ikke", f"brug et af {', '.join(_NAMES)}")
    if (field.name in SIGNATURES) != (field.type is FieldType.SIGNATURE):
        yield Fault(
            where, "navn og type passer ikke sammen", "signature_1 og signature_2, og kun de, har typen signature"
        )
    if not 1 <= field.page <= form.pages:
        yield Fault(where, f"sidetallet går kun til {form.pages}", "ret page")
    if not _inside(field.box, form):
        yield Fault(
            where, "feltet ligger ikke på siden", "skriv box som x0, y0, x1, y1 i punkter fra øverste venstre hjørne"
        )
    if (field.type is FieldType.CHOICE) != bool(field.value):
        yield Fault(where, "value og type passer ikke sammen", "choice, og kun choice, har en value")
    if field.name == "custody" and field.value not in tuple(Custody):
        known = ", ".join(f'"{custody}"' for custody in Custody if custody)
        yield Fault(where, f'value "{field.value}" kendes ikke', f"brug {known}")
    for other in earlier:
        if other.page == field.page and _overlap(other.box, field.box):
            yield Fault(where, f'det ligger ind over "{other.name}"', "flyt eller gør en af dem mindre")
        if other.name == field.name and (field.type is not FieldType.CHOICE or other.value == field.value):
            yield Fault(where, "det står der to gange", "slet den ene, eller giv den et andet navn")


def _inside(box: Box, form: Form) -> bool:
    x0, y0, x1, y1 = box
    return 0 <= x0 < x1 <= form.width and 0 <= y0 < y1 <= form.height


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]

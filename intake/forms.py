"""The application forms as data: which boxes stand where on which page, and what is printed beside them.

A form is a folder `templates/forms/<id>-<version>/` with a `form.toml`; a new form, or a new version of one, is a new
folder and no code. `blank` draws it, the reading lays a scan over it. Coordinates are points (1/72 inch), origin in
the page's top left corner.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from cases.application import FIELDS, Box
from cases.consent import Custody
from cases.errors import SettingsError
from cases.kinds import Kind
from templates import TEMPLATES

A4: Final = (595.28, 841.89)
SIGNATURES: Final = ("signature_1", "signature_2")
_FILE: Final = "form.toml"
_CODE: Final = re.compile(r"TOVH:([a-z]{2,12}-[1-9][0-9]{0,2}):([1-9][0-9]?)")


class FieldType(StrEnum):
    """What may stand in a box, and so how it is read."""

    LINE = "line"
    NAME = "name"
    CPR = "cpr"
    DATE = "date"
    CLASS = "class"
    EMAIL = "email"
    PHONE = "phone"
    TEXT = "text"  # several lines
    CHOICE = "choice"  # a tick box; the choices of one name exclude each other
    SIGNATURE = "signature"


class Style(StrEnum):
    """How a printed text looks and what it is to a screen reader."""

    TITLE = "title"
    SECTION = "section"
    PARAGRAPH = "paragraph"
    CONSENT = "consent"  # a paragraph that says what the guardians consent to
    NOTE = "note"  # small print


@dataclass(frozen=True, slots=True)
class FormField:
    """One box to fill in.

    `name` is one of `cases.application.FIELDS`, or `signature_1` / `signature_2`; `page` counts from 1; `value` is what
    a tick gives to `name` (only for a CHOICE); `label` stands above the box (right of it for a CHOICE); `tip` is what a
    screen reader says.
    """

    name: str
    page: int
    box: Box
    type: FieldType
    label: str
    value: str = ""
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A text printed on the form, wrapped within its box."""

    page: int
    box: Box
    style: Style
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A black square near a corner of the page: its centre (x, y) and the length of its side, in points."""

    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Form:
    """One version of one application form. Pages count from 1, so the first page's code is in `code_boxes[0]`."""

    id: str
    version: int
    kind: Kind
    title: str
    pages: int
    fields: tuple[FormField, ...]
    texts: tuple[Text, ...]
    code_boxes: tuple[Box, ...]
    marks: tuple[tuple[Mark, ...], ...]
    width: float = A4[0]
    height: float = A4[1]

    @property
    def key(self) -> str:
        """The id and version as the page code and the answers carry them: "elev-1"."""
        return f"{self.id}-{self.version}"

    @property
    def consent(self) -> str:
        """What the guardians consent to, word for word; empty when the form asks for no consent."""
        return "\n".join(text.text for text in self.texts if text.style is Style.CONSENT)

    def on(self, page: int) -> tuple[FormField, ...]:
        """The fields of a page, in the order of reading."""
        return tuple(field for field in self.fields if field.page == page)

    def choices(self, name: str) -> tuple[FormField, ...]:
        """The tick boxes of a name. In the fillable PDF the state of the n-th (from 0) is called n."""
        return tuple(field for field in self.fields if field.name == name and field.type is FieldType.CHOICE)


def load_forms(folder: Path = TEMPLATES / "forms") -> Mapping[str, Form]:
    """Every form in the folder, by its key. Raises SettingsError with one sentence naming the file and the field."""
    files = sorted(folder.glob(f"*/{_FILE}"))
    if not files:
        raise SettingsError(f"There is no form under {folder.name}/: each needs a folder <id>-<version> with {_FILE}.")
    forms = [_read(file) for file in files]
    return {form.key: form for form in forms}


def newest_form(forms: Mapping[str, Form], kind: Kind) -> Form:
    """The newest version of the form for a kind; the one to hand out. Raises SettingsError when there is none."""
    versions = [form for form in forms.values() if form.kind is kind]
    if not versions:
        raise SettingsError(f'There is no form of kind "{kind}"; add a folder under templates/forms/.')
    return max(versions, key=lambda form: form.version)


def page_code(form: Form, page: int) -> str:
    """What the code printed on a page says: "TOVH:elev-1:2"."""
    return f"TOVH:{form.key}:{page}"


def read_page_code(text: str) -> tuple[str, int] | None:
    """The form's key and the page (from 1) that a code names; None when it is no page code of ours."""
    found = _CODE.fullmatch(text.strip())
    return (found[1], int(found[2])) if found else None


# --- from form.toml to a Form, refusing what cannot be right


def _read(file: Path) -> Form:
    where = f"templates/forms/{file.parent.name}/{_FILE}"
    try:
        form = _form(tomllib.loads(file.read_text(encoding="utf-8")), where)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{where} is not valid TOML: {error}.") from error
    if form.key != file.parent.name:
        raise SettingsError(f"{where}: id and version say {form.key}; call the folder so.")
    for fault in _faults(form):
        raise SettingsError(f"{where}: {fault}")
    return form


def _form(data: Mapping[str, Any], where: str) -> Form:
    at = f"{where}: the head of the file"
    try:
        pages = int(data["pages"])
        marks = tuple(Mark(float(x), float(y), float(data["mark_size"])) for x, y in data["marks"])
        code_box = _box(data["code_box"])
        fields, texts = [], []
        for number, row in enumerate(data["fields"], 1):
            at = f'{where}: field {number} ("{row.get("name", "without a name")}")'
            fields.append(_field(row))
        for number, row in enumerate(data["texts"], 1):
            at = f"{where}: text {number}"
            texts.append(Text(int(row["page"]), _box(row["box"]), Style(row["style"]), str(row["text"]).strip()))
        at = f"{where}: the head of the file"
        return Form(
            id=str(data["id"]),
            version=int(data["version"]),
            kind=Kind(data["kind"]),
            title=str(data["title"]),
            pages=pages,
            fields=tuple(fields),
            texts=tuple(texts),
            code_boxes=(code_box,) * pages,
            marks=(marks,) * pages,
        )
    except KeyError as error:
        raise SettingsError(f"{at} lacks {error.args[0]}.") from error
    except (TypeError, ValueError) as error:
        raise SettingsError(f"{at} has a value that cannot be: {error}.") from error


def _field(row: Mapping[str, Any]) -> FormField:
    label = str(row["label"])
    return FormField(
        name=str(row["name"]),
        page=int(row["page"]),
        box=_box(row["box"]),
        type=FieldType(row["type"]),
        label=label,
        value=str(row.get("value", "")),
        tip=str(row.get("tip", label)),
    )


def _box(numbers: Any) -> Box:
    x0, y0, x1, y1 = (float(number) for number in numbers)
    return (x0, y0, x1, y1)


def _faults(form: Form) -> Iterator[str]:
    """What is wrong with a form, one sentence each."""
    if read_page_code(page_code(form, form.pages)) != (form.key, form.pages):
        yield "the id must be 2 to 12 letters a-z, the version 1 to 999, and the pages 1 to 99."
    if any(len(marks) != 4 for marks in form.marks):
        yield "marks must be the four corners."
    placed: list[FormField] = []
    for field in form.fields:
        called = f'the field "{field.name}"'
        if field.name not in (*FIELDS, *SIGNATURES):
            yield f"{called} is not known; the names are {', '.join((*FIELDS, *SIGNATURES))}."
        if (field.name in SIGNATURES) != (field.type is FieldType.SIGNATURE):
            yield f"{called} must be of type signature if, and only if, it is {' or '.join(SIGNATURES)}."
        if not 1 <= field.page <= form.pages:
            yield f"{called} is on page {field.page}, but the form has {form.pages}."
        if not _inside(field.box, form):
            yield f"{called} must lie within the page, its box written x0, y0, x1, y1."
        if (field.type is FieldType.CHOICE) != bool(field.value):
            yield f"{called} needs a value if, and only if, it is a choice."
        if field.name == "custody" and field.value not in tuple(Custody):
            yield f"{called} has a value that cases/consent.py does not know."
        for other in placed:
            if other.page == field.page and _overlap(other.box, field.box):
                yield f'{called} overlaps the field "{other.name}".'
            if other.name == field.name and (field.type is not FieldType.CHOICE or other.value == field.value):
                yield f"{called} stands there twice."
        placed.append(field)
    for number, text in enumerate(form.texts, 1):
        if not (1 <= text.page <= form.pages and _inside(text.box, form)):
            yield f"text {number} must lie within the page."


def _inside(box: Box, form: Form) -> bool:
    x0, y0, x1, y1 = box
    return 0 <= x0 < x1 <= form.width and 0 <= y0 < y1 <= form.height


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]

"""One application form as a value: which boxes stand where on which page, and what is printed beside them.

Coordinates are points (1/72 inch), origin in the page's top left corner, of the page as it is shown. A form of our own
is drawn from this (`blank`) and has a code and corner marks on each page. A form that was learned (`learn`) keeps its
own drawing instead, and has neither.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from cases.application import Box
from cases.kinds import Kind

A4: Final = (595.28, 841.89)
SIGNATURES: Final = ("signature_1", "signature_2")


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
    screen reader says; `entry` is what the field is called in the blank's own fillable PDF, if it is called otherwise.
    """

    name: str
    page: int
    box: Box
    type: FieldType
    label: str
    value: str = ""
    tip: str = ""
    entry: str = ""


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
    """One version of one application form. Pages count from 1, so the first page's code is in `code_boxes[0]`.

    A form with a `drawing` (the bytes of a PDF, its blank) is one that we learned: its `code_boxes` and `marks` are
    empty, and its `texts` stand in the drawing alone.
    """

    id: str
    version: int
    kind: Kind
    title: str
    pages: int
    fields: tuple[FormField, ...]
    texts: tuple[Text, ...] = ()
    code_boxes: tuple[Box, ...] = ()
    marks: tuple[tuple[Mark, ...], ...] = ()
    width: float = A4[0]
    height: float = A4[1]
    drawing: bytes = field(default=b"", repr=False)

    def __hash__(self) -> int:
        return hash((self.id, self.version))  # asked for each box cut from a blank: all texts would cost 1 ms a page

    @property
    def key(self) -> str:
        """The id and version as the page code and the answers carry them: "elev-1"."""
        return f"{self.id}-{self.version}"

    @property
    def learned(self) -> bool:
        """Whether it is another's form, drawn by them: its pages carry no code and no marks."""
        return bool(self.drawing)

    @property
    def consent(self) -> str:
        """What the guardians consent to, word for word; empty when the form asks for no consent."""
        return "\n".join(text.text for text in self.texts if text.style is Style.CONSENT)

    def on(self, page: int) -> tuple[FormField, ...]:
        """The fields of a page, in the order of reading."""
        return tuple(field for field in self.fields if field.page == page)

    def marks_on(self, page: int) -> tuple[Mark, ...]:
        """The corner marks of a page; none on a learned form."""
        return self.marks[page - 1] if self.marks else ()

    def code_box(self, page: int) -> Box | None:
        """Where the page's code stands; None on a learned form."""
        return self.code_boxes[page - 1] if self.code_boxes else None

    def choices(self, name: str) -> tuple[FormField, ...]:
        """The tick boxes of a name. In the fillable PDF the state of the n-th (from 0) is called n."""
        return tuple(field for field in self.fields if field.name == name and field.type is FieldType.CHOICE)

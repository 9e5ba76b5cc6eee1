"""What a school asks for, as read: values with their source, signatures with their evidence."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from cases.kinds import Kind

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1 in points, origin top left of the upright page."""

FIELDS = (
    "school", "class_name", "pupil_name", "cpr", "topic", "contact_name", "contact_email", "contact_phone",
    "description", "tried", "goal", "guardian_1_name", "guardian_2_name", "custody",
    "signed_date_1", "signed_date_2",
)  # fmt: skip
"""Every field a form can have; `custody` is one of the words in `consent.Custody`."""


class Source(StrEnum):
    """Where a value was found."""

    FORM_FIELD = "form-field"
    TEXT = "text"
    OCR = "ocr"
    FILE_NAME = "file-name"
    SUBJECT = "subject"
    SENDER = "sender"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Value:
    """A field's value: the text, how sure we are (0..1), and where it stood (page from 1).

    It is `verified` when two sources that know nothing of each other say the same, and it is what such a field can
    hold. `other` is what the second of them says where they differ: a person chooses.
    """

    text: str = field(repr=False)
    confidence: float
    source: Source
    page: int | None = None
    box: Box | None = None
    verified: bool = False
    other: str = field(repr=False, default="")


class Ink(StrEnum):
    """What a machine may say of a signature box. It never says "consent"."""

    SIGNED = "signed"
    EMPTY = "empty"
    UNCERTAIN = "uncertain"


class Method(StrEnum):
    """How a signature was made."""

    INK = "ink"
    DIGITAL = "digital"


@dataclass(frozen=True, slots=True)
class SignatureBox:
    """One box for a guardian's signature: `name` is `signature_1` or `signature_2`; the crop (PNG) is the evidence.

    In a list of cases the crops stay in the store: `crop` is empty, and `kept` is what the store knows it by.
    """

    name: str
    state: Ink
    score: float
    page: int
    box: Box
    method: Method = Method.INK
    crop: bytes = field(default=b"", repr=False)
    why: str = field(default="", repr=False)
    kept: str = field(default="", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Answers:
    """What one filled-in form says; `form` is its id and version ("elev-1"), None when the layout is not known.

    `pages` are the pages of the form that were there, from 1; of an unknown layout, those of the paper. `prints` are
    perceptual hashes of what is written in each box, by which the same paper is known when it is scanned again.
    """

    form: str | None
    kind: Kind
    values: Mapping[str, Value] = field(default_factory=dict, repr=False)
    signatures: tuple[SignatureBox, ...] = ()
    pages: tuple[int, ...] = ()
    surplus_cpr: bool = False
    prints: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Unread:
    """Something a person must look at: a stable code and one sentence without names, numbers or mail text."""

    code: str
    why: str


@dataclass(frozen=True, slots=True)
class Application:
    """One application about one pupil, class or topic; `school` as in the register, `flags` as the convention noted."""

    kind: Kind
    school: str | None = None
    detail: str | None = field(default=None, repr=False)
    form: str | None = None
    values: Mapping[str, Value] = field(default_factory=dict, repr=False)
    signatures: tuple[SignatureBox, ...] = ()
    flags: tuple[str, ...] = ()
    surplus_cpr: bool = False
    prints: Mapping[str, str] = field(default_factory=dict, repr=False)

    def text(self, name: str) -> str:
        """The text of a field, empty when it was not found."""
        value = self.values.get(name)
        return value.text if value else ""


_WEAK = frozenset({Source.FILE_NAME, Source.SUBJECT, Source.SENDER})
_STRENGTH = {Ink.EMPTY: 0, Ink.UNCERTAIN: 1, Ink.SIGNED: 2}


def supplemented(earlier: Application, later: Application) -> Application:
    """The earlier application with what the later paper adds: newer values win, a signature once given stays.

    What a person wrote stays, and what a name says only fills a gap.
    """
    boxes = {box.name: box for box in earlier.signatures}
    for box in later.signatures:
        if box.name not in boxes or _STRENGTH[box.state] >= _STRENGTH[boxes[box.name].state]:
            boxes[box.name] = box
    return replace(
        later,
        kind=earlier.kind if later.kind is Kind.UNKNOWN else later.kind,
        school=earlier.school if _written(earlier, "school") else later.school or earlier.school,
        detail=earlier.detail if _written(earlier, *_DETAILS) else later.detail or earlier.detail,
        form=later.form or earlier.form,
        values={**earlier.values, **{n: value for n, value in later.values.items() if _wins(earlier, n, value)}},
        signatures=tuple(boxes[name] for name in sorted(boxes)),
        surplus_cpr=earlier.surplus_cpr or later.surplus_cpr,
        prints={**earlier.prints, **later.prints},
    )


_DETAILS = ("pupil_name", "class_name", "topic")


def _written(application: Application, *names: str) -> bool:
    """Whether a person wrote one of these fields."""
    return any(name in application.values and application.values[name].source is Source.PERSON for name in names)


def _wins(earlier: Application, name: str, value: Value) -> bool:
    if not value.text or _written(earlier, name):
        return False
    return value.source not in _WEAK or not earlier.text(name)

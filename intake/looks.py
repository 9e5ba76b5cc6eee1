"""How each type of box is read, what a right reading is like, and how it is tidied: never made up, never completed."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from stdnum.dk import cpr
from stdnum.exceptions import ValidationError

from intake.forms import FieldType
from intake.ocr import Script

_DIGITS = "0123456789"
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_DANISH = _LATIN + "æøåéäöüóáèëíñçšžćčłńøß"
_WORDS = _DANISH + _DANISH.upper() + " -.'"
_LONGEST_TOPIC = 200


@dataclass(frozen=True, slots=True)
class Looks:
    """How a type of box is read, and what a right reading is like.

    `ways` are the first engine's, each a script and a dpi: the second is only taken when the first does not agree with
    the other engine. `letters` are those the second engine may write. `valid` says whether a text is right for the
    box, `key` what of it counts when two readings are compared. Where they differ the first engine's is proposed while
    it is `sure`, unless the box suits the second engine better. One look of each engine is enough where both read the
    same and are as sure as `first_sure` and `second_sure` say; else each must read the same `twice`, but for words, of
    which both engines can lose the same stroke at every look. Readings less alike than `far` (of 100) are by hand, and
    looking again would not bring them together. At words the second engine looks first in a `low` picture, for half
    the cost; digits are too fine for it.
    """

    ways: tuple[tuple[Script, int], ...]
    letters: str
    valid: Callable[[str], bool]
    key: Callable[[str], str]
    second_first: bool = False
    sure: float = 0.85
    first_sure: float = 0.3
    second_sure: float = 0.7
    twice: bool = True
    far: int = 50
    low: bool = False


# --- what is right for a box


def _words(text: str) -> bool:
    """Some letters and no more lines than one."""
    return sum(letter.isalpha() for letter in text) >= 2 and "\n" not in text and len(text) <= _LONGEST_TOPIC


_NAME = re.compile(r"[^\W\d_]+\.?(?:[ '-]+[^\W\d_]+\.?)*")
_CLASS = re.compile(r"(\d{1,2})\.? ?(?:[a-zæøå]|årg(?:ang|\.)?|kl(?:asse|\.)?)?", re.IGNORECASE)
_EMAIL = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
_PHONE = re.compile(r"(?:(?:\+|00)45)?[2-9]\d{7}")
_DATE = re.compile(r"(\d{1,2})[-./ ]+(\d{1,2})[-./ ]+(\d{4}|\d{2})")
_YEARS = range(2000, 2100)


def _name(text: str) -> bool:
    return bool(_NAME.fullmatch(text)) and len(text) >= 2


def _class(text: str) -> bool:
    """A year of school, 0 to 10, with or without its letter (folkeskoleloven, section 5)."""
    found = _CLASS.fullmatch(text)
    return found is not None and int(found[1]) <= 10


def _cpr(text: str) -> bool:
    return len(_digits(text)) == 10 and starts_with_date(text)


def _phone(text: str) -> bool:
    """Eight digits, with or without the country's number; no Danish number begins with 0 or 1 (ITU-T E.164, +45)."""
    return bool(_PHONE.fullmatch(_unspaced(text)))


def _date(text: str) -> bool:
    """A day that exists, in this century. "03.1." is none: beside a nought a 1 was lost, "03.11."."""
    found = _DATE.fullmatch(text)
    if found is None or ((text.startswith("0") or found[2].startswith("0")) and len(found[1]) != len(found[2])):
        return False
    day, month, year = (int(number) for number in found.groups())
    year += 2000 if len(found[3]) == 2 else 0
    try:
        return date(year, month, day).year in _YEARS
    except ValueError:
        return False


# --- what counts when two readings are compared


def _caseless(text: str) -> str:
    return _unspaced(text).casefold()


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _unspaced(text: str) -> str:
    return "".join(text.split())


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


_LINE = Looks(
    ((Script.LINE, 150), (Script.LINE, 200)),
    _WORDS + _DIGITS + ',&()/:;!?+%"',
    _words,
    _spaced,
    first_sure=0.85,
    second_sure=0.9,
    twice=False,
    far=80,
    low=True,
)
LOOKS: Mapping[FieldType, Looks] = {
    FieldType.LINE: _LINE,
    FieldType.NAME: replace(_LINE, letters=_WORDS, valid=_name),
    FieldType.EMAIL: Looks(
        ((Script.EMAIL, 200), (Script.EMAIL, 150)),
        _DIGITS + _LATIN + _LATIN.upper() + "@._-+",
        lambda text: bool(_EMAIL.fullmatch(text)),
        _unspaced,
        low=True,
    ),
    FieldType.CLASS: Looks(
        ((Script.LINE, 150), (Script.CLASS, 200), (Script.LINE, 120)),
        _DIGITS + _DANISH + _DANISH.upper() + ". ",
        _class,
        _caseless,
        second_first=True,
    ),
    FieldType.CPR: Looks(
        ((Script.NUMBER_AGAIN, 150), (Script.NUMBER, 200)), _DIGITS + "- ", _cpr, _digits, second_first=True
    ),
    FieldType.PHONE: Looks(
        ((Script.NUMBER_AGAIN, 150), (Script.NUMBER, 200)), _DIGITS + "+ ", _phone, _unspaced, second_first=True
    ),
    FieldType.DATE: Looks(
        ((Script.DATE, 150), (Script.DATE, 200)), _DIGITS + "-./ ", _date, _unspaced, second_first=True
    ),
}
"""Every type of box that holds one line. The first engine likes letters some 20 pixels high, so 150-200 dpi."""

SEEN = 200
"""The dpi at which a box is cut out for the engines; each makes it smaller as it likes."""

TEXT_DPI = 150
"""The dpi at which several lines are read: cheaper than 200 and 300, and no worse (decision 0114)."""

_EDGES = " \t|_[]{}~^'`´‘’\"“”«»=¦•<>"
_MARKS = frozenset(".,;:· ")
_STOPPED = re.compile(r"(?<=[^\W\d_]{4})[.:;]+ *(?=[^\W\d_])")  # no shortened name has five letters
_FAR_OFF = re.compile(rf"(?: [{re.escape(_EDGES)}]*[.,;:]+)+$")


def tidy(text: str, kind: FieldType) -> str:
    """The text without stray edges; a CPR number as DDMMYY-XXXX when it has ten digits, an address without spaces."""
    once = _tidied(text, kind)
    return once if once == text else tidy(once, kind)  # what is taken away can lay bare another edge


def _tidied(text: str, kind: FieldType) -> str:
    lines = (" ".join(line.split()).strip(_EDGES) for line in text.splitlines())
    text = "\n".join(line for line in lines if not _MARKS.issuperset(line))  # specks, which nobody wrote
    if kind is FieldType.EMAIL:
        return "".join(text.split()).strip(".,;:-")
    if kind is FieldType.CPR:
        digits = _digits(text)
        return str(cpr.format(digits)) if len(digits) == 10 else text.strip("-. ")
    if kind in (FieldType.PHONE, FieldType.DATE):
        return text.strip("-./ ")
    if kind is FieldType.NAME:
        return _STOPPED.sub(" ", text).strip(".,;: ")
    if kind is FieldType.LINE:
        return _FAR_OFF.sub("", text)
    return text


def right(text: str, kind: FieldType) -> bool:
    """Whether a text is of the shape that its box asks for; free text is never judged."""
    looks = LOOKS.get(kind)
    return looks is not None and looks.valid(text)


def starts_with_date(text: str) -> bool:
    """Whether ten digits begin with a day that exists; replacement numbers have 60 added to the day (domain.md)."""
    digits = _digits(text)
    if len(digits) != 10:
        return False
    if digits[0] in "6789":
        digits = f"{int(digits[0]) - 6}{digits[1:]}"
    try:
        cpr.get_birth_date(digits)
    except ValidationError:
        return False
    return True

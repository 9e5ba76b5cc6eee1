"""How each type of box is read, what a right reading is like, and how it is tidied: never made up, never completed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stdnum.dk import cpr
from stdnum.exceptions import ValidationError

from intake.forms import FieldType
from intake.ocr import Heard, Script


@dataclass(frozen=True, slots=True)
class Looks:
    """How a type of box is read: the ways to look at it, each a script and a dpi, and what a right reading is like.

    The first look that has the shape and is sure ends it, unless all must `agree`.
    """

    ways: tuple[tuple[Script, int], ...]
    shape: re.Pattern[str] = re.compile(r".+", re.DOTALL)
    agree: bool = False


_LINE = Looks(((Script.LINE, 200),))
LOOKS: Mapping[FieldType, Looks] = {
    FieldType.LINE: _LINE,
    FieldType.NAME: _LINE,
    FieldType.EMAIL: Looks(((Script.EMAIL, 200), (Script.EMAIL, 150)), re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}")),
    FieldType.TEXT: Looks(((Script.BLOCK, 150),)),
    FieldType.CLASS: Looks(
        ((Script.LINE, 150), (Script.LINE, 120), (Script.LINE, 200)),
        re.compile(r"\d{1,2}\.? ?([a-zæøå]|årg(ang|\.)?|kl(asse|\.)?)?", re.IGNORECASE),
    ),
    FieldType.CPR: Looks(
        ((Script.NUMBER_AGAIN, 150), (Script.NUMBER, 200)), re.compile(r"\d\d[01]\d{3}-\d{4}"), agree=True
    ),
    FieldType.PHONE: Looks(((Script.NUMBER_AGAIN, 150), (Script.NUMBER, 200)), re.compile(r"(\+45 ?)?\d\d( ?\d){6}")),
    FieldType.DATE: Looks(
        ((Script.DATE, 150), (Script.DATE, 200)), re.compile(r"\d{1,2}[-./ ]+\d{1,2}[-./ ]+(\d\d)?\d\d")
    ),
}
"""The engine likes letters some 20 pixels high, so 150-200 dpi; more costs time and reads short texts worse."""

SURE = 0.8
"""The confidence at which one look is enough."""

_UNLIKE, _DIVIDED = 0.6, 0.5  # the most confidence in what lacks the shape, or was read in two ways
_EDGES = " \t|_[]{}~^'`´‘’\"“”«»=¦•<>"


def best_of(heard: Sequence[Heard], looks: Looks) -> Heard:
    """The reading with the right shape, then the surest; less sure when it lacks the shape or the looks disagreed."""
    best = max(heard, key=lambda each: (bool(looks.shape.fullmatch(each.text)), each.confidence))
    most = 1.0 if looks.shape.fullmatch(best.text) else _UNLIKE
    if looks.agree and len({each.text for each in heard}) > 1:
        most = min(most, _DIVIDED)
    return Heard(best.text, min(best.confidence, most))


def tidy(text: str, kind: FieldType) -> str:
    """The text without stray edges; a CPR number as DDMMYY-XXXX when it has ten digits, an address without spaces."""
    lines = (" ".join(line.split()).strip(_EDGES) for line in text.splitlines())
    text = "\n".join(line for line in lines if line)
    if kind is FieldType.EMAIL:
        return "".join(text.split()).strip(".,;:-")
    if kind is FieldType.CPR:
        digits = "".join(letter for letter in text if letter.isdigit())
        return str(cpr.format(digits)) if len(digits) == 10 else text.strip("-. ")
    if kind in (FieldType.PHONE, FieldType.DATE):
        return text.strip("-./ ")
    return text


def starts_with_date(text: str) -> bool:
    """Whether ten digits begin with a day that exists; replacement numbers have 60 added to the day (domain.md)."""
    digits = "".join(letter for letter in text if letter.isdigit())
    if len(digits) != 10:
        return False
    if digits[0] in "6789":
        digits = f"{int(digits[0]) - 6}{digits[1:]}"
    try:
        cpr.get_birth_date(digits)
    except ValidationError:
        return False
    return True

"""What a paper is that is no form: a letter that goes with one, instructions, a logo, or nothing at all. Pure.

Only what is certain is said; a paper that could be an application of any layout has no nature, and a person reads it.
"""

import re
from enum import StrEnum

SMALL_SIDE = 300
"""Pixels: no page of a form is so narrow, however badly photographed."""

_LONG = 4.0  # how many times longer than wide a banner is
_HELLO = re.compile(
    r"^\s*(?:kære|hej|goddag|hermed|vedhæftet|vedlagt|til rette vedkommende|att)\b", re.IGNORECASE | re.M
)
_BYE = re.compile(
    r"\b(?:(?:med )?(?:venlige?|bedste|kærlige?) hilsen(?:er)?|(?:de )?bedste hilsner|mvh|vh)\b", re.IGNORECASE
)
_HOW_TO = re.compile(
    r"\b(?:sådan (?:udfylder|søger|gør|bruger)|vejledning til|udfyldningsvejledning|hvem kan søge|hvornår er der frist"
    r"|ansøgningsfrister?|skemaet (?:skal|sendes)|retningslinjer|praktiske oplysninger)\b",
    re.IGNORECASE,
)
_ASKED = re.compile(r"^[^\n:?]{2,60}[:?]\s*(?:_{3,}|\.{4,}|…)?", re.M)
_MOST_ASKED = 4


class Nature(StrEnum):
    """The codes that people meet; `review/why.py` has their words."""

    FORM = ""  # a form, or what may be one
    BLANK = "blank"
    LETTER = "letter"
    INSTRUCTIONS = "instructions"
    LOGO = "logo"


def nature_of_text(text: str) -> Nature:
    """A letter has a greeting and a farewell, instructions tell how; neither asks one question after the other."""
    if len(_ASKED.findall(text)) > _MOST_ASKED:
        return Nature.FORM
    if _HELLO.search(text) and _BYE.search(text):
        return Nature.LETTER
    return Nature.INSTRUCTIONS if len(set(_HOW_TO.findall(text.casefold()))) >= 2 else Nature.FORM


def nature_of_picture(width: int, height: int) -> Nature:
    """A logo, when a picture is too small or too long to be a page."""
    short, long = sorted((max(1, width), max(1, height)))
    return Nature.LOGO if short < SMALL_SIDE or long / short > _LONG else Nature.FORM

"""Danish words for dates, times and lists. A small table of our own: a machine's locale may lack Danish."""

from collections.abc import Sequence
from datetime import date, datetime

from cases.rounds import COPENHAGEN

DAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
MONTHS = (
    "januar", "februar", "marts", "april", "maj", "juni",
    "juli", "august", "september", "oktober", "november", "december",
)  # fmt: skip


def day(on: date) -> str:
    """A date without its weekday: "2. december 2026"."""
    return f"{on.day}. {MONTHS[on.month - 1]} {on.year}"


def weekday(on: date) -> str:
    """A date with its weekday: "onsdag 2. december 2026"."""
    return f"{DAYS[on.weekday()]} {day(on)}"


def clock(at: datetime) -> str:
    """The time in Denmark, as it is written there: "08.12"."""
    return f"{at.astimezone(COPENHAGEN):%H.%M}"


def listed(words: Sequence[str]) -> str:
    """Words in a row: "a", "a og b", "a, b og c"."""
    return " og ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def counted(number: int, one: str, many: str) -> str:
    """A number with its word: "1 ansøgning", "3 ansøgninger"."""
    return f"{number} {one if number == 1 else many}"

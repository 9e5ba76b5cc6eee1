"""The registers' columns: what a cell fills, how its text becomes a value and back, and what to write there."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from cases.people import Absence, RoundCapacity

EMAIL = r"^[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+$"
"""A plain address: enough to catch what is certainly none."""

_SENDER = re.compile(r"^([^@\s,;<>]+)?@[^@\s,;<>]+\.[^@\s,;<>]+$")


class CellFaultError(ValueError):
    """A cell is wrong; the message says what to write there."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its Danish title, the field it fills, how text becomes a value and back, whether it may be empty, and
    what stands there when it is, or when what was written cannot be read.
    """

    title: str
    field: str
    parse: Callable[[str], object]
    show: Callable[[object], str] = str
    needed: bool = False
    default: object = ""


def _email(text: str) -> str:
    if not re.match(EMAIL, text):
        raise CellFaultError('skriv en mailadresse, fx "navn@kommune.dk"')
    return text


def _name(text: str) -> str:
    """A name on one line; a bar would part it in two where others name it."""
    if "|" in text:
        raise CellFaultError('skriv navnet uden "|"')
    return " ".join(text.split())


def _number(text: str) -> float:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        number = -1
    if not 0 <= number <= 1000:
        raise CellFaultError("skriv et antal mellem 0 og 1000, fx 4")
    return number


def day_of(text: str) -> date:
    """A day as people or spreadsheets write it; CellFaultError when it is none."""
    for pattern, order in ((r"(\d{4})-(\d\d?)-(\d\d?)", (1, 2, 3)), (r"(\d\d?)[-./](\d\d?)[-./](\d{4})", (3, 2, 1))):
        if match := re.fullmatch(pattern, text):
            year, month, day = (int(match[group]) for group in order)
            try:
                return date(year, month, day)
            except ValueError:
                break
    raise CellFaultError("skriv en dato som 2026-12-02")


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|") if part.strip())


def _senders(text: str) -> tuple[str, ...]:
    senders = _several(text)
    if not all(_SENDER.match(sender) for sender in senders):
        raise CellFaultError('skriv mailadresser eller hele domæner, fx "kontor@skole.dk|@skole.dk"')
    return tuple(sender.casefold() for sender in senders)


_PERIOD = "en periode som 2026-01-05/2026-02-01"


def _absences(text: str) -> tuple[Absence, ...]:
    """A day, "first/last", or "first/" for somebody who has left or is away until further notice."""
    absences = []
    for part in _several(text):
        first, until, last = (half.strip() for half in part.partition("/"))
        try:
            absences.append(Absence(day_of(first), day_of(last) if last else date.max if until else day_of(first)))
        except CellFaultError:
            raise CellFaultError(f"skriv en dato som 2026-12-02, eller {_PERIOD}") from None
    if any(absence.last < absence.first for absence in absences):
        raise CellFaultError(f"den sidste dag ligger før den første: skriv {_PERIOD}")
    return tuple(absences)


def _show_several(values: object) -> str:
    return "|".join(map(str, values)) if isinstance(values, tuple) else ""


def _show_absences(values: object) -> str:
    if not isinstance(values, tuple):
        return ""
    return "|".join(f"{a.first}/{'' if a.last == date.max else a.last}" for a in values)


def _show_number(value: object) -> str:
    return f"{value:g}"


def _share(text: str) -> float:
    """A part of full time: "80 %", "80" or "0,8"; 1 is all of it."""
    try:
        number = float(text.removesuffix("%").strip().replace(",", "."))
    except ValueError:
        number = -1
    share = number / 100 if number > 1 or text.endswith("%") else number
    if not 0 < share <= 1:
        raise CellFaultError('skriv en andel af fuld tid, fx "80 %"')
    return share


def _show_share(value: object) -> str:
    return f"{100 * float(str(value)):g} %"


def _exceptions(text: str) -> tuple[RoundCapacity, ...]:
    found = []
    for part in _several(text):
        name, sign, number = (half.strip() for half in part.rpartition("="))
        if not (sign and name):
            raise CellFaultError('skriv runder og pladser som "2. runde=3|3. runde=0"')
        found.append(RoundCapacity(name, _number(number)))
    if len({one.round for one in found}) < len(found):
        raise CellFaultError("hver runde må kun stå én gang")
    return tuple(found)


def _show_exceptions(values: object) -> str:
    return "|".join(f"{one.round}={one.capacity:g}" for one in values) if isinstance(values, tuple) else ""


SCHOOL_COLUMNS = (
    Column("navn", "name", _name, needed=True),
    Column("type", "type", str),
    Column("aliaser", "aliases", _several, _show_several, default=()),
    Column("distrikt", "district", lambda text: text or None, lambda value: str(value or ""), default=None),
    Column("afsendere", "senders", _senders, _show_several, default=()),
)
EDUCATOR_COLUMNS = (
    Column("id", "id", _name, needed=True),
    Column("navn", "name", _name, needed=True),
    Column("mail", "email", _email, needed=True),
    Column("telefon", "phone", str),
    Column("pladser", "capacity", _number, _show_number, needed=True, default=0.0),
    Column("kompetencer", "competences", _several, _show_several, default=()),
    Column("distrikter", "districts", _several, _show_several, default=()),
    Column("faste skoler", "attached", _several, _show_several, default=()),
    Column("ikke skoler", "conflicts", _several, _show_several, default=()),
    Column("fravær", "absences", _absences, _show_absences, default=()),
    Column("andel", "share", _share, _show_share, default=1.0),
    Column("fremmedsprog", "languages", _several, _show_several, default=()),
    Column("pladser i runder", "exceptions", _exceptions, _show_exceptions, default=()),
)
ROUND_COLUMNS = (
    Column("navn", "name", _name, needed=True),
    Column("frist", "deadline", day_of, needed=True, default=date.min),
    Column("svardato", "answer_date", day_of, needed=True, default=date.min),
    Column("støtte fra", "support_start", day_of, needed=True, default=date.min),
    Column("støtte til", "support_end", day_of, needed=True, default=date.min),
)


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, whatever somebody wrote (OWASP, CSV injection)."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell

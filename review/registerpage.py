"""The registers' lists and their history as values. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cases.people import Educator, School
from cases.registers import Entry, Register, Registers, Revision, key_of
from cases.rounds import COPENHAGEN, Round
from replies.words import clock, day
from review.registers import BOOKS, Book, Change, differences, in_words, number, sorted_entries

LENGTH = 20
"""Changes on a page of the history."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a list: its name, what it is known by in an address, and its cells in the order of the titles."""

    key: str
    name: str
    cells: tuple[str, ...]
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """One register as a list."""

    book: Book
    titles: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """One change: when, by whom, how, and what it did."""

    when: str
    by: str
    how: str
    changes: tuple[Change, ...]


def listed(register: Register, registers: Registers, today: date) -> Listed:
    """The list of a register."""
    titles = _TITLES[register]
    entries = sorted_entries(register, registers.of(register))
    return Listed(BOOKS[register], titles, tuple(_line(one, registers, today) for one in entries))


_TITLES: Mapping[Register, tuple[str, ...]] = {
    Register.SCHOOLS: ("Type", "Distrikt", "Også kaldet", "Mailadresser"),
    Register.EDUCATORS: ("Pladser", "Kompetencer", "Sprog", "Distrikter", "Faste skoler", "Ikke skoler", "Fravær"),
    Register.ROUNDS: ("Frist", "Svardato", "Støtte"),
}


def _line(entry: Entry, registers: Registers, today: date) -> Line:
    match entry:
        case School():
            senders = ", ".join(entry.senders)
            cells = (entry.type, entry.district or "", ", ".join(entry.aliases), senders)
            return Line(entry.name, entry.name, cells, "" if senders else "ingen mailadresser: får ingen svar")
        case Educator():
            return _educator(entry, registers, today)
        case Round():
            support = f"{day(entry.support_start)} til {day(entry.support_end)}"
            days = (day(entry.deadline), day(entry.answer_date), support)
            return Line(entry.name, entry.name, days, "fristen er gået" if entry.deadline < today else "")


def _educator(one: Educator, registers: Registers, today: date) -> Line:
    usual = number(round(one.capacity * one.share, 6))
    own = [f"{e.round}: {number(e.capacity)}" for e in one.exceptions if _ahead(e.round, registers, today)]
    places = "; ".join(
        (usual if one.share == 1 else f"{usual} ({100 * one.share:g} % af {number(one.capacity)})", *own)
    )
    absences = tuple(absence for absence in one.absences if absence.last >= today)
    column = next(column for column in BOOKS[Register.EDUCATORS].columns if column.field == "absences")
    cells = (
        places,
        ", ".join(one.competences),
        ", ".join(one.languages),
        ", ".join(one.districts),
        ", ".join(one.attached),
        ", ".join(one.conflicts),
        in_words(column, absences),
    )
    return Line(one.id, one.name, cells, _away(one, today))


def _away(one: Educator, today: date) -> str:
    here = [absence for absence in one.absences if absence.first <= today <= absence.last]
    if not here:
        return ""
    return "ikke her mere" if any(absence.last == date.max for absence in here) else "ikke her i dag"


def _ahead(name: str, registers: Registers, today: date) -> bool:
    return any(one.name == name and one.answer_date >= today for one in registers.rounds)


def history(register: Register, revisions: Sequence[Revision]) -> tuple[Past, ...]:
    """What each revision changed; the last of them is what the one before it is compared with, and told by itself only
    when it is the very first.
    """
    past = []
    for newer, older in zip(revisions, (*revisions[1:], None), strict=False):
        if older is None and newer.version > 1:
            break
        found = differences(BOOKS[register], older.entries, newer.entries) if older else ()
        past.append(Past(moment(newer.at), newer.by, newer.how, found))
    return tuple(past)


def moment(at: datetime) -> str:
    """A time as people read it: "2. december 2026 kl. 09.30"."""
    local = at.astimezone(COPENHAGEN)
    return f"{day(local.date())} kl. {clock(at)}"


def changed_since(register: Register, key: str, then: Sequence[Entry], now: Sequence[Entry]) -> tuple[Change, ...]:
    """What happened to one entry since it was shown."""
    old, new = ([one for one in entries if key_of(one) == key] for entries in (then, now))
    return differences(BOOKS[register], old, new)

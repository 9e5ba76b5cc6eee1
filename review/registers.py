"""The registers in words: what each is called, and what two states of one differ in. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cases.danish import in_order
from cases.people import Absence, RoundCapacity
from cases.registers import Entry, Register, key_of
from cases.rounds import Round
from replies.words import day
from review.columns import EDUCATOR_COLUMNS, ROUND_COLUMNS, SCHOOL_COLUMNS, Column

FILES = "indstillingsfilerne"
"""Whose the registers were before anybody changed one on the pages."""


@dataclass(frozen=True, slots=True)
class Book:
    """One register in words: what one entry and several are called, and its columns."""

    register: Register
    one: str
    columns: tuple[Column, ...]

    @property
    def title(self) -> str:
        """The register's name on a page."""
        return self.register.value.capitalize()


BOOKS: Mapping[Register, Book] = {
    Register.SCHOOLS: Book(Register.SCHOOLS, "skole", SCHOOL_COLUMNS),
    Register.EDUCATORS: Book(Register.EDUCATORS, "vejleder", EDUCATOR_COLUMNS),
    Register.ROUNDS: Book(Register.ROUNDS, "runde", ROUND_COLUMNS),
}


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one entry: "ny", "fjernet" or "rettet", and how, a line for each field."""

    name: str
    what: str
    lines: tuple[str, ...] = ()


def differences(book: Book, before: Iterable[Entry], after: Iterable[Entry]) -> tuple[Change, ...]:
    """How the register differs, by name as Danes sort."""
    old, new = {key_of(one): one for one in before}, {key_of(one): one for one in after}
    found = [Change(entry.name, "ny", _lines(book, None, entry)) for key, entry in new.items() if key not in old]
    found += [Change(entry.name, "fjernet") for key, entry in old.items() if key not in new]
    found += [
        Change(entry.name, "rettet", _lines(book, old[key], entry))
        for key, entry in new.items()
        if key in old and entry != old[key]
    ]
    return tuple(sorted(found, key=lambda one: in_order(one.name)))


def between(book: Book, before: Entry | None, after: Entry | None) -> tuple[Change, ...]:
    """How one entry differs."""
    return differences(book, (before,) if before else (), (after,) if after else ())


def _lines(book: Book, before: Entry | None, after: Entry) -> tuple[str, ...]:
    lines = []
    for column in book.columns:
        new = in_words(column, getattr(after, column.field))
        old = in_words(column, getattr(before, column.field) if before else "" if column.needed else column.default)
        if before is not None and new != old:
            lines.append(f"{column.title}: fra {old or 'intet'} til {new or 'intet'}")
        elif before is None and new and new != old:
            lines.append(f"{column.title}: {new}")
    return tuple(lines)


def in_words(column: Column, value: object) -> str:
    """A field as people read it; "" when there is nothing in it."""
    match value:
        case date():
            return day(value)
        case tuple():
            return ", ".join(map(_word, value))
        case float() | int():
            return f"{100 * value:g} %" if column.field == "share" else number(value)
        case _:
            return str(value or "")


def _word(one: object) -> str:
    match one:
        case Absence(first, last) if last == date.max:
            return f"fra {day(first)} og fremover"
        case Absence(first, last):
            return day(first) if first == last else f"{day(first)} til {day(last)}"
        case RoundCapacity(name, capacity):
            return f"{name}: {number(capacity)}"
        case _:
            return str(one)


def number(value: float) -> str:
    """A number as Danes write it."""
    return f"{value:g}".replace(".", ",")


def sorted_entries(register: Register, entries: Sequence[Entry]) -> list[Entry]:
    """Rounds by their deadline, the newest first; all else by name as Danes sort."""
    if register is Register.ROUNDS:
        return sorted(entries, key=lambda one: one.deadline if isinstance(one, Round) else date.min, reverse=True)
    return sorted(entries, key=lambda one: in_order(one.name))

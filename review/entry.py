"""One entry of a register as a form: its fields with what they say, what is wrong with each, and the entry again. Pure.

A form's fields are a spreadsheet's cells (`columns`), only that several values stand on lines of their own, an absence
has two dates, and each round its number of places.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from cases.people import Educator, School
from cases.registers import Entry, Register
from cases.rounds import Round
from review.columns import CellFaultError
from review.registers import Book

LACKING = "Mangler. Udfyld feltet."

_LINES = frozenset({"aliases", "senders", "competences", "languages", "districts", "attached", "conflicts"})
_DATES = frozenset({"deadline", "answer_date", "support_start", "support_end"})
_OWN = frozenset({"absences", "exceptions"})
"""Fields with a part of the form to themselves."""

_TITLES: Mapping[str, str] = {
    "id": "Initialer",
    "capacity": "Pladser (eller timer) i en runde på fuld tid",
    "share": "Andel af fuld tid",
    "exceptions": "Pladser i enkelte runder",
    "attached": "Faste skoler",
    "conflicts": "Skoler, der ikke må gives",
    "senders": "Skolens mailadresser",
    "deadline": "Frist (hele dagen er med)",
    "answer_date": "Svardato",
    "support_start": "Støttens første dag",
    "support_end": "Støttens sidste dag",
}
_HINTS: Mapping[str, str] = {
    "id": "Korte og entydige, fx ahk. De kan ikke ændres senere, for sagerne husker dem.",
    "type": "Fx folkeskole, privatskole, specialskole eller daginstitution.",
    "aliases": "Andre navne, som filer og mails kan bruge. Ét pr. linje.",
    "senders": "Adresser, fx kontor@skole.dk, eller et helt domæne, fx @skole.dk. Én pr. linje. Uden dem får skolen "
    "ingen automatiske svar.",
    "share": "Fx 80 %. Tom er fuld tid.",
    "competences": "Én pr. linje.",
    "languages": "Én pr. linje.",
    "districts": "Som de står i skoleregistret, ét pr. linje. Tom: alle distrikter.",
    "attached": "Navnene, som de står i skoleregistret. Én pr. linje.",
    "conflicts": "Navnene, som de står i skoleregistret. Én pr. linje.",
}
_SAY: Mapping[str, str] = {
    "senders": "Skriv mailadresser eller hele domæner, én pr. linje, fx kontor@skole.dk eller @skole.dk.",
    "absences": "Vælg en første dag, og en sidste dag, der ikke ligger før den (eller ingen).",
    "exceptions": "Skriv et antal mellem 0 og 1000 ved runden, eller intet.",
    **dict.fromkeys(_DATES, "Vælg en dato, fx 02-12-2026."),
}


class Said(Protocol):
    """The fields of a form that was sent."""

    def get(self, name: str) -> str:
        """The first value of that name; "" when there is none."""
        ...

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of that name, in order."""
        ...

    def __iter__(self) -> Iterator[tuple[str, str]]: ...


@dataclass(frozen=True, slots=True)
class Input:
    """One field of the form. `kind` is "text", "email", "date", "number" or "lines"."""

    name: str
    title: str
    kind: str
    value: str = field(repr=False)
    hint: str = ""
    fault: str = ""
    needed: bool = False
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """The whole form: its simple fields, and of an educator the absences and the places in each round."""

    inputs: tuple[Input, ...]
    absences: tuple[tuple[str, str], ...] = ()
    places: tuple[tuple[str, str], ...] = ()
    faults: tuple[tuple[str, str, str], ...] = ()
    """Of each field that is wrong: its name, its title, what to do."""

    def fault(self, name: str) -> str:
        """What is wrong with a field; "" when nothing is."""
        return next((what for field, _, what in self.faults if field == name), "")


def texts_of(book: Book, entry: Entry | None) -> dict[str, str]:
    """The cells of an entry by field; of a new one they are empty."""
    return {column.field: column.show(getattr(entry, column.field)) if entry else "" for column in book.columns}


def texts_said(book: Book, said: Said) -> dict[str, str]:
    """The cells that a form says."""
    texts = {column.field: " ".join(said.get(column.field).split()) for column in book.columns}
    for name in _LINES & texts.keys():
        texts[name] = "|".join(line.strip() for line in said.get(name).splitlines() if line.strip())
    if book.register is Register.EDUCATORS:
        days = zip(said.all("fravaer-fra"), said.all("fravaer-til"), strict=False)
        texts["absences"] = "|".join(f"{first.strip()}/{last.strip()}" for first, last in days if first or last)
        places = ((name.removeprefix("runde:"), value.strip()) for name, value in said if name.startswith("runde:"))
        texts["exceptions"] = "|".join(f"{name}={value}" for name, value in places if value)
    return texts


def entry_of(book: Book, texts: Mapping[str, str]) -> tuple[Entry | None, dict[str, str]]:
    """The entry that the cells say, or what is wrong, a sentence by field."""
    values: dict[str, object] = {column.field: column.default for column in book.columns}
    faults = {}
    for column in book.columns:
        text = texts[column.field]
        if not text and column.needed:
            faults[column.field] = LACKING
        elif text:
            try:
                values[column.field] = column.parse(text)
            except CellFaultError as fault:
                faults[column.field] = _SAY.get(column.field) or f"{str(fault).capitalize()}."
    return (None if faults else _MAKE[book.register](**values)), faults


_MAKE: Mapping[Register, Callable[..., Entry]] = {
    Register.SCHOOLS: School,
    Register.EDUCATORS: Educator,
    Register.ROUNDS: Round,
}


def form_of(
    book: Book,
    texts: Mapping[str, str],
    faults: Mapping[str, str],
    rounds: Sequence[Round],
    today: date,
    *,
    new: bool,
) -> Form:
    """The form with these cells. A round has a field for its places when it is not over, or has a number already."""
    titles = {column.field: _TITLES.get(column.field, column.title.capitalize()) for column in book.columns}
    inputs = tuple(
        Input(
            name=column.field,
            title=titles[column.field],
            kind=_kind(column.field),
            value=texts[column.field].replace("|", "\n") if column.field in _LINES else texts[column.field],
            hint=_HINTS.get(column.field, ""),
            fault=faults.get(column.field, ""),
            needed=column.needed,
            fixed=column.field == "id" and not new,
        )
        for column in book.columns
        if column.field not in _OWN
    )
    told = tuple((name, titles[name], faults[name]) for name in titles if name in faults)
    if book.register is not Register.EDUCATORS:
        return Form(inputs, faults=told)
    absences = tuple(_halves(part) for part in texts["absences"].split("|") if part)
    own = dict(part.rpartition("=")[::2] for part in texts["exceptions"].split("|") if part)
    names = [one.name for one in sorted(rounds, key=lambda one: one.deadline) if one.answer_date >= today]
    places = tuple((name, own.get(name, "")) for name in [*names, *(name for name in own if name not in names)])
    return Form(inputs, (*absences, ("", "")), places, told)


def _halves(part: str) -> tuple[str, str]:
    first, _, last = part.partition("/")
    return first, last


def _kind(name: str) -> str:
    if name in _LINES:
        return "lines"
    return "date" if name in _DATES else {"email": "email", "capacity": "number"}.get(name, "text")

"""What is held on a child and speaks, or may speak, of others too: it is left out of what is handed out, and named.

A person looks at it, covers what is others', and hands it out beside the file (GDPR article 15(4)).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from cases.dossier import Dossier, Records, Sheet
from cases.inbox import Inbox
from cases.letters import PlanRow, Use
from cases.store import Outbox
from service.export_page import listed
from service.person import Person


class Books(Dossier, Inbox, Outbox, Records, Protocol):
    """Where it is looked for."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """Ids of `letters` that came in and of our own `mails`; `papers` by their case and their place in it, from 1."""

    letters: tuple[int, ...]
    papers: tuple[tuple[str, int], ...]
    mails: tuple[int, ...]


def withheld(store: Books, person: Person) -> Withheld:
    """What of the child's letters, papers and answers a person must look at first.

    A paper is others' too when another case has the same file, as after a case was split; it may be when nobody could
    read it, when more than one application was read on it, or when it was read and is no part of the child's case. A
    letter is what its papers are, for they lie in it. An answer is about all the cases that it names,
    or else what its letter is.
    """
    elsewhere, mine = store.elsewhere(person.numbers), set(person.numbers)
    papers = (
        (number, place)
        for number in person.numbers
        for place, sheet in enumerate(store.sheets(number), start=1)
        if sheet.id in elsewhere or _of_others(sheet)
    )
    letters = (
        letter
        for letter in person.letters
        if any(sheet.id in elsewhere or _of_others(sheet) for sheet in store.letter_sheets(letter))
    )
    mails = (
        mail.id for number in person.numbers for mail in store.mails(case=number) if not mine.issuperset(mail.cases)
    )
    left = tuple(letters)
    answers = (mail.id for mail in store.mails() if mail.letter in (*left, *person.shared) and not mail.cases)
    return Withheld(left, tuple(papers), tuple(dict.fromkeys((*mails, *answers))))


def _of_others(sheet: Sheet) -> bool:
    beside = sheet.use is Use.IGNORED and sheet.pages > 0
    unread = sheet.use is Use.REFUSED and sheet.why != "empty"  # in an empty file there is nobody
    return unread or beside or len(sheet.answers) > 1


def own_row(plan: PlanRow, number: str) -> PlanRow:
    """What a plan says of one case; what it says of other cases and of the educators is theirs."""
    told = {name: _rows(plan.result, name, "case", number) for name in ("assignments", "unplaced")}
    kept = ("case", "educator", "reasons", "code", "why", "would_help")
    result = {name: [{key: row[key] for key in kept if key in row} for row in rows] for name, rows in told.items()}
    return PlanRow(plan.id, plan.round, plan.created, {"cases": _rows(plan.inputs, "cases", "id", number)}, result)


def _rows(part: Any, name: str, key: str, number: str) -> list[Any]:
    return [row for row in part.get(name, ()) if row[key] == number]


def sentences(person: Person, left: Withheld) -> Iterator[str]:
    """What may be about the child and is not handed out."""
    if person.shared:
        yield f"Brev {listed(person.shared)} handler også om andre: se dem igennem først."
    if left.letters:
        yield f"Brev {listed(left.letters)} har en fil, der er eller kan være om andre: se den igennem først."
    if left.papers:
        places = [f"{place} i {number}" for number, place in left.papers]
        yield f"Bilag {listed(places)} er eller kan være om andre: se dem igennem først."
    if left.mails:
        yield f"Svar {listed(left.mails)} handler også om andre: se dem igennem først."
    if person.perhaps_letters:
        yield f"Brev {listed(person.perhaps_letters)} nævner barnets navn, men er måske om en navnefælle."
    if person.perhaps_cases:
        yield f"Sag {listed(person.perhaps_cases)} er måske om en navnefælle."

"""All that is held on one child: the cases, and the mails that brought or name it. A namesake is somebody else.

One CPR number is one child. Without a number the same name at the same school is the same child, as long as no two
numbers go by that name. What may be about the child, and may not, is named for a person to look at; it is never taken.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from cases.application import Application
from cases.case import Case
from cases.cpr import WRITTEN
from cases.dossier import Sheet
from cases.inbox import Inbox
from cases.kinds import Kind
from cases.store import CaseStore, Ledger
from intake.identity import identity
from intake.said import said


class Books(CaseStore, Ledger, Inbox, Protocol):
    """Where it is looked for."""


@dataclass(frozen=True, slots=True)
class Person:
    """One child's `cases`, found by the one that was `asked` about, and `letters` (ids of mails about nobody else).
    `shared` mails speak of others too; `perhaps` are cases and mails that name the child without a number that tells it
    from a namesake.
    """

    asked: Case
    cases: tuple[Case, ...]
    letters: tuple[int, ...]
    shared: tuple[int, ...]
    perhaps_cases: tuple[str, ...]
    perhaps_letters: tuple[int, ...]

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers of the cases."""
        return tuple(case.number for case in self.cases)

    @property
    def by_name(self) -> tuple[str, ...]:
        """The cases that only a name and a school join to the one that was asked for."""
        own = digits(self.asked.application)
        return tuple(
            case.number
            for case in self.cases
            if case.number != self.asked.number and not (own and digits(case.application) == own)
        )


def person_of(store: Books, case: Case) -> Person:
    """The child that the case is about, in all that is held."""
    mine, perhaps = same_child(case, store.cases())
    numbers = {one.number for one in mine}
    rows = store.letters()
    linked = [row for row in rows if numbers & set(row.cases)]
    number = next(filter(None, (digits(one.application) for one in mine)), "")
    named = [(row.id, _names(store, row.id, number, case.application)) for row in rows if not row.cases]
    return Person(
        asked=case,
        cases=mine,
        letters=(*(row.id for row in linked if numbers >= set(row.cases)), *(id_ for id_, sure in named if sure)),
        shared=tuple(row.id for row in linked if not numbers >= set(row.cases)),
        perhaps_cases=perhaps,
        perhaps_letters=tuple(id_ for id_, sure in named if sure is False),
    )


def same_child(case: Case, cases: Iterable[Case]) -> tuple[tuple[Case, ...], tuple[str, ...]]:
    """The cases of this child, in their order; and the numbers of those that may be."""
    pupils = [one for one in cases if one.application.kind in (Kind.PUPIL, Kind.UNKNOWN)]
    about = identity(case.application)
    alike = [one for one in pupils if about and identity(one.application) == about]
    known = {digits(one.application) for one in (case, *alike)} - {""}
    own = digits(case.application) or (next(iter(known)) if len(known) == 1 else "")
    alone = len(known) <= 1  # else two children go by this name, and only a number tells them apart
    mine = {case.number, *(one.number for one in pupils if own and digits(one.application) == own)}
    if alone:
        mine |= {one.number for one in alike}
    words = name_words(case.application)
    named = (one for one in pupils if one.number not in mine and words and name_words(one.application) == words)
    perhaps = tuple(one.number for one in named if not (own and digits(one.application)))
    return tuple(one for one in pupils if one.number in mine) or (case,), perhaps


def digits(application: Application) -> str:
    """The CPR number as ten digits; empty when there is none, or a part of one."""
    found = "".join(filter(str.isdecimal, application.text("cpr")))
    return found if len(found) == 10 else ""


def name_words(application: Application) -> frozenset[str]:
    """The words of the pupil's name, small; their order does not matter."""
    name = application.text("pupil_name") or (application.detail or "" if application.kind is Kind.PUPIL else "")
    return frozenset(_plain(name).split())


def _names(store: Books, letter: int, number: str, application: Application) -> bool | None:
    """Whether a letter that is no case's names the child: by number (True), by name (False), not (None)."""
    raw = store.raw_letter(letter)
    if raw is None:
        return None
    texts = [*said(raw), *_read(store.letter_sheets(letter))]
    if number and any(number in _numbers(text) for text in texts):
        return True
    words = name_words(application)
    return False if words and any(words <= set(_plain(text).split()) for text in texts) else None


def _read(sheets: Sequence[Sheet]) -> Iterator[str]:
    """The names of a mail's papers, and what was read of them."""
    for sheet in sheets:
        yield sheet.name
        yield from (value.text for answers in sheet.answers for value in answers.values.values())


def _numbers(text: str) -> set[str]:
    return {"".join(filter(str.isdecimal, found.group())) for found in WRITTEN.finditer(text)}


def _plain(text: str) -> str:
    small = unicodedata.normalize("NFC", text).casefold()
    return "".join(sign if sign.isalpha() else " " for sign in small)

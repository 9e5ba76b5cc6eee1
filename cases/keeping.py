"""How long things are kept, what must be kept longer, and the receipt of what went. Names nobody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from cases.case import Actor


@dataclass(frozen=True, slots=True)
class Limits:
    """The moments before which each kind of thing is erased: a case's by when it closed, other things by their own age.

    `cases` is all that is left of a case, so `raw`, `papers` and `copies` are never earlier than it.
    """

    cases: datetime
    raw: datetime
    papers: datetime
    copies: datetime
    others: datetime
    accesses: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was erased: numbers of cases, ids of letters, and how many of each other thing (by its name in COUNTED)."""

    at: datetime
    occasion: str
    cases: tuple[str, ...] = ()
    letters: tuple[int, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether anything went."""
        return bool(self.cases or self.letters or any(self.counts.values()))


BY_AGE = "frist"
ON_REQUEST = "anmodning"
COPIES = "postkasse"
"""What made us erase: the time that settings give, a person's right, or that the mailbox still had its copy."""

COUNTED: Mapping[str, str] = {
    "raw": "mails, som de kom",
    "papers": "papirer",
    "crops": "udklip af underskrifter",
    "words": "søgeord",
    "reasons": "begrundelser i fri tekst",
    "mails": "svar",
    "views": "gemte visninger med barnets navn",
    "accesses": "linjer i adgangsloggen",
    "plans": "fordelingsforslag",
    "registers": "ældre udgaver af registre",
    "copies": "kopier i postkassen",
    "missing": "kopier, der ikke lå i vores mapper mere",
}


@dataclass(frozen=True, slots=True)
class Hold:
    """A case that must not be erased before somebody lifts it (a complaint, a lawsuit): since when, by whom, why."""

    case: str
    at: datetime
    by: str = field(repr=False)
    why: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class FiledCopy:
    """A mail that we moved to a folder of ours and have forgotten: how it is known again there. `digest` is keyed."""

    letter: int
    folder: str
    size: int
    received: datetime
    digest: str


class Holds(Protocol):
    """What is kept though its time is over."""

    def hold(self, hold: Hold) -> None:
        """Keep a case; RefusedError when it is held already."""
        ...

    def lift(self, case: str, by: Actor, now: datetime, why: str = "") -> None:
        """Let it go again; RefusedError when it is not held."""
        ...

    def holds(self) -> tuple[Hold, ...]:
        """What is held, oldest first."""
        ...


class Keeping(Holds, Protocol):
    """Retention, erasure on request, holds and receipts."""

    def forget(self, limits: Limits, now: datetime) -> Receipt:
        """Erase what is due by age, all of it or nothing, and keep the receipt; what is held stays."""
        ...

    def forget_these(self, cases: Sequence[str], letters: Sequence[int], by: Actor, now: datetime) -> Receipt:
        """Erase these cases and letters now. RefusedError when a case is held or not over, or a letter speaks of
        others.
        """
        ...

    def copies_due(self, before: datetime) -> tuple[FiledCopy, ...]:
        """Mails that lie in our folders though their letter is forgotten, or their cases closed before then."""
        ...

    def same_mail(self, copy: FiledCopy, sha256: str) -> bool:
        """Whether a mail with this SHA-256 is the one."""
        ...

    def copies_erased(self, erased: Sequence[int], missing: Sequence[int], now: datetime) -> Receipt:
        """Note for which letters a copy was erased, and for which there was none; keeps the receipt."""
        ...

    def receipts(self) -> tuple[Receipt, ...]:
        """Every receipt, oldest first."""
        ...

    def scrub(self, *, thorough: bool = False) -> bool:
        """Make the database's files forget, too, as far as it can; False when somebody was reading just then.

        `thorough` writes all of it anew: nobody else can write meanwhile.
        """
        ...

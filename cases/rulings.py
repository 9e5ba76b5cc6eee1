"""What the coordinator has ruled for a round before it is planned: by whom, when, why, and how it is undone again.

A ruling about a case goes with the case, also to another round; a reservation belongs to one round. While it stands a
plan keeps to it. Once a case's educator is approved the pin has done its work, and the approval ends it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class RulingKind(StrEnum):
    """What is ruled; the value is the Danish word people see."""

    PIN = "fastholdt"
    FORBID = "udelukket"
    RESERVE = "reserveret"
    WAIVE = "fritaget"
    ANY_DISTRICT = "ethvert distrikt"


@dataclass(frozen=True, slots=True)
class Ruling:
    """One ruling. `case` is a number (None for a reservation, which names its `round`), `word` the need that a case is
    let off, `count` the places (or hours) kept free. `id` is the store's, 0 until it is written.
    """

    kind: RulingKind
    by: str
    at: datetime
    why: str = field(repr=False, default="")
    case: str | None = None
    round: str | None = None
    educator: str | None = None
    word: str = ""
    count: float = 0
    undone: datetime | None = None
    undone_by: str = ""
    id: int = 0

    @property
    def place(self) -> str:
        """What it is about: two that stand are never about the same. A case is pinned to one educator at most."""
        about = (self.case or self.round or "", "" if self.kind is RulingKind.PIN else self.educator or self.word)
        return "/".join((self.kind.name, *about))

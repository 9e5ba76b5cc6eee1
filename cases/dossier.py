"""What a person sees of one case: its papers (one at a time, for they are large) and the mails that brought them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from cases.application import Answers, Unread
from cases.letters import PlanRow, Use
from cases.rulings import Ruling


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper of a case without its content: `id` names it among all papers."""

    id: int
    letter: int
    name: str = field(repr=False)
    type: str
    use: Use
    why: str = ""
    pages: int = 0
    answers: tuple[Answers, ...] = ()
    unread: Unread | None = None


@dataclass(frozen=True, slots=True)
class Brought:
    """A mail that brought something to a case; sender and subject are empty once it is forgotten."""

    letter: int
    received: datetime
    sender: str = field(repr=False, default="")
    subject: str = field(repr=False, default="")


class Dossier(Protocol):
    """The papers and mails of one case."""

    def sheets(self, number: str) -> tuple[Sheet, ...]:
        """The papers of a case, oldest first."""
        ...

    def content(self, number: str, sheet: int) -> bytes | None:
        """What the paper holds; None when it is not a paper of this case."""
        ...

    def brought(self, number: str) -> tuple[Brought, ...]:
        """The mails that brought something to a case, oldest first."""
        ...


class Records(Protocol):
    """What else is written about one case, for whoever has a right to see all of it."""

    def ruled(self, number: str) -> tuple[Ruling, ...]:
        """Every ruling about the case, oldest first, those that were undone too."""
        ...

    def planned(self, number: str) -> tuple[PlanRow, ...]:
        """Every plan that is kept and names the case, oldest first."""
        ...

    def elsewhere(self, numbers: Sequence[str]) -> frozenset[int]:
        """The papers of these cases, by id, whose file lies in another case too."""
        ...

"""Cases that belong together, or apart: papers that go from one case to another, and copies for a case split off."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cases.case import Case, Event
from cases.letters import Opening

Change = tuple[Case, Sequence[Event]]


@dataclass(frozen=True, slots=True)
class Carried:
    """Papers, by their ids, that go from one case to another, and with them the mails that brought them.

    On the way back `letters` are the mails that came with them; what the case had before they came stays with it.
    """

    source: str
    target: str
    papers: tuple[int, ...]
    letters: tuple[int, ...] | None = None

    def back(self, letters: tuple[int, ...]) -> "Carried":
        """The same papers the other way, and of their mails those that came along."""
        return Carried(self.target, self.source, self.papers, letters)


class Together(Protocol):
    """What joins cases and splits them."""

    def same(self, identity: str, round_name: str) -> Case | None:
        """The open case that is known by this in the round."""
        ...

    def carry(
        self, changes: Sequence[Change], carried: Carried, now: datetime, identities: Mapping[str, tuple[str, ...]]
    ) -> tuple[int, ...]:
        """Write the changed cases, and move the papers and the mails that brought them: all of it, or nothing.

        Gives the ids of the mails that are new to the case they came to. `identities` are as for `CaseStore.change`.
        StaleError when a case has changed since, or a paper is not where it was.
        """
        ...

    def split(self, opening: Opening, papers: Sequence[int], apart: Callable[[str], Change], now: datetime) -> Case:
        """A new case with copies of these papers; `apart` is told its number and gives the case it came from, changed.

        StaleError when that one has changed since.
        """
        ...

    def unsplit(self, changes: Sequence[Change], number: str, now: datetime) -> None:
        """Undo: both cases are written as they shall be, and the one that was split off keeps no copies."""
        ...

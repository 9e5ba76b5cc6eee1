"""Numbers for a leader: how many applications, when, how fast they are answered and placed, how the load is spread."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from cases.case import Status
from cases.kinds import Kind


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts and times of the cases received since a day; nothing in it is personal.

    `received` has the time of each case with its round. `first_answers` and `assignments` are how long they took, for
    the cases that have them. `incomplete` are the cases that lacked something when they came: `lacked` counts what it
    was, for all that lack it still or were let off it, and `mended` the cases in which none of it stands any more.
    """

    received: tuple[tuple[datetime, str], ...]
    kinds: Mapping[Kind, int]
    schools: Mapping[str, int]
    first_answers: tuple[timedelta, ...]
    assignments: tuple[timedelta, ...]
    loads: Mapping[str, int]
    incomplete: int
    lacked: Mapping[str, int]
    mended: int = 0


@dataclass(frozen=True, slots=True)
class Pulse:
    """How the program is: when things last happened, and what waits."""

    notes: Mapping[str, datetime]
    oldest_letter: datetime | None
    set_aside: int
    undelivered: int
    held: int


@dataclass(frozen=True, slots=True)
class OpenCase:
    """What says how long a case has been open; nothing in it is personal. `round` is a name."""

    number: str
    status: Status
    round: str
    received: datetime


CONTACT = "mailbox"
"""The note of the last contact with the mailbox."""


class FigureStore(Protocol):
    """What the overview asks of the store."""

    def figures(self, since: datetime) -> Figures:
        """The numbers of the cases received since then."""
        ...

    def pulse(self) -> Pulse:
        """How the program is now."""
        ...

    def open_cases(self) -> tuple[OpenCase, ...]:
        """Every case that has not ended, in no order."""
        ...

"""The coordinator's queue: what is asked of it, and its lines. Filters stand in a page's address, so none is personal;
a child's name is searched for by what the store can compare without reading it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from cases.case import Status
from cases.consent import ConsentState
from cases.findings import Finding
from cases.kinds import Kind

LOOKING = timedelta(minutes=2)
"""How long after it was last shown a case counts as open in a browser."""


class Order(StrEnum):
    """What the queue is sorted by; the value is the Danish word in the page's address."""

    ARRIVAL = "modtaget"
    SCHOOL = "skole"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines, and in which order. `after` is the number of the case that the page before ended with.

    `names` are words of a child's name or a topic, all of which must be there. `today` hides what is put off to a later
    day; with `put_off` only that is shown.
    """

    today: date
    statuses: frozenset[Status] = frozenset()
    round: str | None = None
    kind: Kind | None = None
    school: str | None = None
    educator: str | None = None
    names: tuple[str, ...] = field(default=(), repr=False)
    put_off: bool = False
    order: Order = Order.ARRIVAL
    backwards: bool = False
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One case in the queue; `about` is the pupil's name, the class or the topic."""

    number: str
    kind: Kind
    school: str | None
    round: str
    received: datetime
    status: Status
    consent: ConsentState
    findings: tuple[Finding, ...]
    educator: str | None
    waited: int
    put_off: date | None
    version: int
    about: str = field(repr=False)


class Queue(Protocol):
    """What the queue asks of the store: a page costs the same however many cases there are."""

    def lines(self, wanted: Wanted, limit: int) -> tuple[Line, ...]:
        """At most `limit` lines."""
        ...

    def counts(self, wanted: Wanted) -> Mapping[Status, int]:
        """How many lines there are of each status, whatever statuses, order and page are asked for."""
        ...

    def look(self, number: str, who: str, now: datetime) -> tuple[str, ...]:
        """Note that `who` has the case open, and tell who else has had it open within `LOOKING`."""
        ...

    def next_of(self, wanted: Wanted, number: str) -> str | None:
        """The number of the first line that is not `number`; None when there is no other."""
        ...

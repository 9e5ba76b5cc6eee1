"""A case and its life, as a table.

    received ─┬→ review ⇄ lacking        a person must look / the school must send something
              └→ ready → proposed → assigned → running → closed
                     ⇄ waiting                      (a plan had no place; it keeps its turn)

`MOVES` is the whole truth: a move that is not in it is refused. One way back from an end there is: what a person found
to be no application can be restored.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from cases.application import Application
from cases.consent import CONSENTED, Consent
from cases.errors import RefusedError
from cases.findings import Finding, Weight


class Status(StrEnum):
    """Where a case stands; the value is the Danish word people see."""

    RECEIVED = "modtaget"
    LACKING = "mangler"
    REVIEW = "til gennemsyn"
    READY = "klar"
    PROPOSED = "foreslået"
    WAITING = "venteliste"
    ASSIGNED = "fordelt"
    RUNNING = "i gang"
    CLOSED = "afsluttet"
    WITHDRAWN = "trukket tilbage"
    DECLINED = "afvist"
    NOT_APPLICATION = "ikke en ansøgning"


_OUT = frozenset({Status.WITHDRAWN, Status.DECLINED})
_ENDS = _OUT | {Status.NOT_APPLICATION}

MOVES: Mapping[Status, frozenset[Status]] = {
    Status.RECEIVED: frozenset({Status.LACKING, Status.REVIEW, Status.READY}) | _ENDS,
    Status.LACKING: frozenset({Status.REVIEW, Status.READY}) | _ENDS,
    Status.REVIEW: frozenset({Status.LACKING, Status.READY}) | _ENDS,
    Status.READY: frozenset({Status.LACKING, Status.REVIEW, Status.PROPOSED, Status.WAITING}) | _ENDS,
    Status.PROPOSED: frozenset({Status.LACKING, Status.REVIEW, Status.READY, Status.WAITING, Status.ASSIGNED}) | _ENDS,
    Status.WAITING: frozenset({Status.LACKING, Status.REVIEW, Status.READY, Status.PROPOSED}) | _ENDS,
    Status.ASSIGNED: frozenset({Status.READY, Status.RUNNING, Status.CLOSED}) | _OUT,
    Status.RUNNING: frozenset({Status.CLOSED, Status.WITHDRAWN}),
    Status.CLOSED: frozenset(),
    Status.WITHDRAWN: frozenset(),
    Status.DECLINED: frozenset(),
    Status.NOT_APPLICATION: frozenset(),
}

OPEN = frozenset(status for status, onward in MOVES.items() if onward)
"""Statuses of a case that is still alive."""

PLANNABLE = frozenset({Status.READY, Status.PROPOSED, Status.WAITING})
"""Statuses a plan may place."""


class Who(StrEnum):
    """Whether a machine or a person did something."""

    MACHINE = "machine"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: the program, or a person by name or login."""

    kind: Who
    name: str


MACHINE = Actor(Who.MACHINE, "tovholder")


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a case's history: what, who, when, why. `why` is sealed in the store, for people write names."""

    at: datetime
    actor: Actor
    what: str
    why: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Case:
    """An accepted application and where it stands. `version` guards against two people changing it at once.

    `reply_to` is the school's address; `confirmed` are those that a person said may be written to, newest last, and
    `thread` the Message-IDs its answers belong under. `told` is the educator the school was last told of, `pinned` that
    a person chose or approved the one it has. A case that is `put_off` is out of sight in the queue until that day.
    """

    number: str
    application: Application
    round: str
    received: datetime
    status: Status
    consent: Consent
    findings: tuple[Finding, ...] = ()
    reply_to: str = field(default="", repr=False)
    thread: tuple[str, ...] = ()
    educator: str | None = None
    reasons: tuple[str, ...] = ()
    pinned: bool = False
    waited: int = 0
    priority: int = 0
    put_off: date | None = None
    told: str | None = None
    confirmed: tuple[str, ...] = field(default=(), repr=False)
    version: int = 1


def moved(case: Case, to: Status) -> Case:
    """The case in its new status; raises RefusedError when MOVES lacks the move."""
    if to not in MOVES[case.status]:
        raise RefusedError(f"Sag {case.number} er '{case.status}' og kan ikke blive '{to}'.")
    return replace(case, status=to)


def restored(case: Case) -> Case:
    """What was found to be no application, before a person again; raises RefusedError for any other end."""
    if case.status is not Status.NOT_APPLICATION:
        raise RefusedError(
            f"Sag {case.number} er '{case.status}': kun det, der ikke var en ansøgning, kan hentes frem."
        )
    return replace(case, status=Status.REVIEW)


def first_status(findings: tuple[Finding, ...], consent: Consent) -> Status:
    """Where a newly read case goes: lacking when something is certainly missing, review when in doubt, else ready."""
    weights = {finding.weight for finding in findings}
    if Weight.BLOCKS in weights:
        return Status.LACKING
    return Status.READY if consent.state in CONSENTED and Weight.DOUBTS not in weights else Status.REVIEW

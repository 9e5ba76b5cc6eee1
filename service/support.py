"""What the calendar does with a placed case: it is under way when its round's support begins, and over when that ends.

fordelt ─the first day of support─→ i gang ─the day after the last─→ afsluttet

Nobody is written to: the school and the educator were told the period when the case was assigned. What has an educator
who has left, or is away for all that is left of it, never begins by itself, and so never ends: a person decides.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from cases.case import MACHINE, Case, Event, Status, moved
from cases.errors import RefusedError, StaleError
from cases.people import Educator
from cases.rounds import COPENHAGEN, Round
from cases.store import CaseStore, Ledger
from replies.facts import Context
from routing.problem import absent
from routing.promised import HELD

LAST = "support-last"
"""The note of when we last looked."""


class Books(CaseStore, Ledger, Protocol):
    """What it asks of the store."""


def follow_support(store: Books, educators: Mapping[str, Educator], context: Context) -> None:
    """Begin and end what is due, once a day (Copenhagen's), so that no case moves under a decision of a moment ago. A
    case that somebody changed meanwhile waits for the next day.
    """
    last = store.notes().get(LAST)
    if last and last.astimezone(COPENHAGEN).date() == context.today:
        return
    for change in followed(store.cases(statuses=tuple(HELD)), educators, context):
        try:
            store.change((change,), (), context.now)
        except (StaleError, RefusedError):
            continue
    store.note(LAST, context.now)


def followed(
    cases: Iterable[Case], educators: Mapping[str, Educator], context: Context
) -> Iterator[tuple[Case, tuple[Event, ...]]]:
    """The cases that begin or end today, or should have while the machine slept, with the lines of their history."""
    for case in cases:
        own = context.round(case.round)
        steps = tuple(_steps(case, own, educators.get(case.educator or ""), context)) if own else ()
        changed = case
        for step in steps:
            changed = moved(changed, step)
        if steps:
            yield changed, tuple(Event(context.now, MACHINE, f"status:{step}") for step in steps)


def _steps(case: Case, own: Round, educator: Educator | None, context: Context) -> Iterator[Status]:
    running = case.status is Status.RUNNING
    there = educator is not None and absent(educator, own, context.today) < 1
    if case.status is Status.ASSIGNED and there and own.support_start <= context.today:
        running = True
        yield Status.RUNNING
    if running and own.support_end < context.today:
        yield Status.CLOSED

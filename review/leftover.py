"""Cases that nobody has ended though their time is over: while one lives, nothing in it is ever forgotten. Pure.

A machine ends none of them: the school may be about to send what lacks, or a case may rightly keep its turn.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cases.figures import OpenCase
from cases.rounds import COPENHAGEN, Round, round_for
from replies.words import day
from routing.promised import HELD

LONG = timedelta(days=365)
"""After so long a case is asked about whatever its round says."""


@dataclass(frozen=True, slots=True)
class Leftover:
    """A case to be ended or kept by a person: its number, how it stands, since when it is here."""

    number: str
    status: str
    received: str


def leftovers(cases: Iterable[OpenCase], rounds: Sequence[Round], today: date) -> tuple[Leftover, ...]:
    """Those of the cases, oldest first, whose round's support is over: for what is not placed the round it came for,
    however often it was carried on since.
    """
    left = [case for case in cases if _over(case, rounds, today)]
    return tuple(
        Leftover(case.number, str(case.status), day(_day(case))) for case in sorted(left, key=lambda one: one.received)
    )


def _over(case: OpenCase, rounds: Sequence[Round], today: date) -> bool:
    if case.status in HELD:
        own = next((one for one in rounds if one.name == case.round), None)
        return own is None or own.support_end < today
    came_for = round_for(case.received, rounds)
    return (came_for is not None and came_for.support_end < today) or today - _day(case) > LONG


def _day(case: OpenCase) -> date:
    return case.received.astimezone(COPENHAGEN).date()

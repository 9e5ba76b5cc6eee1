"""Rounds: the windows of a school year in which applications are collected, each ending at a deadline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


@dataclass(frozen=True, slots=True)
class Round:
    """One window: open until the end of `deadline`, answered by `answer_date`, the work done in the support period."""

    name: str
    deadline: date
    answer_date: date
    support_start: date
    support_end: date

    def closes(self) -> datetime:
        """The first moment that is too late: midnight after the deadline, in Copenhagen."""
        return datetime.combine(self.deadline + timedelta(days=1), time(), COPENHAGEN)


def round_for(received: datetime, rounds: Sequence[Round]) -> Round | None:
    """The first round still open at `received` (aware; the mail server's time), or None when all have closed."""
    return min((r for r in rounds if received < r.closes()), key=lambda r: r.deadline, default=None)


def missed(received: datetime, rounds: Sequence[Round], grace_days: int = 14) -> Round | None:
    """The round whose deadline was missed by at most `grace_days`, when one was: the sender likely meant that one."""
    recent = [r for r in rounds if r.closes() <= received < r.closes() + timedelta(days=grace_days)]
    return max(recent, key=lambda r: r.deadline, default=None)

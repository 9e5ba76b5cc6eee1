"""How the work stands, in counts and times alone: for alarms, health and figures. Nothing in it is about anybody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, case, func, or_, select

from cases.mails import MailState
from storage.claims import Step
from storage.engine import Database
from storage.tables import letters, mails


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is not done yet, and since when (None when nothing waits); how letters ended, and where answers stand."""

    oldest_letter: datetime | None
    oldest_answer: datetime | None
    letters: Mapping[str, int]
    """How many letters by their end; "" counts those that have none yet."""
    answers: Mapping[str, int]
    """How many answers by their state's name."""
    last_hour: int = 0
    """How many mails have come to be owed in the last hour, those of time and of people too."""


@dataclass(frozen=True)
class Pulses:
    """The store's part in it."""

    db: Database

    def waiting(self, now: datetime) -> Waiting:
        """How the work stands. What a person made ready anew waits since then. An answer that is meant for later is not
        late before its time, and waits since that.
        """
        letter = select(func.min(func.coalesce(letters.c.ready, letters.c.kept))).where(letters.c.step != Step.DONE)
        may_go = or_(mails.c.not_before.is_(None), mails.c.not_before <= now, mails.c.failures > 0)
        unsent = mails.c.state.in_((MailState.OWED, MailState.SENDING))
        written = func.coalesce(mails.c.ready, mails.c.created)
        meant_for = and_(mails.c.failures == 0, mails.c.not_before > written)
        answer = select(func.min(case((meant_for, mails.c.not_before), else_=written))).where(unsent, may_go)
        endings = select(letters.c.ending, func.count()).group_by(letters.c.ending)
        states = select(mails.c.state, func.count()).group_by(mails.c.state)
        fresh = select(func.count()).select_from(mails).where(mails.c.created > now - timedelta(hours=1))
        with self.db.reading() as conn:
            return Waiting(
                conn.execute(letter).scalar(),
                conn.execute(answer).scalar(),
                {ending.name if ending else "": int(count) for ending, count in conn.execute(endings)},
                {state.name: int(count) for state, count in conn.execute(states)},
                int(conn.execute(fresh).scalar_one()),
            )

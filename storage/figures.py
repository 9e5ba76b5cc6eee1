"""Numbers for a leader, counted by the database. Fulfils `cases.figures.FigureStore`; nothing sealed is opened."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from cases.case import OPEN, Status, Who
from cases.figures import Figures, OpenCase, Pulse
from cases.findings import Weight
from cases.letters import Ending
from cases.mails import MailState
from storage.claims import Step
from storage.engine import Database
from storage.owed import went_astray
from storage.tables import cases, events, letters, mail_cases, mails, notes

_LET_OFF = (Weight.BLOCKS.value, "yes")
"""What a settled finding weighed; "yes" stands in those settled before that was kept."""

_PLACED = (Status.ASSIGNED, Status.RUNNING, Status.CLOSED)


@dataclass(frozen=True)
class FigureBook:
    """The numbers."""

    db: Database

    def figures(self, since: datetime) -> Figures:
        """The numbers of the cases received since then."""
        new = cases.c.received >= since
        with self.db.reading() as conn:
            rows = conn.execute(select(cases.c.received, cases.c.round).where(new)).all()
            lacked = self._lacked(conn, new)
            return Figures(
                received=tuple((row.received, row.round) for row in rows),
                kinds=_counted(conn, cases.c.kind, new),
                schools=_counted(conn, cases.c.school, new, cases.c.school.is_not(None)),
                first_answers=_times(conn.execute(_first_answers(new))),
                assignments=_times(conn.execute(_assignments(new))),
                loads=_counted(conn, cases.c.educator, new, cases.c.status.in_(_PLACED)),
                incomplete=len(lacked),
                lacked=Counter(code for codes in lacked for code in codes),
                mended=sum(not codes for codes in lacked),
            )

    def open_cases(self) -> tuple[OpenCase, ...]:
        """Every case that has not ended, in no order."""
        c = cases.c
        with self.db.reading() as conn:
            found = conn.execute(select(c.number, c.status, c.round, c.received).where(c.status.in_(tuple(OPEN)))).all()
        return tuple(OpenCase(row.number, row.status, row.round, row.received) for row in found)

    def _lacked(self, conn: Connection, new: ColumnElement[bool]) -> list[set[str]]:
        """For each case that the program itself sent back, what it lacks or was let off: nothing when it came since."""
        sent_back = select(events.c.case_number).where(
            events.c.what == f"status:{Status.LACKING}", events.c.actor_kind == Who.MACHINE
        )
        found = conn.execute(select(cases.c.findings).where(new, cases.c.number.in_(sent_back)))
        return [{one["code"] for one in row.findings if _lack(one)} for row in found]

    def pulse(self) -> Pulse:
        """How the program is now."""
        with self.db.reading() as conn:
            waiting = select(func.min(letters.c.received)).where(letters.c.step != Step.DONE)
            aside = select(func.count()).where(letters.c.ending == Ending.SET_ASIDE, letters.c.forgotten.is_(None))
            states = _counted(conn, mails.c.state)
            return Pulse(
                notes={row.name: row.at for row in conn.execute(select(notes))},
                oldest_letter=conn.execute(waiting).scalar(),
                set_aside=conn.execute(aside).scalar_one(),
                undelivered=conn.execute(select(func.count()).select_from(mails).where(went_astray())).scalar_one(),
                held=states.get(MailState.HELD, 0),
            )


def _counted(conn: Connection, column: ColumnElement[Any], *where: ColumnElement[bool]) -> dict[Any, int]:
    counted = select(column, func.count()).where(*where).group_by(column)
    return {value: int(number) for value, number in conn.execute(counted) if value is not None}


def _first_answers(new: ColumnElement[bool]) -> Any:
    first = func.min(mails.c.sent)
    joined = cases.join(mail_cases, mail_cases.c.case_number == cases.c.number).join(mails)
    return select(cases.c.received, first).select_from(joined).where(new).group_by(cases.c.number, cases.c.received)


def _assignments(new: ColumnElement[bool]) -> Any:
    approved = events.c.what == f"status:{Status.ASSIGNED}"
    return (
        select(cases.c.received, func.min(events.c.at))
        .select_from(cases.join(events))
        .where(new, approved)
        .group_by(cases.c.number, cases.c.received)
    )


def _lack(finding: Any) -> bool:
    """Whether it lacks, or lacked until a person let it be; what was in doubt alone never lacked."""
    return finding["weight"] == "BLOCKS" or finding["facts"].get("settled") in _LET_OFF


def _times(found: Iterable[Any]) -> tuple[timedelta, ...]:
    return tuple(sorted(end - begin for begin, end in found if end is not None))

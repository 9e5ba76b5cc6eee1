"""Cases with their history and evidence, and the plans. Fulfils `cases.store.CaseStore`."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from cases.application import SignatureBox
from cases.case import Case, Event, Status
from cases.letters import KeptPaper, PlanRow
from cases.mails import CONFIRMED, OutgoingMail
from cases.rulings import Ruling
from storage.casefile import add_events, read_cases, read_events, rewrite_beside
from storage.contents import content_of
from storage.engine import Database
from storage.owed import drop_mail, owe_mails, release_mails
from storage.planning_tables import plans
from storage.rows import dumps, reading_from
from storage.rulings import standing, write_rulings
from storage.tables import cases, papers

_SAME: Mapping[str, tuple[str, ...]] = {}


@dataclass(frozen=True)
class Cases:
    """Cases for the coordinator's decisions and for planning."""

    db: Database

    def case(self, number: str) -> Case | None:
        """One case."""
        with self.db.reading() as conn:
            found = conn.execute(select(cases).where(cases.c.number == number)).all()
            return next(iter(read_cases(conn, found, self.db.vault)), None)

    def cases(self, *, round_name: str | None = None, statuses: Sequence[Status] = ()) -> tuple[Case, ...]:
        """Cases in order of number, without their crops; no statuses means all."""
        query = select(cases)
        if round_name is not None:
            query = query.where(cases.c.round == round_name)
        if statuses:
            query = query.where(cases.c.status.in_(statuses))
        with self.db.reading() as conn:
            found = read_cases(conn, conn.execute(query).all(), self.db.vault, crops=False)
        return tuple(sorted(found, key=_turn))

    def history(self, number: str) -> tuple[Event, ...]:
        """What happened to the case, oldest first."""
        with self.db.reading() as conn:
            return read_events(conn, number, self.db.vault)

    def papers(self, number: str) -> tuple[KeptPaper, ...]:
        """The papers of a case with their content, oldest first."""
        query = select(papers).where(papers.c.case_number == number).order_by(papers.c.id)
        with self.db.reading() as conn:
            return tuple(self._paper(conn, row) for row in conn.execute(query).all())

    def _paper(self, conn: Connection, row: Row[Any]) -> KeptPaper:
        place, vault = f"{row.letter_id}/{row.position}", self.db.vault
        content = content_of(conn, row, vault)
        answers, unread, pages = reading_from(json.loads(vault.text(f"papers.answers/{place}", row.answers)))
        return KeptPaper(
            position=row.position,
            name=vault.text(f"papers.name/{place}", row.name),
            type=row.type,
            sha256=hashlib.sha256(content).hexdigest(),
            content=content,
            use=row.use,
            why=row.why,
            case=row.case_number,
            answers=answers,
            unread=unread,
            pages=pages,
        )

    def evidence(self, number: str) -> tuple[SignatureBox, ...]:
        """The signature boxes of a case with their crops."""
        case = self.case(number)
        return case.application.signatures if case else ()

    def change(
        self,
        changes: Sequence[tuple[Case, Sequence[Event]]],
        mails: Sequence[OutgoingMail],
        now: datetime,
        identities: Mapping[str, tuple[str, ...]] = _SAME,
        rulings: Sequence[Ruling] = (),
    ) -> tuple[str, ...]:
        """Write changed cases, their events and the mails they owe: all, or nothing and StaleError.

        Gives the keys of the mails that are new.

        `identities` says, by number, what a corrected case may be known by now; see `casefile.rewrite_beside`.
        """
        with self.db.writing() as conn:
            self._rewrite(conn, changes, identities, now)
            write_rulings(conn, rulings, self.db.vault)
            return owe_mails(conn, mails, self.db.vault, now)

    def take_back(
        self,
        changes: Sequence[tuple[Case, Sequence[Event]]],
        mail_keys: Sequence[str],
        now: datetime,
        identities: Mapping[str, tuple[str, ...]] = _SAME,
        rulings: Sequence[Ruling] = (),
        plan: int = 0,
    ) -> None:
        """Undo: write cases as they were and drop the mails that were owed and the plan, all of it or nothing.

        Raises StaleError when a case has changed since, or one of the mails is on its way. A mail that was held back is
        dropped too.
        """
        with self.db.writing() as conn:
            for key in mail_keys:
                drop_mail(conn, key)
            conn.execute(delete(plans).where(plans.c.id == plan))
            self._rewrite(conn, changes, identities, now)
            write_rulings(conn, rulings, self.db.vault)

    def _rewrite(
        self,
        conn: Connection,
        changes: Sequence[tuple[Case, Sequence[Event]]],
        identities: Mapping[str, tuple[str, ...]],
        now: datetime,
    ) -> None:
        vault = self.db.vault
        for case, happened in sorted(changes, key=lambda change: _turn(change[0])):  # one order: no deadlock
            rewrite_beside(conn, case, identities.get(case.number), vault, now)
            add_events(conn, case.number, happened, vault)
            if case.confirmed and any(each.what == CONFIRMED for each in happened):
                release_mails(conn, case.number, case.confirmed[-1], vault, now)

    def rulings(self, round_name: str) -> tuple[Ruling, ...]:
        """The rulings that stand for a round: about it, or about a case that is in it now and not over."""
        with self.db.reading() as conn:
            return standing(conn, round_name, self.db.vault)

    def keep_plan(self, plan: PlanRow, now: datetime, changes: Sequence[tuple[Case, Sequence[Event]]] = ()) -> int:
        """Keep a plan with its inputs (JSON values) and write what it proposes, both or neither; gives its id.

        `plan.id` and `plan.created` are not used.
        """
        content = dumps({"inputs": dict(plan.inputs), "result": dict(plan.result)})
        sealed = self.db.vault.seal(f"plans.content/{plan.round}", content)
        query = insert(plans).values(round=plan.round, created=now, content=sealed).returning(plans.c.id)
        with self.db.writing() as conn:
            self._rewrite(conn, changes, _SAME, now)
            return int(conn.execute(query).scalar_one())

    def plan(self, round_name: str) -> PlanRow | None:
        """The newest plan of a round."""
        query = select(plans).where(plans.c.round == round_name).order_by(plans.c.id.desc()).limit(1)
        with self.db.reading() as conn:
            row = conn.execute(query).first()
        if row is None:
            return None
        return plan_of(row, self.db.vault.text(f"plans.content/{row.round}", row.content))


def plan_of(row: Row[Any], opened: str) -> PlanRow:
    """A row of `plans` with its opened content."""
    content = json.loads(opened)
    return PlanRow(row.id, row.round, row.created, content["inputs"], content["result"])


def _turn(case: Case) -> tuple[int, str]:
    # T-2026-10000 comes after T-2026-9999.
    return len(case.number), case.number

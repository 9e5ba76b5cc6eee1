"""Forgetting, holds, copies in the mailbox and receipts. Fulfils `cases.keeping.Keeping`."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, or_, select

from cases.case import Actor, Event, Who
from cases.errors import RefusedError
from cases.keeping import COPIES, FiledCopy, Hold, Limits, Receipt
from storage.casefile import add_events
from storage.engine import Database, insert_once
from storage.forget import all_over, forget_by_age, forget_on_request, keep_receipt
from storage.keeping_tables import copies, holds, receipts
from storage.scrub import scrub
from storage.tables import cases, letters


@dataclass(frozen=True)
class Keepings:
    """What is kept, for how long."""

    db: Database

    def forget(self, limits: Limits, now: datetime) -> Receipt:
        """Erase what is due by age."""
        with self.db.writing() as conn:
            return forget_by_age(conn, limits, now, self.db.vault)

    def forget_these(self, cases: Sequence[str], letters: Sequence[int], by: Actor, now: datetime) -> Receipt:
        """Erase these cases and letters now."""
        with self.db.writing() as conn:
            return forget_on_request(conn, cases, letters, by, now, self.db.vault)

    def hold(self, hold: Hold) -> None:
        """Keep a case."""
        by, why = (f"holds.{name}/{hold.case}" for name in ("by", "why"))
        sealed = {"by": self.db.vault.seal(by, hold.by), "why": self.db.vault.seal(why, hold.why)}
        with self.db.writing() as conn:
            number = conn.execute(
                select(cases.c.number).where(cases.c.number == hold.case, cases.c.forgotten.is_(None))
            )
            if number.first() is None:
                raise RefusedError(f"Sag {hold.case} er der ikke, eller den er allerede glemt.")
            if insert_once(conn, holds, case_number=hold.case, at=hold.at, **sealed) is None:
                raise RefusedError(f"Sag {hold.case} bliver allerede bevaret.")
            held = Event(hold.at, Actor(Who.PERSON, hold.by), "held", hold.why)
            add_events(conn, hold.case, [held], self.db.vault)

    def lift(self, case: str, by: Actor, now: datetime, why: str = "") -> None:
        """Let it go again."""
        with self.db.writing() as conn:
            if not conn.execute(delete(holds).where(holds.c.case_number == case)).rowcount:
                raise RefusedError(f"Sag {case} bliver ikke bevaret særskilt.")
            add_events(conn, case, [Event(now, by, "hold-lifted", why)], self.db.vault)

    def holds(self) -> tuple[Hold, ...]:
        """What is held, oldest first."""
        vault = self.db.vault
        with self.db.reading() as conn:
            rows = conn.execute(select(holds).order_by(holds.c.at, holds.c.case_number)).all()
        return tuple(
            Hold(
                row.case_number,
                row.at,
                vault.text(f"holds.by/{row.case_number}", row.by),
                vault.text(f"holds.why/{row.case_number}", row.why),
            )
            for row in rows
        )

    def copies_due(self, before: datetime) -> tuple[FiledCopy, ...]:
        """Mails that lie in our folders though they should not any more, oldest first."""
        due = and_(
            letters.c.filed.is_not(None),
            letters.c.id.not_in(select(copies.c.letter_id)),
            or_(letters.c.forgotten.is_not(None), all_over(before)),
        )
        with self.db.reading() as conn:
            rows = conn.execute(select(letters).where(due).order_by(letters.c.id)).all()
        return tuple(FiledCopy(row.id, row.to_folder, row.size, row.received, row.sha256) for row in rows)

    def same_mail(self, copy: FiledCopy, sha256: str) -> bool:
        """Whether a mail with this SHA-256 is the one."""
        return copy.digest == self.db.vault.hash("letters.sha256", sha256)

    def copies_erased(self, erased: Sequence[int], missing: Sequence[int], now: datetime) -> Receipt:
        """Note it, and keep the receipt."""
        counts = Counter(copies=len(erased), missing=len(missing))
        with self.db.writing() as conn:
            for found, ids in ((True, erased), (False, missing)):
                for letter in ids:
                    insert_once(conn, copies, letter_id=letter, at=now, found=found)
            return keep_receipt(conn, Receipt(now, COPIES, (), tuple(erased), counts))

    def receipts(self) -> tuple[Receipt, ...]:
        """Every receipt, oldest first."""
        with self.db.reading() as conn:
            rows = conn.execute(select(receipts).order_by(receipts.c.id)).all()
        return tuple(
            Receipt(row.at, row.occasion, tuple(said["cases"]), tuple(said["letters"]), said["counts"])
            for row, said in ((row, row.content) for row in rows)
        )

    def scrub(self, *, thorough: bool = False) -> bool:
        """Make the files forget, too."""
        return scrub(self.db, thorough=thorough)

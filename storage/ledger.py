"""What operators look at: letters with their end, notes of the program, leases. Part of `cases.store.Ledger`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from cases.letters import LetterRow
from cases.mails import MailState
from storage.claims import FREED, Step, change_one, held, of_dead_processes
from storage.columns import unsealed
from storage.engine import Database, insert_once
from storage.leases import free_dead
from storage.outbox import CUT_OFF
from storage.tables import letter_cases, letters, mails, notes


@dataclass(frozen=True)
class Books:
    """The ledger."""

    db: Database

    def letters(self, *, opened: bool = False) -> tuple[LetterRow, ...]:
        """What came in, oldest first, each with its end; what is sealed is not even fetched unless `opened`."""
        vault = self.db.vault
        columns = letters.c if opened else unsealed(letters)
        with self.db.reading() as conn:
            found = conn.execute(select(*columns).order_by(letters.c.id)).all()
            numbers: dict[int, tuple[str, ...]] = {}
            for link in conn.execute(select(letter_cases).order_by(letter_cases.c.case_number)):
                numbers[link.letter_id] = (*numbers.get(link.letter_id, ()), link.case_number)
        return tuple(
            LetterRow(
                id=row.id,
                received=row.received,
                size=row.size,
                state=row.step,
                ending=row.ending,
                why=row.why,
                cases=numbers.get(row.id, ()),
                sender=vault.text(f"letters.sender/{row.id}", row.sender) if opened else "",
                subject=vault.text(f"letters.subject/{row.id}", row.subject) if opened else "",
                forgotten=row.forgotten is not None,
            )
            for row in found
        )

    def note(self, name: str, at: datetime) -> None:
        """Remember when something last happened."""
        with self.db.writing() as conn:
            if insert_once(conn, notes, name=name, at=at) is None:
                conn.execute(update(notes).where(notes.c.name == name).values(at=at))

    def notes(self) -> Mapping[str, datetime]:
        """When things last happened."""
        with self.db.reading() as conn:
            return {row.name: row.at for row in conn.execute(select(notes))}

    def free_leases(self, host: str, now: datetime) -> int:
        """At start: free what dead processes of this host held; gives how many.

        A worker is named "host:pid" (more may follow after another colon). A mail found while it was handed over
        becomes UNKNOWN. What a living process holds stays its own; its lease will run out if it is stuck.
        """
        with self.db.writing() as conn:
            dead_letters = of_dead_processes(conn, letters, host)
            for row in dead_letters:
                change_one(conn, letters, held(letters, row.id, row.attempt), step=Step.READY, **FREED)
            dead_mails = of_dead_processes(conn, mails, host)
            for row in dead_mails:
                cut = row.state is MailState.SENDING
                end = {"step": Step.DONE, "state": MailState.UNKNOWN, "why": CUT_OFF} if cut else {"step": Step.READY}
                change_one(conn, mails, held(mails, row.id, row.attempt), **end, **FREED)
            free_dead(conn, host, now)
        return len(dead_letters) + len(dead_mails)

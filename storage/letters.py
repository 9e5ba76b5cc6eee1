"""The way of a letter: kept, claimed, finished in one transaction, filed. Fulfils `cases.store.LetterStore`.

A letter is done when its row says so; the mailbox is only tidied after that. Nothing here is ever half written.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, delete, or_, select, update

from cases.case import Case
from cases.errors import SettingsError, StaleError
from cases.letters import Arrival, Ending, Fetched, Filing, LetterWork, Outcome, Pieces
from cases.store import LETTER_PAUSES
from storage.casefile import read_cases
from storage.claims import FREED, MAX_TRIES, Step, Told, beat, change_one, claim, claim_untried, fail, held, tell
from storage.engine import Database, insert_once
from storage.finish import Owe, finish
from storage.inbox import is_aside
from storage.listed import kept_among, listed_anew, place_of
from storage.owed import sent_as
from storage.raw_mail import HELD_PIECES, PIECE, keep_raw, pieces_in_turn, sealed_pieces, unsealed
from storage.tables import cases, letters, mail_cases, mails, papers

TOGETHER = 17 << 20
"""Bytes of raw mails, as the server told them, that are claimed at once."""

_GIVEN_UP = "Programmet gik i stå hver gang, det tog dette brev; et menneske skal se på det."

# Made once: making a statement takes longer than running it, and each letter asks these.
_KNOWN = select(letters.c.content_hash).where(
    or_(
        and_(letters.c.content_hash == bindparam("content"), letters.c.step == Step.DONE),
        and_(letters.c.message_hash == bindparam("message"), letters.c.content_hash != bindparam("content")),
    )
)
_SAME = select(cases).where(cases.c.identity == bindparam("known_as"), cases.c.round == bindparam("in"))
_PAPER_CASE = (
    select(papers.c.case_number)
    .where(papers.c.sha256 == bindparam("hashed"), papers.c.case_number.is_not(None))
    .order_by(papers.c.id.desc())
    .limit(1)
)


@dataclass(frozen=True)
class Letters:
    """The ledger of what came in."""

    db: Database
    set_aside_folder: str

    def kept(self, arrivals: Sequence[Arrival]) -> frozenset[int]:
        """The UIDs among `arrivals` (of one folder) whose mail is already kept."""
        known: set[int] = set()
        with self.db.reading() as conn:
            for start in range(0, len(arrivals), 500):
                known |= kept_among(conn, arrivals[start : start + 500])
        return frozenset(known)

    def keep(self, fetched: Sequence[Fetched], now: datetime) -> int:
        """Write the raw mails in one transaction, durably once this returns; gives how many were not kept before."""
        if not fetched:
            return 0
        with self.db.writing() as conn:
            added = sum(self._keep(conn, one, now) for one in fetched)
            if added:
                tell(conn, Told.LETTERS)
        return added

    def _keep(self, conn: Connection, one: Fetched, now: datetime) -> bool:
        place, arrival = one.arrival.place, one.arrival
        where = {"folder": place.folder, "uid_validity": place.uid_validity, "uid": place.uid}
        row = {"size": arrival.size, "received": arrival.received, "kept": now, "step": Step.READY}
        counts = {"attempt": 0, "tries": 0, "failures": 0, "why": ""}
        hashed = self.db.vault.hash("letters.sha256", one.sha256)
        added = insert_once(conn, letters, **where, sha256=hashed, **row, **counts)
        if added is None:
            listed_anew(conn, {**where, "sha256": hashed}, arrival)
            return False
        keep_raw(conn, added.id, one.raw, self.db.vault)
        return True

    def claim_letters(self, worker: str, now: datetime, most: int = 1) -> tuple[LetterWork, ...]:
        """The next letters to work on, leased to `worker` ("host:pid", see `free_leases`): at most so many that were
        never tried, or one that was; none when nothing is ready.
        """
        while True:
            with self.db.writing() as conn:
                rows = claim_untried(conn, letters, worker, now, most, TOGETHER) or self._claimed(conn, worker, now)
                found = [(row, self._pieces_of(conn, row)) for row in rows]
            works = tuple(self._works(found))
            if works or not rows:
                return works  # where none of several opened, others may be ready

    def _pieces_of(self, conn: Connection, row: Row[Any]) -> Sequence[Any]:
        """What is read in the transaction that claims, in which nobody else can write: nothing that is large."""
        return () if row.size > PIECE else sealed_pieces(conn, row.id, 0, HELD_PIECES).all()

    def _works(self, found: Sequence[tuple[Row[Any], Sequence[Any]]]) -> Iterator[LetterWork]:
        """One that does not open (SettingsError) stops no other: its claim runs out, and then it comes alone."""
        for row, pieces in found:
            with suppress(SettingsError) if len(found) > 1 else nullcontext():
                yield self._work(row, pieces)

    def _claimed(self, conn: Connection, worker: str, now: datetime) -> Sequence[Row[Any]]:
        """The row of the next letter; one that was taken too often is set aside on the way."""
        while (row := claim(conn, letters, worker, now)) is not None:
            if row.tries <= MAX_TRIES:
                return (row,)
            self._set_aside(conn, row, now)
        return ()

    def _work(self, row: Row[Any], pieces: Sequence[Row[Any]]) -> LetterWork:
        """The letter with its raw mail, or, when it is large, the way to its pieces."""
        if row.size > PIECE or len(pieces) > HELD_PIECES:
            raw, big = b"", Pieces(row.size, lambda: pieces_in_turn(self.db, row.id))
        else:
            raw, big = b"".join(unsealed(row.id, pieces, self.db.vault)), None
        return LetterWork(row.id, row.attempt, place_of(row), row.received, raw, big)

    def together(self) -> AbstractContextManager[object]:
        """One transaction for all that this thread asks and writes inside; what fails in it is undone by itself."""
        return self.db.together()

    def _set_aside(self, conn: Connection, row: Row[tuple[int]], now: datetime) -> None:
        over = self._set_aside_values(_GIVEN_UP, now)
        fail(conn, letters, row.id, row.attempt, now, again={}, over=over, final=True)

    def _set_aside_values(self, why: str, now: datetime) -> dict[str, object]:
        return {"ending": Ending.SET_ASIDE, "to_folder": self.set_aside_folder, "finished": now, "why": why}

    def beat_letter(self, work: LetterWork, now: datetime) -> None:
        """Prolong the lease of a letter that takes long; StaleError when it was lost."""
        with self.db.writing() as conn:
            beat(conn, letters, work.id, work.attempt, now)

    def raw_letter(self, letter_id: int) -> bytes | None:
        """The raw mail; None when there is no such letter, or it was forgotten."""
        with self.db.reading() as conn:
            opened = list(unsealed(letter_id, sealed_pieces(conn, letter_id), self.db.vault))
        return b"".join(opened) if opened else None

    def seen(self, content_key: str, message_id: str) -> tuple[bool, bool]:
        """Whether a letter with this content has ended before; whether another content had this Message-ID."""
        content = self.db.vault.hash("content", content_key)
        message = self.db.vault.hash("message", message_id)
        known = {"content": content, "message": message}
        with self.db.reading() as conn:
            found = {row.content_hash for row in conn.execute(_KNOWN, known)}
        return content in found, bool(message_id) and bool(found - {content})

    def same(self, identity: str, round_name: str) -> Case | None:
        """The open case about the same pupil, class or topic in the round."""
        hashed = self.db.vault.hash("identity", identity)
        with self.db.reading() as conn:
            found = conn.execute(_SAME, {"known_as": hashed, "in": round_name}).all()
            return next(iter(read_cases(conn, found, self.db.vault)), None)

    def paper_case(self, sha256: str) -> str | None:
        """The number of the newest case that already has this very file."""
        hashed = self.db.vault.hash("papers.sha256", sha256)
        with self.db.reading() as conn:
            return conn.execute(_PAPER_CASE, {"hashed": hashed}).scalar()

    def answered(self, message_ids: Sequence[str]) -> tuple[Case, ...]:
        """The cases of our own mails with these Message-IDs."""
        if not message_ids:
            return ()
        ours = select(mail_cases.c.case_number).join(mails).where(mails.c.message_id.in_(message_ids))
        with self.db.reading() as conn:
            found = conn.execute(select(cases).where(cases.c.number.in_(ours)).order_by(cases.c.number)).all()
            return read_cases(conn, found, self.db.vault)

    def sent_as(self, numbers: Sequence[str], to: Sequence[str]) -> str:
        """The Message-ID of the newest mail that was sent about just these cases to one of these addresses, or ""."""
        with self.db.reading() as conn:
            return sent_as(conn, numbers, to, self.db.vault) if numbers and to else ""

    def finish_letter(self, work: LetterWork, outcome: Outcome, owe: Owe, now: datetime) -> tuple[Case, ...]:
        """One transaction: the letter's end, its cases, events, papers and the mails owed, or nothing at all."""
        with self.db.writing() as conn:
            written = finish(conn, work, outcome, owe, self.db.vault, now)
            tell(conn, Told.DONE)
        return written

    def fail_letter(self, work: LetterWork, why: str, now: datetime, *, final: bool = False) -> bool:
        """Give it back with a growing pause; after the third attempt set it aside for a person (True)."""
        over = self._set_aside_values(why, now)
        step = (letters, work.id, work.attempt, now)
        with self.db.writing() as conn:
            aside = fail(conn, *step, again={"why": why}, over=over, final=final, pauses=LETTER_PAUSES)
            if aside:
                tell(conn, Told.DONE)
        return aside

    def give_back(self, work: LetterWork, now: datetime) -> None:
        """Somebody was faster with the same: it is looked at anew, soon, and no attempt is used up."""
        soon = {"step": Step.READY, "not_before": now + LETTER_PAUSES[0]}
        with self.db.writing() as conn:
            change_one(conn, letters, held(letters, work.id, work.attempt), **soon, **FREED)

    def let_go(self, works: Sequence[LetterWork]) -> None:
        """They were claimed and never begun: they are ready as before. One whose claim was lost is another's."""
        with self.db.writing() as conn:
            for work in works:
                mine = update(letters).where(held(letters, work.id, work.attempt))
                conn.execute(mine.values(step=Step.READY, tries=letters.c.tries - 1, **FREED))
            tell(conn, Told.LETTERS)

    def filings(self) -> tuple[Filing, ...]:
        """Letters that are done and not moved yet, oldest first."""
        waiting = and_(letters.c.step == Step.DONE, letters.c.filed.is_(None))
        with self.db.reading() as conn:
            found = conn.execute(select(letters).where(waiting).order_by(letters.c.id)).all()
        return tuple(Filing(row.id, Arrival(place_of(row), row.size, row.received), row.to_folder) for row in found)

    def filed(self, letter_ids: Sequence[int], now: datetime) -> None:
        """Note that these letters lie in their folders, in one transaction; saying it twice is harmless."""
        with self.db.writing() as conn:
            done = update(letters).where(letters.c.id.in_(letter_ids), letters.c.step == Step.DONE)
            if conn.execute(done.values(filed=now)).rowcount != len(set(letter_ids)):
                raise StaleError("Et af brevene er ikke færdigt mere; der ses efter igen.")

    def replay(self, letter_id: int, now: datetime) -> None:
        """Work once more on a letter that was set aside; StaleError when it is not any more, or was forgotten."""
        fresh = {"step": Step.READY, "ending": None, "finished": None, "not_before": None, "failures": 0, "tries": 0}
        with self.db.writing() as conn:
            change_one(conn, letters, is_aside(letter_id), content_hash=None, message_hash=None, ready=now, **fresh)
            conn.execute(delete(papers).where(papers.c.letter_id == letter_id, papers.c.case_number.is_(None)))
            tell(conn, Told.LETTERS)

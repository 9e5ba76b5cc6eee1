"""What came in and what went out, a page at a time. Fulfils `cases.inbox.Inbox` and `AnswerList`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select, update

from cases.case import Case
from cases.dossier import Sheet
from cases.inbox import SEEN, Aside
from cases.letters import Ending, LetterRow, Opening, Use
from cases.mails import MailRow, MailState
from cases.together import Change
from storage.casefile import add_events, next_numbers, open_beside, rewrite_beside
from storage.claims import Step, change_one
from storage.columns import unsealed
from storage.dossier import sheet_of
from storage.engine import Database
from storage.owed import cases_of_mails, went_astray
from storage.tables import letter_cases, letters, mails, papers

_SEEN_BY = letters.c.why == SEEN


@dataclass(frozen=True)
class Inboxes:
    """The lists that grow for ever."""

    db: Database

    def arrived(self, ending: str | None, before: int | None, limit: int) -> tuple[LetterRow, ...]:
        """Letters with that end ("" those that have none yet, None all), newest first."""
        query = select(*unsealed(letters)).order_by(letters.c.id.desc()).limit(limit)
        if ending is not None:
            query = query.where(letters.c.ending == Ending(ending) if ending else letters.c.ending.is_(None))
        if before is not None:
            query = query.where(letters.c.id < before)
        with self.db.reading() as conn:
            found = conn.execute(query).all()
            numbers = _cases_of_letters(conn, [row.id for row in found])
        return tuple(_letter(row, numbers[row.id]) for row in found)

    def arrived_counts(self) -> Mapping[str, int]:
        """How many letters have each end; "" counts those that have none yet."""
        counted = select(letters.c.ending, func.count()).group_by(letters.c.ending)
        with self.db.reading() as conn:
            return {ending.value if ending else "": int(number) for ending, number in conn.execute(counted)}

    def letter(self, letter_id: int) -> LetterRow | None:
        """One letter with its sender and subject."""
        vault = self.db.vault
        with self.db.reading() as conn:
            row = conn.execute(select(letters).where(letters.c.id == letter_id)).first()
            numbers = _cases_of_letters(conn, [letter_id])
        if row is None:
            return None
        said = vault.text(f"letters.sender/{row.id}", row.sender), vault.text(f"letters.subject/{row.id}", row.subject)
        return replace(_letter(row, numbers[row.id]), sender=said[0], subject=said[1])

    def letter_sheets(self, letter_id: int) -> tuple[Sheet, ...]:
        """The papers of one letter."""
        wanted = [column for column in papers.c if column is not papers.c.content]
        query = select(*wanted).where(papers.c.letter_id == letter_id).order_by(papers.c.id)
        with self.db.reading() as conn:
            return tuple(sheet_of(row, self.db.vault) for row in conn.execute(query))

    def open_by_hand(self, letter_id: int, opening: Opening, now: datetime) -> Case:
        """A person makes a letter that was set aside a case, with all its papers; StaleError when it no longer is."""
        vault = self.db.vault
        with self.db.writing() as conn:
            change_one(conn, letters, is_aside(letter_id), ending=Ending.CASE, why="")
            (number,) = next_numbers(conn, [opening.case.received])
            case = replace(opening.case, number=number)
            open_beside(conn, replace(opening, case=case), vault, now)
            conn.execute(insert(letter_cases).values(letter_id=letter_id, case_number=number))
            mine = and_(papers.c.letter_id == letter_id, papers.c.case_number.is_(None))
            conn.execute(update(papers).where(mine).values(case_number=number, use=Use.APPLICATION))
        return case

    def dealt_with(self, letter_id: int, now: datetime) -> None:
        """A person has seen a letter that was set aside: it is no application. StaleError when it is not any more."""
        with self.db.writing() as conn:
            change_one(conn, letters, is_aside(letter_id), ending=Ending.NOT_APPLICATION, why=SEEN, finished=now)

    def set_aside_again(self, aside: Aside, changes: Sequence[Change], now: datetime) -> None:
        """Undo: the letter lies as it lay, with its papers, and the case that was made of it is written as it ends."""
        by_person = or_(letters.c.ending == Ending.CASE, and_(letters.c.ending == Ending.NOT_APPLICATION, _SEEN_BY))
        there = and_(letters.c.step == Step.DONE, letters.c.forgotten.is_(None))
        left = and_(letters.c.id == aside.letter, there, by_person)
        with self.db.writing() as conn:
            change_one(conn, letters, left, ending=Ending.SET_ASIDE, why=aside.why)
            for case, happened in changes:
                rewrite_beside(conn, case, None, self.db.vault, now)
                add_events(conn, case.number, happened, self.db.vault)
                link = and_(letter_cases.c.letter_id == aside.letter, letter_cases.c.case_number == case.number)
                conn.execute(delete(letter_cases).where(link))
            for paper, use in aside.uses:
                conn.execute(update(papers).where(papers.c.id == paper).values(case_number=None, use=use))

    def outgoing(
        self, state: MailState | None, before: int | None, limit: int, *, astray: bool = False
    ) -> tuple[MailRow, ...]:
        """Answers in that state (None all), or those that went astray, newest first."""
        query = select(*unsealed(mails)).order_by(mails.c.id.desc()).limit(limit)
        if state is not None:
            query = query.where(mails.c.state == state)
        if astray:
            query = query.where(went_astray())
        if before is not None:
            query = query.where(mails.c.id < before)
        with self.db.reading() as conn:
            found = conn.execute(query).all()
            numbers = cases_of_mails(conn, [row.id for row in found])
        return tuple(_mail(row, numbers[row.id]) for row in found)

    def outgoing_counts(self) -> Mapping[MailState, int]:
        """How many answers are in each state."""
        counted = select(mails.c.state, func.count()).group_by(mails.c.state)
        with self.db.reading() as conn:
            return {state: int(number) for state, number in conn.execute(counted)}

    def astray(self) -> int:
        """How many answers did not arrive, or nobody knows, and no person has seen to yet."""
        with self.db.reading() as conn:
            return int(conn.execute(select(func.count()).select_from(mails).where(went_astray())).scalar_one())

    def mail_seen(self, mail_id: int, at: datetime) -> None:
        """A person has seen to an answer that went astray; StaleError when it did not."""
        with self.db.writing() as conn:
            change_one(conn, mails, and_(mails.c.id == mail_id, went_astray()), seen=at)

    def mail_unseen(self, mail_id: int, at: datetime) -> None:
        """Undo: nobody has seen to it; StaleError when it is not as it was left by whoever saw to it then."""
        with self.db.writing() as conn:
            change_one(conn, mails, and_(mails.c.id == mail_id, mails.c.seen == at), seen=None)

    def keep_unsent(self, mail: MailRow, not_before: datetime) -> None:
        """Undo: an answer that was to be sent again, not before then, is as it was; StaleError when it is not as that
        left it: on its way, or sent again by another.
        """
        owed = and_(mails.c.step == Step.READY, mails.c.state == MailState.OWED)
        waits = and_(mails.c.id == mail.id, owed, mails.c.not_before == not_before)
        with self.db.writing() as conn:
            change_one(conn, mails, waits, step=Step.DONE, state=mail.state, not_before=None, seen=mail.seen)

    def mail(self, mail_id: int) -> MailRow | None:
        """One answer with its address and text."""
        with self.db.reading() as conn:
            row = conn.execute(select(mails).where(mails.c.id == mail_id)).first()
            numbers = cases_of_mails(conn, [mail_id])
        if row is None:
            return None
        vault = self.db.vault
        raw = b"" if row.raw is None else vault.keys.open(f"mails.raw/{row.key}", row.raw)
        return replace(_mail(row, numbers[row.id]), to=vault.text(f"mails.recipient/{row.key}", row.recipient), raw=raw)


def is_aside(letter_id: int) -> ColumnElement[bool]:
    """The letter, as long as it is set aside and not forgotten: nobody can do anything with what is erased."""
    aside = and_(letters.c.step == Step.DONE, letters.c.ending == Ending.SET_ASIDE, letters.c.forgotten.is_(None))
    return and_(letters.c.id == letter_id, aside)


def _cases_of_letters(conn: Connection, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = dict.fromkeys(ids, ())
    links = select(letter_cases).where(letter_cases.c.letter_id.in_(ids)).order_by(letter_cases.c.case_number)
    for link in conn.execute(links):
        found[link.letter_id] += (link.case_number,)
    return found


def _letter(row: Any, numbers: tuple[str, ...]) -> LetterRow:
    forgotten = row.forgotten is not None
    return LetterRow(row.id, row.received, row.size, row.step, row.ending, row.why, numbers, forgotten=forgotten)


def _mail(row: Any, numbers: tuple[str, ...]) -> MailRow:
    what = (row.id, row.name, row.state, row.why, numbers, row.created, row.sent, row.message_id)
    return MailRow(*what, seen=row.seen, letter=row.letter_id)

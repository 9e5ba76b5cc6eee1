"""Papers that go from one case to another, and a case split off. Fulfils `cases.together.Together`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, insert, select, update

from cases.case import Case
from cases.errors import StaleError
from cases.letters import Opening
from cases.together import Carried, Change
from storage.casefile import add_events, next_numbers, open_beside, rewrite_beside
from storage.contents import copy_content
from storage.engine import Database, insert_once
from storage.sealing import Vault
from storage.tables import crops, letter_cases, papers


@dataclass(frozen=True)
class Togethers:
    """What joins cases and splits them."""

    db: Database

    def carry(
        self, changes: Sequence[Change], carried: Carried, now: datetime, identities: Mapping[str, tuple[str, ...]]
    ) -> tuple[int, ...]:
        """Write the changed cases, and move the papers and the mails that brought them: all of it, or nothing.

        Gives the ids of the mails that are new to the case they came to.
        """
        with self.db.writing() as conn:
            _write(conn, changes, self.db.vault, now, identities)
            fresh = _move(conn, carried)
            given = next((case for case, _ in changes if case.number == carried.source), None)
            if given is not None:
                _leave_no_crops(conn, given, carried.target, self.db.vault)
        return fresh

    def split(self, opening: Opening, papers: Sequence[int], apart: Callable[[str], Change], now: datetime) -> Case:
        """A new case with copies of these papers; `apart` is told its number and gives the case it came from."""
        vault = self.db.vault
        with self.db.writing() as conn:
            (number,) = next_numbers(conn, [opening.case.received])
            left = apart(number)
            _write(conn, [left], vault, now, {})
            case = replace(opening.case, number=number)
            open_beside(conn, replace(opening, case=case), vault, now)
            for row in _papers(conn, left[0].number, papers):
                _copy(conn, row, number, vault)
        return case

    def unsplit(self, changes: Sequence[Change], number: str, now: datetime) -> None:
        """Undo: both cases are written as they shall be, and the one that was split off keeps no copies."""
        with self.db.writing() as conn:
            _write(conn, changes, self.db.vault, now, {})
            _take_copies(conn, number)


def _take_copies(conn: Connection, number: str) -> None:
    conn.execute(delete(papers).where(papers.c.case_number == number))
    conn.execute(delete(letter_cases).where(letter_cases.c.case_number == number))


def _write(
    conn: Connection, changes: Sequence[Change], vault: Vault, now: datetime, identities: Mapping[str, tuple[str, ...]]
) -> None:
    for case, happened in sorted(changes, key=lambda change: change[0].number):  # one order: no deadlock
        rewrite_beside(conn, case, identities.get(case.number), vault, now)
        add_events(conn, case.number, happened, vault)


def _papers(conn: Connection, number: str, ids: Sequence[int]) -> Sequence[Row[Any]]:
    """These papers of that case; StaleError when one of them is not there."""
    found = conn.execute(select(papers).where(papers.c.id.in_(ids), papers.c.case_number == number)).all()
    if len(found) != len(set(ids)):
        raise StaleError(f"Papirerne i {number} er flyttet i mellemtiden; se på sagen igen.")
    return found


def _move(conn: Connection, carried: Carried) -> tuple[int, ...]:
    """The papers change hands, and the mails that brought them; gives the mails that are new to the target."""
    moved = _papers(conn, carried.source, carried.papers)
    conn.execute(update(papers).where(papers.c.id.in_(carried.papers)).values(case_number=carried.target))
    fresh = []
    for letter in sorted({row.letter_id for row in moved}):
        if insert_once(conn, letter_cases, letter_id=letter, case_number=carried.target) is not None:
            fresh.append(letter)
        if carried.letters is None or letter in carried.letters:
            _let_go(conn, letter, carried.source)
    return tuple(fresh)


def _let_go(conn: Connection, letter: int, number: str) -> None:
    """The case has nothing of this letter any more, unless a paper of it is still there."""
    here = and_(papers.c.letter_id == letter, papers.c.case_number == number)
    if conn.execute(select(papers.c.id).where(here)).first() is None:
        link = and_(letter_cases.c.letter_id == letter, letter_cases.c.case_number == number)
        conn.execute(delete(letter_cases).where(link))


def _leave_no_crops(conn: Connection, given: Case, target: str, vault: Vault) -> None:
    """Take from the case that gave its papers away the crops of the other that it names no more: after an undo, no
    child's signature lies with another's case.
    """
    named = [vault.hash("crop", box.crop) if box.crop else box.kept for box in given.application.signatures]
    theirs = select(crops.c.hash).where(crops.c.case_number == target)
    mine = and_(crops.c.case_number == given.number, crops.c.hash.in_(theirs), crops.c.hash.not_in(named))
    conn.execute(delete(crops).where(mine))


def _copy(conn: Connection, row: Row[Any], number: str, vault: Vault) -> None:
    """The same paper for another case: sealed anew, for what is sealed belongs to its place."""
    last = select(func.max(papers.c.position)).where(papers.c.letter_id == row.letter_id)
    position = conn.execute(last).scalar_one() + 1
    before, after = f"{row.letter_id}/{row.position}", f"{row.letter_id}/{position}"
    whole = vault.keys.open(f"papers.content/{before}", row.content)
    copied = conn.execute(
        insert(papers)
        .values(
            letter_id=row.letter_id,
            position=position,
            case_number=number,
            use=row.use,
            type=row.type,
            sha256=row.sha256,
            why=row.why,
            name=vault.seal(f"papers.name/{after}", vault.text(f"papers.name/{before}", row.name)),
            content=vault.keys.seal(f"papers.content/{after}", whole),
            answers=vault.seal(f"papers.answers/{after}", vault.text(f"papers.answers/{before}", row.answers)),
        )
        .returning(papers.c.id)
    ).scalar_one()
    copy_content(conn, row.id, copied, vault)
    insert_once(conn, letter_cases, letter_id=row.letter_id, case_number=number)

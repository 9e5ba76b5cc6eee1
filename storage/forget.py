"""What is forgotten: by age (retention) or because somebody asked (GDPR article 17); `erase` says what that means.

By age a case is due once it closed before a day, a letter when every case it spoke of is, and a letter that never
became a case when it ended before a day, also one that was set aside. What is held is never due, nor is a letter or a
mail that speaks of it too. Number, times, school and end of a case stay, to be counted.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, func, insert, or_, select

from cases.case import MACHINE, OPEN, Actor
from cases.errors import RefusedError, Way
from cases.keeping import BY_AGE, ON_REQUEST, Limits, Receipt
from storage.account_tables import accesses
from storage.claims import Step
from storage.erase import erase_cases, erase_letters, erase_mails, erase_papers, erase_raw, some
from storage.keeping_tables import holds, receipts
from storage.planning_tables import plans
from storage.registers import forget_revisions
from storage.sealing import Vault
from storage.tables import cases, crops, letter_cases, letter_pieces, letters, mail_cases, mails, papers


def forget_by_age(conn: Connection, limits: Limits, now: datetime, vault: Vault) -> Receipt:
    """Erase what is due; gives the receipt, which is kept when anything went. Doing it twice is harmless."""
    gone: Counter[str] = Counter()
    due = conn.execute(select(cases).where(cases.c.forgotten.is_(None), over(limits.cases))).all()
    gone += erase_cases(conn, due, MACHINE, now, vault)
    for numbers in some(_column(conn, _with_papers(limits.papers))):
        gone += erase_papers(conn, numbers)
    whole = _column(conn, _letters_due(limits))
    for ids in some(whole):
        gone += erase_letters(conn, ids, now)
    for ids in some(_column(conn, _with_raw(limits.raw))):
        gone += erase_raw(conn, ids)
    gone += _mails(conn, limits.cases, vault)
    gone += _accesses(conn, limits.accesses)
    gone += _plans(conn, limits.cases)
    gone["registers"] += forget_revisions(conn, limits.cases)
    return keep_receipt(conn, Receipt(now, BY_AGE, tuple(row.number for row in due), tuple(whole), gone))


def forget_on_request(
    conn: Connection, numbers: Sequence[str], ids: Sequence[int], by: Actor, now: datetime, vault: Vault
) -> Receipt:
    """Erase these cases, the letters that spoke of nothing else, and these letters; gives the receipt."""
    due = conn.execute(select(cases).where(cases.c.number.in_(numbers), cases.c.forgotten.is_(None))).all()
    held = _column(conn, select(holds.c.case_number).where(holds.c.case_number.in_(numbers)))
    if held:
        raise RefusedError(f"{', '.join(sorted(held))} skal bevares og slettes ikke: ophæv det først.")
    if alive := sorted(row.number for row in due if row.status in OPEN):
        raise RefusedError(f"{', '.join(alive)} er ikke slut: der slettes først, når et menneske har sluttet.", Way.END)
    gone = erase_cases(conn, due, by, now, vault)
    mine = select(letter_cases.c.letter_id).where(letter_cases.c.case_number.in_(numbers))
    asked = or_(letters.c.id.in_(mine), letters.c.id.in_(ids))
    whole = _column(conn, select(letters.c.id).where(_ended(), asked, letters.c.id.not_in(_speaks_of_kept())))
    if missed := set(ids) - set(whole):
        raise RefusedError(f"Brev {', '.join(map(str, sorted(missed)))} er der ikke, eller det handler også om andre.")
    for some_ids in some(whole):
        gone += erase_letters(conn, some_ids, now)
    gone += _mails(conn, None, vault)
    gone += _plans(conn, None)
    return keep_receipt(conn, Receipt(now, ON_REQUEST, tuple(row.number for row in due), tuple(whole), gone))


def keep_receipt(conn: Connection, receipt: Receipt) -> Receipt:
    """Keep it, unless nothing went."""
    counts = {name: count for name, count in receipt.counts.items() if count}
    if receipt:
        content = {"cases": receipt.cases, "letters": receipt.letters, "counts": counts}
        conn.execute(insert(receipts).values(at=receipt.at, occasion=receipt.occasion, content=content))
    return Receipt(receipt.at, receipt.occasion, receipt.cases, receipt.letters, counts)


def over(before: datetime) -> ColumnElement[bool]:
    """Whether a case is forgotten, or closed before then and is not held."""
    free = cases.c.number.not_in(select(holds.c.case_number))
    return or_(cases.c.forgotten.is_not(None), and_(cases.c.closed < before, free))


def all_over(before: datetime) -> ColumnElement[bool]:
    """Whether a letter speaks of cases, and each of them is `over`."""
    spoken = select(letter_cases.c.letter_id)
    others = select(cases.c.number).where(over(before))
    return and_(letters.c.id.in_(spoken), letters.c.id.not_in(spoken.where(letter_cases.c.case_number.not_in(others))))


def _ended() -> ColumnElement[bool]:
    return and_(letters.c.step == Step.DONE, letters.c.forgotten.is_(None))


def _letters_due(limits: Limits) -> Select[Any]:
    alone = and_(letters.c.id.not_in(select(letter_cases.c.letter_id)), letters.c.finished < limits.others)
    return select(letters.c.id).where(_ended(), or_(alone, letters.c.id.in_(_only_of_forgotten())))


def _only_of_forgotten() -> Select[Any]:
    return select(letter_cases.c.letter_id).where(letter_cases.c.letter_id.not_in(_speaks_of_kept()))


def _speaks_of_kept() -> Select[Any]:
    return select(letter_cases.c.letter_id).join(cases).where(cases.c.forgotten.is_(None))


def _with_papers(before: datetime) -> Select[Any]:
    kept = (select(table.c.case_number).where(table.c.case_number.is_not(None)) for table in (papers, crops))
    return select(cases.c.number).where(over(before), or_(*(cases.c.number.in_(some_kept) for some_kept in kept)))


def _with_raw(before: datetime) -> Select[Any]:
    raw = select(letter_pieces.c.letter_id)
    return select(letters.c.id).where(_ended(), all_over(before), letters.c.id.in_(raw))


def _mails(conn: Connection, before: datetime | None, vault: Vault) -> Counter[str]:
    """Those about forgotten cases; of others the answers to forgotten letters, and what answers none and is older."""
    kept = select(mail_cases.c.mail_id).join(cases).where(cases.c.forgotten.is_(None))
    about = select(mail_cases.c.mail_id)
    alone = mails.c.id.not_in(about)
    answers = mails.c.letter_id.in_(select(letters.c.id).where(letters.c.forgotten.is_not(None)))
    due = or_(and_(mails.c.id.in_(about), mails.c.id.not_in(kept)), and_(alone, answers))
    if before is not None:
        due = or_(due, and_(alone, mails.c.letter_id.is_(None), mails.c.created < before))
    written = and_(mails.c.step == Step.DONE, mails.c.raw.is_not(None))
    found = conn.execute(select(mails.c.id, mails.c.key).where(written, due))
    return erase_mails(conn, [(row.id, row.key) for row in found], vault)


def _accesses(conn: Connection, before: datetime) -> Counter[str]:
    """Lines of the log that are old, about what is forgotten."""
    about = or_(
        accesses.c.case_number.in_(select(cases.c.number).where(cases.c.forgotten.is_not(None))),
        accesses.c.letter_id.in_(select(letters.c.id).where(letters.c.forgotten.is_not(None))),
    )
    return Counter(accesses=conn.execute(delete(accesses).where(accesses.c.at < before, about)).rowcount)


def _plans(conn: Connection, before: datetime | None) -> Counter[str]:
    """Plans of rounds whose cases are all forgotten; of other rounds, old plans that a newer one has replaced."""
    kept = select(cases.c.round).where(cases.c.forgotten.is_(None))
    forgotten = select(cases.c.round).where(cases.c.forgotten.is_not(None))
    due = and_(plans.c.round.in_(forgotten), plans.c.round.not_in(kept))
    if before is not None:
        newest = select(func.max(plans.c.id)).group_by(plans.c.round)
        due = or_(due, and_(plans.c.created < before, plans.c.id.not_in(newest)))
    return Counter(plans=conn.execute(delete(plans).where(due)).rowcount)


def _column(conn: Connection, query: Select[Any]) -> list[Any]:
    return list(conn.execute(query).scalars())

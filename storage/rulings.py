"""The coordinator's rulings in the database: written and read inside a transaction that someone else began."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, and_, insert, or_, select

from cases.case import OPEN
from cases.rulings import Ruling
from storage.claims import change_one
from storage.planning_tables import rulings
from storage.sealing import Vault
from storage.tables import cases


def write_rulings(conn: Connection, written: Iterable[Ruling], vault: Vault) -> None:
    """Write new rulings, and the end of those that have an id.

    StaleError when one about the same stands already, or somebody has undone it in the meantime.
    """
    for one in sorted(written, key=lambda one: (one.id == 0, one.id)):  # what is undone makes room for what is new
        if one.id:
            where = and_(rulings.c.id == one.id, rulings.c.undone.is_(None))
            who = vault.seal(f"rulings.undone_by/{about(one.case, one.round)}", one.undone_by)
            change_one(conn, rulings, where, undone=one.undone, undone_by=who, place=None)
        else:
            conn.execute(insert(rulings).values(**_columns(one, vault)))


def _columns(one: Ruling, vault: Vault) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "case_number": one.case,
        "round": one.round,
        "educator": one.educator,
        "word": one.word,
        "amount": one.count,
        "at": one.at,
        "by": vault.seal(f"rulings.by/{about(one.case, one.round)}", one.by),
        "why": vault.seal(f"rulings.why/{about(one.case, one.round)}", one.why) if one.why else None,
        "place": one.place,
    }


def about(case: str | None, round_name: str | None) -> str:
    """What the reason of a ruling is sealed for."""
    return case or round_name or ""


def standing(conn: Connection, round_name: str, vault: Vault) -> tuple[Ruling, ...]:
    """Those that stand for a round: about it, or about a case that is in it now and not over."""
    inside = select(cases.c.number).where(cases.c.round == round_name, cases.c.status.in_(OPEN))
    here = or_(rulings.c.round == round_name, rulings.c.case_number.in_(inside))
    found = conn.execute(select(rulings).where(rulings.c.undone.is_(None), here).order_by(rulings.c.id))
    return tuple(ruling_of(row, vault) for row in found)


def ruling_of(row: Row[Any], vault: Vault) -> Ruling:
    """A row of `rulings`."""
    return Ruling(
        kind=row.kind,
        by=vault.text(f"rulings.by/{about(row.case_number, row.round)}", row.by),
        at=row.at,
        why=vault.text(f"rulings.why/{about(row.case_number, row.round)}", row.why),
        case=row.case_number,
        round=row.round,
        educator=row.educator,
        word=row.word,
        count=row.amount,
        undone=row.undone,
        undone_by=vault.text(f"rulings.undone_by/{about(row.case_number, row.round)}", row.undone_by),
        id=row.id,
    )

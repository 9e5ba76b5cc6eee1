"""The papers and mails of one case, and all that was ruled and planned. Fulfils `cases.dossier`'s Dossier, Records."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, and_, select

from cases.dossier import Brought, Sheet
from cases.letters import PlanRow
from cases.rulings import Ruling
from storage.cases import plan_of
from storage.contents import content_of
from storage.engine import Database
from storage.planning_tables import plans, rulings
from storage.rows import reading_from
from storage.rulings import ruling_of
from storage.sealing import Vault
from storage.tables import letter_cases, letters, papers


@dataclass(frozen=True)
class Dossiers:
    """What a person sees of one case."""

    db: Database

    def sheets(self, number: str) -> tuple[Sheet, ...]:
        """The papers of a case, oldest first."""
        wanted = [column for column in papers.c if column is not papers.c.content]
        query = select(*wanted).where(papers.c.case_number == number).order_by(papers.c.id)
        with self.db.reading() as conn:
            return tuple(sheet_of(row, self.db.vault) for row in conn.execute(query))

    def content(self, number: str, sheet: int) -> bytes | None:
        """What the paper holds; None when it is not a paper of this case."""
        query = select(papers).where(papers.c.id == sheet, papers.c.case_number == number)
        with self.db.reading() as conn:
            row = conn.execute(query).first()
            return content_of(conn, row, self.db.vault) if row else None

    def brought(self, number: str) -> tuple[Brought, ...]:
        """The mails that brought something to a case, oldest first."""
        query = select(letters).join(letter_cases).where(letter_cases.c.case_number == number).order_by(letters.c.id)
        vault = self.db.vault
        with self.db.reading() as conn:
            rows = conn.execute(query).all()
        return tuple(
            Brought(
                row.id,
                row.received,
                vault.text(f"letters.sender/{row.id}", row.sender),
                vault.text(f"letters.subject/{row.id}", row.subject),
            )
            for row in rows
        )

    def ruled(self, number: str) -> tuple[Ruling, ...]:
        """Every ruling about the case, oldest first."""
        query = select(rulings).where(rulings.c.case_number == number).order_by(rulings.c.id)
        with self.db.reading() as conn:
            return tuple(ruling_of(row, self.db.vault) for row in conn.execute(query))

    def planned(self, number: str) -> tuple[PlanRow, ...]:
        """Every plan that names the case, oldest first."""
        with self.db.reading() as conn:
            rows = conn.execute(select(plans).order_by(plans.c.id)).all()
        found = ((row, self.db.vault.text(f"plans.content/{row.round}", row.content)) for row in rows)
        return tuple(plan_of(row, content) for row, content in found if f'"{number}"' in content)

    def elsewhere(self, numbers: Sequence[str]) -> frozenset[int]:
        """The papers of these cases, by id, whose file lies in another case too."""
        other = papers.alias()
        same = and_(papers.c.sha256 == other.c.sha256, other.c.case_number.not_in(numbers))
        query = select(papers.c.id).join(other, same).where(papers.c.case_number.in_(numbers))
        with self.db.reading() as conn:
            return frozenset(conn.execute(query).scalars())


def sheet_of(row: Row[Any], vault: Vault) -> Sheet:
    """A row of `papers`, without its content, as a Sheet."""
    place = f"{row.letter_id}/{row.position}"
    answers, unread, pages = reading_from(json.loads(vault.text(f"papers.answers/{place}", row.answers)))
    name = vault.text(f"papers.name/{place}", row.name)
    return Sheet(row.id, row.letter_id, name, row.type, row.use, row.why, pages, answers, unread)

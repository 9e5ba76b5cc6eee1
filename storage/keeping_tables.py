"""The tables of forgetting: what is held back from it, which copies in the mailbox are gone, the receipts."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, String, Table

from storage.columns import Id, Moment, Sealed
from storage.tables import cases, letters, metadata

holds = Table(
    "holds",
    metadata,
    Column("case_number", ForeignKey(cases.c.number), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("by", Sealed, nullable=False),
    Column("why", Sealed, nullable=False),
)

copies = Table(  # of letters whose mail in our folders has been looked for and erased
    "copies",
    metadata,
    Column("letter_id", ForeignKey(letters.c.id), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("found", Boolean, nullable=False),
)

receipts = Table(  # never changed, never removed; they name nobody
    "receipts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("occasion", String(20), nullable=False),
    Column("content", JSON, nullable=False),
)

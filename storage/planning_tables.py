"""The tables of planning: what people rule, the plans that are kept, and the registers as each change left them."""

from sqlalchemy import Column, Float, ForeignKey, Integer, Table, UniqueConstraint

from cases.registers import Register
from cases.rulings import RulingKind
from storage.columns import Id, Moment, Plain, Sealed, word
from storage.tables import cases, metadata

rulings = Table(
    "rulings",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", word(RulingKind), nullable=False),
    Column("case_number", ForeignKey(cases.c.number), index=True),
    Column("round", Plain, index=True),
    Column("educator", Plain),
    Column("word", Plain, nullable=False),
    Column("amount", Float, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Sealed, nullable=False),
    Column("why", Sealed),
    Column("undone", Moment),
    Column("undone_by", Sealed),
    Column("place", Plain),  # NULL once it is undone: only one that stands holds the place
    UniqueConstraint("place"),
)

plans = Table(
    "plans",
    metadata,
    Column("id", Id, primary_key=True),
    Column("round", Plain, nullable=False, index=True),
    Column("created", Moment, nullable=False),
    Column("content", Sealed, nullable=False),
)

registers = Table(  # as each change left them; the newest version of each is the one that stands
    "registers",
    metadata,
    Column("register", word(Register), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("by", Sealed, nullable=False),
    Column("how", Plain, nullable=False),
    Column("content", Sealed, nullable=False),
)

"""Cases that are held back from being forgotten, copies in the mailbox that are erased, and receipts of what went."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "holds",
        sa.Column("case_number", sa.String(20), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.LargeBinary(), nullable=False),
        sa.Column("why", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_number"], ["cases.number"], name=op.f("fk_holds_case_number_cases")),
        sa.PrimaryKeyConstraint("case_number", name=op.f("pk_holds")),
    )
    op.create_table(
        "copies",
        sa.Column("letter_id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("found", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_copies_letter_id_letters")),
        sa.PrimaryKeyConstraint("letter_id", name=op.f("pk_copies")),
    )
    op.create_table(
        "receipts",
        sa.Column("id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("occasion", sa.String(20), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipts")),
    )

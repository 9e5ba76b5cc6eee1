"""What the coordinator rules for a round; whom a school was told of; what lets an end be taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("cases", sa.Column("told", sa.Text(), nullable=True))
    op.add_column("cases", sa.Column("former_identity", sa.String(64), nullable=True))
    op.execute("UPDATE cases SET told = educator WHERE status IN ('ASSIGNED', 'RUNNING')")
    op.create_table(
        "rulings",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("case_number", sa.String(20), nullable=True),
        sa.Column("round", sa.Text(), nullable=True),
        sa.Column("educator", sa.Text(), nullable=True),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("amount", sa.Float(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("why", sa.LargeBinary(), nullable=True),
        sa.Column("undone", MOMENT, nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_number"], ["cases.number"], name=op.f("fk_rulings_case_number_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rulings")),
        sa.UniqueConstraint("place", name=op.f("uq_rulings_place")),
    )
    op.create_index(op.f("ix_rulings_case_number"), "rulings", ["case_number"])
    op.create_index(op.f("ix_rulings_round"), "rulings", ["round"])
    _keep_the_pins()


def _keep_the_pins() -> None:
    """Who was chosen by a person and not approved yet stays so; until now only the history said by whom and when."""
    op.execute(
        """
        INSERT INTO rulings (kind, case_number, educator, word, amount, at, "by", undone_by, place)
        SELECT 'PIN', cases.number, cases.educator, '', 0, events.at, events.actor, '', 'PIN/' || cases.number
        FROM cases JOIN events ON events.id = (
            SELECT max(chosen.id) FROM events AS chosen
            WHERE chosen.case_number = cases.number AND chosen.what = 'chosen:' || cases.educator
        )
        WHERE cases.pinned AND cases.status = 'PROPOSED'
        """
    )

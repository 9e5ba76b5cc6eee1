"""The access log can name a letter that is no case's; and personal addresses of the deadlines, for calendars."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("accesses") as accesses:
        accesses.alter_column("case_number", existing_type=sa.String(20), nullable=True)
        accesses.add_column(sa.Column("letter_id", ID, nullable=True))
        accesses.create_foreign_key(op.f("fk_accesses_letter_id_letters"), "letters", ["letter_id"], ["id"])
        accesses.create_index(op.f("ix_accesses_letter_id"), ["letter_id"])
    op.create_table(
        "feeds",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_feeds_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_feeds")),
        sa.UniqueConstraint("token", name=op.f("uq_feeds_token")),
    )

"""Which letter a mail was owed for: one about no case goes with it, and is made anew when it is read again."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("mails", sa.Column("letter_id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=True))

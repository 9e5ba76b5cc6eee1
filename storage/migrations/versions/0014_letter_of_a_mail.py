"""Which letter a mail was owed for: one about no case goes with it, and is made anew when it is read again."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_ANSWERS = """
UPDATE mails SET letter_id = (SELECT min(id) FROM letters WHERE letters.finished = mails.created)
WHERE key LIKE 'letter:%' AND (SELECT count(*) FROM letters WHERE letters.finished = mails.created) = 1
"""
"""An answer was written when its letter was finished; of several finished at that moment nobody knows whose it is."""


def upgrade() -> None:
    op.add_column("mails", sa.Column("letter_id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=True))
    op.create_index("once", "letters", ["finished"])  # else each answer is held against each letter
    op.execute(_ANSWERS)
    op.drop_index("once", "letters")

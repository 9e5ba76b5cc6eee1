"""When a letter or a mail was last made ready by a person: since then it waits, not since it was written."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    for table in ("letters", "mails"):
        op.add_column(table, sa.Column("ready", sa.DateTime(timezone=True), nullable=True))

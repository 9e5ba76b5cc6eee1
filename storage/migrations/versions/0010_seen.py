"""A person has looked at a mail that did not arrive."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("mails", sa.Column("seen", sa.DateTime(timezone=True), nullable=True))

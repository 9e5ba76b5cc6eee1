"""Who signs in: accounts, sessions, tries, and the log of who opened which case."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "users",
        sa.Column("id", ID, nullable=False),
        sa.Column("login", sa.String(200), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("educator", sa.Text(), nullable=True),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("changed", MOMENT, nullable=False),
        sa.Column("subject", sa.String(64), nullable=True),
        sa.Column("password", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("login", name=op.f("uq_users_login")),
        sa.UniqueConstraint("subject", name=op.f("uq_users_subject")),
    )
    op.create_table(
        "sessions",
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("opened", MOMENT, nullable=False),
        sa.Column("seen", MOMENT, nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sessions_user_id_users")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_user_id"), "sessions", ["user_id"])
    op.create_index(op.f("ix_sessions_opened"), "sessions", ["opened"])
    op.create_table(
        "sign_in_tries",
        sa.Column("id", ID, nullable=False),
        sa.Column("login", sa.String(64), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_tries")),
    )
    op.create_index(op.f("ix_sign_in_tries_at"), "sign_in_tries", ["at"])
    op.create_index(op.f("ix_sign_in_tries_login_at"), "sign_in_tries", ["login", "at"])
    op.create_index(op.f("ix_sign_in_tries_address_at"), "sign_in_tries", ["address", "at"])
    op.create_table(
        "errands",
        sa.Column("state", sa.String(64), nullable=False),
        sa.Column("browser", sa.String(64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("state", name=op.f("pk_errands")),
    )
    op.create_index(op.f("ix_errands_at"), "errands", ["at"])
    op.create_table(
        "accesses",
        sa.Column("id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("case_number", sa.String(20), nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("why", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["case_number"], ["cases.number"], name=op.f("fk_accesses_case_number_cases")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_accesses_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accesses")),
    )
    op.create_index(op.f("ix_accesses_at"), "accesses", ["at"])
    op.create_index(op.f("ix_accesses_user_id"), "accesses", ["user_id"])
    op.create_index(op.f("ix_accesses_case_number"), "accesses", ["case_number"])

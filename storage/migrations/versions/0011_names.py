"""Who did what is sealed too, and an account is found by a keyed hash of its login.

A revision has no key: what stood in clear keeps its bytes here, and is sealed at the next opening (`storage.clear`).
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

NAMES = {"events": ("actor",), "rulings": ("by", "undone_by"), "registers": ("by",), "users": ("login", "name")}
LENGTHS = {"login": sa.String(200)}


def upgrade() -> None:
    with op.batch_alter_table("users") as users:
        users.drop_constraint(op.f("uq_users_login"), type_="unique")
        users.add_column(sa.Column("login_hash", sa.String(64), nullable=True))
        users.create_unique_constraint(op.f("uq_users_login_hash"), ["login_hash"])
    for table, columns in NAMES.items():
        with op.batch_alter_table(table) as changed:
            for column in columns:
                changed.alter_column(
                    column,
                    existing_type=LENGTHS.get(column, sa.Text()),
                    type_=sa.LargeBinary(),
                    existing_nullable=False,
                    nullable=column == "undone_by",
                    postgresql_using=f"convert_to(\"{column}\", 'UTF8')",
                )
    op.drop_table("lookers")  # who has a case open right now: the next look fills it again
    op.create_table(
        "lookers",
        sa.Column("case_number", sa.String(20), nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_number"], ["cases.number"], name=op.f("fk_lookers_case_number_cases")),
        sa.PrimaryKeyConstraint("case_number", "who", name=op.f("pk_lookers")),
    )

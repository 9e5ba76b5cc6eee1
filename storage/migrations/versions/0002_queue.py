"""The queue: how schools sort, until when a case is put off, the words a case is found by, who has it open."""

import sqlalchemy as sa
from alembic import op

from cases.danish import in_order

revision = "0002"
down_revision = "0001"

ORDER = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("cases", sa.Column("school_order", ORDER, nullable=False, server_default=""))
    op.add_column("cases", sa.Column("put_off", sa.Date(), nullable=True))
    cases = sa.table("cases", sa.column("school"), sa.column("school_order"))
    schools = op.get_bind().execute(sa.select(cases.c.school).where(cases.c.school.is_not(None)).distinct())
    for (school,) in schools.all():
        op.execute(cases.update().where(cases.c.school == school).values(school_order=in_order(school)))
    op.drop_index(op.f("ix_cases_status"), "cases")
    op.create_index(op.f("ix_cases_status_received_number"), "cases", ["status", "received", "number"])
    op.create_index(op.f("ix_cases_status_school_order_number"), "cases", ["status", "school_order", "number"])
    op.create_table(
        "case_words",
        sa.Column("case_number", sa.String(20), nullable=False),
        sa.Column("word", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["case_number"], ["cases.number"], name=op.f("fk_case_words_case_number_cases")),
        sa.PrimaryKeyConstraint("case_number", "word", name=op.f("pk_case_words")),
    )
    op.create_index(op.f("ix_case_words_word"), "case_words", ["word"])
    op.create_table(
        "lookers",
        sa.Column("case_number", sa.String(20), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_number"], ["cases.number"], name=op.f("fk_lookers_case_number_cases")),
        sa.PrimaryKeyConstraint("case_number", "who", name=op.f("pk_lookers")),
    )

"""What is kept: the tables, the same on SQLite and PostgreSQL.

Clear columns are what lists, planning and claims need (states, times, school, round, codes). Everything that names or
describes a person is in a `Sealed` column (AES-GCM, see `sealing`); what must be found again without being readable
is a `Hash` column (HMAC). A change here needs a revision in `migrations/versions`; a test compares the two.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

from cases.case import Status, Who
from cases.consent import ConsentState
from cases.kinds import Kind
from cases.letters import Ending, Use
from cases.mails import MailState
from storage.columns import Hash, Id, Moment, Ordering, Plain, Sealed, claimable, word

REVISION = "0014"
"""The revision of `migrations/versions` that these tables are; a test holds the two together."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


letters = Table(
    "letters",
    metadata,
    Column("id", Id, primary_key=True),
    Column("folder", Plain, nullable=False),
    Column("uid_validity", BigInteger, nullable=False),
    Column("uid", BigInteger, nullable=False),
    Column("sha256", Hash, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("received", Moment, nullable=False),
    Column("kept", Moment, nullable=False),
    *claimable(),
    Column("ending", word(Ending)),
    Column("finished", Moment),
    Column("to_folder", Plain),
    Column("filed", Moment),
    Column("content_hash", Hash),  # only on the letter that this content ended with first
    Column("message_hash", Hash),
    Column("sender", Sealed),
    Column("subject", Sealed),
    Column("forgotten", Moment),
    UniqueConstraint("folder", "uid_validity", "uid", "sha256"),
    UniqueConstraint("content_hash"),
    Index(None, "message_hash"),
    Index(None, "filed"),
    Index(None, "step", "id"),
)

letter_pieces = Table(
    "letter_pieces",
    metadata,
    Column("letter_id", ForeignKey(letters.c.id), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("content", Sealed, nullable=False),
)

cases = Table(
    "cases",
    metadata,
    Column("number", String(20), primary_key=True),
    Column("kind", word(Kind), nullable=False),
    Column("school", Plain),
    Column("school_order", Ordering, nullable=False),
    Column("round", Plain, nullable=False),
    Column("received", Moment, nullable=False),
    Column("status", word(Status), nullable=False),
    Column("consent", word(ConsentState), nullable=False),
    Column("consent_needed", Integer, nullable=False),
    Column("consent_signed", Integer, nullable=False),
    Column("findings", JSON, nullable=False),
    Column("educator", Plain),
    Column("pinned", Boolean, nullable=False),
    Column("waited", Integer, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("put_off", Date),
    Column("told", Plain),
    Column("version", Integer, nullable=False),
    Column("identity", Hash),  # NULL once the case is over: only open cases hold the place
    Column("former_identity", Hash),  # what it was, so that an end can be taken back
    Column("closed", Moment),
    Column("forgotten", Moment),
    Column("content", Sealed, nullable=False),  # the application, addresses, the consent's words, the plan's reasons
    UniqueConstraint("round", "identity"),
    Index(None, "status", "received", "number"),
    Index(None, "status", "school_order", "number"),
)

case_words = Table(
    "case_words",
    metadata,
    Column("case_number", ForeignKey(cases.c.number), primary_key=True),
    Column("word", Hash, primary_key=True, index=True),
)

lookers = Table(  # who has a case open right now
    "lookers",
    metadata,
    Column("case_number", ForeignKey(cases.c.number), primary_key=True),
    Column("who", Hash, primary_key=True),
    Column("name", Sealed, nullable=False),
    Column("at", Moment, nullable=False),
)

case_years = Table(
    "case_years",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)

crops = Table(
    "crops",
    metadata,
    Column("case_number", ForeignKey(cases.c.number), primary_key=True),
    Column("hash", Hash, primary_key=True),
    Column("content", Sealed, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_number", ForeignKey(cases.c.number), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("actor_kind", word(Who), nullable=False),
    Column("actor", Sealed, nullable=False),
    Column("what", Plain, nullable=False),
    Column("why", Sealed),
)

letter_cases = Table(
    "letter_cases",
    metadata,
    Column("letter_id", ForeignKey(letters.c.id), primary_key=True),
    Column("case_number", ForeignKey(cases.c.number), primary_key=True, index=True),
)

papers = Table(
    "papers",
    metadata,
    Column("id", Id, primary_key=True),
    Column("letter_id", ForeignKey(letters.c.id), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("case_number", ForeignKey(cases.c.number), index=True),
    Column("use", word(Use), nullable=False),
    Column("type", Plain, nullable=False),
    Column("sha256", Hash, nullable=False, index=True),
    Column("why", Plain, nullable=False),
    Column("name", Sealed, nullable=False),
    Column("content", Sealed, nullable=False),
    Column("answers", Sealed, nullable=False),
)

paper_pieces = Table(  # of a paper that is too big to be held at once; its row's content is empty
    "paper_pieces",
    metadata,
    Column("paper_id", ForeignKey(papers.c.id, ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("content", Sealed, nullable=False),
)

mails = Table(
    "mails",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", Plain, nullable=False),
    Column("name", Plain, nullable=False),
    Column("message_id", Plain, nullable=False, index=True),
    Column("state", word(MailState), nullable=False),
    *claimable(),
    Column("created", Moment, nullable=False),
    Column("sent", Moment),
    Column("seen", Moment),  # when a person looked at one that did not arrive
    Column("letter_id", Id),  # the letter it was owed for, if any
    Column("recipient", Sealed),
    Column("raw", Sealed),
    UniqueConstraint("key"),
    Index(None, "step", "id"),
)

mail_cases = Table(
    "mail_cases",
    metadata,
    Column("mail_id", ForeignKey(mails.c.id), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("case_number", ForeignKey(cases.c.number), nullable=False, index=True),
)

notes = Table(
    "notes",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("at", Moment, nullable=False),
)

sealing_keys = Table(
    "sealing_keys",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("check_value", Sealed, nullable=False),
)

secrets = Table(
    "secrets",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("content", Sealed, nullable=False),
)

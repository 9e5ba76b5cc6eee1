"""An answer as a mail: its headers and its two bodies as bytes, the same bytes for the same key, and back again.

The headers say that a machine wrote it, so that no other machine answers: Auto-Submitted (RFC 3834) and
X-Auto-Response-Suppress (Exchange). Threading follows RFC 5322, 3.6.4. We write with the older `email.mime`: the newer
EmailMessage turns the long Message-IDs of Exchange in References into encoded words that no client can thread by.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.charset import QP, Charset
from email.header import Header
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr

from cases.letters import CASE_HEADER, OutgoingMail

MAX_REFERENCES = 20
MAX_ID = 250
_MESSAGE_ID = re.compile(r"<[!-;=?-~]+@[!-;=?-~]+>")
_OURS = re.compile(r"<[0-9a-f]{32}\.tovholder@[^<>\s]+>")
_ADDRESS = re.compile(r"[!#-'*+\-./0-9=?A-Z^_`a-z{|}~]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class Thread:
    """Where an answer belongs: the Message-ID it answers, and those before it. Both may come from strangers."""

    answers: str = ""
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """What a mail says."""

    subject: str
    plain: str
    html: str


def message_id(key: str, mailbox: str) -> str:
    """The Message-ID of the mail with this key: always the same, and it tells nothing."""
    domain = mailbox.rpartition("@")[2] or "tovholder.invalid"
    return f"<{_digest(key)}.tovholder@{domain}>"


def is_ours(identifier: str) -> bool:
    """Whether a Message-ID is one of those we write."""
    return _OURS.fullmatch(identifier.strip()) is not None


def usable_address(address: str) -> str | None:
    """The address in ASCII (a domain with Danish letters in its IDNA form), or None when no server could take it."""
    local, at, domain = address.strip().rpartition("@")
    try:
        ascii_address = f"{local}{at}{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return None
    return ascii_address if len(ascii_address) <= 254 and _ADDRESS.fullmatch(ascii_address) else None


def rendered(
    key: str,
    text: Text,
    *,
    sender: tuple[str, str],
    to: str,
    thread: Thread,
    cases: Sequence[str],
    now: datetime,
    prompted: bool,
) -> bytes:
    """The whole mail, CRLF and ASCII. `sender` is (name, address); `prompted` when it answers an incoming mail."""
    name, mailbox = sender
    mail = MIMEMultipart("alternative", boundary=f"=_{_digest(key)}")
    mail["From"] = formataddr((_one_line(name), mailbox), "utf-8")
    mail["To"] = _one_line(to)
    mail["Reply-To"] = mailbox
    mail["Subject"] = Header(_one_line(text.subject), "us-ascii" if text.subject.isascii() else "utf-8").encode()
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = message_id(key, mailbox)
    known, before = _threaded(thread)
    if known:
        mail["In-Reply-To"] = known
    if before:
        mail["References"] = "\n ".join(before)
    mail["Auto-Submitted"] = "auto-replied" if prompted else "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    if cases:
        mail[CASE_HEADER] = "\n ".join(_one_line(number) for number in cases)
    mail["Content-Language"] = "da"
    mail.attach(_part(text.plain, "plain"))
    mail.attach(_part(text.html, "html"))
    return mail.as_bytes(policy=policy.compat32.clone(linesep="\r\n", max_line_length=None))


def opened(mail: OutgoingMail) -> EmailMessage:
    """The mail as a message, for pages and tests."""
    return message_from_bytes(mail.raw, policy=policy.default)


def _threaded(thread: Thread) -> tuple[str, tuple[str, ...]]:
    """The Message-IDs that are fit to be sent on: the first and the latest, none twice."""
    answers = thread.answers.strip()
    known = answers if _fit(answers) else ""
    fit = tuple(dict.fromkeys(i for i in (*(r.strip() for r in thread.references), known) if _fit(i)))
    return known, fit if len(fit) <= MAX_REFERENCES else fit[:1] + fit[1 - MAX_REFERENCES :]


def _fit(identifier: str) -> bool:
    return len(identifier) <= MAX_ID and _MESSAGE_ID.fullmatch(identifier) is not None


def _one_line(value: str) -> str:
    """A header's value can never start another header."""
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())


def _part(text: str, subtype: str) -> MIMEText:
    charset = Charset("utf-8")
    charset.body_encoding = QP
    return MIMEText(text, subtype, charset)  # type: ignore[arg-type]  # typeshed says str; a Charset chooses the encoding


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:32]

"""An answer as a mail: its headers and its two bodies as bytes, the same bytes for the same key, and back again.

The headers say that a machine wrote it, so that no other machine answers: Auto-Submitted (RFC 3834) and
X-Auto-Response-Suppress (Exchange). Threading follows RFC 5322, 3.6.4. The lines are written here: EmailMessage turns
the long Message-IDs of Exchange in References into encoded words that no client can thread by, and `email.mime` takes
ten times as long.
"""

import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from functools import lru_cache

from cases.letters import CASE_HEADER
from cases.mails import OutgoingMail

MAX_REFERENCES = 20
MAX_ID = 250
_WORD_BYTES = 42  # 56 characters in base64, so that the first word and "Subject: " stay within a line of 76
_MESSAGE_ID = re.compile(r"<[!-;=?-~]+@[!-;=?-~]+>")
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
    boundary = f"=_{_digest(key)}"
    known, before = _threaded(thread)
    fields = {
        "Content-Type": f'multipart/alternative; boundary="{boundary}"',
        "MIME-Version": "1.0",
        "From": _named(_one_line(name), mailbox),
        "To": _one_line(to),
        "Reply-To": mailbox,
        "Subject": _worded(_one_line(text.subject)),
        "Date": format_datetime(now),
        "Message-ID": message_id(key, mailbox),
        "In-Reply-To": known,
        "References": "\n ".join(before),
        "Auto-Submitted": "auto-replied" if prompted else "auto-generated",
        "X-Auto-Response-Suppress": "All",
        CASE_HEADER: "\n ".join(_one_line(number) for number in cases),
        "Content-Language": "da",
    }
    head = "".join(f"{field}: {value}\n" for field, value in fields.items() if value)
    parts = (_part(text.plain, "plain"), _part(text.html, "html"))
    body = "".join(f"--{boundary}\n{part}\n" for part in parts)
    return f"{head}\n{body}--{boundary}--\n".replace("\n", "\r\n").encode("ascii")


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
    shown = value if value.isprintable() else "".join(c if c.isprintable() else " " for c in value)
    return " ".join(shown.split())


@lru_cache(maxsize=16)
def _named(name: str, address: str) -> str:
    return formataddr((name, address)) if name.isascii() else f"{_worded(name)} <{address}>"


def _worded(text: str) -> str:
    """Text as it may stand in a header: encoded words (RFC 2047) of at most 75 characters, none cut within a letter."""
    if text.isascii():
        return text
    data, pieces = text.encode("utf-8", "replace"), []
    while data:
        end = len(data) if len(data) <= _WORD_BYTES else _WORD_BYTES
        while end < len(data) and data[end] & 0xC0 == 0x80:  # the second or a later byte of a letter
            end -= 1
        pieces.append(data[:end])
        data = data[end:]
    words = (binascii.b2a_base64(one, newline=False).decode("ascii") for one in pieces)
    return "\n ".join(f"=?utf-8?b?{word}?=" for word in words)


def _part(text: str, subtype: str) -> str:
    """One body, in quoted-printable (RFC 2045, 6.7)."""
    head = f'Content-Type: text/{subtype}; charset="utf-8"\nContent-Transfer-Encoding: quoted-printable\n\n'
    plain = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace")
    return head + binascii.b2a_qp(plain, istext=True).decode("ascii")


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:32]

"""Mails as the programs of secretaries write them, byte by byte: each has its own way with names and attachments.

The same mail gives the same bytes: boundaries and Message-IDs follow from what is in it.
"""

import base64
import hashlib
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, formataddr
from html import escape
from pathlib import PurePath
from quopri import encodestring
from urllib.parse import quote

from service.samples.people import Sender

CRLF = "\r\n"
_TYPES = {
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody writes; `date` is aware, `papers` are (file name, content), `headers` come on top of the usual."""

    sender: Sender
    to: str
    subject: str
    text: str
    date: datetime
    papers: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def mark(self) -> str:
        """Twenty letters that only this mail has."""
        said = f"{self.sender.address}|{self.subject}|{self.text}|{self.date.isoformat()}"
        papers = "".join(hashlib.sha256(content).hexdigest() for _, content in self.papers)
        return hashlib.sha256((said + papers).encode()).hexdigest()[:20].upper()


Program = Callable[[Written], bytes]


def outlook(mail: Written) -> bytes:
    """Outlook: text and HTML, names of files as encoded words in Latin-1 (which RFC 2231 does not allow)."""
    outer, inner = f"_004_{mail.mark}_", f"_000_{mail.mark}_"
    page = f"<html><body><div>{escape(mail.text).replace(chr(10), '<br>')}</div></body></html>"
    bodies = _joined(inner, [_text(mail.text, "iso-8859-1"), _text(page, "iso-8859-1", "text/html")])
    body = _part((("Content-Type", f'multipart/alternative; boundary="{inner}"'),), bodies)
    papers = [_attached(content, _outlook_names(name, content)) for name, content in mail.papers]
    extra = (
        ("Thread-Topic", _encoded(mail.subject, "iso-8859-1")),
        ("Accept-Language", "da-DK, en-US"),
        ("Content-Language", "da-DK"),
        ("X-MS-Has-Attach", "yes" if mail.papers else ""),
        ("Content-Type", f'multipart/mixed; boundary="{outer}"'),
    )
    return _whole(mail, f"<{mail.mark}@PR0P264MB.{mail.sender.domain}>", extra, _joined(outer, [body, *papers]))


def apple_mail(mail: Written) -> bytes:
    """Apple Mail: the paper inline between two texts, its name in pieces (NFD) as the Mac keeps it."""
    boundary = f"Apple-Mail={mail.mark}"
    parts = [_text(mail.text, "utf-8")]
    for name, content in mail.papers:
        parts += [_attached(content, _apple_names(name)), _text("\n", "us-ascii")]
    extra = (
        ("Mime-Version", "1.0 (Mac OS X Mail 16.0 \\(3826.200.121\\))"),
        ("X-Mailer", "Apple Mail (2.3826.200.121)"),
        ("Content-Type", f'multipart/mixed; boundary="{boundary}"'),
    )
    return _whole(mail, f"<{mail.mark}@{mail.sender.domain}>", extra, _joined(boundary, parts))


def webmail(mail: Written) -> bytes:
    """A browser: a text, and attachments named as RFC 2231 has it."""
    boundary = f"=_{mail.mark.lower()}"
    papers = [_attached(content, _standard_names(name)) for name, content in mail.papers]
    extra = (
        ("User-Agent", "Roundcube Webmail"),
        ("Content-Type", f'multipart/mixed; boundary="{boundary}"'),
    )
    message_id = f"<{mail.mark.lower()}@{mail.sender.domain}>"
    return _whole(mail, message_id, extra, _joined(boundary, [_text(mail.text, "utf-8"), *papers]))


def plain(mail: Written, content_type: str = "text/plain; charset=utf-8") -> bytes:
    """A program without attachments: one text, of any type."""
    extra = (("Content-Type", content_type), ("Content-Transfer-Encoding", "base64"))
    return _whole(mail, f"<{mail.mark}@{mail.sender.domain}>", extra, _base64(mail.text.encode()))


def multipart(mail: Written, content_type: str, parts: Sequence[tuple[str, str]]) -> bytes:
    """A program's mail of several texts, each with its type; `content_type` without the boundary."""
    boundary = f"{mail.mark}/mx"
    extra = (("Content-Type", f'{content_type}; boundary="{boundary}"'),)
    bodies = [_part((("Content-Type", kind),), text.replace("\n", CRLF).encode()) for kind, text in parts]
    return _whole(mail, f"<{mail.mark}@{mail.sender.domain}>", extra, _joined(boundary, bodies))


# --- what they share


def _whole(mail: Written, message_id: str, extra: Headers, body: bytes) -> bytes:
    sender = formataddr((str(_encoded(mail.sender.name)), mail.sender.address)) if mail.sender.name else ""
    headers = {
        "From": sender or mail.sender.address,
        "To": mail.to,
        "Subject": _encoded(mail.subject),
        "Date": format_datetime(mail.date),
        "Message-ID": message_id,
        "MIME-Version": "1.0",
        **dict(mail.headers),
    }
    if any(name == "Mime-Version" for name, _ in extra):
        del headers["MIME-Version"]
    return _part((*headers.items(), *extra), body)


def _part(headers: Headers, body: bytes) -> bytes:
    return "".join(f"{name}: {value}{CRLF}" for name, value in headers).encode() + CRLF.encode() + body


def _joined(boundary: str, parts: Sequence[bytes]) -> bytes:
    """Parts between their boundaries (RFC 2046, 5.1.1)."""
    line = f"--{boundary}{CRLF}".encode()
    return b"".join(line + part + CRLF.encode() for part in parts) + f"--{boundary}--{CRLF}".encode()


def _text(text: str, charset: str, kind: str = "text/plain") -> bytes:
    charset = _charset_for(text, charset)
    body = encodestring(text.encode(charset)).replace(b"\n", CRLF.encode())
    headers = (("Content-Type", f"{kind}; charset={charset}"), ("Content-Transfer-Encoding", "quoted-printable"))
    return _part(headers, body)


def _attached(content: bytes, naming: Headers) -> bytes:
    return _part((*naming, ("Content-Transfer-Encoding", "base64")), _base64(content))


def _outlook_names(name: str, content: bytes) -> Headers:
    word = _encoded(name, "iso-8859-1")
    return (
        ("Content-Type", f'{_type(name)}; name="{word}"'),
        ("Content-Description", word),
        ("Content-Disposition", f'attachment; filename="{word}"; size={len(content)}'),
    )


def _apple_names(name: str) -> Headers:
    in_pieces = quote(unicodedata.normalize("NFD", name))
    return (
        ("Content-Disposition", f"inline; filename*=utf-8''{in_pieces}"),
        ("Content-Type", f"{_type(name)}; x-unix-mode=0644; name*=utf-8''{in_pieces}"),
    )


def _standard_names(name: str) -> Headers:
    return (
        ("Content-Type", _type(name)),
        ("Content-Disposition", f"attachment; filename*=UTF-8''{quote(name)}"),
    )


def _type(name: str) -> str:
    return _TYPES.get(PurePath(name).suffix.lower(), "application/octet-stream")


def _base64(content: bytes) -> bytes:
    return base64.encodebytes(content).replace(b"\n", CRLF.encode())


def _encoded(text: str, charset: str = "utf-8") -> str:
    """The text for a header: as it is when plain, else as encoded words of at most 75 letters (RFC 2047), folded."""
    if text.isascii():
        return text
    return Header(text, _charset_for(text, charset), maxlinelen=75, header_name="Description").encode(linesep=CRLF)


def _charset_for(text: str, wanted: str) -> str:
    """The wanted charset when it has all the letters, else UTF-8."""
    try:
        text.encode(wanted)
    except UnicodeEncodeError:
        return "utf-8"
    return wanted

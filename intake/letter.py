"""A raw mail becomes a letter with its papers. Pure, and never raises: what can't be read is a fault with a code.

Every letter ends as "ok", "partial" (something in it could not be read) or "set-aside" (nothing could be).
"""

import hashlib
from dataclasses import dataclass, field

from intake.body import body_of, links_of
from intake.headers import Headers, addresses, decoded
from intake.papers import Paper, is_body, papers_of
from intake.parts import Opened, open_mail
from intake.returned import Returned, is_calendar, returned

__all__ = ["Letter", "Paper", "parse_letter"]


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as we understand it. Addresses are lower-case; `headers` are (lower-case name, value as it stood).

    `return_path` is "" for the null path `<>` and None when the server noted none. `links` names where files lie that
    were linked instead of attached, when no paper came along. `content_key` is the same for the same mail, however it
    travelled. Of a bounce, `action` is what RFC 3464 says ("failed", "delayed", …), `original_message_id` what it is
    about, `original_cases` the case numbers that mail carries, and `original_to` whom it did not reach. `faults` are
    stable codes.
    """

    message_id: str = ""
    sender: str = field(repr=False, default="")
    senders: tuple[str, ...] = field(repr=False, default=())
    reply_to: str = field(repr=False, default="")
    return_path: str | None = field(repr=False, default=None)
    subject: str = field(repr=False, default="")
    date_header: str = ""
    body: str = field(repr=False, default="")
    headers: Headers = field(repr=False, default=())
    part_types: tuple[str, ...] = ()
    papers: tuple[Paper, ...] = ()
    links: tuple[str, ...] = ()
    content_key: str = ""
    is_bounce: bool = False
    original_message_id: str = ""
    original_cases: tuple[str, ...] = ()
    original_to: tuple[str, ...] = field(repr=False, default=())
    action: str = ""
    is_calendar: bool = False
    faults: tuple[str, ...] = ()

    @property
    def result(self) -> str:
        """How well it could be read: "ok", "partial" or "set-aside"."""
        if "unreadable" in self.faults:
            return "set-aside"
        return "partial" if self.faults else "ok"

    def header(self, name: str) -> str:
        """The first header of that (lower-case) name, "" when there is none."""
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Every header of that (lower-case) name, topmost first."""
        return tuple(value for key, value in self.headers if key == name)


def parse_letter(raw: bytes) -> Letter:
    """Understand a raw mail (RFC 5322, MIME); any bytes give a Letter."""
    try:
        opened = open_mail(raw)
        if not opened.headers:
            return _unreadable(raw, "no-headers")
        return _letter(opened)
    except Exception as error:  # noqa: BLE001  hostile bytes find every way to fail; the raw mail is kept, a person looks
        return _unreadable(raw, f"parser-{type(error).__name__}")


def _unreadable(raw: bytes, why: str) -> Letter:
    return Letter(content_key=hashlib.sha256(raw).hexdigest(), faults=("unreadable", why))


def _letter(opened: Opened) -> Letter:
    papers, paper_faults = papers_of(opened)
    texts = [part for part in opened.leaves if is_body(part)]
    fields = Letter(headers=opened.headers)
    senders = tuple(address for value in fields.all("from") for address in addresses(value))
    subject, body = decoded(fields.header("subject")), body_of(texts)
    report: Returned = returned(opened)
    readable = [paper for paper in papers if not paper.ignored]
    return Letter(
        message_id=fields.header("message-id")[:998],
        sender=senders[0] if senders else "",
        senders=tuple(dict.fromkeys(senders)),
        reply_to=_one(fields, "reply-to") or "",
        return_path=_one(fields, "return-path"),
        subject=subject,
        date_header=fields.header("date")[:998],
        body=body,
        headers=opened.headers,
        part_types=tuple(dict.fromkeys(opened.types)),
        papers=papers,
        links=() if readable else links_of(texts),
        content_key=_content_key(fields, subject, body, papers),
        is_bounce=report.is_bounce,
        original_message_id=report.original_message_id,
        original_cases=report.original_cases,
        original_to=report.original_to,
        action=report.action,
        is_calendar=is_calendar(opened),
        faults=tuple(dict.fromkeys([*opened.faults, *paper_faults])),
    )


def _one(fields: Letter, name: str) -> str | None:
    """The first address of a header; "" when it holds none, None when the header is not there."""
    values = fields.all(name)
    return next(iter(addresses(values[0])), "") if values else None


def _content_key(fields: Letter, subject: str, body: str, papers: tuple[Paper, ...]) -> str:
    """A hash of what the sender made: Message-ID, From, Date, subject, body, papers; no header of the way it came."""
    made = (fields.header("message-id"), *fields.all("from"), fields.header("date"), subject, body)
    parts = (*made, *(paper.sha256 for paper in papers))
    return hashlib.sha256("".join(f"{len(part)}:{part}" for part in parts).encode("utf-8", "replace")).hexdigest()

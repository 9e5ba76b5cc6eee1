"""Mails about mails: what a bounce says of the mail it returns (RFC 3462, 3464), and invitations (RFC 6047)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cases.letters import CASE_HEADER
from intake.headers import Headers, addresses, read_headers, text_of
from intake.parts import Opened, Part, first, open_mail

_STATUS = ("message/delivery-status", "message/global-delivery-status")
_ORIGINAL = ("message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers")
_ROBOT = re.compile(r"(?:mailer-daemon|postmaster|microsoftexchange[0-9a-f]{32})@", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"^[> \t]{0,20}Message-ID:[ \t]*(<[^<>\s]{3,900}>)", re.IGNORECASE | re.MULTILINE)
_NUMBER = re.compile(r"\bT-\d{4}-\d{4,6}\b")
_RECIPIENTS = ("final-recipient", "original-recipient")
_METHOD = re.compile(rb"^METHOD:", re.IGNORECASE | re.MULTILINE)

_WORST_FIRST = ("failed", "delayed", "expanded", "relayed", "delivered")


@dataclass(frozen=True, slots=True)
class Returned:
    """Whether a mail is a bounce, what happened ("failed", "delayed", …; "" if it does not say), and to which mail.

    `original_cases` are the numbers in our own header of the mail that came back: Microsoft's server may have given it
    another Message-ID. `original_to` are the addresses, in lower case, that it could not be delivered to.
    """

    is_bounce: bool = False
    action: str = ""
    original_message_id: str = ""
    original_cases: tuple[str, ...] = ()
    original_to: tuple[str, ...] = field(repr=False, default=())


def returned(opened: Opened) -> Returned:
    """What a bounce says; a mail that is none gives Returned()."""
    if not _is_bounce(opened):
        return Returned()
    return Returned(True, _action(opened), _original(opened.leaves), _cases(opened.leaves), _recipients(opened))


def is_calendar(opened: Opened) -> bool:
    """Whether the mail is an invitation or a reply to one; a calendar file that is just attached makes it neither."""
    return any(
        part.type == "text/calendar" and part.disposition != "attachment" and _has_method(part)
        for part in opened.leaves
    )


def _has_method(part: Part) -> bool:
    return "method" in part.type_parameters or bool(_METHOD.search(part.content[:4096]))


def _is_bounce(opened: Opened) -> bool:
    if any(kind in opened.types for kind in _STATUS) or first(opened.headers, "x-failed-recipients"):
        return True
    null_path = first(opened.headers, "return-path") == "<>"
    return null_path and bool(_ROBOT.search(first(opened.headers, "from")))


def _action(opened: Opened) -> str:
    """The worst action of any recipient."""
    said = {value.lower().partition(" ")[0] for key, value in _status(opened.leaves) if key == "action"}
    if first(opened.headers, "x-failed-recipients"):
        said.add("failed")
    return next((action for action in _WORST_FIRST if action in said), "")


def _recipients(opened: Opened) -> tuple[str, ...]:
    """Whom the returned mail was for: "rfc822; kontor@skole.dk" (RFC 3464, 2.3.1 and 2.3.2)."""
    named = [value.partition(";")[2] for key, value in _status(opened.leaves) if key in _RECIPIENTS]
    named.append(first(opened.headers, "x-failed-recipients"))
    return tuple(dict.fromkeys(address for value in named for address in addresses(value)))


def _status(leaves: Iterable[Part]) -> Iterator[tuple[str, str]]:
    """The fields of the report, of the mail as a whole and of each recipient."""
    for part in leaves:
        if part.type in _STATUS:
            for group in re.split(rb"\r?\n\r?\n", part.content[:65536]):
                yield from read_headers(group)


def _original(leaves: Iterable[Part]) -> str:
    """The Message-ID of the mail that came back: from the mail itself, its headers, or a quote of them in the text."""
    parts = list(leaves)
    for part in parts:
        if part.type in _ORIGINAL and (found := first(_headers_in(part), "message-id")):
            return found[:998]
    quoted = (_MESSAGE_ID.search(text_of(part.content[:200_000])) for part in parts if part.type.startswith("text/"))
    return next((match[1] for match in quoted if match), "")


def _cases(leaves: Iterable[Part]) -> tuple[str, ...]:
    """The case numbers that the returned mail itself carries."""
    here = (first(_headers_in(part), CASE_HEADER.lower()) for part in leaves if part.type in _ORIGINAL)
    return tuple(_NUMBER.findall(next((value for value in here if value), "")[:4000]))


def _headers_in(part: Part) -> Headers:
    return open_mail(part.content[: 512 * 1024]).headers

"""All that a raw mail says in words, to search in: more than a reader of the mail sees, and never less."""

from collections.abc import Iterator
from html import unescape

from intake.body import stripped
from intake.headers import decoded, file_name, text_of
from intake.parts import Opened, Part, open_mail

DEEPEST = 20
"""Mails within mails; what lies deeper is searched as it stands."""


def said(raw: bytes, depth: int = 0) -> Iterator[str]:
    """The subject, every text in its own charset (of HTML what is read and what is not), the names of the files, and
    the same of each mail that lies in it. Bytes that are no mail are one text.
    """
    try:
        opened = open_mail(raw)
        texts = list(_texts(opened, depth)) if opened.headers else [text_of(raw)]
    except Exception:  # noqa: BLE001  hostile bytes find every way to fail, and none may hide a mail from a search
        texts = [text_of(raw)]
    yield from texts


def _texts(opened: Opened, depth: int) -> Iterator[str]:
    yield from (decoded(value) for name, value in opened.headers if name == "subject")
    for part in opened.leaves:
        yield file_name(part.disposition_parameters, part.type_parameters)
        if part.type == "message/rfc822" and depth < DEEPEST:
            yield from said(part.content, depth + 1)
        elif part.type.startswith(("text/", "message/")):
            yield from _read(part)


def _read(part: Part) -> Iterator[str]:
    text = text_of(part.content, part.type_parameters.get("charset", ""))
    yield unescape(text)
    if b"\0" in part.content:  # UTF-16, which no mail should be in (RFC 2781, 4) and some are
        yield part.content.decode("utf-16", "replace")
    if part.type == "text/html":
        yield stripped(text)

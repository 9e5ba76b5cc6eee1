"""Undoing what happened to a name on its way: encodings, letters in pieces, invisible characters, paths."""

import html
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header
from urllib.parse import unquote

LONGEST = 400
"""Characters looked at; a name longer than that says nothing more."""

LONG = 200
"""From here on a file name is noted as long; some systems cut it at 255 bytes."""

_ENCODED_WORD = re.compile(r"=\?[\w-]{1,40}\?[bq]\?[^?\s]{0,400}\?=", re.I)
_EXTENDED = re.compile(r"[\w-]{1,40}'[\w-]{0,10}'")
_PERCENT = re.compile(r"%[0-9a-f]{2}", re.I)
_ENTITY = re.compile(r"&(?:[a-z]{2,10}|#\d{1,6}|#x[0-9a-f]{1,5});", re.I)
_ESCAPED = re.compile(r"\\u[0-9a-f]{4}", re.I)
_TWICE_ENCODED = re.compile("[ÃÂ][\x80-\xbf€-™ŒœŠšŽžŸƒˆ˜–-„†-•…‰‹›]")
_PATH = re.compile(r"^(?:[a-z]:|\.{1,2})?[\\/]|\.\.[\\/]|\\", re.I)
_SPACES = str.maketrans(
    dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u202f\u3000\t", " ")
)


@dataclass(frozen=True, slots=True)
class Clean:
    """A text made readable, and what had to be done to it."""

    text: str
    flags: tuple[str, ...]


def clean(raw: str) -> Clean:
    """The text as it was meant; never raises."""
    text, flags = raw[:LONGEST], ["langt_filnavn"] if len(raw) > LONG else []
    for flag, mend in _MENDERS:
        mended = mend(text)
        if mended != text:
            text = mended
            flags.append(flag)
    return Clean(text.strip(), tuple(flags))


def _unescaped(text: str) -> str:
    r"""Letters written out as \u00f8, as a careless export does; halves of pairs are left."""
    return _ESCAPED.sub(lambda escape: _letter(escape[0]), text)


def _letter(escape: str) -> str:
    letter = chr(int(escape[2:], 16))
    return escape if "\ud800" <= letter <= "\udfff" else letter


def _encoded_words(text: str) -> str:
    """RFC 2047 words that nobody decoded."""
    if not _ENCODED_WORD.search(text):
        return text
    try:
        parts = decode_header(text)
        return "".join(p if isinstance(p, str) else p.decode(charset or "utf-8", "replace") for p, charset in parts)
    except (HeaderParseError, LookupError, ValueError):
        return text


def _extended(text: str) -> str:
    """An RFC 2231 value that nobody decoded: charset'language'percent-encoded."""
    match = _EXTENDED.match(text)
    return _percent(text[match.end() :]) if match and _PERCENT.search(text) else text


def _percent(text: str) -> str:
    if not _PERCENT.search(text):
        return text
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        return unquote(text, encoding="cp1252", errors="replace")


def _entities(text: str) -> str:
    return html.unescape(text) if _ENTITY.search(text) else text


def _mojibake(text: str) -> str:
    """UTF-8 that somebody read as Windows-1252 or Latin-1."""
    if not _TWICE_ENCODED.search(text):
        return text
    for charset in ("cp1252", "latin-1"):
        try:
            return text.encode(charset).decode("utf-8")
        except UnicodeError:
            continue
    return text


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _visible(text: str) -> str:
    """Without zero-width, direction and control characters; every space an ordinary one."""
    spaced = text.translate(_SPACES).replace("\r", " ").replace("\n", " ")
    return "".join(c for c in spaced if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))


def _without_path(text: str) -> str:
    return re.split(r"[\\/]", text)[-1] if _PATH.search(text) else text


_MENDERS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("unicode_kodet", _unescaped),
    ("rfc2047", _encoded_words),
    ("rfc2231", _extended),
    ("percent_kodet", _percent),
    ("html_entitet", _entities),
    ("mojibake", _mojibake),
    ("nfd", _composed),
    ("usynlige_tegn", _visible),
    ("sikkerhed_filnavn", _without_path),
)

"""Headers as real mailers write them: raw 8-bit, broken encodings, file names in six dialects. Nothing here raises.

RFC 5322 (form), RFC 2047 (encoded words), RFC 2231 (long parameters). The standard library's strict policies raise on
about one real mail in a hundred, so the bytes are read here and the rules of the three are followed where they hold.
"""

import binascii
import codecs
import re
import unicodedata
from collections.abc import Mapping
from urllib.parse import unquote_to_bytes

import pybase64

Headers = tuple[tuple[str, str], ...]
"""(lower-case name, value as it stood, unfolded) in the order of the mail."""

MAX_HEAD = 256 * 1024
MAX_NAME = 150

_HEAD_END = re.compile(rb"\r{0,2}\n\r{0,2}\n|\r\r(?!\n)|\A\r{0,2}\n")
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:(.*)", re.DOTALL)
_WORD = re.compile(r"=\?([^?\s*]+)(?:\*[^?]*)?\?([bBqQ])\?([^?]*)\?=")
_PARAMETER = re.compile(r';\s*([^\s=;"]+)\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)', re.DOTALL)
_ADDRESS = re.compile(r"(?<![^\s@<>,;:()\[\]])[^\s@<>,;:()\[\]]+@[^\s@<>,;:()]+")
_NAMED = re.compile(r"(?:\A|(?<=[,;:]))[^,;:]*<[^<>]*>")
_EXTENDED = re.compile(r"([A-Za-z0-9._-]{2,40})'[A-Za-z-]{0,20}'(.+)", re.DOTALL)
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_PATH_LIKE = re.compile(r"\\|\A/|\A[A-Za-z]:|(?:\A|/)\.\.(?:/|\Z)")
_COSTLY = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"})


def split_head(raw: bytes) -> tuple[bytes, bytes, bool]:
    """The head, the body, and whether the head went over the limit (then only its beginning is given)."""
    end = _HEAD_END.search(raw, 0, MAX_HEAD + 4)
    if end:
        return raw[: end.start()], raw[end.end() :], False
    if len(raw) <= MAX_HEAD:
        return raw, b"", False
    end = _HEAD_END.search(raw, MAX_HEAD)
    return raw[:MAX_HEAD], raw[end.end() :] if end else b"", True


def read_headers(head: bytes) -> Headers:
    """The fields of a head; lines that are no field (an mbox's "From ", rubbish) are passed over."""
    fields: list[tuple[str, list[bytes]]] = []
    for line in re.split(rb"\r\n|\n|\r", head):
        if line[:1] in (b" ", b"\t"):
            if fields:
                fields[-1][1].append(line)
        elif field := _FIELD.match(line):
            fields.append((field[1].decode("ascii").lower(), [field[2]]))
    return tuple((name, text_of(b"".join(parts)).strip()) for name, parts in fields)


def text_of(data: bytes, declared: str = "") -> str:
    """Bytes as text, by ladder: the declared charset, UTF-8, Windows-1252, Latin-1 (which takes anything)."""
    for charset in (_honest(declared), "utf-8", "cp1252"):
        try:
            return data.decode(charset)
        except (LookupError, ValueError):
            continue
    return data.decode("latin-1")


def _honest(declared: str) -> str:
    """The codec to try first: Latin-1 means Windows-1252 in mail; codecs that are no charset are refused."""
    name = declared.strip().strip("\"'").lower()
    if not name:  # as nearly always: a codec without a name is looked for anew each time
        return "utf-8"
    try:
        codec = codecs.lookup(name).name if name.isascii() and "\0" not in name else "utf-8"
    except (LookupError, ValueError):
        return "utf-8"
    if codec in ("iso8859-1", "ascii"):
        return "utf-8" if codec == "ascii" else "cp1252"
    return "utf-8" if codec.replace("_", "-") in _COSTLY else codec


def from_base64(data: bytes) -> bytes:
    """What base64 meant, for data with foreign characters, missing or early padding too."""
    try:  # as nearly all of it is written: then SIMD takes a tenth of the time, and nothing is left to interpretation
        return pybase64.b64decode(data.translate(None, b"\r\n"), validate=True)
    except binascii.Error:
        pass
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        clean = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
        clean = clean[: len(clean) - 1] if len(clean) % 4 == 1 else clean
        return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))


def decoded(value: str) -> str:
    """A header's text with its encoded words (RFC 2047) decoded: one line, NFC."""
    return unicodedata.normalize("NFC", " ".join(_words(value).split()))


def _words(value: str) -> str:
    """The text with its encoded words decoded; a character split over two words is put together again."""
    pieces: list[str] = []
    charset, pending, last = "", b"", 0
    for word in _WORD.finditer(value):
        between = value[last : word.start()]
        if between.strip() or last == 0 or word[1].lower() != charset:
            pieces.append(text_of(pending, charset))
            pieces.append(between if between.strip() or last == 0 else "")
            charset, pending = word[1].lower(), b""
        pending += _word_bytes(word[2], word[3])
        last = word.end()
    return "".join([*pieces, text_of(pending, charset), value[last:]])


def _word_bytes(encoding: str, text: str) -> bytes:
    data = text.encode("utf-8", "replace")
    return from_base64(data) if encoding in "bB" else binascii.a2b_qp(data, header=True)


def parameters(value: str) -> tuple[str, Mapping[str, str]]:
    """The main word of a Content-Type or -Disposition, lower-case, and its parameters.

    A parameter in the form of RFC 2231 keeps its star: `filename*`, so that a reader can prefer it over `filename`.
    """
    plain: dict[str, str] = {}
    segments: dict[str, dict[int, tuple[bool, str]]] = {}
    for name, text in _PARAMETER.findall(value):
        key, star, rest = name.lower().partition("*")
        text = _unquoted(text.strip())
        if not star:
            plain.setdefault(key, _words(text))
        elif (number := rest.rstrip("*") or "0").isdecimal() and len(number) < 5:
            segments.setdefault(key, {}).setdefault(int(number), (name.endswith("*"), text))
    joined = {f"{key}*": _joined(parts) for key, parts in segments.items()}
    main = value.partition(";")[0].strip().lower()
    return main, {**plain, **joined}


def _unquoted(text: str) -> str:
    if text[:1] != '"':
        return text
    inner = text[1:-1] if len(text) > 1 and text.endswith('"') else text[1:]
    return re.sub(r'\\(["\\])', r"\1", inner)


def _joined(parts: Mapping[int, tuple[bool, str]]) -> str:
    charset, data, coded = "", b"", ""
    for number in sorted(parts):
        extended, text = parts[number]
        if extended and number == min(parts) and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        if extended:
            coded += text  # some programs cut within "%C3"
        else:
            data, coded = data + unquote_to_bytes(coded) + text.encode("utf-8", "replace"), ""
    return text_of(data + unquote_to_bytes(coded), charset)


def file_name(disposition: Mapping[str, str], content_type: Mapping[str, str]) -> str:
    """The name an attachment came with, "" when none: filename*, filename, name*, name."""
    plain, named = _percents(disposition.get("filename", "")), _percents(content_type.get("name", ""))
    ladder = (disposition.get("filename*"), plain, content_type.get("name*"), named)
    return next((name for name in ladder if name), "")


def _percents(name: str) -> str:
    """A plain name that was written as RFC 2231 or an address asks for: where that gives letters beyond ASCII."""
    written = _EXTENDED.fullmatch(name)
    charset, text = (written[1], written[2]) if written else ("utf-8", name)
    if not _PERCENT.search(text) or not text.isascii():
        return name
    try:
        told = unquote_to_bytes(text).decode(_honest(charset))
    except ValueError:
        return name
    return name if told.isascii() and not written else told


def safe_name(name: str) -> str:
    """A name that can be shown and saved: NFC, one line, no path, nothing invisible, at most 150 characters."""
    name = re.split(r"[\\/]", name)[-1] if _PATH_LIKE.search(name) else name.replace("/", "-")
    name = unicodedata.normalize("NFC", name)
    name = "".join(" " if c.isspace() or unicodedata.category(c).startswith("Z") else c for c in name)
    name = "".join(c for c in name if not unicodedata.category(c).startswith("C"))
    name = " ".join(name.split()).lstrip(". ").rstrip(". ")
    stem, dot, ending = name.rpartition(".")
    if len(name) > MAX_NAME and dot and len(ending) < 10:
        return stem[: MAX_NAME - len(ending) - 1] + dot + ending
    return name[:MAX_NAME]


def addresses(value: str) -> tuple[str, ...]:
    """Every mail address in a From, Reply-To or Return-Path, lower-case; display names and comments say nothing."""
    found = _addresses(value)
    return found or _addresses(decoded(value))


def _addresses(value: str) -> tuple[str, ...]:
    text = _unadorned(value[:65536])
    angled = [part for part in re.findall(r"<([^<>]*)>", text) if "@" in part]
    rest = re.sub(r"<[^<>]*>", " ", text) if not angled else " ".join(angled)
    bare = [] if not angled else _ADDRESS.findall(_NAMED.sub(" ", text))
    return tuple(address.lower() for address in [*_ADDRESS.findall(rest), *bare])


def _unadorned(value: str) -> str:
    """Without quoted names and comments (which nest): in one pass, for patterns take for ever on hostile ones."""
    kept: list[str] = []
    depth, quoted, escaped = 0, False, False
    for char in value:
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif char == '"' and not depth:
            quoted = not quoted
        elif char in "()" and not quoted:
            depth = max(0, depth + (1 if char == "(" else -1))
        elif not quoted and not depth:
            kept.append(char)
    return "".join(kept)

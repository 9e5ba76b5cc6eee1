"""A raw mail taken apart at its boundaries (RFC 2045, 2046): its leaves in order, whatever state it is in.

Split by hand on the raw bytes: three times as fast as the standard library's parser on a mail with a scan in it, and
it bends where that breaks: a boundary that is not declared, a mail that stops in the middle, parts without end.
"""

import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from intake.headers import Headers, from_base64, parameters, read_headers, split_head
from intake.smime import signed_content

MAX_DEPTH = 50
MAX_PARTS = 1000

_SIGNED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_SOME_BOUNDARY = re.compile(rb"^--([^\r\n]{1,70}?)[ \t]*\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Part:
    """One leaf: its headers, declared type ("text/plain"), and content with the transfer encoding undone.

    `around` are the types it lies in, outermost first. A message/rfc822 is a leaf here: its content is a raw mail.
    """

    headers: Headers = field(repr=False)
    type: str
    type_parameters: Mapping[str, str] = field(repr=False)
    disposition: str
    disposition_parameters: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)
    around: tuple[str, ...] = ()

    def header(self, name: str) -> str:
        """The first header of that (lower-case) name, "" when there is none."""
        return first(self.headers, name)


@dataclass(slots=True)
class Opened:
    """What was found in a mail: its own headers, its leaves, every type met, and what was wrong."""

    headers: Headers = field(repr=False, default=())
    leaves: list[Part] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def first(headers: Headers, name: str) -> str:
    """The first header of that (lower-case) name, "" when there is none."""
    return next((value for key, value in headers if key == name), "")


def open_mail(raw: bytes) -> Opened:
    """Take a raw mail apart. Over the limits (depth, parts, head) what was got is given, with a fault for the rest."""
    found = Opened()
    head, body, too_long = split_head(raw.removeprefix(b"\xef\xbb\xbf"))
    found.headers = read_headers(head)
    if too_long:
        found.faults.append("long-head")
    _open(found.headers, body, (), found)
    return found


def _open(headers: Headers, body: bytes, around: tuple[str, ...], found: Opened) -> None:
    kind, type_parameters = parameters(first(headers, "content-type"))
    kind = kind if "/" in kind else "message/rfc822" if around[-1:] == ("multipart/digest",) else "text/plain"
    found.types.append(kind)
    if kind.startswith("multipart/"):
        if len(around) >= MAX_DEPTH:
            found.faults.append("too-deep")
            return
        pieces = _pieces(body, type_parameters.get("boundary", ""), found)
        for piece in pieces:
            if len(found.types) >= MAX_PARTS:
                found.faults.append("too-many-parts")
                return
            head, content, too_long = split_head(piece)
            if too_long:
                found.faults.append("long-head")
            part_headers = read_headers(head)
            _open(part_headers, content if part_headers or content else head, (*around, kind), found)
        if pieces:
            return
        kind = "text/plain"
    content = _undone(body, first(headers, "content-transfer-encoding"))
    if kind in _SIGNED and len(around) < MAX_DEPTH and (signed := signed_content(content)):
        head, inner, _ = split_head(signed)
        _open(read_headers(head), inner, (*around, kind), found)
        return
    disposition, disposition_parameters = parameters(first(headers, "content-disposition"))
    found.leaves.append(Part(headers, kind, type_parameters, disposition, disposition_parameters, content, around))


def _pieces(body: bytes, boundary: str, found: Opened) -> list[bytes]:
    """The parts between the delimiters; without a declared boundary, the first line that looks like one is it."""
    mark = boundary.encode("utf-8", "surrogateescape")
    cuts = _cuts(body, mark) if mark else []
    if not cuts and (not mark or b"--" + mark not in body):
        guess = _SOME_BOUNDARY.search(body)
        found.faults.append("no-boundary")
        if not guess:
            return []
        cuts = _cuts(body, guess[1])
    last = next((i for i, cut in enumerate(cuts) if cut[1]), None)
    if last is None:
        found.faults.append("cut-short")
    ends = [_before_line(body, cut.start()) for cut in cuts[1 : None if last is None else last + 1]]
    ends += [len(body)] if last is None else []
    return [body[_after_line(body, cut.end(), stop) : stop] for cut, stop in zip(cuts, ends, strict=False)]


def _cuts(body: bytes, mark: bytes) -> list[re.Match[bytes]]:
    """The delimiters: found by their own bytes, and only then asked whether they begin a line, for a search for line
    ends is ten times slower.
    """
    delimiter = re.compile(re.escape(b"--" + mark) + rb"(--)?[ \t]*(?=\r|\n|\Z)")
    return [
        cut for cut in delimiter.finditer(body) if body[max(0, cut.start() - 1) : cut.start()] in (b"", b"\r", b"\n")
    ]


def _before_line(body: bytes, at: int) -> int:
    """Where the piece before a delimiter ends: the line end in front of it belongs to the delimiter."""
    return at - next((len(end) for end in (b"\r\r\n", b"\r\n", b"\n", b"\r") if body.endswith(end, 0, at)), 0)


def _after_line(body: bytes, at: int, stop: int) -> int:
    """Where the piece after a delimiter begins: behind its line end; one with no headers begins with its blank line."""
    return at + next((len(end) for end in (b"\r\r\n", b"\r\n", b"\n", b"\r") if body.startswith(end, at, stop)), 0)


def _undone(body: bytes, encoding: str) -> bytes:
    """The content with its transfer encoding undone; an unknown encoding is left as it stands."""
    name = encoding.partition(";")[0].strip().lower()
    if name == "base64":
        return from_base64(body)
    if name == "quoted-printable":
        return binascii.a2b_qp(body)
    if name in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return _from_uu(body)
    return body


def _from_uu(body: bytes) -> bytes:
    lines = body.partition(b"begin ")[2].splitlines()[1:]
    out: list[bytes] = []
    for line in lines:
        if line.strip() in (b"end", b""):
            break
        count = (((line[0] - 32) & 63) * 4 + 5) // 3  # characters that the line's own length asks for
        try:
            out.append(binascii.a2b_uu(line[: count + 1]))
        except binascii.Error:
            break
    return b"".join(out)

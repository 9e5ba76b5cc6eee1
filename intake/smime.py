"""Signed mails whose text lies inside the signature (opaque S/MIME, RFC 8551): what was signed, taken out.

Only the container (CMS, RFC 5652, in BER) is opened; what the signature says is not relied on.
"""

SIGNED = bytes.fromhex("2a864886f70d010702")
ENCRYPTED = frozenset({bytes.fromhex("2a864886f70d010703"), bytes.fromhex("2a864886f70d0109100117")})

_MAX_DEPTH = 12
_OCTETS, _OCTETS_IN_PIECES = 0x04, 0x24

Element = tuple[int, bytes]
"""A tag, and the bytes of its value."""


class _BrokenError(ValueError):
    """Not BER, or more deeply nested than any signature."""


def signed_content(data: bytes) -> bytes | None:
    """The MIME entity that was signed; None when this is no signature around a text."""
    try:
        (_, kind), (_, wrapped) = _elements(_only(data))[:2]
        if kind != SIGNED:
            return None
        _version, _digests, (_, wrapping) = _elements(_only(wrapped))[:3]
        return b"".join(_octets(element) for element in _elements(_elements(wrapping)[1][1]))
    except (ValueError, IndexError):  # too few elements: a detached signature, or no CMS at all
        return None


def is_encrypted(data: bytes) -> bool:
    """Whether this is a mail encrypted to somebody: only the key's owner can read it."""
    try:
        return _elements(_only(data))[0][1] in ENCRYPTED
    except (ValueError, IndexError):
        return False


def _octets(element: Element, depth: int = 0) -> bytes:
    tag, value = element
    if tag == _OCTETS:
        return value
    if tag != _OCTETS_IN_PIECES or depth > _MAX_DEPTH:
        raise _BrokenError
    return b"".join(_octets(piece, depth + 1) for piece in _elements(value))


def _only(data: bytes) -> bytes:
    """The value of the first element."""
    _, start, end, _ = _read(data, 0)
    return data[start:end]


def _elements(data: bytes) -> list[Element]:
    found: list[Element] = []
    at = 0
    while at < len(data):
        tag, start, end, at = _read(data, at)
        found.append((tag, data[start:end]))
    return found


def _read(data: bytes, at: int, depth: int = 0) -> tuple[int, int, int, int]:
    """The element at a place: its tag, where its value starts and ends, and where the next element begins."""
    tag, size = data[at], data[at + 1]
    start = at + 2
    if tag & 0x1F == 0x1F or depth > _MAX_DEPTH:
        raise _BrokenError
    if size == 0x80:  # no length given: its elements follow until two zeros
        end = start
        while data[end : end + 2] != b"\0\0":
            end = _read(data, end, depth + 1)[3]
        return tag, start, end, end + 2
    if size > 0x80:
        count = size & 0x7F
        size, start = int.from_bytes(data[start : start + count], "big"), start + count
    if start + size > len(data):
        raise _BrokenError
    return tag, start, start + size, start + size

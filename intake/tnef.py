"""winmail.dat: the attachments of a mail that Outlook packed its own way (MS-OXTNEF). Only files and names are read.

A stream of attributes (level, id, length, data, checksum). An attachment begins with its rendering data; its long name,
and the content of an embedded message, stand among its MAPI properties (MS-OXCDATA 2.11).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from intake.headers import text_of
from intake.unpack import MAX_FILES, File, UnpackError

_BEGIN = 0x00069002
_TITLE = 0x00018010
_DATA = 0x0006800F
_PROPERTIES = 0x00069005
_CODE_PAGE = 0x00069007

_LONG_NAME, _NAME, _DISPLAY_NAME, _OBJECT = 0x3707, 0x3704, 0x3001, 0x3701
_UNICODE, _STRING, _BINARY, _EMBEDDED = 0x1F, 0x1E, 0x102, 0x0D
_VARIABLE = frozenset({_UNICODE, _STRING, _BINARY, _EMBEDDED})
_FIXED = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_MANY = 0x1000
_GUID = 16
_MAX_PROPERTIES = 10_000


@dataclass(frozen=True, slots=True)
class _Attachment:
    title: str = field(repr=False, default="")
    long_name: str = field(repr=False, default="")
    content: bytes = field(repr=False, default=b"")


def from_tnef(content: bytes) -> tuple[File, ...]:
    """The files in a winmail.dat; none when it only holds formatting. Raises UnpackError when it is broken."""
    found: list[_Attachment] = []
    charset = "cp1252"
    try:
        for attribute, data in _attributes(content):
            if attribute == _CODE_PAGE and len(data) >= 4:
                charset = f"cp{struct.unpack_from('<I', data)[0]}"
            elif attribute == _BEGIN:
                found.append(_Attachment())
            elif found:
                found[-1] = _with(found[-1], attribute, data, charset)
    except (struct.error, IndexError):
        raise UnpackError("tnef-broken") from None
    if len(found) > MAX_FILES:
        raise UnpackError("tnef-too-many")
    return tuple(File(one.long_name or one.title, one.content) for one in found)


def _with(one: _Attachment, attribute: int, data: bytes, charset: str) -> _Attachment:
    if attribute == _TITLE:
        return replace(one, title=text_of(data.rstrip(b"\0"), charset))
    if attribute == _DATA:
        return replace(one, content=data)
    if attribute != _PROPERTIES:
        return one
    properties = dict(_properties(data, charset))
    name = next((properties[key] for key in (_LONG_NAME, _NAME, _DISPLAY_NAME) if key in properties), "")
    inner = properties.get(_OBJECT)
    one = replace(one, long_name=name) if isinstance(name, str) else one
    return replace(one, content=inner[_GUID:]) if isinstance(inner, bytes) and not one.content else one


def _attributes(content: bytes) -> Iterator[tuple[int, bytes]]:
    at = 6  # after the signature and the key
    while at + 9 <= len(content):
        attribute, length = struct.unpack_from("<II", content, at + 1)
        start = at + 9
        if start + length > len(content):
            raise UnpackError("tnef-broken")
        yield attribute, content[start : start + length]
        at = start + length + 2


def _properties(data: bytes, charset: str) -> Iterator[tuple[int, str | bytes]]:
    """The properties that are text or binary, by id; all others are stepped over."""
    at, count = 4, min(struct.unpack_from("<I", data)[0], _MAX_PROPERTIES)
    for _ in range(count):
        kind, key = struct.unpack_from("<HH", data, at)
        at += 4
        if key >= 0x8000:
            at = _after_name(data, at)
        values, at = _values(data, at, kind)
        if values and kind in (_UNICODE, _STRING):
            charset_of = "utf-16-le" if kind == _UNICODE else charset
            yield key, text_of(values[0], charset_of).rstrip("\0")
        elif values and kind in (_BINARY, _EMBEDDED):
            yield key, values[0]


def _after_name(data: bytes, at: int) -> int:
    """Past the name of a named property: a GUID, then a number or a text."""
    kind, size = struct.unpack_from("<II", data, at + _GUID)
    return at + _GUID + 8 + (_padded(size) if kind == 1 else 0)


def _values(data: bytes, at: int, kind: int) -> tuple[list[bytes], int]:
    single, many = kind & ~_MANY, bool(kind & _MANY)
    if single not in _VARIABLE and single not in _FIXED:
        raise UnpackError("tnef-broken")
    count = 1
    if many or single in _VARIABLE:
        (count,) = struct.unpack_from("<I", data, at)
        at += 4
    values: list[bytes] = []
    for _ in range(count):
        size = _FIXED.get(single)
        if size is None:
            (size,) = struct.unpack_from("<I", data, at)
            at += 4
        if at + size > len(data):
            raise UnpackError("tnef-broken")
        values.append(data[at : at + size])
        at += _padded(size)
    return values, at


def _padded(size: int) -> int:
    return (size + 3) // 4 * 4

"""A compound file (MS-CFB): the streams within an Outlook message or an old Office file, by their place in its tree.

A file system in a file: sectors linked by a table, small streams in a stream of their own. Whatever points in a circle
or beyond the end is broken; nothing is read twice.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_END = 0xFFFFFFFA  # this and above are marks, not sectors
_NONE = 0xFFFFFFFF
_ENTRY = 128
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_MOST_ENTRIES = 20_000


class BrokenCompoundError(ValueError):
    """Not a compound file, or one that can't be followed."""


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str = field(repr=False)
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class Compound:
    """The tree of a compound file. Raises BrokenCompoundError when it can't be followed."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        try:
            self._open()
        except (struct.error, IndexError) as error:
            raise BrokenCompoundError("a compound file that ends too early") from error

    def streams(self) -> Iterator[tuple[tuple[str, ...], bytes]]:
        """Every stream: its path from the root, and its bytes."""
        waiting: list[tuple[tuple[str, ...], int]] = [((), self._entries[0].child)]
        seen: set[int] = set()
        while waiting:
            path, number = waiting.pop()
            if number == _NONE:
                continue
            if number in seen or number >= len(self._entries):
                raise BrokenCompoundError("a compound file whose tree is none")
            seen.add(number)
            entry = self._entries[number]
            waiting += [(path, entry.left), (path, entry.right)]
            if entry.kind == _STORAGE:
                waiting.append(((*path, entry.name), entry.child))
            elif entry.kind == _STREAM:
                yield (*path, entry.name), self._stream(entry)

    def _open(self) -> None:
        head = self._content
        (shift,) = struct.unpack_from("<H", head, 30)
        if shift not in (9, 12):
            raise BrokenCompoundError("a compound file with sectors of an odd size")
        self._sector = 1 << shift
        directory, _, self._cutoff, small, _, more, _ = struct.unpack_from("<7I", head, 48)
        tables = [number for number in struct.unpack_from("<109I", head, 76) if number < _END]
        per_sector = self._sector // 4
        seen: set[int] = set()
        while more < _END:
            if more in seen:
                raise BrokenCompoundError("a compound file whose tables run in a circle")
            seen.add(more)
            *numbers, more = struct.unpack(f"<{per_sector}I", self._at(more))
            tables += [number for number in numbers if number < _END]
        self._next: Sequence[int] = [
            each for table in tables for each in struct.unpack(f"<{per_sector}I", self._at(table))
        ]
        listed = self._chain(directory)
        count = min(len(listed) // _ENTRY, _MOST_ENTRIES)
        self._entries = [_entry(listed[number * _ENTRY : (number + 1) * _ENTRY]) for number in range(count)]
        if not self._entries or self._entries[0].kind != _ROOT:
            raise BrokenCompoundError("a compound file without a root")
        marks = self._chain(small) if small < _END else b""
        self._next_small = struct.unpack(f"<{len(marks) // 4}I", marks)
        root = self._entries[0]
        self._small = self._chain(root.start)[: root.size] if root.start < _END else b""

    def _stream(self, entry: _Entry) -> bytes:
        if entry.size >= self._cutoff:
            return self._chain(entry.start)[: entry.size]
        pieces: list[bytes] = []
        number = entry.start
        while number < _END and len(pieces) * 64 < entry.size:
            pieces.append(self._small[number * 64 : number * 64 + 64])
            number = self._next_small[number] if number < len(self._next_small) else _END
        return b"".join(pieces)[: entry.size]

    def _chain(self, number: int) -> bytes:
        """The sectors from this one on; in a circle they would be more than there are."""
        pieces: list[bytes] = []
        while number < _END:
            if len(pieces) > len(self._next) or number >= len(self._next):
                raise BrokenCompoundError("a compound file whose sectors run in a circle")
            pieces.append(self._at(number))
            number = self._next[number]
        return b"".join(pieces)

    def _at(self, number: int) -> bytes:
        start = (number + 1) * self._sector
        piece = self._content[start : start + self._sector]
        if not piece:
            raise BrokenCompoundError("a compound file that points beyond its end")
        return piece.ljust(self._sector, b"\0")


def _entry(raw: bytes) -> _Entry:
    length, kind = struct.unpack_from("<HB", raw, 64)
    left, right, child = struct.unpack_from("<3I", raw, 68)
    start, size = struct.unpack_from("<II", raw, 116)
    name = raw[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
    return _Entry(name, kind, left, right, child, start, size)

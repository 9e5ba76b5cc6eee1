"""A compound file (MS-CFB), as small as can be: a tree of storages and streams, big streams and small ones."""

import struct
from collections.abc import Mapping
from typing import Union

Tree = Mapping[str, Union[bytes, "Tree"]]
_FREE, _END, _TABLE, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


def message(attachments: Mapping[str, bytes], **inner: Tree) -> bytes:
    """An Outlook message with attachments by name, and messages within it."""
    return compound(_tree(attachments, inner))


def _tree(attachments: Mapping[str, bytes], inner: Mapping[str, Tree]) -> Tree:
    tree: dict[str, bytes | Tree] = {"__properties_version1.0": bytes(32)}
    for number, (name, content) in enumerate(attachments.items()):
        tree[f"__attach_version1.0_#{number:08X}"] = {
            "__substg1.0_37010102": content,
            "__substg1.0_3707001F": name.encode("utf-16-le"),
        }
    for number, (_, within) in enumerate(inner.items(), len(attachments)):
        tree[f"__attach_version1.0_#{number:08X}"] = {"__substg1.0_3701000D": within}
    return tree


def compound(tree: Tree) -> bytes:
    """The file of a tree."""
    entries: list[list] = [["Root Entry", 5, _NONE, _END, 0]]
    sectors: list[bytes] = []
    links: list[int] = []
    small: list[bytes] = []
    small_links: list[int] = []

    def put(data: bytes, size: int, pieces: list[bytes], follow: list[int]) -> int:
        first = len(pieces)
        count = max(1, -(-len(data) // size))
        for n in range(count):
            pieces.append(data[n * size : (n + 1) * size].ljust(size, b"\0"))
            follow.append(first + n + 1 if n + 1 < count else _END)
        return first

    def add(parent: int, branch: Tree) -> None:
        previous = _NONE
        for name, value in branch.items():
            number = len(entries)
            if isinstance(value, bytes):
                big = len(value) >= 4096
                start = put(value, 512, sectors, links) if big else put(value, 64, small, small_links)
                entries.append([name, 2, _NONE, start, len(value), previous])
            else:
                entries.append([name, 1, _NONE, 0, 0, previous])
                add(number, value)
            previous = number
        entries[parent][2] = previous

    add(0, tree)
    stream = b"".join(small)
    entries[0][3:5] = [put(stream, 512, sectors, links) if stream else _END, len(stream)]
    marks = struct.pack(f"<{len(small_links)}I", *small_links)
    marks_at = put(marks.ljust(-(-len(marks) // 512) * 512, b"\xff"), 512, sectors, links) if marks else _END
    listing = b"".join(_entry(*each) for each in entries)
    listing_at = put(listing.ljust(-(-len(listing) // 512) * 512, b"\0"), 512, sectors, links)
    tables = 1
    while tables * 128 < len(links) + tables:
        tables += 1
    table_at = list(range(len(sectors), len(sectors) + tables))
    links += [_TABLE] * tables
    links += [_FREE] * (tables * 128 - len(links))
    sectors += [struct.pack("<128I", *links[n * 128 : (n + 1) * 128]) for n in range(tables)]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 62, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<9I", 0, tables, listing_at, 0, 4096, marks_at, 1, _END, 0)
    head += struct.pack("<109I", *table_at, *[_FREE] * (109 - tables))
    return head + b"".join(sectors)


def _entry(name: str, kind: int, child: int, start: int, size: int, left: int = _NONE) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    raw = text.ljust(64, b"\0") + struct.pack("<HBB3I", len(text), kind, 1, left, _NONE, child) + bytes(36)
    return raw + struct.pack("<IQ", start, size)

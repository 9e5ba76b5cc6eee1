"""The Danish words that the first engine's language file lists: they help to choose between readings, and prove none.

The list has names, foreign words and mistakes, and lacks most compounds. The file is tesseract's (tessdatamanager.h): a
table of places, then components. The words are paths in a graph (dawg.h) whose edges are numbers of eight bytes: from
the lowest bit on the letter's number, a bit for the last edge of a node, one for the direction, one for the end of a
word, then the node that it leads to. A letter's number is its line in the component of letters (unicharset.h).
"""

import struct
from collections.abc import Iterator
from pathlib import Path

_LETTERS, _WORDS = 21, 19  # TESSDATA_LSTM_UNICHARSET, TESSDATA_LSTM_SYSTEM_DAWG
_HEAD = struct.Struct("<hii")  # a magic number, how many letters there are, how many edges
_MAGIC = 42
_LAST, _END, _FLAGS = 1, 4, 3  # two of an edge's flags, and how many bits the flags take
_NOWHERE = 0  # the node that an edge leads to after which no letter follows; the node in which words begin
_AROUND = ".,:;!?()\"'/-+%&0123456789"


class ListedWords:
    """The words of one language file. Raises ValueError when it is not as described here."""

    def __init__(self, file: Path) -> None:
        try:
            parts = dict(_components(file.read_bytes()))
        except struct.error:
            raise ValueError("the language file ends before its parts do") from None
        if not {_LETTERS, _WORDS} <= parts.keys():
            raise ValueError("the language file lists no words")
        lines = parts[_LETTERS].decode("utf-8").split("\n")[1:]  # the first says how many
        self._letters = {line.split(" ")[0]: number for number, line in enumerate(lines)}
        magic, letters, edges = _HEAD.unpack_from(parts[_WORDS])
        self._bits = int(letters).bit_length()
        if magic != _MAGIC or len(parts[_WORDS]) != _HEAD.size + 8 * edges:
            raise ValueError("the language file's words are no graph that we can read")
        self._edges = memoryview(parts[_WORDS][_HEAD.size :]).cast("Q")

    def knows(self, word: str) -> bool:
        """Whether it is a word, as it stands or begun small; marks and digits around it do not count."""
        bare = word.strip(_AROUND)
        return not bare or self.lists(bare) or self.lists(bare[0].lower() + bare[1:])

    def lists(self, word: str) -> bool:
        """Whether just these letters are listed."""
        node, ends = _NOWHERE, False
        for place, letter in enumerate(word):
            edge = None if place and node == _NOWHERE else self._edge(node, self._letters.get(letter, -1))
            if edge is None:
                return False
            ends, node = bool(edge >> self._bits & _END), edge >> (self._bits + _FLAGS)
        return ends

    def _edge(self, node: int, letter: int) -> int | None:
        """The edge of a node that stands for a letter."""
        mask, last = (1 << self._bits) - 1, _LAST << self._bits
        for edge in self._edges[node:]:
            if edge & mask == letter:
                return edge
            if edge & last:
                break
        return None


def _components(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The parts of a language file, each with its number."""
    (count,) = struct.unpack_from("<i", data)
    places = struct.unpack_from(f"<{count}q", data, 4)
    ends = sorted((*places, len(data)))
    for number, place in enumerate(places):
        if place >= 0:  # it has this one
            yield number, data[place : next(end for end in ends if end > place)]

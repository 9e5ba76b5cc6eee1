"""Several lines of free text: the first engine reads them, the second looks again at the words it was unsure of.

A word is only put right letter for letter, where the second engine is sure of it; it may not take away a Danish letter,
for it writes "Age" for "Åge". On a fax a full stop looks like a comma: it is taken for one where the second engine sees
a full stop and a new sentence begins. Pure, but for the engine that is handed in.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

from intake.images import Grey
from intake.ocr import Heard, Seen

UNSURE = 0.93
"""Words of less confidence are looked at again."""

SURE = 0.8
"""The least confidence of the second engine that puts a word right."""

_SURE_OF_STOP = 0.3  # the same, where only a comma becomes a full stop
_FEW, _MOST = 5, 0.34
"""Where more than this share of the words is unsure it is written by hand; a person reads that."""

LETTERS = "abcdefghijklmnopqrstuvwxyzæøåéü"
LETTERS += LETTERS.upper() + "0123456789.,:;!?%&()/'\"+-"

_WORD = re.compile(r"\S+")
_DANISH = frozenset("æøåÆØÅ")
_AROUND = 3  # pixels


class Lines(Protocol):
    """The second engine; `lines.LineReader` is one."""

    def read(self, pixels: Grey, letters: str, stretch: float = 1.0) -> Heard:
        """The text of the line, written with no other than these letters, and how sure it is of the least sure."""
        ...


def looked_at_again(heard: Heard, pixels: Grey, lines: Lines) -> Heard:
    """What the first engine read in `pixels`, with its doubtful words put right; as sure as its words are."""
    places = list(_WORD.finditer(heard.text))
    unsure = sum(seen.confidence < UNSURE for seen in heard.words)
    if len(places) != len(heard.words) or unsure > max(_FEW, _MOST * len(places)):
        return heard
    words = [_again(seen, _starts(heard.words, number), pixels, lines) for number, seen in enumerate(heard.words)]
    text = "".join(_woven(heard.text, places, words))
    return replace(heard, text=text, words=tuple(words))


def _woven(text: str, places: list[re.Match[str]], words: list[Seen]) -> Iterator[str]:
    """The text with these words in the places of the old ones; what parts them stays."""
    end = 0
    for place, word in zip(places, words, strict=True):
        yield text[end : place.start()] + word.text
        end = place.end()
    yield text[end:]


def _starts(words: tuple[Seen, ...], number: int) -> bool:
    """Whether a new sentence, or nothing, follows a word."""
    return number + 1 == len(words) or words[number + 1].text[:1].isupper()


def _again(seen: Seen, ends: bool, pixels: Grey, lines: Lines) -> Seen:
    comma = ends and seen.text.endswith(",")
    if seen.confidence >= UNSURE and not comma:
        return seen
    x0, y0, x1, y1 = seen.box
    word = pixels[max(0, y0 - _AROUND) : y1 + _AROUND, max(0, x0 - _AROUND) : x1 + _AROUND]
    second = lines.read(word, LETTERS)
    text = "".join(second.text.split())
    if second.confidence < (_SURE_OF_STOP if text[:-1] == seen.text[:-1] and comma else SURE):
        return seen
    if not _may_stand(text, seen.text, comma):
        return seen
    return replace(seen, text=text, confidence=max(seen.confidence, second.confidence))


def _may_stand(text: str, first: str, comma: bool) -> bool:
    """Whether the second reading may take the first one's place."""
    if len(text) != len(first) or any(a in _DANISH and b not in _DANISH for a, b in zip(first, text, strict=True)):
        return False
    return first[-1] != "," or text[-1] == "," or (comma and text[-1] == ".")

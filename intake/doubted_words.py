"""A word that the first engine doubts, looked at again by itself, and which of two readings of a word is proposed.

    doubted → the second engine looks at it alone → the surer reading, and rather one that is a word

A word is put right letter for letter, where the second engine is sure of it. It must be very sure where the first does
not doubt the word, and nearly certain to take away a Danish letter, for it writes "Age" for "Åge". What is listed never
becomes what is not; what is not listed becomes a word sooner, may lose a letter, or be told to be two. Nothing becomes
verified by it. Pure, but for the engine and the list handed in.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from intake.engines import Lines
from intake.images import Grey
from intake.ocr import Seen
from intake.punctuation import stop_before

UNSURE = 0.93
"""Words of less confidence are doubted by the first engine."""

DOUBTED = 0.9
"""Words of less confidence are looked at again by themselves: more of them cost as much again, and none was righter."""

SURE = 0.8
"""The least confidence of the second engine that puts a doubted word right."""

_VERY_SURE = 0.95  # the least with which it puts a word right that the first engine does not doubt
_CERTAIN, _DOUBTFUL = 0.99, 0.9  # the least of the second and the most of the first with which a Danish letter is lost
_A_WORD = 0.5  # the least where it reads a word, and the first engine none
_APART, _LONG = 2, 6  # letters by which those two may differ; in a shorter word than this it is one

LETTERS = "abcdefghijklmnopqrstuvwxyzæøåéü"
LETTERS += LETTERS.upper() + "0123456789.,:;!?%&()/°'\"+- "
"""What the second engine may write. It sees nothing else: "20°" is "20" to both where the first loses the "°"."""

AROUND = 4
"""Pixels around a word that belong to it."""

_EDGE = 1  # pixels above and below its letters, when it is looked at
_SHORT = (1, 2)
_MARKS = ".,"
_PUNCTUATION = '.,;:!?()"'
_UPRIGHT = frozenset("iIl1|")
_DANISH = frozenset("æøåÆØÅ")
_FEWEST = 2  # letters that make a word
_DIGITS = re.compile(r"\d")

Knows = Callable[[str], bool]
"""Whether the list has a word."""


def again(seen: Seen, following: str | None, pixels: Grey, lines: Lines, knows: Knows) -> Seen:
    """The word as it is proposed, which is looked at alone where it is doubted; `following` is the next one."""
    if seen.confidence >= DOUBTED:
        return seen
    second = lines.words(cut(pixels, (seen,), _EDGE), LETTERS)
    if len(second) == 1:
        return chosen(seen, second[0], following, knows)
    return _parted(seen, [text for text, _ in second], knows)


def believed(seen: Seen, knows: Knows) -> Seen:
    """The word, not to be looked at again where it is listed: in a smeared scan the second engine sees it no better.

    But for a Danish letter: there an "o" looks like an "ø", and "før" is a word as well as "for".
    """
    listed = not _DANISH.intersection(seen.text) and knows(seen.text.strip(_PUNCTUATION))
    return replace(seen, confidence=max(seen.confidence, DOUBTED)) if listed else seen


def parted(words: Sequence[Seen], second: Sequence[tuple[str, float]], knows: Knows) -> tuple[Seen, ...]:
    """The words, told to be two where the second engine sees a space, and all that it reads is else the same."""
    left, found = [text for text, _ in second], []
    for seen in words:
        number = next((n for n in range(1, len(left) + 1) if "".join(left[:n]) == seen.text), None)
        if number is None:
            return tuple(words)
        found.append(_parted(seen, left[:number], knows))
        left = left[number:]
    return tuple(found)


def _parted(seen: Seen, apart: Sequence[str], knows: Knows) -> Seen:
    short = min((len(text) for text in apart), default=0) in _SHORT  # else it may be a compound, which no list has
    two = short and "".join(apart) == seen.text and not knows(seen.text) and all(map(knows, apart))
    return replace(seen, text=" ".join(apart)) if two else seen


def chosen(seen: Seen, second: tuple[str, float], following: str | None, knows: Knows) -> Seen:
    """The word to propose where the engines may differ. The mark that the first engine sees after it is not lost."""
    text, sure = second
    if seen.text[-1] in _MARKS and text[-1] not in _MARKS:
        text += seen.text[-1]
    if text[-1] != seen.text[-1] and {seen.text[-1], text[-1]} == {".", ","}:
        seen = replace(seen, text=stop_before(seen.text, following))
        text = text[:-1] + seen.text[-1]
    ours, theirs = knows(seen.text), knows(text)
    if theirs and not ours and sure >= _A_WORD and _could_be(text, seen, sure):
        return replace(seen, text=text)
    if ours and not theirs:
        return seen
    if sure < (SURE if seen.confidence < UNSURE else _VERY_SURE) or not _may_stand(text, seen, sure):
        return seen
    return replace(seen, text=text)


def cut(pixels: Grey, words: tuple[Seen, ...], edge: int) -> Grey:
    """A line of words, cut so close that its letters fill it."""
    x0, y0, x1, y1 = around(words)
    return pixels[max(0, y0 - edge) : y1 + edge, max(0, x0 - AROUND) : x1 + AROUND]


def around(words: Sequence[Seen]) -> tuple[int, int, int, int]:
    """The box in which all of these words stand."""
    x0, y0 = (min(seen.box[side] for seen in words) for side in (0, 1))
    x1, y1 = (max(seen.box[side] for seen in words) for side in (2, 3))
    return x0, y0, x1, y1


def _could_be(word: str, seen: Seen, sure: float) -> bool:
    """Whether what the first engine saw can be this word: "rn" for "m" is one letter; no number is one, and a name that
    the first engine does not doubt seldom.
    """
    if sum(map(str.isalpha, word)) < _FEWEST or _DIGITS.findall(word) != _DIGITS.findall(seen.text):
        return False
    if seen.text[:1].isupper() and seen.confidence >= UNSURE and sure < SURE:
        return False
    apart = Levenshtein.distance(word.replace("rn", "m"), seen.text.replace("rn", "m"))
    return apart <= (_APART if len(word) >= _LONG else 1)


def _may_stand(text: str, seen: Seen, sure: float) -> bool:
    """Whether the second reading may take the first one's place: letter for letter, and not an "o" an ø's."""
    if len(text) != len(seen.text) or (len(text) == 1 and not (text in "iI" and seen.text in _UPRIGHT)):
        return False
    lost = any(a in _DANISH and b not in _DANISH for a, b in zip(seen.text, text, strict=True))
    return not lost or (sure >= _CERTAIN and seen.confidence < _DOUBTFUL)

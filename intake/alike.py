"""Letters that a coarse scan shows alike: a word that is not listed becomes the one listed word that it looks like.

Pure, and for readings that are proposed; nothing becomes surer by it. Where several listed words look so, it stays.
"""

from collections.abc import Callable, Iterator
from itertools import product

_PAIRS = (("l", "i"), ("u", "a"), ("m", "rn"), ("c", "e"))
"""What was taken for one another in faxes, at 75 dpi and in black and white (docs/decisions/0186)."""

_FEWEST = 4  # letters: shorter words look like too many others
_MOST = 4  # letters of one pair that may all be other ones


def listed(word: str, knows: Callable[[str], bool]) -> str:
    """The word, or the one listed word that it looks like."""
    if knows(word) or sum(letter.isalpha() for letter in word) < _FEWEST:
        return word
    found = {other for other in _others(word) if other != word and knows(other)}
    return found.pop() if len(found) == 1 else word


def unmistakable(word: str, one: str, other: str, knows: Callable[[str], bool]) -> bool:
    """Whether the word is listed, and no word that it would be with this pair exchanged: not "jem", nor "jern"."""
    if sum(part in (one, other) for part in _parted(word, one, other)) > _MOST:
        return False
    return knows(word) and not any(knows(each) for each in _exchanged(word, one, other) if each != word)


def has_twin(word: str, one: str, other: str, knows: Callable[[str], bool]) -> bool:
    """Whether another listed word differs from it by this pair alone: "fiere" is listed, and "flere"."""
    return any(knows(each) for each in _exchanged(word, one, other) if each != word)


def seems_another(word: str, one: str, other: str, knows: Callable[[str], bool]) -> bool:
    """Whether no such word is listed, but one that differs by this pair, or the two that such a one is put together of:
    "Makkeriæsning", for "makker" and "læsning" are.
    """

    def together(text: str) -> bool:
        ends = range(_FEWEST, len(text) - _FEWEST + 1)
        return knows(text) or any(knows(text[:end]) and knows(text[end:]) for end in ends)

    return not knows(word) and has_twin(word, one, other, together)


def _others(word: str) -> Iterator[str]:
    """The word with letters of one pair exchanged, in all ways."""
    for one, other in _PAIRS:
        yield from _exchanged(word, one, other)


def _exchanged(word: str, one: str, other: str) -> Iterator[str]:
    """The word with letters of this pair exchanged; none where there are too many of them."""
    parts = _parted(word, one, other)
    if sum(part in (one, other) for part in parts) <= _MOST:
        yield from map("".join, product(*((one, other) if part in (one, other) else (part,) for part in parts)))


def _parted(word: str, one: str, other: str) -> list[str]:
    """The letters, those of a pair that are two as one part."""
    parts: list[str] = []
    while word:
        taken = next((each for each in (other, one) if word.startswith(each)), word[0])
        parts.append(taken)
        word = word[len(taken) :]
    return parts

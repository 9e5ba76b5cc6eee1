"""Letters that a coarse scan shows alike: a word that is not listed becomes the one listed word that it looks like.

Pure, and for readings that are proposed; nothing becomes surer by it. Where several listed words look so, it stays.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import product

_PAIRS = (("l", "i"), ("u", "a"), ("m", "rn"), ("c", "e"))
"""What was taken for one another in faxes, at 75 dpi and in black and white (docs/decisions/0186)."""

_FEWEST = 4  # letters: shorter words look like too many others
_THIN = "li"  # letters that run into the one beside them
_LONG = 6  # letters: shorter words that are not listed have a listed neighbour anyhow
_SHORT = 3  # letters of the shortest word that another is put together with
_MOST = 4  # letters of one pair that may all be other ones


def listed(word: str, knows: Callable[[str], bool]) -> str:
    """The word, or the one listed word that it looks like."""
    if knows(word) or sum(letter.isalpha() for letter in word) < _FEWEST:
        return word
    found = {other for other in _others(word) if other != word and knows(other)}
    return found.pop() if len(found) == 1 else word


def unmistakable(word: str, one: str, other: str, knows: Callable[[str], bool]) -> bool:
    """Whether the word is listed, and no word that it would be with this pair exchanged: not "jem", nor "jern"."""
    if _many(_parted(word, one, other), one, other):
        return False
    return knows(word) and not any(knows(each) for each in _exchanged(word, one, other) if each != word)


def has_twin(word: str, one: str, other: str, knows: Callable[[str], bool]) -> bool:
    """Whether another listed word differs from it by this pair alone: "fiere" is listed, and "flere".

    Where there are too many such letters each is exchanged alone, and what is not listed counts as another word's twin.
    """
    if _many(_parted(word, one, other), one, other):
        return not knows(word) or any(map(knows, _exchanged_once(word, one, other)))
    return any(knows(each) for each in _exchanged(word, one, other) if each != word)


def seems_another(word: str, one: str, other: str, knows: Callable[[str], bool]) -> bool:
    """Whether no such word is listed, but one that differs by this pair, or the two that such a one is put together of:
    "Makkeriæsning", for "makker" and "læsning" are, and "genfortæile".
    """

    def together(text: str) -> bool:
        ends = range(_SHORT, len(text) - _FEWEST + 1)
        return knows(text) or any(knows(text[:end]) and knows(text[end:]) for end in ends)

    return not knows(word) and has_twin(word, one, other, together)


def lost_a_letter(word: str, knows: Callable[[str], bool]) -> bool:
    """Whether a word that is not listed would be with one thin letter more: both engines saw no l in "konfikter".

    A name has none to be listed, and begins great.
    """
    if len(word) < _LONG or not word[0].islower() or knows(word):
        return False
    return any(knows(f"{word[:at]}{more}{word[at:]}") for at in range(1, len(word)) for more in _THIN)


def _others(word: str) -> Iterator[str]:
    """The word with letters of one pair exchanged, in all ways."""
    for one, other in _PAIRS:
        yield from _exchanged(word, one, other)


def _exchanged(word: str, one: str, other: str) -> Iterator[str]:
    """The word with letters of this pair exchanged; none where there are too many of them."""
    parts = _parted(word, one, other)
    if not _many(parts, one, other):
        yield from map("".join, product(*((one, other) if part in (one, other) else (part,) for part in parts)))


def _exchanged_once(word: str, one: str, other: str) -> Iterator[str]:
    """The word with one letter of this pair exchanged, and all the others as they are."""
    parts = _parted(word, one, other)
    for place, part in enumerate(parts):
        if part in (one, other):
            yield "".join([*parts[:place], other if part == one else one, *parts[place + 1 :]])


def _many(parts: Sequence[str], one: str, other: str) -> bool:
    """Whether there are too many letters of a pair to try all that they may be."""
    return sum(part in (one, other) for part in parts) > _MOST


def _parted(word: str, one: str, other: str) -> list[str]:
    """The letters, those of a pair that are two as one part."""
    parts: list[str] = []
    while word:
        taken = next((each for each in (other, one) if word.startswith(each)), word[0])
        parts.append(taken)
        word = word[len(taken) :]
    return parts

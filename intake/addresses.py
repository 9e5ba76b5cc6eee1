"""What both engines mistake alike in an address, where no word proves a letter: l and 1, o and 0, m and rn. Pure."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from intake.agree import MOST_UNVERIFIED, Agreed
from intake.alike import unmistakable
from intake.clarity import Clarity
from intake.doubted_words import Knows

_MISTAKABLE = re.compile(
    r"(?<=\d)[lIoO]|[lIoO](?=\d)|(?<=[a-z])1(?=[a-z])|[lIoO]{2}(?=@)|(?<=[a-z\d])[A-Z]|^[01](?=\d*@)"
)
_FEWEST = 3  # letters of a name that proves its last ones: initials are no name, and listed all the same
_LAST = re.compile(rf"[a-z]{{{_FEWEST},}}(?=@)")
_ELEVEN = re.compile(r"([a-z]+)ll(?=@)")
_PART, _NUMBERED = re.compile(r"[a-z]+"), re.compile(r"([a-z]+)l(?=\d)")
"""The words of an address; a word of it before a number, that may begin with the last letter."""


def mistakable(address: str, knows: Knows) -> bool:
    """Whether both engines may have mistaken a letter for a digit, so that a person looks.

    "poul69" ends in an l, for "Poul" is listed and "pou" is no word; and "carlo" is one. All else counts.
    """
    proven = {place for span in _proven(address, knows) for place in range(*span)}
    return any(not proven.issuperset(range(*found.span())) for found in _MISTAKABLE.finditer(address))


def _proven(address: str, knows: Knows) -> Iterator[tuple[int, int]]:
    """Where letters are proved by the list: the last of a name before a number, the last two of a word before "@"."""
    for found in _NUMBERED.finditer(address):
        if len(found[1]) >= _FEWEST and knows(found[0].capitalize()) and not _is_word(found[1], knows):
            yield found.end() - 1, found.end()
    for found in _LAST.finditer(address):
        if _is_word(found[0], knows):
            yield found.end() - 2, found.end()


def address(found: Agreed, clear: Clarity, knows: Knows) -> Agreed:
    """An address; "pial8" is proposed as "pia18", for that leaves a word. In a smeared scan "m" and "rn" look alike:
    there only a word that would be none with the other proves what it has.
    """
    is_word = partial(_is_word, knows=knows)
    if not found.verified:
        text = _ELEVEN.sub(lambda at: f"{at[1]}11" if is_word(at[1]) and not is_word(at[0]) else at[0], found.text)
        return replace(found, text=_NUMBERED.sub(lambda at: _one(at, is_word), text))
    alike = [part for part in _PART.findall(found.text.lower()) if "m" in part or "rn" in part]
    if clear.smeared and not all(unmistakable(part, "m", "rn", is_word) for part in alike):
        return replace(found, verified=False, confidence=min(found.confidence, MOST_UNVERIFIED))
    return found


def _is_word(text: str, knows: Knows) -> bool:
    return knows(text) or knows(text.capitalize())  # names are listed with their capital


def _one(at: re.Match[str], is_word: Callable[[str], bool]) -> str:
    """The l of "pial8" as a one, where that leaves a word, and it is none with the l."""
    return f"{at[1]}1" if is_word(at[1]) and not is_word(at[0]) else at[0]

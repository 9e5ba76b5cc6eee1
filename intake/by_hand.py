"""What is written by hand is never certain: two engines can lose the same stroke of an "ø". Pure.

Nothing on a page says which pen wrote it, but the engines do: of typed boxes they read nearly all alike, of handwriting
half. Where a page looks written by hand, its names and lines are left to a person (or to the file name, when it says
the same); numbers, days and addresses stand, for those have a shape that a lost stroke breaks.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from cases.application import Source, Value
from intake.agree import MOST_UNVERIFIED
from intake.clarity import Clarity
from intake.forms import FieldType

TEXT_BY_HAND = 0.85
"""Free text of less confidence is written by hand. Measured: of 112 typed ones 1, of 261 written ones 150."""

_FEW, _ALIKE, _NEARLY_ALL = 3, 0.7, 0.8
_SURE_ADDRESS = 0.99  # that is, each engine is sure by nine tenths
_BARE = re.compile(r"\d+[^\W\d_]")
OF_WORDS = (FieldType.NAME, FieldType.LINE)
"""Lines that hold words, which no shape of digits proves."""


def doubted(
    values: Mapping[str, Value], types: Mapping[str, FieldType], clear: Clarity = Clarity.CLEAR
) -> dict[str, Value]:
    """The values of one page; by hand, or where letters are smeared, none of words is verified by its looks alone.

    In a coarse scan an address must be read very surely, for no word proves its letters; in a smeared one nothing
    beside a text by hand is verified. A class "3B" is verified only where the page is typed: a pen may have run its
    full stop into the letter, and both engines lose it.
    """
    read, texts, lines = _read(values, types)
    doubtful = {*OF_WORDS, FieldType.TEXT} if clear.smeared or _by_hand(texts, lines) else set()
    smudged = clear.smeared and _some_by_hand(texts)
    bare = not _typed(texts, lines)
    left = {
        name: to_a_person(value)
        for name, value in read.items()
        if (types[name] in doubtful and (value.verified or types[name] in OF_WORDS))
        or (bare and value.verified and _bare_class(value, types[name]))
        or (clear.coarse and value.verified and types[name] is FieldType.EMAIL and value.confidence < _SURE_ADDRESS)
        or (smudged and value.verified)
    }
    return {**values, **left}


def is_by_hand(values: Mapping[str, Value], types: Mapping[str, FieldType]) -> bool:
    """Whether a page looks written by hand, by what is read of it so far."""
    _, texts, lines = _read(values, types)
    return _by_hand(texts, lines)


def _read(
    values: Mapping[str, Value], types: Mapping[str, FieldType]
) -> tuple[dict[str, Value], list[Value], list[Value]]:
    """What was read of the scan, and of that the texts and the lines."""
    read = {name: value for name, value in values.items() if value.source is Source.OCR}
    texts = [value for name, value in read.items() if types[name] is FieldType.TEXT]
    lines = [value for name, value in read.items() if types[name] not in (FieldType.TEXT, FieldType.CHOICE)]
    return read, texts, lines


def _by_hand(texts: Sequence[Value], lines: Sequence[Value]) -> bool:
    alike = sum(value.verified for value in lines)
    return _some_by_hand(texts) or (len(lines) >= _FEW and alike < _ALIKE * len(lines))


def _some_by_hand(texts: Sequence[Value]) -> bool:
    return any(text.confidence < TEXT_BY_HAND for text in texts)


def _typed(texts: Sequence[Value], lines: Sequence[Value]) -> bool:
    """Whether the page is surely typed: a whole text is read alike, and nearly every line."""
    return any(text.verified for text in texts) and sum(line.verified for line in lines) >= _NEARLY_ALL * len(lines)


def _bare_class(value: Value, kind: FieldType) -> bool:
    return kind is FieldType.CLASS and _BARE.fullmatch(value.text) is not None


def to_a_person(value: Value) -> Value:
    """The same, for a person to look at; who reads it is told no more than that it is not sure."""
    return replace(value, verified=False, confidence=min(value.confidence, MOST_UNVERIFIED))

"""What is written by hand is never certain: two engines can lose the same stroke of an "ø", or the 1 of a month. Pure.

Nothing on a page says which pen wrote it, but the engines do: of typed boxes they read nearly all alike, of handwriting
half. Where a page looks written by hand, all that is read of it is left to a person (or to the file name, when it says
the same).
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
_BARE = re.compile(r"\d+( ?[^\W\d_]+)")
_SURE_CLASS = 0.985  # the least of a class without its full stop: each engine is sure by 0.85
_FOOTED = frozenset("xzkXZKAR")
"""Letters that begin with a foot on the line, into which a full stop before them runs."""

OF_WORDS = (FieldType.NAME, FieldType.LINE)
"""Lines that hold words, which no shape of digits proves."""


def doubted(
    values: Mapping[str, Value], types: Mapping[str, FieldType], clear: Clarity = Clarity.CLEAR
) -> dict[str, Value]:
    """The values of one page: by hand none is verified by its looks, and where letters are smeared no words are.

    In a coarse scan an address must be read very surely, for no word proves its letters. In a smeared one no class is
    verified, for nothing proves its one digit and its letter.
    """
    read, texts, lines = _read(values, types)
    by_hand, typed = _by_hand(texts, lines, clear), _typed(texts, lines)
    unproved = OF_WORDS if by_hand else (*OF_WORDS, FieldType.CLASS) if clear.smeared else ()
    left = {
        name: to_a_person(value)
        for name, value in read.items()
        if types[name] in unproved
        or (
            value.verified
            and (
                by_hand
                or (clear.smeared and types[name] is FieldType.TEXT)
                or (types[name] is FieldType.CLASS and _lost_stop(value, typed=typed))
                or (clear.coarse and types[name] is FieldType.EMAIL and value.confidence < _SURE_ADDRESS)
            )
        )
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


def _by_hand(texts: Sequence[Value], lines: Sequence[Value], clear: Clarity = Clarity.CLEAR) -> bool:
    """Whether its texts look so, or many of its lines; a smeared scan's tell nothing: no words are verified there."""
    alike = sum(value.verified for value in lines)
    written = any(text.confidence < TEXT_BY_HAND for text in texts)
    return written or (not clear.smeared and len(lines) >= _FEW and alike < _ALIKE * len(lines))


def _typed(texts: Sequence[Value], lines: Sequence[Value]) -> bool:
    """Whether the page is surely typed: a whole text is read alike, and nearly every line."""
    return any(text.verified for text in texts) and sum(line.verified for line in lines) >= _NEARLY_ALL * len(lines)


def _lost_stop(value: Value, *, typed: bool) -> bool:
    """Whether a class may have a full stop that both engines lost: "3.B", where a pen ran it into the letter; "7.x",
    where it stands on the letter's foot; and nobody writes "1 klasse" without.
    """
    bare = _BARE.fullmatch(value.text)
    if bare is None:
        return False
    return len(bare[1]) > 1 or bare[1] in _FOOTED or not typed or value.confidence < _SURE_CLASS


def to_a_person(value: Value) -> Value:
    """The same, for a person to look at; who reads it is told no more than that it is not sure."""
    return replace(value, verified=False, confidence=min(value.confidence, MOST_UNVERIFIED))

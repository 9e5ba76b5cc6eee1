"""What is written by hand is never certain: two engines can lose the same stroke of an "ø". Pure.

Nothing on a page says which pen wrote it, but the engines do: of typed boxes they read nearly all alike, of handwriting
half. Where a page looks written by hand, its names and lines are left to a person (or to the file name, when it says
the same); numbers, days and addresses stand, for those have a shape that a lost stroke breaks.
"""

from collections.abc import Mapping
from dataclasses import replace

from cases.application import Source, Value
from intake.agree import MOST_UNVERIFIED
from intake.clarity import FEWEST
from intake.forms import FieldType

TEXT_BY_HAND = 0.85
"""Free text of less confidence is written by hand. Measured: of 112 typed ones 1, of 261 written ones 150."""

_FEW, _ALIKE = 3, 0.7
OF_WORDS = (FieldType.NAME, FieldType.LINE)
"""Lines that hold words, which no shape of digits proves."""


def doubted(values: Mapping[str, Value], types: Mapping[str, FieldType], dpi: int) -> dict[str, Value]:
    """The values of one page; by hand, or scanned at so few `dpi`, none of words is verified by its looks alone."""
    if dpi >= FEWEST and not _by_hand(values, types):
        return dict(values)
    return {name: _left(value, types[name]) for name, value in values.items()}


def _by_hand(values: Mapping[str, Value], types: Mapping[str, FieldType]) -> bool:
    read = {name: value for name, value in values.items() if value.source is Source.OCR}
    texts = [value for name, value in read.items() if types[name] is FieldType.TEXT]
    lines = [value for name, value in read.items() if types[name] not in (FieldType.TEXT, FieldType.CHOICE)]
    alike = sum(value.verified for value in lines)
    return any(value.confidence < TEXT_BY_HAND for value in texts) or (
        len(lines) >= _FEW and alike < _ALIKE * len(lines)
    )


def _left(value: Value, kind: FieldType) -> Value:
    """The same, for a person to look at; who reads it is told no more than that it is not sure."""
    if value.source is not Source.OCR or not (kind in OF_WORDS or (kind is FieldType.TEXT and value.verified)):
        return value
    return replace(value, verified=False, confidence=min(value.confidence, MOST_UNVERIFIED))

"""What was read of a paper, weighed against what was written on it."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from benchmarks.foreign.filled import Filled
from benchmarks.foreign.layouts import Layout
from benchmarks.layout_runs.papers import Paper
from benchmarks.layout_runs.ways import Said
from benchmarks.reading_runs.score import same
from intake.form import FieldType
from intake.forms import load_forms

ALIKE = 0.98
"""So many of its letters of a free text must be right (difflib's ratio)."""


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field that a layout asks for, as written and as read; both are invented. `exact` is right letter for letter."""

    name: str
    right: bool
    exact: bool
    verified: bool
    written: str = field(repr=False)
    found: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper read in one way: `seconds` of CPU, its fields, and each signature box as "signed -> uncertain"."""

    paper: Paper
    way: str
    pages: int
    seconds: float
    fields: tuple[FieldRow, ...]
    boxes: tuple[str, ...]


def fields(layout: Layout, truth: Filled, said: Said) -> Iterator[FieldRow]:
    """A row for each field that the layout asks for, but signatures."""
    for name in sorted({spot.name for spot in layout.spots if spot.name} - set(truth.signed)):
        written, (found, verified) = truth.said.get(name, ""), said[0].get(name, ("", False))
        kind = _types()[name]
        yield FieldRow(name, alike(kind, written, found), same(kind, written, found), verified, written, found)


def boxes(truth: Filled, said: Said) -> Iterator[str]:
    """What became of each signature box."""
    found = {box.name: box.state.value for box in said[1]}
    for name, signed in truth.signed.items():
        yield f"{'signed' if signed else 'bare'} -> {found.get(name, 'not found')}"


def alike(kind: FieldType, written: str, read: str) -> bool:
    """Whether a field was read right: free text by ALIKE, anything else as on forms of ours."""
    if kind is FieldType.TEXT:
        return difflib.SequenceMatcher(None, written, " ".join(read.split()), autojunk=False).ratio() >= ALIKE
    return same(kind, written, read)


@cache
def _types() -> Mapping[str, FieldType]:
    return {each.name: each.type for form in load_forms().values() for each in form.fields}

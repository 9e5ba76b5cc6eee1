"""What bounds the places for answers on a page of an unknown form."""

from collections.abc import Sequence
from dataclasses import dataclass

from cases.application import Box
from intake.asking import Heading, Hit, Segment
from intake.cells import Grid


@dataclass(frozen=True, slots=True)
class Around:
    """All that bounds a place: rules, texts, labels and headings of the page."""

    grid: Grid
    pieces: Sequence[Segment]
    hits: Sequence[Hit]
    headings: Sequence[Heading]

    @property
    def printed(self) -> tuple[Hit | Heading, ...]:
        """Labels and headings alike."""
        both: tuple[Hit | Heading, ...] = (*self.hits, *self.headings)
        return both


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer stands; `free` when nothing is drawn around it."""

    box: Box
    free: bool = False

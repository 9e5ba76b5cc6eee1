"""A set of boxes as rows of numbers, seen and read once and judged as often as needed."""

import pickle
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from benchmarks.signatures.dataset import SAMPLE, SIGNATURE, places, sample
from cases.application import Ink
from intake.lines import LineReader
from intake.signature import Seen, decided, held_back, see
from intake.signature_model import NAMES, OWN, Floats, SignatureModel, row_of
from intake.signature_text import Legible, LetterReader, Reading, reading

_UNREAD = Reading(Legible(0.0, 0.0, 0.0, 0.0), np.zeros(len(NAMES) - OWN))


@dataclass(frozen=True, slots=True)
class Row:
    """One box: the truth, how it was scanned, what was seen, and how it reads if there is ink.

    It is read whatever guards say: what is kept is good for other guards too.
    """

    kind: str
    profile: str
    hand: str
    seen: Seen
    read: Reading | None

    @property
    def signature(self) -> bool:
        """Whether it is a signature."""
        return self.kind in (SIGNATURE, SAMPLE)

    @property
    def judged(self) -> bool:
        """Whether it is for the model to judge: no guard held it back."""
        return self.read is not None and held_back(self.seen) is None

    @property
    def numbers(self) -> Floats:
        """What the model judges by, of a row that is for it to judge."""
        assert self.seen.features and self.seen.shape and self.read
        return row_of(self.seen.features, self.seen.shape, self.read)

    def state(self, model: SignatureModel | None = None) -> Ink:
        """What the reading says of it."""
        return decided(self.seen, lambda: self.read or _UNREAD, model).state


def rows_of(part: tuple[int, int, int], kept: Path | None = None) -> list[Row]:
    """The rows of a set (seed, signatures, boxes of each kind), kept in a folder if one is given.

    What is kept there is not seen again: the folder is good for one state of the code.
    """
    if kept is None:
        return _seen(part)
    file = kept / f"{'-'.join(map(str, part))}.rows"
    if not file.exists():
        kept.mkdir(parents=True, exist_ok=True)
        file.write_bytes(pickle.dumps(_seen(part)))
    rows: list[Row] = pickle.loads(file.read_bytes())
    return rows


def rows_of_all(parts: Sequence[tuple[int, int, int]], kept: Path | None = None) -> list[Row]:
    """The rows of all parts of a set."""
    return [row for part in parts for row in rows_of(part, kept)]


def _seen(part: tuple[int, int, int]) -> list[Row]:
    cv2.setNumThreads(1)
    reader, rows = LineReader(), []
    for kind, profile, number in places(*part[1:]):
        rows.append(_row(kind, profile, part[0], number, reader))
        if len(rows) % 1000 == 0:
            print(f"{len(rows)} boxes", file=sys.stderr, flush=True)
    return rows


def _row(kind: str, profile: str, seed: int, number: int, reader: LetterReader) -> Row:
    drawn = sample(kind, profile, seed, number)
    seen, ink = see(drawn.shown, drawn.printed)
    read = None if seen.blank else reading(drawn.shown, ink, reader)
    return Row(kind, profile, drawn.hand, seen, read)


def table(rows: list[Row]) -> tuple[Floats, np.ndarray, np.ndarray]:
    """Of the rows that are for the model to judge: numbers, whether each is a signature, and its kind."""
    judged = [row for row in rows if row.judged]
    return (
        np.array([row.numbers for row in judged]),
        np.array([row.signature for row in judged]),
        np.array([row.kind for row in judged]),
    )

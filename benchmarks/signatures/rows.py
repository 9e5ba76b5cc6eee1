"""A set of boxes as rows of features, seen once and judged as often as needed."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial

import cv2
import numpy as np

from benchmarks.signatures.dataset import NONE, SAMPLE, SIGNATURE, places, sample
from cases.application import Ink
from intake.boxes import readable
from intake.features import NAMES, Numbers, numbers
from intake.ocr import Ocr
from intake.signature import Seen, decided, see
from intake.signature_model import SignatureModel


@dataclass(frozen=True, slots=True)
class Row:
    """One box: the truth, how it was scanned, what was seen; `text` says whether OCR reads something in its ink."""

    kind: str
    profile: str
    hand: str
    seen: Seen
    text: Callable[[], bool]

    @property
    def signature(self) -> bool:
        """Whether it is a signature."""
        return self.kind in (SIGNATURE, SAMPLE)

    @property
    def numbers(self) -> Numbers:
        """The features, without a number where there is no ink."""
        return numbers(self.seen.features) if self.seen.features else np.full(len(NAMES), np.nan)

    def state(self, model: SignatureModel | None = None, *, alone: bool = False) -> Ink:
        """What the reading says of it; `alone`: without the help of OCR."""
        return decided(self.seen, _unread if alone else self.text, model).state


def rows_of(
    seed: int, signatures: int, each: int, often: Mapping[str, int] = NONE, *, engine: Ocr | None = None
) -> list[Row]:
    """The rows of a set; without an engine nothing can be read, and the figures are those of the model alone."""
    cv2.setNumThreads(1)
    rows = []
    for kind, profile, number in places(signatures, each, often):
        drawn = sample(kind, profile, seed, number)
        seen, _ = see(drawn.shown, drawn.printed)
        rows.append(Row(kind, profile, drawn.hand, seen, readable_at(engine, kind, profile, seed, number)))
        if len(rows) % 1000 == 0:
            print(f"{len(rows)} boxes", file=sys.stderr, flush=True)
    return rows


def readable_at(engine: Ocr | None, kind: str, profile: str, seed: int, number: int) -> Callable[[], bool]:
    """Whether OCR reads something in a box, asked when it is needed: the box is then drawn again."""
    return cache(partial(_read, engine, kind, profile, seed, number)) if engine else _unread


def _unread() -> bool:
    return False


def _read(engine: Ocr, kind: str, profile: str, seed: int, number: int) -> bool:
    drawn = sample(kind, profile, seed, number)
    _, ink = see(drawn.shown, drawn.printed)
    return readable(np.where(ink > 0, drawn.shown, 255).astype(np.uint8), engine)


def table(rows: list[Row]) -> tuple[Numbers, np.ndarray, np.ndarray]:
    """Of the rows with strokes: features, whether each is a signature, and its kind."""
    inked = [row for row in rows if not row.seen.blank]
    return (
        np.array([row.numbers for row in inked]),
        np.array([row.signature for row in inked]),
        np.array([row.kind for row in inked]),
    )

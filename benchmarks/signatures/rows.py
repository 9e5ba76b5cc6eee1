"""A set of boxes as rows of features, seen once and judged as often as needed."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

import cv2
import numpy as np

from benchmarks.signatures.dataset import SIGNATURE, samples
from cases.application import Ink
from intake.boxes import readable
from intake.features import NAMES, Numbers, numbers
from intake.images import Grey
from intake.laid import as_grey
from intake.ocr import Ocr
from intake.residue import Mask
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
        return self.kind == SIGNATURE

    @property
    def numbers(self) -> Numbers:
        """The features, without a number where there is no ink."""
        return numbers(self.seen.features) if self.seen.features else np.full(len(NAMES), np.nan)

    def state(self, model: SignatureModel | None = None) -> Ink:
        """What the reading says of it."""
        return decided(self.seen, self.text, model).state


def rows_of(seed: int, signatures: int, each: int, *, ocr: bool = False) -> list[Row]:
    """The rows of a set; without `ocr` nothing can be read, and the figures are those of the model alone."""
    cv2.setNumThreads(1)
    engine = Ocr() if ocr else None
    rows: list[Row] = []
    for sample in samples(seed, signatures, each):
        seen, ink = see(sample.shown, sample.printed)
        text = cache(partial(_read, engine, _packed(sample.shown, ink))) if engine else _unread
        rows.append(Row(sample.kind, sample.profile, sample.hand, seen, text))
        if len(rows) % 1000 == 0:
            print(f"{len(rows)} boxes", file=sys.stderr, flush=True)
    return rows


def _unread() -> bool:
    return False


def _packed(shown: Grey, ink: Mask) -> bytes:
    return bytes(cv2.imencode(".png", np.where(ink > 0, shown, 255))[1].tobytes())


def _read(engine: Ocr, packed: bytes) -> bool:
    return readable(as_grey(cv2.imdecode(np.frombuffer(packed, np.uint8), cv2.IMREAD_GRAYSCALE)), engine)


def table(rows: list[Row]) -> tuple[Numbers, np.ndarray, np.ndarray]:
    """Of the rows with strokes: features, whether each is a signature, and its kind."""
    inked = [row for row in rows if not row.seen.blank]
    return (
        np.array([row.numbers for row in inked]),
        np.array([row.signature for row in inked]),
        np.array([row.kind for row in inked]),
    )

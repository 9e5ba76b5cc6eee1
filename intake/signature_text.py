"""How the ink of a box reads: a typed name, a date and a script font can be read, a signature hardly.

The reader knows nothing of signatures. It tells of each letter that it would write how sure it is, and, before any
letter, what its network makes of the strokes at each place; that tells writing from drawing, and one pen from another.
"""

from dataclasses import dataclass, field
from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt

from intake.glance import Glance
from intake.images import Grey
from intake.residue import Mask

LETTERS = "abcdefghijklmnopqrstuvwxyzæøå"
LETTERS += LETTERS.upper() + "0123456789.-/ "
_ROOM = 6  # pixels of paper around the ink
_FEW, _SURE = 3, 0.95


class LetterReader(Protocol):
    """Who reads a line; `lines.LineReader` is one."""

    def glance(self, pixels: Grey, letters: str) -> Glance:
        """How sure it is of each letter that it would write, were there no others than these, and what it sees."""
        ...


@dataclass(frozen=True, slots=True)
class Legible:
    """How the ink reads: how many letters, how sure of them on the mean and of the least sure, how closely they stand.

    `close` is the letters for each height of the ink that it is wide.
    """

    letters: float
    sure: float
    least: float
    close: float

    @property
    def text(self) -> bool:
        """Whether it can be read so well that it may be a name in print or in a neat hand."""
        return self.letters >= _FEW and self.sure >= _SURE


@dataclass(frozen=True, slots=True)
class Reading:
    """How the ink reads, and what the reader's network saw: of each feature and stroke the mean, then how it varies."""

    legible: Legible
    seen: npt.NDArray[np.float64] = field(repr=False)


def reading(shown: Grey, ink: Mask, reader: LetterReader) -> Reading:
    """How what lies under the ink (255; there must be some) of the picture reads."""
    x, y, width, height = cv2.boundingRect(ink)
    window = np.s_[max(0, y - _ROOM) : y + height + _ROOM, max(0, x - _ROOM) : x + width + _ROOM]
    alone = np.asarray(cv2.bitwise_or(shown[window], cv2.bitwise_not(ink[window])), dtype=np.uint8)
    glance = reader.glance(alone, LETTERS)
    features, strokes = glance.features.astype(np.float64), glance.strokes.astype(np.float64)
    parts = features.mean(axis=0), features.std(axis=0), strokes.mean(axis=(1, 2)), strokes.std(axis=(1, 2))
    return Reading(_legible(glance.sure, alone.shape[1] / alone.shape[0]), np.concatenate(parts))


def _legible(sure: tuple[float, ...], across: float) -> Legible:
    if not sure:
        return Legible(0.0, 0.0, 0.0, 0.0)
    return Legible(float(len(sure)), float(np.mean(sure)), float(min(sure)), len(sure) / across)

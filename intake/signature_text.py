"""How far the ink of a box can be read as letters: a typed name, a date and a script font can, a signature hardly.

The reader knows nothing of signatures. It tells of each letter that it would write how sure it is.
"""

from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np

from intake.images import Grey
from intake.residue import Mask

LETTERS = "abcdefghijklmnopqrstuvwxyzæøå"
LETTERS += LETTERS.upper() + "0123456789.-/ "
_ROOM = 6  # pixels of paper around the ink
_FEW, _SURE = 3, 0.9


class LetterReader(Protocol):
    """Who reads a line; `lines.LineReader` is one."""

    def sureness(self, pixels: Grey, letters: str) -> tuple[float, ...]:
        """How sure it is (0..1) of each letter that it would write, were there no others than these."""
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


def legible(shown: Grey, ink: Mask, reader: LetterReader) -> Legible:
    """How what lies under the ink (255; there must be some) of the picture reads."""
    x, y, width, height = cv2.boundingRect(ink)
    window = np.s_[max(0, y - _ROOM) : y + height + _ROOM, max(0, x - _ROOM) : x + width + _ROOM]
    alone = np.where(ink[window] > 0, shown[window], 255).astype(np.uint8)
    sure = reader.sureness(alone, LETTERS)
    if not sure:
        return Legible(0.0, 0.0, 0.0, 0.0)
    across = alone.shape[1] / alone.shape[0]
    return Legible(float(len(sure)), float(np.mean(sure)), float(min(sure)), len(sure) / across)

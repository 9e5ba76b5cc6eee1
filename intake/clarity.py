"""How clear a scan is: whether small marks in it can be told apart. Asked once for a page: all of it is sampled.

A scan is *coarse* when a full stop looks like a comma, and an l like an i: at few dpi, or at not many in black and
white. It is *smeared* when also strokes run together, so that both engines see the same other letter: at few dpi, or in
a fax's rows.
"""

from enum import Enum

import numpy as np

from intake.images import Grey
from intake.laid import Laid

FEWEST = 100
"""The fewest dpi at which names are verified: at 75 the ring of an "Å" is one pixel, and both engines lose it."""

_FEWEST_OF_TWO = 250
"""The fewest dpi of a scan in black and white at which texts are: below it a full stop and a comma are one blot."""

_STEP = 5  # every so many pixels are looked at
_INK, _BLACK = 200, 30  # what is darker than paper; what is black
_TWO_GREYS, _PURE = 0.4, 0.97
"""The share of the ink that is black. Measured: in grey 0.00 to 0.09, in a fax 0.61 to 0.9 (its rows are stretched), in
1-bit 1.00."""


class Clarity(Enum):
    """How clear a scan is."""

    CLEAR = "clear"
    COARSE = "coarse"
    SMEARED = "smeared"

    @property
    def coarse(self) -> bool:
        """Whether it is coarse at least."""
        return self is not Clarity.CLEAR

    @property
    def smeared(self) -> bool:
        """Whether it is smeared."""
        return self is Clarity.SMEARED


def clarity(laid: Laid) -> Clarity:
    """How clear the scan is that a page was found in."""
    if laid.dpi < FEWEST:
        return Clarity.SMEARED
    black = _black(laid.scan) if laid.dpi < _FEWEST_OF_TWO else 0.0
    if black < _TWO_GREYS:
        return Clarity.CLEAR
    return Clarity.SMEARED if black < _PURE else Clarity.COARSE


def stretched(pixels: Grey) -> bool:
    """Whether a picture is a fax's, whose rows were stretched to square pixels."""
    return _TWO_GREYS <= _black(pixels) < _PURE


def _black(pixels: Grey) -> float:
    """The share of the ink that is black."""
    some = pixels[::_STEP, ::_STEP]
    ink = some[some < _INK]
    return float(np.mean(ink < _BLACK)) if ink.size else 0.0

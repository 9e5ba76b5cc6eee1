"""How clear a scan is: whether small marks in it can be told apart."""

import numpy as np

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


def coarse(laid: Laid) -> bool:
    """Whether a full stop looks like a comma, and an l like an i: at few dpi, or at not many in black and white."""
    return laid.dpi < FEWEST or (laid.dpi < _FEWEST_OF_TWO and _black(laid) >= _TWO_GREYS)


def smeared(laid: Laid) -> bool:
    """Whether strokes run together, so that both engines see the same other letter: at few dpi, or in a fax's rows."""
    return laid.dpi < FEWEST or (laid.dpi < _FEWEST_OF_TWO and _TWO_GREYS <= _black(laid) < _PURE)


def _black(laid: Laid) -> float:
    """The share of the ink that is black."""
    some = laid.scan[::_STEP, ::_STEP]
    ink = some[some < _INK]
    return float(np.mean(ink < _BLACK)) if ink.size else 0.0

"""How clear a scan is: whether small marks in it can be told apart."""

import numpy as np

from intake.laid import Laid

FEWEST = 100
"""The fewest dpi at which names are verified: at 75 the ring of an "Å" is one pixel, and both engines lose it."""

_FEWEST_OF_TWO = 250
"""The fewest dpi of a scan in black and white at which texts are: below it a full stop and a comma are one blot."""

_STEP = 5  # every so many pixels are looked at
_INK, _BLACK = 200, 30  # what is darker than paper; what is black
_TWO_GREYS = 0.4  # the share of the ink that is black. Measured: in grey 0.00 to 0.09, fax 0.61 and more, 1-bit 1.00


def coarse(laid: Laid) -> bool:
    """Whether a full stop looks like a comma, and an l like an i: at few dpi, or at not many in black and white."""
    return laid.dpi < FEWEST or (laid.dpi < _FEWEST_OF_TWO and _black_and_white(laid))


def _black_and_white(laid: Laid) -> bool:
    some = laid.scan[::_STEP, ::_STEP]
    ink = some[some < _INK]
    return ink.size > 0 and bool(np.mean(ink < _BLACK) >= _TWO_GREYS)

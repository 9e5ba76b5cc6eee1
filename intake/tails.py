"""Letters whose tails end on the line they stand on: a "g" that loses its tail with the line is read as an "a"."""

import cv2
import numpy as np
import numpy.typing as npt

from intake.images import Grey
from intake.rules import Ruled

_DARK = 165
_REACH = 2.2  # points above and below the middle of a line that may belong to it
_MORE = 1.5  # pixels by which ink is thicker than the line where a letter touches it
_BESIDE = 4  # pixels around a standing line, where nothing is kept


def with_tails(shown: Grey, found: Ruled, dpi: int) -> Grey:
    """A box without its ruled lines, but with what of them is thicker than the line itself: there a letter ends."""
    kept, point = found.bare.copy(), dpi / 72
    standing = np.zeros(shown.shape[1], bool)
    for rule in (each for each in found.rules if not each.across):
        at = round(rule.x0 * point)
        standing[max(0, at - _BESIDE) : at + _BESIDE + 1] = True
    for rule in (each for each in found.rules if each.across and not each.dotted):
        middle, reach = round(rule.y0 * point), round(_REACH * point)
        window = np.s_[
            max(0, middle - reach) : middle + reach + 1, max(0, round(rule.x0 * point)) : round(rule.x1 * point)
        ]
        thick = _through(shown[window] < _DARK)
        if not thick.any():
            continue
        touched = cv2.blur(thick[None], (3, 1))[0] >= np.median(thick[thick > 0]) + _MORE
        touched &= ~standing[window[1]]
        kept[window][:, touched] = shown[window][:, touched]
    return kept


def _through(dark: npt.NDArray[np.bool_]) -> npt.NDArray[np.float32]:
    """How many pixels of ink hang together in each column with the row that has the most."""
    row = int(dark.sum(axis=1).argmax())
    up, down = (np.logical_and.accumulate(side, axis=0).sum(axis=0) for side in (dark[row::-1], dark[row:]))
    return np.asarray(np.maximum(up + down - 1, 0), dtype=np.float32)

"""The lines to write on, taken out of a box of another's form, but not the tails of letters that end on them.

A "g" that loses its tail with the line is read as an "a", and dots of a dotted line that stay as full stops. What the
box's own picture does not tell to be a line (a copy's lines are fat, its dots grown together), the blank's does.
"""

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from intake.images import Grey
from intake.regions import INK
from intake.rules import Ruled
from intake.sight import Rule

_REACH = 2.2  # points above and below the middle of a line that may belong to it
_MORE = 1.5  # pixels by which ink is thicker than the line where a letter touches it
_BESIDE = 4  # pixels around a standing line, where nothing is kept
_SAME = 3.0  # points between a line of the blank and the same in the scan
_DOT, _LEVEL = 2.4, 1.6  # points: the largest dot of a dotted line, and how far from its middle it may lie


def with_tails(shown: Grey, found: Ruled, known: Sequence[Rule], dpi: int) -> Grey:
    """A box without its ruled lines, but with what of them is thicker than the line itself: there a letter ends.

    `found` are the lines seen in the box, `known` those of the blank.
    """
    kept, point = found.bare.copy(), dpi / 72
    standing = np.zeros(shown.shape[1], bool)
    for rule in (each for each in found.rules if not each.across):
        at = round(rule.x0 * point)
        standing[max(0, at - _BESIDE) : at + _BESIDE + 1] = True
    lying = [each for each in found.rules if each.across]
    missed = [each for each in known if each.across and all(abs(each.y0 - other.y0) > _SAME for other in lying)]
    for rule in (each for each in (*lying, *missed) if not each.dotted):
        middle, reach = round(rule.y0 * point), round(_REACH * point)
        across = slice(max(0, round(rule.x0 * point)), round(rule.x1 * point))
        window = np.s_[max(0, middle - reach) : middle + reach + 1, across]
        through = _through(shown[window] < INK)
        thick = through.sum(axis=0).astype(np.float32)
        if not thick.any():
            continue
        touched = cv2.blur(thick[None], (3, 1))[0] >= np.median(thick[thick > 0]) + _MORE
        touched &= ~standing[across]
        grown = cv2.dilate(through.astype(np.uint8), np.ones((3, 1), np.uint8)) > 0
        kept[window][grown & ~touched] = 255
        kept[window][:, touched] = shown[window][:, touched]
    return _without_dots(kept, [each for each in known if each.dotted], point)


def _through(dark: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """The ink that hangs together, column by column, with the row that has the most."""
    row = int(dark.sum(axis=1).argmax())
    up = np.logical_and.accumulate(dark[row::-1], axis=0)[::-1]
    down = np.logical_and.accumulate(dark[row:], axis=0)
    return np.vstack([up, down[1:]])


def _without_dots(kept: Grey, dotted: Sequence[Rule], point: float) -> Grey:
    """Without what is left of the dots on the blank's dotted lines."""
    if not dotted:
        return kept
    count, labels, stats, middles = cv2.connectedComponentsWithStats((kept < INK).astype(np.uint8), connectivity=8)
    small = np.maximum(stats[:, 2], stats[:, 3]) <= _DOT * point
    on_line = [np.abs(middles[:, 1] - rule.y0 * point) <= _LEVEL * point for rule in dotted]
    dots = small & np.any(on_line, axis=0)
    dots[0] = False
    gone = cv2.dilate(dots[labels].astype(np.uint8), np.ones((3, 3), np.uint8))
    return np.where(gone > 0, np.uint8(255), kept) if count > 1 else kept

"""Which printed places of a blank tell where they are: others' forms have dotted lines, and boxes without a frame."""

import cv2
import numpy as np

from intake.images import Grey

_BARE = 10.0  # shades of grey: how much the print of a place varies at least
_ALIKE = 0.95  # so alike, and two places are one to whoever looks for them


def distinct(page: Grey, place: tuple[int, int], half: int, reach: int, near: float) -> bool:
    """Whether what is printed at a place is no bare paper, and like nothing else within `reach`.

    A place on a dotted line, or on the middle of any line, is like its neighbours: found at one of those, it would seem
    to lie elsewhere. `half` is half a place's side, `near` how far it may lie from itself; all in pixels.
    """
    (x, y), around = place, half + reach
    patch = page[max(0, y - half) : y + half, max(0, x - half) : x + half]
    if patch.shape != (2 * half, 2 * half) or patch.std() < _BARE:
        return False
    left, top = max(0, x - around), max(0, y - around)
    likeness = cv2.matchTemplate(page[top : y + around, left : x + around], patch, cv2.TM_CCOEFF_NORMED)
    down, across = np.ogrid[: likeness.shape[0], : likeness.shape[1]]
    beside = np.hypot(across - (x - half - left), down - (y - half - top)) > near
    return not beside.any() or float(likeness[beside].max()) < _ALIKE

"""Whether two boxes hold the very same strokes: nobody signs twice alike, so one was copied from the other."""

import cv2
import numpy as np

from intake.residue import MM, Mask

_LONG = 15.0  # millimetres: less is a mark that anybody makes alike
_SIZE = 0.04  # how much the sides may differ
_SAME = 0.85
_SLACK = 8  # pixels


def same_ink(one: Mask, other: Mask) -> bool:
    """Whether the ink of two boxes (255 where there is some) is the same, wherever in the box it lies."""
    first, second = _trimmed(one), _trimmed(other)
    if first is None or second is None:
        return False
    (high, wide), (height, width) = first.shape, second.shape
    if abs(wide - width) > _SIZE * width + 4 or abs(high - height) > _SIZE * height + 4:
        return False
    sized = cv2.resize(first, (width, height), interpolation=cv2.INTER_AREA)
    framed = cv2.copyMakeBorder(_soft(second), *(_SLACK,) * 4, cv2.BORDER_CONSTANT, value=0)
    return bool(cv2.matchTemplate(framed, _soft(sized), cv2.TM_CCORR_NORMED).max() >= _SAME)


def _trimmed(ink: Mask) -> Mask | None:
    x, y, width, height = cv2.boundingRect(ink)
    return ink[y : y + height, x : x + width] if width - 1 >= _LONG * MM else None


def _soft(ink: cv2.typing.MatLike) -> Mask:
    return np.asarray(cv2.GaussianBlur(ink, (5, 5), 0), dtype=np.uint8)

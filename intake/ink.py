"""What is written in a box, as a picture: without print of the blank, lines to write on and dust, cut to its ink."""

from collections.abc import Sequence

import cv2
import numpy as np

from cases.application import Box
from intake.forms import FormField
from intake.images import Grey
from intake.laid import Laid
from intake.regions import INK, regions_of
from intake.rules import ruled
from intake.tails import blank_lines, with_tails

_INSET = 1.5  # points from the frame of a box to what is looked at
_SPECK = 0.4  # millimetres
_DOT = 1.0  # millimetres: the largest dot
_BESIDE, _ABOVE = 2.4, 1.4  # millimetres beside, and above or below, any larger ink, from which a dot stands alone


def inked(laid: Laid, field: FormField, dpi: int) -> Grey | None:
    """What is written in a box, without what the blank prints there, trimmed; None when nothing is."""
    box = inner(field)
    shown, printed = laid.crop(box, dpi).copy(), laid.blank(box, dpi)
    if laid.form.learned:  # others' forms have lines to write on, and a g whose tail goes with the line is an a
        blank = blank_lines(laid.form, laid.page, box, dpi)
        shown, printed = with_tails(shown, ruled(shown, dpi), blank.rules, dpi), blank.bare
    shown[cv2.dilate((printed < 235).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0] = 255
    return trimmed(shown, dpi)


def inner(field: FormField) -> Box:
    """A box without its frame."""
    x0, y0, x1, y1 = field.box
    return (x0 + _INSET, y0 + _INSET, x1 - _INSET, y1 - _INSET)


def trimmed(shown: Grey, dpi: int) -> Grey | None:
    """A picture of a box, without what the blank prints there, down to its writing; None when there is none."""
    shown = _without_dust(shown, dpi)
    regions = regions_of((shown < INK).astype(np.uint8))[1][1:]
    pieces = [each for each in regions if _counts(each, shown.shape, dpi)]
    if not pieces:
        return None
    edge = dpi // 25
    left, top = (max(0, min(int(each[side]) for each in pieces) - edge) for side in (0, 1))
    right, bottom = (max(int(each[side] + each[side + 2]) for each in pieces) + edge for side in (0, 1))
    return cv2.copyMakeBorder(shown[top:bottom, left:right], *(edge,) * 4, cv2.BORDER_CONSTANT, value=255).astype(
        np.uint8
    )


def _without_dust(shown: Grey, dpi: int) -> Grey:
    """Without dots that stand by themselves, which copies of copies are full of, and engines read as full stops.

    A full stop, the dot of an i and a hyphen are near something larger; where nothing is larger nothing is written.
    """
    dark = (shown < INK).astype(np.uint8)
    labels, stats = regions_of(dark)
    sizes = np.maximum(stats[:, 2], stats[:, 3]) * 25.4 / dpi
    small = sizes <= _DOT
    if not small[1:].any():
        return shown
    wide, high = (2 * round(reach * dpi / 25.4) + 1 for reach in (_BESIDE, _ABOVE))
    large = (~small[labels] & (dark > 0)).astype(np.uint8)
    near = cv2.dilate(large, np.ones((high, wide), np.uint8))
    alone = small.copy()
    alone[labels[near > 0]] = False
    alone[0] = False
    if not alone.any():
        return shown
    dust = cv2.dilate(alone[labels].astype(np.uint8), np.ones((5, 5), np.uint8))
    return np.where(dust > 0, np.uint8(255), shown)


def _counts(piece: Sequence[int], shape: tuple[int, ...], dpi: int) -> bool:
    """Whether a piece of ink is writing: no speck, and no remnant of the frame along the edge of the box."""
    x, y, width, height = (int(each) for each in piece[:4])
    millimetre = dpi / 25.4
    if max(width, height) < _SPECK * millimetre:
        return False
    along = min(width, height) < 0.6 * millimetre and max(width, height) > 4 * min(width, height)
    near = min(x, y, shape[1] - x - width, shape[0] - y - height) < 0.8 * millimetre
    return not (along and near)

"""What is written in a box, as a picture: without print of the blank, lines to write on and dust, cut to its ink."""

import cv2
import numpy as np
import numpy.typing as npt

from cases.application import Box
from intake.forms import FormField
from intake.images import Grey
from intake.laid import Laid, as_grey
from intake.regions import INK, Labels, chosen, regions_of
from intake.rules import ruled
from intake.tails import blank_lines, with_tails

_INSET = 1.5  # points from the frame of a box to what is looked at
_SPECK = 0.4  # millimetres
_DOT = 1.0  # millimetres: the largest dot
_BESIDE, _ABOVE = 2.4, 1.4  # millimetres beside, and above or below, any larger ink, from which a dot stands alone


def inked(laid: Laid, field: FormField, dpi: int) -> Grey | None:
    """What is written in a box, without what the blank prints there, trimmed; None when nothing is."""
    box = inner(field)
    shown, printed = laid.crop(box, dpi), laid.blank(box, dpi)
    if laid.form.learned:  # others' forms have lines to write on, and a g whose tail goes with the line is an a
        blank = blank_lines(laid.form, laid.page, box, dpi)
        shown, printed = with_tails(shown, ruled(shown, dpi), blank.rules, dpi), blank.bare
    near = cv2.dilate((printed < 235).view(np.uint8) * np.uint8(255), np.ones((5, 5), np.uint8))
    return trimmed(as_grey(cv2.bitwise_or(shown, near)), dpi)


def inner(field: FormField) -> Box:
    """A box without its frame."""
    x0, y0, x1, y1 = field.box
    return (x0 + _INSET, y0 + _INSET, x1 - _INSET, y1 - _INSET)


def trimmed(shown: Grey, dpi: int) -> Grey | None:
    """A picture of a box, without what the blank prints there, down to its writing; None when there is none."""
    labels, regions = regions_of((shown < INK).view(np.uint8))
    dust = _dust(shown, labels, regions, dpi)
    if dust is not None:
        shown = as_grey(cv2.bitwise_or(shown, dust))
        regions = regions_of((shown < INK).view(np.uint8))[1]
    pieces = regions[1:][_count(regions[1:], shown.shape, dpi)]
    if not len(pieces):
        return None
    edge = dpi // 25
    left, top = (max(0, int(side) - edge) for side in pieces[:, :2].min(axis=0))
    right, bottom = (int(side) + edge for side in (pieces[:, :2] + pieces[:, 2:4]).max(axis=0))
    return cv2.copyMakeBorder(shown[top:bottom, left:right], *(edge,) * 4, cv2.BORDER_CONSTANT, value=255).astype(
        np.uint8
    )


def _dust(shown: Grey, labels: Labels, stats: npt.NDArray[np.int32], dpi: int) -> Grey | None:
    """Where (255) dots stand by themselves, which copies of copies are full of, and engines read as full stops.

    A full stop, the dot of an i and a hyphen are near something larger; where nothing is larger nothing is written.
    """
    small = np.maximum(stats[:, 2], stats[:, 3]) * 25.4 / dpi <= _DOT
    small[0] = False
    if not small.any():
        return None
    dots = chosen(labels, small)
    large = cv2.bitwise_xor((shown < INK).view(np.uint8) * np.uint8(255), dots)
    wide, high = (2 * round(reach * dpi / 25.4) + 1 for reach in (_BESIDE, _ABOVE))
    near = cv2.dilate(large, np.ones((high, wide), np.uint8))
    small[labels[cv2.bitwise_and(near, dots) > 0]] = False
    return as_grey(cv2.dilate(chosen(labels, small), np.ones((5, 5), np.uint8))) if small.any() else None


def _count(pieces: npt.NDArray[np.int32], shape: tuple[int, ...], dpi: int) -> npt.NDArray[np.bool_]:
    """Which pieces of ink are writing: no specks, and no remnants of the frame along the edge of the box."""
    x, y, width, height = pieces[:, :4].T
    long, thin = np.maximum(width, height), np.minimum(width, height)
    millimetre = dpi / 25.4
    along = (thin < 0.6 * millimetre) & (long > 4 * thin)
    edge = np.minimum(np.minimum(x, y), np.minimum(shape[1] - x - width, shape[0] - y - height))
    return np.asarray((long >= _SPECK * millimetre) & ~(along & (edge < 0.8 * millimetre)))

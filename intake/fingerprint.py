"""A perceptual hash of what is written in each box of a laid page, so that the same paper, scanned again, is known.

Two scans of one paper differ in every byte, and two papers of one form look the same from afar. So only what the blank
does not print is looked at, box by box: the ink in a grid of cells, each told dark or light beside its neighbour (a
difference hash). Two papers are the same when every box agrees; a signature added since is another paper.
"""

import cv2
import numpy as np

from intake.forms import FormField
from intake.images import Grey
from intake.laid import Laid, as_grey
from intake.regions import regions_of

_DPI = 100
_ACROSS, _DOWN = 16, 4  # cells of what is written
_INSET = 3.0  # points
_INK = 60  # how much darker than the blank
_SPECK = 5  # pixels: what is smaller is dust
_STEP = 0.04  # share of ink by which a cell must be darker than its neighbour to count


def fingerprints(laid: Laid) -> dict[str, str]:
    """The hash of each box of the page by field name, hexadecimal, "" for a box without ink; none on a doubtful page.

    Each box of a choice has its own, called after its value.
    """
    if not laid.fits:
        return {}
    boxes = laid.form.on(laid.page)
    return {f"{field.name}:{field.value}".rstrip(":"): _hash(_ink(laid, field)) for field in boxes}


def _ink(laid: Laid, field: FormField) -> Grey:
    x0, y0, x1, y1 = field.box
    box = (x0 + _INSET, y0 + _INSET, x1 - _INSET, y1 - _INSET)
    printed = cv2.erode(laid.blank(box, _DPI), np.ones((3, 3), np.uint8))
    return as_grey((cv2.subtract(printed, laid.crop(box, _DPI)) > _INK).view(np.uint8) * np.uint8(255))


def _hash(ink: Grey) -> str:
    """What is written, from its own edges, in cells: a bit for each cell that is darker than the one to its right."""
    stats = regions_of(ink)[1][1:]
    pieces = stats[stats[:, 2:4].max(axis=1) >= _SPECK]
    if not len(pieces):
        return ""
    left, top = (int(side) for side in pieces[:, :2].min(axis=0))
    right, bottom = (int(side) for side in (pieces[:, :2] + pieces[:, 2:4]).max(axis=0))
    written = cv2.GaussianBlur(ink[top:bottom, left:right].astype(np.float32) / 255, (0, 0), 1.5)
    cells = cv2.resize(written, (_ACROSS + 1, _DOWN), interpolation=cv2.INTER_AREA)
    return np.packbits(np.diff(cells, axis=1) > _STEP).tobytes().hex()

"""How far off a laid page is: each box of the form that the picture shows, where it is and where it should be."""

from collections.abc import Callable

import numpy as np

from benchmarks.laying.sheets import Sheet, moved_by
from intake.form import Form
from intake.images import Scan, square
from intake.laid import Laid

MM = 25.4 / 72
WRONG = 2.0
"""Millimetres: a box that lies further off would be read beside what is written."""

Truth = Callable[[np.ndarray], np.ndarray]
"""From points of the blank to pixels of the file."""


def as_scan(sheet: Sheet) -> tuple[Scan, Truth]:
    """The sheet as a file would give it, its pixels square, and where each point of the blank is in it."""
    scan = square(sheet.pixels, sheet.across, sheet.down)
    to_file = _grown(sheet.pixels, scan.pixels) @ sheet.to_pixels
    return scan, lambda points: moved_by(to_file, sheet.bend(points))


def millimetres_off(laid: Laid, truth: Truth, scan: Scan) -> np.ndarray:
    """For every corner of a box that the picture shows, how far off it is laid, in millimetres of the paper."""
    to_laid = _grown(scan.pixels, laid.scan)
    off = []
    for field in laid.form.on(laid.page):
        x0, y0, x1, y1 = field.box
        corners = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
        inside = _shown(truth(corners), scan)
        back = np.linalg.inv(laid.at(field.box))
        found = moved_by(back, moved_by(to_laid, truth(corners)))
        off.extend(np.linalg.norm(found - corners, axis=1)[inside] * MM)
    return np.array(off)


def is_right(laid: Laid | None, form: Form, page: int, truth: Truth, scan: Scan) -> bool:
    """Whether a page is believed to be the page that it is, with no box wrongly placed."""
    if laid is None or not laid.fits or (laid.form.key, laid.page) != (form.key, page):
        return False
    off = millimetres_off(laid, truth, scan)
    return bool(len(off) and off.max() <= WRONG)


def _grown(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """From pixels of a picture to those of the same picture in another size."""
    across, down = (new / old for new, old in zip(after.shape[::-1], before.shape[::-1], strict=True))
    return np.array([[across, 0, (across - 1) / 2], [0, down, (down - 1) / 2], [0, 0, 1.0]])


def _shown(at: np.ndarray, scan: Scan) -> np.ndarray:
    height, width = scan.pixels.shape
    return (at >= 0).all(axis=1) & (at < (width, height)).all(axis=1)

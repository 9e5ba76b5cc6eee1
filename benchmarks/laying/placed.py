"""How far off a laid page is: each box of the form that the picture shows, where it is and where it should be."""

import numpy as np

from benchmarks.laying.sheets import Sheet, moved_by
from intake.form import Form
from intake.images import Scan, square
from intake.laid import Laid

MM = 25.4 / 72
WRONG = 2.0
"""Millimetres: a box that lies further off would be read beside what is written."""


def as_scan(sheet: Sheet) -> tuple[Scan, np.ndarray]:
    """The sheet as a file would give it, and the matrix from points to its pixels, which were made square."""
    scan = square(sheet.pixels, sheet.across, sheet.down)
    fx, fy = (new / old for new, old in zip(scan.pixels.shape[::-1], sheet.pixels.shape[::-1], strict=True))
    return scan, np.array([[fx, 0, (fx - 1) / 2], [0, fy, (fy - 1) / 2], [0, 0, 1.0]]) @ sheet.to_pixels


def millimetres_off(laid: Laid, truth: np.ndarray, scan: Scan) -> np.ndarray:
    """For every corner of a box that the picture shows, how far off it is laid, in millimetres of the paper."""
    back = np.linalg.inv(_resized(laid, scan) @ truth)
    off = []
    for field in laid.form.on(laid.page):
        x0, y0, x1, y1 = field.box
        corners = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
        inside = _shown(moved_by(truth, corners), scan)
        there = moved_by(back @ laid.at(field.box), corners)
        off.extend(np.linalg.norm(there - corners, axis=1)[inside] * MM)
    return np.array(off)


def is_right(laid: Laid | None, form: Form, page: int, truth: np.ndarray, scan: Scan) -> bool:
    """Whether a page is believed to be the page that it is, with no box wrongly placed."""
    if laid is None or not laid.fits or (laid.form.key, laid.page) != (form.key, page):
        return False
    off = millimetres_off(laid, truth, scan)
    return bool(len(off) and off.max() <= WRONG)


def _resized(laid: Laid, scan: Scan) -> np.ndarray:
    """From pixels of the file to those of the picture that was laid: large ones are shrunk, low ones stretched."""
    fx, fy = (new / old for new, old in zip(laid.scan.shape[::-1], scan.pixels.shape[::-1], strict=True))
    return np.array([[fx, 0, (fx - 1) / 2], [0, fy, (fy - 1) / 2], [0, 0, 1.0]])


def _shown(at: np.ndarray, scan: Scan) -> np.ndarray:
    height, width = scan.pixels.shape
    return (at >= 0).all(axis=1) & (at < (width, height)).all(axis=1)

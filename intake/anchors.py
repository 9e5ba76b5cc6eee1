"""Some sixty printed places of the blank (letters, lines, corners of boxes), looked for in a page that is nearly laid.

Where they are found makes the pose exact; the share that is found where it should be is the fit. Only those count that
the picture can show: a page whose quarter was cut off fits as well as a whole one, though it shows less.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from intake.form import Form
from intake.images import Grey
from intake.laid import ENOUGH, Laid, Points, as_grey, blank_at, blank_grid, moved, pixels_per_point, resized

_ANCHOR_DPI = 100
_STEP = 72 / _ANCHOR_DPI  # points a pixel
_GRID = blank_grid(_ANCHOR_DPI)  # from pixels at _ANCHOR_DPI to points
_PATCH = 12  # half a printed place, pixels at _ANCHOR_DPI: 6 mm in all
_REACHES = (12, 4)  # how far it is looked for: 3 mm, then 1 mm
_NEAR = 2.5  # how far from its place it may lie after laying: 0.6 mm
_BENT = 6.0  # and how far, where the paper itself is bent: 1.5 mm
_ALIKE = 0.5
_PLACES = 64
_SEEN = 20  # the fewest places that a picture must be able to show
_TELLING = 4  # the fewest places that tell two pages apart

Bools = npt.NDArray[np.bool_]


def settled(pixels: Grey, form: Form, page: int, to_scan: Points) -> Laid:
    """The pose made exact by the printed places, and how many of them agree."""
    places, patches = _places(form, page)
    fit, at, shifts = 0.0, np.zeros((0, 2)), np.zeros((0, 2))
    small, shrink = _shrunk(pixels, form, to_scan)
    for reach in _REACHES:
        shown = _upright(small, form, shrink @ to_scan)
        inside = _inside(pixels, to_scan, places)
        if inside.sum() < _SEEN:
            break
        found, alike = _found(shown, places, patches, reach)
        good = (alike >= _ALIKE) & inside
        if good.sum() < 8:
            break
        answer: tuple[Any, Any] = cv2.findHomography(
            moved(_GRID, places[good]), moved(_GRID, found[good]), cv2.RANSAC, _NEAR * _STEP
        )
        better, kept = answer
        if better is None:  # the types say it cannot be; OpenCV says it can
            break
        fit = float(kept.sum()) / float(inside.sum())
        if fit < ENOUGH / 2:
            break
        to_scan = to_scan @ better
        at, shifts = _bends(moved(_GRID, places[good]), moved(_GRID, found[good]), better)
    centre = np.array([form.width / 2, form.height / 2])
    dpi = round(pixels_per_point(to_scan, centre) * 72)
    return Laid(form, page, pixels, to_scan, fit, dpi, at, shifts)


def stands_out(laid: Laid, others: Iterable[tuple[Form, int]]) -> bool:
    """Whether what tells a page from each of the others is to be seen on it; other forms share most of their print."""
    places, patches = _places(laid.form, laid.page)
    inside = _inside(laid.scan, laid.to_scan, places)
    small, shrink = _shrunk(laid.scan, laid.form, laid.to_scan)
    _, alike = _found(_upright(small, laid.form, shrink @ laid.to_scan), places, patches, _REACHES[-1])
    for form, page in others:
        telling = _telling(laid.form, laid.page, form, page) & inside
        if telling.sum() < _TELLING or float((alike[telling] >= _ALIKE).mean()) < ENOUGH:
            return False
    return True


def _bends(places: Points, found: Points, pose: Points) -> tuple[Points, Points]:
    """Places and how far each lies beside where the pose takes it, in points, without those that are not the place."""
    shifts = moved(np.asarray(np.linalg.inv(pose)), found) - places
    near = np.linalg.norm(shifts, axis=1) < _BENT * _STEP
    return places[near], shifts[near]


def _inside(pixels: Grey, to_scan: Points, places: Points) -> Bools:
    """Which printed places the picture can show whole."""
    height, width = pixels.shape
    whole = np.ones(len(places), dtype=bool)
    for dx, dy in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        corner = moved(to_scan @ _GRID, places + _PATCH * np.array([dx, dy]))
        whole &= (corner >= 0).all(axis=1) & (corner < (width, height)).all(axis=1)
    return whole


def _shrunk(pixels: Grey, form: Form, to_scan: Points) -> tuple[Grey, Points]:
    """The picture at about _ANCHOR_DPI, or fine lines would be lost between the samples; and the matrix to it."""
    scale = pixels_per_point(to_scan, np.array([form.width / 2, form.height / 2])) * _STEP
    if not 1.5 < scale < 100:
        return pixels, np.eye(3)
    small = cv2.resize(pixels, None, fx=1 / scale, fy=1 / scale, interpolation=cv2.INTER_AREA)
    return as_grey(small), resized(1 / scale)


def _upright(pixels: Grey, form: Form, to_scan: Points) -> Grey:
    size = (round(form.width / _STEP), round(form.height / _STEP))
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return as_grey(cv2.warpPerspective(pixels, to_scan @ _GRID, size, flags=flags, borderValue=255))


def _found(shown: Grey, places: Points, patches: Sequence[Grey], reach: int) -> tuple[Points, npt.NDArray[np.float64]]:
    """Where each printed place is in the page as shown, and how alike it is there (-1..1)."""
    framed = cv2.GaussianBlur(cv2.copyMakeBorder(shown, *(reach,) * 4, cv2.BORDER_REPLICATE), (3, 3), 0)
    found, alike = [], []
    for (x, y), patch in zip(places.astype(int), patches, strict=True):
        window = framed[y - _PATCH : y + _PATCH + 2 * reach, x - _PATCH : x + _PATCH + 2 * reach]
        likeness = cv2.matchTemplate(window, patch, cv2.TM_CCOEFF_NORMED)
        _, best, _, (dx, dy) = cv2.minMaxLoc(likeness)
        off_x, off_y = _between(likeness[dy, :], dx), _between(likeness[:, dx], dy)
        found.append((x + dx - reach + off_x, y + dy - reach + off_y))
        alike.append(best)
    return np.array(found, dtype=np.float64).reshape(-1, 2), np.array(alike)


def _between(likeness: npt.NDArray[Any], at: int) -> float:
    """How far the peak lies from the sample `at`, by a parabola through its neighbours: -0.5..0.5."""
    if not 0 < at < len(likeness) - 1:
        return 0.0
    before, peak, after = (float(each) for each in likeness[at - 1 : at + 2])
    curve = before - 2 * peak + after
    return max(-0.5, min(0.5, (before - after) / (2 * curve))) if curve < 0 else 0.0


@lru_cache(maxsize=256)
def _places(form: Form, page: int) -> tuple[Points, tuple[Grey, ...]]:
    """Printed places spread over the page, none inside a box that people write in; pixels at _ANCHOR_DPI."""
    blank = cv2.GaussianBlur(blank_at(form, page, _ANCHOR_DPI), (3, 3), 0)
    free = np.zeros(blank.shape, np.uint8)
    edge = _PATCH + 1
    free[edge:-edge, edge:-edge] = 255
    for field in form.on(page):
        x0, y0, x1, y1 = (round(each / _STEP) for each in field.box)
        free[y0 + _PATCH // 2 : y1 - _PATCH // 2, x0 + _PATCH // 2 : x1 - _PATCH // 2] = 0
    if code_box := form.code_box(page):
        x0, y0, x1, y1 = (round(each / _STEP) for each in code_box)
        free[y0 - _PATCH : y1 + _PATCH, x0 - _PATCH : x1 + _PATCH] = 0
    corners: npt.NDArray[Any] | None = cv2.goodFeaturesToTrack(blank, _PLACES, 0.02, 28, mask=free, blockSize=9)
    places = np.zeros((0, 2)) if corners is None else np.round(corners[:, 0]).astype(np.float64)
    patches = tuple(
        as_grey(blank[y - _PATCH : y + _PATCH, x - _PATCH : x + _PATCH].copy()) for x, y in places.astype(int)
    )
    return places, patches


@lru_cache(maxsize=1024)
def _telling(form: Form, page: int, other: Form, other_page: int) -> Bools:
    """Which of a page's printed places another page does not have."""
    places, patches = _places(form, page)
    blank = blank_at(other, other_page, _ANCHOR_DPI)
    size = (round(form.width / _STEP), round(form.height / _STEP))
    canvas = np.full((max(size[1], blank.shape[0]), max(size[0], blank.shape[1])), 255, np.uint8)
    canvas[: blank.shape[0], : blank.shape[1]] = blank
    _, alike = _found(canvas[: size[1], : size[0]], places, patches, _REACHES[-1])
    return np.asarray(alike < _ALIKE, dtype=bool)

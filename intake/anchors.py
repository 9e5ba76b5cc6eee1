"""Some sixty printed places of the blank (letters, lines, corners of boxes), looked for in a page that is nearly laid.

Where they are found makes the pose exact; the share that is found where it should be is the fit.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from intake.forms import Form
from intake.images import Grey
from intake.laid import ENOUGH, Laid, Points, as_grey, blank_at, pixels_per_point

_ANCHOR_DPI = 100
_PATCH = 12  # half a printed place, pixels at _ANCHOR_DPI: 6 mm in all
_REACH = 12  # how far it is looked for: 3 mm
_NEAR = 2.5  # how far from its place it may lie after laying: 0.6 mm
_ALIKE = 0.5
_PLACES = 64


def settled(pixels: Grey, form: Form, page: int, to_scan: Points) -> Laid:
    """The pose made exact by the printed places, and how many of them agree."""
    places, patches = _places(form, page)
    fit = 0.0
    for reach in (_REACH, _REACH // 3):
        shown = _upright(pixels, form, to_scan)
        found, alike = _found(shown, places, patches, reach)
        good = alike >= _ALIKE
        if good.sum() < 8:
            break
        answer: tuple[Any, Any] = cv2.findHomography(
            places[good] * 72 / _ANCHOR_DPI, found[good] * 72 / _ANCHOR_DPI, cv2.RANSAC, _NEAR * 72 / _ANCHOR_DPI
        )
        better, kept = answer
        if better is None:  # the types say it cannot be; OpenCV says it can
            break
        fit = float(kept.sum()) / len(places)
        if fit < ENOUGH / 2:
            break
        to_scan = to_scan @ better
    centre = np.array([form.width / 2, form.height / 2])
    dpi = round(pixels_per_point(to_scan, centre) * 72)
    return Laid(form, page, pixels, to_scan, fit, dpi)


def _upright(pixels: Grey, form: Form, to_scan: Points) -> Grey:
    step = 72 / _ANCHOR_DPI
    size = (round(form.width / step), round(form.height / step))
    scale = pixels_per_point(to_scan, np.array([form.width / 2, form.height / 2])) * step
    if scale > 1.5:  # shrink first, or fine lines are lost between the samples
        pixels = as_grey(cv2.resize(pixels, None, fx=1 / scale, fy=1 / scale, interpolation=cv2.INTER_AREA))
        to_scan = np.diag([1 / scale, 1 / scale, 1.0]) @ to_scan
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return as_grey(
        cv2.warpPerspective(pixels, to_scan @ np.diag([step, step, 1.0]), size, flags=flags, borderValue=255)
    )


def _found(shown: Grey, places: Points, patches: Sequence[Grey], reach: int) -> tuple[Points, Points]:
    """Where each printed place is in the page as shown, and how alike it is there (-1..1)."""
    framed = cv2.GaussianBlur(cv2.copyMakeBorder(shown, *(reach,) * 4, cv2.BORDER_REPLICATE), (3, 3), 0)
    found, alike = [], []
    for (x, y), patch in zip(places.astype(int), patches, strict=True):
        window = framed[y - _PATCH : y + _PATCH + 2 * reach, x - _PATCH : x + _PATCH + 2 * reach]
        likeness = cv2.matchTemplate(window, patch, cv2.TM_CCOEFF_NORMED)
        _, best, _, (dx, dy) = cv2.minMaxLoc(likeness)
        found.append((x + dx - reach, y + dy - reach))
        alike.append(best)
    return np.array(found, dtype=np.float64), np.array(alike)


@lru_cache(maxsize=16)
def _places(form: Form, page: int) -> tuple[Points, tuple[Grey, ...]]:
    """Printed places spread over the page, none inside a box that people write in; pixels at _ANCHOR_DPI."""
    blank = cv2.GaussianBlur(blank_at(form, page, _ANCHOR_DPI), (3, 3), 0)
    free = np.zeros(blank.shape, np.uint8)
    edge = _PATCH + 1
    free[edge:-edge, edge:-edge] = 255
    for field in form.on(page):
        x0, y0, x1, y1 = (round(each * _ANCHOR_DPI / 72) for each in field.box)
        free[y0 + _PATCH // 2 : y1 - _PATCH // 2, x0 + _PATCH // 2 : x1 - _PATCH // 2] = 0
    if code_box := form.code_box(page):
        x0, y0, x1, y1 = (round(each * _ANCHOR_DPI / 72) for each in code_box)
        free[y0 - _PATCH : y1 + _PATCH, x0 - _PATCH : x1 + _PATCH] = 0
    corners: npt.NDArray[Any] | None = cv2.goodFeaturesToTrack(blank, _PLACES, 0.02, 28, mask=free, blockSize=9)
    places = np.zeros((0, 2)) if corners is None else np.round(corners[:, 0]).astype(np.float64)
    patches = tuple(
        as_grey(blank[y - _PATCH : y + _PATCH, x - _PATCH : x + _PATCH].copy()) for x, y in places.astype(int)
    )
    return places, patches

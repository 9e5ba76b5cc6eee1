"""Some ninety printed places of the blank (letters, lines, corners of boxes), looked for in a page that is nearly laid.

Where they are found makes the pose exact; the share that is found where it should be is the fit. Only those count that
the picture can show: a page whose quarter was cut off fits as well as a whole one, though it shows less.
"""

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from intake.distinct import distinct
from intake.form import FieldType, Form
from intake.images import Grey
from intake.laid import ENOUGH, Laid, Points, as_grey, blank_at, blank_grid, halved, moved, pixels_per_point, resized

_ANCHOR_DPI = 100
_STEP = 72 / _ANCHOR_DPI  # points a pixel
_GRID = blank_grid(_ANCHOR_DPI)  # from pixels at _ANCHOR_DPI to points
_PATCH = 12  # half a printed place, pixels at _ANCHOR_DPI: 6 mm in all
_PASSES = (
    (12, 4.0),
    (12, 4.0),
    (4, 2.5),
)  # how far it is looked for: 3 mm, then 1 mm; how far off the pose may leave it
_SURE, _FLAT = 0.9, 1.5  # the fit, and the bend in points, at which one wide pass is enough
_REACH = 4
_NEAR = 2.5  # how far it may lie from where those around it say: 0.6 mm
_BENT = 20.0  # and how far from its place, where the paper is bent: 5 mm
_STIFF = 0.2  # how many places' worth of "not bent" is put against what was found
_ROUNDS = 5
_ALIKE = 0.5
_PLACES = 90
_BESIDE = 8  # pixels: so near, none may look alike
_FAR, _CLOSE = 70, 28  # pixels from one to the next: 18 mm, then 7 mm
_NEARLY, _LITTLE = 1.05, 1.3  # so little more than a half, or than enough, is not worth another shrinking
_SEEN = 20  # the fewest places that a picture must be able to show
_TELLING = 4  # the fewest places that tell two pages apart

Bools = npt.NDArray[np.bool_]


def settled(pixels: Grey, form: Form, page: int, to_scan: Points) -> Laid:
    """The pose made exact by the printed places, and how many of them agree with it or, on bent paper, with those
    around them.
    """
    places, patches = _places(form, page)
    fit, laid_at, shifts = 0.0, np.zeros((0, 2)), np.zeros((0, 2))
    bent = np.zeros((len(places), 2))
    small, shrink = _shrunk(pixels, form, to_scan)
    for number, (reach, near) in enumerate(_PASSES):
        if 0 < number < len(_PASSES) - 1 and fit >= _SURE and np.abs(shifts).max() < _FLAT:
            continue
        shown = _upright(small, form, shrink @ to_scan)
        inside = _inside(pixels, to_scan, places)
        if inside.sum() < _SEEN:
            break
        found, alike = _found(shown, places, patches, reach, bent)
        good = (alike >= _ALIKE) & inside
        if good.sum() < 8:
            break
        answer: tuple[Any, Any] = cv2.findHomography(
            moved(_GRID, places[good]), moved(_GRID, found[good]), cv2.RANSAC, near * _STEP
        )
        better, _ = answer
        if better is None or abs(np.linalg.det(better)) < 1e-9:  # the types say it cannot be None; OpenCV says it can
            break
        off = moved(np.linalg.inv(_GRID) @ np.linalg.inv(better) @ _GRID, found) - places
        bent, agree = _agreement(form, places, off, good)
        fit = float(agree.sum()) / float(inside.sum())
        if fit < ENOUGH / 2:
            break
        to_scan = to_scan @ better
        laid_at, shifts = moved(_GRID, places[agree]), off[agree] * _STEP
    centre = np.array([form.width / 2, form.height / 2])
    dpi = round(pixels_per_point(to_scan, centre) * 72)
    return Laid(form, page, pixels, to_scan, fit, dpi, laid_at, shifts)


def _agreement(form: Form, places: Points, off: Points, good: Bools) -> tuple[Points, Bools]:
    """How far off each place is by the bend of the paper, and which places agree with that.

    The bend is smooth: a cubic surface through all that was found, with less and less weight to what lies off it.
    """
    good = good & (np.linalg.norm(off, axis=1) < _BENT)
    x, y = (2 * places * _STEP / (form.width, form.height) - 1).T
    terms = np.column_stack([x**n * y**m for n in range(4) for m in range(4 - n)])
    weight, bent = good.astype(np.float64), np.zeros_like(off)
    for _ in range(_ROUNDS):
        weighed = terms * weight[:, None]
        bent = terms @ np.linalg.solve(weighed.T @ terms + _STIFF * np.eye(terms.shape[1]), weighed.T @ off)
        weight = good / (1 + ((off - bent) ** 2).sum(axis=1) / _NEAR**2 * 4)
    return bent, good & (np.linalg.norm(off - bent, axis=1) < _NEAR)


def can_be_laid(form: Form, page: int) -> bool:
    """Whether a page has so many printed places of its own that a whole scan of it can fit."""
    return len(_places(form, page)[0]) >= _SEEN


def stands_out(laid: Laid, others: Iterable[tuple[Form, int]]) -> bool:
    """Whether what tells a page from each of the others is to be seen on it; other forms share most of their print."""
    places, patches = _places(laid.form, laid.page)
    inside = _inside(laid.scan, laid.to_scan, places)
    small, shrink = _shrunk(laid.scan, laid.form, laid.to_scan)
    _, alike = _found(_upright(small, laid.form, shrink @ laid.to_scan), places, patches, _REACH)
    for form, page in others:
        telling = _telling(laid.form, laid.page, form, page) & inside
        if telling.sum() < _TELLING or float((alike[telling] >= _ALIKE).mean()) < ENOUGH:
            return False
    return True


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
    times = int(math.log2(scale * _NEARLY))
    rest = scale / 2**times
    small = halved(pixels, times)
    if rest <= _LITTLE:
        return small, resized(1 / 2**times)
    return as_grey(cv2.resize(small, None, fx=1 / rest, fy=1 / rest, interpolation=cv2.INTER_AREA)), resized(1 / scale)


def _upright(pixels: Grey, form: Form, to_scan: Points) -> Grey:
    size = (round(form.width / _STEP), round(form.height / _STEP))
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return as_grey(cv2.warpPerspective(pixels, to_scan @ _GRID, size, flags=flags, borderValue=255))


def _found(
    shown: Grey, places: Points, patches: Sequence[Grey], reach: int, bent: Points | None = None
) -> tuple[Points, npt.NDArray[np.float64]]:
    """Where each printed place is in the page as shown, and how alike it is there (-1..1).

    It is looked for around where it should be, or `bent` pixels beside that.
    """
    edge = reach + round(_BENT)
    framed = cv2.GaussianBlur(cv2.copyMakeBorder(shown, *(edge,) * 4, cv2.BORDER_REPLICATE), (3, 3), 0)
    found, alike = [], []
    expected = places if bent is None else places + np.clip(np.round(bent), -_BENT, _BENT)
    for (x, y), patch in zip(expected.astype(int), patches, strict=True):
        left, top = x - _PATCH - reach + edge, y - _PATCH - reach + edge
        window = framed[top : top + 2 * (_PATCH + reach), left : left + 2 * (_PATCH + reach)]
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
    blank = as_grey(cv2.GaussianBlur(blank_at(form, page, _ANCHOR_DPI), (3, 3), 0))
    free = np.zeros(blank.shape, np.uint8)
    edge = _PATCH + 1
    free[edge:-edge, edge:-edge] = 255
    for field in form.on(page):
        x0, y0, x1, y1 = (round(each / _STEP) for each in field.box)
        free[y0 + _PATCH // 2 : y1 - _PATCH // 2, x0 + _PATCH // 2 : x1 - _PATCH // 2] = 0
    if code_box := form.code_box(page):
        x0, y0, x1, y1 = (round(each / _STEP) for each in code_box)
        free[y0 - _PATCH : y1 + _PATCH, x0 - _PATCH : x1 + _PATCH] = 0
    places = _spread(form, page, blank, free)
    patches = tuple(
        as_grey(blank[y - _PATCH : y + _PATCH, x - _PATCH : x + _PATCH].copy()) for x, y in places.astype(int)
    )
    return places, patches


def _spread(form: Form, page: int, blank: Grey, free: Grey) -> Points:
    """The corners of the boxes, then the clearest corners of the print, far apart, then more between them.

    The boxes come first because they are what must lie right, and some edges of a page have no other print.
    """
    chosen: list[tuple[int, int]] = []

    def choose(x: int, y: int) -> None:
        if free[y, x] and distinct(blank, (x, y), _PATCH, _BESIDE, _NEAR):
            chosen.append((x, y))
            cv2.circle(free, (x, y), _CLOSE, 0, -1)

    for field in (each for each in form.on(page) if each.type is not FieldType.CHOICE):
        x0, y0, x1, y1 = (round(edge / _STEP) for edge in field.box)
        for x, y in ((x0, y0), (x1, y0), (x0, y1), (x1, y1)):
            if 0 <= x < free.shape[1] and 0 <= y < free.shape[0]:
                choose(x, y)
    for apart, most in ((_FAR, _PLACES // 2), (_CLOSE, _PLACES)):
        room = max(1, most - len(chosen))
        corners: npt.NDArray[Any] | None = cv2.goodFeaturesToTrack(blank, room, 0.004, apart, mask=free, blockSize=9)
        for x, y in () if corners is None else np.round(corners[:, 0]).astype(int):
            if len(chosen) < most:
                choose(int(x), int(y))
    return np.array(chosen, dtype=np.float64).reshape(-1, 2)


@lru_cache(maxsize=1024)
def _telling(form: Form, page: int, other: Form, other_page: int) -> Bools:
    """Which of a page's printed places another page does not have."""
    places, patches = _places(form, page)
    blank = blank_at(other, other_page, _ANCHOR_DPI)
    size = (round(form.width / _STEP), round(form.height / _STEP))
    canvas = np.full((max(size[1], blank.shape[0]), max(size[0], blank.shape[1])), 255, np.uint8)
    canvas[: blank.shape[0], : blank.shape[1]] = blank
    _, alike = _found(canvas[: size[1], : size[0]], places, patches, _REACH)
    return np.asarray(alike < _ALIKE, dtype=bool)

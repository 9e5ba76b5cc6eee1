"""Whether a box lies where the blank has it: its corners and its label are looked for right around it.

A page may fit as a whole while a part of it does not: bent, folded, torn, or an older version in which a box stood
elsewhere. What is written in a box is believed only when what is printed around it is found.
"""

from functools import lru_cache
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from cases.application import Box
from intake.distinct import distinct
from intake.form import FieldType, Form, FormField
from intake.images import Grey
from intake.laid import Laid, Points, as_grey, blank_at, cut_out, moved

_DPI = 100
_PATCH = 8  # half a printed place, pixels: 4 mm in all
_REACH = 5  # how far it is looked for: 1.3 mm
_NEAR = 3  # how far from its place it may lie: 0.8 mm
_ALIKE = 0.5
_PLACES, _TRIED = 10, 40
_FEWEST = 3
_HALF = 0.5  # the share that must be found: a signature may cross the frame, and a label be smudged
_EDGE, _ABOVE, _BESIDE = 6.0, 15.0, 70.0  # points around a box: its frame, and where its label stands
_ROOM = (_PATCH + _REACH) * 72 / _DPI


def all_held(laid: Laid) -> bool:
    """Whether every box that the scan shows lies where the blank has it, so that it is this form in this version."""
    return all(held(laid, field) is not False for field in laid.form.on(laid.page))


def held(laid: Laid, field: FormField) -> bool | None:
    """Whether the print around a box is found around it; None when the scan shows too little of it to tell."""
    region = _region(field)
    places = _places(laid.form, field)
    inside = _inside(laid, places * 72 / _DPI + region[:2])
    if inside.sum() < _FEWEST:
        return None
    shown, printed = _halved(laid.crop(region, 2 * _DPI)), _halved(laid.blank(region, 2 * _DPI))
    found = [_is_there(shown, printed, int(x), int(y)) for x, y in places[inside]]
    return sum(found) >= _HALF * len(found)


def _is_there(shown: Grey, printed: Grey, x: int, y: int) -> bool:
    patch = printed[y - _PATCH : y + _PATCH, x - _PATCH : x + _PATCH]
    around = _PATCH + _REACH
    likeness = cv2.matchTemplate(shown[y - around : y + around, x - around : x + around], patch, cv2.TM_CCOEFF_NORMED)
    _, alike, _, (dx, dy) = cv2.minMaxLoc(likeness)
    return alike >= _ALIKE and max(abs(dx - _REACH), abs(dy - _REACH)) <= _NEAR


def _region(field: FormField) -> Box:
    """The box with its label and room to look around, in points."""
    x0, y0, x1, y1 = field.box
    beside = _BESIDE if field.type is FieldType.CHOICE else _EDGE
    above = _EDGE if field.type is FieldType.CHOICE else _ABOVE
    return (x0 - _EDGE - _ROOM, y0 - above - _ROOM, x1 + beside + _ROOM, y1 + _EDGE + _ROOM)


def _halved(pixels: Grey) -> Grey:
    small = cv2.resize(pixels, (pixels.shape[1] // 2, pixels.shape[0] // 2), interpolation=cv2.INTER_AREA)
    return as_grey(cv2.GaussianBlur(small, (3, 3), 0))


@lru_cache(maxsize=1024)
def _places(form: Form, field: FormField) -> Points:
    """Corners of the frame and parts of the label, in pixels from the region's top left; none where people write."""
    region = _region(field)
    printed = _halved(cut_out(blank_at(form, field.page, 2 * _DPI), region, 2 * _DPI))
    free = np.zeros(printed.shape, np.uint8)
    edge = _PATCH + _REACH
    free[edge:-edge, edge:-edge] = 255
    x0, y0, x1, y1 = (round((value - region[n % 2]) * _DPI / 72) for n, value in enumerate(field.box))
    free[y0 + 4 : y1 - 4, x0 + 4 : x1 - 4] = 0
    corners: npt.NDArray[Any] | None = cv2.goodFeaturesToTrack(printed, _TRIED, 0.05, 10, mask=free, blockSize=7)
    found = () if corners is None else np.round(corners[:, 0]).astype(int)
    clear = [(x, y) for x, y in found if distinct(printed, (int(x), int(y)), _PATCH, _REACH, _NEAR)]
    return np.array(clear[:_PLACES], dtype=np.float64).reshape(-1, 2)


def _inside(laid: Laid, places: Points) -> npt.NDArray[np.bool_]:
    height, width = laid.scan.shape
    whole = np.ones(len(places), dtype=bool)
    for dx, dy in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        corner = moved(laid.to_scan, places + _PATCH * 72 / _DPI * np.array([dx, dy]))
        whole &= (corner >= 0).all(axis=1) & (corner < (width, height)).all(axis=1)
    return whole

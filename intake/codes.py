"""The codes printed on our pages, found in a picture: form, page, and where each lies.

A DataMatrix of 10 mm can be read down to some 100 dots per inch at any angle (ISO/IEC 16022).
"""

from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np
import zxingcpp

from intake.clarity import stretched
from intake.form import Form
from intake.forms import read_page_code
from intake.images import Grey
from intake.laid import Points, as_grey, blank_at

_FORMATS = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.DataMatrix)
_SMALL, _LARGE = 1800, 2300  # pixels of the longer side at which they are looked for, first small
_CLOSER = (1.5, 2.0)  # times, at which a corner of a stretched picture is looked for too
_CORNER = 0.25  # of the height and of the width
_BLANK_DPI = 200


@dataclass(frozen=True, slots=True)
class Code:
    """A code that was read: the form's key, the page, and its four corners in pixels, as rows of x, y."""

    key: str
    page: int
    corners: Points


def code_in_a_corner(pixels: Grey) -> Code | None:
    """The code of a page that fills the picture, whichever way it lies: a tenth of the work of looking everywhere.

    A fax has two rows to a cell of the code, and whether it is read is luck: of 41 pages 28 are at the first size, 40
    at one of three.
    """
    found = _in_a_corner(pixels, _SMALL / max(pixels.shape))
    closer = _CLOSER if found is None and stretched(pixels) else ()
    return found or next((code for times in closer if (code := _in_a_corner(pixels, times))), None)


def _in_a_corner(pixels: Grey, scale: float) -> Code | None:
    height, width = pixels.shape
    down, across = round(height * _CORNER), round(width * _CORNER)
    for top, left in ((0, width - across), (height - down, 0), (0, 0), (height - down, width - across)):
        found = _read(pixels[top : top + down, left : left + across], scale)
        if found:
            return replace(found[0], corners=np.add(found[0].corners, (left, top)))
    return None


def codes_in(pixels: Grey) -> tuple[Code, ...]:
    """Every page code of ours in a picture."""
    longest = max(pixels.shape)
    return _read(pixels, min(1.0, _SMALL / longest)) or _read(pixels, max(1.0, _LARGE / longest))


def _read(pixels: Grey, scale: float) -> tuple[Code, ...]:
    if scale != 1.0:
        method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC if scale in _CLOSER else cv2.INTER_LINEAR
        pixels = as_grey(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=method))
    return tuple(
        Code(*named, _corners(found) / scale)
        for found in zxingcpp.read_barcodes(pixels, formats=_FORMATS)
        if (named := read_page_code(found.text))
    )


@lru_cache(maxsize=256)
def code_corners(form: Form, page: int) -> Points:
    """The corners of the code in the blank, in points, found by the same eye as in the scan."""
    for found in zxingcpp.read_barcodes(blank_at(form, page, _BLANK_DPI), formats=_FORMATS):
        if read_page_code(found.text) == (form.key, page):
            return _corners(found) * 72 / _BLANK_DPI
    x0, y0, x1, y1 = form.code_box(page) or (0.0, 0.0, form.width, form.height)
    return np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])


def _corners(found: zxingcpp.Barcode) -> Points:
    place = found.position
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    return np.array([(corner.x, corner.y) for corner in corners], dtype=np.float64)

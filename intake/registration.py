"""Lays a scanned page over the blank form: which form and page it is, and where each point of the blank is in the scan.

The printed code gives form, page and a first pose; where that is not enough the corner marks, nearest first, straighten
it; then some sixty printed places make it exact (`anchors`). The share of them found where it should be is the fit:
below `ENOUGH` the page is not believed, whatever its code says. Without a readable code every page of every form is
tried by the corner marks, and only the fit decides.
"""

from collections.abc import Mapping
from functools import lru_cache

import cv2
import numpy as np
import zxingcpp

from intake.anchors import settled
from intake.forms import Form, read_page_code
from intake.images import Grey, Scan
from intake.laid import Laid, Points, as_grey, blank_at, moved, pixels_per_point

SURE = 0.9
"""The fit from which nothing better is looked for, and which is needed when no code could be read: our own forms look
alike (up to 0.73)."""

_TURNS = 4
_CODES = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.DataMatrix)


def lay(scan: Scan, forms: Mapping[str, Form]) -> Laid | None:
    """The scan over the page it shows; None when it shows none of ours. A Laid that does not fit may be returned."""
    pixels = flattened(_reasonable(scan.pixels))
    code = _code(pixels)
    if code is None:
        return _by_marks(pixels, forms)
    key, page, corners = code
    if key not in forms or page > forms[key].pages:
        return None  # a version that we do not have is not read as another
    return _by_code(pixels, forms[key], page, corners)


def flattened(pixels: Grey) -> Grey:
    """The page with its paper made evenly white: shadows and the yellow of a lamp are divided away."""
    height, width = pixels.shape
    small = cv2.resize(pixels, (max(1, width // 8), max(1, height // 8)), interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((7, 7), np.uint8)), 21)
    paper = cv2.resize(np.maximum(paper, 40), (width, height), interpolation=cv2.INTER_LINEAR)
    return as_grey(cv2.divide(pixels, paper, scale=250))


def _reasonable(pixels: Grey) -> Grey:
    """At most about 320 dpi of an A4: more costs time and tells nothing."""
    longest = max(pixels.shape)
    if longest <= 3800:
        return pixels
    scale = 3508 / longest
    return as_grey(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))


# --- the first pose


def _code(pixels: Grey) -> tuple[str, int, Points] | None:
    """Our page code in the picture: form key, page, and its corners in pixels; looked for small first, then large."""
    longest = max(pixels.shape)
    for scale in (min(1.0, 1800 / longest), max(1.0, 3000 / longest)):
        sized = pixels if scale == 1.0 else cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        for found in zxingcpp.read_barcodes(sized, formats=_CODES):
            named = read_page_code(found.text)
            if named:
                return *named, _corners(found) / scale
    return None


def _corners(found: zxingcpp.Barcode) -> Points:
    place = found.position
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    return np.array([(corner.x, corner.y) for corner in corners], dtype=np.float64)


@lru_cache(maxsize=16)
def _code_corners(form: Form, page: int) -> Points:
    """The corners of the code in the blank, in points, found by the same eye as in the scan."""
    for found in zxingcpp.read_barcodes(blank_at(form, page, 200), formats=_CODES):
        if read_page_code(found.text) == (form.key, page):
            return _corners(found) * 72 / 200
    x0, y0, x1, y1 = form.code_boxes[page - 1]
    return np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])


def _by_code(pixels: Grey, form: Form, page: int, corners: Points) -> Laid:
    """Most scans lie right by their code alone; the marks help where the page is bent, and the better fit is taken."""
    by_code = settled(pixels, form, page, _similarity(_code_corners(form, page), corners))
    if by_code.fit >= SURE:
        return by_code
    by_marks = settled(pixels, form, page, _straightened(pixels, form, page, corners))
    return max(by_code, by_marks, key=lambda laid: laid.fit)


def _straightened(pixels: Grey, form: Form, page: int, corners: Points) -> Points:
    """The pose by the corner marks, the nearest to the code first, each found by the pose so far."""
    ours, theirs = [*_code_corners(form, page)], [*corners]
    to_scan = _similarity(np.array(ours), np.array(theirs))
    centre = np.mean(ours, axis=0)
    marks = sorted(form.marks[page - 1], key=lambda mark: (mark.x - centre[0]) ** 2 + (mark.y - centre[1]) ** 2)
    found_marks: list[tuple[Points, Points]] = []
    for mark in marks:
        at = np.array([mark.x, mark.y])
        away = min(float(np.linalg.norm(at - each)) for each in [centre, *(our for our, _ in found_marks)])
        found = _mark_near(pixels, to_scan, at, mark.size, 8 + 0.1 * away)
        if found is not None:
            found_marks.append((at, found))
            to_scan = _pose(ours, theirs, found_marks)
    return to_scan


def _pose(ours: list[Points], theirs: list[Points], marks: list[tuple[Points, Points]]) -> Points:
    """The best pose so far: all four marks decide alone; with fewer the code helps."""
    here, there = np.array([our for our, _ in marks]), np.array([their for _, their in marks])
    if len(marks) == 4:
        return np.asarray(cv2.getPerspectiveTransform(here.astype(np.float32), there.astype(np.float32)), np.float64)
    centre = np.array([np.mean(ours, axis=0)]), np.array([np.mean(theirs, axis=0)])
    here, there = np.vstack([centre[0], here]), np.vstack([centre[1], there])
    if len(marks) == 3:
        affine, _ = cv2.estimateAffine2D(here, there, method=cv2.LMEDS)
        if affine is not None:
            return np.vstack([affine, [0, 0, 1]])
    return _similarity(np.vstack([here, ours]), np.vstack([there, theirs]))


def _similarity(ours: Points, theirs: Points) -> Points:
    """Least squares turn, scale and shift (Umeyama 1991) that takes points of ours to theirs."""
    centre, there = ours.mean(axis=0), theirs.mean(axis=0)
    a, b = ours - centre, theirs - there
    size = float((a**2).sum())
    cos, sin = float((a * b).sum()) / size, float((a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum()) / size
    turn = np.array([[cos, -sin], [sin, cos]])
    shift = there - turn @ centre
    return np.array([[cos, -sin, shift[0]], [sin, cos, shift[1]], [0, 0, 1]])


def _mark_near(pixels: Grey, to_scan: Points, at: Points, size: float, reach: float) -> Points | None:
    """The centre, in pixels, of the black square nearest to where a mark should be; `size` and `reach` in points."""
    x, y = moved(to_scan, at[None])[0]
    scale = pixels_per_point(to_scan, at)
    half = (reach + size) * scale
    left, top = max(0, int(x - half)), max(0, int(y - half))
    window = pixels[top : max(0, int(y + half)), left : max(0, int(x + half))]
    if min(window.shape) < 4:
        return None
    squares = _squares(window, size * scale)
    if not squares:
        return None
    nearest = min(squares, key=lambda each: (each[0] + left - x) ** 2 + (each[1] + top - y) ** 2)
    return np.array([nearest[0] + left, nearest[1] + top])


def _squares(window: Grey, side: float) -> list[tuple[float, float]]:
    """Centres of the filled squares of about this side (pixels)."""
    dark = (window < 128).astype(np.uint8)
    count, _, stats, centres = cv2.connectedComponentsWithStats(dark, connectivity=4)
    squares = []
    for number in range(1, count):
        width, height, area = (int(each) for each in stats[number, 2:5])
        if not (0.65 * side < width < 1.6 * side and 0.65 * side < height < 1.6 * side and 0.7 < width / height < 1.4):
            continue
        if area > 0.6 * width * height and 0.6 < area / side**2 < 1.5:
            squares.append((float(centres[number, 0]), float(centres[number, 1])))
    return squares


def _by_marks(pixels: Grey, forms: Mapping[str, Form]) -> Laid | None:
    """The page of any form, turned any way, that fits best; None when none fits."""
    corners = _corner_squares(pixels)
    if corners is None:
        return None
    best: Laid | None = None
    for form in (each for each in forms.values() if not each.learned):
        for page in range(1, form.pages + 1):
            here = np.array([(mark.x, mark.y) for mark in form.marks[page - 1]], dtype=np.float32)[[0, 1, 3, 2]]
            for turn in range(_TURNS):
                there = np.roll(corners, turn, axis=0).astype(np.float32)
                pose = np.asarray(cv2.getPerspectiveTransform(here, there), dtype=np.float64)
                laid = settled(pixels, form, page, pose)
                if laid.fit >= SURE and (best is None or laid.fit > best.fit):
                    best = laid
    return best


def _corner_squares(pixels: Grey) -> Points | None:
    """The outermost black squares, clockwise from the top left of the picture; None when four are not found."""
    side = max(pixels.shape) / 842 * 10
    found = np.array(_squares(pixels, side))
    if len(found) < 4:
        return None
    both, across = found.sum(axis=1), found[:, 0] - found[:, 1]
    picked = [int(both.argmin()), int(across.argmax()), int(both.argmax()), int(across.argmin())]
    return found[picked] if len(set(picked)) == 4 else None

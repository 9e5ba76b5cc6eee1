"""Lays a scanned page over the blank form: which form and page it is, and where each point of the blank is in the scan.

The printed code gives form, page and a first pose; where that is not enough the corner marks, nearest first, straighten
it (`marks`), and where they fail, what is printed on the page (`landmarks`). Then some ninety printed places make it
exact (`anchors`). The share of them found where it should be is the fit: below `ENOUGH` the page is not believed,
whatever its code says. Without a readable code every page of every form is looked for by what is printed, and more is
asked: a better fit, that what tells the page from each of our other pages is to be seen, and that every box lies where
it should (`surroundings`), or an older version would pass.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property

import cv2
import numpy as np

from intake.anchors import settled, stands_out
from intake.codes import Code, code_corners, code_in_a_corner, codes_in
from intake.form import Form
from intake.images import Grey, Scan
from intake.laid import Laid, Points, as_grey, halved, moved
from intake.landmarks import Landmarks, guesses, landmarks_of
from intake.marks import similarity, straightened
from intake.surroundings import all_held

SURE = 0.9
"""The fit from which nothing better is looked for."""

WITHOUT_CODE = 0.75
"""The least fit of a page whose code could not be read."""

SOMEHOW = 0.3
"""The least fit of a page that may be ours at all: below it the code was printed, or put, on something else."""

_GUESSES = 3  # how many guesses are weighed
_MOST = 4  # pages on one sheet
_ROOM = 0.85  # share of a page's place beside another that must be in the picture for a second page to be looked for
_DARK = 110  # the middle grey of a picture that may be white on black
_FAX = (0.55, 0.80)  # height by width of a fax whose rows are twice as high as they say (204 x 98 dpi, ITU-T T.4)
_ROWS = 204 / 98
_TWO_GREYS = 0.97
_PAPER = 250  # what even paper becomes
_SOME = 5  # every so many pixels are looked at, whether there is a grey that is neither black nor white


def lay(scan: Scan, forms: Mapping[str, Form]) -> Laid | None:
    """The scan over the page it shows; None when it shows none of ours. A Laid that does not fit may be returned."""
    return next(iter(lay_all(scan, forms)), None)


def lay_all(scan: Scan, forms: Mapping[str, Form]) -> tuple[Laid, ...]:
    """Every page of ours that the scan shows, in the order of reading: mostly one, two where two lie side by side."""
    doubtful: tuple[Laid, ...] = ()
    for pixels in _ways(_reasonable(scan.pixels)):
        found = _laid_in(flattened(pixels), forms)
        if any(laid.fits for laid in found):
            return found
        doubtful = doubtful or found
    return tuple(laid for laid in doubtful if laid.fit >= SOMEHOW)


def flattened(pixels: Grey) -> Grey:
    """The page with its paper made evenly white: shadows and the yellow of a lamp are divided away."""
    some = pixels[::_SOME, ::_SOME]
    if not ((some > 0) & (some < 255)).any():  # black and white: whatever it is divided by, it stays so
        return as_grey(cv2.threshold(pixels, _PAPER, _PAPER, cv2.THRESH_TRUNC)[1])
    height, width = pixels.shape
    size = (max(1, width // 8), max(1, height // 8))
    small = cv2.resize(halved(pixels, 1) if min(height, width) > 16 else pixels, size, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((7, 7), np.uint8)), 21)
    paper = cv2.resize(np.maximum(paper, 40), (width, height), interpolation=cv2.INTER_LINEAR)
    return as_grey(cv2.divide(pixels, paper, scale=float(_PAPER)))


def _reasonable(pixels: Grey) -> Grey:
    """At most about 320 dpi of an A4: more costs time and tells nothing."""
    longest = max(pixels.shape)
    if longest <= 3800:
        return pixels
    scale = 3508 / longest
    return as_grey(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))


def _ways(pixels: Grey) -> Iterator[Grey]:
    """The picture as it is, but first turned round where its middle is dark; last, as a fax with rows made square."""
    height, width = pixels.shape
    small = cv2.resize(pixels, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_NEAREST)
    if np.median(small[height // 32 : height * 3 // 32, width // 32 : width * 3 // 32]) < _DARK:
        yield as_grey(255 - pixels)
    yield pixels
    if _FAX[0] < height / width < _FAX[1] and ((small < 16) | (small > 239)).mean() > _TWO_GREYS:
        yield as_grey(cv2.resize(pixels, (width, round(height * _ROWS)), interpolation=cv2.INTER_CUBIC))


class _Eye:
    """One picture, whose landmarks are looked for when they are first needed, and once."""

    def __init__(self, pixels: Grey) -> None:
        self.pixels = pixels

    @cached_property
    def landmarks(self) -> Landmarks:
        return landmarks_of(self.pixels)


def _laid_in(pixels: Grey, forms: Mapping[str, Form]) -> tuple[Laid, ...]:
    eye = _Eye(pixels)
    corner = code_in_a_corner(pixels)
    if corner is not None and corner.key in forms:
        laid = _by_code(eye, forms[corner.key], corner)
        if laid.fit >= SURE and not _room_beside([laid]):
            return (laid,)
    codes = codes_in(pixels) or ((corner,) if corner else ())
    known = [code for code in codes if code.key in forms and code.page <= forms[code.key].pages]
    found = [_by_code(eye, forms[code.key], code) for code in known]
    if codes and not known:
        return ()  # a version that we do not have is not read as another
    while len(found) < _MOST and (not found or _room_beside(found)):
        another = _by_landmarks(eye, forms, found)
        if another is None:
            break
        found.append(another)
    return tuple(sorted(found, key=lambda laid: _place_in_order(laid, found[0])))


# --- by the code


def _by_code(eye: _Eye, form: Form, code: Code) -> Laid:
    """Most scans lie right by their code alone; marks, then landmarks help where not, and the best fit is taken."""
    best: Laid | None = None
    for pose in _poses(eye, form, code):
        laid = settled(eye.pixels, form, code.page, pose)
        best = laid if best is None or laid.fit > best.fit else best
        if best.fit >= SURE:
            break
    assert best is not None
    return best


def _poses(eye: _Eye, form: Form, code: Code) -> Iterator[Points]:
    ours = code_corners(form, code.page)
    yield similarity(ours, code.corners)
    yield straightened(eye.pixels, form, code.page, ours, code.corners)
    middle = ours.mean(axis=0)
    pages = [(form, code.page)]
    both = (guess for mirrored in (False, True) for guess in guesses(eye.landmarks, pages, mirrored=mirrored))
    for guess in both:
        there = moved(guess.to_scan, middle[None])[0]
        if np.linalg.norm(there - code.corners.mean(axis=0)) < np.ptp(code.corners):  # this page, not its neighbour
            yield guess.to_scan


def _pixel(at: Points) -> tuple[float, float]:
    return float(at[0]), float(at[1])


# --- without it


def _by_landmarks(eye: _Eye, forms: Mapping[str, Form], already: list[Laid]) -> Laid | None:
    """The page of any form that fits best beside those already found; None when none does surely."""
    seen = eye.landmarks
    for laid in already:
        seen = seen.outside(_outline(laid))
    pages = [(form, page) for form in forms.values() for page in range(1, form.pages + 1)]
    for mirrored in (False, True):
        for guess in guesses(seen, pages, mirrored=mirrored)[:_GUESSES]:
            laid = settled(eye.pixels, guess.form, guess.page, guess.to_scan)
            others = (other for other in pages if other != (guess.form, guess.page))
            if laid.fit >= WITHOUT_CODE and stands_out(laid, others) and all_held(laid):
                return laid
    return None


def _outline(laid: Laid) -> Points:
    width, height = laid.form.width, laid.form.height
    return moved(laid.to_scan, np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float64))


def _room_beside(found: list[Laid]) -> bool:
    """Whether as large a page as the last could lie beside it, in the picture and not on another page."""
    laid = found[-1]
    width, height = laid.form.width, laid.form.height
    grid = np.array([(x, y) for x in np.linspace(0.08, 0.92, 6) for y in np.linspace(0.08, 0.92, 6)]) * (width, height)
    for beside in ((width, 0), (-width, 0), (0, height), (0, -height)):
        there = moved(laid.to_scan, grid + beside)
        rows, columns = laid.scan.shape
        inside = (there >= 0).all(axis=1) & (there < (columns, rows)).all(axis=1)
        outlines = [_outline(each).astype(np.float32) for each in found]
        free = [all(cv2.pointPolygonTest(each, _pixel(at), False) < 0 for each in outlines) for at in there]
        if (inside & np.array(free)).mean() >= _ROOM:
            return True
    return False


def _place_in_order(laid: Laid, first: Laid) -> tuple[int, float]:
    """Row and column of a page among those on one sheet, as one reads them."""
    middle = moved(laid.to_scan, np.array([[laid.form.width / 2, laid.form.height / 2]]))
    x, y = moved(first.from_scan(), middle)[0]
    return round(float(y - first.form.height / 2) / first.form.height), float(x)

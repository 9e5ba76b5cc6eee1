"""A scanned page lying over its blank: any box of the form can be cut from both, upright and at the same scale."""

from dataclasses import dataclass, field
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from cases.application import Box
from intake.blank import blank_page
from intake.forms import Form
from intake.images import Grey

ENOUGH = 0.6
"""The least share of printed places found in their place. Right pages have 0.98 and more."""

Points = npt.NDArray[np.float64]
"""A matrix of 3 x 3, or points as rows of x, y."""

_BLANK_DPI = 300
_NEIGHBOURHOOD = 55.0  # points: how far around a box the printed places tell how the paper lies there
_LEVER = 100.0  # points: what is a long way from the middle of a box
_CALM = (0.1, 0.2, 0.2)  # how many places' worth of "not shifted", "not turned or stretched" is put against them


def _nowhere() -> Points:
    return np.zeros((0, 2))


@dataclass(frozen=True, slots=True)
class Laid:
    """A page over its blank. `to_scan` takes points of the blank page to pixels of `scan`, whose paper is even white.

    `fit` is the share of printed places found (0..1) of those that the scan can show; `dpi` is what the scan has in
    truth, as laid. Paper is bent and rollers pull: `places` (points of the blank) really lie `shifts` (points) beside
    where `to_scan` takes them.
    """

    form: Form
    page: int
    scan: Grey
    to_scan: Points
    fit: float
    dpi: int
    places: Points = field(default_factory=_nowhere)
    shifts: Points = field(default_factory=_nowhere)

    @property
    def fits(self) -> bool:
        """Whether the page may be believed to lie where we think."""
        return self.fit >= ENOUGH

    def at(self, box: Box) -> Points:
        """`to_scan` as it is right for a box: with what the printed places around it say of the paper there."""
        return self.to_scan @ self._bend(box)

    def crop(self, box: Box, dpi: int) -> Grey:
        """What the scan shows in a box of the blank page (points), upright, at `dpi`; white beyond the scan's edge."""
        x0, y0, x1, y1 = box
        step = 72 / dpi
        place = np.array([[step, 0, x0], [0, step, y0], [0, 0, 1]])
        size = (max(1, round((x1 - x0) / step)), max(1, round((y1 - y0) / step)))
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return as_grey(cv2.warpPerspective(self.scan, self.at(box) @ place, size, flags=flags, borderValue=255))

    def blank(self, box: Box, dpi: int) -> Grey:
        """What the blank shows in the same box."""
        return _printed_in(self.form, self.page, box, dpi)

    def from_scan(self) -> Points:
        """The matrix that takes pixels of the scan to points of the blank page."""
        return np.asarray(np.linalg.inv(self.to_scan), dtype=np.float64)

    def _bend(self, box: Box) -> Points:
        """The affine matrix (points to points) that the printed places in and around a box suggest for it.

        Weighted least squares, held back where there is little to go by.
        """
        middle = np.array([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2])
        bend = np.eye(3)
        if not len(self.places):
            return bend
        half = np.array([(box[2] - box[0]) / 2, (box[3] - box[1]) / 2])
        beyond = np.maximum(np.abs(self.places - middle) - half, 0.0)
        weight = np.exp(-(beyond**2).sum(axis=1) / (2 * _NEIGHBOURHOOD**2))
        at = np.column_stack([np.ones(len(self.places)), (self.places - middle) / _LEVER])
        normal = (at * weight[:, None]).T @ at + np.diag(_CALM)
        shift, *slopes = np.linalg.solve(normal, (at * weight[:, None]).T @ self.shifts)
        bend[:2, :2] += np.column_stack(slopes) / _LEVER
        bend[:2, 2] = shift - (bend[:2, :2] - np.eye(2)) @ middle
        return bend


@lru_cache(maxsize=24)
def blank_at(form: Form, page: int, dpi: int) -> Grey:
    """A page of the blank form at any dpi."""
    if dpi == _BLANK_DPI:
        return blank_page(form, page, dpi)
    size = (round(form.width * dpi / 72), round(form.height * dpi / 72))
    return as_grey(cv2.resize(blank_at(form, page, _BLANK_DPI), size, interpolation=cv2.INTER_AREA))


@lru_cache(maxsize=512)
def _printed_in(form: Form, page: int, box: Box, dpi: int) -> Grey:
    """The same boxes are cut from the blank for every paper, so they are kept; read-only."""
    printed = cut_out(blank_at(form, page, dpi), box, dpi)
    printed.setflags(write=False)
    return printed


def cut_out(page: Grey, box: Box, dpi: int) -> Grey:
    """A box of a page drawn at `dpi`, sampled as Laid.crop samples the scan."""
    x0, y0, x1, y1 = box
    step = 72 / dpi
    size = (max(1, round((x1 - x0) / step)), max(1, round((y1 - y0) / step)))
    place = np.array([[step, 0, x0], [0, step, y0], [0, 0, 1]])
    shift = (np.linalg.inv(blank_grid(dpi)) @ place)[:2]
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return as_grey(cv2.warpAffine(page, shift, size, flags=flags, borderValue=255))


def blank_grid(dpi: float) -> Points:
    """The matrix that takes pixels of `blank_at` to points: a point is where its pixel at _BLANK_DPI has its middle."""
    return np.diag([72 / _BLANK_DPI, 72 / _BLANK_DPI, 1.0]) @ resized(_BLANK_DPI / dpi)


def resized(scale: float) -> Points:
    """The matrix that takes pixels of a picture to those of the same picture grown by `scale`: middles to middles."""
    return np.array([[scale, 0, (scale - 1) / 2], [0, scale, (scale - 1) / 2], [0, 0, 1]])


def halved(pixels: Grey, times: int) -> Grey:
    """The picture at half its size, so many times: far cheaper than an eighth at once. An odd row or column is lost."""
    for _ in range(times):
        height, width = (side // 2 for side in pixels.shape)
        even = pixels[: 2 * height, : 2 * width]
        pixels = as_grey(cv2.resize(even, (width, height), interpolation=cv2.INTER_AREA))
    return pixels


def moved(matrix: Points, points: Points) -> Points:
    """Points taken through a matrix, perspective and all."""
    there = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return np.asarray(there[:, :2] / there[:, 2:], dtype=np.float64)


def pixels_per_point(to_scan: Points, at: Points) -> float:
    """Pixels per point near a place."""
    near = moved(to_scan, np.array([at, at + np.array([1, 0]), at + np.array([0, 1])]))
    return float((np.linalg.norm(near[1] - near[0]) + np.linalg.norm(near[2] - near[0])) / 2)


def as_grey(pixels: npt.ArrayLike) -> Grey:
    """Pixels with the type that OpenCV's own types hide."""
    return np.asarray(pixels, dtype=np.uint8)

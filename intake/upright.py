"""A page whose form is not known, turned upright: out of a photo, straight, at one scale.

Which of the two ways up a page lies cannot be seen from its lines; whoever reads it tries the other when little was
read (`turned_over`).
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from intake.images import Grey, Scan
from intake.laid import Points, as_grey

DPI = 200
"""What a page is brought to: enough for small print, and no more than the engine needs."""

_SHORT, _LONG = 8.27, 11.69  # inches: what has the shape of an A4 sheet is taken for one
_SHAPE = (1.25, 1.6)
_MOST = 12.0  # degrees
_SMALL = 90  # dpi at which the skew is looked for
_DESK = 120  # around a page that was photographed it is darker than this
_SHADOWED = 30  # so much lighter than the desk is paper also where the photographer's shadow falls
_WHOLE = 0.3  # share of a photo that a page fills at least


@dataclass(frozen=True, slots=True)
class Upright:
    """An upright page at DPI, and the matrix from its points to the pixels of the scan."""

    pixels: Grey
    to_scan: Points

    @property
    def width(self) -> float:
        """In points."""
        return float(self.pixels.shape[1] * 72 / DPI)

    @property
    def height(self) -> float:
        """In points."""
        return float(self.pixels.shape[0] * 72 / DPI)


def upright(scan: Scan) -> Upright:
    """The page, straight and at DPI; its paper is made evenly white by whoever reads it."""
    height, width = scan.pixels.shape
    corners = _sheet(scan.pixels)
    if corners is None:
        corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float64)
    size = _size(corners, scan.dpi)
    pose = _pose(corners, size)
    page = _taken(scan.pixels, pose, size)
    lies, angle = _skew(page)
    if lies:  # its lines run down the picture
        pose, size = _quarter(pose, size), (size[1], size[0])
    centre = (size[0] / 2, size[1] / 2)
    turn = np.vstack([cv2.getRotationMatrix2D(centre, -angle, 1.0), [0, 0, 1]])
    pose = pose @ turn
    return Upright(_taken(scan.pixels, pose, size), pose @ np.diag([DPI / 72, DPI / 72, 1.0]))


def turned_over(page: Upright) -> Upright:
    """The page with its foot up."""
    half = np.array([[-1.0, 0, page.width], [0, -1, page.height], [0, 0, 1]])
    return Upright(as_grey(np.ascontiguousarray(page.pixels[::-1, ::-1])), page.to_scan @ half)


def _taken(pixels: Grey, pose: np.ndarray, size: tuple[int, int]) -> Grey:
    """The picture through a matrix that takes pixels of the page to pixels of the scan."""
    shrink = float(np.sqrt(abs(np.linalg.det(pose[:2, :2]))))
    if shrink > 1.4:
        pixels = as_grey(cv2.resize(pixels, None, fx=1 / shrink, fy=1 / shrink, interpolation=cv2.INTER_AREA))
        pose = np.diag([1 / shrink, 1 / shrink, 1.0]) @ pose
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    return as_grey(cv2.warpPerspective(pixels, pose, size, flags=flags, borderValue=255))


def _pose(corners: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    width, height = size
    here = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(here, corners.astype(np.float32)), np.float64)


def _quarter(pose: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """The pose of the page turned by a quarter."""
    return np.asarray(pose @ np.array([[0.0, 1, 0], [-1, 0, size[1]], [0, 0, 1]]), np.float64)


def _size(corners: np.ndarray, dpi: float) -> tuple[int, int]:
    """Pixels across and down at DPI: of an A4 when it has its shape, else as the file says, else as long as an A4."""
    across = float(np.linalg.norm(corners[1] - corners[0]) + np.linalg.norm(corners[2] - corners[3])) / 2
    down = float(np.linalg.norm(corners[3] - corners[0]) + np.linalg.norm(corners[2] - corners[1])) / 2
    if _SHAPE[0] < max(across, down) / min(across, down) < _SHAPE[1]:
        long, short = round(_LONG * DPI), round(_SHORT * DPI)
        return (short, long) if down > across else (long, short)
    scale = DPI / dpi if dpi >= 50 else _LONG * DPI / max(across, down)
    scale = min(scale, 2 * _LONG * DPI / max(across, down))
    return max(1, round(across * scale)), max(1, round(down * scale))


# --- a page on a desk


def _sheet(pixels: Grey) -> Points | None:
    """The corners of the sheet in a photo, clockwise from its top left; None when the picture is the page."""
    height, width = pixels.shape
    scale = 600 / max(height, width)
    small = cv2.GaussianBlur(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), (0, 0), 2)
    rim = np.concatenate([small[:4].ravel(), small[-4:].ravel(), small[:, :4].ravel(), small[:, -4:].ravel()])
    desk = float(np.median(rim))
    if desk > _DESK:
        return None
    limit = min(desk + _SHADOWED, cv2.threshold(small, 0, 255, cv2.THRESH_OTSU)[0])
    light = cv2.morphologyEx((small > limit).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    outlines, _ = cv2.findContours(light, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not outlines:
        return None
    outline = cv2.convexHull(max(outlines, key=cv2.contourArea))
    if cv2.contourArea(outline) < _WHOLE * small.size:
        return None
    for rough in (0.02, 0.03, 0.05):
        found = cv2.approxPolyDP(outline, rough * cv2.arcLength(outline, True), True)[:, 0]
        if len(found) == 4:
            return _clockwise(found, scale)
    return _clockwise(cv2.boxPoints(cv2.minAreaRect(outline)), scale)


def _clockwise(found: npt.ArrayLike, scale: float) -> Points:
    corners = np.asarray(found, np.float64) / scale
    both, across = corners.sum(axis=1), corners[:, 0] - corners[:, 1]
    return corners[[int(both.argmin()), int(across.argmax()), int(both.argmax()), int(across.argmin())]]


# --- straight


def _skew(page: Grey) -> tuple[bool, float]:
    """Whether the lines run down the picture, and by how many degrees the page must be turned to be straight."""
    small = cv2.resize(page, None, fx=_SMALL / DPI, fy=_SMALL / DPI, interpolation=cv2.INTER_AREA)
    paper = cv2.dilate(cv2.medianBlur(small, 9), np.ones((9, 9), np.uint8))
    ink = cv2.subtract(paper, small).astype(np.float32)
    ink[ink < 25] = 0
    edge = max(2, min(ink.shape) // 30)
    ink = ink[edge:-edge, edge:-edge]
    upright_score, upright_angle = _best_angle(ink)
    lying_score, lying_angle = _best_angle(np.rot90(ink))
    return (True, lying_angle) if lying_score > 1.15 * upright_score else (False, upright_angle)


def _best_angle(ink: np.ndarray) -> tuple[float, float]:
    """How sharply the rows stand out at the best angle, and that angle: coarse first, then fine."""
    best = max(((_sharpness(ink, angle), angle) for angle in np.arange(-_MOST, _MOST + 0.1, 1.0)), key=_score)
    for step in (0.4, 0.1):
        around = [best[1] + step * each for each in (-2, -1, 0, 1, 2)]
        best = max(((_sharpness(ink, angle), angle) for angle in around), key=_score)
    return best


def _score(found: tuple[float, float]) -> float:
    return found[0]


def _sharpness(ink: np.ndarray, angle: float) -> float:
    height, width = ink.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), float(angle), 1.0)
    rows = cv2.warpAffine(np.ascontiguousarray(ink), turn, (width, height), flags=cv2.INTER_LINEAR).sum(axis=1)
    return float((np.diff(rows) ** 2).sum())

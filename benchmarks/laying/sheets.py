"""What can befall a page between the printer and us, a step at a time; where each point of the blank went is kept.

A step is a function from a Sheet and a random generator to a Sheet; `after` makes one step of several. The steps stand
in `scanners`, `damage` and `phones`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np

from intake.images import Grey

Matrix = np.ndarray
Rng = np.random.Generator

PAPER, DESK = 245, 70


@dataclass(frozen=True, slots=True)
class Sheet:
    """A picture of a page: points of the blank, moved by `bend`, are taken to its pixels by `to_pixels`.

    `across` and `down` are the dots per inch that a file would claim.
    """

    pixels: Grey
    to_pixels: Matrix
    across: float = 0.0
    down: float = 0.0
    bend: Callable[[np.ndarray], np.ndarray] = np.asarray


Step = Callable[[Sheet, Rng], Sheet]


def printed(page: Grey, dpi: float) -> Sheet:
    """A page as printed, at `dpi`."""
    return Sheet(page, np.diag([dpi / 72, dpi / 72, 1.0]), dpi, dpi)


def after(*steps: Step) -> Step:
    """One step made of several, in their order."""

    def all_of_them(sheet: Sheet, rng: Rng) -> Sheet:
        for step in steps:
            sheet = step(sheet, rng)
        return sheet

    return all_of_them


def warped(sheet: Sheet, matrix: Matrix, size: tuple[int, int], beyond: int = PAPER) -> Sheet:
    """The sheet taken through a matrix of pixels to a picture of (width, height)."""
    picture = cv2.warpPerspective(sheet.pixels, matrix, size, flags=cv2.INTER_LINEAR, borderValue=beyond)
    return replace(sheet, pixels=np.asarray(picture, np.uint8), to_pixels=matrix @ sheet.to_pixels)


def moved_by(matrix: Matrix, points: np.ndarray) -> np.ndarray:
    """Points taken through a matrix."""
    there = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return there[:, :2] / there[:, 2:]


def two_up(left: Sheet, right: Sheet, rng: Rng, dpi: float = 300) -> tuple[Sheet, Sheet]:
    """Two pages side by side on one landscape sheet: the same picture twice, each with the truth of one page."""
    height, width = left.pixels.shape
    scale = 0.7071
    canvas = np.full((round(width), round(height)), PAPER, np.uint8)
    poses = []
    for number, page in enumerate((left, right)):
        offset = number * height / 2
        matrix = np.array([[scale, 0, offset], [0, scale, 0], [0, 0, 1.0]])
        size = (canvas.shape[1], canvas.shape[0])
        mask = cv2.warpPerspective(np.full_like(page.pixels, 255), matrix, size) > 127
        canvas = np.where(mask, warped(page, matrix, size).pixels, canvas)
        poses.append(matrix @ page.to_pixels)
    return tuple(Sheet(canvas, pose, dpi, dpi) for pose in poses)  # type: ignore[return-value]

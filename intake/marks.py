"""The pose of a page by its corner marks, the nearest to the code first: each is looked for where the last ones say."""

from typing import Any

import cv2
import numpy as np

from intake.form import Form
from intake.images import Grey
from intake.laid import Points, moved, pixels_per_point


def straightened(pixels: Grey, form: Form, page: int, ours: Points, theirs: Points) -> Points:
    """The pose from the code's corners, in points (`ours`) and in pixels (`theirs`), and the marks that are found."""
    to_scan = similarity(ours, theirs)
    centre = np.mean(ours, axis=0)
    marks = sorted(form.marks_on(page), key=lambda mark: (mark.x - centre[0]) ** 2 + (mark.y - centre[1]) ** 2)
    found_marks: list[tuple[Points, Points]] = []
    for mark in marks:
        at = np.array([mark.x, mark.y])
        away = min(float(np.linalg.norm(at - each)) for each in [centre, *(our for our, _ in found_marks)])
        found = _mark_near(pixels, to_scan, at, mark.size, 8 + 0.1 * away)
        if found is not None:
            found_marks.append((at, found))
            to_scan = _pose(ours, theirs, found_marks)
    return to_scan


def similarity(ours: Points, theirs: Points) -> Points:
    """Least squares turn, scale and shift (Umeyama 1991) that takes points of ours to theirs."""
    centre, there = ours.mean(axis=0), theirs.mean(axis=0)
    a, b = ours - centre, theirs - there
    size = float((a**2).sum())
    cos, sin = float((a * b).sum()) / size, float((a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum()) / size
    turn = np.array([[cos, -sin], [sin, cos]])
    shift = there - turn @ centre
    return np.array([[cos, -sin, shift[0]], [sin, cos, shift[1]], [0, 0, 1]])


def _pose(ours: Points, theirs: Points, marks: list[tuple[Points, Points]]) -> Points:
    """The best pose so far: all four marks decide alone; with fewer the code helps."""
    here, there = np.array([our for our, _ in marks]), np.array([their for _, their in marks])
    if len(marks) == 4:
        return np.asarray(cv2.getPerspectiveTransform(here.astype(np.float32), there.astype(np.float32)), np.float64)
    here, there = np.vstack([ours.mean(axis=0), here]), np.vstack([theirs.mean(axis=0), there])
    if len(marks) == 3:
        answer: tuple[Any, Any] = cv2.estimateAffine2D(here, there, method=cv2.LMEDS)
        if answer[0] is not None:
            return np.vstack([answer[0], [0, 0, 1]])
    return similarity(np.vstack([here, ours]), np.vstack([there, theirs]))


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

"""What becomes of the paper itself: bent, cut, folded, torn, stamped on."""

from dataclasses import replace

import cv2
import numpy as np

from benchmarks.laying.sheets import PAPER, Rng, Sheet, Step, moved_by
from intake.images import Grey


def curled(most: float) -> Step:
    """The paper bent, as no lens and no turn explain: parts of it lie up to so many millimetres beside their place."""

    def step(sheet: Sheet, rng: Rng) -> Sheet:
        waves = rng.uniform(0, 2 * np.pi, 4), rng.uniform(0.5, 1.1, 4) * 2 * np.pi / 842
        far = most * 72 / 25.4 / np.sqrt(2) / 1.5

        def bend(points: np.ndarray) -> np.ndarray:
            x, y = points[:, 0], points[:, 1]
            (a, b, c, d), (k, m, n, o) = waves
            across = np.sin(k * y + a) + 0.5 * np.sin(m * x + b)
            down = np.sin(n * x + c) + 0.5 * np.sin(o * y + d)
            return points + far * np.column_stack([across, down])

        height, width = sheet.pixels.shape
        grid = np.stack(np.meshgrid(np.arange(0, width + 8, 8), np.arange(0, height + 8, 8)), axis=-1).reshape(-1, 2)
        there = moved_by(np.linalg.inv(sheet.to_pixels), grid.astype(float))
        source = there
        for _ in range(4):
            source = there - (bend(source) - source)
        rows, columns = (height + 8 + 7) // 8, (width + 8 + 7) // 8
        coarse = moved_by(sheet.to_pixels, source).reshape(rows, columns, 2).astype(np.float32)
        fine = cv2.warpAffine(coarse, np.array([[8.0, 0, 0], [0, 8.0, 0]]), (width, height), flags=cv2.INTER_LINEAR)
        picture = cv2.remap(sheet.pixels, fine, None, cv2.INTER_LINEAR, borderValue=PAPER)
        return replace(sheet, pixels=np.asarray(picture, np.uint8), bend=bend)

    return step


def cut(most: float, least: float = 0.05, side: str = "") -> Step:
    """A share of the page cut off at one side (l, r, t, b; any when not given): the picture is smaller by it."""

    def step(sheet: Sheet, rng: Rng) -> Sheet:
        where, share = side or str(rng.choice(list("lrtb"))), rng.uniform(least, most)
        height, width = sheet.pixels.shape
        left, right = (round(width * share) if where == each else 0 for each in "lr")
        top, bottom = (round(height * share) if where == each else 0 for each in "tb")
        shift = np.array([[1.0, 0, -left], [0, 1, -top], [0, 0, 1]])
        pixels = np.ascontiguousarray(sheet.pixels[top : height - bottom, left : width - right])
        return replace(sheet, pixels=pixels, to_pixels=shift @ sheet.to_pixels)

    return step


def folded(corners: int = 2, size: float = 110.0) -> Step:
    """Corners folded over, each some `size` points along either side; always the one with the code."""

    def step(sheet: Sheet, rng: Rng) -> Sheet:
        pixels = sheet.pixels.copy()
        places = [(595, 0), *rng.permutation([(0, 0), (0, 842), (595, 842)])][:corners]
        for x, y in places:
            a, b = rng.uniform(0.8, 1.2, 2) * size
            fold = np.array([(x, y), (x + (a if x == 0 else -a), y), (x, y + (b if y == 0 else -b))], float)
            _filled(pixels, sheet, fold, int(rng.integers(190, 245)))
        return replace(sheet, pixels=pixels)

    return step


def without_code(sheet: Sheet, rng: Rng) -> Sheet:
    """The code torn away, with the corner mark beside it."""
    pixels = sheet.pixels.copy()
    _filled(pixels, sheet, np.array([(512, 10), (585, 10), (585, 60), (512, 62)], float), PAPER)
    return replace(sheet, pixels=pixels)


def stamped(sheet: Sheet, rng: Rng) -> Sheet:
    """A stamp with its date set over the code."""
    pixels = sheet.pixels.copy()
    x, y = moved_by(sheet.to_pixels, np.array([(rng.uniform(520, 545), rng.uniform(32, 48))]))[0]
    size = np.linalg.norm(sheet.to_pixels[:2, 0])
    for radius in (34, 26):
        cv2.circle(pixels, (int(x), int(y)), int(radius * size), 60, max(1, int(2 * size)))
    for row in range(-2, 3):
        at = (int(x - 22 * size), int(y + row * 8 * size))
        cv2.putText(pixels, "MODTAGET 12", at, cv2.FONT_HERSHEY_SIMPLEX, 0.24 * size, 40, max(1, int(size)))
    return replace(sheet, pixels=pixels)


def _filled(pixels: Grey, sheet: Sheet, corners: np.ndarray, grey: int) -> None:
    cv2.fillPoly(pixels, [np.round(moved_by(sheet.to_pixels, corners)).astype(np.int32)], grey)

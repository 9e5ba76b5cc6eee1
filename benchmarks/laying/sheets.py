"""What can befall a page between the printer and us, a step at a time; where each point of the blank went is kept.

A step is a function from a Sheet and a random generator to a Sheet; `after` makes one step of several.
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


# --- scanners


def sampled(across: float, down: float = 0.0, *, claims: bool = True) -> Step:
    """Scanned at so many dots per inch; a file that does not claim them says 0."""
    down = down or across

    def step(sheet: Sheet, rng: Rng) -> Sheet:
        height, width = sheet.pixels.shape
        size = (round(width * across / sheet.across), round(height * down / sheet.down))
        fx, fy = size[0] / width, size[1] / height
        small = cv2.resize(sheet.pixels, size, interpolation=cv2.INTER_AREA if fy < 1 else cv2.INTER_LINEAR)
        shrink = np.array([[fx, 0, (fx - 1) / 2], [0, fy, (fy - 1) / 2], [0, 0, 1.0]])
        x, y = (across, down) if claims else (0.0, 0.0)
        return replace(sheet, pixels=np.asarray(small, np.uint8), to_pixels=shrink @ sheet.to_pixels, across=x, down=y)

    return step


def skewed(most: float, least: float = 0.0) -> Step:
    """Turned by least to most degrees, to either side, and shifted a little; the scanner's glass stays as it is."""

    def step(sheet: Sheet, rng: Rng) -> Sheet:
        height, width = sheet.pixels.shape
        angle = rng.uniform(least, most) * rng.choice([-1, 1])
        matrix = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0), [0, 0, 1]])
        matrix[:2, 2] += rng.uniform(-0.006, 0.006, 2) * width
        return warped(sheet, matrix, (width, height))

    return step


def turned(quarters: int = 0) -> Step:
    """Turned by whole quarters, any but none when 0 is given."""

    def step(sheet: Sheet, rng: Rng) -> Sheet:
        height, width = sheet.pixels.shape
        number = quarters or int(rng.integers(1, 4))
        spun = {
            1: ([[0, 1, 0], [-1, 0, width - 1], [0, 0, 1]]),
            2: ([[-1, 0, width - 1], [0, -1, height - 1], [0, 0, 1]]),
            3: ([[0, -1, height - 1], [1, 0, 0], [0, 0, 1]]),
        }[number]
        pixels = np.ascontiguousarray(np.rot90(sheet.pixels, number))
        return replace(sheet, pixels=pixels, to_pixels=np.array(spun, float) @ sheet.to_pixels)

    return step


def mirrored(sheet: Sheet, rng: Rng) -> Sheet:
    """Flipped left to right, by a scanner set wrongly."""
    width = sheet.pixels.shape[1]
    flip = np.array([[-1.0, 0, width - 1], [0, 1, 0], [0, 0, 1]])
    return replace(sheet, pixels=np.ascontiguousarray(sheet.pixels[:, ::-1]), to_pixels=flip @ sheet.to_pixels)


def inverted(sheet: Sheet, rng: Rng) -> Sheet:
    """White on black."""
    return replace(sheet, pixels=255 - sheet.pixels)


def pale(black: int = 165, white: int = 225) -> Step:
    """With little contrast: between so dark and so light a grey."""

    def step(sheet: Sheet, rng: Rng) -> Sheet:
        table = np.linspace(black, white, 256).astype(np.uint8)
        return replace(sheet, pixels=table[sheet.pixels])

    return step


def grainy(noise: float = 4.0, jpeg: int = 75, blur: float = 0.6) -> Step:
    """As a scanner's sensor sees it, saved as JPEG (0: not)."""

    def step(sheet: Sheet, rng: Rng) -> Sheet:
        picture = cv2.GaussianBlur(sheet.pixels, (0, 0), blur).astype(np.float32) * 0.96 + 5
        picture += rng.standard_normal(picture.shape, dtype=np.float32) * noise
        grey = np.clip(picture, 0, 255).astype(np.uint8)
        if jpeg:
            grey = cv2.imdecode(cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, jpeg])[1], cv2.IMREAD_GRAYSCALE)
        return replace(sheet, pixels=np.asarray(grey, np.uint8))

    return step


def black_and_white(limit: int = 160) -> Step:
    """Black below a grey, white above."""

    def step(sheet: Sheet, rng: Rng) -> Sheet:
        at = limit + int(rng.integers(-12, 13))
        return replace(sheet, pixels=np.where(sheet.pixels > at, 255, 0).astype(np.uint8))

    return step


def copied(sheet: Sheet, rng: Rng) -> Sheet:
    """Photocopied: darker, blurred, with specks and a dirty edge, turned and grown by a trifle."""
    height, width = sheet.pixels.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-1.2, 1.2), rng.uniform(0.97, 1.01))
    sheet = warped(sheet, np.vstack([turn, [0, 0, 1]]), (width, height))
    soft = cv2.GaussianBlur(sheet.pixels, (0, 0), width / 1400).astype(np.float32)
    hard = 255 / (1 + np.exp(-(soft - rng.uniform(150, 190)) / 18))
    for x, y in rng.integers(0, (width, height), (250, 2)):
        cv2.circle(hard, (int(x), int(y)), int(rng.integers(1, max(2, width // 600))), 20.0, -1)
    edge = int(width * rng.uniform(0.002, 0.015))
    hard[:, :edge] = rng.uniform(0, 90)
    return replace(sheet, pixels=np.clip(hard, 0, 255).astype(np.uint8))


# --- damage


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


def moved_by(matrix: Matrix, points: np.ndarray) -> np.ndarray:
    """Points taken through a matrix."""
    there = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return there[:, :2] / there[:, 2:]


# --- phones


def photographed(tilt: float, fill: tuple[float, float], table: str = "dark", height: int = 2000) -> Step:
    """With a phone from `tilt` degrees at most, the page filling a share of the picture's sides, on a table."""

    def step(sheet: Sheet, rng: Rng) -> Sheet:
        rows, columns = sheet.pixels.shape
        size = (round(height * 0.75), height)
        view = _view(columns, rows, size, np.deg2rad(rng.uniform(tilt * 0.6, tilt)), rng.uniform(*fill), rng)
        seen = warped(sheet, view, size)
        mask = cv2.warpPerspective(np.full_like(sheet.pixels, 255), view, size) > 127
        lit = np.where(mask, seen.pixels * _light(size, rng), _table(table, size, rng))
        return replace(seen, pixels=np.clip(lit, 0, 255).astype(np.uint8), across=0.0, down=0.0)

    return step


def _view(width: int, height: int, size: tuple[int, int], tilt: float, fill: float, rng: Rng) -> Matrix:
    """The page in space, tilted about an axis of its own plane and turned a little, seen by a pinhole."""
    axis, turn = rng.uniform(0, np.pi), np.deg2rad(rng.uniform(-8, 8))
    x, y = np.cos(axis), np.sin(axis)
    tilted, _ = cv2.Rodrigues(np.array([x * tilt, y * tilt, 0.0]))
    spun, _ = cv2.Rodrigues(np.array([0.0, 0.0, turn]))
    centred = np.array([[1, 0, -width / 2], [0, 1, -height / 2], [0, 0, 1.0]])
    focus = 1.1 * size[1]
    placed = (spun @ tilted)[:, :2]
    away = focus * height / size[1] / fill
    pose = np.column_stack([placed, [0, 0, away]])
    lens = np.diag([focus, focus, 1.0])
    raw = lens @ pose @ centred
    seen = moved_by(raw, np.array([(0, 0), (width, 0), (width, height), (0, height)], float))
    span = np.ptp(seen, axis=0)
    scale = fill * min(size[0] / span[0], size[1] / span[1])
    middle = (seen.min(axis=0) + seen.max(axis=0)) / 2 * scale
    room = (np.array(size) - span * scale) / 2
    shift = np.array(size) / 2 - middle + rng.uniform(-0.6, 0.6, 2) * room
    return np.array([[scale, 0, shift[0]], [0, scale, shift[1]], [0, 0, 1.0]]) @ raw


def _light(size: tuple[int, int], rng: Rng) -> np.ndarray:
    across, down = np.meshgrid(np.linspace(0, 1, size[0]), np.linspace(0, 1, size[1]))
    angle, at = rng.uniform(0, 2 * np.pi), rng.uniform(-0.2, 0.5)
    edge = (across - 0.5) * np.cos(angle) + (down - 0.5) * np.sin(angle) - at
    slope = 0.85 + 0.15 * np.cos(angle + 1) * (across - 0.5)
    return slope * (1 - rng.uniform(0.2, 0.5) / (1 + np.exp(-edge / rng.uniform(0.01, 0.1))))


def _table(kind: str, size: tuple[int, int], rng: Rng) -> np.ndarray:
    width, height = size
    if kind == "dark":
        return np.full((height, width), float(rng.integers(25, DESK)))
    wood = rng.uniform(60, 200, (12, 90)).astype(np.uint8)
    grain = np.asarray(cv2.resize(wood, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)
    for _ in range(14):
        x, y, w, h = (rng.uniform(0, 1, 4) * (width, height, width / 3, height / 3)).astype(int)
        cv2.rectangle(grain, (x, y), (x + w, y + h), float(rng.integers(20, 250)), -1 if rng.random() < 0.6 else 5)
        at = (x, y + h // 2)
        cv2.putText(grain, "Fjordavisen nr. 7", at, cv2.FONT_HERSHEY_SIMPLEX, rng.uniform(0.6, 2), 30.0, 2)
    return grain


# --- two on one sheet


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

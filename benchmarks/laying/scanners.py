"""What a scanner or a copier makes of a page, a step at a time."""

from dataclasses import replace

import cv2
import numpy as np

from benchmarks.laying.sheets import Rng, Sheet, Step, warped


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

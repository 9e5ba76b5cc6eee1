"""An invented pen: signatures and crosses as strokes of varying width. They follow a seed and no real person's hand."""

import math
from itertools import pairwise
from random import Random
from typing import Final

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas

from cases.application import Box

INKS: Final = (HexColor(0x1B2A6B), HexColor(0x15151C), HexColor(0x20407F))

Point = tuple[float, float]

_CAPITALS: Final[tuple[tuple[Point, ...], ...]] = (  # the turning points of a first letter, in parts of the word
    ((0.0, 0.1), (0.06, 0.95), (0.14, 0.45), (0.05, 0.0), (0.2, 0.55), (0.24, 0.08)),
    ((0.26, 0.85), (0.12, 0.98), (0.02, 0.5), (0.1, 0.02), (0.24, 0.2)),
    ((0.02, 0.75), (0.16, 0.98), (0.1, 0.4), (0.04, -0.02), (0.0, 0.2), (0.24, 0.1)),
    ((0.24, 0.8), (0.14, 0.95), (0.07, 0.7), (0.2, 0.35), (0.12, 0.0), (0.0, 0.15), (0.26, 0.12)),
    ((0.04, 0.0), (0.08, 0.95), (0.02, 0.8), (0.22, 0.9), (0.2, 0.55), (0.08, 0.5), (0.24, 0.02)),
)


def sign(canvas: Canvas, box: Box, rng: Random, ink: Color) -> None:
    """Writes an invented signature inside the box: x0, y0, x1, y1 in the canvas's own points, origin bottom left."""
    x0, y0, x1, y1 = box
    width = min(rng.uniform(120, 200), (x1 - x0) * 0.8)
    height = (y1 - y0) * rng.uniform(0.45, 0.58)
    left = x0 + rng.uniform(0.1, 0.5) * (x1 - x0 - width)
    foot = y0 + (y1 - y0) * rng.uniform(0.24, 0.32)
    slope = rng.uniform(-0.02, 0.05)
    for stroke in (_name(rng, width * 0.42), _name(rng, width * 0.55)):
        _draw(canvas, _placed(stroke, left, foot, height, slope), rng.uniform(0.9, 1.4), ink)
        left += width * 0.45
    if rng.random() < 0.6:
        tail = [(0.0, -0.12), (-width * 0.35, -0.2), (-width * 0.1, -0.26), (width * 0.45, -0.1)]
        _draw(canvas, _placed(_smooth(tail), left, foot, height, slope), 0.9, ink)


def cross(canvas: Canvas, box: Box, rng: Random, ink: Color) -> None:
    """A cross by hand in a tick box; box as in `sign`."""
    x0, y0, x1, y1 = box
    side = x1 - x0
    for start, end in (((0.15, 0.15), (0.88, 0.85)), ((0.14, 0.86), (0.86, 0.12))):
        bend = (0.5 + rng.uniform(-0.08, 0.08), 0.5 + rng.uniform(-0.08, 0.08))
        points = [(x0 + x * side, y0 + y * (y1 - y0)) for x, y in (start, bend, end)]
        _draw(canvas, _smooth(points), 1.3, ink)


def _name(rng: Random, width: float) -> list[Point]:
    """One word: a tall first letter, then low and uneven waves; x in points, y in parts of the height."""
    points = [(x * width, y + rng.uniform(-0.06, 0.06)) for x, y in rng.choice(_CAPITALS)]
    waves = rng.randint(3, 6)
    for wave in range(waves):
        at = width * (0.3 + 0.62 * wave / waves)
        step = width * 0.62 / waves
        tall = rng.random() < 0.2
        points.append((at + step * 0.45 * rng.uniform(0.7, 1.3), 0.85 if tall else rng.uniform(0.22, 0.42)))
        points.append((at + step * 0.3, rng.uniform(0.12, 0.24)))
        points.append((at + step * rng.uniform(0.6, 0.9), -0.22 if rng.random() < 0.12 else rng.uniform(-0.04, 0.06)))
    points.append((width, rng.uniform(0.05, 0.3)))
    return _smooth(points)


def _smooth(points: list[Point], steps: int = 10) -> list[Point]:
    """A curve through the points (Catmull-Rom: its tangents come from the neighbours)."""
    padded = [points[0], *points, points[-1]]
    curve = []
    for p0, p1, p2, p3 in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for step in range(steps):
            t = step / steps
            curve.append((_between(p0[0], p1[0], p2[0], p3[0], t), _between(p0[1], p1[1], p2[1], p3[1], t)))
    return [*curve, points[-1]]


def _between(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)


def _placed(curve: list[Point], left: float, foot: float, height: float, slope: float) -> list[Point]:
    """The curve upright at its place, leaning forward as writing does."""
    return [(left + x + 0.25 * y * height, foot + y * height + slope * x) for x, y in curve]


def _draw(canvas: Canvas, curve: list[Point], width: float, ink: Color) -> None:
    """Lays down the stroke: thinner where the pen goes fast or upwards, pointed at both ends."""
    canvas.saveState()
    canvas.setStrokeColor(ink)
    canvas.setLineCap(1)
    last = len(curve) - 2
    for number, ((xa, ya), (xb, yb)) in enumerate(pairwise(curve)):
        speed = math.hypot(xb - xa, yb - ya)
        press = (0.72 if yb > ya else 1.0) * max(0.5, 1.25 - 0.12 * speed)
        ends = min(1.0, 0.4 + min(number, last - number) / 8)
        canvas.setLineWidth(width * press * ends)
        canvas.line(xa, ya, xb, yb)
    canvas.restoreState()

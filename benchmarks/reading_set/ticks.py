"""How people tick a box, take it back, or leave it. Lengths are parts of the box's side, its top left at (0, 0)."""

from collections.abc import Callable, Mapping

import numpy as np
from PIL import ImageDraw

Rng = np.random.Generator
Corner = tuple[float, float, float]
"""Left, top and side of a tick box in pixels."""

Tick = Callable[[ImageDraw.ImageDraw, Corner, int, Rng], None]


def _lines(draw: ImageDraw.ImageDraw, at: Corner, ink: int, rng: Rng, width: float, *lines: tuple[float, ...]) -> None:
    left, top, side = at
    for line in lines:
        points = [
            (left + side * (x + rng.normal(0, 0.04)), top + side * (y + rng.normal(0, 0.04)))
            for x, y in zip(line[::2], line[1::2], strict=True)
        ]
        draw.line(points, fill=(ink, ink, min(255, ink + 40)), width=max(2, round(side * width)), joint="curve")


def cross(draw: ImageDraw.ImageDraw, at: Corner, ink: int, rng: Rng) -> None:
    """A cross within the box."""
    _lines(draw, at, ink, rng, rng.uniform(0.05, 0.1), (0.14, 0.15, 0.88, 0.86), (0.14, 0.87, 0.87, 0.13))


def large_cross(draw: ImageDraw.ImageDraw, at: Corner, ink: int, rng: Rng) -> None:
    """A cross that reaches beyond the box."""
    _lines(draw, at, ink, rng, rng.uniform(0.06, 0.12), (-0.3, -0.25, 1.3, 1.25), (-0.2, 1.3, 1.25, -0.3))


def check(draw: ImageDraw.ImageDraw, at: Corner, ink: int, rng: Rng) -> None:
    """A tick, whose long stroke leaves the box."""
    _lines(draw, at, ink, rng, rng.uniform(0.06, 0.11), (0.12, 0.5, 0.4, 0.85, rng.uniform(0.9, 1.4), -0.2))


def stroke(draw: ImageDraw.ImageDraw, at: Corner, ink: int, rng: Rng) -> None:
    """One slanted stroke."""
    _lines(draw, at, ink, rng, rng.uniform(0.07, 0.12), (0.15, 0.9, 0.85, 0.1))


def filled(draw: ImageDraw.ImageDraw, at: Corner, ink: int, rng: Rng) -> None:
    """Filled with the pen until it is black."""
    rows = np.linspace(0.08, 0.92, 9)
    points = [
        part for number, y in enumerate(rows) for part in ((0.06, y, 0.94, y) if number % 2 else (0.94, y, 0.06, y))
    ]
    _lines(draw, at, ink, rng, 0.13, tuple(float(each) for each in points))


def on_screen(draw: ImageDraw.ImageDraw, at: Corner, ink: int, rng: Rng) -> None:
    """The cross that a PDF reader draws."""
    left, top, side = at
    inset, width = 0.2 * side, max(2, round(0.115 * side))
    for y0, y1 in ((top + inset, top + side - inset), (top + side - inset, top + inset)):
        draw.line(((left + inset, y0), (left + side - inset, y1)), fill=(0, 0, 0), width=width)


TICKS: Mapping[str, Tick] = {
    "cross": cross,
    "large cross": large_cross,
    "tick": check,
    "stroke": stroke,
    "filled": filled,
    "on screen": on_screen,
}
CORRECTED = "corrected"
"""A box that was crossed by mistake is filled until it is black, and another is crossed."""

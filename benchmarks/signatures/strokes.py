"""A pen on paper: curves through points, drawn with varying pressure. Lengths are millimetres, origin top left."""

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
"""Rows of x, y in millimetres; y grows downwards."""

Layer = npt.NDArray[np.float32]
"""How much ink lies where: 0 none, 1 all; at DPI."""

DPI = 300
MM = DPI / 25.4
_FINE = 2  # strokes are drawn at twice the dots, so that their edges are soft


def curve(points: Sequence[tuple[float, float]] | Points, steps: int = 8) -> Points:
    """A smooth curve through the points (Catmull-Rom)."""
    given = np.asarray(points, float)
    p = np.vstack([2 * given[0] - given[1], given, 2 * given[-1] - given[-2]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None, None]
    a, b, c, d = (p[k : len(p) - 3 + k][None] for k in range(4))
    parts = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
    return np.vstack([parts.transpose(1, 0, 2).reshape(-1, 2), given[-1:]])


def shaken(line: Points, rng: np.random.Generator, size: float, step: float = 0.8) -> Points:
    """The line as a trembling hand draws it: off by about `size`, changing every `step` millimetres."""
    if size <= 0 or len(line) < 3:
        return line
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    knots = np.arange(0, along[-1] + 2 * step, step)
    off = np.column_stack([np.interp(along, knots, rng.normal(0, size, len(knots))) for _ in range(2)])
    return line + off


def moved(line: Points, x: float, y: float, turn: float = 0.0, lean: float = 0.0, scale: float = 1.0) -> Points:
    """The line leaning forward (`lean` is the tangent), scaled, turned (radians, counter-clockwise), then shifted."""
    upright = line * scale
    leaning = np.column_stack([upright[:, 0] - lean * upright[:, 1], upright[:, 1]])
    cos, sin = np.cos(turn), np.sin(turn)
    return leaning @ np.array([[cos, -sin], [sin, cos]]) + [x, y]


def pen(
    shape: tuple[int, int],
    lines: Sequence[Points],
    width: float,
    rng: np.random.Generator,
    *,
    press: float = 0.3,
    skips: float = 0.0,
) -> Layer:
    """The lines drawn with a pen of this width; `press` is how much the width varies, `skips` how often ink fails."""
    fine = np.zeros((shape[0] * _FINE, shape[1] * _FINE), np.uint8)
    for line in lines:
        if len(line) < 2:
            line = np.vstack([line, line + 0.01])
        widths = _widths(line, width, press, rng)
        pixels = np.round(line * MM * _FINE * 8).astype(np.int32)
        for number in range(len(line) - 1):
            if skips and rng.random() < skips:
                continue
            thick = max(1, round(float(widths[number]) * MM * _FINE))
            cv2.line(fine, pixels[number].tolist(), pixels[number + 1].tolist(), 255, thick, cv2.LINE_8, 3)
    return np.float32(cv2.resize(fine, (shape[1], shape[0]), interpolation=cv2.INTER_AREA)) / 255


def _widths(line: Points, width: float, press: float, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Thinner where the pen goes fast or upwards, thinner at both ends, and never quite even."""
    step = np.diff(line, axis=0)
    fast = np.hypot(*step.T)
    upward = (step[:, 1] < 0) * fast / np.maximum(fast, 1e-6)
    speed = fast / max(1e-6, float(np.median(fast)) if len(fast) else 1.0)
    count = len(fast)
    slow = np.interp(np.arange(count), np.linspace(0, count, 6), rng.normal(0, 0.25, 6))
    ends = np.minimum(1, 0.5 + np.minimum(np.arange(count), np.arange(count)[::-1]) / 8)
    even = 1 + press * (0.5 - 0.4 * np.minimum(speed, 3) - 0.5 * upward + slow)
    return width * np.clip(even, 0.35, 1.6) * (ends if press > 0 else 1)

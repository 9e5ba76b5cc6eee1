"""Signatures by invented hands. Each hand gives strokes about one unit high on a line at y = 0, growing to the right.

They are motions, not letters: a big first letter, then whatever the hand does when it writes its name for the
thousandth time. No real person's signature was looked at.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

import numpy as np

from benchmarks.signatures.motions import drawn_apart, hasty_name, impulses, one_sweep
from benchmarks.signatures.strokes import MM, Layer, Points, curve, moved, pen, shaken
from service.samples.pen import _name as one_name

Rng = np.random.Generator
Hand = Callable[[Rng], list[Points]]

_CAPITALS = (
    ((0.0, -0.1), (0.1, -1.0), (0.2, -0.4), (0.08, 0.0), (0.3, -0.6), (0.4, -0.05)),
    ((0.4, -0.85), (0.2, -1.05), (0.02, -0.5), (0.15, 0.02), (0.4, -0.2)),
    ((0.02, -0.8), (0.25, -1.0), (0.15, -0.4), (0.05, 0.05), (-0.05, -0.2), (0.4, -0.1)),
    ((0.4, -0.8), (0.2, -1.0), (0.1, -0.7), (0.32, -0.35), (0.2, 0.0), (-0.05, -0.15), (0.42, -0.1)),
    ((0.05, 0.0), (0.12, -1.0), (0.0, -0.8), (0.35, -0.95), (0.32, -0.55), (0.08, -0.5), (0.4, -0.02)),
    ((0.0, -0.9), (0.05, -0.1), (0.2, 0.02), (0.35, -0.3), (0.36, -0.95), (0.38, 0.5), (0.1, 0.55), (0.5, -0.1)),
    ((-0.1, -0.55), (0.3, -1.05), (0.6, -0.6), (0.3, 0.02), (-0.05, -0.3), (0.35, -0.9), (0.75, -0.3)),
)


def _capital(rng: Rng) -> list[tuple[float, float]]:
    points = _CAPITALS[rng.integers(len(_CAPITALS))]
    wide, tall = rng.uniform(0.7, 1.7), rng.uniform(0.8, 1.25)
    return [(x * wide + rng.normal(0, 0.04), y * tall + rng.normal(0, 0.05)) for x, y in points]


def _waves(rng: Rng, start: float, count: int, step: float, low: float, tall: float = 0.2) -> list[tuple[float, float]]:
    """Uneven humps and now and then a tall or a hanging letter."""
    points, x = [], start
    for _ in range(count):
        wide = step * rng.uniform(0.55, 1.5)
        kind = rng.random()
        if kind < tall:  # an l, a h: up in a loop and down again
            top = -rng.uniform(0.65, 1.1)
            points += [(x + 0.5 * wide, 0.6 * top), (x + 0.6 * wide, top), (x + 0.3 * wide, 0.7 * top), (x + wide, 0.0)]
        elif kind < tall + 0.1:  # a g, a y: down in a loop
            down = rng.uniform(0.35, 0.8)
            points += [(x + 0.4 * wide, -low), (x + 0.6 * wide, 0.0), (x + 0.3 * wide, down), (x, 0.7 * down)]
            points += [(x + wide, -0.1)]
        else:
            points += [(x + 0.3 * wide, rng.uniform(-0.08, 0.06)), (x + 0.7 * wide, -low * rng.uniform(0.5, 1.5))]
            points += [(x + wide, rng.uniform(-0.12, 0.06))]
        x += wide
    return points


def _two_names(rng: Rng) -> list[Points]:
    lines, x = [], 0.0
    for _ in range(rng.integers(1, 3) + (rng.random() < 0.15)):
        head = _capital(rng)
        points = head + _waves(rng, head[-1][0] + 0.1, rng.integers(2, 7), rng.uniform(0.2, 0.4), rng.uniform(0.2, 0.5))
        lines.append(curve(np.array(points) + np.array([x, 0])))
        x = max(p[0] for p in points) + x + rng.uniform(-0.05, 0.4)
    return lines


def _loops(rng: Rng) -> list[Points]:
    """Ls and es: a rolling loop whose size changes."""
    turns = rng.uniform(3, 8)
    t = np.linspace(0, 2 * np.pi * turns, round(40 * turns))
    knots = np.linspace(0, t[-1], round(turns) + 2)
    high = np.interp(t, knots, rng.uniform(0.12, 0.5, len(knots)))
    wide = np.interp(t, knots, rng.uniform(0.08, 0.3, len(knots)))
    x = t * rng.uniform(0.025, 0.06) + wide * np.sin(t + rng.uniform(0, 0.6))
    y = -high * (1 - np.cos(t)) + np.interp(t, knots, rng.normal(0, 0.05, len(knots)))
    lines = [np.column_stack([x, y])[::2]]
    if rng.random() < 0.8:
        head = curve(_capital(rng))
        lines = [head, lines[0] + [head[:, 0].max() * rng.uniform(0.6, 1.05), 0]]
    return lines


def _flourish(rng: Rng) -> list[Points]:
    """A large first letter, a nearly flat run, and the pen back below it."""
    head = _capital(rng)
    run = _waves(rng, head[-1][0] + 0.1, rng.integers(2, 6), rng.uniform(0.35, 0.7), rng.uniform(0.08, 0.22), 0.12)
    end = run[-1][0]
    tail = [
        (end + rng.uniform(0.2, 0.8), -rng.uniform(0.0, 0.6)),
        (end * rng.uniform(0.4, 0.8), rng.uniform(0.15, 0.35)),
        (rng.uniform(-0.2, 0.4) * end, rng.uniform(0.2, 0.5)),
        (end * rng.uniform(0.5, 1.1), rng.uniform(0.1, 0.4)),
    ]
    return [curve(head + run + tail[: rng.integers(2, 5)])]


def _initials(rng: Rng) -> list[Points]:
    """Two or three large letters written into each other, with a stroke at the end."""
    lines, x = [], 0.0
    points: list[tuple[float, float]] = []
    for _ in range(rng.integers(2, 4)):
        points += [(px + x, py) for px, py in _capital(rng)]
        x = points[-1][0] + rng.uniform(-0.1, 0.15)
    points += [(x + rng.uniform(0.3, 1.2), rng.uniform(-0.5, 0.1))]
    lines.append(curve(points))
    return lines


def _angular(rng: Rng) -> list[Points]:
    """Quick points up and down that get smaller, as an m or a u in haste."""
    count = rng.integers(5, 12)
    fade = np.linspace(rng.uniform(0.7, 1.1), rng.uniform(0.1, 0.4), count)
    points, x = list(_capital(rng)), 0.0
    x = points[-1][0]
    for size in fade:
        wide = rng.uniform(0.12, 0.35)
        points += [(x + 0.3 * wide, -size * rng.uniform(0.3, 0.8)), (x + 0.75 * wide, rng.normal(0.02, 0.06))]
        x += wide
    points.append((x + rng.uniform(0.1, 0.9), -rng.uniform(-0.1, 0.4)))
    return [curve(points, 5)]


def _wild(rng: Rng) -> list[Points]:
    """Some strokes over each other: fast, large, and hardly a letter."""
    lines = []
    for _ in range(rng.integers(1, 4)):
        count = rng.integers(9, 18)
        x = np.cumsum(rng.normal(0.16, 0.2, count))
        y = -0.45 + 0.45 * np.where(np.arange(count) % 2, 1, -1) * rng.uniform(0.3, 1.1, count)
        lines.append(curve(np.column_stack([x - x.min(), y + rng.normal(0, 0.1, count)])))
    return lines


HANDS: Mapping[str, Hand] = {
    "two names": _two_names, "loops": _loops, "flourish": _flourish, "initials-like": _initials, "angular": _angular,
    "wild": _wild, "impulses": impulses, "hasty name": hasty_name, "one sweep": one_sweep,
    "letters and a tail": drawn_apart,
}  # fmt: skip
"""The ways in which the invented hands write their names."""


@dataclass(frozen=True, slots=True)
class Written:
    """A signature on paper: its ink (0..1), how dark that ink is (grey), and which hand wrote it."""

    ink: Layer
    grey: int
    hand: str
    lines: tuple[Points, ...]


def signature(
    shape: tuple[int, int],
    box: tuple[float, float, float, float],
    rng: Rng,
    *,
    hand: str | None = None,
    pencil: bool | None = None,
) -> Written:
    """A signature in a box (millimetres): any pen, size, slant and place, at times shaky, in pencil, over the frame."""
    name = hand or str(rng.choice(list(HANDS)))
    lines = HANDS[name](rng)
    x0, y0, x1, y1 = box
    room, height = x1 - x0, y1 - y0
    everything = np.vstack(lines)
    wide = float(np.ptp(everything[:, 0]))
    high = height * rng.uniform(0.34, 0.62)
    scale = high / max(0.8, -float(everything[:, 1].min()))
    stretch = np.clip(rng.uniform(22, 75) / (wide * scale), 0.8, 2.6)
    stretch = min(stretch, 0.9 * room / (wide * scale))
    turn, lean = rng.normal(0.03, 0.035), rng.uniform(-0.2, 0.75)
    shaky = 0.0 if rng.random() < 0.75 else rng.uniform(0.06, 0.22)
    foot = y0 + height * (rng.uniform(0.6, 0.78) if rng.random() < 0.93 else rng.uniform(0.85, 1.0))
    left = (
        x0
        + rng.uniform(0.02, 1) ** 1.7 * max(1.0, room - wide * scale * stretch)
        - float(everything[:, 0].min()) * scale
    )
    placed = []
    for line in lines:
        sized = line * [stretch, 1.0]
        placed.append(shaken(moved(sized, left, foot, turn, lean, scale), rng, shaky))
    if rng.random() < 0.25:  # a line below
        y = rng.uniform(0.15, 0.35) * high
        under = curve([(0, y), (0.5 * wide * scale, y + rng.normal(0, 0.6)), (wide * scale * stretch, y - 1)])
        placed.append(shaken(moved(under, left, foot, turn), rng, shaky))
    if rng.random() < 0.3:  # a dot, a ring over an å
        at = np.array([left + rng.uniform(0.2, 0.9) * wide * scale * stretch, foot - high * rng.uniform(0.7, 1.0)])
        placed.append(at + np.array([[0, 0], [0.3, 0.2]]))
    soft = bool(rng.random() < 0.03) if pencil is None else pencil
    width = rng.choice([rng.uniform(0.22, 0.45), rng.uniform(0.4, 0.75), rng.uniform(0.75, 1.1)], p=[0.55, 0.35, 0.1])
    grey = round(rng.uniform(120, 165) if soft else rng.choice([rng.uniform(10, 60), rng.uniform(50, 105)]))
    layer = pen(shape, placed, width, rng, press=rng.uniform(0.15, 0.7), skips=0.03 if rng.random() < 0.1 else 0.0)
    return Written(layer, grey, "pencil" if soft else "shaky" if shaky else name, tuple(placed))


def sample_pen(shape: tuple[int, int], box: tuple[float, float, float, float], rng: Rng) -> Written:
    """A signature as the sample papers have them: the curves of `service.samples.pen`."""
    own = Random(int(rng.integers(2**31)))
    x0, y0, x1, y1 = box
    width = min(own.uniform(42, 71), 0.8 * (x1 - x0))
    height, slope = (y1 - y0) * own.uniform(0.45, 0.58), own.uniform(-0.02, 0.05)
    left, foot = x0 + own.uniform(0.1, 0.5) * (x1 - x0 - width), y1 - (y1 - y0) * own.uniform(0.24, 0.32)
    lines = []
    for share in (0.42, 0.55):
        x, y = np.array(one_name(own, width * share)).T
        lines.append(np.column_stack([left + x + 0.25 * y * height, foot - y * height - slope * x]))
        left += width * 0.45
    if own.random() < 0.6:
        x, y = np.array([(0.0, -0.12), (-width * 0.35, -0.2), (-width * 0.1, -0.26), (width * 0.45, -0.1)]).T
        lines.append(curve(np.column_stack([left + x + 0.25 * y * height, foot - y * height])))
    grey = round(rng.uniform(20, 75))
    return Written(pen(shape, lines, rng.uniform(0.3, 0.5), rng, press=0.3), grey, "sample pen", tuple(lines))


def reach(lines: tuple[Points, ...]) -> tuple[float, float, float, float]:
    """The box in millimetres that the lines take up."""
    everything = np.vstack(lines)
    return (*everything.min(axis=0), *everything.max(axis=0))


__all__ = ["HANDS", "MM", "Written", "reach", "sample_pen", "signature"]

"""What a pen draws in a box that is no writing: strokes, rings, squares, signs, things and coils."""

from collections.abc import Mapping

import numpy as np

from benchmarks.signatures.letters import written
from benchmarks.signatures.paper import Draw, Paper, Rng, dark, pen_width
from benchmarks.signatures.strokes import Points, curve, shaken

WORDS = ("Anne Holm", "Bo Lund", "Mette", "ja", "nej", "Jens Dahl", "far", "mor", "Ida Skov", "12/11", "kopi")
"""What is written by hand where nothing should be."""

_SIGNS: Mapping[str, tuple[str, ...]] = {  # strokes as x,y in tenths, as in `letters`
    "?": ("1,3 2,0 6,1 5,4 3,5 3,8", "3,10 3.2,10.2"),
    "!": ("3,0 3,7", "3,10 3.2,10.2"),
    "*": ("0,5 10,5", "2,0 8,10", "8,0 2,10"),
    "+": ("0,5 10,5", "5,0 5,10"),
    "#": ("3,0 2,10", "7,0 6,10", "0,3 10,3", "0,7 10,7"),
    "=": ("0,4 10,4", "0,7 10,7"),
    "%": ("9,0 1,10", "2,1 0,2 2,4 4,2 2,1", "8,6 6,8 8,10 10,8 8,6"),
    "&": ("9,10 3,3 4,0 6,2 1,7 4,10 8,6",),
    "{": ("5,0 3,1 3,4 1,5 3,6 3,9 5,10",),
    "}": ("1,0 3,1 3,4 5,5 3,6 3,9 1,10",),
    "~": ("0,6 3,3 6,7 9,4",),
    ">": ("0,1 9,5 0,9",),
}
_PICTURES: tuple[tuple[str, ...], ...] = (
    ("0,4 0,10 8,10 8,4 0,4", "0,4 4,0 8,4", "3,10 3,7 5,7 5,10"),  # a house
    ("5,2 4,1 5,0 6,1 5,2", "5,2 5,6", "5,6 3,10", "5,6 7,10", "2,4 8,3.5"),  # a person
    ("5,3 3,5 5,7 7,5 5,3", "5,0 5,2", "5,8 5,10", "0,5 2,5", "8,5 10,5", "1,1 3,3", "9,9 7,7"),  # a sun
    ("5,10 5,5", "5,5 3,3 5,1 7,3 5,5", "5,8 2,6 5,8 8,6"),  # a flower
    ("5,9 0,4 1,1 4,1 5,3 6,1 9,1 10,4 5,9",),  # a heart
    ("0,6 2,6 3,3 7,3 8,6 10,6 10,8 0,8 0,6", "2,8 2,10 3,10 3,8", "7,8 7,10 8,10 8,8"),  # a car
)
_FIGURES: tuple[tuple[str, ...], ...] = (
    ("0,5 3,2 7,3 9,5 7,7 3,8 0,5", "9,5 11,3 11,7 9,5", "2,4.5 2.3,4.6"),  # a fish
    ("2,4 2,1 4,3 6,3 8,1 8,4 8,8 5,10 2,8 2,4", "4,5 4.2,5.2", "6,5 6.2,5.2", "0,6 3,7", "10,6 7,7"),  # a cat
    ("4,10 4,7", "6,10 6,7", "5,0 1,7 9,7 5,0"),  # a fir
    ("4,10 4,6", "6,10 6,6", "5,6 1,6 1,3 4,0 8,1 9,5 5,6"),  # a tree
    ("0,7 2,10 8,10 10,7 0,7", "5,7 5,0", "5,0 9,6 5,6"),  # a boat
    ("0,9 0,3 3,6 5,1 7,6 10,3 10,9 0,9",),  # a crown
    ("1,7 0,5 2,3 4,1 7,2 9,4 10,6 8,8 2,8 1,7",),  # a cloud
    ("5,0 8,10 0,4 10,4 2,10 5,0",),  # a star
    ("0,5 2,1 5,0 8,1 10,5 0,5", "5,5 5,9 4,10 3,9"),  # an umbrella
    ("0,2 10,2 10,9 0,9 0,2", "0,2 5,6 10,2"),  # a letter
    ("5,5 2,2 1,4 5,5 9,1 9,5 5,5 8,8 6,9 5,5 2,8 2,6 5,5",),  # a butterfly
    ("5,0 1,2 0,6 3,10 7,10 10,6 9,2 5,0", "3,4 3.2,4.2", "7,4 7.2,4.2", "3,7 5,8.5 7,7"),  # a face
)


def _drawn(shapes: tuple[str, ...], rng: Rng, wobble: float) -> list[Points]:
    """The strokes of a shape one unit high, each point off by `wobble` tenths."""
    lines = []
    for shape in shapes:
        points = np.array([[float(n) for n in pair.split(",")] for pair in shape.split()])
        points = (points + rng.normal(0, wobble, points.shape)) / 10
        lines.append(curve(points) if len(points) > 2 and rng.random() < 0.7 else points)
    return lines


def put(paper: Paper, rng: Rng, lines: list[Points], shake: float = 0.08) -> None:
    """Draws the lines, in millimetres, somewhere in the box."""
    everything = np.vstack(lines)
    low, high = everything.min(axis=0), everything.max(axis=0)
    at = np.array(paper.place(rng, *(high - low))) - low
    moved = [shaken(line + at, rng, shake * rng.random()) for line in lines]
    paper.lines(moved, pen_width(rng), dark(rng), rng, rng.uniform(0.0, 0.5))


def hatching(paper: Paper, rng: Rng) -> None:
    """Parallel strokes close together, lifted or as one zigzag, at times crossed by others."""
    wide, high, step = rng.uniform(8, 50), rng.uniform(5, 15), rng.uniform(0.6, 3)
    lean = rng.normal(0, 0.5) * high
    lines: list[Points] = []
    for _ in range(rng.choice([1, 1, 2])):
        ends = np.arange(0, wide, step)
        tops = np.column_stack([ends + lean + rng.normal(0, 0.4, len(ends)), rng.normal(0, 0.6, len(ends))])
        feet = np.column_stack([ends + rng.normal(0, 0.4, len(ends)), high + rng.normal(0, 0.6, len(ends))])
        if rng.random() < 0.5:
            zigzag = np.stack([tops, feet], axis=1).reshape(-1, 2)
            lines.append(curve(zigzag, 4) if rng.random() < 0.5 else zigzag)
        else:
            lines += [np.array([top, foot]) for top, foot in zip(tops, feet, strict=True)]
        lean = -lean
    put(paper, rng, lines, 0.1)


def ring(paper: Paper, rng: Rng) -> None:
    """A ring drawn by hand, once or several times around, at times about a word."""
    wide, high, turns = rng.uniform(6, 45), rng.uniform(6, 15), rng.uniform(0.9, 3.2)
    t = np.linspace(0, 2 * np.pi * turns, round(50 * turns)) + rng.uniform(0, 6)
    grow = 1 + np.linspace(0, rng.normal(0, 0.1), len(t)) + 0.04 * np.sin(t * 0.7 + rng.uniform(0, 6))
    lines = [np.column_stack([wide / 2 * grow * np.cos(t), high / 2 * grow * np.sin(t)])]
    if rng.random() < 0.4:
        inner, room = written(str(rng.choice(WORDS)), high * 0.35, rng)
        lines += [line + np.array([-room / 2, high * 0.17]) for line in inner]
    put(paper, rng, lines)


def squares(paper: Paper, rng: Rng) -> None:
    """Frames, steps, a ladder or noughts and crosses by hand."""
    size, count = rng.uniform(4, 13), int(rng.integers(1, 7))
    lines = []
    kind = rng.integers(4)
    if kind == 0:
        step = size * rng.uniform(1.0, 1.4)
        corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]) * size
        lines = [corners + np.array([n * step, 0]) + rng.normal(0, 0.3, corners.shape) for n in range(count)]
    elif kind == 1:
        stairs = [(n // 2 + n % 2, -(n // 2)) for n in range(2 * count + 2)]
        lines = [np.array(stairs) * (size / 2) + rng.normal(0, 0.2, (len(stairs), 2))]
    elif kind == 2:
        rungs = [np.array([[n * size / 2, 0], [n * size / 2, size * 0.7]]) for n in range(count + 3)]
        rails = [np.array([[-1, y], [(count + 3) * size / 2, y + rng.normal(0, 0.4)]]) for y in (0.1, size * 0.6)]
        lines = [*rungs, *rails]
    else:
        third = size / 3
        lines = [np.array([[third * n, 0], [third * n, size]]) for n in (1, 2)]
        lines += [np.array([[0, third * n], [size, third * n]]) for n in (1, 2)]
        t = np.linspace(0, 2 * np.pi, 20)
        for _ in range(count):
            x, y = (rng.integers(3, size=2) + 0.5) * third
            nought = np.column_stack([x + third * 0.3 * np.cos(t), y + third * 0.3 * np.sin(t)])
            lines.append(nought)
    put(paper, rng, [line + rng.normal(0, 0.15, line.shape) for line in lines])


def signs(paper: Paper, rng: Rng) -> None:
    """Question marks, stars, plus signs, brackets."""
    size, x, lines = rng.uniform(4, 15), 0.0, []
    wide = rng.uniform(0.5, 1.2)
    for _ in range(rng.choice([1, 1, 2, 3, 5])):
        sign = _drawn(_SIGNS[str(rng.choice(list(_SIGNS)))], rng, rng.uniform(0.1, 0.7))
        lines += [line * [size * wide, size] + [x, 0] for line in sign]
        x += size * wide * rng.uniform(0.9, 1.5)
    put(paper, rng, lines)


def picture(paper: Paper, rng: Rng) -> None:
    """A child's drawing: a house, a person, a flower."""
    _pictures(paper, rng, _PICTURES)


def figure(paper: Paper, rng: Rng) -> None:
    """Another: an animal, a tree, a boat, a face."""
    _pictures(paper, rng, _FIGURES)


def _pictures(paper: Paper, rng: Rng, choice: tuple[tuple[str, ...], ...]) -> None:
    size, x, lines = rng.uniform(7, 16), 0.0, []
    for _ in range(rng.choice([1, 1, 2, 3])):
        shapes = choice[rng.integers(len(choice))]
        wide = rng.uniform(0.8, 1.6)
        lines += [line * [size * wide, size] + [x, 0] for line in _drawn(shapes, rng, rng.uniform(0.1, 0.6))]
        x += size * wide * rng.uniform(0.9, 1.3)
    put(paper, rng, lines)


def coil(paper: Paper, rng: Rng) -> None:
    """A wave or a coil that is always alike, as under a word or to try a pen out."""
    along = np.linspace(0, rng.uniform(20, 80), 400)
    high, pitch, loop = rng.uniform(1, 6), rng.uniform(2, 8), rng.choice([0.0, 0.0, rng.uniform(0.5, 2.5)])
    turn = 2 * np.pi * along / pitch
    x = along + loop * np.sin(turn)
    y = high * np.cos(turn) * np.linspace(1, rng.uniform(0.85, 1.1), len(turn)) + along * rng.normal(0, 0.03)
    put(paper, rng, [np.column_stack([x, y])])


DRAWINGS: Mapping[str, Draw] = {
    "hatching": hatching, "ring by hand": ring, "squares by hand": squares, "signs by hand": signs, "drawing": picture,
    "animal or thing drawn": figure, "coil or wave": coil,
}  # fmt: skip
"""Kinds of marks, as in `marks`."""

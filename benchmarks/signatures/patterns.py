"""More that a pen draws and is no signature: rows of one letter, borders, shapes, things, diagrams, what is struck."""

from collections.abc import Mapping

import numpy as np
from PIL import Image, ImageDraw

from benchmarks.signatures.drawings import WORDS, put
from benchmarks.signatures.letters import LINKED, written
from benchmarks.signatures.paper import Draw, Paper, Rng, dark, font, pen_width
from benchmarks.signatures.strokes import DPI, MM, Points, curve, shaken

_FONTS = ("Vera.ttf", "VeraBd.ttf", "VeraIt.ttf")
_TURN = np.linspace(0, 2 * np.pi, 40)


def letter_row(paper: Paper, rng: Rng) -> None:
    """The same letter or two again and again, joined, as one practises writing."""
    size, wide, lean = rng.uniform(3, 11), rng.uniform(0.7, 1.5), rng.uniform(-0.1, 0.6)
    letters = rng.choice(list(LINKED), int(rng.integers(1, 3)))
    shapes = [np.array([[float(n) for n in pair.split(",")] for pair in LINKED[str(each)].split()]) for each in letters]
    at, x = [], 0.0
    for number in range(int(rng.integers(4, 15))):
        shape = shapes[number % len(shapes)] + rng.normal(0, rng.uniform(0.1, 0.7), shapes[number % len(shapes)].shape)
        at.append((shape / 10 - [0, 1]) * [wide, 1.0] + [x, 0])
        x += float(shapes[number % len(shapes)][-1, 0]) / 10 * wide
    line = curve(np.vstack(at)) * size
    put(paper, rng, [line - [lean, 0] * line[:, 1:]])


def border(paper: Paper, rng: Rng) -> None:
    """A row of points, battlements, bows or knots, even or growing, as under a heading."""
    count, step, high = int(rng.integers(4, 16)), rng.uniform(2, 7), rng.uniform(2, 9)
    grow = np.linspace(rng.uniform(0.4, 1.2), rng.uniform(0.4, 1.2), 4 * count)
    kind = rng.integers(4)
    if kind == 0:  # points
        y = np.where(np.arange(4 * count) % 2, 1, 0)
        line = np.column_stack([np.arange(4 * count) * step / 2, -y * high * grow])[: 2 * count]
    elif kind == 1:  # battlements
        x = np.repeat(np.arange(2 * count), 2)[1 : 4 * count + 1] * step / 2
        y = np.tile([0, 1, 1, 0], count)[: len(x)]
        line = np.column_stack([x, -y * high * grow[: len(x)]])
    else:  # bows; knots where it goes back
        t = np.linspace(0, 2 * np.pi * count, 20 * count)
        size = np.interp(t, np.linspace(0, t[-1], 4 * count), grow)
        back = 0.0 if kind == 2 else rng.uniform(0.5, 2.5)
        second = rng.uniform(0.0, 0.6) * np.cos(rng.choice([0.5, 2, 3]) * t)
        line = np.column_stack([t / 6 * step + back * np.sin(t), high / 2 * size * (np.cos(t) + second)])
    put(paper, rng, [line + rng.normal(0, rng.uniform(0, 0.3), line.shape) if len(line) < 5 * count else line], 0.15)


def _primitive(rng: Rng, size: float) -> list[Points]:
    """A ring, a polygon, a bow or a straight stroke, about so large."""
    kind = rng.integers(5)
    if kind == 0:
        return [np.column_stack([np.cos(_TURN), np.sin(_TURN) * rng.uniform(0.4, 1)]) * size / 2]
    if kind in (1, 2):
        corners, start = int(rng.integers(3, 7)), rng.uniform(0, 6)
        around = start + 2 * np.pi * np.arange(corners + 1) / corners
        shape = np.column_stack([np.cos(around), np.sin(around)]) * size / 2
        off = rng.normal(0, 0.12 * size, shape.shape)
        off[-1] = off[0]
        return [shape + off]
    if kind == 3:
        return [curve(rng.normal(0, size / 2, (int(rng.integers(3, 6)), 2)))]
    return [rng.normal(0, size / 2, (2, 2)) for _ in range(rng.integers(1, 4))]


def shapes(paper: Paper, rng: Rng) -> None:
    """Rings, polygons, bows and strokes, beside, in or on each other: a drawing of nothing that one knows."""
    lines, x = [], 0.0
    size, spread = rng.uniform(4, 13), rng.uniform(0.1, 1.2)
    for _ in range(rng.integers(2, 9)):
        own = size * rng.uniform(0.3, 1.1)
        lines += [line + np.array([x, rng.normal(0, 0.2 * size)]) for line in _primitive(rng, own)]
        x += spread * own
    put(paper, rng, lines)


def _outline(rng: Rng) -> Points:
    """A closed outline about one unit high: alike on both sides, or with corners of chance; at times it lies."""
    if rng.random() < 0.7:
        count = int(rng.integers(2, 6))
        side = np.column_stack([rng.uniform(0.15, 1, count), np.sort(rng.uniform(0, 1, count))])
        around = np.vstack([side, side[::-1] * [-1, 1]])
    else:
        turn = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(5, 10))))
        far = rng.uniform(0.4, 1, len(turn))
        around = np.column_stack([far * np.cos(turn), 0.5 + 0.5 * far * np.sin(turn)])
    if rng.random() < 0.5:
        around = around[:, ::-1] * [2, 0.5] + [-1, 0.5]
    return np.vstack([around, around[:1]])


def _thing(rng: Rng) -> list[Points]:
    """An outline with what may be legs, ears or a mast, two eyes, a mouth."""
    around = _outline(rng)
    own = [curve(around) if rng.random() < 0.5 else around]
    for _ in range(rng.integers(0, 4)):
        start = around[rng.integers(len(around) - 1)]
        own.append(np.array([start, start + rng.normal(0, 0.3, 2)]))
    if rng.random() < 0.4:
        y, gap = rng.uniform(0.25, 0.6), rng.uniform(0.1, 0.35)
        own += [np.array([[side * gap, y], [side * gap + 0.03, y + 0.02]]) for side in (-1, 1)]
    if rng.random() < 0.3:
        own.append(curve([(-0.4, 0.65), (0, rng.uniform(0.5, 0.95)), (0.4, 0.65)]))
    return own


def things(paper: Paper, rng: Rng) -> None:
    """Some things side by side that look like an animal, a vase or a house, and are none: outlines of chance."""
    size, x, lines = rng.uniform(7, 16), 0.0, []
    for _ in range(rng.choice([1, 2, 2, 3, 3, 4])):
        wide, rough = size * rng.uniform(0.6, 1.5), rng.uniform(0, 0.04)
        for line in _thing(rng):
            off = rng.normal(0, rough, line.shape) if len(line) < 12 else 0.0
            lines.append((line + off) * [wide / 2, size] + [x, 0])
        x += wide * rng.uniform(0.7, 1.2)
    put(paper, rng, lines)


def shaded(paper: Paper, rng: Rng) -> None:
    """A shape filled with strokes that go to and fro."""
    lines, x = [], 0.0
    for _ in range(rng.choice([1, 1, 2, 3])):
        wide, high, step = rng.uniform(6, 30), rng.uniform(5, 13), rng.uniform(0.5, 2)
        round_one, lean = rng.random() < 0.5, rng.normal(0, 0.4) * high
        along = np.arange(step, wide - step, step)
        half = high / 2 * (np.sqrt(np.maximum(0.05, 1 - (2 * along / wide - 1) ** 2)) if round_one else 1.0)
        ends = np.column_stack([along, np.where(np.arange(len(along)) % 2, 1, -1) * half])
        ends[:, 0] += lean * ends[:, 1] / high
        ends += rng.normal(0, 0.3, ends.shape)
        if rng.random() < 0.7:
            edge = np.column_stack([wide / 2 * (1 + np.cos(_TURN)), high / 2 * np.sin(_TURN)])
            frame = np.array([[0, -1], [2, -1], [2, 1], [0, 1], [0, -1]]) * [wide / 2, high / 2]
            lines.append((edge if round_one else frame) + [x, 0])
        if len(ends) > 2:
            lines.append((curve(ends, 4) if rng.random() < 0.5 else ends) + [x, 0])
        x += wide + rng.uniform(0, 4)
    if not lines:  # too small to be shaded, and without an edge
        lines = [np.array([[0.0, 0.0], [wide, high]])]
    put(paper, rng, lines, 0.1)


def diagram(paper: Paper, rng: Rng) -> None:
    """Axes with a curve or bars, or frames joined by arrows, a word in some."""
    wide, high = rng.uniform(15, 50), rng.uniform(8, 15)
    lines: list[Points]
    if rng.random() < 0.5:
        lines = [np.array([[0, -high], [0, 0], [wide, 0]]) + rng.normal(0, 0.3, (3, 2))]
        at = np.linspace(1, wide - 2, int(rng.integers(4, 10)))
        tops = -rng.uniform(0.1, 0.95, len(at)) * high
        if rng.random() < 0.5:
            lines.append(curve(np.column_stack([at, tops])))
        else:
            lines += [np.array([[x, 0], [x, y], [x + 1.5, y], [x + 1.5, 0]]) for x, y in zip(at, tops, strict=True)]
    else:
        lines, x, size = [], 0.0, high * 0.6
        for _ in range(rng.integers(2, 5)):
            frame = np.array([[0, 0], [1.4, 0], [1.4, 1], [0, 1], [0, 0]]) * size
            lines.append(frame + np.array([x, 0]) + rng.normal(0, 0.3, frame.shape))
            if rng.random() < 0.4:
                word, _ = written(str(rng.choice(["ja", "nej", "far", "mor"])), size * 0.4, rng)
                lines += [line + np.array([x + 0.2 * size, 0.7 * size]) for line in word]
            x += 1.4 * size
            tip = np.array([x + size * 0.7, size / 2])
            lines += [np.array([[x, size / 2], tip]), np.array([tip - [1.5, 1], tip, tip - [1.5, -1]])]
            x += 0.7 * size
    put(paper, rng, lines)


def _strikes(rng: Rng, left: float, right: float, top: float, foot: float) -> list[Points]:
    """Two strokes or more, an X or a zigzag through all of this."""
    kind, middle = rng.integers(3), (left + right) / 2
    if kind == 0:
        heights = rng.uniform(top + 0.2 * (foot - top), foot - 0.1 * (foot - top), int(rng.integers(2, 5)))
        return [
            curve([(left - 1, y), (middle, y + rng.normal(0, 0.6)), (right + 1, y + rng.normal(0, 1))]) for y in heights
        ]
    if kind == 1:
        return [
            curve([(left, top), (middle, (top + foot) / 2 + rng.normal(0, 0.8)), (right, foot)]),
            curve([(left, foot), (middle, (top + foot) / 2 + rng.normal(0, 0.8)), (right, top)]),
        ]
    count = int(rng.integers(6, 20))
    x = np.linspace(left - 1, right + 1, count) + rng.normal(0, 0.5, count)
    y = np.where(np.arange(count) % 2, top, foot) + rng.normal(0, 0.5, count)
    return [curve(np.column_stack([x, y]), 5)]


def struck_print(paper: Paper, rng: Rng) -> None:
    """Typed words that somebody struck out with a pen."""
    text, size = (
        str(rng.choice([*WORDS, "Forældremyndighed", "Rosengårdskolen"])),
        round(rng.uniform(11, 34) * DPI / 72),
    )
    letters = font(str(rng.choice(_FONTS)), size)
    x0, top, x1, foot = letters.getbbox(text)
    x, y = paper.place(rng, (x1 - x0) / MM, (foot - top) / MM)
    picture = Image.new("L", (paper.shape[1], paper.shape[0]), 0)
    ImageDraw.Draw(picture).text((x * MM - x0, y * MM - top), text, fill=255, font=letters)
    paper.ink(np.asarray(picture, np.float32) / 255, dark(rng))
    lines = _strikes(rng, x, x + (x1 - x0) / MM, y, y + (foot - top) / MM)
    paper.lines([shaken(line, rng, 0.1) for line in lines], pen_width(rng), dark(rng), rng)


def scribbled_over(paper: Paper, rng: Rng) -> None:
    """A shape or some that somebody drew strokes, an X or a zigzag over."""
    size, x, lines = rng.uniform(5, 13), 0.0, []
    for _ in range(rng.integers(1, 5)):
        lines += [line + np.array([x, 0]) for line in _primitive(rng, size)]
        x += size * rng.uniform(0.4, 1.2)
    everything = np.vstack(lines)
    (left, top), (right, foot) = everything.min(axis=0), everything.max(axis=0)
    put(paper, rng, lines + _strikes(rng, left, right, top, foot))


PATTERNS: Mapping[str, Draw] = {
    "row of one letter": letter_row, "border drawn by hand": border, "shapes by hand": shapes,
    "thing of chance": things, "shaded shape": shaded, "diagram": diagram, "print struck out": struck_print,
    "shape scribbled over": scribbled_over,
}  # fmt: skip
"""Kinds of marks, as in `marks`."""

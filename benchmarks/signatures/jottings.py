"""What somebody jots down by hand: names in print, notes, dates, crosses, ticks, scrawls. Each drawn as in `marks`."""

import numpy as np

from benchmarks.signatures.hands import signature
from benchmarks.signatures.letters import written
from benchmarks.signatures.paper import Paper, Rng, dark, pen_width
from benchmarks.signatures.strokes import curve, shaken
from benchmarks.signatures.typed import NOTES, a_name


def _hand(paper: Paper, rng: Rng, text: str, size: float) -> None:
    lines, wide = written(text, size, rng)
    x, y = paper.place(rng, wide, size)
    turn = rng.normal(0, 0.03)
    lines = [line @ np.array([[1, turn], [-turn, 1]]) + [x, y + size] for line in lines]
    paper.lines(lines, pen_width(rng), dark(rng), rng, rng.uniform(0.1, 0.5))


def printed_by_hand(paper: Paper, rng: Rng) -> None:
    """A name in separate letters by hand."""
    text = a_name(rng)
    _hand(paper, rng, text.upper() if rng.random() < 0.5 else text, rng.uniform(3.5, 11))


def note(paper: Paper, rng: Rng) -> None:
    """A note by hand."""
    for _ in range(rng.integers(1, 3)):
        _hand(paper, rng, str(rng.choice(NOTES)), rng.uniform(3, 7))


def date(paper: Paper, rng: Rng) -> None:
    """A date by hand."""
    text = f"{rng.integers(1, 29)}{rng.choice(list('/-.'))}{rng.integers(1, 13)}{rng.choice(list('/-.'))}"
    _hand(paper, rng, text + str(rng.choice(["2026", "26"])), rng.uniform(3.5, 10))


def initials(paper: Paper, rng: Rng) -> None:
    """Small initials, as beside a correction."""
    letters = "".join(rng.choice(list("ABEFHJKLMNPRSTV"), 2))
    if rng.random() < 0.5:
        _hand(paper, rng, ".".join(letters) if rng.random() < 0.4 else letters, rng.uniform(3, 8))
        return
    x, y = paper.place(rng, 11, 6)
    strokes = signature(paper.shape, (x, y, x + 11, y + 9), rng, hand="initials-like", pencil=False)
    everything = np.vstack(strokes.lines)
    shrink = min(1.0, 10 / max(0.1, float(np.ptp(everything[:, 0]))))
    lines = [(line - everything.min(axis=0)) * shrink + [x, y] for line in strokes.lines]
    paper.lines(lines, rng.uniform(0.25, 0.6), dark(rng), rng)


def cross(paper: Paper, rng: Rng) -> None:
    """An X, at times several."""
    wide_pen, grey = pen_width(rng), dark(rng)
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        wide, high = rng.uniform(4, 22), rng.uniform(4, 16)
        x, y = paper.place(rng, wide, high)
        one = curve(
            [(x, y), (x + wide * rng.uniform(0.4, 0.6), y + high * rng.uniform(0.4, 0.6)), (x + wide, y + high)]
        )
        two = curve([(x + wide, y), (x + wide / 2, y + high * rng.uniform(0.35, 0.65)), (x, y + high)])
        paper.lines([shaken(one, rng, 0.1), shaken(two, rng, 0.1)], wide_pen, grey, rng)


def tick(paper: Paper, rng: Rng) -> None:
    """A tick."""
    size = rng.uniform(4, 20)
    x, y = paper.place(rng, size, size * 0.8)
    line = curve([(x, y + 0.5 * size), (x + 0.3 * size, y + 0.8 * size), (x + size, y - 0.1 * size)])
    paper.lines([shaken(line, rng, 0.1)], pen_width(rng), dark(rng), rng)


def tally(paper: Paper, rng: Rng) -> None:
    """Some strokes side by side, as one counts, at times one through them, or a star."""
    count, high, step = rng.integers(2, 8), rng.uniform(4, 15), rng.uniform(1.5, 7)
    x, y = paper.place(rng, count * step, high)
    lean = rng.normal(0, 0.3)
    lines = [np.array([[x + n * step + lean * high, y], [x + n * step, y + high]]) for n in range(count)]
    if rng.random() < 0.5:
        lines.append(
            np.array([[x - 2, y + high * rng.uniform(0.3, 1)], [x + count * step, y + high * rng.uniform(0, 0.7)]])
        )
    if rng.random() < 0.3:
        turn = np.pi * np.arange(4) / 4 + rng.uniform(0, 1)
        ray = np.column_stack([np.cos(turn), np.sin(turn)]) * high / 2
        lines = [np.array([one, -one]) + np.array([x + high / 2, y + high / 2]) for one in ray[: rng.integers(3, 5)]]
    lines = [curve(np.vstack([line[:1], line.mean(axis=0) + rng.normal(0, 0.4, 2), line[1:]])) for line in lines]
    paper.lines([shaken(line, rng, rng.uniform(0.03, 0.12)) for line in lines], pen_width(rng), dark(rng), rng)


def struck_out(paper: Paper, rng: Rng) -> None:
    """Long strokes through the box: nobody shall sign here."""
    x0, y0, x1, y1 = paper.box
    left, right = x0 + rng.uniform(1, 30), x1 - rng.uniform(1, 60)
    top, bottom = y0 + rng.uniform(1, 5), y1 - rng.uniform(1, 5)
    one = [(left, bottom), ((left + right) / 2, (top + bottom) / 2 + rng.normal(0, 1)), (right, top)]
    two = [(left, top), ((left + right) / 2, (top + bottom) / 2 + rng.normal(0, 1)), (right, bottom)]
    zed = [(left, top), (right, top + rng.normal(0, 1)), (left, bottom), (right, bottom)]
    lines = [[curve(one)], [curve(one), curve(two)], [np.array(zed)]][rng.integers(3)]
    paper.lines([shaken(line, rng, 0.15, 3) for line in lines], pen_width(rng), dark(rng), rng)


def scribbled_out(paper: Paper, rng: Rng) -> None:
    """A signature that somebody scribbled over till it can't be seen."""
    strokes = signature(paper.shape, paper.box, rng, pencil=False)
    paper.ink(strokes.ink, strokes.grey)
    points = np.vstack(strokes.lines)
    (x0, y0), (x1, y1) = points.min(axis=0) - 0.5, points.max(axis=0) + 0.5
    step, scrawl, x = rng.uniform(0.5, 1.5), [], x0
    for number in range(int((x1 - x0) / step)):
        x = x0 + number * step
        scrawl.append((x + rng.normal(0, 0.8), (y0 if number % 2 else y1) + rng.normal(0, 0.8)))
    if len(scrawl) > 3:
        paper.lines([shaken(curve(scrawl, 5), rng, 0.1)], rng.uniform(0.35, 1.0), strokes.grey, rng)


def doodle(paper: Paper, rng: Rng) -> None:
    """A spiral, a star, a face, a wave: a child had the pen."""
    size = rng.uniform(6, 16)
    x, y = paper.place(rng, size, size)
    x, y, half = x + size / 2, y + size / 2, size / 2
    t = np.linspace(0, 2 * np.pi, 60)
    kind = rng.integers(5)
    if kind == 0:
        turn = np.linspace(0, rng.uniform(3, 7) * 2 * np.pi, 200)
        lines = [
            np.column_stack([x + half * turn / turn[-1] * np.cos(turn), y + half * turn / turn[-1] * np.sin(turn)])
        ]
    elif kind == 1:
        at = np.arange(6) * 4 * np.pi / 5
        lines = [np.column_stack([x + half * np.sin(at), y - half * np.cos(at)])]
    elif kind == 2:
        face = np.column_stack([x + half * np.cos(t), y + half * np.sin(t)])
        smile = np.column_stack([x + 0.5 * half * np.cos(t[:30]), y + 0.5 * half * np.sin(t[:30])])
        lines = [face, smile, *(np.array([[x + s * 0.3 * half, y - 0.3 * half]] * 2) for s in (-1, 1))]
    elif kind == 3:
        along = np.linspace(0, rng.uniform(20, 70), 200)
        wave = y + rng.uniform(1, 4) * np.sin(along * rng.uniform(0.7, 2))
        lines = [np.column_stack([x - half + along, wave])]
    else:
        count = rng.integers(6, 16)
        zig = [(x - half + 4 * n, y + (half if n % 2 else -half) * 0.8) for n in range(count)]
        lines = [np.array(zig)]
    paper.lines([shaken(line, rng, rng.uniform(0, 0.15)) for line in lines], pen_width(rng), dark(rng), rng)


def sign_here(paper: Paper, rng: Rng) -> None:
    """An arrow or an X before a line, to show where to sign."""
    x, y = paper.place(rng, 50, 8)
    grey, width = dark(rng), pen_width(rng)
    if rng.random() < 0.5:
        end = np.array([x + rng.uniform(12, 30), y + rng.normal(2, 3)])
        shaft = curve([(x, y), (float(x + end[0]) / 2, y + rng.normal(0, 2)), tuple(end)])
        barbs = [np.array([end, end]) + np.array([[-3, side * rng.uniform(1, 3)], [0, 0]]) for side in (-1, 1)]
        paper.lines([shaken(shaft, rng, 0.1), *barbs], width, grey, rng)
    else:
        paper.lines([np.array([[x, y], [x + 4, y + 5]]), np.array([[x + 4, y], [x, y + 5]])], width, grey, rng)
        paper.lines([np.array([[x + 6, y + 5], [x + rng.uniform(30, 70), y + 5]])], 0.25, grey, rng, 0.0)

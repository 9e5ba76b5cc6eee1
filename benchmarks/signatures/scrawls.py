"""More of what is no signature: words and names that are none, and what a copier, a printer or the back page leaves."""

from collections.abc import Mapping

import cv2
import numpy as np
from PIL import Image, ImageDraw

from benchmarks.signatures.drawings import WORDS, put
from benchmarks.signatures.letters import joined, written
from benchmarks.signatures.paper import Draw, Paper, Rng, dark, font
from benchmarks.signatures.strokes import DPI, MM, curve

_SENTENCES = (
    "mor har sagt ja", "ring til far i morgen", "far er rejst", "se vedlagte bilag", "aftalt i telefonen",
    "kommer senere",
    "har ikke tid nu", "spørg hans mor", "syg hele ugen", "bor hos sin mor", "underskriver senere", "nej tak",
)  # fmt: skip
_NAMES = (
    "Karen Holm", "Jens Lund", "Anne Dahl", "Mette Munk", "Oliver Krog", "Freja Skov", "Peter Juhl", "Sara Friis",
    "Lone Toft", "Maria Bech", "Ida", "Hanne", "Viggo", "Clara Winther",
)  # fmt: skip
_CURLED = (  # capitals with a curl, one high, from their beginning to the next letter
    ((0.1, -0.7), (0.0, -0.9), (0.3, -1.0), (0.35, -0.5), (0.2, 0.0), (0.0, -0.1), (0.15, -0.25), (0.6, -0.1)),
    ((0.5, -0.8), (0.3, -1.0), (0.05, -0.6), (0.2, 0.0), (0.55, -0.3), (0.35, -0.5), (0.3, -0.1), (0.7, -0.1)),
    ((0.0, -0.8), (0.3, -1.0), (0.5, -0.8), (0.25, -0.3), (0.1, 0.05), (0.3, -0.1), (0.75, -0.05)),
    (
        (0.1, -0.4),
        (0.3, -0.9),
        (0.6, -1.0),
        (0.4, -0.4),
        (0.15, 0.0),
        (0.5, -0.5),
        (0.75, -1.0),
        (0.6, -0.1),
        (0.9, -0.1),
    ),
    ((0.3, -0.95), (0.1, -0.7), (0.5, -0.55), (0.55, -0.2), (0.2, 0.02), (0.05, -0.2), (0.4, -0.35), (0.8, -0.1)),
)


def crossed_out(paper: Paper, rng: Rng) -> None:
    """A word or a name with a line, some lines or a wave through it."""
    text, size = str(rng.choice(WORDS)), rng.uniform(4, 10)
    if rng.random() < 0.5:
        lines, wide = written(text, size, rng)
    else:
        lines, wide = joined(text.lower(), size, rng.uniform(0, 0.5), rng.uniform(0.7, 1.3), rng, rng.uniform(0.2, 0.8))
    for _ in range(rng.integers(1, 5)):
        y = -size * rng.uniform(0.1, 0.8)
        ends = np.array([[-1.0, y], [wide * 0.5, y + rng.normal(0, 1)], [wide + 1.0, y + rng.normal(0, 1.5)]])
        if rng.random() < 0.35:
            along = np.linspace(-1, wide + 1, int(rng.integers(30, 120)))
            wave = y + size * rng.uniform(0.2, 0.5) * np.sin(along * rng.uniform(1, 4))
            lines.append(np.column_stack([along, wave]))
        else:
            lines.append(curve(ends))
    put(paper, rng, lines)


def written_over(paper: Paper, rng: Rng) -> None:
    """A word that was written again over itself, or another over it."""
    text, size = str(rng.choice(WORDS)), rng.uniform(4, 11)
    lines, _ = written(text, size, rng)
    for _ in range(rng.integers(1, 3)):
        again, _ = written(text if rng.random() < 0.6 else str(rng.choice(WORDS)), size * rng.uniform(0.9, 1.1), rng)
        lines += [line + rng.normal(0, 0.5, 2) for line in again]
    put(paper, rng, lines)


def underlined(paper: Paper, rng: Rng) -> None:
    """A word or a number in separate letters with a line or two under it, or one over and one under."""
    size = rng.uniform(4, 10)
    lines, wide = written(str(rng.choice((*WORDS, "42", "7.b", "OBS"))), size, rng)
    for y in rng.choice([0.1, 0.2, 0.35, -1.3], int(rng.integers(1, 3)), replace=False):
        ends = [(-1, size * y), (wide / 2, size * y + rng.normal(0, 0.4)), (wide + 1, size * y + rng.normal(0, 0.8))]
        lines.append(curve(ends))
    put(paper, rng, lines)


def pointed_pen(paper: Paper, rng: Rng) -> None:
    """A name as engraved script fonts have it: swelling down strokes, hairlines up, a curled first letter."""
    size, hairline = rng.uniform(5, 12), rng.uniform(0.1, 0.25)
    swell, x, lines = rng.uniform(0.3, 1.1), 0.0, []
    lean, wide = rng.uniform(0.2, 0.8), rng.uniform(0.7, 1.3)
    for name in str(rng.choice(_NAMES)).split():
        capital = np.array(_CURLED[rng.integers(len(_CURLED))]) * size
        lines.append(curve(capital) + np.array([x, 0]))
        rest, room = joined(name[1:], size * 0.8, lean, wide, rng)
        lines += [line + np.array([x + capital[:, 0].max() * 0.9, 0]) for line in rest]
        x += float(capital[:, 0].max()) + room + size * 0.5
    everything = np.vstack(lines)
    low, high = everything.min(axis=0), everything.max(axis=0)
    at = np.array(paper.place(rng, *(high - low))) - low
    layer = np.zeros((paper.shape[0] * 2, paper.shape[1] * 2), np.uint8)
    for line in lines:
        points = (line + at) * MM * 2
        steps = np.diff(points, axis=0)
        down = np.maximum(0, steps[:, 1]) / np.maximum(np.hypot(*steps.T), 1e-6)
        thick = (hairline + swell * down**2) * MM * 2
        for number, width in enumerate(np.convolve(thick, np.ones(5) / 5, "same")):
            ends = points[number : number + 2].round().astype(int).tolist()
            cv2.line(layer, *ends, 255, max(1, round(float(width))), cv2.LINE_AA)
    ink = cv2.resize(layer, (paper.shape[1], paper.shape[0]), interpolation=cv2.INTER_AREA)
    paper.ink(np.float32(ink) / 255, dark(rng))


def digits(paper: Paper, rng: Rng) -> None:
    """A number by hand: a telephone, a class, a case."""
    count, size = int(rng.integers(2, 9)), rng.uniform(3.5, 11)
    text = "".join(str(n) for n in rng.integers(0, 10, count))
    if count == 8 and rng.random() < 0.5:
        text = " ".join((text[:2], text[2:4], text[4:6], text[6:]))
    put(paper, rng, written(text, size, rng)[0])


def joined_note(paper: Paper, rng: Rng) -> None:
    """A sentence in a joined hand."""
    size = rng.uniform(3.5, 8)
    text = str(rng.choice(_SENTENCES))
    lines, _ = joined(text, size, rng.uniform(-0.1, 0.6), rng.uniform(0.6, 1.2), rng, rng.uniform(0.1, 0.45))
    put(paper, rng, lines)


def print_through(paper: Paper, rng: Rng) -> None:
    """Print on the back of the sheet: mirrored, soft, more or less pale."""
    picture = Image.new("L", (paper.shape[1], paper.shape[0]), 0)
    draw = ImageDraw.Draw(picture)
    size = round(rng.uniform(9, 30) * DPI / 72)
    for number in range(int(rng.integers(1, 4))):
        text = f"{rng.choice(_SENTENCES)} {rng.choice(_SENTENCES)}"
        place = (rng.uniform(0, 300), 60 + number * size * 1.3)
        draw.text(place, text, fill=255, font=font(str(rng.choice(["Vera.ttf", "VeraBd.ttf"])), size))
    soft = cv2.GaussianBlur(np.array(picture)[:, ::-1], (0, 0), rng.uniform(1, 3))
    paper.ink(np.float32(soft) / 255, rng.uniform(140, 235))


def black_edge(paper: Paper, rng: Rng) -> None:
    """The dark band or corner that a copier leaves where the sheet ended."""
    rows, columns = paper.shape
    layer = np.zeros(paper.shape, np.float32)
    wide, tilt = rng.uniform(2, 14) * MM, rng.normal(0, 25)
    if rng.random() < 0.5:
        points = [(0, 0), (wide + tilt, 0), (wide - tilt, rows), (0, rows)]
    else:
        points = [(0, rows), (0, rows - wide - tilt), (columns, rows - wide + tilt), (columns, rows)]
    cv2.fillPoly(layer, [np.array(points, np.int32)], 1.0)
    if rng.random() < 0.5:
        layer = layer[:, ::-1]
    paper.ink(cv2.GaussianBlur(np.ascontiguousarray(layer), (0, 0), rng.uniform(0.5, 6)), rng.uniform(10, 170))


def emblem(paper: Paper, rng: Rng) -> None:
    """A printed emblem or a bar code: bars, discs, triangles."""
    layer = np.zeros(paper.shape, np.float32)
    wide, high = rng.uniform(8, 45), rng.uniform(6, 16)
    x, y = (round(each * MM) for each in paper.place(rng, wide, high))
    tall = round(high * MM)
    if rng.random() < 0.4:
        at = x
        while at < x + wide * MM:
            bar = int(rng.integers(2, 12))
            cv2.rectangle(layer, (at, y), (at + bar, y + tall), 1.0, -1)
            at += bar + int(rng.integers(3, 14))
    else:
        for _ in range(rng.integers(2, 6)):
            centre = np.array([x + rng.uniform(0, wide * MM), y + rng.uniform(0.2, 0.8) * tall])
            corners = centre + rng.normal(0, tall / 3, (int(rng.integers(3, 6)), 2))
            solid = rng.random() < 0.5
            if rng.random() < 0.5:
                cv2.circle(
                    layer, centre.astype(int).tolist(), int(rng.uniform(0.1, 0.5) * tall), 1.0, -1 if solid else 5
                )
            else:
                cv2.polylines(layer, [corners.astype(np.int32)], True, 1.0, 5)
                if solid:
                    cv2.fillConvexPoly(layer, cv2.convexHull(corners.astype(np.int32)), 1.0)
    paper.ink(layer, rng.uniform(10, 150))


SCRAWLS: Mapping[str, Draw] = {
    "word crossed out": crossed_out, "word written over": written_over, "word underlined": underlined,
    "pointed pen script": pointed_pen, "number by hand": digits, "note in a joined hand": joined_note,
    "print shows through": print_through, "black edge": black_edge, "emblem": emblem,
}  # fmt: skip
"""Kinds of marks, as in `marks`."""

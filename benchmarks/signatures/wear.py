"""What stamps, machines, cups and the sheet's other side leave on a paper, or nothing. Each drawn as in `marks`."""

import cv2
import numpy as np
from PIL import Image, ImageDraw

from benchmarks.signatures.hands import signature
from benchmarks.signatures.paper import Paper, Rng, dark, font
from benchmarks.signatures.strokes import MM, Layer, curve, pen, shaken
from intake.images import Grey


def empty(paper: Paper, rng: Rng) -> None:
    """Nothing at all."""


def ruled(paper: Paper, rng: Rng) -> None:
    """Lines along a ruler, whole or dashed."""
    x0, y0, x1, y1 = paper.box
    for _ in range(rng.choice([1, 1, 2, 3])):
        y, tilt = rng.uniform(y0 + 2, y1 - 1), rng.normal(0, 1.2)
        left, right = sorted(rng.uniform(x0, x1, 2))
        line = np.column_stack([np.linspace(left, right, 40), y + np.linspace(0, tilt, 40)])
        pieces = [line[n : n + 2] for n in range(0, 39, 3)] if rng.random() < 0.3 else [line]
        paper.lines(pieces, rng.uniform(0.2, 0.9), dark(rng), rng, 0.05)


def stamp(paper: Paper, rng: Rng) -> None:
    """A rectangular stamp with some words."""
    grey, wide, high = rng.uniform(40, 150), rng.uniform(28, 58), rng.uniform(10, 20)
    x, y = paper.place(rng, wide, high)
    picture = Image.new("L", (paper.shape[1], paper.shape[0]), 0)
    draw = ImageDraw.Draw(picture)
    if rng.random() < 0.8:
        draw.rectangle([x * MM, y * MM, (x + wide) * MM, (y + high) * MM], outline=255, width=rng.integers(4, 10))
    for number, text in enumerate(rng.permutation(["MODTAGET", "Rosengårdskolen", "12 NOV 2026", "KOPI"])[:2]):
        size = round(rng.uniform(0.22, 0.38) * high * MM)
        draw.text(
            ((x + 2) * MM, (y + 1 + number * 0.45 * high) * MM), str(text), fill=255, font=font("VeraBd.ttf", size)
        )
    spin = cv2.getRotationMatrix2D((x * MM, y * MM), rng.normal(0, 4), 1.0)
    paper.ink(_worn(cv2.warpAffine(np.array(picture), spin, paper.shape[::-1]), rng), grey)


def round_stamp(paper: Paper, rng: Rng) -> None:
    """A round stamp with something in the middle."""
    radius = rng.uniform(5, 13)
    x, y = paper.place(rng, 2 * radius, 2 * radius)
    layer = np.zeros(paper.shape, np.uint8)
    centre = (round((x + radius) * MM), round((y + radius) * MM))
    for share in (1.0, rng.uniform(0.6, 0.8))[: rng.integers(1, 3)]:
        cv2.circle(layer, centre, round(radius * share * MM), 255, int(rng.integers(3, 9)), cv2.LINE_AA)
    picture = Image.fromarray(layer)
    letters = font("VeraBd.ttf", max(8, round(radius * 0.35 * MM)))
    text = str(rng.choice(["SKOLEN", "KOPI", "2026"]))
    ImageDraw.Draw(picture).text(centre, text, fill=255, font=letters, anchor="mm")
    paper.ink(_worn(np.array(picture), rng), rng.uniform(40, 150))


def _worn(layer: Grey, rng: Rng) -> Layer:
    """A stamp's ink: uneven, with gaps."""
    rough = cv2.resize(rng.random((layer.shape[0] // 6, layer.shape[1] // 6)).astype(np.float32), layer.shape[::-1])
    return np.float32(layer) / 255 * np.clip((rough - rng.uniform(0.0, 0.3)) * 3, 0, 1)


def specks(paper: Paper, rng: Rng) -> None:
    """Dust and dots."""
    layer = np.zeros(paper.shape, np.float32)
    for _ in range(rng.integers(3, 80)):
        x, y = paper.place(rng)
        cv2.circle(layer, (round(x * MM), round(y * MM)), int(rng.integers(1, 7)), 1.0, -1, cv2.LINE_AA)
    paper.ink(layer, rng.uniform(20, 160))


def fold(paper: Paper, rng: Rng) -> None:
    """The shade along a fold."""
    layer = np.zeros(paper.shape, np.float32)
    rows, columns = paper.shape
    for _ in range(rng.integers(1, 3)):
        if rng.random() < 0.5:
            x = rng.uniform(0.1, 0.9) * columns
            ends = (round(x), 0), (round(x + rng.normal(0, 30)), rows)
        else:
            y = rng.uniform(0.2, 0.8) * rows
            ends = (0, round(y)), (columns, round(y + rng.normal(0, 30)))
        cv2.line(layer, *ends, 1.0, int(rng.integers(2, 14)), cv2.LINE_AA)
    rough = cv2.resize(rng.random((rows // 20, columns // 20)).astype(np.float32), (columns, rows))
    paper.ink(cv2.GaussianBlur(layer, (0, 0), rng.uniform(0.5, 4)) * (0.4 + 0.6 * rough), rng.uniform(40, 190))


def shows_through(paper: Paper, rng: Rng) -> None:
    """A signature on the back of the sheet: mirrored, soft and pale."""
    strokes = signature(paper.shape, paper.box, rng, pencil=False)
    layer = cv2.GaussianBlur(np.ascontiguousarray(strokes.ink[:, ::-1]), (0, 0), rng.uniform(1.2, 4))
    paper.ink(layer, rng.uniform(188, 238))


def highlighter(paper: Paper, rng: Rng) -> None:
    """Broad strokes of a highlighter."""
    lines = []
    for _ in range(rng.integers(1, 4)):
        x, y = paper.place(rng, 40, 3)
        lines.append(shaken(curve([(x, y), (x + 20, y + rng.normal(0, 1)), (x + rng.uniform(30, 90), y)]), rng, 0.2, 3))
    paper.lines(lines, rng.uniform(3, 6), rng.uniform(120, 235), rng, 0.1)


def correction_fluid(paper: Paper, rng: Rng) -> None:
    """Something painted over: a rim of shadow, and the ends of strokes at its edge."""
    if rng.random() < 0.6:
        strokes = signature(paper.shape, paper.box, rng, pencil=False)
        paper.ink(strokes.ink, strokes.grey)
        points = np.vstack(strokes.lines)
        x0, x1 = float(points[:, 0].min()), float(points[:, 0].max())
    else:
        x0, _ = paper.place(rng, 40)
        x1 = x0 + rng.uniform(15, 60)
    y0, y1 = paper.box[1], paper.box[3]
    x, lines = x0 - 1.5, []
    while x < x1 + 1.5:
        lines.append(np.array([(x, y0 + rng.uniform(-1, 1.5)), (x + rng.normal(0, 1), y1 + rng.uniform(-1.5, 1))]))
        x += rng.uniform(1.5, 2.4)
    layer = pen(paper.shape, lines, 4.0, rng, press=0.0)
    rim = cv2.GaussianBlur(layer, (0, 0), 3) * (1 - layer)
    paper.cover(layer, rng.uniform(246, 255))
    paper.ink(rim, rng.uniform(120, 220))


def staple(paper: Paper, rng: Rng) -> None:
    """A staple with its shadow, or the holes of a punch."""
    layer = np.zeros(paper.shape, np.float32)
    x, y = paper.place(rng, 13, 3)
    if rng.random() < 0.5:
        turn = rng.uniform(0, np.pi)
        end = (round((x + 12 * np.cos(turn)) * MM), round((y + 12 * np.sin(turn)) * MM))
        cv2.line(layer, (round(x * MM), round(y * MM)), end, 1.0, int(rng.integers(4, 11)), cv2.LINE_AA)
        paper.ink(layer, rng.uniform(30, 120))
        paper.ink(cv2.GaussianBlur(np.roll(layer, (6, 4), (0, 1)), (0, 0), 3), rng.uniform(120, 200))
        return
    for step in (0, 80)[: rng.integers(1, 3)]:
        cv2.circle(layer, (round((x + step) * MM), round(y * MM)), round(3 * MM), 1.0, -1, cv2.LINE_AA)
    paper.ink(layer, rng.uniform(5, 120))


def coffee(paper: Paper, rng: Rng) -> None:
    """Rings left by a cup."""
    for _ in range(rng.choice([1, 1, 2, 3])):
        x, y = paper.place(rng)
        radius, around = rng.uniform(8, 42), np.linspace(0, 2 * np.pi, 120)
        wave = 1 + 0.012 * np.cos(3 * around + rng.uniform(0, 6)) + rng.normal(0, 0.002, 120)
        ring = np.column_stack([x + radius * wave * np.cos(around), y + radius * wave * np.sin(around)])
        first, last = sorted(rng.integers(0, 120, 2)) if rng.random() < 0.4 else (0, 120)
        layer = pen(paper.shape, [ring[first:last]], rng.uniform(0.6, 3.5), rng, press=0.6)
        paper.ink(cv2.GaussianBlur(layer, (0, 0), rng.uniform(0.8, 3)), rng.uniform(90, 215))


def neighbour(paper: Paper, rng: Rng) -> None:
    """Half of a signature that belongs to the box above, below or beside; some stroke of it passes the frame."""
    strokes = signature(paper.shape, paper.box, rng, pencil=False)
    points = np.vstack(strokes.lines)
    (left, top), (right, foot) = points.min(axis=0), points.max(axis=0)
    x0, y0, _, y1 = paper.box
    part = rng.uniform(0.35, 0.65)
    shifts = (
        (0.0, y0 - top - part * (foot - top)),
        (0.0, y1 - top - part * (foot - top)),
        (x0 - left - part * (right - left), 0.0),
    )
    way = int(rng.integers(3))
    shift = np.array(shifts[way])
    across = [line[:, 0] + shift[0] for line in strokes.lines]
    if way == 2 and not any(line.min() < x0 < line.max() for line in across):
        widest = max(strokes.lines, key=lambda line: float(np.ptp(line[:, 0])))  # else a whole name stood in the box
        shift[0] = x0 - float(widest[:, 0].mean())
    paper.lines([line + shift for line in strokes.lines], rng.uniform(0.25, 0.8), strokes.grey, rng)


def hair(paper: Paper, rng: Rng) -> None:
    """A hair or a thread on the glass."""
    for _ in range(rng.integers(1, 3)):
        count = rng.integers(4, 9)
        x, y = paper.place(rng, 30, 6)
        turn = np.cumsum(rng.normal(0, 0.6, count))
        step = rng.uniform(3, 9)
        steps = np.column_stack([np.cos(turn), np.sin(turn)]) * step
        line = curve(np.cumsum(steps, axis=0) + np.array([x, y]))
        paper.lines([line], rng.uniform(0.08, 0.25), rng.uniform(10, 130), rng, 0.1)


def smudge(paper: Paper, rng: Rng) -> None:
    """A smear or a blot of ink."""
    layer = np.zeros(paper.shape, np.float32)
    x, y = paper.place(rng, 12, 8)
    for _ in range(rng.integers(1, 25)):
        at = (round((x + rng.normal(5, 4)) * MM), round((y + rng.normal(4, 2)) * MM))
        size = (int(rng.integers(3, 40)), int(rng.integers(3, 25)))
        cv2.ellipse(layer, at, size, float(rng.uniform(0, 180)), 0, 360, float(rng.uniform(0.3, 1)), -1, cv2.LINE_AA)
    paper.ink(cv2.GaussianBlur(layer, (0, 0), rng.uniform(0.5, 8)), rng.uniform(10, 170))


def printed_lines(paper: Paper, rng: Rng) -> None:
    """A table or dotted lines that the blank does not have."""
    x0, y0, x1, y1 = paper.box
    layer = np.zeros(paper.shape, np.float32)
    for _ in range(rng.integers(2, 6)):
        if rng.random() < 0.5:
            y = round(rng.uniform(y0, y1) * MM)
            for x in range(round(x0 * MM), round(x1 * MM), 14):
                cv2.line(layer, (x, y), (x + int(rng.choice([3, 14])), y), 1.0, 2)
        else:
            x = round(rng.uniform(x0, x1) * MM)
            cv2.line(layer, (x, round(y0 * MM)), (x, round(y1 * MM)), 1.0, int(rng.integers(1, 6)))
    paper.ink(layer, rng.uniform(10, 140))

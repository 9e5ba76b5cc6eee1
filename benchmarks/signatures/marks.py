"""What may stand in a signature box and is no signature: more than two dozen kinds, each drawn in its own way.

A mark is drawn on a Paper: the printed box at 300 dpi, with lengths in millimetres.
"""

from collections.abc import Mapping

import cv2
import numpy as np
from PIL import Image, ImageDraw

from benchmarks.signatures.drawings import DRAWINGS
from benchmarks.signatures.hands import signature
from benchmarks.signatures.letters import joined, written
from benchmarks.signatures.paper import Draw, Paper, Rng, dark, font, pen_width
from benchmarks.signatures.patterns import PATTERNS
from benchmarks.signatures.scrawls import SCRAWLS
from benchmarks.signatures.strokes import DPI, MM, Layer, curve, pen, shaken
from intake.images import Grey

_UPRIGHT = ("Vera.ttf", "VeraBd.ttf", "cob_____.pfb", "com_____.pfb")
_SLANTED = ("VeraIt.ttf", "VeraBI.ttf", "coo_____.pfb", "cobo____.pfb")
_SCRIPT = ("callig15.pfb",)
_FIRST = ("Karen", "Jens", "Anne", "Bo", "Mette", "Ida", "Oliver", "Freja", "Ali", "Maria", "Lone", "Peter", "Sara")
_LAST = ("Holm", "Lund", "Dahl", "Munk", "Krog", "Bech", "Skov", "Juhl", "Winther", "Friis", "Toft", "Bang")
_NOTES = (
    "mundtligt samtykke", "ring til far", "far er bortrejst", "syg i dag", "se bilag", "mangler", "aftalt med mor",
    "OK", "JA", "bor i udlandet", "afventer svar",
)  # fmt: skip
_LABELS = ("Underskrift", "Navn med blokbogstaver", "Dato", "Udfyldes af skolen", "Forældremyndighedens indehaver")


def _name(rng: Rng) -> str:
    return f"{rng.choice(_FIRST)} {rng.choice(_LAST)}" if rng.random() < 0.75 else str(rng.choice(_FIRST + _LAST))


def _print(paper: Paper, rng: Rng, text: str, face: str, points: float, grey: float, turn: float = 0.0) -> None:
    """Prints a text somewhere in the box."""
    size = round(points * DPI / 72)
    letters = font(face, size)
    x0, top, x1, bottom = letters.getbbox(text)
    x, y = paper.place(rng, (x1 - x0) / MM, (bottom - top) / MM)
    picture = Image.new("L", (paper.shape[1], paper.shape[0]), 0)
    ImageDraw.Draw(picture).text((x * MM - x0, y * MM - top), text, fill=255, font=letters)
    layer = np.asarray(picture, np.float32) / 255
    if turn:
        spin = cv2.getRotationMatrix2D((x * MM, y * MM), turn, 1.0)
        layer = cv2.warpAffine(layer, spin, (paper.shape[1], paper.shape[0]))
    paper.ink(layer, grey)


def empty(paper: Paper, rng: Rng) -> None:
    """Nothing at all."""


def typed_name(paper: Paper, rng: Rng) -> None:
    """A name from a typewriter or a word processor."""
    _print(paper, rng, _name(rng), str(rng.choice(_UPRIGHT + _SLANTED)), rng.uniform(8, 16), dark(rng))


def large_name(paper: Paper, rng: Rng) -> None:
    """A name in large letters."""
    _print(paper, rng, _name(rng), str(rng.choice(_UPRIGHT)), rng.uniform(16, 42), dark(rng), rng.normal(0, 1))


def slanted_name(paper: Paper, rng: Rng) -> None:
    """A name in large italics."""
    _print(paper, rng, _name(rng), str(rng.choice(_SLANTED)), rng.uniform(16, 42), dark(rng), rng.normal(0, 1))


def script_name(paper: Paper, rng: Rng) -> None:
    """A name in a joined script font, thick and thin, upright or leaning, light or bold."""
    clear = Paper(np.full_like(paper.grey, 255), paper.box)
    _print(clear, rng, _name(rng), _SCRIPT[0], rng.uniform(22, 62), 0, rng.normal(0, 2))
    rows, columns = paper.shape
    lean, wide = rng.uniform(-0.1, 0.6), rng.uniform(0.8, 1.5)
    middle = columns / 2
    pose = np.array([[wide, lean, middle * (1 - wide) - lean * rows / 2], [0.0, 1.0, 0.0]])
    letters = cv2.warpAffine(clear.grey, pose, (columns, rows), borderValue=255)
    bold = int(rng.integers(1, 7))
    letters = cv2.erode(letters, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (bold, bold)))
    paper.ink(np.float32(255 - letters) / 255, dark(rng))


def joined_script(paper: Paper, rng: Rng) -> None:
    """A name in a joined script font, of one width or as with a broad nib."""
    _joined(paper, rng, 0.0)


def readable_hand(paper: Paper, rng: Rng) -> None:
    """A name that anybody can read, joined, by a neat hand: perhaps a signature, and not to be told from a font."""
    _joined(paper, rng, rng.uniform(0.0, 0.35))


def _joined(paper: Paper, rng: Rng, wobble: float) -> None:
    size = rng.uniform(5, 13)
    lines, wide = joined(_name(rng), size, rng.uniform(-0.1, 0.7), rng.uniform(0.7, 1.4), rng, wobble)
    x, y = paper.place(rng, wide, size)
    turn = rng.normal(0, 0.02)
    placed = [line @ np.array([[1, turn], [-turn, 1]]) + [x, y + size] for line in lines]
    if rng.random() < 0.5:
        paper.lines(placed, rng.uniform(0.2, 0.9), dark(rng), rng, 0.0)
        return
    grey, nib = dark(rng), rng.uniform(0.15, 0.35)  # a broad nib: thick and thin by direction
    layer = np.zeros(paper.shape, np.float32)
    for off in np.linspace(-0.4, 0.4, 5) * rng.uniform(0.4, 1.2):
        layer = np.maximum(
            layer, pen(paper.shape, [line + np.array([off, -off]) for line in placed], nib, rng, press=0.0)
        )
    paper.ink(layer, grey)


def typed_note(paper: Paper, rng: Rng) -> None:
    """A word or two, typed."""
    text = f"{rng.choice(_NOTES)} d. {rng.integers(1, 29)}/{rng.integers(1, 13)}"
    _print(paper, rng, text, str(rng.choice(_UPRIGHT + _SLANTED)), rng.uniform(9, 24), dark(rng))


def screen_field(paper: Paper, rng: Rng) -> None:
    """A field filled in on a screen: tinted, framed, a name in it."""
    x0, y0, x1, y1 = paper.box
    layer = np.zeros(paper.shape, np.float32)
    corner = [round((x0 + 0.6) * MM), round((y0 + 0.6) * MM)], [round((x1 - 0.6) * MM), round((y1 - 0.6) * MM)]
    if rng.random() < 0.6:
        cv2.rectangle(layer, *corner, 1.0, -1)
        paper.ink(layer, rng.uniform(215, 245))
    if rng.random() < 0.5:
        cv2.rectangle(layer := np.zeros(paper.shape, np.float32), *corner, 1.0, 3)
        paper.ink(layer, rng.uniform(60, 180))
    _print(paper, rng, _name(rng), str(rng.choice(_UPRIGHT + _SLANTED)), rng.uniform(9, 30), dark(rng))


def label_spill(paper: Paper, rng: Rng) -> None:
    """The form's own texts where they should not be."""
    for _ in range(rng.integers(1, 4)):
        _print(
            paper, rng, str(rng.choice(_LABELS)), str(rng.choice(_UPRIGHT)), rng.uniform(7, 11), rng.uniform(20, 110)
        )


def _hand(paper: Paper, rng: Rng, text: str, size: float) -> None:
    lines, wide = written(text, size, rng)
    x, y = paper.place(rng, wide, size)
    turn = rng.normal(0, 0.03)
    lines = [line @ np.array([[1, turn], [-turn, 1]]) + [x, y + size] for line in lines]
    paper.lines(lines, pen_width(rng), dark(rng), rng, rng.uniform(0.1, 0.5))


def printed_by_hand(paper: Paper, rng: Rng) -> None:
    """A name in separate letters by hand."""
    text = _name(rng)
    _hand(paper, rng, text.upper() if rng.random() < 0.5 else text, rng.uniform(3.5, 11))


def note(paper: Paper, rng: Rng) -> None:
    """A note by hand."""
    for _ in range(rng.integers(1, 3)):
        _hand(paper, rng, str(rng.choice(_NOTES)), rng.uniform(3, 7))


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
    """Half of a signature that belongs to the box above, below or beside."""
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
    shift = np.array(shifts[rng.integers(3)])
    paper.lines([line + shift for line in strokes.lines], rng.uniform(0.25, 0.8), strokes.grey, rng)


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


MARKS: Mapping[str, Draw] = {
    "empty": empty, "typed name": typed_name, "large typed name": large_name, "slanted typed name": slanted_name,
    "script font name": script_name,
    "joined script font name": joined_script, "typed note": typed_note, "field filled in on screen": screen_field,
    "label spill": label_spill, "name printed by hand": printed_by_hand, "note by hand": note, "date by hand": date,
    "initials elsewhere": initials, "cross": cross, "tick": tick, "tally": tally, "struck out box": struck_out,
    "ruler line": ruled,
    "stamp": stamp, "round stamp": round_stamp, "specks": specks, "fold line": fold, "bleed-through": shows_through,
    "highlighter": highlighter, "correction fluid": correction_fluid, "staple": staple, "coffee ring": coffee,
    "half a neighbour's signature": neighbour, "scribbled out": scribbled_out, "doodle": doodle,
    "arrow to sign here": sign_here, "hair": hair, "smudge": smudge, "printed lines": printed_lines,
    **SCRAWLS, **DRAWINGS,
}  # fmt: skip
"""Every kind of what is no signature."""

DOUBTS: Mapping[str, Draw] = {"readable name in a neat hand": readable_hand, **PATTERNS}
"""What is neither surely a signature nor surely none, or much like one: taught to be uncertain, counted apart."""

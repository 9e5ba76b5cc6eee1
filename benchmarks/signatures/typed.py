"""Names, notes and labels by a machine, and joined script so neat that it may be a font's. Each drawn as in `marks`."""

import cv2
import numpy as np
from PIL import Image, ImageDraw

from benchmarks.signatures.letters import joined
from benchmarks.signatures.paper import Paper, Rng, dark, font
from benchmarks.signatures.strokes import DPI, MM, pen

_UPRIGHT = ("Vera.ttf", "VeraBd.ttf", "cob_____.pfb", "com_____.pfb")
_SLANTED = ("VeraIt.ttf", "VeraBI.ttf", "coo_____.pfb", "cobo____.pfb")
_SCRIPT = ("callig15.pfb",)
_FIRST = ("Karen", "Jens", "Anne", "Bo", "Mette", "Ida", "Oliver", "Freja", "Ali", "Maria", "Lone", "Peter", "Sara")
_LAST = ("Holm", "Lund", "Dahl", "Munk", "Krog", "Bech", "Skov", "Juhl", "Winther", "Friis", "Toft", "Bang")
NOTES = (
    "mundtligt samtykke", "ring til far", "far er bortrejst", "syg i dag", "se bilag", "mangler", "aftalt med mor",
    "OK", "JA", "bor i udlandet", "afventer svar",
)  # fmt: skip
_LABELS = ("Underskrift", "Navn med blokbogstaver", "Dato", "Udfyldes af skolen", "Forældremyndighedens indehaver")


def a_name(rng: Rng) -> str:
    """An invented name: first and last, or one of them."""
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


def typed_name(paper: Paper, rng: Rng) -> None:
    """A name from a typewriter or a word processor."""
    _print(paper, rng, a_name(rng), str(rng.choice(_UPRIGHT + _SLANTED)), rng.uniform(8, 16), dark(rng))


def large_name(paper: Paper, rng: Rng) -> None:
    """A name in large letters."""
    _print(paper, rng, a_name(rng), str(rng.choice(_UPRIGHT)), rng.uniform(16, 42), dark(rng), rng.normal(0, 1))


def slanted_name(paper: Paper, rng: Rng) -> None:
    """A name in large italics."""
    _print(paper, rng, a_name(rng), str(rng.choice(_SLANTED)), rng.uniform(16, 42), dark(rng), rng.normal(0, 1))


def script_name(paper: Paper, rng: Rng) -> None:
    """A name in a joined script font, thick and thin, upright or leaning, light or bold."""
    clear = Paper(np.full_like(paper.grey, 255), paper.box)
    _print(clear, rng, a_name(rng), _SCRIPT[0], rng.uniform(22, 62), 0, rng.normal(0, 2))
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
    lines, wide = joined(a_name(rng), size, rng.uniform(-0.1, 0.7), rng.uniform(0.7, 1.4), rng, wobble)
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
    text = f"{rng.choice(NOTES)} d. {rng.integers(1, 29)}/{rng.integers(1, 13)}"
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
    _print(paper, rng, a_name(rng), str(rng.choice(_UPRIGHT + _SLANTED)), rng.uniform(9, 30), dark(rng))


def label_spill(paper: Paper, rng: Rng) -> None:
    """The form's own texts where they should not be."""
    for _ in range(rng.integers(1, 4)):
        _print(
            paper, rng, str(rng.choice(_LABELS)), str(rng.choice(_UPRIGHT)), rng.uniform(7, 11), rng.uniform(20, 110)
        )

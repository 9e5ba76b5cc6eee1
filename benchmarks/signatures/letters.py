"""Separate letters and digits by an invented hand, for notes, dates and names in block letters. Units of a letter."""

from collections.abc import Mapping

import numpy as np

from benchmarks.signatures.strokes import Points, curve

_SHAPES: Mapping[str, tuple[str, ...]] = {  # strokes as x,y in tenths; y grows downwards, 10 is the line
    "a": ("6,4 3,3 1,6 2,10 5,9 6,4", "6,4 6,10"),
    "b": ("1,0 1,10", "1,6 4,4 6,7 4,10 1,9"),
    "c": ("6,4 3,4 1,7 3,10 6,9"),
    "d": ("6,4 2,4 1,8 3,10 6,8", "6,0 6,10"),
    "e": ("1,7 6,6 4,4 1,6 2,10 6,9",),
    "f": ("5,0 3,1 2,10", "0,4 5,4"),
    "g": ("6,4 2,4 1,8 5,9 6,4", "6,4 6,13 2,13"),
    "h": ("1,0 1,10", "1,6 4,4 6,6 6,10"),
    "i": ("2,4 2,10", "2,2 2,2.2"),
    "j": ("3,4 3,12 0,13", "3,2 3,2.2"),
    "k": ("1,0 1,10", "5,4 1,7 5,10"),
    "l": ("2,0 2,10",),
    "m": ("1,10 1,4", "1,6 3,4 4,10", "4,6 6,4 8,10"),
    "n": ("1,4 1,10", "1,6 4,4 6,6 6,10"),
    "o": ("4,4 1,6 2,10 5,10 6,6 4,4",),
    "p": ("1,4 1,14", "1,5 5,4 5,9 1,10"),
    "r": ("1,4 1,10", "1,6 3,4 5,5"),
    "s": ("6,4 2,4 2,6 6,8 5,10 1,10",),
    "t": ("3,1 3,9 5,10", "1,4 5,4"),
    "u": ("1,4 1,9 4,10 6,7", "6,4 6,10"),
    "v": ("1,4 4,10 6,4",),
    "w": ("0,4 2,10 4,5 6,10 8,4",),
    "y": ("1,4 4,10", "6,4 2,14"),
    "æ": ("4,4 1,5 1,9 4,9 4,4", "4,7 8,6 6,4 4,7 6,10 8,9"),
    "x": ("1,4 6,10", "6,4 1,10"),
    "ø": ("4,4 1,6 2,10 5,10 6,6 4,4", "6,3 1,11"),
    "å": ("6,4 3,3 1,6 2,10 5,9 6,4", "6,4 6,10", "4,1 3,2 4,3 5,2 4,1"),
    "A": ("0,10 3,0 6,10", "1,6 5,6"),
    "B": ("1,0 1,10", "1,0 5,1 5,4 1,5 6,6 5,10 1,10"),
    "C": ("6,1 2,0 0,5 2,10 6,9",),
    "D": ("1,0 1,10", "1,0 6,2 6,8 1,10"),
    "E": ("6,0 1,0", "1,0 1,10 6,10", "1,5 5,5"),
    "F": ("6,0 1,0", "1,0 1,10", "1,5 5,5"),
    "H": ("1,0 1,10", "6,0 6,10", "1,5 6,5"),
    "I": ("2,0 2,10",),
    "J": ("5,0 5,8 3,10 1,8",),
    "K": ("1,0 1,10", "6,0 1,6 6,10"),
    "L": ("1,0 1,10 6,10",),
    "M": ("0,10 1,0", "1,0 4,7", "4,7 7,0", "7,0 8,10"),
    "N": ("1,10 1,0", "1,0 6,10", "6,10 6,0"),
    "O": ("3,0 0,5 3,10 6,5 3,0",),
    "P": ("1,0 1,10", "1,0 6,1 5,5 1,5"),
    "R": ("1,0 1,10", "1,0 6,1 5,5 1,5", "2,5 6,10"),
    "S": ("6,1 2,0 1,3 6,7 4,10 0,9",),
    "T": ("0,0 7,0", "3,0 3,10"),
    "U": ("1,0 1,8 4,10 6,8 6,0",),
    "V": ("0,0 3,10 6,0",),
    "W": ("0,0 2,10", "2,10 4,2", "4,2 6,10", "6,10 8,0"),
    "Y": ("0,0 3,5", "6,0 3,5", "3,5 3,10"),
    "G": ("6,1 2,0 0,5 2,10 6,9 6,6 4,6",),
    "0": ("3,0 0,5 3,10 6,5 3,0",),
    "1": ("1,3 3,0", "3,0 3,10"),
    "2": ("0,2 3,0 5,3 0,10", "0,10 6,10"),
    "3": ("0,1 4,0 4,4 1,5 5,7 3,10 0,9",),
    "4": ("4,10 4,0", "4,0 0,7 6,7"),
    "5": (
        "5,0 1,0",
        "1,0 1,4 5,5 4,10 0,9",
    ),
    "6": ("5,0 1,5 1,9 4,10 5,7 1,6",),
    "7": ("0,0 6,0", "6,0 2,10"),
    "8": ("3,5 0,2 3,0 5,2 0,8 3,10 6,8 3,5",),
    "9": ("5,3 2,5 0,2 4,0 5,3 4,10",),
    "/": ("5,-1 0,11",),
    "-": ("1,6 5,6",),
    ".": ("1,9.7 1.2,10",),
}

LINKED: Mapping[str, str] = {  # one stroke each, from the line to the line
    "a": "0,10 5,4 2,4 1,8 3,10 5,5 6,9 8,9",
    "b": "0,10 3,2 2,0 2,9 4,10 5,7 4,6 8,6",
    "c": "0,10 4,4 2,5 2,9 4,10 7,9",
    "d": "0,10 5,4 2,4 1,8 3,10 5,6 6,0 6,9 8,9",
    "e": "0,10 3,7 4,5 2,4 1,7 3,10 6,9",
    "f": "0,10 4,2 3,0 2,3 2,14 3,13 3,10 6,9",
    "g": "0,10 5,4 2,4 1,8 4,9 5,4 5,14 2,14 4,11 8,9",
    "h": "0,10 3,1 3,0 2,2 2,10 3,6 5,5 5,9 7,9",
    "i": "0,10 3,4 3,9 5,10 6,9",
    "j": "0,10 3,4 3,13 1,14 2,11 6,9",
    "k": "0,10 3,1 2,1 2,10 5,6 3,7 5,10 7,9",
    "l": "0,10 4,4 4,0 2,1 2,8 4,10 6,9",
    "m": "0,10 2,4 2,10 3,5 4,4 5,10 6,5 7,4 8,9 10,9",
    "n": "0,10 2,4 2,10 3,5 5,4 5,9 7,9",
    "o": "0,10 4,4 1,6 2,10 5,9 5,5 4,4 8,5",
    "p": "0,10 2,4 2,14 2,5 5,4 5,9 8,9",
    "r": "0,10 2,4 3,5 5,5 5,9 7,9",
    "s": "0,10 3,4 5,8 3,10 1,9 6,9",
    "t": "0,10 3,1 3,9 5,10 6,9",
    "u": "0,10 2,4 2,9 4,10 5,5 6,4 6,9 8,9",
    "v": "0,10 2,4 3,10 5,4 7,5",
    "w": "0,10 1,4 2,10 4,5 5,10 7,4 9,5",
    "y": "0,10 2,4 2,9 4,9 5,4 5,14 2,14 4,11 8,9",
}


def joined(
    text: str, size: float, lean: float, wide: float, rng: np.random.Generator, wobble: float = 0.0
) -> tuple[list[Points], float]:
    """A text in a joined script as a font has it: each letter always the same, all on one line.

    Each call has a font of its own. With `wobble` (tenths of a letter) it is a neat hand that anybody can read.
    """
    lines: list[Points] = []
    own = {letter: rng.normal(0, rng.uniform(0, 0.5), (len(path.split()), 2)) for letter, path in LINKED.items()}
    own = {letter: off * ([[0.0]] + [[1.0]] * (len(off) - 2) + [[0.0]]) for letter, off in own.items()}
    x, word = 0.0, np.zeros((0, 2))
    for letter in text:
        if letter in LINKED:
            points = np.array([[float(n) for n in pair.split(",")] for pair in LINKED[letter].split()])
            points = (points + own[letter] + rng.normal(0, wobble, points.shape)) / 10
            word = np.vstack([word, points * [wide, 1.0] + [x, 0]])
            x += float(points[-1, 0]) * wide
            continue
        if len(word) > 2:
            lines.append(curve(word))
        word = np.zeros((0, 2))
        if letter in _SHAPES:
            for shape in _SHAPES[letter]:
                points = np.array([[float(n) for n in pair.split(",")] for pair in shape.split()])
                points = (points + rng.normal(0, wobble, points.shape)) / 10
                lines.append(curve(points * [wide, 1.0] + [x, 0]))
            x += 0.65 * wide
        else:
            x += 0.5 * wide
    if len(word) > 2:
        lines.append(curve(word))
    leaning = [np.column_stack([line[:, 0] - lean * (line[:, 1] - 1), line[:, 1] - 1]) * size for line in lines]
    return leaning, x * size


def written(text: str, size: float, rng: np.random.Generator) -> tuple[list[Points], float]:
    """The strokes of a text whose capitals are `size` millimetres tall, its line at y = 0, and how wide it is."""
    lines: list[Points] = []
    x, gap, lean = 0.0, rng.uniform(0.1, 0.35), rng.uniform(-0.1, 0.4)
    wobble, wide = rng.uniform(0.15, 0.5), rng.uniform(0.75, 1.2)
    for letter in text:
        shapes = _SHAPES.get(letter) or _SHAPES.get(letter.lower()) or _SHAPES.get(letter.upper())
        if shapes is None:
            x += 0.55
            continue
        shapes = (shapes,) if isinstance(shapes, str) else shapes
        right, lift = 0.0, rng.normal(0, 0.03)
        for shape in shapes:
            points = np.array([[float(n) for n in pair.split(",")] for pair in shape.split()])
            right = max(right, float(points[:, 0].max()))
            points = (points + rng.normal(0, wobble, points.shape)) / 10 * [wide, 1.0]
            line = curve(points, 5) if len(points) > 2 else points
            line = np.column_stack([x + line[:, 0] - lean * (line[:, 1] - 1), line[:, 1] - 1 + lift])
            lines.append(line * size)
        x += right / 10 * wide + gap
    return lines, x * size

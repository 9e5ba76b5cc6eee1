"""What the engine overlooked on a page whose form is not known: pieces of a line with ink, but without a word.

Of a whole page the engine leaves out lines that it takes for pictures: small print on copies, a label alone in its
cell. Read by themselves they are words like others. Where in its line each stands is guessed by its share of the
letters.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

import cv2
import numpy as np

from cases.application import Box
from intake.images import Grey
from intake.ocr import Heard, Script, Seen
from intake.regions import INK, regions_of

_DUST = 1.0  # millimetres
_GAP = 7.0  # points between words of one piece
_LOW, _HIGH, _SHORT = 4.0, 18.0, 8.0  # points: how high a piece of a line is, and how long at least
_INKED = 0.08  # share of it that is ink at least
_MOST = 40
_SURE = 0.5
_LETTERS = 2
_AROUND, _MARGIN = 2, 6  # pixels


class LineEngine(Protocol):
    """What reads a line; `ocr.Ocr` is one."""

    def read(self, pixels: Grey, script: Script, dpi: int) -> Heard:
        """The text in a picture, dark on light."""
        ...


def overlooked(pixels: Grey, read: Sequence[Box], engine: LineEngine, dpi: int) -> Iterator[Seen]:
    """The words of the longest pieces of a page without its lines, as far as the engine is fairly sure.

    `read` is where words were read already, in points.
    """
    pieces = sorted(_pieces(pixels, read, dpi), key=lambda box: box[0] - box[2])
    for x0, y0, x1, y1 in pieces[:_MOST]:
        line = pixels[max(0, y0 - _AROUND) : y1 + _AROUND, max(0, x0 - _AROUND) : x1 + _AROUND]
        framed = cv2.copyMakeBorder(line, *(_MARGIN,) * 4, cv2.BORDER_CONSTANT, value=255).astype(np.uint8)
        heard = engine.read(framed, Script.LINE, dpi)
        if heard.confidence >= _SURE and sum(letter.isalnum() for letter in heard.text) >= _LETTERS:
            yield from _parted(heard, (x0, y0, x1, y1))


def _pieces(pixels: Grey, read: Sequence[Box], dpi: int) -> Iterator[tuple[int, int, int, int]]:
    """Where ink that is no dust stands in a line, and no word."""
    labels, stats = regions_of((pixels < INK).astype(np.uint8))
    large = np.maximum(stats[:, 2], stats[:, 3]) > _DUST * dpi / 25.4
    large[0] = False
    dark = large[labels].astype(np.uint8)
    point = dpi / 72
    for box in read:
        x0, y0, x1, y1 = (round(edge * point) for edge in box)
        dark[max(0, y0 - _AROUND) : y1 + _AROUND, max(0, x0 - _AROUND) : x1 + _AROUND] = 0
    joined = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((1, round(_GAP * point)), np.uint8))
    for x, y, width, height, _ in regions_of(cv2.dilate(joined, np.ones((3, 1), np.uint8)))[1][1:].tolist():
        lies = _LOW * point <= height <= _HIGH * point and width >= max(_SHORT * point, 1.2 * height)
        if lies and dark[y : y + height, x : x + width].mean() >= _INKED:
            yield x, y, x + width, y + height


def _parted(heard: Heard, box: tuple[int, int, int, int]) -> Iterator[Seen]:
    x0, y0, x1, y1 = box
    text, start = " ".join(heard.text.split()), 0
    for word in text.split():
        end = start + len(word)
        left, right = (x0 + (x1 - x0) * at // len(text) for at in (start, end))
        yield Seen(word, heard.confidence, (left, y0, right, y1))
        start = end + 1

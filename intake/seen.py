"""A page whose form is not known, looked at: upright, its lines and tick boxes found, its words read or taken.

A page made on a computer has its words; a scan's are read by the OCR engine, once its lines are taken away: an engine
reads words better that no line touches. When little was read the page is tried with its foot up.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import cv2
import numpy as np

from cases.application import Box
from intake.images import Grey
from intake.laid import as_grey
from intake.ocr import Seen
from intake.overlooked import LineEngine, overlooked
from intake.pdf import PdfPage
from intake.registration import flattened
from intake.rules import Ruled, ruled
from intake.sight import TICKS, Sight, Tick, Word
from intake.upright import DPI, Upright, turned_over, upright

_SURE = 0.6  # the middle confidence of what is read the right way up; of a page that stands on its head it is below 0.4
_FEW = 8  # words
_CROP_DPI = 300


class PageEngine(LineEngine, Protocol):
    """What reads the words of a whole page, and a line by itself; `ocr.Ocr` is one."""

    def words(self, pixels: Grey, dpi: int) -> tuple[Seen, ...]:
        """Every word with its box in pixels."""
        ...


@dataclass(frozen=True, slots=True)
class SeenPage:
    """A page as seen: `bare` is its picture (at DPI, paper white) without its lines; `shown` is with them."""

    sight: Sight
    bare: Grey = field(repr=False)
    shown: Grey = field(repr=False)
    page: Upright = field(repr=False)
    scan: Grey = field(repr=False)
    digital: bool = False

    def crop(self, box: Box, dpi: int = _CROP_DPI) -> Grey:
        """What the scan shows in a box (points of the upright page), at `dpi`."""
        step = 72 / dpi
        place = np.array([[step, 0, box[0]], [0, step, box[1]], [0, 0, 1]])
        size = (max(1, round((box[2] - box[0]) / step)), max(1, round((box[3] - box[1]) / step)))
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return as_grey(cv2.warpPerspective(self.scan, self.page.to_scan @ place, size, flags=flags, borderValue=255))

    def written(self, box: Box, without: Iterable[Box] = ()) -> Grey:
        """The same at DPI, its paper white, its lines and what stands in the boxes `without` taken away."""
        x0, y0, x1, y1 = (max(0, round(edge * DPI / 72)) for edge in box)
        out = self.bare[y0 : max(y1, y0 + 2), x0 : max(x1, x0 + 2)].copy()
        for other in without:
            left, top, right, foot = (round(edge * DPI / 72) for edge in other)
            if left - 1 < x1 and right + 1 > x0 and top - 1 < y1 and foot + 1 > y0:
                out[max(0, top - 1 - y0) : max(0, foot + 2 - y0), max(0, left - 1 - x0) : max(0, right + 2 - x0)] = 255
        return out


def see(page: PdfPage, engine: PageEngine) -> SeenPage:
    """The page, looked at."""
    if page.digital:
        return _digital(page)
    up = upright(page.scan)
    seen = _read(up, page, engine)
    if _upside_down(seen.sight.words):
        other = _read(turned_over(up), page, engine)
        seen = max(seen, other, key=lambda each: _readable(each.sight.words))
    return _complete(seen, engine)


def _complete(seen: SeenPage, engine: PageEngine) -> SeenPage:
    """With the words that were overlooked; which way up a page lies is told without them."""
    words = seen.sight.words
    more = (_word(each) for each in overlooked(seen.bare, [word.box for word in words], engine, DPI))
    return replace(seen, sight=replace(seen.sight, words=(*words, *more)))


def _digital(page: PdfPage) -> SeenPage:
    """A page that was made on a computer lies as it lies; what was typed into its fields counts as words."""
    scale = page.scan.dpi / 72
    pixels = page.scan.pixels
    if round(page.scan.dpi) != DPI:
        shrink = DPI / page.scan.dpi
        pixels = as_grey(cv2.resize(pixels, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA))
    up = Upright(pixels, np.diag([scale, scale, 1.0]))
    lines = ruled(pixels, DPI)
    typed = [Word(entry.text, entry.box) for entry in page.entries if entry.box and not entry.tick]
    words = [Word(word.text, word.box) for word in page.words]
    plain = tuple(word for word in (*words, *typed) if word.text not in TICKS)
    drawn = (Tick(word.box, TICKS[word.text]) for word in words if word.text in TICKS)
    sight = Sight(up.width, up.height, plain, lines.rules, (*lines.ticks, *drawn))
    return SeenPage(sight, lines.bare, pixels, up, page.scan.pixels, digital=True)


def _read(up: Upright, page: PdfPage, engine: PageEngine) -> SeenPage:
    paper = flattened(up.pixels)
    lines: Ruled = ruled(paper, DPI)
    words = tuple(_word(seen) for seen in engine.words(lines.bare, DPI))
    sight = Sight(up.width, up.height, words, lines.rules, lines.ticks)
    return SeenPage(sight, lines.bare, paper, up, page.scan.pixels)


def _word(seen: Seen) -> Word:
    x0, y0, x1, y1 = (edge * 72 / DPI for edge in seen.box)
    return Word(seen.text, (x0, y0, x1, y1), seen.confidence)


def _upside_down(words: Sequence[Word]) -> bool:
    return len(words) < _FEW or float(np.median([word.sure for word in words])) < _SURE


def _readable(words: Sequence[Word]) -> float:
    return float(sum(word.sure * len(word.text) for word in words))

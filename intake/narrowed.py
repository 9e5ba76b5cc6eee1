"""The first engine, shown what it reads narrower than it is.

Its network makes every line 36 pixels high and goes along it column by column, so a tenth narrower is nearly a tenth
cheaper. It was taught by print of many widths, and reads what is a little narrow as well. What no word proves, digits
and addresses, it is shown as it is.
"""

from dataclasses import dataclass, replace

import cv2

from intake.by_hand import OF_WORDS
from intake.clarity import Clarity
from intake.engines import Engine
from intake.forms import FieldType
from intake.images import Grey
from intake.laid import as_grey
from intake.ocr import Heard, Script, Seen

_TEXT, _BY_HAND = 0.93, 0.85
_WORDS, _SMEARED = 0.85, 0.9
"""The shares of their width at which texts are shown, and lines of words; both in a smeared scan. Measured: 0187."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """An `Engine` for which another reads, and is shown pictures at this `share` of their width."""

    engine: Engine
    share: float

    def read(self, pixels: Grey, script: Script, dpi: int) -> Heard:
        """As the other reads it; the words' boxes are those of the picture that was given."""
        height, width = pixels.shape
        narrow = max(1, round(width * self.share))
        small = as_grey(cv2.resize(pixels, (narrow, height), interpolation=cv2.INTER_AREA))
        heard = self.engine.read(small, script, dpi)
        return replace(heard, words=tuple(_widened(seen, width / narrow) for seen in heard.words))

    def knows(self, word: str) -> bool:
        """What the other knows."""
        return self.engine.knows(word)


def for_text(engine: Engine, clear: Clarity, *, by_hand: bool) -> Engine:
    """The engine as it is to read a box of several lines."""
    return Narrowed(engine, _BY_HAND if by_hand else _SMEARED if clear.smeared else _TEXT)


def for_line(engine: Engine, kind: FieldType, clear: Clarity) -> Engine:
    """The engine as it is to read a box of one line."""
    return Narrowed(engine, _SMEARED if clear.smeared else _WORDS) if kind in OF_WORDS else engine


def _widened(seen: Seen, by: float) -> Seen:
    x0, y0, x1, y1 = seen.box
    return replace(seen, box=(int(x0 * by), y0, -int(-x1 * by // 1), y1))

"""A printed box to draw on, and the pens and fonts that marks are drawn with. Lengths are millimetres."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import reportlab
from PIL import ImageFont

from benchmarks.signatures.strokes import Layer, Points, pen
from intake.images import Grey

Rng = np.random.Generator

_FONTS = Path(reportlab.__file__).parent / "fonts"


@dataclass(slots=True)
class Paper:
    """A printed box to draw on: its grey picture at DPI, and the box in millimetres."""

    grey: Grey
    box: tuple[float, float, float, float]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return (self.grey.shape[0], self.grey.shape[1])

    def ink(self, layer: Layer, grey: float) -> None:
        """Lays ink of this grey over the paper."""
        self.grey = np.asarray(self.grey * (1 - layer * (1 - grey / 255)), np.uint8)

    def cover(self, layer: Layer, grey: float) -> None:
        """Covers the paper: what was there is gone."""
        self.grey = np.asarray(self.grey * (1 - layer) + layer * grey, np.uint8)

    def lines(self, lines: Sequence[Points], width: float, grey: float, rng: Rng, press: float = 0.3) -> None:
        """Draws lines with a pen."""
        self.ink(pen(self.shape, lines, width, rng, press=press), grey)

    def place(self, rng: Rng, wide: float = 0.0, high: float = 0.0) -> tuple[float, float]:
        """The top left of something this large that shall lie within the box."""
        x0, y0, x1, y1 = self.box
        return (
            x0 + rng.uniform(0.02, 0.98) * max(0.5, x1 - x0 - wide),
            y0 + rng.uniform(0.08, 0.92) * max(0.5, y1 - y0 - high),
        )


Draw = Callable[[Paper, Rng], None]


@cache
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """A font of those that come with reportlab; the size in pixels."""
    return ImageFont.truetype(str(_FONTS / name), size)


def dark(rng: Rng) -> float:
    """A grey that ink has."""
    return float(rng.choice([rng.uniform(5, 60), rng.uniform(50, 110)]))


def pen_width(rng: Rng) -> float:
    """How wide a pen writes."""
    return float(rng.uniform(0.25, 0.9))

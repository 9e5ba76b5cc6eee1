"""How evenly letters stand on their line, and how tall they are: by that a hand is told from a machine. Pure.

The engines read a tidy hand as surely as print, so their agreement does not tell who wrote; where letters stand does.
Of each letter the foot is found to a part of a pixel, a line is laid through the feet, and what counts is how far they
lie off it, in shares of a letter's height. What hangs below the line is left out: not tails alone, but in type the "@",
brackets and the "Q" too, which hang by no more than a lively hand does. And a machine writes a page in one size.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt

from intake.clarity import Clarity
from intake.form import FieldType, FormField
from intake.images import Grey
from intake.looks import SEEN, TEXT_DPI
from intake.regions import INK, regions_of, rows_of_lines

_LEAST = 5  # pixels: the lowest letter
_TALL = 0.6  # of the middle height: what is lower is a dot, a mark or a comma
_FEWEST = 4  # letters that tell anything
_ABOVE, _BELOW = 0.25, 0.12  # shares of a letter's height off the line: what is beyond stands on none, or hangs
_LONGER, _LOW = 1.1, 0.06  # what is so much higher than the middle letter, and so low, is a bracket or an "@"
_ON, _SHARE = 0.2, 0.25  # by what is so near the line is laid; and first where a fourth of the feet are higher
_ONE, _TWO = (0.0,), tuple(each / 100 for each in range(-5, 6))
"""How far from the line of a text's letters a second one lies: in type the round ones stand lower than the others."""

_LEVEL, _LONG = 0.012, 60  # how far a line may slope, and pixels of it from which that is seen
_MOST: Mapping[Clarity, tuple[float, float, float]] = {
    Clarity.CLEAR: (0.0175, 0.031, 0.0235),
    Clarity.COARSE: (0.0175, 0.031, 0.0235),
    Clarity.SMEARED: (0.042, 0.06, 0.048),
}
"""The most that typed letters stand off their lines: of a text, of a row of boxes, of all lines of a page."""

_ENOUGH = 3  # lines of a text that are looked at
_OF_ROW, _OF_TEXTS = 0.85, 0.95
"""By which of its pieces, from the lowest, a row is measured: a tall one, but none of a few "Å", brackets or strokes.
And by which the texts of a page are: in "mere ro i timerne" hardly a letter is tall."""
_LARGER = 1.3  # times as tall as the texts of its page a row is when another wrote it
_FEW = 20  # pieces of texts by which rows are measured


@dataclass(frozen=True, slots=True)
class Standing:
    """How many letters were looked at, how far off their line all of them stand together, in letters' heights, and how
    tall all pieces of the writing are, in millimetres: a hand that joins its letters has fewer.
    """

    letters: int = 0
    off: float = 0.0
    heights: tuple[float, ...] = ()

    def __add__(self, other: "Standing") -> "Standing":
        return Standing(self.letters + other.letters, self.off + other.off, self.heights + other.heights)

    @property
    def uneven(self) -> float:
        """How far a letter stands off its line on average; 0 where too little is written to tell."""
        return self.off / self.letters if self.letters else 0.0

    def tall(self, share: float, least: int) -> float:
        """How tall its tall pieces are: that share is no taller; 0 where fewer than so many tell nothing."""
        return float(np.quantile(self.heights, share)) if len(self.heights) >= least else 0.0


def not_level(stands: Mapping[FormField, Standing], clear: Clarity) -> Set[FormField]:
    """Which boxes of a page are written by hand.

    A text has letters enough to tell by itself, and who wrote it wrote the lines of its page. A line has few: who wrote
    it wrote what stands beside it too, and most of the page; but the guardians of a typed page may have written theirs,
    evenly perhaps, but larger than what is typed.
    """
    most_of_text, most_of_row, most_of_page = _MOST[clear]
    lines = {field: each for field, each in stands.items() if field.type is not FieldType.TEXT}
    texts = {field for field, each in stands.items() if field not in lines and each.uneven > most_of_text}
    page = bool(texts) or sum(lines.values(), Standing()).uneven > most_of_page
    written = sum((each for field, each in stands.items() if field not in lines), Standing())
    most = _LARGER * (written.tall(_OF_TEXTS, _FEW) or np.inf)
    rows = {field: _row(field, lines) for field in lines}
    apart = {field for field, row in rows.items() if row.tall(_OF_ROW, _FEWEST) > most}
    return texts | apart | {field for field, row in rows.items() if page or row.uneven > most_of_row}


def _row(field: FormField, lines: Mapping[FormField, Standing]) -> Standing:
    return sum((each for other, each in lines.items() if _beside(field, other)), Standing())


def _beside(one: FormField, other: FormField) -> bool:
    """Whether two boxes stand on one row; a box does with itself."""
    return one.box[1] < other.box[3] and other.box[1] < one.box[3]


def standing(pixels: Grey) -> Standing:
    """How the letters of one line stand, dark on light, at SEEN dpi."""
    return _standing(pixels, _ONE, _LONGER, SEEN)


def standing_of_lines(pixels: Grey) -> Standing:
    """How the letters of several lines stand at TEXT_DPI, each on its own; the first few tell as much as all."""
    lines = (pixels[max(0, top - 1) : foot + 1] for top, foot in islice(rows_of_lines(pixels), _ENOUGH))
    return sum((_standing(line, _TWO, np.inf, TEXT_DPI) for line in lines), Standing())


def _standing(pixels: Grey, others: Sequence[float], longer: float, dpi: int) -> Standing:
    """How they stand on their line and on that other one, so many heights below it, by which they stand most evenly.

    What is `longer` and low hangs: of a text's many letters few do.
    """
    ink = (pixels < INK).astype(np.uint8)
    pieces = regions_of(ink)[1][1:]
    pieces = pieces[pieces[:, 3] >= _LEAST]
    heights = tuple((pieces[:, 3] * 25.4 / dpi).tolist())
    if len(pieces) < _FEWEST:
        return Standing(heights=heights)
    pieces = pieces[pieces[:, 3] >= _TALL * np.median(pieces[:, 3])]
    if len(pieces) < _FEWEST:
        return Standing(heights=heights)
    height = float(np.median(pieces[:, 3]))
    off = _off_line(pieces[:, 0] + pieces[:, 2] / 2, _feet(pixels, pieces), height) / height
    hangs = (off >= _BELOW) | ((off > _LOW) & (pieces[:, 3] > longer * height))
    near = off[(off > -_ABOVE) & ~hangs]
    if len(near) < _FEWEST:
        return Standing(heights=heights)
    return Standing(len(near), min(float(np.minimum(abs(near), abs(near - other)).sum()) for other in others), heights)


def _feet(pixels: Grey, pieces: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
    """Where each piece ends below: between its last row and the next, as far as that is grey."""
    feet = []
    for x, y, width, height, _ in pieces.tolist():
        last = y + height - 1
        ends = int(pixels[last, x : x + width].min())
        beyond = int(pixels[last + 1, x : x + width].min()) if last + 1 < pixels.shape[0] else 255
        feet.append(last + (INK - ends) / max(1, beyond - ends))
    return np.array(feet)


def _off_line(
    middles: npt.NDArray[np.float64], feet: npt.NDArray[np.float64], height: float
) -> npt.NDArray[np.float64]:
    """How far each foot lies below the line on which most stand."""
    slope = 0.0
    for _ in range(2):
        off = _level(feet - slope * middles, height)
        on = np.abs(off) <= _ON * height
        if np.count_nonzero(on) >= _FEWEST and np.ptp(middles[on]) > _LONG:
            x = middles[on] - middles[on].mean()
            slope = float(np.clip(x @ feet[on] / (x @ x), -_LEVEL, _LEVEL))
    return _level(feet - slope * middles, height)


def _level(feet: npt.NDArray[np.float64], height: float) -> npt.NDArray[np.float64]:
    """How far below the middle of those that stand: whatever hangs does so below, so those higher up stand."""
    off: npt.NDArray[np.float64] = feet - np.quantile(feet, _SHARE)
    near = off[np.abs(off) <= _ON * height]
    return off - np.median(near) if len(near) else off

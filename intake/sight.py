"""What is to be seen on a page whose form is not known: words, ruled lines and tick boxes, in points. Pure values.

The page is upright; the origin is its top left corner, as everywhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from cases.application import Box

TICKS = {"☐": 0.0, "□": 0.0, "☒": 1.0, "☑": 1.0, "⊠": 1.0, "☓": 1.0}
"""Letters that are tick boxes, and which share of each is ticked."""

_LEVEL = 0.55  # share of its height that a word has in common with its line
_OPEN = 8  # lines that a word may still belong to


@dataclass(frozen=True, slots=True)
class Word:
    """A word, its box in points of the page as shown, and how surely it was read (1 when it was typed)."""

    text: str = field(repr=False)
    box: Box
    sure: float = 1.0


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line, across (`y0` == `y1`) or down (`x0` == `x1`); `dotted` when it is made of dots or dashes."""

    x0: float
    y0: float
    x1: float
    y1: float
    dotted: bool = False

    @property
    def across(self) -> bool:
        """Whether it lies, rather than stands."""
        return self.x1 - self.x0 >= self.y1 - self.y0


@dataclass(frozen=True, slots=True)
class Tick:
    """A small square to tick, and which share of its inside is ink (0..1)."""

    box: Box
    ink: float = 0.0


@dataclass(frozen=True, slots=True)
class Sight:
    """One page as it is seen; `width` and `height` in points."""

    width: float
    height: float
    words: tuple[Word, ...] = ()
    rules: tuple[Rule, ...] = ()
    ticks: tuple[Tick, ...] = ()


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box around some. Raises ValueError when there are none."""
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return (min(x0), min(y0), max(x1), max(y1))


def lines_of(words: Iterable[Word]) -> list[list[Word]]:
    """The words line by line from the top, each line from the left; words that share most of their height are of one.

    The boxes of an engine fit the letters: "og" hangs lower than "fik", and only their common part is level.
    """
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda each: (each.box[1] + each.box[3], each.box[0])):
        home = max(lines[-_OPEN:], key=lambda line: _shared(line, word.box), default=None)
        if home is None or _shared(home, word.box) < _LEVEL:
            lines.append([word])
        else:
            home.append(word)
    return [sorted(line, key=lambda each: each.box[0]) for line in lines]


def _shared(line: list[Word], box: Box) -> float:
    """Which share of a word's height (or of the line's, when that is less) is level with a line."""
    y0 = sum(word.box[1] for word in line) / len(line)
    y1 = sum(word.box[3] for word in line) / len(line)
    return (min(y1, box[3]) - max(y0, box[1])) / max(0.1, min(y1 - y0, box[3] - box[1]))

"""The cells and lines that a page's rules make, and how to ask for them. Pure; points from the top left corner."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from cases.application import Box
from intake.sight import Rule

_NEAR = 3.0  # points: ends that meet
_HALF_PAGE = 0.5  # a frame around more than this is the page's border, no cell
_TRIED = 8  # lines to either side that may be the cell's
_LEAST = 8.0  # a cell is at least so high and wide


@dataclass(frozen=True, slots=True)
class Grid:
    """The rules of a page of this size."""

    width: float
    height: float
    rules: tuple[Rule, ...]

    def cell(self, x: float, y: float) -> Box | None:
        """The closed cell around a point; None where there is none. Strokes that close nothing are looked past."""
        standing = [rule for rule in self.rules if not rule.across and rule.y0 - 1 <= y <= rule.y1 + 1]
        left = sorted({rule.x0 for rule in standing if rule.x0 < x}, reverse=True)[:_TRIED]
        right = sorted({rule.x0 for rule in standing if rule.x0 >= x})[:_TRIED]
        for x0, x1 in sorted(product(left, right), key=lambda pair: pair[1] - pair[0]):
            y0, y1 = self._level(x0, x1, y, up=True), self._level(x0, x1, y, up=False)
            if y0 is None or y1 is None or min(x1 - x0, y1 - y0) < _LEAST:
                continue
            if (x1 - x0) * (y1 - y0) > _HALF_PAGE * self.width * self.height:
                return None
            if self._stands(x0, y0, y1) and self._stands(x1, y0, y1):
                return (x0, y0, x1, y1)
        return None

    def _level(self, x0: float, x1: float, y: float, *, up: bool) -> float | None:
        """The height of the next line above or beneath that reaches from one side to the other."""
        lying = (rule for rule in self.rules if rule.across and not rule.dotted and (rule.y0 < y) == up)
        heights = sorted({rule.y0 for rule in lying if rule.x0 < x1 and rule.x1 > x0}, reverse=up)
        return next((each for each in heights if self._lies(each, x0, x1)), None)

    def _lies(self, y: float, x0: float, x1: float) -> bool:
        return _held([(r.x0, r.x1) for r in self.rules if r.across and abs(r.y0 - y) < _NEAR], x0, x1)

    def _stands(self, x: float, y0: float, y1: float) -> bool:
        return _held([(r.y0, r.y1) for r in self.rules if not r.across and abs(r.x0 - x) < _NEAR], y0, y1)

    def right_of(self, cell: Box) -> Box | None:
        """The cell to the right of a cell, of about the same height."""
        found = self.cell(cell[2] + _NEAR + 1, (cell[1] + cell[3]) / 2)
        level = found and abs(found[1] - cell[1]) < _NEAR and abs(found[3] - cell[3]) < _NEAR
        return found if level else None

    def below(self, cell: Box) -> Box | None:
        """The cell beneath a cell, of about the same width."""
        found = self.cell((cell[0] + cell[2]) / 2, cell[3] + _NEAR + 1)
        flush = found and abs(found[0] - cell[0]) < _NEAR and abs(found[2] - cell[2]) < _NEAR
        return found if flush else None

    def above(self, cell: Box) -> Box | None:
        """The cell on top of a cell, of about the same width."""
        found = self.cell((cell[0] + cell[2]) / 2, cell[1] - _NEAR - 1)
        flush = found and abs(found[0] - cell[0]) < _NEAR and abs(found[2] - cell[2]) < _NEAR
        return found if flush else None

    def lying(self, x0: float, y0: float, x1: float, y1: float) -> list[Rule]:
        """The lines across that have some length within a box, from the top."""
        found = (rule for rule in self.rules if rule.across and y0 <= rule.y0 <= y1)
        return sorted((rule for rule in found if rule.x0 < x1 and rule.x1 > x0), key=lambda rule: (rule.y0, rule.x0))

    def parted(self, x0: float, x1: float, y: float) -> bool:
        """Whether a line down stands between two places at this height."""
        return any(not rule.across and x0 <= rule.x0 <= x1 and rule.y0 <= y <= rule.y1 for rule in self.rules)


def _held(pieces: Sequence[tuple[float, float]], start: float, end: float) -> bool:
    """Whether the pieces cover most of the way."""
    covered = sum(max(0.0, min(end, b) - max(start, a)) for a, b in pieces)
    return covered >= 0.8 * (end - start)

"""Which of some tick boxes is ticked: crossed, ticked, struck or filled, and what was taken back.

    ink in each box ─without specks and the printed frame→ empty, faint, marked or filled ─all boxes together→ a choice

One marked box is the answer; so is a filled one when the others are empty. A filled box beside a marked one was
crossed by mistake and blackened. Whatever else there is (two marks, a mark crossed out, a line that runs through) is
proposed at most, and below the confidence at which a tick counts: a person looks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import cv2
import numpy as np

from intake.forms import FormField
from intake.images import Grey
from intake.laid import Laid
from intake.regions import INK

_DPI = 300
_FRAME = 2.0  # points from the edge of the box to what is looked at: its frame is printed
_SPECK = 8  # pixels: 0.7 mm, the longest speck
_FAINT, _MARKED, _FILLED = 0.012, 0.05, 0.7
"""Shares of a box that are ink. Measured: empty 0.000, a thin stroke 0.10 to 0.22, a cross to 0.45, filled 0.88."""

_HEAVIER = 1.8  # a mark that was crossed out has so many times the ink of the one that stands
_BEYOND = 0.7  # sides of the box beyond its edge at which a line that runs through it is still there
_THIN = 0.3  # of the box: the most that a single line takes across itself

CLEAR, CORRECTED, UNCLEAR = 0.95, 0.9, 0.4
"""How sure a choice is: one mark; one mark and a blackened box; anything else. Ticks count from 0.8 (cases.consent)."""


class Mark(Enum):
    """What a box holds."""

    EMPTY = "empty"
    FAINT = "faint"
    MARKED = "marked"
    FILLED = "filled"
    STRAY = "stray"  # a line that runs through and was not meant for the box


@dataclass(frozen=True, slots=True)
class Box:
    """A tick box: what it holds, and the share of it that is ink (0..1)."""

    mark: Mark
    share: float


def ticked(laid: Laid, choices: Sequence[FormField]) -> tuple[FormField, float] | None:
    """The choice that is ticked and how sure that is; None when none is, or nobody could say which."""
    chosen = choose([look(laid, field) for field in choices])
    return (choices[chosen[0]], chosen[1]) if chosen else None


def choose(boxes: Sequence[Box]) -> tuple[int, float] | None:
    """Which box (from 0) is the answer, and how sure that is."""
    marked = [number for number, box in enumerate(boxes) if box.mark is Mark.MARKED]
    filled = [number for number, box in enumerate(boxes) if box.mark is Mark.FILLED]
    doubtful = any(box.mark in (Mark.FAINT, Mark.STRAY) for box in boxes)
    match len(marked), len(filled):
        case (1, 0) | (0, 1):
            return (*marked, *filled)[0], UNCLEAR if doubtful else CLEAR
        case (1, 1):
            return marked[0], UNCLEAR if doubtful else CORRECTED
        case (2, 0):
            lighter, heavier = sorted(marked, key=lambda number: boxes[number].share)
            crossed_out = boxes[heavier].share >= _HEAVIER * boxes[lighter].share
            return (lighter, UNCLEAR) if crossed_out else None
        case (0, 0):
            stray = [number for number, box in enumerate(boxes) if box.mark in (Mark.STRAY, Mark.FAINT)]
            return (stray[0], UNCLEAR) if len(stray) == 1 and boxes[stray[0]].share >= _MARKED else None
    return None


def look(laid: Laid, field: FormField) -> Box:
    """What one box holds."""
    x0, y0, x1, y1 = field.box
    inner = laid.crop((x0 + _FRAME, y0 + _FRAME, x1 - _FRAME, y1 - _FRAME), _DPI) < INK
    ink = _without_specks(inner)
    share = round(float(ink.mean()), 3)
    if share >= _FILLED:
        return Box(Mark.FILLED, share)
    if share < _MARKED:
        return Box(Mark.FAINT if share >= _FAINT else Mark.EMPTY, share)
    return Box(Mark.STRAY if _runs_through(laid, field, ink) else Mark.MARKED, share)


def _without_specks(ink: np.ndarray) -> np.ndarray:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    kept = [number for number in range(1, count) if max(stats[number][2:4]) >= _SPECK]
    return np.isin(labels, kept)


# --- a line through the box: a fold, an underlining, a ruler's edge


def _runs_through(laid: Laid, field: FormField, ink: np.ndarray) -> bool:
    """Whether the ink is one thin line from side to side that goes on far beyond the box at both ends."""
    x0, y0, x1, y1 = field.box
    reach = (x1 - x0) * _BEYOND
    around = (x0 - reach, y0 - reach, x1 + reach, y1 + reach)
    shown, printed = laid.crop(around, _DPI), laid.blank(around, _DPI)
    near = cv2.dilate((printed < 235).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    margin = round((reach + _FRAME) * _DPI / 72)
    return any(_goes_on(*turned, margin) for turned in ((ink, shown, near), (ink.T, shown.T, near.T)))


def _goes_on(ink: np.ndarray, shown: Grey, printed: np.ndarray, margin: int) -> bool:
    """Whether a line across the columns is seen at both edges of `shown`; what is printed there hides it."""
    columns = np.flatnonzero(ink.any(axis=0))
    if len(columns) < 0.95 * ink.shape[1] or ink.sum(axis=0).max() > _THIN * ink.shape[0]:
        return False
    rows = [float(np.flatnonzero(ink[:, column]).mean()) for column in columns]
    slope, start = np.polyfit(columns, rows, 1)
    seen = [_seen(shown, printed, round(margin + start + slope * (at - margin)), at) for at in (2, shown.shape[1] - 3)]
    return False not in seen and True in seen


def _seen(shown: Grey, printed: np.ndarray, row: int, column: int) -> bool | None:
    """Whether a line is dark at a place; None where the form prints something."""
    if not 0 <= row < shown.shape[0]:
        return False
    rows, columns = slice(max(0, row - 4), row + 5), slice(max(0, column - 2), column + 3)
    if shown[rows, columns].size == 0:
        return False
    if printed[rows, columns].mean() > 0.3:
        return None
    return bool((shown[rows, columns] < INK).any())

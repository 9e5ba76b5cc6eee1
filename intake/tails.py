"""The lines to write on, taken out of a box of another's form, but not the tails of letters that end on them.

A "g" that loses its tail with the line is read as an "a", and dots of a dotted line that stay as full stops. Where the
lines are the blank tells: in a copy the feet of bold letters stand so close that they seem a line, dots have grown
together, and a line is fat. What seems to be a line and is none of the blank's stays, but for the box's own frame.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from cases.application import Box
from intake.form import Form
from intake.images import Grey
from intake.laid import blank_at, cut_out
from intake.regions import INK, regions_of
from intake.rules import Ruled, ruled
from intake.sight import Rule

_REACH = 2.2  # points above and below the middle of a line that may belong to it
_SLIP = 1.5  # points by which a line may lie beside where the blank has it
_PIECE = 30.0  # points along a line that lie level
_MORE = 1.5  # pixels by which ink is thicker than the line where a letter touches it
_STOOD_ON = 0.35  # the share of a line on which letters stand: more than tails are
_LINE, _BELOW = 0.95, 2  # of a row's length, and the line is there; rows beneath it where a tail hangs
_BESIDE = 4  # pixels around a standing line, where nothing is kept
_SAME = 3.0  # points between a line of the blank and the same in the scan
_ABOVE = 0.8  # points that a full stop on a line stands out above it
_FAR = 5.0  # points from any letter: what lies there on a line is dust
_DOT, _LEVEL = 2.4, 1.6  # points: the largest dot of a dotted line, and how far from its middle it may lie

_Rows = tuple[int, int, int]
"""Of a line, the rows where its surroundings begin, above which a full stop on it stands out, and where they end."""


@lru_cache(maxsize=256)
def blank_lines(form: Form, page: int, box: Box, dpi: int) -> Ruled:
    """The lines that the blank has in a box; looked for once, for they are the same on every paper."""
    return ruled(cut_out(blank_at(form, page, dpi), box, dpi), dpi)


def has_lines(form: Form, page: int, box: Box, dpi: int) -> bool:
    """Whether the blank has lines to write on in a box, its frame apart."""
    foot = (box[3] - box[1]) - _SAME
    return any(rule.across and _SAME < rule.y0 < foot for rule in blank_lines(form, page, box, dpi).rules)


def with_tails(shown: Grey, found: Ruled, known: Sequence[Rule], dpi: int) -> Grey:
    """A box without its ruled lines, but with what of them is thicker than the line itself: there a letter ends.

    `found` are the lines seen in the box, `known` those of the blank.
    """
    kept, point = shown.copy(), dpi / 72
    for rule in found.rules:
        if _frames(rule, shown, point) or (_near(rule, known) and (rule.dotted or not rule.across)):
            there = _around(rule, point)
            kept[there] = found.bare[there]
    standing = np.zeros(shown.shape[1], bool)
    for rule in (each for each in found.rules if not each.across and _near(each, known)):
        standing[max(0, round(rule.x0 * point) - _BESIDE) : round(rule.x0 * point) + _BESIDE + 1] = True
    grown = [each for each in found.rules if each.across and not each.dotted]
    solid = [each for each in known if each.across and (not each.dotted or _near(each, grown))]
    rows = [each for rule in solid for each in _taken(rule, shown, kept, standing, point)]
    return _without_dots(_without_remnants(kept, rows, point), [each for each in known if each.dotted], point)


def _near(rule: Rule, others: Sequence[Rule]) -> bool:
    same = (other for other in others if other.across == rule.across)
    return any(abs((other.y0 - rule.y0) if rule.across else (other.x0 - rule.x0)) < _SAME for other in same)


def _frames(rule: Rule, shown: Grey, point: float) -> bool:
    """Whether a line is the frame of the box, at its edge."""
    at, side = (rule.y0, shown.shape[0] / point) if rule.across else (rule.x0, shown.shape[1] / point)
    return bool(min(at, side - at) < _SAME)


def _around(rule: Rule, point: float) -> tuple[slice, slice]:
    down, across = ((rule.y0, rule.y1), (rule.x0, rule.x1))
    rows, columns = (
        slice(max(0, round((start - _LEVEL) * point)), max(0, round((end + _LEVEL) * point) + 1))
        for start, end in (down, across)
    )
    return rows, columns


# --- a line of the blank, piece by piece


def _taken(rule: Rule, shown: Grey, kept: Grey, standing: npt.NDArray[np.bool_], point: float) -> Iterator[_Rows]:
    """Take a line out of `kept`, each piece at the height where it lies in truth."""
    start, end = max(0, round(rule.x0 * point)), min(shown.shape[1], round(rule.x1 * point))
    pieces = max(1, round((end - start) / (_PIECE * point)))
    edges = np.linspace(start, end, pieces + 1).astype(int)
    slip, reach = round(_SLIP * point), round(_REACH * point)
    expected = round(rule.y0 * point)
    rows = [_row(shown[:, a:b], expected, slip) for a, b in pairwise(edges)]
    seen = [row for row in rows if row is not None]
    level = round(float(np.median(seen))) if seen else expected
    found = []
    for (a, b), row in zip(pairwise(edges), rows, strict=True):
        middle = level if row is None else row
        window = np.s_[max(0, middle - reach) : middle + reach + 1, a:b]
        found.append((window, middle, _through(shown[window] < INK, middle - window[0].start)))
    thick = np.concatenate([through.sum(axis=0) for *_, through in found])
    usual = float(np.percentile(thick[thick > 0], 25)) if thick.any() else 0.0  # most of a line may be written on
    for window, middle, through in found:
        if through.any():
            _cut(kept[window], shown[window], through, usual, standing[window[1]])
            edge = middle - usual / 2
            yield window[0].start, round(edge - _ABOVE * point), middle + reach


def _cut(
    kept: Grey, shown: Grey, through: npt.NDArray[np.bool_], usual: float, standing: npt.NDArray[np.bool_]
) -> None:
    """Take a piece of a line out, but not where letters end on it; of those that stand on it the line is cut off."""
    thick = through.sum(axis=0).astype(np.float32)
    touched = (cv2.blur(thick[None], (3, 1))[0] >= usual + _MORE) & ~standing
    gone = cv2.dilate(through.astype(np.uint8), np.ones((3, 1), np.uint8)) > 0
    kept[gone & ~touched] = 255
    kept[:, touched] = shown[:, touched]
    if touched.mean() > _STOOD_ON:
        for top in np.flatnonzero(through.mean(axis=1) >= _LINE)[:1]:
            hangs = through[top + round(usual) + _BELOW :].any(axis=0)
            kept[top:, touched & ~hangs] = 255


def _row(piece: Grey, expected: int, slip: int) -> int | None:
    """The row near the expected one that is darkest right along; None where a line is not to be seen."""
    top = max(0, expected - slip)
    inked = (piece[top : expected + slip + 1] < INK).mean(axis=1)
    if not inked.size or inked.max() < 0.5:
        return None
    return top + round(float(np.median(np.flatnonzero(inked >= 0.9 * inked.max()))))


def _through(dark: npt.NDArray[np.bool_], row: int) -> npt.NDArray[np.bool_]:
    """The ink that hangs together, column by column, with a row."""
    up = np.logical_and.accumulate(dark[row::-1], axis=0)[::-1]
    down = np.logical_and.accumulate(dark[row:], axis=0)
    return np.vstack([up, down[1:]])


# --- what is left


def _without_remnants(kept: Grey, lines: Sequence[_Rows], point: float) -> Grey:
    """Without what is left of the lines themselves: pieces that hang on no letter."""
    labels, stats = regions_of((kept < INK).astype(np.uint8))
    top, foot = stats[:, 1], stats[:, 1] + stats[:, 3] - 1
    within, low = np.zeros(len(stats), bool), np.zeros(len(stats), bool)
    for begins, out, ends in lines:
        here = (top >= begins) & (foot <= ends + 1)
        within |= here
        low |= here & (top > out)
    within[0] = low[0] = False
    if not within.any():
        return kept
    letters = (~within[labels] & (kept < INK)).astype(np.uint8)
    far = 2 * round(_FAR * point) + 1
    near = np.zeros(len(stats), bool)
    near[np.unique(labels[cv2.dilate(letters, np.ones((far, far), np.uint8)) > 0])] = True
    gone = low | (within & ~near)
    return np.where(cv2.dilate(gone[labels].astype(np.uint8), np.ones((3, 3), np.uint8)) > 0, np.uint8(255), kept)


def _without_dots(kept: Grey, dotted: Sequence[Rule], point: float) -> Grey:
    """Without what is left of the dots on the blank's dotted lines."""
    if not dotted:
        return kept
    count, labels, stats, middles = cv2.connectedComponentsWithStats((kept < INK).astype(np.uint8), connectivity=8)
    small = np.maximum(stats[:, 2], stats[:, 3]) <= _DOT * point
    on_line = [np.abs(middles[:, 1] - rule.y0 * point) <= _LEVEL * point for rule in dotted]
    dots = small & np.any(on_line, axis=0)
    dots[0] = False
    gone = cv2.dilate(dots[labels].astype(np.uint8), np.ones((3, 3), np.uint8))
    return np.where(gone > 0, np.uint8(255), kept) if count > 1 else kept

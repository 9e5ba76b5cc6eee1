"""Whether what is written in a box runs over its edge: then its end may be missing, so none of it is verified.

    ink ends at the edge, or near it and goes on beyond  → the value is left to a person
    strokes are cut off at the lower or upper edge       → likewise: a "g" without its tail is an "a", an "Å" an "A"
    nothing else stands beyond on the blank              → the box grows as far as the ink does, and is read again

An address that is cut between two letters looks like a whole one to both engines; only its place tells.
"""

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from cases.application import Box
from intake.form import FieldType, FormField
from intake.laid import Laid
from intake.regions import INK, regions_of

Mask = npt.NDArray[np.bool_]

_DPI = 200
_FULL = 3.5  # points from the end of a box: writing that comes so close has filled it
_NEAR, _BEYOND = 7.0, 4.0  # points within and beyond the edge, where writing that goes on is seen on both sides
_BELOW = 12.0  # points beneath a box of several lines, where the next line would stand
_INSET, _PAST = 1.5, 0.8  # points: what is looked at lies so far from the frame above and below, and beyond it
_HIGH = 2.2  # points: lower pieces are what is left of a line, or a full stop
_LINE = 3  # pieces that are a line, and no tails
_WHOLE, _THIN = 0.8, 2.0  # share of the height looked at, and points: so high and thin is what is left of the frame
_ROOM, _FARTHEST = 12.0, 90.0  # points beyond it that must be bare for a box to grow, and how far it grows
_GAP = 10.0  # points: a gap at which the writing has ended
_FRAME = 2.0  # points within which what is printed is the box's own frame
_MARGIN = 3.0  # points left free behind it
_SHOWN = 36.0  # points beyond the edge that a person is shown in any case
_PRINT = 235  # the grey below which the blank prints something
_DEEP, _UNDER = 3.0, 4.0  # points within what is read, and beyond the box, that are looked at above and below
_STROKE = 1.0  # points: so far a stroke comes straight to where it is cut off; what is left of a frame is thinner
_LETTER = 12.0  # points: what is wider is a line, and no letter
_UNDERSCORE = 1.6  # points from the baseline to an underscore, which may be gone with no other stroke cut


def runs_over(laid: Laid, field: FormField) -> bool:
    """Whether the writing in a box has filled it to its right end, goes on beyond an edge, or is cut off there."""
    if _cut_off(laid, field):
        return True
    if field.type is FieldType.TEXT:  # whose lines are broken near the right end
        return _goes_on(laid, field.box) or _goes_on_below(laid, field)
    return _goes_on(laid, field.box, full=_FULL) or _begins_before(laid, field.box)


def grown(laid: Laid, field: FormField) -> FormField | None:
    """The field with a box as long as its writing; None where something else stands beyond its end."""
    x0, y0, x1, y1 = field.box
    end = min([x1 + _FARTHEST, laid.form.width, *_beside(laid, field)])
    if end > x1 + _ROOM:
        printed = laid.blank((x1 + _FRAME, y0 + _INSET, end, y1 - _INSET), _DPI) < _PRINT
        end = min([end, *(x1 + _FRAME + np.flatnonzero(printed.any(axis=0))[:1] * 72 / _DPI)])
    if end < x1 + _ROOM:
        return None
    reached = x1
    for left, _, right, _ in sorted(_written(laid, (x1, y0 + _INSET, end, y1 - _INSET))):
        if x1 + left - reached > _GAP:
            break
        reached = max(reached, x1 + right)
    return replace(field, box=(x0, y0, min(end, reached + _MARGIN), y1))


def shown_to(laid: Laid, box: Box) -> Box:
    """The box as a person is shown it, and as it is painted over: with what stands beyond its right end, and tails."""
    x0, y0, x1, y1 = box
    top, bottom = max(0.0, y0 - _UNDER), min(y1 + _UNDER, laid.form.height)
    return (x0, top, max(x1, min(x1 + _SHOWN, laid.form.width)), bottom)


def ends_near(words: Sequence[Box], box: Box) -> bool:
    """Whether a word of the text layer fills a box to its right end, or lies across either; in points of the blank.

    Another word may then hang on to it, or have been left out.
    """
    x0, y0, x1, y1 = box
    return any(
        y0 <= (top + bottom) / 2 <= y1
        and ((left < x1 - _PAST and right > x1 - _FULL) or (left < x0 - _PAST and right > x0 + _PAST))
        for left, top, right, bottom in words
    )


def _cut_off(laid: Laid, field: FormField) -> bool:
    """Whether strokes end where a box is cut above or below, or writing stands there on both sides of its frame."""
    x0, y0, x1, y1 = field.box
    left, right = x0 + _INSET, x1 - _INSET
    gap = _UNDERSCORE if field.type is FieldType.EMAIL else 0.0
    low = _unprinted(laid, (left, y1 - _INSET - _DEEP, right, y1 + _UNDER))
    high = _unprinted(laid, (left, y0 - _UNDER, right, y0 + _INSET + _DEEP))
    return _ends_at(low[0], low[1], gap) or _ends_at(high[0][::-1], high[1][::-1], 0.0)


def _unprinted(laid: Laid, box: Box) -> tuple[Mask, Mask]:
    """The ink in a part of the page, as the engines are given it, and where the blank leaves room for any."""
    free = cv2.dilate((laid.blank(box, _DPI) < _PRINT).astype(np.uint8), np.ones((5, 5), np.uint8)) == 0
    return (laid.crop(box, _DPI) < INK) & free, free


def _ends_at(ink: Mask, free: Mask, gap: float) -> bool:
    """Whether strokes reach the cut, `_DEEP` points from the top of what is given, or come so near it (points)."""
    point = _DPI / 72
    rows = np.flatnonzero(free[: round(_DEEP * point)].mean(axis=1) > 0.5)
    stroke = round(_STROKE * point)
    if len(rows) < stroke + 1:
        return False
    last = int(rows[-1]) + 1
    ends = range(last, max(stroke, last - 2 - round(gap * point)), -1)  # half a pixel is lost in sampling
    if any(_a_letters(np.all(ink[end - stroke : end], axis=0)) for end in ends):
        return True
    beyond = ink[round((_DEEP + _INSET) * point) :]
    within = np.convolve(np.any(ink[:last], axis=0), np.ones(2 * stroke + 1), "same") > 0
    return _a_letters((np.sum(beyond, axis=0) >= stroke) & within)


def _a_letters(columns: Mask) -> bool:
    """Whether a run of these columns is as wide as a stroke, and none of the frame at either end."""
    point = _DPI / 72
    steps = np.flatnonzero(np.diff(np.concatenate([[False], columns, [False]]).astype(np.int8)))
    return any(
        2 <= end - start <= _LETTER * point and start > point and end < len(columns) - point
        for start, end in zip(steps[::2], steps[1::2], strict=True)
    )


def _goes_on(laid: Laid, box: Box, full: float = 0.0) -> bool:
    """Whether writing stands near the right end on both sides, or within `full` points of it."""
    _, y0, x1, y1 = box
    pieces = _written(laid, (x1 - _NEAR, y0 + _INSET, x1 + _BEYOND, y1 - _INSET))
    within = [right for left, _, right, _ in pieces if left < _NEAR - _PAST]
    beyond = any(right > _NEAR + _PAST for _, _, right, _ in pieces)
    return bool(within) and (beyond or max(within) > _NEAR - full)


def _begins_before(laid: Laid, box: Box) -> bool:
    """Whether writing stands near the left end on both sides."""
    x0, y0, _, y1 = box
    pieces = _written(laid, (x0 - _BEYOND, y0 + _INSET, x0 + _NEAR, y1 - _INSET))
    before = any(left < _BEYOND - _PAST for left, *_ in pieces)
    return before and any(right > _BEYOND + _PAST for _, _, right, _ in pieces)


def _goes_on_below(laid: Laid, field: FormField) -> bool:
    """Whether another line stands beneath a box of several lines; tails that hang out of it are none."""
    x0, _, x1, y1 = field.box
    others = (other.box for other in laid.form.on(field.page) if other is not field)
    end = min([y1 + _BELOW, laid.form.height, *(box[1] for box in others if box[1] >= y1 - _PAST)])
    if end < y1 + _BEYOND:
        return False
    pieces = _written(laid, (x0, y1 + _PAST, x1, end))
    return sum(top > _PAST for _, top, _, _ in pieces) >= _LINE


def _beside(laid: Laid, field: FormField) -> list[float]:
    """Where other boxes begin to the right of one."""
    _, y0, x1, y1 = field.box
    others = (other.box for other in laid.form.on(field.page) if other is not field)
    return [box[0] for box in others if box[0] >= x1 - _PAST and box[1] < y1 and box[3] > y0]


def _written(laid: Laid, box: Box) -> list[Box]:
    """The pieces of writing in a part of the page which the blank does not explain, in points from its top left."""
    seen, printed = laid.crop(box, _DPI), laid.blank(box, _DPI)
    free = cv2.dilate((printed < _PRINT).astype(np.uint8), np.ones((7, 7), np.uint8)) == 0
    pieces = regions_of(((seen < INK) & free).astype(np.uint8))[1][1:]
    point = _DPI / 72
    boxes = [(x, y, x + width, y + height) for x, y, width, height, _ in (pieces / point).tolist()]
    most = _WHOLE * seen.shape[0] / point
    return [(x0, y0, x1, y1) for x0, y0, x1, y1 in boxes if y1 - y0 >= _HIGH and (y1 - y0 < most or x1 - x0 > _THIN)]

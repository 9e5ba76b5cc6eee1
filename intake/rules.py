"""The ruled lines, dotted lines and tick boxes of a page's picture, however they were drawn or printed.

They are looked for in the picture also when the page was made on a computer: a line can be drawn there in a dozen ways
(a stroke, a thin rectangle, a border, a row of full stops), and all look the same.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from intake.images import Grey
from intake.laid import as_grey
from intake.sight import Rule, Tick

_DARK, _PALE = 150, 185  # what is ink; what may be a thin line
_SHADE = 45  # how much darker than its ground ink is at least
_LONG, _TALL = 22.0, 15.0  # points: the shortest line across and down; letters have shorter strokes
_THICK = 3.2
_DOT = 2.4  # points: a dot of a dotted line at most, and the dashes of a broken one are as thin
_APART = 5.0  # from dot to dot
_BESIDE, _BARE = (1.3, 2.6), 0.25  # points beside a line, and the share of it that may have ink there
_WORD, _HALF = 60.0, 0.45  # no word is so long; of what is shorter, neither side may have so much ink
_LEVEL, _PARTED = 2.0, 14.0  # how far pieces of a dotted line lie apart, down and across
_TICK = (7.0, 17.0)  # the side of a tick box
_SIDE = 5.5
_HELD = 0.8  # share of each side of a tick box that is drawn
_CORNER = 0.35  # and of its corners, where an O is empty


@dataclass(frozen=True, slots=True)
class Ruled:
    """The lines and boxes of a page, and its picture without them."""

    rules: tuple[Rule, ...]
    ticks: tuple[Tick, ...]
    bare: Grey


def ruled(pixels: Grey, dpi: float) -> Ruled:
    """What is ruled on an upright page whose paper is even white."""
    point = dpi / 72
    dark = _darker(pixels)
    lying, across = _rules(_solid(dark, point, across=True), point, dotted=False, dark=dark)
    standing, down = _rules(_solid(dark, point, across=False), point, dotted=False, dark=dark)
    dots = _dotted(as_grey(cv2.subtract(dark, _grown(across | down, 1))), point)
    squares = list(_squares(dark, point))
    rules = (*lying, *standing, *_joined(_rules(dots, point, dotted=True)[0]))
    taken = _grown(across | down, 1) | _grown(dots & dark, 1)
    for x0, y0, x1, y1 in squares:
        edge = max(1, round(1.2 * point))
        frame = np.zeros_like(taken[y0 : y1 + 1, x0 : x1 + 1])
        frame[:edge], frame[-edge:], frame[:, :edge], frame[:, -edge:] = 1, 1, 1, 1
        taken[y0 : y1 + 1, x0 : x1 + 1] |= frame
    ticks = tuple(_tick(pixels, square, point) for square in squares)
    return Ruled(rules, ticks, as_grey(np.where(taken > 0, 255, pixels)))


def _darker(pixels: Grey) -> Grey:
    """Where it is dark, also on a shaded ground, between whose letters all would be dark."""
    height, width = pixels.shape
    small = cv2.dilate(cv2.resize(pixels, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA), np.ones((5, 5)))
    ground = cv2.resize(cv2.blur(small, (5, 5)), (width, height), interpolation=cv2.INTER_LINEAR)
    limit = np.minimum(cv2.subtract(as_grey(ground), np.full(1, _SHADE, np.uint8)), _PALE)
    return (pixels < limit).astype(np.uint8)


# --- lines


def _solid(dark: Grey, point: float, *, across: bool) -> Grey:
    """The ink that belongs to a long straight stroke; a trifle of skew is bridged."""
    long = round((_LONG if across else _TALL) * point)
    grown = cv2.dilate(dark, np.ones((2, 1) if across else (1, 2), np.uint8))
    kernel = np.ones((1, long) if across else (long, 1), np.uint8)
    found = cv2.morphologyEx(grown, cv2.MORPH_OPEN, kernel)
    return _thin(as_grey(found), point, across=across)


def _thin(found: Grey, point: float, *, across: bool) -> Grey:
    """Without what is too thick to be a line: filled areas, and letters of a headline."""
    thick = max(3, round(_THICK * point))
    heavy = cv2.morphologyEx(found, cv2.MORPH_OPEN, np.ones((thick, 1) if across else (1, thick), np.uint8))
    return as_grey(cv2.subtract(found, as_grey(heavy)))


def _dotted(dark: Grey, point: float) -> Grey:
    """The small specks that stand in a row, joined; dashes too."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    small = (stats[:, 3] <= _DOT * point) & (stats[:, 2] <= 3 * _APART * point)
    small[0] = False
    specks = small[labels].astype(np.uint8)
    joined = cv2.morphologyEx(specks, cv2.MORPH_CLOSE, np.ones((1, round(_APART * point)), np.uint8))
    joined = cv2.dilate(joined, np.ones((2, 1), np.uint8))
    return as_grey(cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, round(_LONG * point)), np.uint8)))


def _grown(mask: Grey, by: int) -> Grey:
    return as_grey(cv2.dilate(mask, np.ones((2 * by + 1, 2 * by + 1), np.uint8)))


def _rules(mask: Grey, point: float, *, dotted: bool, dark: Grey | None = None) -> tuple[list[Rule], Grey]:
    """The strokes of a mask as lines through their middle, and the mask of those alone; by `dark`, letters are none."""
    joined = cv2.dilate(mask, np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    rules, kept = [], np.zeros(count, bool)
    for number in range(1, count):
        left, top, width, height = (int(each) for each in stats[number, :4])
        x0, y0, x1, y1 = left / point, top / point, (left + width) / point, (top + height) / point
        if width >= height:
            rule = Rule(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2, dotted)
        else:
            rule = Rule((x0 + x1) / 2, y0, (x0 + x1) / 2, y1, dotted)
        if dark is None or _bare_beside(rule, dark, point):
            rules.append(rule)
            kept[number] = True
    return rules, as_grey(mask * kept[labels])


def _bare_beside(rule: Rule, dark: Grey, point: float) -> bool:
    """Whether the sides of a line are bare: letters that touch make a stroke like a line, but have stems beside it."""
    near, far = (round(away * point) for away in _BESIDE)
    turned = dark if rule.across else dark.T
    middle, start, end = (rule.y0, rule.x0, rule.x1) if rule.across else (rule.x0, rule.y0, rule.y1)
    at, along = round(middle * point), slice(round(start * point), round(end * point))
    sides = (turned[max(0, at - far) : max(0, at - near), along], turned[at + near + 1 : at + far + 1, along])
    inked = sorted(float(side.any(axis=0).mean()) if side.size else 0.0 for side in sides)
    return inked[0] < _BARE and (end - start >= _WORD or inked[1] < _HALF)


def _joined(pieces: Iterable[Rule]) -> list[Rule]:
    """Pieces of one dotted line, which the tail of a letter had parted, as one."""
    lines: list[Rule] = []
    for piece in sorted(pieces, key=lambda rule: (round(rule.y0 / _LEVEL), rule.x0)):
        last = lines[-1] if lines else None
        if last and abs(last.y0 - piece.y0) < _LEVEL and piece.x0 - last.x1 < _PARTED:
            lines[-1] = Rule(last.x0, last.y0, max(last.x1, piece.x1), last.y1, dotted=True)
        else:
            lines.append(piece)
    return lines


# --- tick boxes


def _squares(dark: Grey, point: float) -> Iterator[tuple[int, int, int, int]]:
    """The small squares drawn with four straight sides, in pixels."""
    side = round(_SIDE * point)
    thick = max(3, round(_THICK * point))
    strokes = []
    for kernel, fat in (((1, side), (thick, 1)), ((side, 1), (1, thick))):
        straight = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones(kernel, np.uint8))
        heavy = cv2.morphologyEx(straight, cv2.MORPH_OPEN, np.ones(fat, np.uint8))
        strokes.append(as_grey(cv2.subtract(straight, heavy)))
    lying, standing = strokes
    both = cv2.morphologyEx(lying | standing, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(both, connectivity=8)
    least, most = (size * point for size in _TICK)
    for left, top, width, height, _ in stats[1:count]:
        if not (least <= width <= most and least <= height <= most and 0.75 < width / height < 1.33):
            continue
        x0, y0, x1, y1 = int(left), int(top), int(left + width), int(top + height)
        edge = max(2, round(1.6 * point))
        sides = (
            lying[y0 : y0 + edge, x0:x1].any(axis=0),
            lying[y1 - edge : y1, x0:x1].any(axis=0),
            standing[y0:y1, x0 : x0 + edge].any(axis=1),
            standing[y0:y1, x1 - edge : x1].any(axis=1),
        )
        corners = (dark[y][:, x] for y in (slice(y0, y0 + edge), slice(y1 - edge, y1)) for x in _ends(x0, x1, edge))
        if all(each.mean() >= _HELD for each in sides) and all(each.mean() > _CORNER for each in corners):
            yield x0, y0, x1 - 1, y1 - 1


def _ends(start: int, end: int, size: int) -> tuple[slice, slice]:
    return slice(start, start + size), slice(end - size, end)


def _tick(pixels: Grey, square: tuple[int, int, int, int], point: float) -> Tick:
    x0, y0, x1, y1 = square
    inset = max(2, round(1.8 * point))
    inside = pixels[y0 + inset : y1 - inset, x0 + inset : x1 - inset]
    box = (x0 / point, y0 / point, (x1 + 1) / point, (y1 + 1) / point)
    return Tick(box, float((inside < _DARK).mean()) if inside.size else 0.0)

"""What the residual ink of a box is like, in numbers: what rules and model judge by. Lengths are millimetres."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from intake.images import Grey
from intake.regions import regions_of
from intake.residue import EDGE, MM, Mask
from intake.signature_loops import loops

_BINS = 12
_FEW = 4
_PIECE = 1.5  # millimetres: smaller pieces are dots
_LONG, _STIFF = 5.0, 3.0  # millimetres: an outline that goes straight this long

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Features:
    """The shape of the residual ink; shares are 0..1."""

    width: float
    height: float
    length: float
    thickness: float
    uneven: float  # how much the thickness varies, over its mean
    pieces: float
    dots: float
    piece_width: float  # of the largest connected piece
    piece_height: float
    main: float  # share of the ink in the largest piece
    alike: float  # how much the heights of the pieces differ, over their mean
    footing: float  # how much the feet of the pieces differ, over their mean height
    gaps: float  # how much the gaps between pieces differ, over their mean
    winding: float  # stroke length over the diagonal: 1 a line, 2 a cross
    crossings: float  # how often a level line crosses the strokes where they are busiest
    across: float  # the same for upright lines
    steady: float  # how even the strokes are spread over the columns: 0 even
    holes: float  # closed loops
    hole_area: float  # the largest loop, square millimetres
    closed: float  # share of the bounding box that loops close in
    bulging: float  # how little the largest loop is dented: 1 not at all
    spread: float  # how evenly the strokes point in all directions: 0 one, 1 all
    slant: float  # the lean of what is steep: -1 backwards, 1 forwards
    level: float  # share of the edges that are level
    upright: float  # share of the edges that are upright
    straight: float  # share of the outline that goes straight for long
    stiff: float  # the same for less long, and less straight
    corners: float  # sharp turns of the outline per centimetre
    turning: float  # how much the outline turns per millimetre, radians
    fill: float  # ink over its bounding box
    dense: float  # ink in the densest 4 x 4 mm
    darkness: float  # 0 paper, 1 black
    core: float  # the same of the darkest tenth
    mottled: float  # how much the darkness varies
    outside: float  # share of the ink beyond the box
    feet: float  # how far the feet of the strokes lie off one line
    heads: float  # the same for their heads
    touching: float  # share of the ink at the edge of the picture
    pale: float  # share of the box that is neither paper nor ink


def measured(ink: Mask, shown: Grey, across: float = 0.0) -> Features:
    """The features of residual ink, of which there must be some; `shown` is the picture it was found in.

    `across` is the share of the ink that was seen to go on beyond the frame.
    """
    x0, y0, *size = cv2.boundingRect(ink)
    x1, y1, count = x0 + size[0], y0 + size[1], cv2.countNonZero(ink)
    cut, dark = np.ascontiguousarray(ink[y0:y1, x0:x1]), shown[y0:y1, x0:x1]
    width, height = (x1 - x0) / MM, (y1 - y0) / MM
    area = count / MM**2
    thickness, uneven = _thickness(cut)
    length = area / thickness
    pieces = _pieces(cut)
    areas, bulging = loops(cut, MM)
    spread, slant, level, upright = _directions(cut)
    outline = _outline(cut)
    within = ink[EDGE:-EDGE, EDGE:-EDGE]
    black = 1 - dark[cut > 0] / 250
    border = np.ones(ink.shape, bool)
    border[3:-3, 3:-3] = False
    paper = shown[EDGE:-EDGE, EDGE:-EDGE]
    return Features(
        width=width,
        height=height,
        length=length,
        thickness=thickness,
        uneven=uneven,
        **pieces,
        winding=length / float(np.hypot(width, height)),
        crossings=_crossings(cut),
        across=_crossings(cut.T),
        steady=_steady(cut),
        holes=float(len(areas)),
        hole_area=max(areas, default=0.0),
        closed=sum(areas) / (width * height),
        bulging=bulging,
        spread=spread,
        slant=slant,
        level=level,
        upright=upright,
        **outline,
        fill=area / (width * height),
        dense=_dense(cut),
        darkness=float(np.median(black)),
        core=float(np.percentile(black, 90)),
        mottled=float(black.std()),
        outside=max(across, 1 - float((within > 0).sum()) / count),
        feet=_off_line(cut),
        heads=_off_line(cut[::-1]),
        touching=float((ink[border] > 0).sum()) / count,
        pale=float(((paper > 120) & (paper < 225)).mean()),
    )


def _thickness(ink: Mask) -> tuple[float, float]:
    """The width of the strokes, and how much it varies along them."""
    framed = cv2.copyMakeBorder(ink, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    distance = cv2.distanceTransform(framed, cv2.DIST_L2, 3)
    mean = max(1.0, 4 * float(distance[framed > 0].mean())) / MM  # the mean distance to the edge is a quarter of it
    ridge = distance[(distance >= cv2.dilate(distance, np.ones((3, 3), np.uint8))) & (distance > 0.9)]
    return mean, float(ridge.std() / ridge.mean()) if len(ridge) else 0.0


def _pieces(ink: Mask) -> dict[str, float]:
    boxes = regions_of(ink)[1][1:].astype(float)
    large = boxes[np.maximum(boxes[:, 2], boxes[:, 3]) >= _PIECE * MM]
    if not len(large):
        large = boxes
    largest = large[np.argmax(large[:, 2] * large[:, 3])]
    tall, feet = large[:, 3], large[:, 1] + large[:, 3]
    ordered = large[np.argsort(large[:, 0])]
    gaps = np.diff(ordered[:, 0] + ordered[:, 2] / 2)
    several = len(large) > 1
    return {
        "pieces": float(len(large)),
        "dots": float(len(boxes) - len(large)),
        "piece_width": float(largest[2]) / MM,
        "piece_height": float(largest[3]) / MM,
        "main": float(boxes[:, 4].max() / boxes[:, 4].sum()),
        "alike": float(tall.std() / tall.mean()) if several else 1.0,
        "footing": float(feet.std() / tall.mean()) if several else 1.0,
        "gaps": float(gaps.std() / max(1.0, gaps.mean())) if len(gaps) > 1 else 1.0,
    }


def _crossings(ink: Mask) -> float:
    """Strokes met along a row, in the busiest tenth of the rows that meet any."""
    starts = (np.diff((ink > 0).astype(np.int8), axis=1, prepend=0) == 1).sum(axis=1)
    return float(np.percentile(starts[starts > 0], 90)) if starts.any() else 0.0


def _steady(ink: Mask) -> float:
    """How the ink differs from one 2 mm column to the next, over its mean."""
    wide = max(1, round(2 * MM))
    columns = (ink > 0).sum(axis=0)
    sums = np.array([columns[at : at + wide].sum() for at in range(0, len(columns), wide)], float)
    return float(sums.std() / max(1.0, sums.mean()))


def _directions(ink: Mask) -> tuple[float, float, float, float]:
    """Entropy of the directions of the strokes, lean of the steep ones, share of level and of upright ones."""
    soft = cv2.GaussianBlur(cv2.copyMakeBorder(ink, 4, 4, 4, 4, cv2.BORDER_CONSTANT, value=0), (7, 7), 0)
    across, down = cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    force, angle = cv2.cartToPolar(across, down, angleInDegrees=True)
    strokes = (np.asarray(angle) + 90) % 180  # the stroke lies across its edge; 90 is upright, 45 falls to the right
    bin_of = np.minimum((strokes * (_BINS / 180)).astype(np.int64), _BINS - 1).ravel()
    bins = np.bincount(bin_of, weights=np.asarray(force).ravel(), minlength=_BINS)
    share = bins / max(1.0, float(bins.sum()))
    some = share[share > 0]
    entropy = float(-(some * np.log(some)).sum() / np.log(_BINS))
    steep = (strokes > 30) & (strokes < 150)
    weight = np.asarray(force) * steep
    lean = float((weight * np.sign(strokes - 90) * np.minimum(1, np.abs(strokes - 90) / 45)).sum())
    near = np.asarray(force) * (np.abs(strokes - 90) > 82.5), np.asarray(force) * (np.abs(strokes - 90) < 7.5)
    total = max(1.0, float(force.sum()))
    return entropy, lean / max(1.0, float(weight.sum())), float(near[0].sum()) / total, float(near[1].sum()) / total


def _outline(ink: Mask) -> dict[str, float]:
    """How the outlines go, simplified to a fifth of a millimetre (for `stiff` to a half)."""
    outlines, _ = cv2.findContours(ink, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    total = straight = stiff = turning = 0.0
    corners = 0
    for outline in outlines:
        if len(outline) < 2 * MM:
            continue
        lengths, turns = _sides(outline, 0.18)
        total += float(lengths.sum())
        straight += float(lengths[lengths >= _LONG].sum())
        turning += float(turns.sum())
        corners += int(((turns > 1.1) & (turns < 2.4)).sum())
        coarse, _ = _sides(outline, 0.45)
        stiff += float(coarse[coarse >= _STIFF].sum())
    total = max(total, 1.0)
    return {
        "straight": straight / total,
        "stiff": stiff / total,
        "corners": 10 * corners / total,
        "turning": turning / total,
    }


def _sides(outline: "cv2.typing.MatLike", loose: float) -> tuple[Numbers, Numbers]:
    """Lengths of the sides (millimetres) and the turns between them (radians) of a simplified outline."""
    points = cv2.approxPolyDP(outline, loose * MM, True)[:, 0].astype(float)
    steps = np.diff(points, axis=0, append=points[:1])
    angles = np.arctan2(steps[:, 1], steps[:, 0])
    turns = np.abs((np.diff(angles, append=angles[:1]) + np.pi) % (2 * np.pi) - np.pi)
    return np.hypot(steps[:, 0], steps[:, 1]) / MM, turns


def _off_line(ink: Mask) -> float:
    """How far the lowest points of the strokes lie off the line through most of them; 5 when they are few."""
    columns = np.flatnonzero(ink.any(axis=0))
    low = np.full(ink.shape[1], -1.0)
    low[columns] = ink.shape[0] - 1 - np.argmax(ink[::-1, columns] > 0, axis=0)
    reach = 2 * round(0.9 * MM) + 1
    highest = cv2.dilate(low.astype(np.float32)[None], np.ones((1, reach), np.uint8))[0]
    at = np.flatnonzero((low == highest) & (low >= 0))
    at = at[np.diff(at, prepend=-reach) > 2]  # of a level foot its first column
    if len(at) < _FEW:
        return 5.0
    x, y = at / MM, low[at] / MM
    for _ in range(2):  # what hangs below the line, and what floats above it, is left out
        slope, height = np.polyfit(x, y, 1)
        off = np.abs(y - slope * x - height)
        near = off <= max(0.2, 1.5 * float(np.median(off)))
        if near.sum() < _FEW:
            break
        x, y = x[near], y[near]
    return float(off[near].std() if near.sum() < _FEW else np.std(y - np.polyval(np.polyfit(x, y, 1), x)))


def _dense(ink: Mask) -> float:
    wide = round(4 * MM)
    return float(cv2.boxFilter(ink, cv2.CV_32F, (wide, wide), borderType=cv2.BORDER_CONSTANT).max() / 255)

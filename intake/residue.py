"""The ink in a box that the blank does not explain, and what else tells whether the box can be judged at all."""

from dataclasses import dataclass
from math import inf

import cv2
import numpy as np
import numpy.typing as npt

from intake.images import Grey
from intake.regions import chosen, regions_of

DPI = 300
"""What residues are found at."""

MARGIN = 8.0
"""Points that both pictures show around the box."""

MM = DPI / 25.4
EDGE = round(MARGIN * DPI / 72)
_DARK, _THIN, _PALE = 165, 195, 205
_REACH = round(0.8 * MM)  # how far the box may lie from where registration put it
_COARSE = 4
_SPECK = 0.7  # millimetres
_NEAR = round(2 * MM)  # from a stroke inside to its other half beyond the frame
_PLACE = round(1.5 * MM)  # closer together they are one place
_PRINTED = 150  # grey below which the blank's print must be seen in the scan

Mask = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Residue:
    """What the blank does not explain: `ink` is 255 where there is some; `beside`: much reaches in from outside.

    `covered` is the share (0..1) of the blank's dark print that the scan shows too; 1 when the blank prints little.
    `specks` counts what is too small to be a stroke. `across` is the share of the ink that goes on beyond the frame,
    `above` and `below` in how many places it passes the upper and the lower edge, `sideways` whether left or right;
    `deep` is how many millimetres from such an edge half of the ink in the box lies, infinite where none is passed.
    """

    ink: Mask
    beside: bool
    covered: float
    specks: int
    across: float
    above: int
    below: int
    sideways: bool
    deep: float
    printed: Grey


def residue(shown: Grey, printed: Grey) -> Residue:
    """What is left of `shown` when `printed`, shifted by what registration missed, is taken away."""
    printed = _aligned(shown, printed)
    explained = cv2.dilate((printed < 235).astype(np.uint8), np.ones((9, 9), np.uint8))
    ink = _whole_strokes(shown, explained == 0)
    if not ink.any():
        return Residue(ink, False, _covered(shown, printed), 0, 0.0, 0, 0, False, inf, printed)
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((11, 11), np.uint8))  # over the gap a removed line leaves
    labels, stats = regions_of(joined)
    kept = np.zeros_like(ink)
    beside, specks = False, 0
    inside = np.zeros(ink.shape, bool)
    inside[EDGE:-EDGE, EDGE:-EDGE] = True
    for number in range(1, len(stats)):
        x, y, width, height, _ = (int(each) for each in stats[number])
        if max(width, height) < _SPECK * MM:
            specks += EDGE < y < ink.shape[0] - EDGE and EDGE < x < ink.shape[1] - EDGE
            continue
        if _is_line(width, height, ink.shape):
            continue
        window = np.s_[y : y + height, x : x + width]
        piece = (labels[window] == number) & (ink[window] > 0)
        total, within = int(piece.sum()), int((piece & inside[window]).sum())
        if within == 0:
            continue
        if within < 0.5 * total:
            beside = beside or within > 4 * MM
            continue
        kept[window][piece] = 255
    share, above, below, sideways = _across(kept, ink)
    deep = _deep(kept, above > 0, below > 0)
    return Residue(kept, beside, _covered(shown, printed), specks, share, above, below, sideways, deep, printed)


def _across(kept: Mask, ink: Mask) -> tuple[float, int, int, bool]:
    """How ink goes on beyond the frame, right where strokes inside reach it: its share, the places, and sideways."""
    total = int((kept > 0).sum())
    if not total:
        return 0.0, 0, 0, False
    over, above = _beyond(kept, ink, _NEAR)
    under, below = _beyond(kept[::-1], ink[::-1], _NEAR)
    left, _ = _beyond(kept.T, ink.T, 2 * _NEAR)
    right, _ = _beyond(kept[:, ::-1].T, ink[:, ::-1].T, 2 * _NEAR)
    sideways = left + right
    beyond = over + under + 3 * sideways  # who signs may slip below the frame, not beside it
    return beyond / (beyond + total), above, below, sideways > 0


def _deep(kept: Mask, above: bool, below: bool) -> float:
    """How far into the box half of the ink reaches from the edge that it passes, millimetres."""
    rows = np.cumsum((kept[EDGE:-EDGE] > 0).sum(axis=1))
    half = int(np.searchsorted(rows, rows[-1] / 2))
    return min(half / MM if above else inf, (len(rows) - 1 - half) / MM if below else inf)


def _beyond(kept: Mask, ink: Mask, near: int) -> tuple[int, int]:
    """Of the upper edge: the pixels beyond it near strokes that reach it, and in how many places they lie."""
    reaching = np.atleast_1d(kept[EDGE : EDGE + near].any(axis=0))
    wide = np.convolve(reaching, np.ones(2 * near + 1), "same") > 0
    outside = (ink[:EDGE] > 0) & wide
    columns = np.convolve(outside.any(axis=0), np.ones(_PLACE), "same") > 0
    return int(outside.sum()), int((np.diff(columns.astype(np.int8), prepend=0) == 1).sum())


def faint(shown: Grey, found: Residue) -> bool:
    """Whether there are pale strokes, pencil or bleed-through, over at least a centimetre."""
    explained = cv2.dilate((found.printed < 245).astype(np.uint8), np.ones((15, 15), np.uint8))
    soft = cv2.GaussianBlur(shown, (7, 7), 0)
    pale = ((soft < _PALE) & (explained == 0)).astype(np.uint8)[EDGE:-EDGE, EDGE:-EDGE]
    _, stats = regions_of(pale)
    strokes = [each for each in stats[1:] if max(each[2], each[3]) >= 2 * MM]
    if not strokes:
        return False
    across = max(each[0] + each[2] for each in strokes) - min(each[0] for each in strokes)
    return bool(across >= 10 * MM)


def _covered(shown: Grey, printed: Grey) -> float:
    dark = printed < _PRINTED
    if int(dark.sum()) < 10 * MM:
        return 1.0
    near = cv2.erode(shown, np.ones((5, 5), np.uint8))  # a line that lies a pixel or two off is still there
    return float((near[dark] < _PALE).mean())


def _whole_strokes(shown: Grey, free: npt.NDArray[np.bool_]) -> Mask:
    """What is dark, with the paler thin parts that hang on to it, so that a light upstroke does not break a word."""
    black = (shown < _DARK) & free
    if not black.any():
        return np.zeros(shown.shape, np.uint8)
    labels, stats = regions_of(((shown < _THIN) & free).view(np.uint8))
    dark = np.zeros(len(stats), bool)
    dark[labels[black]] = True
    dark[0] = False
    return np.asarray(chosen(labels, dark) & np.uint8(1), dtype=np.uint8)


def _aligned(shown: Grey, printed: Grey) -> Grey:
    """The blank shifted by what registration missed here, as far as _REACH: found at a quarter, to parts of a pixel."""
    small_shown, small = (
        cv2.resize(255 - each, None, fx=1 / _COARSE, fy=1 / _COARSE, interpolation=cv2.INTER_AREA)
        for each in (shown, printed)
    )
    reach = -(-_REACH // _COARSE)
    framed = cv2.copyMakeBorder(small_shown, *(reach,) * 4, cv2.BORDER_CONSTANT, value=0)
    fit = cv2.matchTemplate(framed, small, cv2.TM_CCORR_NORMED)
    _, _, _, (x, y) = cv2.minMaxLoc(fit)
    dx, dy = x - reach + _peak(fit[y], x), y - reach + _peak(fit[:, x], y)
    shift = np.array([[1.0, 0.0, _COARSE * dx], [0.0, 1.0, _COARSE * dy]])
    height, width = printed.shape
    return np.asarray(cv2.warpAffine(printed, shift, (width, height), borderValue=255), dtype=np.uint8)


def _peak(fit: npt.NDArray[np.floating | np.integer], at: int) -> float:
    """How far beside its highest place the top of the fit lies, by the parabola through the neighbours."""
    if not 0 < at < len(fit) - 1:
        return 0.0
    before, here, after = (float(each) for each in fit[at - 1 : at + 2])
    bow = before - 2 * here + after
    return 0.5 * (before - after) / bow if bow < 0 else 0.0


def _is_line(width: int, height: int, shape: tuple[int, ...]) -> bool:
    """A fold, a ruled line or the frame itself: thin, and either very long or nothing but straight."""
    thin, long = sorted((width, height))
    return thin < 0.9 * MM and long > 12 * max(thin, 0.3 * MM) and long > 0.15 * min(shape)

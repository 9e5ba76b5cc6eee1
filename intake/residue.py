"""The ink in a box that the blank does not explain, and what else tells whether the box can be judged at all."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from intake.images import Grey

DPI = 300
"""What residues are found at."""

MARGIN = 8.0
"""Points that both pictures show around the box."""

MM = DPI / 25.4
EDGE = round(MARGIN * DPI / 72)
_DARK, _THIN, _PALE = 165, 195, 205
_REACH = round(0.8 * MM)  # how far the box may lie from where registration put it
_SPECK = 0.7  # millimetres
_NEAR = round(2 * MM)  # from a stroke inside to its other half beyond the frame
_PRINTED = 150  # grey below which the blank's print must be seen in the scan

Mask = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Residue:
    """What the blank does not explain: `ink` is 255 where there is some; `beside`: much reaches in from outside.

    `covered` is the share (0..1) of the blank's dark print that the scan shows too; 1 when the blank prints little.
    `specks` counts what is too small to be a stroke; `across` is the share of the ink that goes on beyond the frame.
    """

    ink: Mask
    beside: bool
    covered: float
    specks: int
    across: float
    printed: Grey


def residue(shown: Grey, printed: Grey) -> Residue:
    """What is left of `shown` when `printed`, shifted by what registration missed, is taken away."""
    printed = _aligned(shown, printed)
    explained = cv2.dilate((printed < 235).astype(np.uint8), np.ones((9, 9), np.uint8))
    ink = _whole_strokes(shown, explained == 0)
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((11, 11), np.uint8))  # over the gap a removed line leaves
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    kept = np.zeros_like(ink)
    beside, specks = False, 0
    inside = np.zeros(ink.shape, bool)
    inside[EDGE:-EDGE, EDGE:-EDGE] = True
    for number in range(1, count):
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
    return Residue(kept, beside, _covered(shown, printed), specks, _across(kept, ink), printed)


def _across(kept: Mask, ink: Mask) -> float:
    """The share of the ink that lies in the margin, right beyond a place where strokes inside reach the frame."""
    total = int((kept > 0).sum())
    if not total:
        return 0.0
    beyond = 0
    sides = (
        (kept.T, ink.T, 3),
        (kept[:, ::-1].T, ink[:, ::-1].T, 3),
    )  # who signs may slip below the frame, not beside it
    for turned, whole, weight in ((kept, ink, 1), (kept[::-1], ink[::-1], 1), *sides):
        reaching = np.atleast_1d(turned[EDGE : EDGE + _NEAR].any(axis=0))
        wide = np.convolve(reaching, np.ones(2 * _NEAR + 1), "same") > 0
        beyond += weight * int((whole[:EDGE][:, wide] > 0).sum())
    return beyond / (beyond + total)


def faint(shown: Grey, found: Residue) -> bool:
    """Whether there are pale strokes, pencil or bleed-through, over at least a centimetre."""
    explained = cv2.dilate((found.printed < 245).astype(np.uint8), np.ones((15, 15), np.uint8))
    soft = cv2.GaussianBlur(shown, (7, 7), 0)
    pale = ((soft < _PALE) & (explained == 0)).astype(np.uint8)[EDGE:-EDGE, EDGE:-EDGE]
    count, _, stats, _ = cv2.connectedComponentsWithStats(pale, connectivity=8)
    strokes = [each for each in stats[1:count] if max(each[2], each[3]) >= 2 * MM]
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
    pale = ((shown < _THIN) & free).astype(np.uint8)
    _, labels = cv2.connectedComponents(pale, connectivity=8)
    dark = np.zeros(int(labels.max()) + 1, np.uint8)
    dark[np.unique(labels[(shown < _DARK) & free])] = 1
    dark[0] = 0
    return np.asarray(dark[labels], dtype=np.uint8)


def _aligned(shown: Grey, printed: Grey) -> Grey:
    """The blank shifted by what registration missed here, as far as _REACH."""
    small_shown, small = (
        cv2.resize(255 - each, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA) for each in (shown, printed)
    )
    reach = _REACH // 2
    framed = cv2.copyMakeBorder(small_shown, *(reach,) * 4, cv2.BORDER_CONSTANT, value=0)
    _, _, _, (dx, dy) = cv2.minMaxLoc(cv2.matchTemplate(framed, small, cv2.TM_CCORR_NORMED))
    shift = np.array([[1.0, 0.0, 2.0 * (dx - reach)], [0.0, 1.0, 2.0 * (dy - reach)]])
    height, width = printed.shape
    return np.asarray(cv2.warpAffine(printed, shift, (width, height), borderValue=255), dtype=np.uint8)


def _is_line(width: int, height: int, shape: tuple[int, ...]) -> bool:
    """A fold, a ruled line or the frame itself: thin, and either very long or nothing but straight."""
    thin, long = sorted((width, height))
    return thin < 0.9 * MM and long > 12 * max(thin, 0.3 * MM) and long > 0.15 * min(shape)

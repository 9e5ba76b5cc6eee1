"""One signature box against the blank: signed, empty or uncertain. It never says "consent"; that is for people.

What the blank does not explain is residual ink. Nothing left: empty. Strokes that look like a pen's in every respect
below: signed. Anything else is uncertain, for the one error never to make is "signed" about an unsigned box. These are
rules, not a trained model: each was set so that typed names, stamps, crosses, ticks, dates, lines and stains fail at
least one of them. A neat script font can't be told from a neat hand by rules; what the engine can read is uncertain.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
import numpy.typing as npt

from cases.application import Ink
from intake.images import Grey

DPI = 300
"""What `judge` works at."""

MARGIN = 8.0
"""Points that both pictures show around the box."""

_MM = DPI / 25.4
_EDGE = round(MARGIN * DPI / 72)
_DARK, _THIN, _PALE = 165, 195, 205
_REACH = round(0.8 * _MM)  # how far the box may lie from where registration put it
_SPECK = 0.7  # millimetres
_BINS = 12

Mask = npt.NDArray[np.uint8]


class Why(StrEnum):
    """What a person is told beside the crop; the value is the Danish sentence."""

    SIGNED = "Der er skrevet i feltet med noget, der ligner en pen."
    EMPTY = "Feltet er tomt."
    SPECKS = "Der er kun pletter i feltet."
    TEXT = "Der står noget, der kan læses som tekst. Det kan være et skrevet navn."
    UNLIKE = "Der er noget i feltet, men det ligner ikke sikkert en underskrift."
    FAINT = "Der er svage streger i feltet, måske blyant eller gennemslag."
    BESIDE = "Noget rækker ind i feltet udefra."
    MISPLACED = "Siden kan ikke lægges sikkert over skemaet."
    TYPED = "Der er skrevet i feltet på en skærm."
    PASTED = "Siden er lavet på en computer, så underskriften kan være sat ind som billede."
    LOOSE = "Filen har løse sider, så det er ikke sikkert, hvem underskriften hører til."
    DIGITAL = "Filen har en digital underskrift, som ikke er efterprøvet."


@dataclass(frozen=True, slots=True)
class Judgement:
    """The state, a score and why. The score (0..1) is the share of a pen's marks that were met, not a probability."""

    state: Ink
    score: float
    why: Why


@dataclass(frozen=True, slots=True)
class Strokes:
    """The shape of the residual ink; lengths in millimetres, shares 0..1."""

    width: float
    height: float
    length: float
    thickness: float
    pieces: int
    piece_width: float  # of the largest connected piece
    piece_height: float
    winding: float  # stroke length over the diagonal: 1 a line, 2 a cross
    crossings: float  # how often a level line crosses the strokes where they are busiest: a cross 2, waves many
    room: float  # height over the box's height
    spread: float  # how evenly the strokes point in all directions: 0 one, 1 all
    fill: float  # ink over its bounding box
    darkness: float  # 0 paper, 1 black
    outside: float  # share of the ink beyond the box


PEN: tuple[tuple[str, Callable[[Strokes], bool]], ...] = (
    ("wide", lambda s: s.width >= 12),
    ("high", lambda s: s.height >= 4),
    ("long", lambda s: s.length >= 40),
    ("winding", lambda s: s.winding >= 1.2),
    ("busy", lambda s: s.crossings >= 8),
    ("lying", lambda s: s.width >= 1.5 * s.height),
    ("with room", lambda s: s.room <= 0.85),
    ("thin", lambda s: 0.12 <= s.thickness <= 1.3),
    ("joined", lambda s: s.piece_width >= 14 and s.piece_height >= 3),
    ("few pieces", lambda s: s.pieces <= 12),
    ("all ways", lambda s: 0.72 <= s.spread <= 0.97),
    ("open", lambda s: s.fill <= 0.35),
    ("dark", lambda s: s.darkness >= 0.42),
    ("inside", lambda s: s.outside <= 0.25),
)
"""What pen strokes are like. All must hold for "signed"."""


def judge(shown: Grey, printed: Grey, readable: Callable[[Grey], bool]) -> Judgement:
    """What stands in a box: `shown` from the scan, `printed` from the blank, both at DPI with MARGIN around the box.

    `readable` says whether a picture can be read as text; it is asked only about what would else be "signed".
    """
    ink, beside = residue(shown, printed)
    strokes = measured(ink, shown) if ink.any() else None
    if strokes is None or (strokes.length < 3 and max(strokes.width, strokes.height) < 3):
        if beside:
            return Judgement(Ink.UNCERTAIN, 0.3, Why.BESIDE)
        if faint(shown, printed):
            return Judgement(Ink.UNCERTAIN, 0.3, Why.FAINT)
        return Judgement(Ink.EMPTY, 0.99, Why.EMPTY) if strokes is None else Judgement(Ink.EMPTY, 0.9, Why.SPECKS)
    score = sum(holds(strokes) for _, holds in PEN) / len(PEN)
    if score < 1:
        return Judgement(Ink.UNCERTAIN, round(0.8 * score, 2), Why.UNLIKE)
    if beside:
        return Judgement(Ink.UNCERTAIN, 0.8, Why.BESIDE)
    if readable(np.where(ink > 0, shown, 255).astype(np.uint8)):
        return Judgement(Ink.UNCERTAIN, 0.5, Why.TEXT)
    return Judgement(Ink.SIGNED, 0.95, Why.SIGNED)


def residue(shown: Grey, printed: Grey) -> tuple[Mask, bool]:
    """The ink that the blank does not explain (255 where there is some), and whether much reaches in from outside."""
    printed = _aligned(shown, printed)
    explained = cv2.dilate((printed < 235).astype(np.uint8), np.ones((9, 9), np.uint8))
    ink = _whole_strokes(shown, explained == 0)
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((11, 11), np.uint8))  # over the gap a removed line leaves
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    kept = np.zeros_like(ink)
    beside = False
    inside = np.zeros(ink.shape, bool)
    inside[_EDGE:-_EDGE, _EDGE:-_EDGE] = True
    for number in range(1, count):
        x, y, width, height, _ = (int(each) for each in stats[number])
        window = np.s_[y : y + height, x : x + width]
        piece = (labels[window] == number) & (ink[window] > 0)
        total, within = int(piece.sum()), int((piece & inside[window]).sum())
        if max(width, height) < _SPECK * _MM or within == 0 or _is_line(width, height, ink.shape):
            continue
        if within < 0.5 * total:
            beside = beside or within > 4 * _MM
            continue
        kept[window][piece] = 255
    return kept, beside


def _whole_strokes(shown: Grey, free: npt.NDArray[np.bool_]) -> Mask:
    """What is dark, with the paler thin parts that hang on to it, so that a light upstroke does not break a word."""
    pale = ((shown < _THIN) & free).astype(np.uint8)
    _, labels = cv2.connectedComponents(pale, connectivity=8)
    dark = np.zeros(int(labels.max()) + 1, np.uint8)
    dark[np.unique(labels[(shown < _DARK) & free])] = 1
    dark[0] = 0
    return np.asarray(dark[labels], dtype=np.uint8)


def faint(shown: Grey, printed: Grey) -> bool:
    """Whether there are pale strokes, pencil or bleed-through, over at least a centimetre."""
    explained = cv2.dilate((_aligned(shown, printed) < 245).astype(np.uint8), np.ones((15, 15), np.uint8))
    soft = cv2.GaussianBlur(shown, (7, 7), 0)
    pale = ((soft < _PALE) & (explained == 0)).astype(np.uint8)[_EDGE:-_EDGE, _EDGE:-_EDGE]
    count, _, stats, _ = cv2.connectedComponentsWithStats(pale, connectivity=8)
    strokes = [each for each in stats[1:count] if max(each[2], each[3]) >= 2 * _MM]
    if not strokes:
        return False
    across = max(each[0] + each[2] for each in strokes) - min(each[0] for each in strokes)
    return bool(across >= 10 * _MM)


def measured(ink: Mask, shown: Grey) -> Strokes:
    """The shape of the ink that is left."""
    ys, xs = np.nonzero(ink)
    width, height = (float(np.ptp(xs)) + 1) / _MM, (float(np.ptp(ys)) + 1) / _MM
    distance = cv2.distanceTransform(ink, cv2.DIST_L2, 3)
    thickness = max(1.0, 4 * float(distance[ink > 0].mean())) / _MM  # the mean distance to the edge is a quarter of it
    area = len(xs) / _MM**2
    length = area / thickness
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    pieces = [each for each in stats[1:count] if max(each[2], each[3]) >= 1.5 * _MM]
    largest = max(pieces, key=lambda each: each[2] * each[3], default=np.zeros(5))
    inside = ink[_EDGE:-_EDGE, _EDGE:-_EDGE]
    return Strokes(
        width=width,
        height=height,
        length=length,
        thickness=thickness,
        pieces=len(pieces),
        piece_width=float(largest[2]) / _MM,
        piece_height=float(largest[3]) / _MM,
        winding=length / float(np.hypot(width, height)),
        crossings=_crossings(ink),
        room=float(np.ptp(ys) + 1) / inside.shape[0],
        spread=_spread(ink),
        fill=area / (width * height),
        darkness=float(1 - np.median(shown[ink > 0]) / 250),
        outside=1 - float((inside > 0).sum()) / len(xs),
    )


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
    return thin < 0.9 * _MM and long > 12 * max(thin, 0.3 * _MM) and long > 0.15 * min(shape)


def _crossings(ink: Mask) -> float:
    """Strokes met along a row, in the busiest tenth of the rows that meet any."""
    starts = (np.diff((ink > 0).astype(np.int8), axis=1) == 1).sum(axis=1)
    return float(np.percentile(starts[starts > 0], 90)) if starts.any() else 0.0


def _spread(ink: Mask) -> float:
    """Entropy of the directions of the strokes' edges, 0..1."""
    soft = cv2.GaussianBlur(ink, (5, 5), 0)
    across, down = cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    force, angle = cv2.cartToPolar(across, down, angleInDegrees=True)
    bins, _ = np.histogram(np.asarray(angle) % 180, bins=_BINS, range=(0, 180), weights=np.asarray(force))
    share = bins / max(1.0, float(bins.sum()))
    share = share[share > 0]
    return float(-(share * np.log(share)).sum() / np.log(_BINS))

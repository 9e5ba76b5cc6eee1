"""How the strokes of a signature box come again along the line: how closely, how evenly, and how much alike."""

import cv2
import numpy as np
import numpy.typing as npt

from intake.residue import MM, Mask

_MM = MM / 2  # as in `signature_shape`: at half the dots
_FARTHEST = 12.0  # millimetres: strokes that come again later than this are not called a pattern
_FEW = 4
_ROWS = (0.3, 0.4, 0.5, 0.6, 0.7)  # of its height: the level lines along which gaps are measured
_GAPS = 5
_UNEVEN = 3.0  # of `gaps`: what it is where there are few, or they differ more
_SOFT, _WIDE = 0.35, 8.0  # millimetres


def rhythm(half: Mask) -> dict[str, float]:
    """The numbers of `Shape` about it, for ink (1 where there is some) at half of DPI."""
    return {"pattern": _pattern(half), "again": _again(half), **_strokes(half)}


def _strokes(half: Mask) -> dict[str, float]:
    """How many strokes a millimetre the level lines meet halfway up, and how much the gaps between them differ."""
    starts = np.diff((half > 0).astype(np.int8), axis=1, prepend=0) == 1
    tall, wide = half.shape
    middle = starts[tall // 4 : max(tall // 4 + 1, 3 * tall // 4)]
    uneven = _UNEVEN
    for share in _ROWS:
        gaps = np.diff(np.flatnonzero(starts[int(share * tall)]))
        if len(gaps) >= _GAPS:
            low, usual, high = np.percentile(gaps, (20, 50, 80))
            uneven = min(uneven, float((high - low) / max(1.0, usual)))
    return {"tight": float(np.median(middle.sum(axis=1))) / max(1.0, wide / _MM), "gaps": uneven}


def _pattern(half: Mask) -> float:
    """How well the ink of the columns matches itself."""
    ink = half.sum(axis=0).astype(np.float32)[None]
    if ink.shape[1] <= 4 * _MM:
        return 0.0
    waves = cv2.GaussianBlur(ink, (0, 0), 0.25 * _MM) - cv2.blur(ink, (int(6 * _MM) | 1, 1))
    return _comes_again(waves, _MM)


def _again(half: Mask) -> float:
    """The same of the picture as a whole: strokes must come again at their height."""
    small = cv2.resize(half * np.uint8(255), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA).astype(np.float32)
    a_mm = _MM / 2
    if small.shape[1] <= 4 * a_mm:
        return 0.0
    soft = cv2.GaussianBlur(small, (0, 0), _SOFT * a_mm)
    return _comes_again(soft - cv2.blur(soft, (int(_WIDE * a_mm) | 1,) * 2), a_mm)


def _comes_again(rows: npt.NDArray[np.float32], a_mm: float) -> float:
    """The highest autocorrelation of the rows when moved along, 1 for what repeats exactly; after its first descent."""
    count = rows.shape[1]
    power = np.abs(np.fft.rfft(rows, 2 * count, axis=1)) ** 2
    alike = np.fft.irfft(power.sum(axis=0))[:count]
    if alike[0] <= 0:
        return 0.0
    alike = alike / alike[0] * count / (count - np.arange(count) + 1)
    risen = np.flatnonzero(np.diff(alike) > 0)
    later = alike[int(risen[0]) if len(risen) else count : int(min(0.6 * count, _FARTHEST * a_mm))]
    return float(later.max()) if len(later) > _FEW else 0.0

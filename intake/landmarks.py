"""The pose of a page without its code: what is printed on the blanks, recognised anywhere in a picture.

Letters, words and lines of every blank are described once (SIFT, Lowe 2004; compared as RootSIFT, Arandjelović and
Zisserman 2012). A picture's own are matched with those of each page, also as seen in a mirror. Each match by itself
tells how large and how turned the page would be; where many agree, a similarity is fitted to them, then, to those that
it explains roughly, a homography: fitted at once it goes astray.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from intake.form import Form
from intake.images import Grey
from intake.laid import Points, as_grey, blank_at, moved

_BLANK_DPI = 80
_LANDMARKS = 700
_TALL = 800  # pixels of a page's longer side
_CLEAR = 0.85  # how much nearer the best match must be than the next
_SIZES, _TURNS = 0.35, np.deg2rad(18.0)  # how far votes for a size (in powers of two) and a turn may be apart
_ROUGH, _FINE = 26.0, 5.0  # points: how far from a similarity, then from the homography, matches may lie
_AS_GOOD = 0.9  # share of the matches that a similarity must explain to do as well
_FEW = 10
_TRIES = 400

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Landmarks:
    """Printed places: where (rows of x, y), how large, how turned (radians), and what they look like."""

    at: Points
    size: npt.NDArray[np.float64]
    turn: npt.NDArray[np.float64]
    looks: Floats

    def __len__(self) -> int:
        return len(self.at)

    def outside(self, corners: Points) -> "Landmarks":
        """Those that do not lie in a quadrangle."""
        quad = corners.astype(np.float32)
        kept = np.array([cv2.pointPolygonTest(quad, (float(x), float(y)), False) < 0 for x, y in self.at], dtype=bool)
        return Landmarks(self.at[kept], self.size[kept], self.turn[kept], self.looks[kept])


@dataclass(frozen=True, slots=True)
class Guess:
    """Where a page may lie: a pose from points of the blank to pixels, and how many landmarks say so."""

    form: Form
    page: int
    to_scan: Points
    votes: int


def landmarks_of(pixels: Grey) -> Landmarks:
    """The landmarks of a picture, in its pixels. A landscape picture may hold two pages and is looked at closer."""
    height, width = pixels.shape
    longest = _TALL * (np.sqrt(2.0) if width > height else 1.0)
    return _described(pixels, min(1.6, longest / max(height, width)))


def guesses(seen: Landmarks, pages: Sequence[tuple[Form, int]], *, mirrored: bool = False) -> list[Guess]:
    """Where each page may lie, the one with most votes first; `mirrored`, when the picture was flipped."""
    found = [guess for form, page in pages if (guess := _guessed(seen, form, page, mirrored))]
    return sorted(found, key=lambda guess: -guess.votes)


def _guessed(seen: Landmarks, form: Form, page: int, mirrored: bool) -> Guess | None:
    printed = _printed(form, page, mirrored)
    here, there = _matches(seen, printed)
    if len(here) < _FEW:
        return None
    agreed = _agreed(printed, here, seen, there)
    pose, votes = _pose(printed.at[here[agreed]], seen.at[there[agreed]])
    if pose is None or votes < _FEW:
        return None
    flip = np.array([[-1.0, 0, form.width], [0, 1, 0], [0, 0, 1]]) if mirrored else np.eye(3)
    return Guess(form, page, pose @ flip, votes)


@lru_cache(maxsize=256)
def _printed(form: Form, page: int, mirrored: bool) -> Landmarks:
    """The landmarks of a page of the blank, in points; mirrored, of the blank as seen in a mirror."""
    blank = blank_at(form, page, _BLANK_DPI)
    soft = as_grey(cv2.GaussianBlur(blank[:, ::-1] if mirrored else blank, (0, 0), 0.7))
    found = _described(soft, 1.0)
    return Landmarks(found.at * 72 / _BLANK_DPI, found.size * 72 / _BLANK_DPI, found.turn, found.looks)


def _described(pixels: Grey, scale: float) -> Landmarks:
    if scale != 1.0:
        method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        pixels = as_grey(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=method))
    finder = cv2.SIFT.create(nfeatures=_LANDMARKS, contrastThreshold=0.02, edgeThreshold=20)
    answer: tuple[Any, Any] = finder.detectAndCompute(pixels, None)
    points, looks = answer
    if looks is None:
        return Landmarks(np.zeros((0, 2)), np.zeros(0), np.zeros(0), np.zeros((0, 128), np.float32))
    looks = np.sqrt(looks / np.maximum(looks.sum(axis=1, keepdims=True), 1e-6)).astype(np.float32)
    at = np.array([point.pt for point in points]) / scale
    size = np.array([point.size for point in points]) / scale
    return Landmarks(at, size, np.deg2rad([point.angle for point in points]), looks)


def _matches(seen: Landmarks, printed: Landmarks) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Places of the blank and of the picture that look alike, and like nothing else on the page."""
    if len(seen) == 0 or len(printed) < 2:
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    alike = seen.looks @ printed.looks.T
    best = alike.argmax(axis=1)
    rows = np.arange(len(best))
    first = alike[rows, best]
    alike[rows, best] = -1.0
    second = alike.max(axis=1)
    clear = (1 - first) < _CLEAR**2 * (1 - second)
    return best[clear], rows[clear]


def _agreed(
    printed: Landmarks, here: npt.NDArray[np.intp], seen: Landmarks, there: npt.NDArray[np.intp]
) -> npt.NDArray[np.bool_]:
    """The matches that vote for the size and turn of the page that most vote for."""
    size = np.log2(seen.size[there] / printed.size[here])
    turn = seen.turn[there] - printed.turn[here]
    apart = np.abs(size[:, None] - size[None])
    angle = np.abs((turn[:, None] - turn[None] + np.pi) % (2 * np.pi) - np.pi)
    agree = (apart < _SIZES) & (angle < _TURNS)
    return np.asarray(agree[int(agree.sum(axis=1).argmax())], dtype=bool)


def _pose(ours: Points, theirs: Points) -> tuple[Points | None, int]:
    """A homography by way of a similarity, and how many matches it explains."""
    if len(ours) < _FEW:
        return None, 0
    answer: tuple[Any, Any] = cv2.estimateAffinePartial2D(
        theirs, ours, method=cv2.RANSAC, ransacReprojThreshold=_ROUGH / 2, maxIters=_TRIES, confidence=0.999
    )
    rough = answer[0]
    if rough is None:
        return None, 0
    near = np.linalg.norm(moved(np.vstack([rough, [0, 0, 1]]), theirs) - ours, axis=1) < _ROUGH
    if near.sum() < _FEW:
        return None, 0
    answer = cv2.findHomography(theirs[near], ours[near], cv2.RANSAC, _FINE, maxIters=_TRIES, confidence=0.999)
    exact, kept = answer
    if exact is None or abs(np.linalg.det(exact)) < 1e-9 or kept.sum() < _FEW:
        return None, 0
    flat = _flat(theirs[near], ours[near], kept[:, 0] > 0)
    return np.asarray(np.linalg.inv(exact if flat is None else flat), dtype=np.float64), int(kept.sum())


def _flat(theirs: Points, ours: Points, kept: npt.NDArray[np.bool_]) -> Points | None:
    """A similarity that explains nearly all that the homography does; None where the page was seen aslant.

    Matches in one column of a page leave a homography free to bend all the rest of it.
    """
    answer: tuple[Any, Any] = cv2.estimateAffinePartial2D(
        theirs[kept], ours[kept], method=cv2.RANSAC, ransacReprojThreshold=_FINE, maxIters=_TRIES, confidence=0.999
    )
    if answer[0] is None or answer[1].sum() < _AS_GOOD * kept.sum():
        return None
    flat = np.vstack([answer[0], [0, 0, 1]])
    return flat if abs(np.linalg.det(flat)) >= 1e-9 else None

"""What becomes of a box on its way: scanners, a fax, a phone; then laid over the blank again, a little off.

paper (300 dpi) → turned, at the scanner's dpi → light, grain, JPEG, black and white → flattened → upright again
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from benchmarks.signatures.strokes import DPI, MM
from intake.images import Grey
from intake.registration import flattened

Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class Profile:
    """A way to scan: dots per inch across and down, JPEG quality, the grey below which all is black (0: stays grey)."""

    across: float
    down: float
    jpeg: int = 0
    black: int = 0
    blur: float = 0.6
    noise: float = 4.0
    shadow: float = 0.0
    bent: float = 0.0


PROFILES: Mapping[str, Profile] = {
    "grey 150": Profile(150, 150, jpeg=75),
    "grey 200": Profile(200, 200, jpeg=75),
    "grey 300": Profile(300, 300, jpeg=80, noise=6),
    "black and white 200": Profile(200, 200, black=150, noise=3),
    "black and white 300": Profile(300, 300, black=150, noise=3),
    "fax": Profile(204, 98, black=185, noise=2),
    "jpeg 50": Profile(200, 200, jpeg=50, noise=6),
    "photo": Profile(190, 190, jpeg=85, blur=0.9, noise=5, shadow=0.35, bent=0.01),
    "shadow": Profile(200, 200, jpeg=75, shadow=0.5),
}
"""The ways that the boxes come in."""

PAD = 40  # pixels at DPI that the paper reaches beyond the picture, all around


def through(paper: Grey, profile: Profile, rng: Rng) -> Grey:
    """The picture of a box (300 dpi, without PAD) that reading would cut from a scan of this paper (300 dpi)."""
    height, width = paper.shape
    fx, fy = profile.across / DPI, profile.down / DPI
    there = _pose(width, height, fx, fy, rng, profile.bent)
    size = _size(there, width, height)
    sharp = max(fx, fy)
    soft = cv2.GaussianBlur(paper, (0, 0), 0.42 / sharp) if sharp < 0.9 else paper
    scan = cv2.warpPerspective(soft, there, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    scan = _developed(scan, profile, rng)
    if profile.across != profile.down:
        square = round(scan.shape[0] * profile.across / profile.down)
        stretch = np.diag([1.0, square / scan.shape[0], 1.0])
        scan = cv2.resize(scan, (scan.shape[1], square), interpolation=cv2.INTER_CUBIC)
        there = stretch @ there
    back = _misplaced(there, rng)
    shift = np.array([[1.0, 0, PAD], [0, 1.0, PAD], [0, 0, 1]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    out = (width - 2 * PAD, height - 2 * PAD)
    return np.asarray(cv2.warpPerspective(flattened(scan), back @ shift, out, flags=flags, borderValue=255), np.uint8)


def _pose(width: int, height: int, fx: float, fy: float, rng: Rng, bent: float) -> np.ndarray:
    turn = np.deg2rad(rng.normal(0, 1.5) if rng.random() < 0.8 else rng.uniform(-5, 5))
    cos, sin = np.cos(turn), np.sin(turn)
    pose = np.array([[fx * cos, -fx * sin, 0], [fy * sin, fy * cos, 0], [0, 0, 1.0]])
    if bent:
        pose[2, :2] = rng.normal(0, bent, 2) / max(width, height) * 3
    corners = cv2.perspectiveTransform(
        np.array([[[0, 0], [width, 0], [width, height], [0, height]]], np.float64), pose
    )[0]
    return np.array([[1, 0, -corners[:, 0].min()], [0, 1, -corners[:, 1].min()], [0, 0, 1]]) @ pose


def _size(pose: np.ndarray, width: int, height: int) -> tuple[int, int]:
    corners = cv2.perspectiveTransform(
        np.array([[[0, 0], [width, 0], [width, height], [0, height]]], np.float64), pose
    )[0]
    return int(corners[:, 0].max()) + 1, int(corners[:, 1].max()) + 1


def _developed(scan: Grey, profile: Profile, rng: Rng) -> Grey:
    rows, columns = scan.shape
    picture = cv2.GaussianBlur(scan, (0, 0), profile.blur).astype(np.float32) * rng.uniform(0.9, 0.98) + 6
    if profile.shadow:
        across = np.linspace(0, 1, columns, dtype=np.float32)[None]
        down = np.linspace(0, 1, rows, dtype=np.float32)[:, None] * rows / columns
        angle, at = rng.uniform(0, 2 * np.pi), rng.uniform(0.1, 0.9)
        edge = (across - at) * np.cos(angle) + down * np.sin(angle)
        picture *= 1 - profile.shadow * rng.uniform(0.5, 1) / (1 + np.exp(-edge / rng.uniform(0.02, 0.15)))
    picture += _grain(scan.shape, rng) * profile.noise
    grey = np.clip(picture, 0, 255).astype(np.uint8)
    if profile.black:
        return np.where(grey > profile.black + rng.integers(-15, 16), 255, 0).astype(np.uint8)
    coded = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, profile.jpeg])[1]
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE), np.uint8)


def _grain(shape: tuple[int, ...], rng: Rng) -> np.ndarray:
    """Noise of this shape: a piece of one large sheet of it, since drawing noise is slow."""
    sheet = _sheet()
    (rows, columns), (high, wide) = shape, sheet.shape
    if rows >= high or columns >= wide:
        return rng.standard_normal(shape, dtype=np.float32)
    y, x = int(rng.integers(high - rows)), int(rng.integers(wide - columns))
    return sheet[y : y + rows, x : x + columns]


@cache
def _sheet() -> np.ndarray:
    return np.random.default_rng(0).standard_normal((1200, 3200), dtype=np.float32)


def _misplaced(there: np.ndarray, rng: Rng) -> np.ndarray:
    """The pose as registration finds it: up to some tenths of a millimetre off, turned by a trifle."""
    turn, grow = rng.normal(0, 0.0008), 1 + rng.normal(0, 0.0008)
    x, y = rng.normal(0, 0.15, 2) * MM
    off = np.array(
        [[grow * np.cos(turn), -grow * np.sin(turn), x], [grow * np.sin(turn), grow * np.cos(turn), y], [0, 0, 1]]
    )
    return there @ off

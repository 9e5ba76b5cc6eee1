"""What scanners, faxes and phones make of a page: a picture, and the matrix that says where the page lies in it.

page (300 or 600 dpi) → printed a little smaller → turned, cut, seen from an angle → light, grain → black and white
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from benchmarks.reading_set.truth import Matrix

Rng = np.random.Generator
Picture = npt.NDArray[np.uint8]
"""Rows by columns (grey), or by red, green, blue."""

_A4 = (210 / 25.4, 297 / 25.4)  # inches
_TILE = 512


@dataclass(frozen=True, slots=True)
class Profile:
    """A way to scan.

    `across` and `down` are dots per inch; `jpeg` the quality; `black` the grey below which all is black (0: it stays
    grey); `skew` the most degrees; `quarters` whether the page may lie turned by quarters; `cut` the most millimetres
    lost at an edge; `tilt` how far a phone's view moves the corners, in parts of the page; `shadow` how deep (0..1);
    `up` how many pages lie on a sheet; `several` whether a paper holds several applications, pages mixed.
    """

    across: float = 200
    down: float = 200
    jpeg: int = 80
    black: int = 0
    colour: bool = False
    skew: float = 1.2
    quarters: bool = False
    cut: float = 0.0
    tilt: float = 0.0
    shadow: float = 0.0
    blur: float = 0.55
    noise: float = 4.0
    up: int = 1
    several: bool = False

    @property
    def photo(self) -> bool:
        """Whether a phone took it."""
        return self.tilt > 0


PROFILES: Mapping[str, Profile] = {
    "grey 300": Profile(300, 300),
    "grey 150": Profile(150, 150, jpeg=75),
    "colour 200": Profile(colour=True, jpeg=75),
    "black and white 300": Profile(300, 300, black=150, noise=3),
    "black and white 200": Profile(black=155, noise=3),
    "fax": Profile(204, 98, black=175, noise=2),
    "75 dpi": Profile(75, 75, jpeg=85, noise=2, blur=0.4),
    "600 dpi": Profile(600, 600, jpeg=75, blur=0.8),
    "skewed": Profile(skew=12),
    "turned": Profile(quarters=True),
    "cut": Profile(cut=14),
    "photo, shadow": Profile(220, 220, jpeg=85, colour=True, tilt=0.015, shadow=0.5, blur=0.8),
    "photo, from an angle": Profile(240, 240, jpeg=85, colour=True, tilt=0.07, shadow=0.2, blur=0.8),
    "two-up": Profile(300, 300, up=2),
    "several": Profile(several=True, quarters=True),
}
"""The ways in which papers come in."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """A picture, and the matrix from points of the page to its pixels; of a fax, to square pixels."""

    picture: Picture
    to_scan: Matrix


def drawn_at(profile: Profile) -> int:
    """The dpi at which a page is to be drawn before it is scanned so."""
    return 600 if profile.across > 400 else 300


def scanned(page: Picture, dpi: int, profile: Profile, rng: Rng) -> Scanned:
    """What the profile makes of a page (red, green, blue, or grey) that was drawn at `dpi`."""
    paper = page if profile.colour else _grey(page)
    rows, columns = paper.shape[:2]
    scale, shift = (1.0, np.zeros(2)) if rng.random() < 0.5 else (rng.uniform(0.94, 1.0), rng.uniform(0, 8, 2))
    printed = np.array([[scale, 0, shift[0]], [0, scale, shift[1]], [0, 0, 1]])  # points of the page to points of paper
    wide, high = columns * 72 / dpi, rows * 72 / dpi
    seen, size = (_photographed if profile.photo else _laid)(wide, high, profile, rng)
    from_page = np.diag([72 / dpi, 72 / dpi, 1.0])
    picture = _warped(paper, seen @ printed @ from_page, size, dpi, profile, rng)
    if profile.photo:
        sheet = _warped(np.full((rows, columns), 255, np.uint8), seen @ from_page, size, dpi, profile, None)
        picture = _on_desk(picture, sheet, rng)
    picture = _developed(picture, profile, rng)
    square = np.diag([1.0, profile.across / profile.down, 1.0])
    to_scan = square @ seen @ printed
    if profile.quarters:
        picture, to_scan = turned(Scanned(picture, to_scan), int(rng.integers(1, 4)))
    return Scanned(picture, to_scan)


def turned(scan: Scanned, quarters: int) -> tuple[Picture, Matrix]:
    """The picture and the matrix turned clockwise by quarters."""
    picture, to_scan = scan.picture, scan.to_scan
    for _ in range(quarters % 4):
        to_scan = np.array([[0.0, -1, picture.shape[0] - 1], [1, 0, 0], [0, 0, 1]]) @ to_scan
        picture = np.ascontiguousarray(np.rot90(picture, -1))
    return picture, to_scan


def one_way(profile: Profile) -> Profile:
    """The same without quarter turns, for a stack that lies right."""
    return replace(profile, quarters=False)


def _grey(page: Picture) -> Picture:
    return np.asarray(page if page.ndim == 2 else cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), np.uint8)


# --- where the page lies


def _laid(wide: float, high: float, profile: Profile, rng: Rng) -> tuple[Matrix, tuple[int, int]]:
    """On a scanner's glass as large as the paper: turned about its middle, shifted, or past the edges."""
    angle = np.deg2rad(rng.uniform(-profile.skew, profile.skew))
    cos, sin = np.cos(angle), np.sin(angle)
    middle = np.array([wide / 2, high / 2])
    turn = np.array([[cos, -sin], [sin, cos]])
    shift = middle - turn @ middle + rng.uniform(-4, 4, 2)
    if profile.cut:
        shift += rng.choice([-1, 1], 2) * rng.uniform(0.3, 1, 2) * profile.cut * 72 / 25.4
    lying = np.vstack([np.column_stack([turn, shift]), [0, 0, 1]])
    fx, fy = profile.across / 72, profile.down / 72
    return np.diag([fx, fy, 1.0]) @ lying, (round(wide * fx), round(high * fy))


def _photographed(wide: float, high: float, profile: Profile, rng: Rng) -> tuple[Matrix, tuple[int, int]]:
    """On a desk, seen by a phone held by hand: each corner a little off, with some of the desk around."""
    step = profile.across / 72
    around = rng.uniform(0.05, 0.12) * wide
    corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]])
    angle = np.deg2rad(rng.uniform(-4, 4))
    spin = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    middle = corners.mean(axis=0)
    there = (corners - middle) @ spin.T + middle + rng.uniform(-profile.tilt, profile.tilt, (4, 2)) * wide
    there = (there - there.min(axis=0) + around) * step
    size = there.max(axis=0) + around * step
    seen = cv2.getPerspectiveTransform(corners.astype(np.float32), there.astype(np.float32))
    return np.asarray(seen, np.float64), (round(size[0]), round(size[1]))


def _warped(
    paper: Picture, matrix: Matrix, size: tuple[int, int], dpi: int, profile: Profile, rng: Rng | None
) -> Picture:
    """The paper through the matrix; softened first, or fine lines would fall between the samples."""
    across, down = profile.across / dpi, profile.down / dpi
    if rng is not None and min(across, down) < 0.9:
        spread = [0.42 / each if each < 0.9 else 0.01 for each in (across, down)]
        paper = np.asarray(cv2.GaussianBlur(paper, (0, 0), spread[0], sigmaY=spread[1]), np.uint8)
    beyond = 0 if rng is None else (255, 255, 255)
    return np.asarray(cv2.warpPerspective(paper, matrix, size, flags=cv2.INTER_LINEAR, borderValue=beyond), np.uint8)


def _on_desk(picture: Picture, sheet: Picture, rng: Rng) -> Picture:
    """The desk around the sheet, and a thin shadow at its edge."""
    desk = np.array([rng.uniform(70, 170), rng.uniform(60, 140), rng.uniform(45, 120)]) * rng.uniform(0.6, 1.1)
    grain = _grain(sheet.shape, rng)[..., None] * 4
    wood = np.clip(desk + grain, 0, 235)
    share = (sheet.astype(np.float32) / 255)[..., None]
    edge = cv2.GaussianBlur(sheet, (0, 0), 9).astype(np.float32)[..., None] / 255
    return np.asarray(picture * share + wood * (1 - share) * (1 - 0.35 * edge), np.uint8)


# --- what light, lens and rollers do


def _developed(picture: Picture, profile: Profile, rng: Rng) -> Picture:
    soft = cv2.GaussianBlur(picture, (0, 0), profile.blur).astype(np.float32) * rng.uniform(0.92, 0.99) + 5
    if profile.shadow or not profile.black:
        light = _light(soft.shape[:2], profile.shadow, rng)
        soft *= light if soft.ndim == 2 else light[..., None]
    if profile.photo:
        soft *= np.array([1.0, rng.uniform(0.94, 1.0), rng.uniform(0.84, 0.98)], np.float32)
    grain = _grain(soft.shape[:2], rng) * profile.noise
    soft += grain if soft.ndim == 2 else grain[..., None]
    grey: Picture = np.clip(soft, 0, 255).astype(np.uint8)
    if profile.black:
        return np.asarray(np.where(grey > profile.black + rng.integers(-15, 16), 255, 0), np.uint8)
    return grey


def _light(shape: tuple[int, ...], depth: float, rng: Rng) -> npt.NDArray[np.float32]:
    """How much light falls where: a little less to one side, and the soft edge of somebody's shadow."""
    across = np.linspace(0, 1, shape[1], dtype=np.float32)[None]
    down = np.linspace(0, 1, shape[0], dtype=np.float32)[:, None]
    angle, at = rng.uniform(0, 2 * np.pi), rng.uniform(0.1, 0.9)
    light = 1 - 0.03 * (across * np.cos(angle) + down * np.sin(angle))
    if depth:
        edge = (across - at) * np.cos(angle) + (down - at) * np.sin(angle)
        light = light * (1 - depth * rng.uniform(0.5, 1) / (1 + np.exp(-edge / rng.uniform(0.02, 0.15))))
    return np.asarray(light, np.float32)


def _grain(shape: tuple[int, ...], rng: Rng) -> npt.NDArray[np.float32]:
    """Noise of spread 1: a small tile, repeated."""
    tile = rng.standard_normal((_TILE, _TILE), dtype=np.float32)
    times = (-(-shape[0] // _TILE), -(-shape[1] // _TILE))
    return np.tile(tile, times)[: shape[0], : shape[1]]

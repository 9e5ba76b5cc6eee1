"""A page photographed with a phone, on a table, with its light."""

from dataclasses import replace

import cv2
import numpy as np

from benchmarks.laying.sheets import DESK, Matrix, Rng, Sheet, Step, moved_by, warped


def photographed(tilt: float, fill: tuple[float, float], table: str = "dark", height: int = 2000) -> Step:
    """With a phone from `tilt` degrees at most, the page filling a share of the picture's sides, on a table."""

    def step(sheet: Sheet, rng: Rng) -> Sheet:
        rows, columns = sheet.pixels.shape
        size = (round(height * 0.75), height)
        view = _view(columns, rows, size, np.deg2rad(rng.uniform(tilt * 0.6, tilt)), rng.uniform(*fill), rng)
        seen = warped(sheet, view, size)
        mask = cv2.warpPerspective(np.full_like(sheet.pixels, 255), view, size) > 127
        lit = np.where(mask, seen.pixels * _light(size, rng), _table(table, size, rng))
        return replace(seen, pixels=np.clip(lit, 0, 255).astype(np.uint8), across=0.0, down=0.0)

    return step


def _view(width: int, height: int, size: tuple[int, int], tilt: float, fill: float, rng: Rng) -> Matrix:
    """The page in space, tilted about an axis of its own plane and turned a little, seen by a pinhole."""
    axis, turn = rng.uniform(0, np.pi), np.deg2rad(rng.uniform(-8, 8))
    x, y = np.cos(axis), np.sin(axis)
    tilted, _ = cv2.Rodrigues(np.array([x * tilt, y * tilt, 0.0]))
    spun, _ = cv2.Rodrigues(np.array([0.0, 0.0, turn]))
    centred = np.array([[1, 0, -width / 2], [0, 1, -height / 2], [0, 0, 1.0]])
    focus = 1.1 * size[1]
    placed = (spun @ tilted)[:, :2]
    away = focus * height / size[1] / fill
    pose = np.column_stack([placed, [0, 0, away]])
    lens = np.diag([focus, focus, 1.0])
    raw = lens @ pose @ centred
    seen = moved_by(raw, np.array([(0, 0), (width, 0), (width, height), (0, height)], float))
    span = np.ptp(seen, axis=0)
    scale = fill * min(size[0] / span[0], size[1] / span[1])
    middle = (seen.min(axis=0) + seen.max(axis=0)) / 2 * scale
    room = (np.array(size) - span * scale) / 2
    shift = np.array(size) / 2 - middle + rng.uniform(-0.6, 0.6, 2) * room
    return np.array([[scale, 0, shift[0]], [0, scale, shift[1]], [0, 0, 1.0]]) @ raw


def _light(size: tuple[int, int], rng: Rng) -> np.ndarray:
    across, down = np.meshgrid(np.linspace(0, 1, size[0]), np.linspace(0, 1, size[1]))
    angle, at = rng.uniform(0, 2 * np.pi), rng.uniform(-0.2, 0.5)
    edge = (across - 0.5) * np.cos(angle) + (down - 0.5) * np.sin(angle) - at
    slope = 0.85 + 0.15 * np.cos(angle + 1) * (across - 0.5)
    return slope * (1 - rng.uniform(0.2, 0.5) / (1 + np.exp(-edge / rng.uniform(0.01, 0.1))))


def _table(kind: str, size: tuple[int, int], rng: Rng) -> np.ndarray:
    width, height = size
    if kind == "dark":
        return np.full((height, width), float(rng.integers(25, DESK)))
    wood = rng.uniform(60, 200, (12, 90)).astype(np.uint8)
    grain = np.asarray(cv2.resize(wood, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)
    for _ in range(14):
        x, y, w, h = (rng.uniform(0, 1, 4) * (width, height, width / 3, height / 3)).astype(int)
        cv2.rectangle(grain, (x, y), (x + w, y + h), float(rng.integers(20, 250)), -1 if rng.random() < 0.6 else 5)
        at = (x, y + h // 2)
        cv2.putText(grain, "Fjordavisen nr. 7", at, cv2.FONT_HERSHEY_SIMPLEX, rng.uniform(0.6, 2), 30.0, 2)
    return grain

"""Writing as the motion of an arm: strokes that overlap in time, each with a lognormal speed, from target to target.

The model is the sigma-lognormal one of R. Plamondon's kinematic theory of rapid human movements; the targets are drawn
by chance. Lines come out about one unit high on a line at y = 0; points are even in time: quick parts lie far apart.
"""

import numpy as np

from benchmarks.signatures.letters import LINKED
from benchmarks.signatures.strokes import Points, curve

Rng = np.random.Generator

_NAMES = (
    "maria", "henrik", "bent", "camilla", "lars", "susanne", "thomas", "line", "kirsten", "mikkel", "dorte", "jesper",
    "nielsen", "jensen", "hansen", "andersen", "pedersen", "rasmussen", "kristoffersen", "mortensen", "lassen", "bruun",
    "damgaard", "kjeldsen", "vestergaard", "ahmed", "nguyen", "kowalski", "berg", "lind", "holt", "brandt", "falk",
)  # fmt: skip
_STEPS = 0.01  # seconds


def moved_through(targets: Points, rng: Rng, smear: float, bend: float) -> Points:
    """The way of a pen from target to target; `smear` (0..1): how early the next stroke begins, `bend`: radians."""
    way = np.diff(np.asarray(targets, float), axis=0)
    far, heading = np.hypot(*way.T), np.arctan2(way[:, 1], way[:, 0])
    count = len(way)
    turn = rng.normal(bend, 0.35, count)
    turn = np.where(np.abs(turn) < 0.05, 0.05, np.clip(turn, -2.6, 2.6))
    lasts = np.clip(0.10 + 0.06 * far, 0.08, 0.4) * rng.uniform(0.85, 1.2, count)
    starts = np.concatenate([[0.0], np.cumsum(lasts * (1.1 - 0.75 * smear * rng.uniform(0.6, 1.0, count)))[:-1]])
    time = np.arange(0, float(starts[-1] + 2.2 * lasts[-1]), _STEPS)
    sigma, mu = rng.uniform(0.18, 0.34, count), np.log(lasts * 0.55)
    after = np.maximum(time[:, None] - starts, 1e-9)
    done = _bell((np.log(after) - mu) / sigma)
    first = heading - turn / 2
    chord = 2 * np.sin(turn / 2) / turn  # an arc is longer than what it spans
    radius = far / chord / turn
    x = radius * (np.sin(first + turn * done) - np.sin(first))
    y = radius * (np.cos(first) - np.cos(first + turn * done))
    return np.asarray(targets[0]) + np.column_stack([x.sum(axis=1), y.sum(axis=1)])


def _bell(z: np.ndarray) -> np.ndarray:
    """The share of a normal distribution below z, near enough (logistic of a cubic; D. Page 1977)."""
    return np.asarray(1 / (1 + np.exp(-np.clip(2 * np.sqrt(2 / np.pi) * (z + 0.044715 * z**3), -60, 60))))


def impulses(rng: Rng) -> list[Points]:
    """One to three words of up and down strokes that grow lower towards the end; some letters reach up or hang."""
    smear, bend = rng.uniform(0.25, 0.95), rng.choice([-1, 1]) * rng.uniform(0.2, 1.3)
    low, step, fade = rng.uniform(0.12, 0.4), rng.uniform(0.10, 0.3), rng.uniform(0.3, 1.0)
    tall, hanging = rng.uniform(0.05, 0.3), rng.uniform(0.0, 0.15)
    lines, x = [], 0.0
    for _ in range(rng.choice([1, 2, 2, 3])):
        at = _first_letter(rng, x)
        count = int(rng.integers(2, 9))
        for number in range(count):
            size = low * rng.lognormal(0, 0.3) * fade ** (number / count)
            kind = rng.random()
            top, foot = -size, rng.normal(0, 0.05)
            if kind < tall:
                top = -rng.uniform(0.6, 1.1)
            elif kind < tall + hanging:
                foot = rng.uniform(0.35, 0.7)
            here = at[-1][0]
            at += [(here + step * rng.uniform(0.4, 1.2), top), (here + step * rng.uniform(0.5, 1.6), foot)]
        if rng.random() < 0.4:
            at.append((at[-1][0] + rng.uniform(0.2, 1.2), rng.uniform(-0.5, 0.3)))
        lines.append(moved_through(np.array(at), rng, smear, bend))
        x = max(p[0] for p in at) + rng.uniform(-0.2, 0.3)
    return lines


def _first_letter(rng: Rng, x: float) -> list[tuple[float, float]]:
    """A large letter of chance: a stem, a bow or two."""
    wide = rng.uniform(0.3, 0.8)
    at = [
        (x + rng.uniform(0, 0.4) * wide, -rng.uniform(0.5, 1.05)),
        (x + rng.uniform(0, 0.3) * wide, rng.normal(0, 0.08)),
    ]
    for _ in range(rng.integers(1, 4)):
        at.append((x + rng.uniform(0.1, 1.0) * wide, -rng.uniform(0.3, 1.05)))
        at.append((x + rng.uniform(0.2, 1.1) * wide, -rng.uniform(-0.1, 0.4)))
    return at


def hasty_name(rng: Rng) -> list[Points]:
    """A name that was once written in letters: large first ones, the rest run together and out in a line."""
    loose, cut = rng.uniform(0.7, 2.0), rng.uniform(0.1, 0.45)
    wide, fade = rng.uniform(0.5, 1.3), rng.uniform(0.25, 0.9)
    smear, bend = rng.uniform(0.2, 0.8), rng.normal(0, 0.5)
    lines, x = [], 0.0
    for _ in range(rng.choice([1, 2, 2])):
        at = _first_letter(rng, x)
        name = str(rng.choice(_NAMES))[1 : 1 + int(rng.integers(3, 12))]
        for number, letter in enumerate(name):
            points = np.array([[float(n) for n in pair.split(",")] for pair in LINKED[letter].split()])[1:]
            points = points[rng.random(len(points)) > cut] if len(points) > 3 else points
            size = 0.6 * fade ** (number / 4)
            here = at[-1][0]
            for px, py in points + rng.normal(0, loose, points.shape):
                at.append((here + wide * 0.06 * px, size * (py - 10) / 10))
        if rng.random() < 0.35:
            at.append((at[-1][0] + rng.uniform(0.2, 1.0), rng.uniform(-0.3, 0.2)))
        lines.append(moved_through(np.array(at), rng, smear, bend) if rng.random() < 0.6 else curve(at, 6))
        x = max(p[0] for p in at) + rng.uniform(0.0, 0.3)
    return lines


def one_sweep(rng: Rng) -> list[Points]:
    """A short one: a large letter that runs out into a stroke, a loop through it, or a line under it."""
    at = _first_letter(rng, 0.0)
    x = at[-1][0]
    for _ in range(rng.integers(1, 4)):
        x += rng.uniform(0.15, 0.5)
        at += [(x, -rng.uniform(0.15, 0.6)), (x + rng.uniform(-0.1, 0.15), rng.normal(0.02, 0.08))]
    for _ in range(rng.integers(1, 3)):
        at.append((rng.uniform(-0.2, 1.3) * (x + 0.5), rng.uniform(-0.6, 0.45)))
    return [moved_through(np.array(at), rng, rng.uniform(0.3, 0.9), rng.choice([-1, 1]) * rng.uniform(0.2, 1.2))]


def drawn_apart(rng: Rng) -> list[Points]:
    """Several large letters, each lifted from the paper, some with a dot between, and a tail."""
    lines, x = [], 0.0
    smear, bend = rng.uniform(0.2, 0.7), rng.choice([-1, 1]) * rng.uniform(0.1, 1.0)
    for _ in range(rng.integers(2, 4)):
        lines.append(moved_through(np.array(_first_letter(rng, x)), rng, smear, bend))
        x = float(lines[-1][:, 0].max()) + rng.uniform(-0.1, 0.3)
    tail = impulses(rng)[0]
    return [*lines, tail * [rng.uniform(0.5, 1.0), rng.uniform(0.4, 0.9)] + [x, 0]]

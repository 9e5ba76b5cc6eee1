"""Draws from a seed, the same on every machine and every Python.

Only `random()` of the seeded generator is used: the one draw that Python promises never to change.
"""

import random
from collections.abc import Sequence
from itertools import accumulate
from typing import TypeVar

Thing = TypeVar("Thing")


class Dice:
    """Draws from a seed, which may be several words or numbers."""

    def __init__(self, *seed: object) -> None:
        self._random = random.Random(" ".join(map(str, seed)))  # noqa: S311  invented rounds hold no secrets

    def chance(self, share: float) -> bool:
        """Yes, so often."""
        return self._random.random() < share

    def between(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return least + int(self._random.random() * (most - least + 1))

    def share(self) -> float:
        """A number from 0 up to 1."""
        return self._random.random()

    def one(self, things: Sequence[Thing]) -> Thing:
        """One of the things, each as likely."""
        return things[int(self._random.random() * len(things))]

    def weighted(self, things: Sequence[tuple[Thing, float]]) -> Thing:
        """One of the things, as likely as its weight is large."""
        sums = list(accumulate(weight for _, weight in things))
        point = self._random.random() * sums[-1]
        return next(thing for (thing, _), most in zip(things, sums, strict=True) if point < most)

    def some(self, things: Sequence[Thing], least: int, most: int) -> tuple[Thing, ...]:
        """Some of the things, none twice, in their own order."""
        count = min(self.between(least, most), len(things))
        order = sorted((self._random.random(), position) for position in range(len(things)))
        return tuple(things[position] for position in sorted(position for _, position in order[:count]))

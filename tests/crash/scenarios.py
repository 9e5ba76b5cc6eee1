"""From a seed to a scenario: what is sent, and where each life of the daemon ends. The same seed, the same scenario.

seeds 0-29     each point of the sequence, the first and the third time it is passed
seeds 30-32    nine kills in a row, at nine points
the rest       one to four kills, at any point any time it is passed, or after so many milliseconds
"""

import random
from dataclasses import dataclass, replace

from tests.crash.living import Life
from tests.crash.mails import Group, batch
from tests.crash.points import ALL, OF_THE_SEQUENCE

TIMES = (1, 3)
ROWS = 3
NAMED = len(OF_THE_SEQUENCE) * len(TIMES)
QUICK, LONG = 60, 300
"""Runs in `make test`, and in `make test-all`."""


@dataclass(frozen=True, slots=True)
class End:
    """How one life ends: at its point, or `after` so many seconds by our hand."""

    life: Life
    after: float | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """One run. `certain` says that each life must end at its point, or the run has shown nothing."""

    seed: int
    groups: tuple[Group, ...]
    order: tuple[tuple[int, int], ...]
    ends: tuple[End, ...]
    certain: bool = False
    child: bool = False


def scenario(seed: int) -> Scenario:
    """The scenario of a seed."""
    chance = random.Random(f"scenario {seed}")
    child = seed % 6 == 5 and seed >= NAMED
    groups = batch(seed, real_papers=child)
    order = [(g, n) for g, group in enumerate(groups) for n in range(len(group.raws))]
    chance.shuffle(order)
    return Scenario(seed, groups, tuple(order), _ends(seed, chance, child=child), seed < NAMED, child)


def killed_once(point: str, time: int) -> Scenario:
    """The first seed's mails, and one kill."""
    return replace(scenario(0), ends=(End(Life((point, time))),))


def _ends(seed: int, chance: random.Random, *, child: bool) -> tuple[End, ...]:
    if seed < NAMED:
        point, time = OF_THE_SEQUENCE[seed // len(TIMES)], TIMES[seed % len(TIMES)]
        return (End(Life((point, time))),)
    if seed < NAMED + ROWS:
        return tuple(End(Life((point, chance.choice((1, 1, 2))))) for point in chance.sample(ALL, 9))
    return tuple(_end(chance, child=child) for _ in range(chance.randint(1, 4)))


def _end(chance: random.Random, *, child: bool) -> End:
    how = {"hands": chance.choice((1, 2)), "batch": chance.choice((1, 2, 10))}
    if chance.random() < 0.35:
        return End(Life(child=child, **how), after=chance.uniform(0.05, 1.0))
    return End(Life((chance.choice(ALL), chance.randint(1, 4)), child=child, **how))

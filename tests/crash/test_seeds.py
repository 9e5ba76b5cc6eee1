"""The running daemon is killed: at every point of the sequence, nine times in a row, and wherever a seed says.

Afterwards every mail is a case, a supplement, no application or set aside, exactly once, and is answered at most once.
Again, alone: `python -m tests.crash --seed 17`.
"""

import time

import pytest

from tests.crash.counts import Count, as_property
from tests.crash.living import Life, Process, killed_at
from tests.crash.run import SECONDS, check, rest, run, send
from tests.crash.scenarios import LONG, QUICK, scenario
from tests.crash.yard import Place

pytestmark = pytest.mark.slow

SEEDS = [*range(QUICK), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(QUICK, LONG))]


COMPANY = (("parsed", 4), ("ended-not-committed", 3), ("case-not-committed", 2))
"""Inside the second transaction, in which all but one of the letters end together: before it, half way, at its end."""


@pytest.mark.parametrize("point", COMPANY, ids=lambda point: point[0])
def test_killed_with_many_letters_in_hand_it_has_written_none_of_their_ends(
    place: Place, point, record_property
) -> None:
    """Each has used up one claim, and is worked on alone after that."""
    count, all_of_them = Count(runs=1), scenario(7)
    send(place, all_of_them, count)
    process = Process(place.settings, Life(point, batch=10, company=SECONDS))
    until = time.monotonic() + SECONDS
    while process.alive and time.monotonic() < until:
        time.sleep(0.02)
    assert killed_at(place.settings) == [point[0]]
    process.bury()
    count.starts += 1
    count.kills[point[0]] += 1
    assert place.query("SELECT count(*) FROM letters WHERE step = 'DONE'") == [(1,)]
    assert place.query("SELECT DISTINCT tries FROM letters") == [(1,)]
    rest(place, count)
    check(place, all_of_them.groups, count, f"{point}")
    assert place.query("SELECT DISTINCT tries FROM letters ORDER BY tries") == [(1,), (2,)]
    record_property(*as_property(count))


@pytest.mark.parametrize("seed", SEEDS)
def test_killed_and_started_again_it_loses_nothing_and_doubles_nothing(
    place: Place, seed: int, record_property
) -> None:
    """All promises of `invariants` hold once it is quiet."""
    record_property(*as_property(run(place, scenario(seed))))

"""The running daemon is killed: at every point of the sequence, nine times in a row, and wherever a seed says.

Afterwards every mail is a case, a supplement, no application or set aside, exactly once, and is answered at most once.
Again, alone: `python -m tests.crash --seed 17`.
"""

import pytest

from tests.crash.counts import as_property
from tests.crash.run import run
from tests.crash.scenarios import LONG, QUICK, scenario
from tests.crash.yard import Place

pytestmark = pytest.mark.slow

SEEDS = [*range(QUICK), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(QUICK, LONG))]


@pytest.mark.parametrize("seed", SEEDS)
def test_killed_and_started_again_it_loses_nothing_and_doubles_nothing(
    place: Place, seed: int, record_property
) -> None:
    """All promises of `invariants` hold once it is quiet."""
    record_property(*as_property(run(place, scenario(seed))))

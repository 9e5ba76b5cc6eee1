"""Run scenarios by seed: `python -m tests.crash --seed 17`, or `--runs 300` for the seeds from 0 (or `--first`).

`--point case-committed:2` is killed there, the second time, and started again.
"""

import argparse
import logging
import sys
import time
from collections.abc import Iterator

from tests.crash.counts import Count, told
from tests.crash.run import run
from tests.crash.scenarios import Scenario, killed_once, scenario
from tests.crash.yard import yard


def main() -> int:
    """Every run's fault is told; 1 when there was one."""
    asked = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    asked.add_argument("--seed", type=int, action="append", help="run this seed (may be given several times)")
    asked.add_argument("--point", action="append", default=[], help="kill once, at NAME:TIME")
    asked.add_argument("--first", type=int, default=0)
    asked.add_argument("--runs", type=int, default=60)
    chosen = asked.parse_args()
    logging.disable(logging.CRITICAL)  # what the SMTP server says
    total, faults, started = Count(), 0, time.monotonic()
    with yard() as servers:
        for one in _scenarios(chosen):
            with servers.place() as place:
                try:
                    total.add(run(place, one))
                except AssertionError as error:
                    faults += 1
                    print(f"seed {one.seed}: {error}", file=sys.stderr)
    print("\n".join(told(total)))
    print(f"{faults} broken, {time.monotonic() - started:.0f} s")
    return 1 if faults else 0


def _scenarios(chosen: argparse.Namespace) -> Iterator[Scenario]:
    for point in chosen.point:
        name, _, time = point.partition(":")
        yield killed_once(name, int(time or 1))
    if not chosen.point:
        yield from map(scenario, chosen.seed or range(chosen.first, chosen.first + chosen.runs))


if __name__ == "__main__":
    sys.exit(main())

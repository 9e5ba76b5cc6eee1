"""Run scenarios by seed: `python -m tests.crash --seed 17`, or `--runs 300` for the seeds from 0 (or `--first`)."""

import argparse
import logging
import sys
import time

from tests.crash.counts import Count, told
from tests.crash.run import BrokenError, run
from tests.crash.scenarios import scenario
from tests.crash.yard import yard


def main() -> int:
    """Every run's fault is told; 1 when there was one."""
    asked = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    asked.add_argument("--seed", type=int, action="append", help="run this seed (may be given several times)")
    asked.add_argument("--first", type=int, default=0)
    asked.add_argument("--runs", type=int, default=60)
    chosen = asked.parse_args()
    logging.disable(logging.CRITICAL)  # what the SMTP server says
    total, faults, started = Count(), 0, time.monotonic()
    with yard() as servers:
        for seed in chosen.seed or range(chosen.first, chosen.first + chosen.runs):
            with servers.place() as place:
                try:
                    total.add(run(place, scenario(seed)))
                except BrokenError as error:
                    faults += 1
                    print(f"seed {seed}: {error}", file=sys.stderr)
    print("\n".join(told(total)))
    print(f"{faults} broken, {time.monotonic() - started:.0f} s")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

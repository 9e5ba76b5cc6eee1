"""One method on some rounds, in a process of its own, on one core: `python -m benchmarks.rivals.measured '{…}'`.

Libraries are loaded and a round of two cases is solved before the clock starts. Memory is the peak above what was in
use then, with the round itself in memory. Seconds are the processor's, for others may share the machine; beside them
is what the clock on the wall said. The answer is one JSON document on standard output: a row for each seed.
"""

import json
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from benchmarks.rivals import problem as rounds
from benchmarks.rivals.fewest import fewest_moved
from benchmarks.rivals.hand import by_hand, by_hand_first, by_hand_in_turn
from benchmarks.rivals.local import local_search
from routing.disturbed import disturbed
from routing.instance import Instance, Mode
from routing.invented import invented
from routing.plan import Plan
from routing.route import solve

LEVELS = 5
"""In turn, fit, spread, repeats, district."""

POINTS, CLOSER = 0.05, 20.0
"""Kinds farther apart than this must be: it is asked for a plan that is closer, for so many seconds."""

TOLD = 0.25
"""The share of the drafts that is told to the schools, and pinned, when a round is planned again."""

Answer = tuple[rounds.Held, str]
Method = Callable[[Instance, rounds.Problem, float], Answer]


def _ours(instance: Instance, problem: rounds.Problem, seconds: float) -> Answer:
    plan = solve(instance)
    placed = {assignment.case: assignment.educator for assignment in plan.assignments}
    return rounds.held_by(problem, instance, placed), "all levels" if plan.proved else "no"


def _hand(instance: Instance, problem: rounds.Problem, seconds: float) -> Answer:
    return by_hand(problem), "no"


def _hand_in_turn(instance: Instance, problem: rounds.Problem, seconds: float) -> Answer:
    return by_hand_in_turn(problem), "no"


def _hand_first(instance: Instance, problem: rounds.Problem, seconds: float) -> Answer:
    return by_hand_first(problem), "no"


def _local(instance: Instance, problem: rounds.Problem, seconds: float) -> Answer:
    held, ended = local_search(problem, perf_counter, seconds)
    return held, "no" if ended else "no (stopped)"


def _cpsat(instance: Instance, problem: rounds.Problem, seconds: float) -> Answer:
    from benchmarks.rivals.cpsat import by_cpsat

    held, proved = by_cpsat(problem, perf_counter, seconds)
    return held, _levels(proved)


def _highs(instance: Instance, problem: rounds.Problem, seconds: float) -> Answer:
    from benchmarks.rivals.highs import by_highs

    held, proved = by_highs(problem, perf_counter, seconds)
    return held, _levels(proved)


def _levels(proved: int) -> str:
    return "all levels" if proved == LEVELS else f"{proved} of {LEVELS} levels"


METHODS: Mapping[str, Method] = {
    "this": _ours,
    "by hand": _hand,
    "by hand, in turn": _hand_in_turn,
    "by hand, first free": _hand_first,
    "hand + local search": _local,
    "CP-SAT": _cpsat,
    "HiGHS": _highs,
}


class _Meter:
    """Seconds (of the processor, and on the wall) and peak memory of what is done inside."""

    def __enter__(self) -> "_Meter":
        Path("/proc/self/clear_refs").write_text("5", "ascii")  # the peak starts anew
        self._before, self._began = _kilobytes("VmRSS"), (process_time(), perf_counter())
        return self

    def __exit__(self, *_: object) -> None:
        worked, waited = process_time() - self._began[0], perf_counter() - self._began[1]
        mebibytes = max(0, _kilobytes("VmHWM") - self._before) / 1024
        self.found = {"seconds": round(worked, 4), "wall": round(waited, 4), "mebibytes": round(mebibytes, 1)}


def _kilobytes(name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB$", Path("/proc/self/status").read_text("ascii"), re.MULTILINE)
    return int(found[1]) if found else 0


def slots(method: str, size: str, tightness: float, seed: int, seconds: float) -> dict[str, Any]:
    """One method on one round in places."""
    instance = invented(size, tightness, seed)
    problem, run = rounds.read(instance), METHODS[method]
    small = replace(instance, cases=instance.cases[:2])
    run(small, rounds.read(small), seconds)
    with _Meter() as meter:
        held, proof = run(instance, problem, seconds)
    found = asdict(rounds.score(problem, held, rounds.in_turn(problem)))
    pairs, places = sum(map(len, problem.pairs)), sum(problem.places)
    return (
        meter.found
        | {
            "proof": proof,
            "pairs": pairs,
            "places": places,
        }
        | found
    )


def hours(size: str, tightness: float, seed: int) -> dict[str, Any]:
    """Our plan of a round in hours: hours with a place, the bound, and what each kind asked for and got."""
    instance = invented(size, tightness, seed, Mode.HOURS)
    solve(replace(instance, cases=instance.cases[:2]))
    with _Meter() as meter:
        plan = solve(instance)
    placed = {assignment.case for assignment in plan.assignments}
    asked, got = Counter[str](), Counter[str]()
    for case in instance.cases:
        asked[case.kind] += int(case.demand)
        got[case.kind] += int(case.demand) * (case.id in placed)
    value = sum(got.values())
    shares = [got[kind] / asked[kind] for kind in asked]
    return meter.found | {
        "took": meter.found["seconds"],
        "proved": plan.proved,
        "hours_proved": all(level.value == level.bound for level in plan.levels if level.name.startswith("served")),
        "hours": value,
        "bound": round(_bound(plan, value), 1),
        "asked": {kind: asked[kind] for kind in sorted(asked)},
        "got": {kind: got[kind] for kind in sorted(asked)},
        "apart": round(max(shares) - min(shares), 4),
        "closer": _closer(instance, placed) if max(shares) - min(shares) > POINTS else "",
    }


def _closer(instance: Instance, placed: set[str]) -> str:
    from benchmarks.rivals.closer import closer

    return closer(instance, placed, CLOSER)


def _bound(plan: Plan, value: float) -> float:
    """What is proved no plan can pass in hours: the served levels' values but the last, and the last one's bound."""
    served = [level for level in plan.levels if level.name.startswith("served")]
    return max(value, sum(level.value for level in served[:-1]) + served[-1].bound)


def reroute(size: str, tightness: float, seed: int) -> dict[str, Any]:
    """A round planned, some of it told to schools, the world moved, planned again: what of the drafts was moved."""
    first = invented(size, tightness, seed)
    drafts = {assignment.case: assignment.educator for assignment in solve(first).assignments}
    after = disturbed(first, drafts, seed, TOLD)
    blank = replace(after, cases=tuple(replace(case, previous=None) for case in after.cases))
    here, pins = {seat.id for seat in after.educators}, {case.id: case.pinned for case in after.cases if case.pinned}
    untouched = [case.id for case in after.cases if case.previous in here and case.id not in pins]
    with _Meter() as meter:
        plan = solve(after)
    now = {assignment.case: assignment.educator for assignment in plan.assignments}
    fresh = {assignment.case: assignment.educator for assignment in solve(blank).assignments}
    problem = rounds.read(blank)
    order = rounds.in_turn(problem)
    turn = {problem.cases[at].id for at in order}
    at = {name: position for position, name in enumerate(sorted(here))}
    before = {position: at[drafts[case.id]] for position, case in enumerate(problem.cases) if drafts.get(case.id) in at}
    return meter.found | {
        "pinned": len(pins),
        "pinned_moved": sum(now.get(case) != pin for case, pin in pins.items()),
        "untouched": len(untouched),
        "moved": sum(case in now and now[case] != drafts[case] for case in untouched),
        "fewest": fewest_moved(problem, order, before),
        "moved_without_stability": sum(case in fresh and fresh[case] != drafts[case] for case in untouched),
        "dropped": sum(case not in now for case in untouched),
        "dropped_though_in_turn": sum(case not in now and case in turn for case in untouched),
    }


TASKS: Mapping[str, Callable[..., dict[str, Any]]] = {"slots": slots, "hours": hours, "reroute": reroute}


if __name__ == "__main__":
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    asked = json.loads(sys.argv[1])
    task, seeds = TASKS[asked.pop("task")], asked.pop("seeds")
    json.dump([task(seed=seed, **asked) for seed in seeds], sys.stdout)

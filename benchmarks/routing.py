"""Plan the same invented rounds in seven ways, and print what each costs and gives: `python benchmarks/routing.py`.

Every method has a process of its own on one core, one after the other. What was not run is said, and why.
Exit code 1 when ours is not the best: a place out of turn, fewer served than by hand, or a level that another solver
proved better. Times are told, not judged: they depend on the machine and on who else uses it.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import mean

from benchmarks.rivals.tables import HAND, OURS, Row, by_round, tables

ROOT = Path(__file__).parent.parent
METHODS = (OURS, *HAND, "hand + local search", "CP-SAT", "HiGHS")
SIZES = ("S", "M", "L", "XL", "XXL")
TIGHTNESSES = (0.8, 1.05, 1.4)
AGAIN = {"S": 20, "M": 10}
"""So many rounds of these sizes are planned again, where more than one is asked for."""
PROVED = 12
"""So many rounds of size S are planned in hours at least, where more than one is asked for."""
EACH = ("apart", "closer", "hours", "bound", "proved", "hours_proved", "took")
"""What is told of each round of a row."""
TOO_LARGE = {
    "CP-SAT": ("XL", "XXL"),
    "HiGHS": ("XL", "XXL"),
    "hand + local search": ("XXL",),
}


def main(words: Sequence[str]) -> int:
    """Run what is asked for, print it, and say with the exit code whether ours was best."""
    asked = _parser().parse_args(words)
    if asked.quick:
        asked.sizes, asked.seeds, asked.limit = "S", 1, min(asked.limit, 5)
    sizes = [size for size in SIZES if size in asked.sizes.split(",")]
    rows, not_run = _slots(sizes, asked)
    found = {
        "run": _machine(asked, sizes),
        "slots": rows,
        "not_run": not_run,
        "hours": _other("hours", sizes, asked.seeds),
        "reroute": _other("reroute", sizes, asked.seeds),
    }
    faults = [*_faults(rows), *_avoidable(found)]
    print("\n".join([*tables(found), "", *(faults or ["Ours was best in every round."])]))
    if asked.json:
        Path(asked.json).write_text(_lines(found), "utf-8")
    return 1 if faults else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default=",".join(SIZES), help="such as S,M,L (default: all)")
    parser.add_argument("--seeds", type=int, default=1, help="rounds of each size and tightness (default: 1)")
    parser.add_argument("--limit", type=float, default=20, help="seconds for a method that does not end by itself")
    parser.add_argument("--everything", action="store_true", help="also what is known not to end within the limit")
    parser.add_argument("--quick", action="store_true", help="size S, one round of each tightness")
    parser.add_argument("--json", metavar="FILE", help="also write the numbers there")
    return parser


def _machine(asked: argparse.Namespace, sizes: Sequence[str]) -> Row:
    return {
        "sizes": list(sizes),
        "seeds": asked.seeds,
        "limit_seconds": asked.limit,
        "cores_used": 1,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        **{name: version(name) for name in ("ortools", "scipy", "numpy")},
    }


def _measure(**question: object) -> list[Row]:
    """A measurement for each of some seeds, in a child; one that dies is told as a fault of its own."""
    child = subprocess.run(
        [sys.executable, "-m", "benchmarks.rivals.measured", json.dumps(question)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if child.returncode:
        raise SystemExit(f"{question} ended with {child.returncode}:\n{child.stderr}")
    answer: list[Row] = json.loads(child.stdout)
    return answer


def _slots(sizes: Sequence[str], asked: argparse.Namespace) -> tuple[list[Row], list[Row]]:
    rows: list[Row] = []
    not_run: list[Row] = []
    for size in sizes:
        for method in METHODS:
            if size in TOO_LARGE.get(method, ()) and not asked.everything:
                not_run.append({"method": method, "size": size, "why": _why(method, rows)})
                continue
            for tightness in TIGHTNESSES:
                _tell(f"{size} {tightness} {method}")
                seeds = list(range(1, asked.seeds + 1))
                question = {"size": size, "tightness": tightness, "seconds": asked.limit}
                each = _measure(task="slots", method=method, seeds=seeds, **question)
                rows.append({"size": size, "tightness": tightness, "method": method} | _together(each))
    return rows, not_run


def _why(method: str, rows: Sequence[Row]) -> str:
    """What the next smaller rounds took, which is why these are left out."""
    smaller = [row for row in rows if row["method"] == method]
    if not smaller:
        return "too large to end within the limit; --everything runs it"
    size, slow = smaller[-1]["size"], max(row["seconds"] for row in smaller)
    ended = sum(row["proof"] in ("all levels", "no") for row in smaller if row["size"] == size)
    took = f"at {size} it ended by itself in {ended} of {len(TIGHTNESSES)} rows, after up to {slow:.0f} s"
    return f"{took}; --everything runs it"


def _together(each: Sequence[Row]) -> Row:
    """Rounds of the same size and tightness in one row: worst time and memory, sums or means of the rest."""
    proofs = sorted({row["proof"] for row in each})
    return {
        "seconds": max(row["seconds"] for row in each),
        "wall": max(row["wall"] for row in each),
        "mebibytes": max(row["mebibytes"] for row in each),
        "served": [row["served"] for row in each],
        "out_of_turn": sum(row["out_of_turn"] for row in each),
        "fit": round(mean(row["fit"] for row in each), 4),
        "spread": round(mean(row["spread"] for row in each), 4),
        "levels": [row["levels"] for row in each],
        "proof": " / ".join(proofs),
        "pairs": round(mean(row["pairs"] for row in each)),
        "places": round(mean(row["places"] for row in each)),
    }


def _other(task: str, sizes: Sequence[str], seeds: int) -> list[Row]:
    """Each round of a size and tightness in one row: worst time and memory, lists and sums of the rest.

    A quarter in places is so small that one case is more than 2 %, so planning again is measured over more rounds.
    """
    rows = []
    for size in sizes:
        for tightness in TIGHTNESSES:
            _tell(f"{size} {tightness} {task}")
            more = {"reroute": AGAIN, "hours": {"S": PROVED}}[task].get(size, 0)
            count = max(seeds, more) if seeds > 1 else seeds
            each = _measure(task=task, seeds=list(range(1, count + 1)), size=size, tightness=tightness)
            rows.append({"size": size, "tightness": tightness, "rounds": count} | _summed(each))
    return rows


def _summed(each: Sequence[Row]) -> Row:
    found: Row = {name: max(row[name] for row in each) for name in ("seconds", "wall", "mebibytes")}
    for name in each[0]:
        if name in EACH:
            found[name] = [row[name] for row in each]
        elif name in ("asked", "got"):
            found[name] = {kind: sum(row[name].get(kind, 0) for row in each) for kind in each[0][name]}
        elif name not in found:
            found[name] = sum(row[name] for row in each)
    return found


def _tell(what: str) -> None:
    print(f"… {what}", file=sys.stderr, flush=True)


def _faults(rows: Iterable[Row]) -> Iterator[str]:
    for (size, tightness), methods in by_round(rows).items():
        ours, where = methods[OURS], f"{size} {tightness}"
        if ours["out_of_turn"]:
            yield f"{where}: {ours['out_of_turn']} places out of turn."
        if ours["proof"] != "all levels":
            yield f"{where}: not proved."
        for name, other in methods.items():
            if name in HAND and any(h > o for h, o in zip(other["served"], ours["served"], strict=True)):
                yield f"{where}: fewer served than {name}."
            same = other["levels"] == ours["levels"] and other["served"] == ours["served"]
            if other["proof"] == "all levels" and not same:
                yield f"{where}: {name} proved other levels."


def _avoidable(found: Row) -> Iterator[str]:
    for row in found["reroute"]:
        if row["moved"] > row["fewest"]:
            yield f"{row['size']} {row['tightness']}: more drafts moved than need be."
    for row in found["hours"]:
        if "a closer plan exists" in row["closer"]:
            yield f"{row['size']} {row['tightness']}: the kinds can be closer."


def _lines(found: Row) -> str:
    """JSON with a line per measurement, so that a change of one can be seen."""
    parts = []
    for name, value in found.items():
        rows = value if isinstance(value, list) else None
        text = json.dumps(value) if rows is None else "[\n" + ",\n".join(f"  {json.dumps(row)}" for row in rows) + "\n]"
        parts.append(f'"{name}": {text}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

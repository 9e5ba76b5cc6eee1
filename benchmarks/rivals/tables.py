"""A run of the benchmark as tables to read; less than ours is told in percent."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

OURS = "this"
PROMISED = {"S": (0.1, None), "L": (0.5, None), "XXL": (3.0, 300.0)}
"""Seconds and MiB promised for ours."""

Row = dict[str, Any]


def by_round(rows: Iterable[Row]) -> dict[tuple[str, float], dict[str, Row]]:
    """The rows of each size and tightness, by method."""
    rounds: dict[tuple[str, float], dict[str, Row]] = {}
    for row in rows:
        rounds.setdefault((row["size"], row["tightness"]), {})[row["method"]] = row
    return rounds


def tables(found: Row) -> Iterator[str]:
    """All that is printed of a run, line by line."""
    yield f"Rounds in places ({found['run']['seeds']} of each; worst processor seconds and MiB, mean fit, spread)"
    yield from _slot_table(found["slots"])
    left_out = [f"  {row['method']} at {row['size']}: {row['why']}." for row in found["not_run"]]
    yield from ("", "Not run:", *(left_out or ["  nothing was left out at these sizes."]))
    yield from ("", "What was promised of ours:", *_promises(found["slots"]), "", *_agreement(found["slots"]))
    yield from ("", "Rounds in hours (ours; worst seconds, MiB and share of the bound)")
    yield f"{'':4} {'dem.':>5} {'s':>7} {'MiB':>6} {'bound':>7}  {'hours proved':12} {'all proved':10} by kind; apart"
    for row in found["hours"]:
        yield (
            f"{row['size']:4} {row['tightness']:5} {row['seconds']:7.2f} {row['mebibytes']:6.0f} {of_bound(row):7.1%}  "
            f"{told(row['hours_proved']):12} {told(row['proved']):10} {by_kind(row)}; {apart(row)}"
        )
    yield from ("", "Planned again after 3 % of educators left, 2 % of cases were withdrawn and 5 % came (ours)")
    yield (
        f"{'':4} {'dem.':>5} {'rounds':>6} {'s':>7} {'pinned':>7} {'moved':>6} {'drafts':>7} {'moved':>6} "
        f"{'share':>6}  {'without the level':>17} {'dropped':>8} in turn"
    )
    for row in found["reroute"]:
        blank = row["moved_without_stability"] / row["untouched"]
        yield (
            f"{row['size']:4} {row['tightness']:5} {row['rounds']:6} {row['seconds']:7.2f} {row['pinned']:7} "
            f"{row['pinned_moved']:6} {row['untouched']:7} {row['moved']:6} {row['moved'] / row['untouched']:6.1%}  "
            f"{blank:17.1%} {row['dropped']:8} {row['dropped_though_in_turn']:7}"
        )


def of_bound(row: Row) -> float:
    """The smallest share of its bound that a round in hours reached."""
    return min((value / bound for value, bound in zip(row["hours"], row["bound"], strict=True) if bound), default=1.0)


def told(flags: Sequence[bool]) -> str:
    """How many of them are so."""
    return f"{sum(flags)} of {len(flags)}"


def by_kind(row: Row) -> str:
    """The share of each kind's hours that got a place, all rounds together."""
    return ", ".join(f"{kind} {row['got'][kind] / count:.0%}" for kind, count in row["asked"].items())


def apart(row: Row) -> str:
    """How many points the kinds are apart in each round."""
    return ", ".join(f"{100 * one:.1f}" for one in row["apart"])


def _slot_table(rows: Sequence[Row]) -> Iterator[str]:
    yield (
        f"{'':4} {'dem.':>5} {'method':20} {'s':>8} {'× ours':>7} {'MiB':>6} {'served':>7} {'less':>6} "
        f"{'out of turn':>11} {'fit':>6} {'less':>6} {'spread':>7}  proved"
    )
    for (size, tightness), methods in by_round(rows).items():
        ours = methods[OURS]
        for name, row in methods.items():
            served, best = sum(row["served"]), sum(ours["served"])
            yield (
                f"{size:4} {tightness:5} {name:20} {row['seconds']:8.3f} {row['seconds'] / ours['seconds']:7.1f} "
                f"{row['mebibytes']:6.0f} {served:7} {_less(served, best)} {row['out_of_turn']:11} "
                f"{row['fit']:6.3f} {_less(row['fit'], ours['fit'])} {row['spread']:7.3f}  {row['proof']}"
            )


def _less(value: float, ours: float) -> str:
    return f"{value / ours - 1:+6.1%}" if ours else f"{'':6}"


def _promises(rows: Iterable[Row]) -> Iterator[str]:
    for size, (seconds, mebibytes) in PROMISED.items():
        mine = [row for row in rows if row["size"] == size and row["method"] == OURS]
        if mine:
            slow, large = max(row["seconds"] for row in mine), max(row["mebibytes"] for row in mine)
            kept = slow < seconds and (mebibytes is None or large < mebibytes)
            memory = f", {large:.0f} MiB (< {mebibytes:.0f})" if mebibytes else ""
            yield f"  {size}: {slow:.3f} s (< {seconds}){memory}: {'kept' if kept else 'NOT KEPT'}"


def _agreement(rows: Sequence[Row]) -> Iterator[str]:
    for name in ("CP-SAT", "HiGHS"):
        theirs = [row for row in rows if row["method"] == name]
        proved = [row for row in theirs if row["proof"] == "all levels"]
        mine = by_round(rows)
        same = sum(row["levels"] == mine[row["size"], row["tightness"]][OURS]["levels"] for row in proved)
        done = f"{name} proved all levels in {len(proved)} of {len(theirs)} rows"
        yield f"{done}; in {same} of those every level equals ours."

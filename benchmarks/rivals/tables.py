"""A run of the benchmark as tables to read; less than ours is told in percent."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from statistics import median
from typing import Any

OURS = "this"
HAND = ("by hand", "by hand, in turn", "by hand, first free")
PROMISED = {"S": (0.1, None), "L": (0.5, None), "XXL": (3.0, 300.0)}
"""Seconds and MiB promised for ours."""
HOURS_S, AGAIN = 1.0, 0.025
"""Seconds for the proof in hours at S, and the share of untouched drafts that may move."""

CLOSER = {"": "", "no plan is closer": "*", "a closer plan exists": "!", "not settled": "?"}
"""What HiGHS says of plans as full with kinds that are closer."""

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
    yield from ("", "What was promised of ours:", *_promises(found["slots"]), *_kept_in_turn(found["slots"]))
    yield from (*_kept_in_hours(found["hours"]), *_kept_again(found["reroute"]), "", *_agreement(found["slots"]))
    yield from (
        "",
        "Rounds in hours (ours; worst seconds, MiB, share of the bound; points apart: * none as full is closer)",
    )
    yield f"{'':4} {'dem.':>5} {'s':>7} {'MiB':>6} {'bound':>7}  {'hours proved':12} {'all proved':10} by kind; apart"
    for row in found["hours"]:
        yield (
            f"{row['size']:4} {row['tightness']:5} {row['seconds']:7.2f} {row['mebibytes']:6.0f} {of_bound(row):7.1%}  "
            f"{told(row['hours_proved']):12} {told(row['proved']):10} {by_kind(row)}; {apart(row)}"
        )
    yield from ("", "Planned again after 3 % of educators left, 2 % of cases were withdrawn and 5 % came (ours)")
    yield (
        f"{'':4} {'dem.':>5} {'rounds':>6} {'s':>7} {'pinned':>7} {'moved':>6} {'drafts':>7} {'moved':>6} "
        f"{'share':>6} {'fewest':>7} {'without the level':>17} {'dropped':>8} in turn"
    )
    for row in found["reroute"]:
        blank = row["moved_without_stability"] / row["untouched"]
        yield (
            f"{row['size']:4} {row['tightness']:5} {row['rounds']:6} {row['seconds']:7.2f} {row['pinned']:7} "
            f"{row['pinned_moved']:6} {row['untouched']:7} {row['moved']:6} {row['moved'] / row['untouched']:6.1%} "
            f"{row['fewest']:7} {blank:17.1%} {row['dropped']:8} {row['dropped_though_in_turn']:7}"
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
    """How many points the kinds are apart in each round; with the mark of `CLOSER` where that is above five."""
    each = zip(row["apart"], row["closer"], strict=True)
    return ", ".join(f"{100 * one:.1f}{CLOSER[answer]}" for one, answer in each)


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
            yield f"  {size}: {slow:.3f} s (< {seconds}){memory}: {_kept(kept)}"


def _kept_in_turn(rows: Sequence[Row]) -> Iterator[str]:
    mine = [of[OURS] for of in by_round(rows).values()]
    out, lost = sum(row["out_of_turn"] for row in mine), 0
    for row in rows:
        ours = by_round(rows)[row["size"], row["tightness"]][OURS]["served"]
        lost += row["method"] in HAND and any(h > o for h, o in zip(row["served"], ours, strict=True))
    yield f"  places out of turn: {out} (0): {_kept(not out)}"
    yield f"  rows in which a hand serves more in some round: {lost} (0): {_kept(not lost)}"


def _kept_in_hours(rows: Sequence[Row]) -> Iterator[str]:
    small = [row for row in rows if row["size"] == "S"]
    if small:
        proved, took = ([one for row in small for one in row[name]] for name in ("proved", "took"))
        slow = sum(one >= HOURS_S for one in took)
        yield (
            f"  hours, S: every level proved in {told(proved)} rounds, median {median(took):.2f} s, longest "
            f"{max(took):.2f} s (< {HOURS_S}): {_kept(all(proved) and not slow)}"
        )
    large = [row for row in rows if row["size"] == "XXL"]
    if large:
        share, slow = min(map(of_bound, large)), max(row["seconds"] for row in large)
        yield (
            f"  hours, XXL: {share:.1%} of the bound (98.5 %) after {slow:.1f} s (20): "
            f"{_kept(share >= 0.985 and slow <= 20)}"
        )
    wide = Counter(answer for row in rows for answer in row["closer"] if answer)
    count = sum(len(row["apart"]) for row in rows)
    said = ", ".join(f"{many} {answer}" for answer, many in wide.items())
    yield f"  kinds within 5 points in {count - wide.total()} of {count} rounds; of the others: {said or 'none'}"


def _kept_again(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        share = row["moved"] / row["untouched"]
        if share >= AGAIN or row["moved"] > row["fewest"]:
            yield (
                f"  planned again, {row['size']} {row['tightness']}: {share:.1%} of the drafts moved (< {AGAIN:.1%}); "
                f"no plan in turn moves fewer than {row['fewest']} of the {row['moved']}"
            )
    least = sum(row["moved"] == row["fewest"] for row in rows)
    pinned, dropped = (sum(row[name] for row in rows) for name in ("pinned_moved", "dropped_though_in_turn"))
    yield (
        f"  planned again: as few moved as any plan in turn in {least} of {len(rows)} rows; pinned moved: {pinned}, "
        f"dropped though in turn: {dropped}: {_kept(not pinned + dropped)}"
    )


def _kept(yes: object) -> str:
    return "kept" if yes else "NOT KEPT"


def _agreement(rows: Sequence[Row]) -> Iterator[str]:
    for name in ("CP-SAT", "HiGHS"):
        theirs = [row for row in rows if row["method"] == name]
        proved = [row for row in theirs if row["proof"] == "all levels"]
        mine = by_round(rows)
        same = sum(row["levels"] == mine[row["size"], row["tightness"]][OURS]["levels"] for row in proved)
        done = f"{name} proved all levels in {len(proved)} of {len(theirs)} rows"
        yield f"{done}; in {same} of those every level equals ours."

"""The tables of docs/routing.md, made from the committed run, so that the page says nothing that was not measured.

`python -m benchmarks.rivals.page` puts them there anew.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.rivals.tables import OURS, Row, apart, by_kind, by_round, of_bound, told

HAND, LOCAL = "by hand", "hand + local search"
ROOT = Path(__file__).parents[2]
RESULTS, PAGE = ROOT / "benchmarks" / "results" / "routing.json", ROOT / "docs" / "routing.md"
BEGIN, END = "<!-- measured -->\n", "<!-- /measured -->"


def page(found: Row) -> str:
    """Markdown: rounds in places, planned again, and in hours."""
    lines = [
        f"In places (demand over capacity; rounds of each: {found['run']['seeds']}; worst processor seconds, memory; "
        f"stopped after {found['run']['limit_seconds']:g} s on the wall, where a method minds that):",
        *("", *_slots(found["slots"])),
        *("", "Planned again:", "", *_again(found["reroute"])),
        *(
            "",
            "In hours (worst seconds, memory, share of the bound; *: no plan as full has kinds closer, by HiGHS):",
            "",
            *_hours(found["hours"]),
        ),
    ]
    return "\n".join(lines) + "\n"


def with_tables(text: str, found: Row) -> str:
    """The page's text with the run's tables between the marks."""
    before, _, rest = text.partition(BEGIN)
    return before + BEGIN + "\n" + page(found) + "\n" + END + rest.partition(END)[2]


def _slots(rows: Sequence[Row]) -> Iterator[str]:
    yield "| round | demand | ours | by hand: served, out of turn, fit | mended by local search | CP-SAT | HiGHS |"
    yield "|---|---|---|---|---|---|---|"
    for (size, tightness), of in by_round(rows).items():
        ours = of[OURS]
        cells = [
            f"{ours['seconds']:.3f} s, {ours['mebibytes']:.0f} MiB",
            _compared(of[HAND], ours),
            f"{_compared(of[LOCAL], ours)}; {of[LOCAL]['seconds']:.3g} s" if LOCAL in of else "–",
            *(
                f"{of[name]['seconds']:.1f} s, {of[name]['proof']}" if name in of else "–"
                for name in ("CP-SAT", "HiGHS")
            ),
        ]
        yield f"| {size} | {tightness} | {' | '.join(cells)} |"


def _compared(row: Row, ours: Row) -> str:
    served = sum(row["served"]) / sum(ours["served"]) - 1
    return f"{_percent(served)}, {row['out_of_turn']}, {_percent(row['fit'] / ours['fit'] - 1)}"


def _percent(part: float) -> str:
    return "0 %" if abs(part) < 0.0005 else f"{100 * part:+.1f} %".replace("-", "−")


def _again(rows: Sequence[Row]) -> Iterator[str]:
    yield (
        "| round | demand | rounds | seconds | pinned: moved | untouched drafts: moved | fewest in any plan "
        "| without stability | dropped though in turn |"
    )
    yield "|---|---|---|---|---|---|---|---|---|"
    for row in [*rows, *_together(rows)]:
        moved, blank = (row[name] / row["untouched"] for name in ("moved", "moved_without_stability"))
        yield (
            f"| {row['size']} | {row['tightness']} | {row['rounds']} | {row['seconds']:.2f} "
            f"| {row['pinned']}: {row['pinned_moved']} | {row['untouched']}: {row['moved']}, {100 * moved:.1f} % "
            f"| {row['fewest']} "
            f"| {100 * blank:.1f} % | {row['dropped_though_in_turn']} |"
        )


def _together(rows: Sequence[Row]) -> Iterator[Row]:
    """All the rounds of a size in one row."""
    for size in dict.fromkeys(row["size"] for row in rows):
        mine = [row for row in rows if row["size"] == size]
        sums = {name: sum(row[name] for row in mine) for name in mine[0] if isinstance(mine[0][name], int)}
        yield sums | {"size": size, "tightness": "all", "seconds": max(row["seconds"] for row in mine)}


def _hours(rows: Sequence[Row]) -> Iterator[str]:
    yield (
        "| round | demand | rounds | seconds | MiB | of the bound | hours proved | every level proved | served by kind "
        "| points apart, each |"
    )
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for row in rows:
        yield (
            f"| {row['size']} | {row['tightness']} | {row['rounds']} | {row['seconds']:.2f} | {row['mebibytes']:.0f} "
            f"| {100 * of_bound(row):.1f} % | {told(row['hours_proved'])} | {told(row['proved'])} "
            f"| {by_kind(row).replace('%', ' %')} | {apart(row)} |"
        )


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text("utf-8"), json.loads(RESULTS.read_text("utf-8"))), "utf-8")

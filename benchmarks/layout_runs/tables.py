"""The figures of a run: fields right, CPU, verified values and signature boxes, by layout, profile and field."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from benchmarks.layout_runs.score import FieldRow, PaperRow
from benchmarks.layout_runs.ways import BY_LABELS, CORRECTED, UNTOUCHED, WAYS

Figures = dict[str, Any]
"""What is written as JSON."""

MUST = ((BY_LABELS, 0.88), (UNTOUCHED, 0.98), (CORRECTED, 0.98))
"""The least share of fields that must be right in each way."""


def figures(rows: Sequence[PaperRow]) -> Figures:
    """Everything that is told of the rows."""
    return {
        "all": _by_way(rows),
        "layouts": _grouped(rows, lambda row: row.paper.layout),
        "profiles": _grouped(rows, lambda row: row.paper.profile),
        "fields": _by_field(rows),
    }


def _grouped(rows: Sequence[PaperRow], by: Callable[[PaperRow], str]) -> Figures:
    names = dict.fromkeys(by(row) for row in rows)
    return {name: _by_way([row for row in rows if by(row) == name]) for name in names}


def _by_way(rows: Sequence[PaperRow]) -> Figures:
    ways = {way: [row for row in rows if row.way == way] for way in WAYS}
    return {way: _one(its) for way, its in ways.items() if its}


def _one(rows: Sequence[PaperRow]) -> Figures:
    found = [each for row in rows for each in row.fields]
    pages = sum(row.pages for row in rows)
    verified = [each for each in found if each.verified]
    return {
        **_right(found),
        "exact": round(sum(each.exact for each in found) / max(1, len(found)), 4),
        "cpu_seconds_a_page": round(sum(row.seconds for row in rows) / max(1, pages), 3),
        "pages": pages,
        "verified": len(verified),
        "verified_wrong": sum(not each.exact for each in verified),
        "signature_boxes": dict(sorted(Counter(box for row in rows for box in row.boxes).items())),
    }


def _right(found: Sequence[FieldRow]) -> Figures:
    return {"fields": len(found), "right": round(sum(each.right for each in found) / max(1, len(found)), 4)}


def _by_field(rows: Sequence[PaperRow]) -> Figures:
    by: dict[str, dict[str, list[FieldRow]]] = {}
    for row in rows:
        for each in row.fields:
            by.setdefault(each.name, {}).setdefault(row.way, []).append(each)
    return {name: {way: _right(found) for way, found in ways.items()} for name, ways in sorted(by.items())}


def misses(rows: Iterable[PaperRow]) -> Iterator[str]:
    """What was read wrong, a line each; all of it is invented."""
    for row in rows:
        where = f"{row.paper.seed} {row.paper.layout}, {row.paper.profile}, {row.way}"
        for each in row.fields:
            if not each.right or (each.verified and not each.exact):
                yield f"{where}: {each.name}{' VERIFIED' * each.verified}: {each.written!r} -> {each.found!r}"


# --- as Markdown


def tables(found: Figures) -> Iterator[str]:
    """All tables."""
    yield from _table("all", {"all fields": found["all"]})
    for title in ("layouts", "profiles"):
        yield ""
        yield from _table(title[:-1], found[title])
    yield ""
    yield from _field_table(found["fields"])
    yield ""
    yield from _boxes(found["all"])


def _table(title: str, groups: Mapping[str, Figures]) -> Iterator[str]:
    ways = [way for way in WAYS if any(way in group for group in groups.values())]
    yield f"| {title} | fields | " + " | ".join(f"{way} | CPU s a page" for way in ways) + " |"
    yield "|---|---|" + "---|---|" * len(ways)
    for name, group in groups.items():
        cells = (f"{share(group[way])} | {group[way]['cpu_seconds_a_page']:.2f}" for way in ways if way in group)
        yield f"| {name} | {group[ways[0]]['fields']} | " + " | ".join(cells) + " |"


def _field_table(fields: Mapping[str, Figures]) -> Iterator[str]:
    ways = [way for way in WAYS if any(way in group for group in fields.values())]
    yield "| field | written | " + " | ".join(ways) + " |"
    yield "|---|---|" + "---|" * len(ways)
    for name, group in fields.items():
        yield f"| {name} | {group[ways[0]]['fields']} | " + " | ".join(share(group[way]) for way in ways) + " |"


def _boxes(ways: Mapping[str, Figures]) -> Iterator[str]:
    yield "| | verified, of them wrong | signature boxes |"
    yield "|---|---|---|"
    for way, one in ways.items():
        said = "; ".join(f"{what}: {count}" for what, count in one["signature_boxes"].items())
        yield f"| {way} | {one['verified']}, {one['verified_wrong']} | {said} |"


def share(one: Figures) -> str:
    """Fields right, in hundredths."""
    return f"{one['right']:.1%}".replace("%", " %")


def never(one: Figures) -> bool:
    """Whether a way of reading did what must never be: verified what is wrong, or called a bare box signed."""
    return one["verified_wrong"] > 0 or "bare -> signed" in one["signature_boxes"]


def must_show(found: Figures) -> Iterator[tuple[str, bool]]:
    """What this run must show, with its figure, and whether it does."""
    for way, least in MUST:
        one = found["all"][way]
        said = f"at least {least:.0%} of fields right ({share(one)} of {one['fields']}".replace("%", " %", 1)
        exact = share({"right": one["exact"]})
        yield f"{way}: {said}; free text letter for letter too: {exact})", one["right"] >= least
    one = found["all"][CORRECTED]
    yield f"no verified value is wrong ({one['verified_wrong']} of {one['verified']})", one["verified_wrong"] == 0
    bare = sum(one["signature_boxes"].get("bare -> signed", 0) for one in found["all"].values())
    yield f"no bare box is called signed ({bare})", bare == 0

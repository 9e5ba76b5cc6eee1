"""The figures of `measure` as the tables of docs/signature-model.md, between two marks; a test holds them together."""

from collections.abc import Iterator, Mapping
from typing import Any

BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


def written(page: str, result: Mapping[str, Any]) -> str:
    """The page with these figures in place of those it has."""
    head, _, rest = page.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n{figures(result)}{END}{tail}"


def figures(result: Mapping[str, Any]) -> str:
    """All tables."""
    return "\n".join(_lines(result)) + "\n"


def _lines(result: Mapping[str, Any]) -> Iterator[str]:
    marks, signatures = result["marks"], result["signatures"]
    yield f"Threshold {result['threshold']}, greatest distance {result['distance']}, test seed {result['test_seed']}, "
    yield f"{len(result['marks_per_kind'])} kinds of marks. Of {marks['boxes']} boxes without a signature "
    yield f"{marks['signed']} were called signed. Of {signatures['boxes']} signatures "
    yield f"{_share(signatures, 'signed')} were signed, {_share(signatures, 'uncertain')} uncertain, "
    yield f"{_share(signatures, 'empty')} empty."
    yield ""
    yield from _table("What stands in the box", result["marks_per_kind"], result["left_out"])
    yield from _table("Signature by", result["signatures_per_hand"])
    yield from _table("Signature, scan profile", result["signatures_per_profile"])
    yield from _table("No signature, scan profile", result["marks_per_profile"])
    yield from _table("Taught to be uncertain, counted apart", result["doubts"], result["foils_left_out"])


def _share(counts: Mapping[str, int], state: str) -> str:
    return f"{100 * counts[state] / counts['boxes']:.2f} %"


def _table(
    title: str, rows: Mapping[str, Mapping[str, int]], left_out: Mapping[str, Mapping[str, int]] | None = None
) -> Iterator[str]:
    more = " kind left out: signed | of | held by a guard |" if left_out else ""
    yield f"| {title} | boxes | signed | uncertain | empty |{more}"
    yield "|---|---|---|---|---|" + ("---|---|---|" if left_out else "")
    for name, counts in rows.items():
        line = f"| {name} | {counts['boxes']} | {counts['signed']} | {counts['uncertain']} | {counts['empty']} |"
        out = (left_out or {}).get(name)
        beside = f" {out['signed']} | {out['boxes']} | {out['held']} |" if out else " – | – | – |" if left_out else ""
        yield line + beside
    yield ""

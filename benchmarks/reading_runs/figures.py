"""The rows of a run as figures."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from benchmarks.reading_runs.letter import ANOTHER, ITS_OWN, NOBODY
from benchmarks.reading_runs.score import INVENTED, LOST, RIGHT, UNSURE, WRONG, FieldRow, PaperRow
from benchmarks.reading_set.documents import DIGITAL
from intake.forms import FieldType

Row = dict[str, Any]
Run = Sequence[tuple[str, str, PaperRow]]
"""Of each paper its profile, its style ("typed", "hand") and what became of it; a rival reads only some."""

MUST = {
    "ratio": 10.0, "ratio_each": 7.0, "seconds": 0.35, "typed": 0.99, "verified": 3000, "verified_share": 0.85,
    "pages": 200, "foreign": 200,
}  # fmt: skip
"""What the run must show: CPU against the rival over all scans and in each profile, CPU seconds a page, typed fields
right, verified fields at least and the share of typed ones (both in a letter), known and foreign pages at least."""


def figures(ours: Mapping[int, tuple[str, str, PaperRow]], rival: Mapping[int, tuple[str, str, PaperRow]]) -> Row:
    """All figures of our forms."""
    run, theirs = list(ours.values()), list(rival.values())
    scans = [each for each in run if each[0] not in DIGITAL]
    both = [number for number in rival if number in ours and rival[number][0] not in DIGITAL]
    return {
        "totals": _cost(scans) | _against([ours[n] for n in both], [rival[n] for n in both]),
        "profiles": [_profile(name, ours, rival) for name in dict.fromkeys(each[0] for each in (*run, *theirs))],
        "typed": _shares(_typed(scans)),
        "typed_digital": _shares(_typed([each for each in run if each[0] in DIGITAL])),
        "typed_rival": _shares(_typed([each for each in theirs if each[0] not in DIGITAL])),
        "hand": _shares(_hand(scans)),
        "hand_rival": _shares(_hand([each for each in theirs if each[0] not in DIGITAL])),
        "fields": _per_field(scans, [each for each in theirs if each[0] not in DIGITAL]),
        "verified": _verified(run, _alone) | {"in_letter": _verified(run, _in_letter), "names": _names(run)},
        "ticks": _ticks(run),
        "pages": {
            "known": sum(row.known for _, _, row in run),
            "right": sum(row.placed for _, _, row in run),
            "mistaken": sum(row.mistaken for _, _, row in run),
            "profiles": {
                name: [sum(row.placed for _, _, row in rows), sum(row.known for _, _, row in rows)]
                for name, rows in _by(run, lambda each: each[0]).items()
            },
        },
        "signatures": _signatures(run),
    }


def _by(rows: Iterable[Any], key: Callable[[Any], str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


def _cost(run: Run) -> Row:
    pages = sum(row.pages for _, _, row in run)
    return {"pages": pages, "ms": _ms(run)}


def _ms(run: Run) -> float:
    pages = sum(row.pages for _, _, row in run)
    return round(1000 * sum(row.seconds for _, _, row in run) / max(1, pages), 1)


def _against(ours: Run, rival: Run) -> Row:
    """Both on the same papers: the rival's figures, and how many times ours it takes."""
    if not rival or not ours:
        return {}
    return {
        "pages_both": sum(row.pages for _, _, row in rival),
        "ms_both": _ms(ours),
        "ms_rival": _ms(rival),
        "ratio": round(_ms(rival) / max(0.1, _ms(ours)), 1),
    }


def _profile(
    name: str, ours: Mapping[int, tuple[str, str, PaperRow]], rival: Mapping[int, tuple[str, str, PaperRow]]
) -> Row:
    run = [each for each in ours.values() if each[0] == name]
    both = [number for number, each in rival.items() if each[0] == name and number in ours]
    theirs = [each for each in rival.values() if each[0] == name]
    return (
        {"profile": name, "digital": name in DIGITAL}
        | _cost(run)
        | _against([ours[n] for n in both], [rival[n] for n in both])
        | {"typed": _shares(_typed(run)), "hand": _shares(_hand(run)), "typed_rival": _shares(_typed(theirs))}
    )


def _typed(run: Run) -> list[FieldRow]:
    return [each for _, _, row in run for each in row.fields if not each.hand and each.outcome != INVENTED]


def _hand(run: Run) -> list[FieldRow]:
    return [each for _, _, row in run for each in row.fields if each.hand]


def _shares(fields: Sequence[FieldRow]) -> Row:
    counts = Counter(each.outcome for each in fields)
    return {
        "fields": len(fields),
        "right": counts[RIGHT],
        "wrong": counts[WRONG],
        "lost": counts[LOST],
        "verified": sum(each.verified for each in fields),
        "in_letter": sum(each.in_letter.verified for each in fields),
        "share": round(counts[RIGHT] / max(1, len(fields)), 4),
    }


def _per_field(run: Run, theirs: Run) -> list[Row]:
    rows = []
    rival = _by(_typed(theirs), lambda each: each.name)
    hands = _by(_hand(run), lambda each: each.name)
    for name, fields in _by(_typed(run), lambda each: each.name).items():
        rows.append(
            {
                "field": name,
                "typed": _shares(fields),
                "hand": _shares(hands.get(name, [])),
                "typed_rival": _shares(rival.get(name, [])),
            }
        )
    return rows


def _alone(each: FieldRow) -> tuple[bool, bool]:
    """Whether a field is verified, and right, by the paper alone."""
    return each.verified, each.outcome == RIGHT


def _in_letter(each: FieldRow) -> tuple[bool, bool]:
    """The same when register and file name were asked too."""
    return each.in_letter.verified, each.right_in_letter


def _verified(run: Run, seen: Callable[[FieldRow], tuple[bool, bool]]) -> Row:
    """Of all fields, by hand, typed and empty, in scans and digital papers, those that were said to be verified."""
    every = [each for _, _, row in run for each in row.fields]
    scans = [each for profile, _, row in run if profile not in DIGITAL for each in row.fields]
    typed = [each for each in scans if not each.hand and each.outcome != INVENTED]
    lines = [each for each in typed if each.type is not FieldType.TEXT]
    hand = [each for each in scans if each.hand]

    def share(fields: Sequence[FieldRow]) -> float:
        return round(sum(seen(each)[0] for each in fields) / max(1, len(fields)), 4)

    return {
        "count": sum(seen(each)[0] for each in every),
        "in_scans": sum(seen(each)[0] for each in scans),
        "wrong": sum(seen(each) == (True, False) for each in every),
        "typed_share": share(typed),
        "line_share": share(lines),
        "hand_share": share(hand),
        "invented": sum(each.outcome == INVENTED for each in every),
    }


def _names(run: Run) -> list[Row]:
    """By whose name a file goes by: the papers, and the fields that only their letter verified, and those wrong."""
    rows = []
    for of in (ITS_OWN, ANOTHER, NOBODY):
        papers = [row for _, _, row in run if row.named == of]
        added = [each for row in papers for each in row.fields if each.in_letter.verified and not each.verified]
        wrong = sum(not each.right_in_letter for each in added)
        rows.append({"named": of, "papers": len(papers), "verified": len(added), "wrong": wrong})
    return rows


def _ticks(run: Run) -> list[Row]:
    every = [each for _, _, row in run for each in row.ticks]
    rows = []
    for how, ticks in sorted(_by(every, lambda each: each[0]).items()):
        counts = Counter(outcome for _, outcome in ticks)
        rows.append({"tick": how, "boxes": len(ticks)} | {o: counts[o] for o in (RIGHT, UNSURE, WRONG, LOST, INVENTED)})
    return rows


def _signatures(run: Run) -> list[Row]:
    every = [each for _, _, row in run for each in row.signatures]
    kinds = _by(every, lambda each: each[0] if each[0] in ("signed", "empty") else "another mark")
    rows = []
    for kind, boxes in sorted(kinds.items(), key=lambda each: -len(each[1])):
        counts = Counter(state for _, state in boxes)
        states = {state.replace(" ", "_"): counts[state] for state in ("signed", "uncertain", "empty", "not read")}
        rows.append({"box": kind, "boxes": len(boxes)} | states)
    return rows


def must_show(found: Row) -> Iterator[tuple[str, bool]]:
    """What the run must show, as sentences, and whether it does."""
    totals, verified, typed = found["totals"], found["verified"], found["typed"]
    if "ratio" in totals:
        each = {row["profile"]: row["ratio"] for row in found["profiles"] if "ratio" in row and not row["digital"]}
        least = min(each, key=lambda name: each[name])
        yield f"{totals['ratio']} times the rival's speed over all scans (10)", totals["ratio"] >= MUST["ratio"]
        yield f"{each[least]} times at least, in {least} (7)", each[least] >= MUST["ratio_each"]
    yield f"{totals['ms']:.0f} CPU ms a scanned page (350)", totals["ms"] <= 1000 * MUST["seconds"]
    yield f"{typed['share']:.2%} of typed fields right in scans (99 %)", typed["share"] >= MUST["typed"]
    letter = verified["in_letter"]
    yield (
        f"{letter['wrong']} wrong of {letter['count']} verified in a letter (0 of 3,000); "
        f"by the paper alone {verified['wrong']} of {verified['count']} (0)",
        verified["wrong"] == letter["wrong"] == 0 and letter["count"] >= MUST["verified"],
    )
    yield (
        f"{letter['typed_share']:.1%} of typed fields in scans verified in a letter, {letter['line_share']:.1%} but "
        f"for texts (85 %); by the paper alone {verified['typed_share']:.1%} and {verified['line_share']:.1%}",
        letter["typed_share"] >= MUST["verified_share"],
    )
    yield from _must_know(found)


def _must_know(found: Row) -> Iterator[tuple[str, bool]]:
    pages, foreign = found["pages"], found.get("foreign")
    ticks = found["ticks"]
    boxes, wrong = sum(row["boxes"] for row in ticks), sum(row[WRONG] + row[INVENTED] for row in ticks)
    right = sum(row[RIGHT] for row in ticks)
    yield f"{right} of {boxes} ticks right, {wrong} wrong (all right)", right == boxes
    yield (
        f"{pages['right']} of {pages['known']} pages told right, {pages['mistaken']} mistaken (all of 200)",
        pages["right"] == pages["known"] >= MUST["pages"],
    )
    signed = sum(row["signed"] for row in found["signatures"] if row["box"] != "signed")
    yield f"{signed} boxes without a signature called signed (0)", signed == 0
    if foreign:
        taken, count = sum(row["taken"] for row in foreign), sum(row["pages"] for row in foreign)
        yield f"{taken} of {count} foreign pages taken for our form (0 of 200)", not taken and count >= MUST["foreign"]

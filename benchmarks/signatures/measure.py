"""How often the signature model is right: confusion per kind and per scan profile, and each kind left out in turn.

    python -m benchmarks.signatures.measure [--json FILE] [--card] [--kept FOLDER]

The test set has its own seed; nothing was fixed on it. A kind is left out of the training set and of the validation set
that fixes the thresholds; its boxes of all three sets are then judged. Five are left out together, of a leaner model; a
kind of which a box is then called signed is left out again, alone, of the whole one, and that is its figure. How many
boxes of it a guard holds back before the model is asked is counted too, since guards are not left out.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.signatures.card import written
from benchmarks.signatures.marks import DOUBTS, MARKS
from benchmarks.signatures.patterns import PATTERNS
from benchmarks.signatures.rows import Row, rows_of, rows_of_all
from benchmarks.signatures.scans import PROFILES
from benchmarks.signatures.train import TRAINING, VALIDATION, model_of
from cases.application import Ink
from intake.signature_model import the_model

TEST = (16, 1500, 105)
"""Seed, signatures, and boxes of each kind of mark."""

TOGETHER = 5
"""How many kinds are left out together."""

RESULT = Path(__file__).parents[1] / "results" / "signatures.json"
CARD = Path(__file__).parents[2] / "docs" / "signature-model.md"


def measured(test: list[Row], training: list[Row], validation: list[Row]) -> dict[str, Any]:
    """All figures, as they are written to the file."""
    marks = [row for row in test if row.kind in MARKS]
    signed = [row for row in test if row.signature]
    return {
        "test_seed": TEST[0],
        "threshold": round(float(the_model().signed), 6),
        "distance": round(float(the_model().strange), 3),
        "marks": _counts(marks),
        "signatures": _counts(signed),
        "doubts": {kind: _counts(row for row in test if row.kind == kind) for kind in DOUBTS},
        "marks_per_kind": {kind: _counts(row for row in marks if row.kind == kind) for kind in MARKS},
        "marks_per_profile": {name: _counts(row for row in marks if row.profile == name) for name in PROFILES},
        "signatures_per_profile": {name: _counts(row for row in signed if row.profile == name) for name in PROFILES},
        "signatures_per_hand": {hand: _counts(r for r in signed if r.hand == hand) for hand in _hands(signed)},
        "left_out": left_out(tuple(MARKS), training, validation, test),
        "foils_left_out": left_out(tuple(PATTERNS), training, validation, test),
    }


def _hands(rows: Iterable[Row]) -> list[str]:
    return sorted({row.hand for row in rows})


def _counts(rows: Iterable[Row]) -> dict[str, int]:
    states = Counter(row.state() for row in rows)
    return {"boxes": sum(states.values()), **{state.value: states[state] for state in Ink}}


def left_out(
    kinds: Sequence[str], known: list[Row], validation: list[Row], test: list[Row]
) -> dict[str, dict[str, int]]:
    """Of each kind how many boxes a model that never saw it calls signed, and how many a guard holds back."""
    own = {kind: [row for row in (*known, *validation, *test) if row.kind == kind] for kind in kinds}
    asked = [kind for kind in kinds if any(row.judged for row in own[kind])]
    signed = dict.fromkeys(kinds, 0)
    apart = -(-len(asked) // TOGETHER)
    for together in (asked[first::apart] for first in range(apart)):  # neighbours in the list are alike: not together
        signed |= _signed(together, own, known, validation)
    for kind in [kind for kind in asked if signed[kind]]:
        signed |= _signed([kind], own, known, validation)
    return {
        kind: {"boxes": len(rows), "held": sum(not row.judged for row in rows), "signed": signed[kind]}
        for kind, rows in own.items()
    }


def _signed(
    without: Sequence[str], own: Mapping[str, list[Row]], known: list[Row], validation: list[Row]
) -> dict[str, int]:
    model = model_of(known, validation, without)
    signed = {kind: sum(row.state(model) is Ink.SIGNED for row in own[kind]) for kind in without}
    print(f"left out: {signed}", file=sys.stderr, flush=True)
    return signed


def show(result: dict[str, Any]) -> None:
    """Prints the figures as tables."""
    print(f"\n{'what stands in the box':32s} {'boxes':>6s} {'signed':>7s} {'uncertain':>10s} {'empty':>7s}")
    for title, counts in (
        *result["marks_per_kind"].items(),
        ("ALL MARKS", result["marks"]),
        *((f"signature, {hand}", counts) for hand, counts in result["signatures_per_hand"].items()),
        *((f"signature, {name}", counts) for name, counts in result["signatures_per_profile"].items()),
        ("ALL SIGNATURES", result["signatures"]),
        *((f"marks, {name}", counts) for name, counts in result["marks_per_profile"].items()),
    ):
        print(f"{title:32s} {counts['boxes']:6d} {counts['signed']:7d} {counts['uncertain']:10d} {counts['empty']:7d}")
    print(f"\n{'kind left out of training':32s} {'boxes':>6s} {'held':>7s} {'signed':>7s}")
    for kind, counts in (*result["left_out"].items(), *result["foils_left_out"].items()):
        print(f"{kind:32s} {counts['boxes']:6d} {counts['held']:7d} {counts['signed']:7d}")


def main() -> None:
    """Measure, print, write."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--json", type=Path, default=RESULT)
    asked.add_argument("--card", action="store_true", help="write the figures into docs/signature-model.md")
    asked.add_argument("--kept", type=Path, help="the folder that `train --kept` keeps its sets in")
    options = asked.parse_args()
    kept: Path | None = options.kept
    result = measured(rows_of(TEST, kept), rows_of_all(TRAINING, kept), rows_of_all(VALIDATION, kept))
    show(result)
    options.json.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", "utf-8")
    if options.card:
        CARD.write_text(written(CARD.read_text("utf-8"), result), "utf-8")


if __name__ == "__main__":
    sys.exit(main())

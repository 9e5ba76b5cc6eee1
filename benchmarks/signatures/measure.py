"""How often the signature model is right: confusion per kind and per scan profile, and each kind left out in turn.

    python -m benchmarks.signatures.measure [--json FILE] [--ocr] [--card]

The test set has its own seed; nothing was fixed on it. Without `--ocr` nobody reads what the model would call signed,
so the figures are those of the model alone; with it, what OCR can read becomes uncertain as in the service.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.signatures.boosting import trained
from benchmarks.signatures.card import written
from benchmarks.signatures.marks import DOUBTS, MARKS
from benchmarks.signatures.rows import Row, rows_of, table
from benchmarks.signatures.scans import PROFILES
from benchmarks.signatures.train import TRAINING
from cases.application import Ink
from intake.ocr import Ocr
from intake.signature_model import the_model

TEST = (3, 1200, 150)
"""Seed, signatures, and boxes of each kind of mark."""

RESULT = Path(__file__).parents[1] / "results" / "signatures.json"
CARD = Path(__file__).parents[2] / "docs" / "signature-model.md"


def measured(test: list[Row], training: list[Row]) -> dict[str, Any]:
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
        "alone": {"marks": _counts(marks, alone=True), "signatures": _counts(signed, alone=True)},
        "signatures_per_profile": {name: _counts(row for row in signed if row.profile == name) for name in PROFILES},
        "signatures_per_hand": {hand: _counts(r for r in signed if r.hand == hand) for hand in _hands(signed)},
        "left_out": _left_out(test, training),
    }


def _hands(rows: Iterable[Row]) -> list[str]:
    return sorted({row.hand for row in rows})


def _counts(rows: Iterable[Row], *, alone: bool = False) -> dict[str, int]:
    states = Counter(row.state(alone=alone) for row in rows)
    return {"boxes": sum(states.values()), **{state.value: states[state] for state in Ink}}


def _left_out(test: list[Row], training: list[Row]) -> dict[str, dict[str, int]]:
    """Of each kind, how many of its boxes a model calls signed that was trained without the kind."""
    features, signature, kinds = table(training)
    found = {}
    for kind in MARKS:
        without = trained(features[kinds != kind], signature[kinds != kind])
        without = replace(without, signed=the_model().signed, strange=the_model().strange)
        rows = [row for row in (*training, *test) if row.kind == kind]
        found[kind] = {"boxes": len(rows), "signed": sum(row.state(without) is Ink.SIGNED for row in rows)}
    return found


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
    print(f"\n{'kind left out of training':32s} {'boxes':>6s} {'signed':>7s}")
    for kind, counts in result["left_out"].items():
        print(f"{kind:32s} {counts['boxes']:6d} {counts['signed']:7d}")


def main() -> None:
    """Measure, print, write."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--json", type=Path, default=RESULT)
    asked.add_argument("--ocr", action="store_true")
    asked.add_argument("--card", action="store_true", help="write the figures into docs/signature-model.md")
    options = asked.parse_args()
    engine = Ocr() if options.ocr else None
    result = measured(rows_of(*TEST, engine=engine), rows_of(*TRAINING, engine=engine))
    result["ocr"] = options.ocr
    show(result)
    options.json.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", "utf-8")
    if options.card:
        CARD.write_text(written(CARD.read_text("utf-8"), result), "utf-8")


if __name__ == "__main__":
    sys.exit(main())

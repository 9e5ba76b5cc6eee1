"""Trains the signature model from seeds: `make train`, `make train KEPT=folder`. The same seeds give the same model.

    training set → trees and nets → validation set → thresholds → intake/models/signature.npz

The test set (`measure`) is not looked at here.
"""

import argparse
import sys
from collections.abc import Collection
from dataclasses import fields, replace
from pathlib import Path

import numpy as np

from benchmarks.signatures.boosting import LEAN, all_distances, all_odds, trained
from benchmarks.signatures.marks import MARKS
from benchmarks.signatures.patterns import PATTERNS
from benchmarks.signatures.rows import Row, rows_of_all, table
from cases.application import Ink
from intake.signature_model import MODEL, SignatureModel, distrust

TRAINING = (
    (1, 2000, 110), (5, 1000, 105), (6, 1000, 105), (11, 1500, 105), (12, 1500, 105), (13, 1500, 105), (15, 1500, 105),
    (17, 1500, 105),
)  # fmt: skip
VALIDATION = ((2, 1500, 80), (14, 1500, 105))
"""Seed, signatures, and boxes of each kind of mark, of every part of a set."""

WRITTEN = (
    "word crossed out", "word written over", "word underlined", "script font name", "joined script font name",
    "pointed pen script", "drawing", "animal or thing drawn", "signs by hand", "cross", "ring by hand", "tally",
    "initials elsewhere", "name printed by hand", "note by hand", "note in a joined hand", "number by hand",
    "date by hand", "coil or wave", "hatching", "squares by hand", "stamp", "emblem", *PATTERNS,
)  # fmt: skip
LIKE = 3.0
"""Marks that are most like a signature, and how many times each box of them counts for the trees."""

KNOWN = 0.99
"""The share of the signatures that shall count as like those of the training set."""

SPARED = 0.13
"""The share of the validation set's signatures that may be uncertain: what room there is, the threshold uses."""

MARGIN = 0.8
"""How far, in log odds, the threshold lies at least above the highest score of any mark of the validation set."""


def model_of(training: list[Row], validation: list[Row], without: Collection[str] = ()) -> SignatureModel:
    """The model with its thresholds; `without` some kinds of mark, which neither set then shows it.

    A leaner one, if it is without several.
    """
    features, signature, kinds = table([row for row in training if row.kind not in without])
    weight = np.where(np.isin(kinds, WRITTEN), LIKE, 1.0)
    known = trained(features, signature, weight, **(LEAN if len(without) > 1 else {}))
    features, signature, kinds = table([row for row in validation if row.kind not in without])
    far = all_distances(known, features)
    odds = all_odds(known, features) - distrust(far)
    judged = [row for row in validation if row.judged and row.kind not in without]
    unread = np.array([not (row.read and row.read.legible.text) for row in judged])
    strange = np.quantile(far[signature], KNOWN)
    good = odds[signature & unread & (far <= strange)]
    lost = 1 - len(good) / sum(row.signature for row in validation)
    spared = np.quantile(good, max(0.0, (SPARED - lost) / (1 - lost)))
    highest = odds[np.isin(kinds, list(MARKS)) & unread & (far <= strange)].max()
    signed = 1 / (1 + np.exp(-max(spared, highest + MARGIN)))
    return replace(known, strange=np.float64(strange), signed=np.float64(signed))


def main() -> None:
    """Train, and write the model."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument(
        "--kept", type=Path, help="a folder to keep the sets in, so that `measure` need not see them again"
    )
    kept: Path | None = asked.parse_args().kept
    training, validation = rows_of_all(TRAINING, kept), rows_of_all(VALIDATION, kept)
    model = model_of(training, validation)
    MODEL.parent.mkdir(exist_ok=True)
    np.savez(MODEL, **{field.name: getattr(model, field.name) for field in fields(model)})
    states = [row.state(model) for row in validation if row.signature]
    shares = {state.value: round(states.count(state) / len(states), 4) for state in Ink}
    print(f"threshold {float(model.signed):.6f}, distance {float(model.strange):.2f}, validation signatures {shares}")


if __name__ == "__main__":
    sys.exit(main())

"""Trains the signature model from a seed: `make train`. The same seed gives the same bytes.

    training set → trees → validation set, each kind left out in turn → thresholds → intake/models/signature.npz

The threshold lies above every mark of the validation set that the guards let through and OCR can't read. The test set
(`measure`) is not looked at here.
"""

import sys
from dataclasses import fields, replace

import numpy as np

from benchmarks.signatures.boosting import trained
from benchmarks.signatures.marks import MARKS
from benchmarks.signatures.rows import Row, rows_of, table
from cases.application import Ink
from intake.ocr import Ocr
from intake.signature_model import MODEL, SignatureModel

OFTEN = dict.fromkeys(("script font name", "joined script font name", "readable name in a neat hand"), 500)
TRAINING, VALIDATION = (1, 1800, 120, OFTEN), (2, 600, 40)
"""Seed, signatures, boxes of each kind of mark, and of those that are most like a signature."""

KNOWN = 0.98
"""The share of the signatures that shall count as like those of the training set."""

LEAST = 0.9
"""The score that is asked at least."""

MARGIN = 0.5
"""How far, in log odds, the threshold lies above the highest score of any mark."""


def model_of(training: list[Row], validation: list[Row]) -> SignatureModel:
    """The model with its thresholds."""
    features, signature, _ = table(training)
    known = trained(features, signature)
    good = [row for row in validation if row.signature and not row.seen.blank]
    strange = np.quantile([known.strangeness(row.numbers) for row in good], KNOWN)
    open_ = replace(known, strange=np.float64(strange), signed=np.float64(LEAST))
    highest = max(_passing(open_, validation), default=LEAST)
    odds = np.log(highest / (1 - min(highest, 1 - 1e-9))) + MARGIN
    return replace(open_, signed=np.float64(1 / (1 + np.exp(-odds))))


def _passing(model: SignatureModel, rows: list[Row]) -> list[float]:
    """The scores of the marks that the model would call signed."""
    marks = [row for row in rows if row.kind in MARKS and row.state(model) is Ink.SIGNED]
    return [model.score(row.numbers) for row in marks]


def main() -> None:
    """Train, and write the model."""
    training, validation = rows_of(*TRAINING), rows_of(*VALIDATION, engine=Ocr())
    model = model_of(training, validation)
    MODEL.parent.mkdir(exist_ok=True)
    np.savez(MODEL, **{field.name: getattr(model, field.name) for field in fields(model)})
    states = [row.state(model) for row in validation if row.signature]
    shares = {state.value: round(states.count(state) / len(states), 4) for state in Ink}
    print(f"threshold {float(model.signed):.5f}, distance {float(model.strange):.2f}, validation signatures {shares}")


if __name__ == "__main__":
    sys.exit(main())

"""The trained model of what pen strokes are like: boosted trees and the cloud of known signatures, as plain arrays.

`make train` writes `intake/models/signature.npz` (docs/signature-model.md); nothing of the library that trains it is
needed to use it.
"""

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from intake.features import NAMES, Numbers

MODEL = Path(__file__).parent / "models" / "signature.npz"

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]

_SHARES = frozenset({
    "main", "spread", "slant", "level", "upright", "straight", "stiff", "fill", "dense", "darkness", "core", "outside",
})  # fmt: skip
_LOGGED = np.array([name not in _SHARES for name in NAMES])


@dataclass(frozen=True, slots=True)
class SignatureModel:
    """Trees, one after the other, nodes in a row: a leaf points at itself. `roots` says where each tree begins.

    `middle`, `width` and `inverse` describe the signatures that it was trained on. From a score of `signed` on, and
    within a distance of `strange`, strokes may be called a signature; both were fixed on the validation set.
    """

    feature: Ints
    threshold: Floats
    left: Ints
    right: Ints
    value: Floats
    roots: Ints
    base: Floats
    depth: Ints
    middle: Floats
    width: Floats
    inverse: Floats
    signed: Floats
    strange: Floats

    def score(self, row: Numbers) -> float:
        """How much it looks like a signature, 0..1."""
        at = self.roots
        for _ in range(int(self.depth)):
            at = np.where(row[self.feature[at]] <= self.threshold[at], self.left[at], self.right[at])
        return float(1 / (1 + np.exp(-(float(self.base) + float(self.value[at].sum())))))

    def strangeness(self, row: Numbers) -> float:
        """How far it lies from the signatures of the training set: Mahalanobis distance of tamed features."""
        off = (tamed(row) - self.middle) / self.width
        return float(np.sqrt(off @ self.inverse @ off))

    def knows(self, row: Numbers) -> bool:
        """Whether it is like what the model was trained on, so that its score means something."""
        return self.strangeness(row) <= float(self.strange)


def tamed(rows: Numbers) -> Floats:
    """Features as they are compared: lengths and counts by their logarithm."""
    return np.where(_LOGGED, np.log(np.maximum(rows, 0) + 0.05), rows)


@cache
def the_model(file: Path = MODEL) -> SignatureModel:
    """The model that is shipped."""
    with np.load(file, allow_pickle=False) as arrays:
        return SignatureModel(**{field.name: arrays[field.name] for field in fields(SignatureModel)})

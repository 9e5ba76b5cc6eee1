"""The trained model of what pen strokes are like: boosted trees, small nets and the cloud of known signatures.

All are plain arrays: `make train` writes `intake/models/signature.npz` (docs/signature-model.md), and nothing of the
library that trains them is needed to use it. Trees are good at sharp bounds and nets, which see more, at smooth ones:
the score weighs what both say.
"""

from dataclasses import astuple, dataclass, fields
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from intake.features import Features
from intake.glance import FEATURES, STROKES
from intake.signature_shape import Shape
from intake.signature_text import Legible, Reading

MODEL = Path(__file__).parent / "models" / "signature.npz"

Floats = npt.NDArray[np.float64]
Weights = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

_NUMBERED = tuple(f"{part.__name__}.{field.name}" for part in (Features, Shape, Legible) for field in fields(part))
OWN = len(_NUMBERED)
"""How many numbers of a row are ours; trees and distance go by them alone."""

_SEEN = (("feature", FEATURES), ("stroke", STROKES))
NAMES = (
    *_NUMBERED,
    *(f"{how} of {what} {n}" for what, count in _SEEN for how in ("mean", "spread") for n in range(count)),
)
"""The numbers of a row: ours, then what the reader saw."""

_COUNTED = {
    Features: (
        "width", "height", "length", "thickness", "uneven", "pieces", "dots", "piece_width", "piece_height", "alike",
        "footing", "gaps", "winding", "crossings", "across", "steady", "holes", "hole_area", "corners", "turning",
        "mottled", "feet", "heads", "touching", "pale",
    ),
    Shape: (
        "tallest", "reach", "jumps", "rugged", "rough", "bending", "straight", "longest", "cell", "uneven", "full",
        "levels", "busy", "uprights", "tight", "gaps",
    ),
    Legible: ("letters", "close"),
}  # fmt: skip
_LOGGED = np.array(
    [name in {f"{part.__name__}.{each}" for part, own in _COUNTED.items() for each in own} for name in NAMES]
)
TREES = 0.3
"""What the trees count for in the score; the nets count for the rest."""

USUAL, TRUST = 6.0, 0.3
"""Beyond this distance, where one known signature in six lies nearer, each step takes so much off the log odds."""

_FAR = 5.0  # widths from the middle: what lies farther tells a net no more


def row_of(features: Features, shape: Shape, read: Reading) -> Floats:
    """What the model judges by, in the order of NAMES."""
    return np.array([*astuple(features), *astuple(shape), *astuple(read.legible), *read.seen], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class SignatureModel:
    """Trees, one after the other, nodes in a row: a leaf points at itself. `roots` says where each tree begins.

    Of each net the weights (net, from, to) and biases (net, to) of two hidden layers and of its last one. `middle`,
    `width` and `inverse` describe the signatures that it was trained on. From a score of `signed` on, and within a
    distance of `strange`, strokes may be called a signature; both were fixed on the validation set.
    """

    feature: Ints
    threshold: Floats
    left: Ints
    right: Ints
    value: Floats
    roots: Ints
    base: Floats
    depth: Ints
    weights: Weights
    bias: Weights
    weights_2: Weights
    bias_2: Weights
    weights_3: Weights
    bias_3: Weights
    middle: Floats
    width: Floats
    inverse: Floats
    signed: Floats
    strange: Floats

    def score(self, row: Floats) -> float:
        """How much it looks like a signature, 0..1."""
        odds = TREES * self.of_trees(row) + (1 - TREES) * self.of_nets(row)
        return float(1 / (1 + np.exp(distrust(self.strangeness(row)) - odds)))

    def of_trees(self, row: Floats) -> float:
        """What the trees say, in log odds."""
        at = self.roots
        for _ in range(int(self.depth)):
            at = np.where(row[self.feature[at]] <= self.threshold[at], self.left[at], self.right[at])
        return float(self.base) + float(self.value[at].sum())

    def of_nets(self, row: Floats) -> float:
        """What the nets say on the mean, in log odds."""
        off = np.clip(self._off(row), -_FAR, _FAR)
        first = np.maximum(off @ self.weights + self.bias, 0)
        second = np.maximum(np.einsum("ni,nij->nj", first, self.weights_2) + self.bias_2, 0)
        return float(np.mean((second * self.weights_3).sum(axis=1) + self.bias_3))

    def strangeness(self, row: Floats) -> float:
        """How far it lies from the signatures of the training set: Mahalanobis distance of tamed numbers."""
        off = self._off(row)[:OWN]
        return float(np.sqrt(off @ self.inverse @ off))

    def knows(self, row: Floats) -> bool:
        """Whether it is like what the model was trained on, so that its score means something."""
        return self.strangeness(row) <= float(self.strange)

    def _off(self, row: Floats) -> Floats:
        return np.asarray((tamed(row) - self.middle) / self.width)


def distrust(far: float | Floats) -> Floats:
    """What the score of rows loses, in log odds, for lying so far from the known signatures."""
    return np.asarray(TRUST * np.maximum(0.0, np.asarray(far) - USUAL))


def standard(rows: Floats, middle: Floats, width: Floats) -> Floats:
    """Rows as the nets take them."""
    return np.clip((tamed(rows) - middle) / width, -_FAR, _FAR)


def tamed(rows: Floats) -> Floats:
    """Numbers as they are compared: lengths and counts by their logarithm."""
    return np.where(_LOGGED, np.log(np.maximum(rows, 0) + 0.05), rows)


@cache
def the_model(file: Path = MODEL) -> SignatureModel:
    """The model that is shipped."""
    with np.load(file, allow_pickle=False) as arrays:
        return SignatureModel(**{field.name: arrays[field.name] for field in fields(SignatureModel)})

"""Training: scikit-learn's trees and nets become the arrays of `SignatureModel`. The only user of scikit-learn."""

import warnings

import numpy as np

from intake.signature_model import OWN, TREES, Floats, SignatureModel, Weights, standard, tamed

_SHRINK = 0.05  # added to the diagonal of the covariance, so that it can be inverted whatever the set
FORESTS, NETS = 2, 8
"""How many of each are trained, each from a seed of its own."""

LEAN = {"forests": 1, "nets": 2}
"""How many are enough to tell what happens without some kinds."""


def trained(
    rows: Floats, signature: np.ndarray, weight: Floats | None = None, forests: int = FORESTS, nets: int = NETS
) -> SignatureModel:
    """A model for the rows; its thresholds let nothing pass until they are set. The weights are for the trees alone."""
    known = tamed(rows[signature])
    middle, width = known.mean(axis=0), known.std(axis=0) + 1e-6
    spread = np.cov(((known - middle) / width)[:, :OWN].T)
    return SignatureModel(
        **_trees(rows[:, :OWN], signature, weight, forests),
        **_nets(standard(rows, middle, width).astype(np.float32), signature, nets),
        middle=middle,
        width=width,
        inverse=np.linalg.inv(spread + _SHRINK * np.eye(OWN)),
        signed=np.float64(np.inf),
        strange=np.float64(0.0),
    )


def forest(seed: int) -> "object":
    """Boosted trees that have not been trained yet."""
    from sklearn.ensemble import HistGradientBoostingClassifier  # takes a second to load

    return HistGradientBoostingClassifier(
        max_iter=250,
        learning_rate=0.08,
        max_leaf_nodes=15,
        min_samples_leaf=15,
        l2_regularization=1.0,
        max_features=0.3,
        early_stopping=False,
        random_state=seed,
    )


def net(seed: int) -> "object":
    """A small net that has not been trained yet."""
    from sklearn.neural_network import MLPClassifier

    return MLPClassifier((96, 32), alpha=0.3, max_iter=20, random_state=seed)


def _trees(rows: Floats, signature: np.ndarray, weight: Floats | None, count: int) -> dict[str, np.ndarray]:
    """The forests as one; each tree counts for its share."""
    forests = [forest(1 + number).fit(rows, signature, sample_weight=weight) for number in range(count)]
    trees = [stage[0].nodes for each in forests for stage in each._predictors]
    roots = np.cumsum([0, *(len(tree) for tree in trees[:-1])])
    nodes = np.concatenate(trees)
    starts = np.repeat(roots, [len(tree) for tree in trees])
    own, leaf = np.arange(len(nodes)), nodes["is_leaf"].astype(bool)
    return {
        "feature": np.where(leaf, 0, nodes["feature_idx"]).astype(np.int32),
        "threshold": np.where(leaf, 0.0, nodes["num_threshold"]).astype(np.float64),
        "left": np.where(leaf, own, nodes["left"] + starts).astype(np.int32),
        "right": np.where(leaf, own, nodes["right"] + starts).astype(np.int32),
        "value": np.where(leaf, nodes["value"], 0.0).astype(np.float64) / count,
        "roots": roots.astype(np.int32),
        "base": np.float64(np.mean([float(np.ravel(each._baseline_prediction)[0]) for each in forests])),
        "depth": np.int32(max(int(tree["depth"].max()) for tree in trees)),
    }


def _nets(rows: Weights, signature: np.ndarray, count: int) -> dict[str, np.ndarray]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it could be trained for longer
        nets = [net(1 + number).fit(rows, signature) for number in range(count)]
    weights = [np.stack([each.coefs_[layer] for each in nets]) for layer in range(3)]
    biases = [np.stack([each.intercepts_[layer] for each in nets]) for layer in range(3)]
    arrays = {
        "weights": weights[0], "bias": biases[0], "weights_2": weights[1], "bias_2": biases[1],
        "weights_3": weights[2][:, :, 0], "bias_3": biases[2][:, 0],
    }  # fmt: skip
    return {name: array.astype(np.float32) for name, array in arrays.items()}


def all_odds(model: SignatureModel, rows: Floats) -> np.ndarray:
    """The score of every row in log odds, and all at once: what `SignatureModel.score` says of one."""
    at = np.broadcast_to(model.roots, (len(rows), len(model.roots)))
    each = np.arange(len(rows))[:, None]
    for _ in range(int(model.depth)):
        at = np.where(rows[each, model.feature[at]] <= model.threshold[at], model.left[at], model.right[at])
    trees = float(model.base) + model.value[at].sum(axis=1)
    off = standard(rows, model.middle, model.width)
    first = np.maximum(np.einsum("ri,nij->rnj", off, model.weights, optimize=True) + model.bias, 0)
    second = np.maximum(np.einsum("rni,nij->rnj", first, model.weights_2, optimize=True) + model.bias_2, 0)
    nets = ((second * model.weights_3).sum(axis=2) + model.bias_3).mean(axis=1)
    return np.asarray(TREES * trees + (1 - TREES) * nets)


def all_distances(model: SignatureModel, rows: Floats) -> np.ndarray:
    """How far every row lies from the known signatures."""
    off = ((tamed(rows) - model.middle) / model.width)[:, :OWN]
    return np.asarray(np.sqrt(np.einsum("ri,ij,rj->r", off, model.inverse, off, optimize=True)))

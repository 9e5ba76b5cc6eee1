"""Training: scikit-learn's boosted trees become the plain arrays of `SignatureModel`. The only user of scikit-learn."""

import numpy as np

from intake.features import Numbers
from intake.signature_model import SignatureModel, tamed

_SHRINK = 0.05  # added to the diagonal of the covariance, so that it can be inverted whatever the set


def trained(rows: Numbers, signature: np.ndarray, seed: int = 1) -> SignatureModel:
    """A model for the rows; its thresholds let nothing pass until they are set."""
    from sklearn.ensemble import HistGradientBoostingClassifier  # takes a second to load

    boosted = HistGradientBoostingClassifier(
        max_iter=250,
        learning_rate=0.08,
        max_leaf_nodes=15,
        min_samples_leaf=15,
        l2_regularization=1.0,
        early_stopping=False,
        random_state=seed,
    ).fit(rows, signature)
    trees = [stage[0].nodes for stage in boosted._predictors]
    roots = np.cumsum([0, *(len(tree) for tree in trees[:-1])])
    nodes = np.concatenate(trees)
    starts = np.repeat(roots, [len(tree) for tree in trees])
    own, leaf = np.arange(len(nodes)), nodes["is_leaf"].astype(bool)
    known = tamed(rows[signature])
    middle, width = known.mean(axis=0), known.std(axis=0) + 1e-6
    spread = np.cov(((known - middle) / width).T)
    return SignatureModel(
        feature=np.where(leaf, 0, nodes["feature_idx"]).astype(np.int32),
        threshold=np.where(leaf, 0.0, nodes["num_threshold"]).astype(np.float64),
        left=np.where(leaf, own, nodes["left"] + starts).astype(np.int32),
        right=np.where(leaf, own, nodes["right"] + starts).astype(np.int32),
        value=np.where(leaf, nodes["value"], 0.0).astype(np.float64),
        roots=roots.astype(np.int32),
        base=np.float64(np.ravel(boosted._baseline_prediction)[0]),
        depth=np.int32(max(int(tree["depth"].max()) for tree in trees)),
        middle=middle,
        width=width,
        inverse=np.linalg.inv(spread + _SHRINK * np.eye(len(middle))),
        signed=np.float64(np.inf),
        strange=np.float64(0.0),
    )


def all_scores(model: SignatureModel, rows: Numbers) -> np.ndarray:
    """The score of every row."""
    return np.array([model.score(row) for row in rows])

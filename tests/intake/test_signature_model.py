"""The model is plain arrays that say what the trainer said, and training it again gives the same."""

import json

import numpy as np
import pytest

from benchmarks.signatures.boosting import all_scores, trained
from benchmarks.signatures.card import figures, written
from benchmarks.signatures.dataset import sample
from benchmarks.signatures.marks import MARKS
from benchmarks.signatures.measure import CARD, RESULT
from benchmarks.signatures.scans import PROFILES
from intake.features import NAMES, measured, numbers
from intake.signature import see
from intake.signature_model import MODEL, the_model

ROWS = np.abs(np.random.default_rng(4).normal(2, 1, (300, len(NAMES))))
LABELS = ROWS[:, 0] * ROWS[:, 1] > 4


def test_the_shipped_model_is_arrays_of_numbers_and_nothing_else():
    with np.load(MODEL, allow_pickle=False) as arrays:
        assert all(array.dtype.kind in "if" for array in arrays.values())


def test_the_shipped_model_fits_the_features():
    model = the_model()
    assert len(model.middle) == len(NAMES)
    assert model.feature.max() < len(NAMES)
    assert 0.9 <= float(model.signed) < 1


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Could not find the number of physical cores")  # of the trainer: no matter
def test_the_arrays_say_what_the_trainer_says():
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = trained(ROWS, LABELS)
    twin = HistGradientBoostingClassifier(
        max_iter=250, learning_rate=0.08, max_leaf_nodes=15, min_samples_leaf=15, l2_regularization=1.0,
        early_stopping=False, random_state=1,
    ).fit(ROWS, LABELS)  # fmt: skip
    assert np.allclose(all_scores(model, ROWS), twin.predict_proba(ROWS)[:, 1])


@pytest.mark.slow
def test_the_same_rows_train_the_same_model():
    one, two = trained(ROWS, LABELS), trained(ROWS, LABELS)
    assert np.array_equal(one.threshold, two.threshold)
    assert np.array_equal(one.value, two.value)
    assert np.array_equal(one.inverse, two.inverse)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["signature", *MARKS])
def test_a_box_depends_on_nothing_but_its_seed(kind):
    one, two = sample(kind, "grey 150", 5, 1), sample(kind, "grey 150", 5, 1)
    assert np.array_equal(one.shown, two.shown)
    assert not np.array_equal(one.shown, sample(kind, "grey 150", 6, 1).shown)


@pytest.mark.slow
@pytest.mark.parametrize("profile", PROFILES)
def test_what_is_seen_in_a_box_can_be_numbered_whatever_the_scanner(profile):
    seen, ink = see(*(getattr(sample("signature", profile, 5, 2), name) for name in ("shown", "printed")))
    assert np.isfinite(numbers(measured(ink, np.full_like(ink, 255)))).all()
    assert seen.covered > 0.5


def test_the_model_card_holds_the_figures_of_the_benchmark():
    result = json.loads(RESULT.read_text("utf-8"))
    page = CARD.read_text("utf-8")
    assert figures(result) in page
    assert written(page, result) == page


def test_the_figures_are_those_of_the_shipped_model():
    result = json.loads(RESULT.read_text("utf-8"))
    assert result["threshold"] == round(float(the_model().signed), 6)
    assert result["distance"] == round(float(the_model().strange), 3)


def test_no_mark_of_the_test_set_was_called_signed():
    result = json.loads(RESULT.read_text("utf-8"))
    assert result["marks"]["boxes"] >= 5000
    assert len(result["marks_per_kind"]) >= 18
    assert result["marks"]["signed"] == 0
    assert result["signatures"]["empty"] <= 0.002 * result["signatures"]["boxes"]

"""The model is plain arrays that say what the trainer said, and training it again gives the same."""

import json
from dataclasses import fields

import numpy as np
import pytest

from benchmarks.signatures.boosting import FORESTS, NETS, forest, net, trained
from benchmarks.signatures.card import figures, written
from benchmarks.signatures.dataset import sample
from benchmarks.signatures.marks import MARKS
from benchmarks.signatures.measure import CARD, RESULT
from benchmarks.signatures.scans import PROFILES
from intake.glance import FEATURES, STROKES, Glance
from intake.signature import held_back, see
from intake.signature_model import MODEL, NAMES, OWN, row_of, standard, the_model
from intake.signature_text import Legible, Reading, reading

ROWS = np.abs(np.random.default_rng(4).normal(2, 1, (300, len(NAMES))))
LABELS = ROWS[:, 0] * ROWS[:, 1] > 4
UNREAD = Reading(Legible(0.0, 0.0, 0.0, 0.0), np.zeros(len(NAMES) - OWN))


def test_the_shipped_model_is_arrays_of_numbers_and_nothing_else():
    with np.load(MODEL, allow_pickle=False) as arrays:
        assert all(array.dtype.kind in "if" for array in arrays.values())


def test_the_shipped_model_fits_the_features():
    model = the_model()
    assert len(model.middle) == len(NAMES)
    assert model.feature.max() < len(NAMES)
    assert 0.8 <= float(model.signed) < 1  # above what an uncertain box may score


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Could not find the number of physical cores")  # of the trainer: no matter
def test_the_arrays_say_what_the_trees_say():
    model = trained(ROWS, LABELS)
    said = np.mean(
        [forest(1 + number).fit(ROWS[:, :OWN], LABELS).decision_function(ROWS[:, :OWN]) for number in range(FORESTS)],
        axis=0,
    )
    assert np.allclose([model.of_trees(row) for row in ROWS], said)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Could not find the number of physical cores")
@pytest.mark.filterwarnings("ignore:Stochastic Optimizer")  # it could be trained for longer
def test_the_arrays_say_what_the_nets_say():
    model = trained(ROWS, LABELS)
    rows = standard(ROWS, model.middle, model.width)
    shares = [net(1 + number).fit(rows, LABELS).predict_proba(rows) for number in range(NETS)]
    said = np.mean([np.log(share[:, 1] / share[:, 0]) for share in shares], axis=0)
    assert np.allclose([model.of_nets(row) for row in ROWS], said, atol=1e-4)


@pytest.mark.slow
def test_the_same_rows_train_the_same_model():
    one, two = trained(ROWS, LABELS), trained(ROWS, LABELS)
    for field in fields(one):
        assert np.array_equal(getattr(one, field.name), getattr(two, field.name)), field.name


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["signature", *MARKS])
def test_a_box_depends_on_nothing_but_its_seed(kind):
    one, two = sample(kind, "grey 150", 5, 1), sample(kind, "grey 150", 5, 1)
    assert np.array_equal(one.shown, two.shown)
    assert not np.array_equal(one.shown, sample(kind, "grey 150", 6, 1).shown)


@pytest.mark.slow
@pytest.mark.parametrize("profile", PROFILES)
def test_what_is_seen_in_a_box_can_be_numbered_whatever_the_scanner(profile):
    drawn = sample("signature", profile, 5, 2)
    seen, _ = see(drawn.shown, drawn.printed)
    assert np.isfinite(row_of(seen.features, seen.shape, UNREAD)).all()
    assert seen.covered > 0.5


@pytest.mark.slow
def test_half_a_neighbour_s_signature_is_held_back_before_the_model_is_asked():
    for number in range(12):
        drawn = sample("half a neighbour's signature", "grey 200", 6, number)
        assert held_back(see(drawn.shown, drawn.printed)[0]) is not None


class Reader:
    def glance(self, pixels, letters):
        assert pixels.min() == 0
        features, strokes = np.zeros((2, FEATURES)), np.ones((STROKES, 3, 4))
        features[1] = 4
        return Glance((1.0, 0.5), features, strokes)


def test_letters_are_counted_for_the_height_that_they_stand_in():
    """And of what the network sees the mean and the spread are kept."""
    shown, ink = np.full((100, 400), 255, np.uint8), np.zeros((100, 400), np.uint8)
    shown[40:60, 100:200] = 0
    ink[40:60, 100:200] = 255
    found = reading(shown, ink, Reader())
    read = found.legible
    assert (read.letters, read.sure, read.least) == (2, 0.75, 0.5)
    assert read.close == pytest.approx(2 / (112 / 32))
    assert not read.text
    assert found.seen.tolist() == [2.0] * 2 * FEATURES + [1.0] * STROKES + [0.0] * STROKES
    assert Legible(3, 0.96, 0.1, 1.0).text
    assert not Legible(3, 0.94, 0.9, 1.0).text


def test_the_model_card_holds_the_figures_of_the_benchmark():
    result = json.loads(RESULT.read_text("utf-8"))
    page = CARD.read_text("utf-8")
    assert figures(result) in page
    assert written(page, result) == page


def test_the_figures_are_those_of_the_shipped_model():
    result = json.loads(RESULT.read_text("utf-8"))
    assert result["threshold"] == round(float(the_model().signed), 6)
    assert result["distance"] == round(float(the_model().strange), 3)


def test_every_kind_that_is_left_out_lets_at_most_one_in_five_hundred_through():
    left_out = json.loads(RESULT.read_text("utf-8"))["left_out"]
    assert set(left_out) == set(MARKS)
    assert min(counts["boxes"] for counts in left_out.values()) >= 500
    assert [kind for kind, counts in left_out.items() if counts["signed"] > counts["boxes"] / 500] == []


def test_no_mark_of_the_test_set_was_called_signed_and_few_signatures_were_uncertain():
    result = json.loads(RESULT.read_text("utf-8"))
    assert result["marks"]["boxes"] >= 5000
    assert len(result["marks_per_kind"]) >= 18
    assert result["marks"]["signed"] == 0
    assert result["signatures"]["uncertain"] <= 0.15 * result["signatures"]["boxes"]
    assert result["signatures"]["empty"] <= 0.002 * result["signatures"]["boxes"]

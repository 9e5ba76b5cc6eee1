"""Where a page may lie, by what is printed on it."""

import numpy as np

from intake.laid import moved
from intake.landmarks import _flat, _pose

SCAN = np.array([[2.6, -0.3, 140.0], [0.3, 2.6, 60.0], [0, 0, 1]])
TILTED = np.array([[2.6, 0.1, 40.0], [0.0, 2.4, 60.0], [4e-5, 8e-5, 1]])
CORNERS = np.array([(0.0, 0), (595, 0), (595, 842), (0, 842)])


def far_off(matrix, ours):
    """How far, in pixels, the corners of a page lie off when these of its places are matched, off by a trifle."""
    theirs = moved(matrix, ours) + np.random.default_rng(1).normal(0, 2.0, ours.shape)
    pose, votes = _pose(ours, theirs)
    assert votes >= 0.9 * len(ours)
    return float(np.linalg.norm(moved(pose, CORNERS) - moved(matrix, CORNERS), axis=1).max())


def test_matches_in_one_column_of_a_page_do_not_bend_the_rest_of_it():
    column = np.random.default_rng(2).uniform((40, 100), (100, 640), (100, 2))
    assert far_off(SCAN, column) < 15


def test_a_page_no_larger_than_a_point_is_none():
    theirs = np.random.default_rng(4).uniform(0, 800, (20, 2))
    assert _flat(theirs, theirs * 1e-6, np.ones(20, dtype=bool)) is None


def test_a_page_seen_aslant_is_followed():
    everywhere = np.random.default_rng(3).uniform((40, 40), (555, 800), (100, 2))
    assert far_off(TILTED, everywhere) < 15

"""A line to write on goes, and the tail that ends on it stays."""

import cv2
import numpy as np
import pytest

from intake.ink import trimmed
from intake.rules import Ruled, ruled
from intake.sight import Rule
from intake.tails import with_tails

DPI = 200
LINE = Rule(0, 60 * 72 / DPI, 180, 60 * 72 / DPI)


def box(*, stroke_ends):
    """A box with a line at 60, and a letter's stroke at column 100 that ends there."""
    paper = np.full((90, 500), 255, np.uint8)
    cv2.rectangle(paper, (0, 59), (499, 61), 0, -1)
    cv2.rectangle(paper, (98, 40), (103, stroke_ends), 0, -1)
    return paper


@pytest.mark.parametrize(("ends", "stays"), [(66, True), (62, True), (50, False)])
def test_of_a_line_that_part_stays_on_which_a_letter_ends(ends, stays):
    shown = box(stroke_ends=ends)
    kept = with_tails(shown, ruled(shown, DPI), (LINE,), DPI)
    assert bool((kept[59:62, 98:104] < 100).all()) is stays
    assert (kept[59:62, 150:] > 200).all()


def test_a_dot_that_stands_alone_is_dust_and_one_beside_a_letter_is_not():
    shown = np.full((90, 500), 255, np.uint8)
    cv2.rectangle(shown, (50, 25), (70, 60), 0, -1)
    cv2.rectangle(shown, (76, 56), (80, 60), 0, -1)  # a full stop
    alone = shown.copy()
    cv2.rectangle(alone, (300, 40), (304, 44), 0, -1)
    assert np.array_equal(trimmed(alone, DPI), trimmed(shown, DPI))
    assert trimmed(shown, DPI).shape[1] > 30


def test_where_there_is_nothing_but_dust_nothing_is_written():
    shown = np.full((90, 500), 255, np.uint8)
    for left in (40, 52, 300):
        cv2.rectangle(shown, (left, 40), (left + 5, 45), 0, -1)
    assert trimmed(shown, DPI) is None


def test_a_line_that_only_the_blank_shows_to_be_one_goes_too():
    shown = box(stroke_ends=50)
    kept = with_tails(shown, Ruled((), (), shown), (LINE,), DPI)
    assert (kept[55:66] > 200).all()
    assert (kept[40:50, 98:104] < 100).all()


def test_of_a_dotted_line_no_dot_stays_and_a_letter_does():
    shown = np.full((90, 500), 255, np.uint8)
    shown[59:62, ::8], shown[59:62, 1::8] = 0, 0
    cv2.rectangle(shown, (98, 30), (103, 64), 0, -1)
    line = Rule(0, 60 * 72 / DPI, 180, 60 * 72 / DPI, dotted=True)
    kept = with_tails(shown, Ruled((), (), shown), (line,), DPI)
    assert (kept[:, 120:] > 200).all()
    assert (kept[31:64, 99:103] < 100).all()


def test_what_seems_a_line_and_is_none_of_the_blanks_stays():
    """The feet of bold letters, in a copy."""
    shown = np.full((90, 500), 255, np.uint8)
    cv2.rectangle(shown, (100, 40), (260, 43), 0, -1)
    for left in range(100, 260, 20):
        cv2.rectangle(shown, (left, 20), (left + 5, 43), 0, -1)
    assert np.array_equal(with_tails(shown, ruled(shown, DPI), (LINE,), DPI), shown)


def test_of_a_line_that_lies_a_trifle_aslant_nothing_stays():
    shown = np.full((90, 500), 255, np.uint8)
    cv2.line(shown, (0, 58), (499, 62), 0, 3)
    assert (with_tails(shown, Ruled((), (), shown), (LINE,), DPI) > 200).all()


@pytest.mark.parametrize(("left", "stays"), [(112, True), (300, False)])
def test_a_dot_on_the_line_is_a_full_stop_beside_a_letter_and_else_dust(left, stays):
    shown = box(stroke_ends=50)
    cv2.rectangle(shown, (left, 55), (left + 4, 59), 0, -1)
    kept = with_tails(shown, Ruled((), (), shown), (LINE,), DPI)
    assert bool((kept[55:58, left : left + 5] < 100).all()) is stays


def test_of_letters_that_stand_on_the_line_all_along_only_tails_go_through_it():
    """A copy: the line is cut off beneath them, so that no letter gets a tail."""
    shown = box(stroke_ends=50)
    for left in range(10, 320, 12):
        cv2.rectangle(shown, (left, 30), (left + 6, 58), 0, -1)
    cv2.rectangle(shown, (154, 30), (160, 68), 0, -1)  # a "p" among them
    kept = with_tails(shown, Ruled((), (), shown), (LINE,), DPI)
    assert (kept[30:58, 10:16] < 100).all()
    assert (kept[60:66, 10:150] > 200).all()
    assert (kept[30:62, 155:160] < 100).all()
    assert (kept[58:66, 330:] > 200).all()

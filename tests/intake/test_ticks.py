"""A tick is found however it is made; what was taken back is not; and what nobody could tell is left to a person."""

import cv2
import numpy as np
import pytest

from cases.consent import SURE
from intake.forms import load_forms
from intake.laid import Laid, blank_at
from intake.ticks import CLEAR, CORRECTED, UNCLEAR, Box, Mark, choose, look, ticked

pytestmark = pytest.mark.slow

ELEV = load_forms()["elev-1"]
CHOICES = ELEV.choices("custody")
DPI = 300

CROSS = ((0.15, 0.15, 0.85, 0.85), (0.15, 0.85, 0.85, 0.15))
LARGE = ((-0.3, -0.3, 1.3, 1.3), (-0.3, 1.3, 1.3, -0.3))
TICK = ((0.15, 0.5, 0.4, 0.85), (0.4, 0.85, 1.5, -0.4))
STROKE = ((0.15, 0.9, 0.85, 0.1),)
BLACK = tuple((0.05, y, 0.95, y) for y in np.linspace(0.08, 0.92, 12))
SCRIBBLE = (*CROSS, *((0.1, y, 0.9, y) for y in (0.4, 0.6)))
ACROSS = ((-6.0, 0.45, 2.0, 0.55),)
DOWN = ((0.5, -3.0, 0.5, 4.0),)


def a_page(*drawn, specks=(), shifted=0):
    """Page 2 of the form, with strokes in parts of a box's side: (choice, strokes)."""
    pixels = blank_at(ELEV, 2, DPI).copy()
    for number, strokes in drawn:
        x0, y0, x1, _ = (each * DPI / 72 for each in CHOICES[number].box)
        side = x1 - x0
        for xa, ya, xb, yb in strokes:
            start, end = ((round(x0 + x * side), round(y0 + y * side)) for x, y in ((xa, ya), (xb, yb)))
            cv2.line(pixels, start, end, 40, 5)
    for number, x, y in specks:
        x0, y0, x1, _ = (each * DPI / 72 for each in CHOICES[number].box)
        cv2.circle(pixels, (round(x0 + x * (x1 - x0)), round(y0 + y * (x1 - x0))), 2, 30, -1)
    pixels = np.roll(pixels, shifted, axis=1)
    return Laid(ELEV, 2, pixels, np.diag([DPI / 72, DPI / 72, 1.0]), 1.0, DPI)


@pytest.mark.parametrize("strokes", [CROSS, LARGE, TICK, STROKE, BLACK], ids=["x", "X", "v", "line", "black"])
@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_box_is_ticked_however_it_is_done(number, strokes):
    assert ticked(a_page((number, strokes)), CHOICES) == (CHOICES[number], CLEAR)


def test_an_empty_form_has_no_tick_though_it_is_a_copy_full_of_specks():
    specks = [(number, x, y) for number in range(3) for x, y in ((0.3, 0.3), (0.6, 0.5), (0.4, 0.7), (0.7, 0.25))]
    assert ticked(a_page(), CHOICES) is None
    assert ticked(a_page(specks=specks), CHOICES) is None


def test_specks_do_not_hide_a_tick():
    assert ticked(a_page((1, CROSS), specks=[(0, 0.3, 0.3), (2, 0.6, 0.5)]), CHOICES) == (CHOICES[1], CLEAR)


def test_a_page_laid_a_little_beside_its_place_still_has_empty_boxes():
    assert ticked(a_page(shifted=5), CHOICES) is None


def test_a_blackened_box_beside_a_cross_was_a_mistake():
    assert ticked(a_page((0, BLACK), (2, CROSS)), CHOICES) == (CHOICES[2], CORRECTED)


def test_a_tick_that_was_crossed_out_leaves_the_other_to_a_person():
    assert ticked(a_page((0, SCRIBBLE), (1, STROKE)), CHOICES) == (CHOICES[1], UNCLEAR)
    assert UNCLEAR < SURE


@pytest.mark.parametrize("line", [ACROSS, DOWN], ids=["across", "down"])
def test_a_line_that_runs_through_a_box_is_no_tick_that_counts(line):
    found = ticked(a_page((1, line)), CHOICES)
    assert found is None or found[1] < SURE


def test_a_line_through_one_box_makes_the_tick_in_another_unsure():
    assert look(a_page((1, ACROSS)), CHOICES[1]).mark is Mark.STRAY
    assert ticked(a_page((0, CROSS), (1, ACROSS)), CHOICES) == (CHOICES[0], UNCLEAR)


@pytest.mark.parametrize(
    ("marks", "chosen"),
    [
        ([(Mark.EMPTY, 0), (Mark.MARKED, 0.2), (Mark.EMPTY, 0)], (1, CLEAR)),
        ([(Mark.EMPTY, 0), (Mark.EMPTY, 0)], None),
        ([(Mark.MARKED, 0.2), (Mark.MARKED, 0.25)], None),
        ([(Mark.FILLED, 0.9), (Mark.FILLED, 0.9), (Mark.EMPTY, 0)], None),
        ([(Mark.MARKED, 0.2), (Mark.MARKED, 0.2), (Mark.MARKED, 0.2)], None),
        ([(Mark.FILLED, 0.9), (Mark.FILLED, 0.9), (Mark.MARKED, 0.2)], None),
        ([(Mark.FAINT, 0.03), (Mark.MARKED, 0.2)], (1, UNCLEAR)),
        ([(Mark.FAINT, 0.03), (Mark.EMPTY, 0)], None),
    ],
)
def test_the_boxes_together_give_the_answer_or_none(marks, chosen):
    assert choose([Box(mark, share) for mark, share in marks]) == chosen

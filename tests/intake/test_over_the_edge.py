"""What runs over the edge of its box is never verified, and read whole where there is room beyond."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.foreign.captions import CAPTIONS
from benchmarks.foreign.lines import LINES
from intake.document import proposed
from intake.fields import Sheet, read_values
from intake.forms import FieldType, load_forms
from intake.laid import Laid, blank_at
from intake.ocr import Heard, Seen
from intake.over_the_edge import ends_near, grown, runs_over, shown_to
from intake.pdf import Word

pytestmark = pytest.mark.slow

ELEV = load_forms()["elev-1"]
DPI = 200
SCHOOL, CLASS, TEXT = (
    next(field for field in ELEV.on(1) if field.name == name) for name in ("school", "class_name", "description")
)
X0, Y0, X1, Y1 = SCHOOL.box


def letters(*starts, y=Y0 + 9, high=8.0):
    """Upright strokes of letters, two points wide, beginning there."""
    return [(x, y, x + 2, y + high) for x in starts]


def a_page(ink):
    """The blank itself as a scan, with black rectangles of ink (points)."""
    pixels = blank_at(ELEV, 1, DPI).copy()
    for box in ink:
        x0, y0, x1, y1 = (round(each * DPI / 72) for each in box)
        pixels[y0:y1, x0:x1] = 0
    return Laid(ELEV, 1, pixels, np.diag([DPI / 72, DPI / 72, 1.0]), 1.0, DPI)


@pytest.mark.parametrize(
    ("ink", "over"),
    [
        (letters(X0 + 20, X0 + 25), False),
        (letters(X0 + 5), False),
        (letters(X1 - 8), False),
        (letters(X1 - 5), True),  # the box is full
        ([(X1 - 6, Y0 + 9, X1 + 1, Y0 + 17)], True),  # a letter on the frame
        (letters(X1 - 6.5, X1 + 1.5), True),  # the frame falls between two letters
        (letters(X1 - 20, X1 + 2), False),  # a neighbour's
        (letters(X0 - 3, X0 + 1.5), True),
        ([(X0, Y0 + 12, X1, Y0 + 13)], False),  # a line across is no writing
    ],
)
def test_writing_that_comes_to_the_end_of_its_line_runs_over(ink, over):
    assert runs_over(a_page(ink), SCHOOL) is over


@pytest.mark.parametrize(
    ("ink", "over"),
    [
        (letters(TEXT.box[2] - 4, y=TEXT.box[1] + 9), False),  # lines are broken near the end
        (letters(TEXT.box[2] - 4, TEXT.box[2] + 1.5, y=TEXT.box[1] + 9), True),
        (letters(60, 65, 70, y=TEXT.box[3] - 2, high=4.5), False),  # tails
        (letters(60, 65, 70, y=TEXT.box[3] + 3, high=6), True),
    ],
)
def test_a_text_runs_over_to_the_right_and_below(ink, over):
    assert runs_over(a_page(ink), TEXT) is over


class Says:
    def __init__(self, text):
        self.text, self.widths = text, []

    def read(self, pixels, how, *more):
        self.widths.append(pixels.shape[1])
        return Heard(self.text, 0.99)


@pytest.mark.parametrize(("ends", "verified"), [(X1 - 40, True), (X1 + 1, False)])
def test_what_both_engines_read_is_not_verified_where_it_runs_over(ends, verified):
    strokes = letters(*np.arange(ends - 100, ends, 4))
    found = read_values(Sheet(1, a_page(strokes)), Says("Åby Skole"), Says("Åby Skole"))["school"]
    assert (found.text, found.verified, found.confidence >= 0.8) == ("Åby Skole", verified, verified)
    assert found.box == (SCHOOL.box if verified else shown_to(a_page(()), SCHOOL.box))


def test_a_box_grows_as_far_as_its_writing_where_nothing_else_stands_beyond():
    alone = replace(CLASS, box=(414, 160, 480, 186))  # as if its frame were drawn there
    page = a_page(letters(474, 478, 482, 486, 490, y=Y0 + 9))
    assert grown(page, replace(SCHOOL, box=(48, 160, 410, 186))) is None  # the class's box is beside it
    longer = grown(page, alone)
    assert longer is not None
    assert longer.box[2] == pytest.approx(495, abs=1)


def test_a_box_that_runs_over_is_read_as_long_as_its_writing():
    bare = replace(ELEV, fields=(replace(CLASS, type=FieldType.LINE, box=(300, 640, 400, 666)),), texts=())
    page = a_page(letters(*np.arange(340, 440, 4), y=649))
    page.scan[:] = np.where(blank_at(ELEV, 1, DPI) < 235, 255, page.scan)
    laid = replace(page, form=bare)
    engine = Says("Åby Skole")
    read_values(Sheet(1, laid), engine, Says("Åby Skole"))
    assert max(engine.widths) > 100 * 150 / 72


@pytest.mark.parametrize(("layout", "believed"), [(LINES, False), (CAPTIONS, True)], ids=["lines", "cells"])
def test_a_free_text_on_lines_of_another_form_is_never_verified(layout, believed):
    """With its line both engines lose the tail of a "y", and read "tvdelig"."""
    form = proposed(layout.blank(), (layout.name, 1)).form
    text = next(field for field in form.fields if field.name == "description")
    pixels = blank_at(form, 1, DPI).copy()
    x0, y0, _, _ = (round(edge * DPI / 72) for edge in text.box)
    for column in range(x0 + 20, x0 + 200, 20):
        pixels[y0 + 12 : y0 + 34, column : column + 6] = 0
    laid = Laid(form, 1, pixels, np.diag([DPI / 72, DPI / 72, 1.0]), 1.0, DPI)
    found = read_values(Sheet(1, laid), Reads("Det går godt."), Reads("Det går godt."))["description"]
    assert (found.text, found.confidence >= 0.8) == ("Det går godt.", believed)
    assert believed or not found.verified


class Reads(Says):
    """Reads three words wherever it looks, all of the ink among them."""

    def read(self, pixels, how, *more):
        height, width = pixels.shape
        words = tuple(Seen(word, 0.99, (0, 0, width, height)) for word in self.text.split())
        return Heard(self.text, 0.99, words)

    def knows(self, word):
        return True

    def words(self, pixels, letters, stretch=1.0):
        return [(word, 0.99) for word in self.text.split()]


@pytest.mark.parametrize(("ends", "verified"), [(X1 - 20, True), (X1 + 12, False), (X1 - 1, False)])
def test_a_word_of_the_text_layer_that_fills_its_box_is_not_verified(ends, verified):
    words = (Word("Rosengårdskolen", (ends - 80, Y0 + 8, ends, Y0 + 18)),)
    value = read_values(Sheet(1, a_page(()), drawn=DPI, words=words), Says(""), Says(""))["school"]
    assert (value.verified, value.confidence > 0.8) == (verified, verified)
    assert ends_near([words[0].box], SCHOOL.box) is not verified

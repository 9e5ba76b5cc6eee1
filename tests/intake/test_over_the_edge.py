"""What runs over the edge of its box is never verified, and read whole where there is room beyond."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfbase.ttfonts import TTFontFile

from benchmarks.foreign.captions import CAPTIONS
from benchmarks.foreign.lines import LINES
from intake.document import proposed
from intake.fields import Sheet, read_values
from intake.forms import FieldType, load_forms
from intake.laid import Laid, blank_at
from intake.lines import LineReader
from intake.ocr import Heard, Ocr, Seen
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


def a_typed_page(words, low=None, high=None):
    """The blank with words of 11 points, their baseline `low` points over the lower edge or `high` under the upper."""
    page = Image.fromarray(blank_at(ELEV, 1, DPI).copy())
    face = ImageFont.truetype(TTFontFile("Vera.ttf").filename, round(11 * DPI / 72))
    for name, text in words.items():
        x0, y0, _, y1 = next(field.box for field in ELEV.on(1) if field.name == name)
        baseline = y1 - low if high is None else y0 + high
        at = ((x0 + 6) * DPI / 72, baseline * DPI / 72)
        ImageDraw.Draw(page).text(at, text, font=face, fill=20, anchor="ls")
    return replace(a_page(()), scan=np.asarray(page).copy())


LOW = {
    "school": "Nyborg Byskole",
    "class_name": "7.g",
    "pupil_name": "Maja Berg",
    "contact_name": "Silje Bjerg",
    "contact_email": "kaja@gylle.dk",
    "description": "Han er tydelig og rolig",
}
HIGH = {"pupil_name": "Åse Ømand", "contact_name": "Åge Bøgh", "description": "Åse og Åge"}


@pytest.mark.parametrize(
    ("words", "low", "high", "over"),
    [
        *((LOW, low, None, True) for low in (0.5, 1, 1.5, 2)),
        *((LOW, low, None, False) for low in (6, 8)),
        *((HIGH, None, high, True) for high in (9, 9.5)),
        *((HIGH, None, high, False) for high in (14, 16)),
    ],
)
def test_strokes_that_are_cut_off_above_or_below_run_over(words, low, high, over):
    """In a "g" without its tail both engines read an "a", in an "Å" without its ring an "A"."""
    page = a_typed_page(words, low, high)
    assert {field.name: runs_over(page, field) for field in ELEV.on(1) if field.name in words} == dict.fromkeys(
        words, over
    )


@pytest.mark.parametrize(("low", "over"), [(2, True), (2.5, True), (6, False)])
def test_an_underscore_of_an_address_may_be_gone_with_no_other_stroke_cut(low, over):
    email = next(field for field in ELEV.on(1) if field.type is FieldType.EMAIL)
    assert runs_over(a_typed_page({"contact_email": "anna_olsen@ner.dk"}, low), email) is over


@pytest.mark.parametrize("edge", [Y0, Y1], ids=["upper", "lower"])
def test_what_is_left_of_a_frame_is_no_stroke(edge):
    """A blank laid a little beside the scan leaves its frame along the edge, as long as the box."""
    inwards = 1 if edge == Y0 else -1
    near, far = sorted((edge + inwards * 0.8, edge + inwards * 2.4))
    assert not runs_over(a_page([(X0, near, X1, far), *letters(X0 + 20, X0 + 25)]), SCHOOL)


@pytest.mark.parametrize(("words", "low", "high"), [(LOW, 1, None), (HIGH, None, 9)])
def test_what_is_cut_off_above_or_below_is_never_verified(words, low, high):
    found = read_values(Sheet(1, a_typed_page(words, low, high)), Ocr(), LineReader())
    assert found.keys() == words.keys()
    assert not any(value.verified or value.confidence >= 0.8 for value in found.values())


def test_a_text_that_runs_over_does_not_make_its_page_one_by_hand():
    """The names beside it stay verified: its low confidence says nothing of the pen."""
    names = a_typed_page({"pupil_name": "Freja Holm", "contact_name": "Freja Holm"}, low=8)
    text = a_typed_page({"description": "Freja Holm"}, low=1)
    page = replace(names, scan=np.minimum(names.scan, text.scan))
    engine = Reads("Freja Holm")
    found = read_values(Sheet(1, page), engine, engine)
    assert {name: value.verified for name, value in found.items()} == {
        "pupil_name": True,
        "contact_name": True,
        "description": False,
    }
    assert found["description"].confidence < 0.8


class Says:
    def __init__(self, text):
        self.text, self.widths = text, []

    def read(self, pixels, how, *more):
        self.widths.append(pixels.shape[1])
        return Heard(self.text, 0.99)

    def knows(self, word):
        return False


@pytest.mark.parametrize(("ends", "verified"), [(X1 - 40, True), (X1 + 1, False)])
def test_what_both_engines_read_is_not_verified_where_it_runs_over(ends, verified):
    strokes = letters(*np.arange(ends - 100, ends, 4))
    found = read_values(Sheet(1, a_page(strokes)), Says("Åby Skole"), Says("Åby Skole"))["school"]
    assert (found.text, found.verified, found.confidence >= 0.8) == ("Åby Skole", verified, verified)
    assert found.box == (SCHOOL.box if verified else shown_to(a_page(()), SCHOOL.box))


def test_a_person_is_shown_the_end_and_the_tails_of_what_runs_over():
    assert shown_to(a_page(()), SCHOOL.box) == (X0, Y0 - 4, X1 + 36, Y1 + 4)


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
    assert max(engine.widths) > 0.85 * 100 * 150 / 72  # words are shown so much narrower


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


@pytest.mark.parametrize(("reaches", "verified"), [(-2, True), (8, False)])
def test_a_word_of_the_text_layer_that_lies_across_the_left_end_leaves_the_next_unverified(reaches, verified):
    words = (
        Word("Nordre", (X0 - 40, Y0 + 8, X0 + reaches, Y0 + 18)),
        Word("Skole", (X0 + 32, Y0 + 8, X0 + 60, Y0 + 18)),
    )
    value = read_values(Sheet(1, a_page(()), drawn=DPI, words=words), Says(""), Says(""))["school"]
    assert (value.text, value.verified) == ("Skole", verified)


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

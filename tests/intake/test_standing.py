"""Letters of a machine stand on one line, those of a hand do not; that tells who wrote a box."""

from pathlib import Path

import numpy as np
import pytest
import reportlab
from PIL import Image, ImageDraw, ImageFont

from cases.application import Box
from intake.clarity import Clarity
from intake.form import FieldType, FormField
from intake.standing import Standing, not_level, standing, standing_of_lines

HIGH = 14
EVEN = (0, 0, 0, 0, 0, 0, 0, 0)
BY_HAND = (0, 2, -1, 1, -2, 0, 2, -1)
TAILS = (0, 0, 6, 0, 0, 6, 0, 0)
BRACKETS = (0, 0, 3, 0, 0, 0, 3, 0)
ADDRESS = (3, 0, 3, 0, 3, 0, 3, 0, 3)


def a_line(feet, slope=0.0, shade=0):
    """Letters as boxes, each so many pixels below the line."""
    paper = np.full((50, 20 * len(feet) + 20), 255, np.uint8)
    for number, foot in enumerate(feet):
        x, y = 10 + 20 * number, 35 + foot + round(slope * 20 * number)
        paper[y - HIGH - max(0, foot - 3) : y, x : x + 9] = shade
    return paper


def field(name, box: Box, kind=FieldType.NAME):
    return FormField(name, 1, box, kind, "")


@pytest.mark.parametrize(
    ("feet", "slope", "uneven"),
    [
        (EVEN, 0, False),
        (TAILS, 0, False),
        (BRACKETS, 0, False),
        (ADDRESS, 0, False),
        (EVEN, 0.01, False),
        (BY_HAND, 0, True),
        (BY_HAND, 0.01, True),
    ],
)
def test_letters_off_their_line_are_told_from_a_line_that_slopes_and_from_tails(feet, slope, uneven):
    assert (standing(a_line(feet, slope)).uneven > 0.03) is uneven


def test_a_foot_is_found_between_two_rows():
    paper = a_line(EVEN)
    half = paper.copy()
    half[35, 10:60] = 166
    assert standing(paper).uneven == 0.0
    assert 0 < standing(half).uneven < 1 / HIGH


@pytest.mark.parametrize("paper", [np.full((40, 90), 255, np.uint8), a_line(EVEN[:3])])
def test_of_few_letters_nothing_is_told(paper):
    assert (standing(paper).letters, standing(paper).tall(4)) == (0, 0.0)


def test_every_line_of_a_text_has_its_own():
    text = np.vstack([a_line(EVEN), a_line(EVEN, slope=0.01), a_line(EVEN)])
    assert standing_of_lines(text).letters == 3 * len(EVEN)
    assert standing_of_lines(text).uneven < 0.03


def test_round_letters_of_a_text_may_stand_a_little_lower_than_the_others():
    paper = a_line(EVEN)
    for x in range(10, 170, 40):
        paper[35, x : x + 9] = 160
    assert standing_of_lines(paper).uneven < 0.7 * standing(paper).uneven


@pytest.mark.parametrize("said", ["jp@skole.dk", "jq.quaade@gjern.dk", "Højhede Skole (SFO)", "Jytte Quist, Gjern"])
def test_what_hangs_in_typed_words_is_not_taken_for_a_hand(said):
    letters = ImageFont.truetype(str(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"), 28)
    paper = Image.new("L", (600, 60), 255)
    ImageDraw.Draw(paper).text((10, 40), said, fill=20, font=letters, anchor="ls")
    found = standing(np.asarray(paper))
    assert found.letters >= 5
    assert found.uneven < 0.0225


def test_guardians_of_a_typed_page_may_have_written_their_own_row():
    typed, pen, few = Standing(40, 0.4), Standing(15, 0.75), Standing()
    pupil, school = field("pupil", (50, 100, 250, 120)), field("school", (300, 100, 500, 120))
    guardian, day = field("guardian", (50, 300, 250, 320)), field("day", (300, 300, 500, 320))
    found = not_level({pupil: typed, school: typed, guardian: pen, day: few}, Clarity.CLEAR)
    assert found == {guardian, day}


@pytest.mark.parametrize(("height", "by_hand"), [(4.0, True), (3.2, False), (2.0, False)])
def test_an_even_hand_is_told_by_letters_larger_than_those_typed(height, by_hand):
    typed, pen = Standing(40, 0.2, (1.8,) * 25 + (2.6,) * 15), Standing(5, 0.05, (0.7 * height, *(height,) * 4))
    text, guardian = field("text", (50, 100, 500, 200), FieldType.TEXT), field("guardian", (50, 300, 250, 320))
    assert not_level({text: typed, guardian: pen}, Clarity.CLEAR) == ({guardian} if by_hand else set())


@pytest.mark.parametrize(("of_text", "of_row"), [(20, 3), (19, 4)])
def test_of_few_letters_no_height_tells(of_text, of_row):
    typed, pen = Standing(40, 0.2, (2.6,) * of_text), Standing(0, 0.0, (5.0,) * of_row)
    text, guardian = field("text", (50, 100, 500, 200), FieldType.TEXT), field("guardian", (50, 300, 250, 320))
    assert not_level({text: typed, guardian: pen}, Clarity.CLEAR) == set()


def test_letters_are_measured_in_millimetres_whatever_the_dpi():
    text, line = standing_of_lines(a_line(EVEN)), standing(a_line(EVEN))
    assert text.tall(8) == pytest.approx(HIGH / 150 * 25.4)
    assert line.tall(8) == pytest.approx(HIGH / 200 * 25.4)


def test_most_of_a_page_by_hand_is_all_of_it_but_a_text_tells_by_itself():
    pen, typed = Standing(30, 1.2), Standing(300, 1.5)
    name, school = field("name", (50, 100, 250, 120)), field("school", (50, 140, 250, 160))
    text = field("text", (50, 200, 500, 400), FieldType.TEXT)
    assert not_level({name: pen, school: Standing(12, 0.1), text: typed}, Clarity.CLEAR) == {name, school}


def test_who_wrote_a_text_wrote_the_lines_of_its_page_but_not_the_other_texts():
    name, text = field("name", (50, 100, 250, 120)), field("text", (50, 200, 500, 400), FieldType.TEXT)
    other = field("other", (50, 500, 500, 700), FieldType.TEXT)
    found = not_level({name: Standing(30, 0.3), text: Standing(300, 12.0), other: Standing(300, 1.5)}, Clarity.CLEAR)
    assert found == {name, text}


def test_of_a_smeared_scan_more_is_allowed():
    name = field("name", (50, 100, 250, 120))
    assert not_level({name: Standing(30, 1.2)}, Clarity.COARSE) == {name}
    assert not_level({name: Standing(30, 1.2)}, Clarity.SMEARED) == set()


def test_of_pieces_that_stand_on_no_line_at_all_nothing_is_told():
    pixels = np.full((200, 100), 255, np.uint8)
    for number, foot in enumerate((40, 41, 100, 101, 160, 161)):
        pixels[foot - 12 : foot, 15 * number : 15 * number + 8] = 0
    assert standing(pixels).letters == 0

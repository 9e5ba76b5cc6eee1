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
    assert (standing(paper).letters, standing(paper).tall(0.85, 4)) == (0, 0.0)


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


TEXT, GUARDIAN = field("text", (50, 100, 500, 200), FieldType.TEXT), field("guardian", (50, 300, 250, 320))
DAY, PUPIL = field("day", (300, 300, 500, 320)), field("pupil", (50, 400, 250, 420))
TYPED = Standing(40, 0.2, (1.8,) * 25 + (2.6,) * 15)


def evenly(*heights):
    return Standing(len(heights), 0.01 * len(heights), heights)


@pytest.mark.parametrize(
    ("heights", "by_hand"),
    [
        ((2.5, 3.5, 3.5, 3.5), True),
        ((2.3, 3.3, 3.3, 3.3), False),
        ((1.5, 2.0, 2.0, 2.0), False),
        ((2.6,) * 9 + (4.0,), False),
    ],
    ids=["larger", "hardly larger", "smaller", "one bracket"],
)
def test_an_even_hand_is_told_by_letters_larger_than_those_typed(heights, by_hand):
    assert not_level({TEXT: TYPED, GUARDIAN: evenly(*heights)}, Clarity.CLEAR) == ({GUARDIAN} if by_hand else set())


def test_a_hand_is_measured_by_its_row_and_against_the_texts_alone():
    name, day = evenly(3.5, 4.0, 4.0, 4.0), Standing(heights=(4.0, 4.0, 4.0))
    found = not_level({TEXT: TYPED, GUARDIAN: name, DAY: day, PUPIL: evenly(*(4.0,) * 90)}, Clarity.CLEAR)
    assert found == {GUARDIAN, DAY, PUPIL}


def test_a_hand_that_joins_its_letters_is_measured_by_its_words():
    word = a_line(EVEN[:2])
    assert standing(word).letters == 0
    assert (standing(word) + standing(word)).tall(0.85, 4) == pytest.approx(HIGH / 200 * 25.4)


def test_a_text_with_few_tall_letters_makes_no_hand_of_a_typed_row():
    words = Standing(40, 0.2, (1.8,) * 36 + (2.6,) * 4)
    assert not_level({TEXT: words, GUARDIAN: evenly(*(2.6,) * 8)}, Clarity.CLEAR) == set()


@pytest.mark.parametrize(("of_text", "of_row", "told"), [(20, 4, True), (20, 3, False), (19, 4, False)])
def test_of_few_pieces_no_height_tells(of_text, of_row, told):
    typed, pen = Standing(40, 0.2, (2.6,) * of_text), Standing(0, 0.0, (5.0,) * of_row)
    assert not_level({TEXT: typed, GUARDIAN: pen}, Clarity.CLEAR) == ({GUARDIAN} if told else set())


def test_letters_are_measured_in_millimetres_whatever_the_dpi():
    text, line = standing_of_lines(a_line(EVEN)), standing(a_line(EVEN))
    assert text.tall(0.85, 8) == pytest.approx(HIGH / 150 * 25.4)
    assert line.tall(0.85, 8) == pytest.approx(HIGH / 200 * 25.4)


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

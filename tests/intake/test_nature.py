"""A letter, instructions, a logo and a blank page are told from what may be an application; in doubt it may be one."""

import numpy as np
import pytest

from intake.nature import Nature, nature_of_picture, nature_of_text
from intake.written import has_writing

LETTER = "Kære Bente\n\nHermed ansøgningen om Emma.\n\nMed venlig hilsen\nKaren Prøve\nAns Skole"
HOW_TO = "Vejledning til skemaet\nSådan udfylder I det\nSkriv tydeligt.\nSkemaet sendes til postkassen."
OTHER_FORM = "Ansøgning\nNavn: Emma\nKlasse: 5.b\nSkole: Ans\nTelefon: 12345678\nBeskrivelse: svært\n"


@pytest.mark.parametrize(
    ("text", "nature"),
    [
        (LETTER, Nature.LETTER),
        (LETTER.replace("Med venlig hilsen", "Vh"), Nature.LETTER),
        (LETTER.replace("Med venlig hilsen", ""), Nature.FORM),
        (LETTER + "\n" + OTHER_FORM, Nature.FORM),
        (HOW_TO, Nature.INSTRUCTIONS),
        (OTHER_FORM, Nature.FORM),
        (OTHER_FORM + HOW_TO, Nature.FORM),
        ("Vi søger hjælp til Emma i 5.b, der ikke trives.", Nature.FORM),
        ("", Nature.FORM),
    ],
)
def test_a_text_is_told_by_how_it_speaks(text, nature):
    assert nature_of_text(text) is nature


@pytest.mark.parametrize(
    ("size", "nature"),
    [
        ((1654, 2339), Nature.FORM),
        ((640, 480), Nature.FORM),
        ((299, 400), Nature.LOGO),
        ((2000, 450), Nature.LOGO),
        ((0, 0), Nature.LOGO),
    ],
)
def test_what_is_too_small_or_too_long_for_a_page_is_a_logo(size, nature):
    assert nature_of_picture(*size) is nature


def page(*marks):
    """A white page at 100 dpi with dark marks: x, y, width, height."""
    paper = np.full((1169, 827), 250, np.uint8)
    for x, y, across, down in marks:
        paper[y : y + down, x : x + across] = 40
    return paper


@pytest.mark.parametrize(
    ("paper", "written"),
    [
        (page(), False),
        (page((400, 500, 2, 2), (100, 300, 3, 3)), False),  # dust
        (page((0, 0, 827, 20), (0, 0, 15, 1169)), False),  # the scanner's edges
        (page((100, 600, 600, 4)), False),  # a fold
        (page(*((10, y, 12, 12) for y in (300, 800))), False),  # punched holes
        (page(*((100 + 12 * n, 500, 7, 9) for n in range(10))), True),  # a line of letters
        (page((300, 500, 90, 40)), True),  # one large stroke
    ],
)
def test_a_blank_page_may_have_dust_folds_and_holes(paper, written):
    assert has_writing(paper) is written


def test_what_shines_through_from_the_other_side_is_no_writing():
    pale = page(*((100 + 12 * n, 500, 7, 9) for n in range(30)))
    assert has_writing(np.where(pale < 100, 200, pale).astype(np.uint8)) is False

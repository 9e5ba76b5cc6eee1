"""Where the answer to a label stands: every way that forms have of asking, as words and lines."""

import pytest

from intake.cells import Grid
from intake.labels import load_labels
from intake.layout import Doubt, questions, texts_of
from intake.sight import Rule, Sight, Tick, Word, lines_of

LABELS = load_labels()


def words(*texts):
    """Words of texts that stand at (x, foot): five points a letter, ten high."""
    found = []
    for x, foot, text in texts:
        for word in text.split():
            found.append(Word(word, (x, foot - 10, x + 5 * len(word), foot)))
            x += 5 * len(word) + 3
    return tuple(found)


def cells(*boxes):
    """The lines around boxes."""
    lying = [Rule(x0, y, x1, y) for x0, y0, x1, y1 in boxes for y in (y0, y1)]
    return (*lying, *(Rule(x, y0, x, y1) for x0, y0, x1, y1 in boxes for x in (x0, x1)))


def line(x0, y, x1, *, dotted=False):
    return Rule(x0, y, x1, y, dotted)


def said(texts, rules=(), ticks=()):
    """By field what stands in its place."""
    sight = Sight(595, 842, words(*texts), tuple(rules), tuple(ticks))
    found = questions(sight, LABELS)
    return {
        each.name: " / ".join(" ".join(word.text for word in row) for row in lines_of(texts_of(sight, each, found)))
        for each in found
    }


BESIDE = [(50, 100, "Skole: Ans Skole"), (50, 120, "Klasse: 5.b")]
TWO_ON_A_LINE = [(50, 100, "Elevens navn: Emma Holm Klasse: 5.b")]
IN_CELLS = [(55, 115, "Skole"), (155, 115, "Ans Skole"), (305, 115, "CPR-nr."), (405, 115, "150312-9993")]
CAPTIONS = [(55, 111, "Skole"), (55, 128, "Ans Skole"), (305, 111, "Klasse"), (305, 128, "5.b")]
UNDER_A_LINE = [(50, 100, "Emma Holm"), (50, 114, "Elevens navn"), (250, 100, "5.b"), (250, 114, "Klasse")]
ABOVE_A_LINE = [(50, 100, "Elevens navn"), (50, 119, "Emma Holm"), (50, 140, "Skole"), (50, 159, "Ans Skole")]
PARTED = [(50, 100, "Elevens navn: Noah-Jørgen Agerbjerg Klasse: 5.b")]
DOTS = [(50, 100, "Skole: Ans Skole"), (320, 100, "Tlf. 12345678")]
TEXT = [(50, 100, "1. Hvad har I prøvet?"), (50, 120, "Vi har prøvet pauser."), (50, 141, "Og faste pladser.")]


@pytest.mark.parametrize(
    ("texts", "rules", "values"),
    [
        (BESIDE, (), {"school": "Ans Skole", "class_name": "5.b"}),
        ([(50, 100, "Klasse: 0. årgang")], (), {"class_name": "0. årgang"}),
        (TWO_ON_A_LINE, (), {"pupil_name": "Emma Holm", "class_name": "5.b"}),
        (
            IN_CELLS,
            cells((50, 100, 150, 122), (150, 100, 300, 122), (300, 100, 400, 122), (400, 100, 540, 122)),
            {"school": "Ans Skole", "cpr": "150312-9993"},
        ),
        (CAPTIONS, cells((50, 98, 300, 134), (300, 98, 540, 134)), {"school": "Ans Skole", "class_name": "5.b"}),
        (UNDER_A_LINE, (line(50, 102, 200), line(250, 102, 350)), {"pupil_name": "Emma Holm", "class_name": "5.b"}),
        (ABOVE_A_LINE, (line(50, 121, 300), line(50, 161, 300)), {"pupil_name": "Emma Holm", "school": "Ans Skole"}),
        (
            DOTS,
            (line(82, 101, 310, dotted=True), line(343, 101, 500, dotted=True)),
            {"school": "Ans Skole", "contact_phone": "12345678"},
        ),
        (
            PARTED,
            [line(x0, 101, x1, dotted=True) for x0, x1 in ((120, 145), (205, 212), (280, 300))],
            {"pupil_name": "Noah-Jørgen Agerbjerg", "class_name": "5.b"},
        ),
        (
            TEXT,
            [line(50, 122 + 21 * row, 540, dotted=True) for row in range(4)],
            {"tried": "Vi har prøvet pauser. / Og faste pladser."},
        ),
        ([(50, 100, "Skole"), (120, 100, "Ans Skole")], cells((110, 86, 300, 104)), {"school": "Ans Skole"}),
    ],
    ids=[
        "beside",
        "answered in words of another label",
        "two on a line",
        "next cell",
        "caption",
        "above its label",
        "on a line",
        "dots",
        "dots that tails part",
        "ruled text",
        "box",
    ],
)
def test_an_answer_stands_where_the_form_asks_for_it(texts, rules, values):
    assert said(texts, rules) == values


def test_parents_in_columns_are_told_apart_by_their_headlines():
    columns = cells(
        *((x0, y0, x1, y0 + 22) for y0 in (100, 122, 144) for x0, x1 in ((50, 150), (150, 340), (340, 540)))
    )
    texts = [(155, 115, "Forælder 1"), (345, 115, "Forælder 2"), (55, 137, "Navn"), (155, 137, "Karen Holm"),
             (345, 137, "Jens Bæk"), (55, 159, "Underskrift")]  # fmt: skip
    found = said(texts, columns)
    assert found == {
        "guardian_1_name": "Karen Holm", "guardian_2_name": "Jens Bæk", "signature_1": "", "signature_2": "",
    }  # fmt: skip


def test_a_bare_label_is_its_headings_and_that_is_a_doubt():
    texts = [(50, 80, "Kontaktperson"), (50, 100, "Navn: Karen Holm"), (50, 130, "Barnet"), (50, 150, "Navn: Emma Bæk")]
    assert said(texts) == {"contact_name": "Karen Holm", "pupil_name": "Emma Bæk"}
    found = questions(Sight(595, 842, words(*texts)), LABELS)
    assert all(Doubt.PART in each.doubts for each in found)


def test_a_heads_signature_is_nobodys_consent():
    texts = [(50, 100, "Dato"), (200, 100, "Skoleleders underskrift")]
    assert said(texts, (line(50, 90, 150), line(200, 90, 400))) == {}


def test_prose_is_no_question():
    texts = [
        (50, 100, "Skolen har prøvet faste pladser og korte pauser i klassen."),
        (50, 114, "Klassen har 24 elever."),
    ]
    assert said(texts) == {}


def test_a_tick_box_is_known_by_the_words_beside_it():
    texts = [(70, 100, "Fælles - bor sammen"), (70, 120, "Fælles - bor ikke sammen"), (70, 140, "Én forælder alene")]
    ticks = [Tick((50, y - 10, 60, y), ink) for y, ink in ((100, 0.0), (120, 0.4), (140, 0.0))]
    found = questions(Sight(595, 842, words(*texts), (), tuple(ticks)), LABELS)
    assert [(each.value, each.ink) for each in found] == [
        ("fælles, samboende", 0.0), ("fælles, bor ikke sammen", 0.4), ("forældremyndighed alene", 0.0),
    ]  # fmt: skip


def test_a_stroke_that_closes_nothing_makes_no_cell():
    grid = Grid(595, 842, (*cells((50, 100, 300, 150)), line(120, 130, 160), Rule(200, 110, 200, 128)))
    assert grid.cell(150, 120) == (50, 100, 300, 150)


def test_words_whose_letters_hang_lower_are_of_the_same_line():
    line_ = [Word("Elevens", (50, 92, 90, 100)), Word("navn:", (93, 94, 115, 100)), Word("og", (118, 94, 128, 103))]
    assert [len(each) for each in lines_of(line_)] == [3]

"""What stands in a box is tidied, never made up."""

import numpy as np
import pytest

from cases.application import Source, Value
from intake.fields import Sheet, holds_cpr, read_values
from intake.forms import FieldType, load_forms
from intake.ink import inked
from intake.laid import Laid, blank_at
from intake.looks import tidy
from intake.ocr import Heard
from intake.pdf import Word
from intake.pdf_weighed import Entry

pytestmark = pytest.mark.slow

ELEV = load_forms()["elev-1"]


class Unasked:
    """An engine that must not be needed."""

    def read(self, pixels, how, *more):
        raise AssertionError("there was nothing to read")


class Says:
    """An engine that reads the same everywhere."""

    def __init__(self, text, confidence=0.9):
        self.heard = Heard(text, confidence)

    def read(self, pixels, how, *more):
        return self.heard

    def knows(self, word):
        return False


def a_page(page=1, ink=(), fit=1.0):
    """The blank itself as a scan at 150 dpi, with black rectangles of `ink` (points)."""

    pixels = blank_at(ELEV, page, 150).copy()
    for box in ink:
        x0, y0, x1, y1 = (round(each * 150 / 72) for each in box)
        pixels[y0:y1, x0:x1] = 0
    return Laid(ELEV, page, pixels, np.diag([150 / 72, 150 / 72, 1.0]), fit, 150)


def box_of(name, page=1):
    return next(field.box for field in ELEV.on(page) if field.name == name)


@pytest.mark.parametrize(
    ("kind", "text", "tidied"),
    [
        (FieldType.LINE, " |Rosengårdskolen_ ", "Rosengårdskolen"),
        (FieldType.LINE, "Th.  Langs\nSkole", "Th. Langs\nSkole"),
        (FieldType.NAME, "“Aksel", "Aksel"),
        (FieldType.CPR, "150312 9993", "150312-9993"),
        (FieldType.CPR, "1503129993", "150312-9993"),
        (FieldType.CPR, "150312-999", "150312-999"),
        (FieldType.EMAIL, "ba @skole.example.dk.", "ba@skole.example.dk"),
        (FieldType.PHONE, "-86 12 34 56-", "86 12 34 56"),
        (FieldType.DATE, "12-11-2026.", "12-11-2026"),
        (FieldType.TEXT, "en linje\n\n | \nto", "en linje\nto"),
        (FieldType.CLASS, "5.b", "5.b"),
        (FieldType.TEXT, "en linje\n. ,\nto", "en linje\nto"),
        (FieldType.LINE, ".", ""),
        (FieldType.LINE, "skolefravær ;", "skolefravær"),
        (FieldType.LINE, "Sct. Jørgens Skole", "Sct. Jørgens Skole"),
        (FieldType.NAME, "Hjalte. Bæk.", "Hjalte Bæk"),
        (FieldType.NAME, "Chr. M. Bæk", "Chr. M. Bæk"),
        (FieldType.NAME, "Bækgaard, Ida", "Bækgaard, Ida"),  # which is no speck, and is left to a person
        (FieldType.LINE, 'Klubben "Stjernen".', 'Klubben "Stjernen".'),
        (FieldType.LINE, "skolefravær ' .", "skolefravær"),
        (FieldType.CPR, "0'.", "0"),
    ],
)
def test_text_is_tidied_at_its_edges(kind, text, tidied):
    assert tidy(text, kind) == tidied


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("om 150312-9993 i 5.b", True),
        ("15.03.12 9993", True),
        ("750312-9993", True),  # a replacement number: 60 added to the day
        ("ring 86 12 34 56 eller 75 00", False),
        ("2026-11-22 kl. 10", False),
        ("", False),
    ],
)
def test_a_cpr_number_in_any_text_is_noticed(text, holds):
    assert holds_cpr({"description": Value(text, 1.0, Source.TEXT)}) is holds


@pytest.mark.parametrize("page", [1, 2])
def test_a_blank_page_gives_no_value_and_asks_no_engine(page):
    assert read_values(Sheet(page, a_page(page)), Unasked(), Unasked()) == {}


def test_ink_in_a_box_is_read_with_its_confidence_and_place():
    box = box_of("pupil_name")
    ink = (box[0] + 10, box[1] + 8, box[0] + 60, box[1] + 18)
    values = read_values(Sheet(3, a_page(ink=[ink])), Says("Aksel Prøve", 0.95), Says("Aksel Prøve", 0.9))
    assert values == {"pupil_name": Value("Aksel Prøve", 0.99, Source.OCR, 3, box, verified=True)}


def test_a_cpr_number_whose_day_does_not_exist_is_not_believed():
    box = box_of("cpr")
    ink = (box[0] + 10, box[1] + 8, box[0] + 60, box[1] + 18)
    values = read_values(Sheet(1, a_page(ink=[ink])), Says("990312-9993", 0.95), Says("990312-9993", 0.95))
    assert values["cpr"].confidence <= 0.3


def test_a_page_that_does_not_fit_is_not_believed():
    box = box_of("school")
    ink = (box[0] + 10, box[1] + 8, box[0] + 60, box[1] + 18)
    school = read_values(Sheet(1, a_page(ink=[ink], fit=0.4)), Says("Skolen", 0.9), Says("Skolen", 0.9))["school"]
    assert school.confidence < 0.3
    assert not school.verified


def test_what_was_typed_into_form_fields_is_certain():
    typed = (Entry("school", "Rosengårdskolen"), Entry("cpr", "1503129993"), Entry("noget andet", "x"))
    values = read_values(Sheet(1, a_page(), entries=typed), Unasked(), Unasked())
    assert {name: value.text for name, value in values.items()} == {
        "school": "Rosengårdskolen",
        "cpr": "150312-9993",
    }
    assert {(value.confidence, value.source) for value in values.values()} == {(1.0, Source.FORM_FIELD)}


def test_words_of_the_text_layer_belong_to_the_box_their_middle_lies_in():
    x0, y0, _, _ = box_of("school")
    words = (
        Word("skole", (x0 + 60, y0 + 8, x0 + 90, y0 + 18)),
        Word("Ærø", (x0 + 10, y0 + 8, x0 + 40, y0 + 18)),
        Word("Skole", (x0, y0 - 12, x0 + 30, y0 - 3)),  # the printed label
    )
    values = read_values(Sheet(1, a_page(), drawn=150, words=words), Unasked(), Unasked())
    assert [(value.text, value.source) for value in values.values()] == [("Ærø skole", Source.TEXT)]


def choice(number):
    return ELEV.choices("custody")[number]


def inner(field, share=0.5):
    x0, y0, x1, y1 = field.box
    return (x0 + 3, y0 + 3, x0 + 3 + (x1 - x0 - 6) * share, y1 - 3)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_one_tick_gives_its_value(number):
    values = read_values(Sheet(2, a_page(2, [inner(choice(number))])), Unasked(), Unasked())
    assert values["custody"].text == choice(number).value


def test_two_ticks_are_no_answer():
    page = a_page(2, [inner(choice(0)), inner(choice(2))])
    assert "custody" not in read_values(Sheet(2, page), Unasked(), Unasked())


def test_a_radio_button_gives_the_value_of_its_state():
    values = read_values(Sheet(2, a_page(2), entries=(Entry("custody", "2"),)), Unasked(), Unasked())
    assert (values["custody"].text, values["custody"].confidence) == (choice(2).value, 1.0)


def test_what_is_read_is_trimmed_to_the_ink():
    box = box_of("pupil_name")
    field = next(field for field in ELEV.on(1) if field.name == "pupil_name")
    pixels = inked(a_page(ink=[(box[0] + 10, box[1] + 8, box[0] + 60, box[1] + 18)]), field, 150)
    assert pixels is not None
    assert pixels.shape[1] < 150

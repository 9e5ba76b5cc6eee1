"""Nothing on a page that looks written by hand is verified by the engines alone."""

import pytest

from cases.application import Source, Value
from intake.by_hand import doubted
from intake.clarity import Clarity
from intake.forms import FieldType

TYPES = {
    "pupil_name": FieldType.NAME,
    "school": FieldType.LINE,
    "contact_phone": FieldType.PHONE,
    "contact_email": FieldType.EMAIL,
    "description": FieldType.TEXT,
}


def value(text="x", verified=True, confidence=0.95, source=Source.OCR):
    return Value(text, confidence, source, 1, (0, 0, 1, 1), verified)


def page(text=0.95, open_boxes=()):
    values = {name: value(verified=name not in open_boxes) for name in TYPES}
    return values | {"description": value(verified=False, confidence=text)}


def verified(values):
    return {name for name, each in values.items() if each.verified}


def test_a_typed_page_is_left_as_it_is():
    assert doubted(page(), TYPES) == page()


def test_free_text_by_hand_leaves_all_to_a_person():
    found = doubted(page(text=0.6), TYPES)
    assert verified(found) == set()
    assert found["pupil_name"].confidence < 0.8


def test_a_page_on_which_the_engines_often_differ_is_by_hand():
    assert verified(doubted(page(open_boxes=("contact_phone", "contact_email")), TYPES)) == set()
    assert "pupil_name" in verified(doubted(page(open_boxes=("contact_phone",)), TYPES))


def test_what_was_typed_into_form_fields_is_never_doubted():
    values = page(text=0.6) | {"pupil_name": value(source=Source.FORM_FIELD, confidence=1.0)}
    assert doubted(values, TYPES)["pupil_name"] == values["pupil_name"]


def test_where_letters_are_smeared_no_name_is_verified():
    assert verified(doubted(page(), TYPES, Clarity.SMEARED)) == {"contact_phone"}


def test_where_letters_are_smeared_digits_stand_though_no_word_does_unless_a_text_is_by_hand():
    open_boxes = ("contact_email", "school", "pupil_name")
    assert verified(doubted(page(open_boxes=open_boxes), TYPES, Clarity.SMEARED)) == {"contact_phone"}
    assert verified(doubted(page(text=0.8, open_boxes=open_boxes), TYPES, Clarity.SMEARED)) == set()


def test_in_a_coarse_scan_an_address_is_verified_when_read_very_surely():
    assert verified(doubted(page(), TYPES, Clarity.COARSE)) == {"school", "pupil_name", "contact_phone"}
    values = page() | {"contact_email": value(confidence=0.992)}
    assert "contact_email" in verified(doubted(values, TYPES, Clarity.COARSE))


@pytest.mark.parametrize(
    ("text", "read_alike", "open_boxes", "stands"),
    [
        ("3B", True, (), True),
        ("3B", False, (), False),
        ("3B", True, ("school", "pupil_name"), False),
        ("3.B", False, (), True),
        ("3. klasse", False, (), True),
        ("3 klasse", True, (), False),  # nobody writes it so
        ("1 årgang", True, (), False),
        ("7x", True, (), False),  # the stop of "7.x" stands on the letter's foot
        ("7.x", True, (), True),
    ],
)
def test_a_class_without_its_full_stop_is_verified_on_a_typed_page_alone(text, read_alike, open_boxes, stands):
    its = value(text, confidence=0.99)
    values = page(open_boxes=open_boxes) | {"class_name": its, "description": value(verified=read_alike)}
    assert ("class_name" in verified(doubted(values, TYPES | {"class_name": FieldType.CLASS}))) is stands


@pytest.mark.parametrize(("confidence", "stands"), [(0.983, False), (0.99, True)])
def test_a_class_without_its_full_stop_is_read_surely(confidence, stands):
    values = page() | {"class_name": value("3B", confidence=confidence), "description": value()}
    assert ("class_name" in verified(doubted(values, TYPES | {"class_name": FieldType.CLASS}))) is stands


@pytest.mark.parametrize("text", ["3. klasse", "7.h"])
def test_in_a_smeared_scan_no_class_is_verified(text):
    """ "5. klasse" was "3. klasse" to both engines at 75 dpi, and "7.b" in a fax "7.h"."""
    values = page() | {"class_name": value(text, confidence=1.0)}
    found = doubted(values, TYPES | {"class_name": FieldType.CLASS}, Clarity.SMEARED)
    assert "class_name" not in verified(found)

"""What both engines can mistake alike is left to a person, and no time is lost on what cannot be verified."""

import numpy as np
import pytest

from intake.clarity import Clarity
from intake.forms import FieldType
from intake.ocr import Heard
from intake.one_line import read_line


class Engine:
    """An engine that always says the same, and counts how often it is asked."""

    def __init__(self, text, confidence=0.95):
        self.heard, self.asked = Heard(text, confidence), 0

    def read(self, pixels, *_):
        self.asked += 1
        return self.heard


PAPER = np.full((60, 120), 255, np.uint8)


@pytest.mark.parametrize(("text", "verified"), [("ida1a@skole.example", False), ("ida12@skole.example", True)])
def test_an_address_with_a_letter_like_a_digit_is_not_verified(text, verified):
    found = read_line(PAPER, FieldType.EMAIL, Engine(text), Engine(text))
    assert found.verified is verified
    assert (found.confidence >= 0.8) is verified


@pytest.mark.parametrize(("text", "verified"), [("josefine Engemark", False), ("Josefine Engemark", True)])
def test_a_name_that_begins_with_a_small_letter_is_not_verified(text, verified):
    assert read_line(PAPER, FieldType.NAME, Engine(text), Engine(text)).verified is verified


def test_of_a_smeared_scan_a_sure_name_is_proposed_without_a_second_look():
    second = Engine("Ida Birkelund")
    found = read_line(PAPER, FieldType.NAME, Engine("Ida Birkelund"), second, clear=Clarity.SMEARED)
    assert (found.text, found.verified, second.asked) == ("Ida Birkelund", False, 0)


def test_an_unsure_name_of_a_smeared_scan_is_looked_at_by_both():
    second = Engine("Ida Birkelund", 0.99)
    assert read_line(PAPER, FieldType.NAME, Engine("lda Birkelund", 0.4), second, clear=Clarity.SMEARED).text == (
        "Ida Birkelund"
    )
    assert second.asked

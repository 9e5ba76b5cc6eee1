"""What both engines can mistake alike is left to a person, and no time is lost on what cannot be verified."""

import numpy as np
import pytest

from intake.clarity import Clarity
from intake.forms import FieldType
from intake.ocr import Heard
from intake.one_line import read_line

MORE = ("lone", "ole", "bo", "sen", "rl", "oil", "And", "Ånd", "Al", "Ål")


class Engine:
    """An engine that always says the same, and counts how often it is asked."""

    def __init__(self, text, confidence=0.95):
        self.heard, self.asked = Heard(text, confidence), 0

    def read(self, pixels, *_):
        self.asked += 1
        return self.heard

    def knows(self, word):
        return word in ("carlo", "Pia", "Poul", "Karl", "bjarne", "example", "jern", "jem", "Åge", *MORE)


PAPER = np.full((60, 120), 255, np.uint8)


@pytest.mark.parametrize(
    ("text", "verified"),
    [
        ("ida1a@skole.example", False),
        ("ida12@skole.example", True),
        ("idall@skole.example", False),
        ("idalo@skole.example", False),
        ("carlo@skole.example", True),
        ("kirSO@skole.example", False),
        ("Ida@skole.example", True),
        # what stands beside a word that proves its own last letter
        ("kar1sen@skole.example", False),
        ("nie1sen@skole.example", False),
        ("pou1sen@skole.example", False),
        ("he1en@skole.example", False),
        ("a1bert@skole.example", False),
        ("ida1bo@skole.example", False),
        ("7lone@skole.example", False),
        ("eva4ole@skole.example", False),
        ("maria1poul69@skole.example", False),
        # initials, which are listed and prove nothing
        ("rl6@skole.example", False),
        ("oil8@skole.example", False),
        # and of digits alone, the first may be one
        ("117@skole.example", False),
        ("014@skole.example", False),
        ("514@skole.example", True),
    ],
)
def test_an_address_with_a_letter_like_a_digit_is_not_verified(text, verified):
    found = read_line(PAPER, FieldType.EMAIL, Engine(text), Engine(text))
    assert found.verified is verified
    assert (found.confidence >= 0.8) is verified


@pytest.mark.parametrize(
    ("text", "verified"), [("josefine Engemark", False), ("Gitte ulvedal", False), ("Josefine Engemark", True)]
)
def test_a_name_of_which_a_part_begins_with_a_small_letter_is_not_verified(text, verified):
    assert read_line(PAPER, FieldType.NAME, Engine(text), Engine(text)).verified is verified


@pytest.mark.parametrize(("text", "verified"), [("Birk Skole.", False), ("Sct. Birk", True)])
def test_a_line_that_ends_with_a_stop_may_end_with_dust_and_is_not_verified(text, verified):
    assert read_line(PAPER, FieldType.LINE, Engine(text), Engine(text)).verified is verified


@pytest.mark.parametrize(
    ("text", "verified"),
    [("Age Vestergaard", False), ("Bo Age", False), ("Bo And", False), ("Åge Vestergaard", True), ("Anna Vest", True)],
)
def test_a_name_whose_a_may_have_lost_its_ring_is_not_verified(text, verified):
    assert read_line(PAPER, FieldType.NAME, Engine(text), Engine(text)).verified is verified


class Sized(Engine):
    """A second engine that is told apart by the height that it reads at."""

    def __init__(self, low, high):
        super().__init__(high)
        self.low = Heard(low, 0.95)

    def read(self, pixels, letters, stretch=1.0, high=48):
        self.asked += 1
        self.seen = pixels.shape
        return self.heard if high == 48 else self.low


def inked():
    paper = PAPER.copy()
    paper[20:40, 30:90] = 0
    return paper


def test_words_are_looked_at_cut_close_and_low_first_and_high_where_that_is_not_enough():
    low = Sized("Ida Birkelund", "Ida Birke")
    assert read_line(inked(), FieldType.NAME, Engine("Ida Birkelund"), low).verified
    assert (low.asked, low.seen) == (1, (26, 72))
    high = Sized("lda Birkelund", "Ida Birkelund")
    assert read_line(inked(), FieldType.NAME, Engine("Ida Birkelund"), high).verified
    assert (high.asked, high.seen) == (2, PAPER.shape)


def test_digits_are_looked_at_high():
    second = Sized("12345678", "87654321")
    assert read_line(inked(), FieldType.PHONE, Engine("87654321"), second).verified


@pytest.mark.parametrize(
    ("read", "proposed", "verified"),
    [
        ("pial8@skole.example", "pia18@skole.example", False),
        ("poull7@skole.example", "poul17@skole.example", False),
        ("karl7@skole.example", "karl7@skole.example", True),  # "kar" is no word, so it has its l
        ("poul69@skole.example", "poul69@skole.example", True),
        ("kjeldl7@skole.example", "kjeldl7@skole.example", False),  # no word either way: nobody knows
        ("hjal69@skole.example", "hjal69@skole.example", False),
        ("poulll@skole.example", "poul11@skole.example", False),
    ],
)
def test_a_number_behind_a_listed_name_is_proposed_with_its_one(read, proposed, verified):
    found = read_line(PAPER, FieldType.EMAIL, Engine(read), Engine(read))
    assert (found.text, found.verified) == (proposed, verified)


@pytest.mark.parametrize(
    ("first", "second", "verified"),
    [("9.x", "9.X", True), ("0.b", "o.b", True), ("O.b", "0.b", True), ("O.b", "o.b", False), ("1b", "lb", False)],
)
def test_a_class_is_the_same_with_a_great_letter_and_begins_with_a_digit(first, second, verified):
    """An l is no 1: it may be one that has swallowed its full stop."""
    assert read_line(PAPER, FieldType.CLASS, Engine(first), Engine(second)).verified is verified


@pytest.mark.parametrize(
    ("kind", "read", "proposed"),
    [
        (FieldType.CLASS, "1 klasse", "1. klasse"),
        (FieldType.CLASS, "10 årgang", "10. årgang"),
        (FieldType.CLASS, "O.b", "0.b"),
        (FieldType.CLASS, "O klasse", "0. klasse"),
        (FieldType.NAME, "Age Vestergaard", "Åge Vestergaard"),
        (FieldType.NAME, "Omar Al-Hassan", "Omar Al-Hassan"),  # both words are listed: it stays as it was read
        (FieldType.LINE, "And", "And"),
        (FieldType.NAME, "ole Vestergaard", "Ole Vestergaard"),
        (FieldType.NAME, "Ida-josefine van Dam", "Ida-Josefine van Dam"),
    ],
)
def test_what_both_have_lost_is_proposed_with_what_was_read_beside_it(kind, read, proposed):
    found = read_line(PAPER, kind, Engine(read), Engine(read))
    assert (found.text, found.verified) == (proposed, False)


def test_a_class_of_a_year_alone_is_left_as_it_is():
    for text in ("1", "10", "1 b", "1. klasse"):
        assert read_line(PAPER, FieldType.CLASS, Engine(text), Engine(text)).text == text


def test_of_what_is_no_class_none_is_made():
    assert read_line(PAPER, FieldType.CLASS, Engine(""), Engine("", 0.0)).text == ""
    assert read_line(PAPER, FieldType.CLASS, Engine("orange"), Engine("", 0.0)).text == "orange"


@pytest.mark.parametrize(
    ("text", "clear", "verified"),
    [
        ("bjarne@skole.example", Clarity.SMEARED, True),
        ("bjame@skole.example", Clarity.SMEARED, False),
        ("bjame@skole.example", Clarity.COARSE, True),
        ("bo@jern.example", Clarity.SMEARED, False),  # "jem" is listed too
        ("bo@JEM.example", Clarity.SMEARED, False),
    ],
)
def test_in_a_smeared_scan_m_and_rn_of_an_address_must_be_in_a_word_that_is_none_with_the_other(text, clear, verified):
    assert read_line(PAPER, FieldType.EMAIL, Engine(text), Engine(text), clear).verified is verified


@pytest.mark.parametrize(
    ("clear", "text"),
    [(Clarity.COARSE, "klasseledelse i 7. årgang, Ans"), (Clarity.CLEAR, "klasseledelse | 7, årgang, Ans")],
)
def test_the_words_of_a_coarse_line_are_put_right_and_never_verified_by_it(clear, text):
    engine = Engine("klasseledelse | 7, årgang, Ans", 0.8)
    found = read_line(PAPER, FieldType.LINE, engine, Engine("klasseledelse i 7 årgang Ans", 0.4), clear)
    assert (found.text, found.verified) == (text, False)


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


def test_of_a_smeared_scan_the_first_engine_looks_again_only_where_the_second_reads_otherwise():
    alike, other = Engine("Ida Birkelund", 0.5), Engine("Ida Birkelund", 0.5)
    read_line(PAPER, FieldType.NAME, alike, Engine("Ida Birkelund", 0.5), clear=Clarity.SMEARED)
    read_line(PAPER, FieldType.NAME, other, Engine("lda Birkelund", 0.99), clear=Clarity.SMEARED)
    assert (alike.asked, other.asked) == (1, 2)


def test_of_a_smeared_scan_the_reading_is_proposed_that_is_listed_and_the_other_one_is_told():
    found = read_line(PAPER, FieldType.NAME, Engine("Pia", 0.5), Engine("Pla", 0.99), clear=Clarity.SMEARED)
    assert (found.text, found.other, found.verified) == ("Pia", "Pla", False)


@pytest.mark.parametrize(
    ("first", "by_hand", "asked"),
    [("87654321", False, 2), ("87654321", True, 1), ("8765", True, 2)],  # the last is no number
)
def test_by_hand_in_a_smeared_scan_one_look_of_each_is_enough_where_one_is_right_for_the_box(first, by_hand, asked):
    engine, second = Engine(first), Engine("8765432")
    read_line(PAPER, FieldType.PHONE, engine, second, Clarity.SMEARED, by_hand=by_hand)
    assert (engine.asked, second.asked) == (asked, asked)

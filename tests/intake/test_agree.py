"""Two engines that read the same verify a value; where they differ, both readings travel on."""

import pytest

from intake.agree import MOST_UNVERIFIED, agreed, agreed_after, far_apart, same
from intake.forms import FieldType
from intake.looks import LOOKS, right
from intake.ocr import Heard


@pytest.mark.parametrize(
    ("kind", "first", "second", "text"),
    [
        (FieldType.CPR, "150312-9993", "150312-9993", "150312-9993"),
        (FieldType.PHONE, "+45 43 8192 22", "+45 43 81 92 22", "+45 43 81 92 22"),
        (FieldType.CLASS, "5. b", "5.b", "5.b"),
        (FieldType.DATE, "3/9-2026", "3/9-2026", "3/9-2026"),
        (FieldType.NAME, "Åse Kjær", "Åse Kjær", "Åse Kjær"),
        (FieldType.EMAIL, "ida_dam@skole.example.dk", "ida_dam@skole.example.dk", "ida_dam@skole.example.dk"),
    ],
)
def test_two_engines_that_read_the_same_right_thing_verify_it(kind, first, second, text):
    found = agreed(Heard(first, 0.6), Heard(second, 0.8), LOOKS[kind])
    assert (found.text, found.verified, found.other) == (text, True, "")
    assert found.confidence >= 0.9


@pytest.mark.parametrize(
    ("kind", "both"),
    [
        (FieldType.CPR, "990312-9993"),  # no such day
        (FieldType.CPR, "150312-999"),
        (FieldType.PHONE, "86 12 34 5"),
        (FieldType.PHONE, "06 12 34 56"),
        (FieldType.DATE, "31-02-2026"),
        (FieldType.DATE, "03.1.2026"),  # a 1 was lost beside the nought
        (FieldType.DATE, "12-11-206"),
        (FieldType.CLASS, "55.b"),
        (FieldType.CLASS, "sb"),
        (FieldType.EMAIL, "ida@skole"),
        (FieldType.EMAIL, "ida..dam@skole.dk"),
        (FieldType.NAME, "lda 5jøberg"),
        (FieldType.LINE, "-"),
    ],
)
def test_what_the_box_cannot_hold_is_never_verified_however_sure_the_engines_are(kind, both):
    found = agreed(Heard(both, 1.0), Heard(both, 1.0), LOOKS[kind])
    assert not found.verified
    assert found.confidence < MOST_UNVERIFIED


@pytest.mark.parametrize(
    ("kind", "first", "second", "text", "other"),
    [
        (FieldType.CPR, ("150312-9998", 0.99), ("150312-9993", 0.8), "150312-9993", "150312-9998"),
        (FieldType.CPR, ("150312-9993", 0.5), ("150312-999", 0.9), "150312-9993", "150312-999"),
        (FieldType.NAME, ("Åse Ærø", 0.96), ("Åse Erø", 1.0), "Åse Ærø", "Åse Erø"),
        (FieldType.NAME, ("Ditte Wøjcik", 0.7), ("Ditte Wójcik", 0.9), "Ditte Wójcik", "Ditte Wøjcik"),
        (FieldType.CLASS, ("Sy", 0.9), ("9.y", 0.6), "9.y", "Sy"),
        (FieldType.LINE, ("", 0.0), ("Langsøskolen", 0.9), "Langsøskolen", ""),
    ],
)
def test_where_they_differ_one_is_proposed_the_other_kept_and_nothing_is_taken_as_read(
    kind, first, second, text, other
):
    found = agreed(Heard(*first), Heard(*second), LOOKS[kind])
    assert (found.text, found.verified, found.other) == (text, False, other)
    assert found.confidence <= MOST_UNVERIFIED


def test_spaces_between_words_count():
    assert not same(Heard("Anne Marie", 1), Heard("AnneMarie", 1), LOOKS[FieldType.NAME])


@pytest.mark.parametrize("text", ["5.b", "5b", "5. B", "0.c", "10.a", "6. årgang", "0. klasse", "3 kl."])
def test_classes_as_schools_write_them_are_right(text):
    assert right(text, FieldType.CLASS)


@pytest.mark.parametrize(
    ("kind", "firsts", "seconds", "verified"),
    [
        (FieldType.DATE, [("3/9-2026", 0.1), ("3/9-2026", 0.2)], [("3/9-2026", 0.6), ("3/9-2026", 0.5)], True),
        (FieldType.DATE, [("3/9-2026", 0.1), ("8/9-2026", 0.2)], [("3/9-2026", 0.6), ("3/9-2026", 0.5)], False),
        (FieldType.NAME, [("Bo Narre", 0.8), ("Bo Narre", 0.8)], [("Bo Narre", 0.8), ("Bo Narre", 0.8)], False),
        (FieldType.NAME, [("Bo Nørre", 0.7), ("Bo Nørre", 0.9)], [("Bo Nerre", 0.8), ("Bo Nørre", 0.95)], True),
    ],
)
def test_doubtful_numbers_are_verified_when_read_twice_and_words_only_when_both_are_sure(
    kind, firsts, seconds, verified
):
    looked = ([Heard(*each) for each in firsts], [Heard(*each) for each in seconds])
    assert agreed_after(*looked, LOOKS[kind]).verified is verified


@pytest.mark.parametrize(
    ("first", "second", "apart"),
    [("bars_de@suole.org", "lne ude sk", True), ("Skolen ved Lund", "Skalen ved Lurd", False), ("Sy", "9.y", False)],
)
def test_readings_far_apart_are_not_looked_at_again_unless_they_are_short(first, second, apart):
    assert far_apart(Heard(first, 1), Heard(second, 1), LOOKS[FieldType.LINE]) is apart

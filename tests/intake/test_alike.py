"""A word that is not listed becomes the one listed word that a coarse scan shows alike."""

import pytest

from intake.alike import has_twin, listed, lost_a_letter, seems_another, unmistakable

LISTED = {"tavlen", "planen", "gerne", "matematik", "ville", "vilje", "struktur", "Klassen", "ill"}


@pytest.mark.parametrize(
    ("word", "becomes"),
    [
        ("tavien,", "tavlen,"),
        ("Kiassen", "Klassen"),
        ("gemex", "gemex"),
        ("gerne", "gerne"),
        ("mutemutik", "matematik"),
        ("strakture", "strakture"),
        ("iii", "iii"),  # too short
        ("vllle", "ville"),
        ("lllllllllll", "lllllllllll"),
        ("", ""),
    ],
)
def test_one_pair_of_letters_is_exchanged(word, becomes):
    assert listed(word, lambda each: each.strip(",") in LISTED) == becomes


def test_where_two_words_look_so_it_stays():
    assert listed("ilven", lambda each: each in {"liven", "illen", "llven"}) == "ilven"


@pytest.mark.parametrize(
    ("word", "alone"),
    [("gerne", True), ("geme", False), ("jern", False), ("jem", False), ("struktur", True), ("mmmmm", False)],
)
def test_a_word_is_unmistakable_where_it_is_listed_and_none_with_the_other_letters(word, alone):
    assert unmistakable(word, "m", "rn", {*LISTED, "jern", "jem", "mmmmm"}.__contains__) == alone


@pytest.mark.parametrize(
    ("word", "twin", "another"),
    [
        ("individuelle", False, False),
        ("indlviduelle", True, True),
        ("tiltlllid", True, True),
        ("illilli", True, False),  # with one letter exchanged it is "illilll", which is listed too
        ("tillidsvilje", False, False),  # of two listed words
    ],
)
def test_a_word_of_many_such_letters_is_its_own_where_it_is_listed_and_with_none_exchanged(word, twin, another):
    knows = {"individuelle", "illilli", "illilll", "tillids", "vilje", "tillidsvilje"}.__contains__
    assert has_twin(word, "l", "i", knows) == twin
    assert seems_another(word, "l", "i", knows) == another


@pytest.mark.parametrize(
    ("word", "lost"), [("konfikter", True), ("konflikter", False), ("Konfikter", False), ("genfortæller", False)]
)
def test_a_word_that_is_listed_with_a_thin_letter_more_may_have_lost_it(word, lost):
    assert lost_a_letter(word, {"konflikter", "Konflikter"}.__contains__) == lost

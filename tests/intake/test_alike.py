"""A word that is not listed becomes the one listed word that a coarse scan shows alike."""

import pytest

from intake.alike import listed, unmistakable

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

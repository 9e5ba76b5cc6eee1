"""Names sort as Danes sort them, by a key that needs no locale."""

import unicodedata

import pytest

from cases.danish import in_order

SORTED = ["2. klasse", "10. klasse", "Absalon", "Ydby", "Zeniths", "Æbelø", "Østre", "Åby", "Aarhus"]


def test_the_letters_stand_in_danish_order():
    shuffled = SORTED[::-1]
    assert sorted(shuffled, key=in_order) == SORTED


@pytest.mark.parametrize("name", SORTED)
def test_a_key_is_ascii_and_the_same_however_letters_are_composed(name):
    assert in_order(name).isascii()
    assert in_order(unicodedata.normalize("NFD", name)) == in_order(name) == in_order(name.upper())

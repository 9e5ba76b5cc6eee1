"""Of two readings of a word the surer is proposed, and rather one that is a word; a listed word is never lost."""

import numpy as np
import pytest

from intake.doubted_words import again, chosen, parted
from intake.ocr import Seen

PAPER = np.full((40, 200), 255, np.uint8)
LISTED = {"tavlen", "er", "i", "Et", "roligere", "kørte", "korte", "for", "sent", "gerne", "skole", "alle"}


def knows(word):
    bare = word.strip(".,!0123456789")
    return not bare or bare in LISTED  # a number is none that could be wrong, as the real list has it


def seen(text, confidence=0.96):
    return Seen(text, confidence, (10, 10, 60, 30))


@pytest.mark.parametrize(
    ("first", "second", "sure", "becomes"),
    [
        ("tavien", "tavlen", 0.5, "tavlen"),
        ("tavien", "tavlen", 0.4, "tavien"),
        ("tavien,", "tavlen", 0.6, "tavlen,"),  # the comma was seen
        ("tavi!", "tavl", 0.6, "tavi!"),
        ("geme", "gerne", 0.6, "gerne"),  # a letter more
        ("skøle", "skole", 0.6, "skole"),  # a Danish letter less
        ("xkøie", "skole", 0.9, "xkøie"),  # too far from it
        ("xxr", "er", 0.9, "xxr"),  # in a short word two letters are too many
        ("3b", "38", 0.5, "3b"),  # a number is no word
        ("7x.", "74.", 0.5, "7x."),
        ("Tavien", "tavlen", 0.5, "Tavien"),  # it may be a name
        ("tavlen", "tavien", 0.99, "tavlen"),  # a word stays one
        ("kørte", "korte", 0.97, "kørte"),  # it writes the letter badly
        ("Malthc", "Malthe", 0.96, "Malthe"),  # neither is listed: letter for letter, and surely
        ("Malthc", "Malthe", 0.9, "Malthc"),
        ("Malthc", "Malte", 0.99, "Malthc"),
    ],
)
def test_a_listed_word_is_preferred(first, second, sure, becomes):
    assert chosen(seen(first), (second, sure), None, knows).text == becomes


class Second:
    def __init__(self, *said):
        self.said, self.asked = said, 0

    def words(self, pixels, letters, stretch=1.0):
        self.asked += 1
        return self.said


@pytest.mark.parametrize(("sure", "asked", "becomes"), [(0.9, 0, "tavien"), (0.89, 1, "tavlen")])
def test_only_words_that_are_doubted_are_looked_at(sure, asked, becomes):
    second = Second(("tavlen", 0.9))
    assert (again(seen("tavien", sure), None, PAPER, second, knows).text, second.asked) == (becomes, asked)


@pytest.mark.parametrize(
    ("first", "second", "becomes"),
    [
        ("Etroligere", ("Et", "roligere"), "Et roligere"),
        ("forsent", ("for", "sent"), "forsent"),  # as compounds are made
        ("eri", ("en", "i"), "eri"),
        ("eri", (), "eri"),
    ],
)
def test_a_word_is_told_to_be_two_where_one_of_them_is_short(first, second, becomes):
    second = Second(*((text, 0.9) for text in second))
    assert again(seen(first, 0.8), None, PAPER, second, knows).text == becomes


@pytest.mark.parametrize(
    ("line", "second", "becomes"),
    [
        ("alle eri skole", "alle er i skole", ["alle", "er i", "skole"]),
        ("alle eri skole", "alle er skole", ["alle", "eri", "skole"]),
        ("alle forsent er", "alle for sent er", ["alle", "forsent", "er"]),
        ("alle er i", "alle eri", ["alle", "er", "i"]),
    ],
)
def test_a_line_is_parted_where_the_second_engine_sees_a_space_and_all_else_is_the_same(line, second, becomes):
    words, read = [seen(each) for each in line.split()], [(each, 0.9) for each in second.split()]
    assert [each.text for each in parted(words, read, knows)] == becomes

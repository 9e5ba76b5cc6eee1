"""A doubtful word of free text is put right by the second engine, letter for letter, and never made worse."""

import numpy as np
import pytest

from intake.free_text import looked_at_again
from intake.ocr import Heard, Seen

PAPER = np.full((40, 900), 255, np.uint8)


class Second:
    """A second engine that says these words, one after the other."""

    def __init__(self, *said):
        self.said = [Heard(*each) for each in said]

    def read(self, pixels, letters, stretch=1.0):
        assert pixels.size
        return self.said.pop(0)


def heard(text, **doubts):
    words = tuple(
        Seen(word, doubts.get(word.strip(".,"), 0.96), (at * 40, 5, at * 40 + 38, 30))
        for at, word in enumerate(text.split())
    )
    return Heard(text, 0.9, words)


@pytest.mark.parametrize(
    ("text", "doubts", "second", "becomes"),
    [
        ("Beiønning gav\nkonflikter.", {"Beiønning": 0.5}, [("Belønning", 0.99)], "Belønning gav\nkonflikter."),
        ("Åse er glad", {"Åse": 0.8}, [("Ase", 0.99)], "Åse er glad"),  # it cannot write the letter
        ("i timeme nu", {"timeme": 0.4}, [("timerne", 0.9)], "i timeme nu"),  # not letter for letter
        ("Beiønning gav", {"Beiønning": 0.5}, [("Belønning", 0.6)], "Beiønning gav"),  # unsure itself
        ("Det går, Vi ser", {}, [("går.", 0.5)], "Det går. Vi ser"),  # a full stop on a fax
        ("Det går, men", {"går": 0.8}, [("går.", 0.99)], "Det går, men"),  # no sentence begins
        ("to gange,", {}, [("gange.", 0.9)], "to gange."),
        ("Det går godt", {}, [], "Det går godt"),  # nothing to ask
    ],
)
def test_a_word_is_put_right_only_where_that_is_safe(text, doubts, second, becomes):
    assert looked_at_again(heard(text, **doubts), PAPER, Second(*second)).text == becomes


def test_a_text_of_doubtful_words_is_handwriting_and_left_to_a_person():
    words = ["hun", "siger", "at", "det", "er", "svært", "for", "hende"]
    doubtful = heard(" ".join(words), **dict.fromkeys(words, 0.5))
    assert looked_at_again(doubtful, PAPER, Second()) is doubtful


def test_words_that_do_not_fit_the_text_change_nothing():
    odd = Heard("to ord", 0.9, (Seen("to", 0.1, (0, 0, 5, 5)),))
    assert looked_at_again(odd, PAPER, Second()) is odd

"""A piece of a line that the engine overlooked on a page is read by itself; dust, and what was read, are not."""

import cv2
import numpy as np
import pytest

from intake.ocr import Heard, Script
from intake.overlooked import overlooked

DPI = 200


class Engine:
    """Reads the same of every line, and keeps how large it was."""

    def __init__(self, text="E-mail til skolen", sure=0.9):
        self.heard, self.seen = Heard(text, sure), []

    def read(self, pixels, script, dpi):
        assert (script, dpi) == (Script.LINE, DPI)
        self.seen.append(pixels.shape)
        return self.heard


@pytest.fixture
def page():
    """A label, and dust around it."""
    white = np.full((600, 900), 255, np.uint8)
    cv2.putText(white, "E-mail til skolen", (200, 220), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0.0, 2)
    for x, y in ((300, 400), (312, 402), (325, 398)):
        cv2.circle(white, (x, y), 2, 0.0, -1)
    return white


def test_what_was_overlooked_is_read_word_by_word_from_left_to_right(page):
    engine = Engine()
    found = list(overlooked(page, [], engine, DPI))
    assert [each.text for each in found] == ["E-mail", "til", "skolen"]
    assert len(engine.seen) == 1
    edges = [edge for each in found for edge in (each.box[0], each.box[2])]
    assert edges == sorted(edges)
    assert all(190 < edge < 450 for edge in edges)


def test_what_was_read_is_not_read_again(page):
    engine = Engine()
    assert not list(overlooked(page, [(70.0, 66.0, 165.0, 84.0)], engine, DPI))
    assert engine.seen == []


@pytest.mark.parametrize("engine", [Engine(sure=0.3), Engine(text="-| ."), Engine(text="")])
def test_what_the_engine_is_unsure_of_is_no_word(page, engine):
    assert not list(overlooked(page, [], engine, DPI))

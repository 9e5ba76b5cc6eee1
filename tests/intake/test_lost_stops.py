"""A full stop that is to be seen behind the last word of a line is written, though the engine wrote none."""

import cv2
import numpy as np
import pytest

from intake.lost_stops import with_stops
from intake.ocr import Seen


def paper(*dots, size=4):
    pixels = np.full((80, 300), 255, np.uint8)
    for x, y in dots:
        cv2.rectangle(pixels, (x, y), (x + size - 1, y + size - 1), 60, -1)
    return pixels


def words(*texts):
    return [Seen(text, 0.9, (10 + 60 * at, 10, 60 + 60 * at, 30)) for at, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("pixels", "text", "becomes"),
    [
        (paper((126, 26)), "ugen", "ugen."),
        (paper((126, 26)), "%", "%."),
        (paper(), "ugen", "ugen"),
        (paper((126, 10)), "ugen", "ugen"),  # not on the line
        (paper((126, 26)), "ugen,", "ugen,"),
        (paper((126, 26), (132, 26)), "ugen", "ugen"),  # and more
        (paper((126, 26), size=8), "ugen", "ugen"),  # no dot
        (paper((150, 26)), "ugen", "ugen"),  # far behind
    ],
)
def test_a_dot_behind_the_last_word_is_a_full_stop(pixels, text, becomes):
    assert [seen.text for seen in with_stops(words("om", text), pixels)] == ["om", becomes]


def test_within_a_line_none_is_added():
    assert [seen.text for seen in with_stops(words("om", "ugen"), paper((64, 26)))] == ["om", "ugen"]


def test_a_word_that_ends_where_the_picture_ends_has_none_behind():
    assert [seen.text for seen in with_stops([Seen("ugen", 0.9, (240, 10, 300, 30))], paper())] == ["ugen"]

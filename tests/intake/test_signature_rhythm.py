"""What comes again at its height is a pattern or a line through it; a hand that goes on is none."""

import cv2
import numpy as np

from intake.signature_rhythm import rhythm

T = np.linspace(0, 1, 600)


def drawn(*strokes):
    half = np.zeros((100, 400), np.uint8)
    for x, y in strokes:
        cv2.polylines(half, [np.column_stack([x, y]).astype(np.int32)], False, 1, 3)
    x, y, width, height = cv2.boundingRect(half)
    return half[y : y + height, x : x + width]


HAND = (20 + 300 * T + 25 * np.sin(19 * T), 50 - 30 * np.sin(31 * T**1.6) * np.cos(5 * T))
THROUGH = [(10 + 330 * T, y + 2 * T) for y in (40, 50, 60)]


def test_a_wave_comes_again_and_a_hand_does_not():
    wave = rhythm(drawn((20 + 300 * T, 50 - 30 * np.sin(60 * T))))
    hand = rhythm(drawn(HAND))
    assert wave["again"] > 0.8 > 0.5 > hand["again"]
    assert wave["pattern"] > 0.8


def test_lines_through_a_hand_come_again():
    assert rhythm(drawn(HAND, *THROUGH))["again"] > rhythm(drawn(HAND))["again"] + 0.2


def test_even_strokes_have_even_gaps_and_close_ones_are_tight():
    bars = [np.full(600, x) for x in range(20, 330, 10)]
    even = rhythm(drawn(*((x, 10 + 80 * T) for x in bars)))
    assert even["gaps"] < 0.2
    assert even["tight"] > 0.55
    assert rhythm(drawn(HAND))["tight"] < 0.45


def test_a_dot_has_no_rhythm():
    assert rhythm(np.ones((5, 5), np.uint8))["again"] == 0

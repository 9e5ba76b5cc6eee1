"""Loops are what strokes close in, however much of the paper that is."""

import cv2
import numpy as np
import pytest

from intake.signature_loops import loops

A_MM = 10


def paper():
    return np.zeros((200, 400), np.uint8)


def test_a_ring_that_fills_the_picture_closes_in_what_it_closes_in():
    """What is around it is less, and is no loop."""
    areas, bulging = loops(cv2.ellipse(paper(), (200, 100), (199, 99), 0, 0, 360, 255, 3), A_MM)
    assert areas == [pytest.approx(np.pi * 19.7 * 9.7, rel=0.02)]
    assert bulging > 0.98


def test_what_is_open_closes_nothing_in():
    assert loops(cv2.ellipse(paper(), (200, 100), (150, 80), 0, 20, 340, 255, 3), A_MM) == ([], 0.0)


def test_a_dented_loop_bulges_less():
    star = [(200, 10), (230, 80), (380, 90), (240, 120), (300, 190), (200, 140)]
    star += [(400 - x, y) for x, y in star[-2:0:-1]]
    areas, bulging = loops(cv2.polylines(paper(), [np.array(star, np.int32)], True, 255, 3), A_MM)
    assert len(areas) == 1
    assert bulging < 0.6


def test_where_two_strokes_meet_is_no_loop():
    crossed = cv2.line(cv2.line(paper(), (10, 10), (390, 12), 255, 1), (10, 12), (390, 10), 255, 1)
    assert loops(crossed, A_MM)[0] == []

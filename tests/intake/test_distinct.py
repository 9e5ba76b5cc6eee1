"""A printed place says where it is when nothing beside it looks the same."""

import cv2
import numpy as np
import pytest

from intake.distinct import distinct

HALF, REACH, NEAR = 8, 8, 2.5
PLACE = (50, 50)


def paper(draw):
    page = np.full((100, 100), 255, np.uint8)
    draw(page)
    return cv2.GaussianBlur(page, (3, 3), 0)


def a_dotted_line(page):
    page[50, ::4] = 0


def a_line(page):
    page[49:51] = 0


def a_corner(page):
    page[49:51, 50:] = 0
    page[50:, 50:52] = 0


def letters(page):
    cv2.putText(page, "kg", (42, 55), cv2.FONT_HERSHEY_SIMPLEX, 0.5, 0.0, 1)


@pytest.mark.parametrize(
    ("draw", "tells"),
    [(a_corner, True), (letters, True), (a_line, False), (a_dotted_line, False), (lambda page: None, False)],
)
def test_a_corner_and_letters_tell_where_they_are_but_no_line_and_no_bare_paper(draw, tells):
    assert distinct(paper(draw), PLACE, HALF, REACH, NEAR) is tells


def test_a_place_that_the_page_cuts_tells_nothing():
    assert not distinct(paper(a_corner), (4, 50), HALF, REACH, NEAR)

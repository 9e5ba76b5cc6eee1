"""A scan is laid over the right page of the right form, whatever way it lies; what is not ours is not laid."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from intake.forms import load_forms
from intake.images import Scan
from intake.laid import blank_at, moved
from intake.registration import flattened, lay

pytestmark = pytest.mark.slow

FORMS = load_forms()
PAGES = [(form, page) for form in FORMS.values() for page in range(1, form.pages + 1)]
PLACES = np.array([(x, y) for x in (60, 300, 540) for y in (60, 420, 790)], dtype=float)


def seen(form, page, *, dpi, skew=0.0, bend=0.0, turns=0, code=True):
    """The blank as a camera or scanner sees it, and the matrix from points to its pixels (before whole turns)."""
    paper = blank_at(form, page, dpi).copy()
    if not code:
        x0, y0, x1, y1 = (round(each * dpi / 72) for each in form.code_boxes[page - 1])
        paper[y0 - 4 : y1 + 4, x0 - 4 : x1 + 4] = 255
    height, width = paper.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 0.97)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    bent = cv2.transform(corners[None], turn)[0] + np.array([[bend, 0], [0, bend], [-bend, 0], [0, 0]]) * width
    matrix = cv2.getPerspectiveTransform(corners, bent.astype(np.float32))
    picture = cv2.warpPerspective(paper, matrix, (width, height), borderValue=235)
    grain = np.random.default_rng(7).normal(0, 6, picture.shape)
    grainy = np.clip(cv2.GaussianBlur(picture, (3, 3), 0.7) * 0.9 + grain, 0, 255).astype(np.uint8)
    return np.ascontiguousarray(np.rot90(grainy, turns)), matrix @ np.diag([dpi / 72, dpi / 72, 1.0])


def assert_laid(laid, form, page):
    assert laid is not None
    assert (laid.form.key, laid.page) == (form.key, page)
    assert laid.fit >= 0.85


def test_a_straight_page_is_laid_within_half_a_millimetre():
    form = FORMS["elev-1"]
    picture, truth = seen(form, 2, dpi=100, skew=2)
    laid = lay(Scan(picture), FORMS)
    assert_laid(laid, form, 2)
    off = np.linalg.norm(moved(laid.to_scan, PLACES) - moved(truth, PLACES), axis=1).max()
    assert off / 100 * 25.4 < 0.5


@pytest.mark.slow
@pytest.mark.parametrize(("form", "page"), PAGES)
@pytest.mark.parametrize(
    ("dpi", "skew", "bend"), [(150, 10, 0), (150, -5, 0), (200, 2, 0), (300, 5, 0), (200, 3, 0.05), (150, -4, 0.06)]
)
def test_pages_are_laid_at_any_resolution_skew_and_mild_perspective(form, page, dpi, skew, bend):
    picture, truth = seen(form, page, dpi=dpi, skew=skew, bend=bend)
    laid = lay(Scan(picture), FORMS)
    assert_laid(laid, form, page)
    off = np.linalg.norm(moved(laid.to_scan, PLACES) - moved(truth, PLACES), axis=1)
    assert np.median(off) / dpi * 25.4 < 0.5


@pytest.mark.slow
@pytest.mark.parametrize("turns", [1, 2, 3])
@pytest.mark.parametrize("code", [True, False])
def test_pages_are_laid_at_any_quarter_turn_with_or_without_their_code(turns, code):
    form = FORMS["elev-1"]
    picture, _ = seen(form, 2, dpi=200, skew=1.5, turns=turns, code=code)
    assert_laid(lay(Scan(picture), FORMS), form, 2)


def test_white_paper_and_a_foreign_page_are_not_ours():
    page = np.full((1170, 827), 250, np.uint8)
    assert lay(Scan(page), FORMS) is None
    for line in range(100, 1000, 30):
        cv2.putText(page, "Referat af skolebestyrelsens møde", (60, line), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 30, 2)
    assert lay(Scan(page), FORMS) is None


def test_a_version_that_we_do_not_have_is_not_read_as_another():
    newer = replace(FORMS["elev-1"], version=2)
    assert lay(Scan(blank_at(FORMS["elev-1"], 1, 100)), {newer.key: newer}) is None


def test_a_shadow_over_the_paper_is_taken_away():
    page = blank_at(FORMS["elev-1"], 1, 100)
    shadow = (page * np.linspace(0.5, 1.0, page.shape[1])).astype(np.uint8)
    assert np.median(flattened(shadow)[:, :50]) > 240

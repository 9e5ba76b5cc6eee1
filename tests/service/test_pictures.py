"""Pictures of papers for people: a CPR number is covered wherever it may stand, until somebody asks to see it."""

import io

import numpy as np
import pytest
from PIL import Image

from intake.page_picture import DPI, PagePicture
from service.pictures import Pictures

ASKED, READ = (300.0, 200.0, 420.0, 220.0), (60.0, 400.0, 200.0, 420.0)
WIDE, TALL = round(595 * DPI / 72), round(842 * DPI / 72)


def _png() -> bytes:
    """A page that is black and white in turn, so that anything that is covered is seen to be even."""
    out = io.BytesIO()
    Image.fromarray(np.tile(np.arange(WIDE) % 2 * 255, (TALL, 1)).astype(np.uint8)).save(out, "PNG")
    return out.getvalue()


PNG = _png()


def _seen(picture: PagePicture, covered) -> Image.Image:
    png = Pictures(lambda _: [picture]).page(1, lambda: b"a paper", 1, covered)
    assert png is not None
    return Image.open(io.BytesIO(png)).convert("L")


def _even(page: Image.Image, box) -> bool:
    pixels = np.asarray(page.crop([round(edge * DPI / 72) for edge in box]))
    return int(pixels.max()) == int(pixels.min())


@pytest.mark.parametrize("read", [(), (READ,)])
def test_where_a_known_form_asks_for_the_number_it_is_covered_whatever_was_read(read):
    page = _seen(PagePicture(1, "elev-1", PNG, (ASKED,)), read)
    assert (_even(page, ASKED), _even(page, READ)) == (True, bool(read))
    x0, y0, x1, y1 = ASKED
    assert _even(page, (x0 - 4, y0 - 4, x1 + 4, y1 + 4))


def test_a_page_of_no_known_form_cannot_be_read():
    page = _seen(PagePicture(1, None, PNG), (READ,))
    assert page.size == (WIDE, TALL)
    values = np.asarray(page)
    assert int(values.max()) - int(values.min()) < 30


@pytest.mark.parametrize("form", ["elev-1", None])
def test_who_asks_to_see_it_sees_the_page_as_it_is(form):
    page = Pictures(lambda _: [PagePicture(1, form, PNG, (ASKED,))])
    assert page.page(1, lambda: b"a paper", 1, None) == PNG


def test_a_page_without_any_number_is_given_as_it_is_and_one_that_is_not_there_is_none():
    pictures = Pictures(lambda _: [PagePicture(1, "emne-1", PNG)])
    assert pictures.page(1, lambda: b"a paper", 1, ()) == PNG
    assert pictures.page(1, lambda: b"a paper", 2, ()) is None
    assert pictures.page(2, lambda: None, 1, ()) is None

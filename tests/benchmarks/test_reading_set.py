"""Drawn papers are the same whenever they are drawn, and their truth is right. Drawn with what reportlab brings."""

from io import BytesIO

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image

from benchmarks.reading_set.documents import DIGITAL, SCREEN, document, form_of
from benchmarks.reading_set.faces import FACES, VERA, font, missing
from benchmarks.reading_set.foreign import FOREIGN
from benchmarks.reading_set.scans import PROFILES
from benchmarks.reading_set.truth import Document
from cases.consent import Custody
from intake.document import opened_pages
from intake.laid import moved
from intake.registration import flattened

pytestmark = pytest.mark.slow

FONTS = pytest.mark.skipif(bool(missing()), reason="the fonts of the benchmark are not installed")


def typed(profile: str, number: int = 0) -> Document:
    """A paper in a font that is always there. Guardians may write by hand, so not every number will do."""
    for each in range(number, number + 50):
        try:
            return document(7, each, profile, faces=(VERA,))
        except FileNotFoundError:
            continue
    raise AssertionError("no paper without handwriting was found")


@pytest.mark.parametrize("profile", ["grey 150", "fax", "photo, shadow", SCREEN])
def test_the_same_arguments_give_the_same_bytes(profile: str) -> None:
    first = typed(profile)
    again = document(first.seed, first.number, profile, faces=(VERA,))
    assert again.content == first.content
    assert again.applications == first.applications


@pytest.mark.parametrize("profile", list(PROFILES))
def test_the_page_code_lies_where_the_truth_says(profile: str) -> None:
    """A cut page may have lost its code."""
    paper = typed(profile)
    pages = list(opened_pages(paper.content))
    assert len(pages) == paper.pages
    opened_at = 0.5 if profile == "600 dpi" else 1  # more than 300 dpi is opened at half
    checked = 0
    for shown, places in zip(pages, paper.places, strict=True):
        for place in places:
            form = form_of(place.form.split("-")[0])
            assert place.to_scan is not None
            x0, y0, x1, y1 = form.code_boxes[place.page - 1]
            drawn = moved(place.to_scan, np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)]))
            corners = drawn * opened_at
            (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
            pixels = flattened(shown.scan.pixels)
            height, width = pixels.shape
            if left < 0 or top < 0 or right >= width or bottom >= height:
                continue
            within = pixels[int(top) : int(bottom), int(left) : int(right)]
            around = pixels[int(top) - 3 : int(top), int(left) : int(right)]
            assert 0.2 < (within < 128).mean() < 0.8
            assert (around < 128).mean() < 0.2
            checked += 1
    assert checked or profile == "cut"


def test_every_page_of_every_application_is_in_the_paper() -> None:
    for number in range(3):
        paper = typed("several", number * 50)
        assert len(paper.applications) >= 2
        for each, said in enumerate(paper.applications):
            assert paper.pages_of(each) == tuple(range(1, form_of(said.form.split("-")[0]).pages + 1))


def test_what_was_filled_in_on_screen_stands_in_the_form_fields() -> None:
    paper = typed(SCREEN)
    said = paper.applications[0]
    found = {entry.name: entry.text for page in opened_pages(paper.content) for entry in page.entries}
    ticked = found.pop("custody", "")
    assert found == {name: each.text for name, each in said.written.items()}
    values = [field.value for field in form_of(said.form.split("-")[0]).choices("custody")]
    assert (values[int(ticked)] if ticked else "") == said.custody


def test_a_paper_printed_to_pdf_has_its_texts_in_the_text_layer() -> None:
    paper = typed(DIGITAL[1])
    with pdfium.PdfDocument(paper.content) as pdf:
        text = "".join(page.get_textpage().get_text_range() for page in pdf)
    together = "".join(text.split())
    assert all("".join(each.text.split()) in together for each in paper.applications[0].written.values())


def test_custody_is_one_that_is_known_or_nothing_is_ticked() -> None:
    said = [document(7, number, SCREEN).applications[0] for number in range(30)]
    assert {each.custody for each in said} <= {value.value for value in Custody}
    assert all(bool(each.tick) == bool(each.custody) for each in said)


@FONTS
def test_by_hand_is_said_where_a_handwriting_font_was_used() -> None:
    from benchmarks.reading_set.faces import HANDS

    said = document(7, 3, "grey 150", "hand").applications[0].written
    assert all(each.hand and each.face in HANDS for each in said.values())


@FONTS
@pytest.mark.parametrize("sort", list(FOREIGN))
def test_a_foreign_paper_is_the_same_each_time_and_shows_no_form(sort: str) -> None:
    from benchmarks.reading_set.foreign import foreign

    paper = foreign(7, 1, "grey 150", sort)
    assert paper.content == foreign(7, 1, "grey 150", sort).content
    assert paper.places == ((),)
    assert not paper.applications


@FONTS
@pytest.mark.parametrize("name", list(FACES))
def test_every_letter_that_is_written_can_be_seen(name: str) -> None:
    letters = font(name, 12, 300)
    written = "abcdefghijklmnopqrstuvwxyzæøåABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ0123456789@._-/,:?+%"
    assert all(letters.getmask(each).getbbox() for each in written)


def test_a_font_that_is_missing_is_named_with_its_package() -> None:
    assert missing([VERA]) == ()
    assert all(face.package.startswith("fonts-") for name, face in FACES.items() if name != VERA)


def test_a_phones_picture_is_upright_when_its_exif_is_followed() -> None:
    paper = next(each for number in range(0, 500, 25) if (each := typed("photo, shadow", number)).type == "jpeg")
    with Image.open(BytesIO(paper.content)) as picture:
        turned = picture.getexif().get(0x0112, 1) in (6, 8)
        assert (picture.width > picture.height) == turned

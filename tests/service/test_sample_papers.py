"""The sample papers: each is what it says it is, and the same every time."""

import math
import zipfile
from io import BytesIO
from xml.etree import ElementTree

import numpy as np
import pdfplumber
import pikepdf
import pypdfium2 as pdfium
import pytest
import zxingcpp
from PIL import Image

from intake.forms import SIGNATURES, load_forms
from service.samples.papers import broken, fax, fillable, filled_form, locked, photo, photos, scan, scan_image, word

pytestmark = pytest.mark.slow  # draws and reads whole pages

ELEV = load_forms()["elev-1"]
VALUES = {
    "school": "Søndermarkskolen",
    "class_name": "5.b",
    "pupil_name": "Villads Ærø Ågård",
    "cpr": "150312-9993",
    "contact_name": "Mette Holm Kjærgaard",
    "contact_email": "mette.holm_k@soendermark.example",
    "contact_phone": "86 12 34 56",
    "description": "Villads har svært ved at komme i gang. " * 12,
    "tried": "Fast plads tæt på læreren.",
    "goal": "Ro i 20 minutter ad gangen.",
    "guardian_1_name": "Søren Ågård",
    "guardian_2_name": "Line Ærø",
    "custody": "fælles, bor ikke sammen",
    "signed_date_1": "14.11.2026",
    "signed_date_2": "15.11.2026",
}
PRINTED = filled_form("elev", VALUES)


@pytest.mark.parametrize(
    "make",
    [
        lambda: filled_form("elev", VALUES, seed=5),
        lambda: filled_form("klasse", VALUES, handwriting=True),
        lambda: fillable("emne", VALUES),
        lambda: scan(PRINTED, dpi=72, skew=1, seed=2),
        lambda: scan_image(PRINTED, dpi=72),
        lambda: fax(PRINTED),
        lambda: word("elev", VALUES),
        broken,
    ],
)
def test_the_same_arguments_give_the_same_bytes(make):
    assert make() == make()


def test_a_printed_form_says_each_value_within_its_box_clear_of_the_border():
    document = pdfium.PdfDocument(PRINTED)
    for field in ELEV.fields:
        if field.value or field.name in SIGNATURES:
            continue
        x0, y0, x1, y1 = field.box
        texts = document[field.page - 1].get_textpage()
        inner = texts.get_text_bounded(x0 + 4, ELEV.height - y1 + 4, x1 - 4, ELEV.height - y0 - 4)
        assert " ".join(inner.split()) == VALUES[field.name].strip()
    document.close()


@pytest.mark.parametrize("signed", [(True, True), (True, False), (False, True), (False, False)])
def test_ink_stands_in_just_the_signature_boxes_that_are_signed(signed):
    page = _render(filled_form("elev", VALUES, signed=signed))[1]
    assert tuple(_ink(page, field.box) > 100 for field in _signatures()) == signed


@pytest.mark.parametrize("seed", range(6))
def test_a_signature_stays_within_its_box_and_no_two_are_alike(seed):
    page = _render(filled_form("elev", {}, seed=seed))[1]
    crops = []
    for field in _signatures():
        x0, y0, x1, y1 = field.box
        assert _ink(page, (x0 + 2, y0 + 2, x1 - 2, y1 - 2)) == _ink(page, field.box)
        crops.append(_crop(page, field.box))
    assert (crops[0] != crops[1]).any()


@pytest.mark.parametrize("make", [filled_form, fillable])
def test_just_the_chosen_custody_is_ticked(make):
    page = _render(make("elev", VALUES))[1]
    assert [_ink(page, choice.box) > 10 for choice in ELEV.choices("custody")] == [False, True, False]


def test_a_form_filled_in_on_screen_gives_its_values_back_and_shows_them():
    pdf = fillable("elev", VALUES)
    with pikepdf.open(BytesIO(pdf)) as document:
        fields = {str(field.T): field.get("/V") for field in document.Root.AcroForm.Fields}
    assert fields.pop("custody") == "/1"
    assert {name: str(value) for name, value in fields.items()} == {k: v for k, v in VALUES.items() if k != "custody"}
    with pdfplumber.open(BytesIO(pdf)) as document:
        notes = {note["data"]["T"].decode("utf-16" if note["data"]["T"][:2] == b"\xfe\xff" else "latin-1"): note
                 for page in document.pages for note in page.annots if "T" in note["data"]}  # fmt: skip
        assert set(notes) == set(fields)
        assert notes["cpr"]["data"]["V"] == b"150312-9993"
    pages = _render(pdf)
    for field in ELEV.fields:
        if field.name in fields:
            assert _ink(pages[field.page - 1], field.box) > 20


@pytest.mark.parametrize("kind", ["klasse", "emne"])
def test_a_class_or_topic_form_takes_only_the_values_it_asks_for(kind):
    text = _text(filled_form(kind, {**VALUES, "topic": "Læseglæde"}))
    assert "150312" not in text
    assert "Søndermarkskolen" in text
    assert {"klasse": "5.b", "emne": "Læseglæde"}[kind] in text


def test_a_handwritten_form_stays_within_its_boxes():
    written = filled_form("elev", VALUES, handwriting=True, signed=(False, False))
    pages = _render(written)
    for field in ELEV.fields:
        x0, y0, x1, y1 = field.box
        foot = 6 if field.name == "cpr" else 2
        inner = (x0 + 2, y0 + 2, x1 - 2, y1 - foot)
        if field.name not in SIGNATURES and not field.value:
            assert _ink(pages[field.page - 1], inner) > 20
            border = _ink(pages[field.page - 1], (x0 + 1.5, y0 + 1.5, x1 - 1.5, y1 - foot))
            assert border == _ink(pages[field.page - 1], inner)


def test_a_scan_is_an_image_on_each_page_and_nothing_else():
    scanned = scan(PRINTED, dpi=100, skew=2.0)
    assert _text(scanned) == ""
    with pikepdf.open(BytesIO(scanned)) as pdf:
        assert len(pdf.pages) == 2
        for page in pdf.pages:
            (image,) = page.obj.Resources.XObject.values()
            assert image.Filter == "/DCTDecode"
            assert np.allclose([float(side) for side in page.mediabox[2:]], [595.28, 841.89], atol=1)


@pytest.mark.parametrize("skew", [2, -2])
def test_the_page_code_survives_a_skewed_scan(skew):
    for page in (1, 2):
        assert _codes(scan_image(PRINTED, page=page, dpi=150, skew=skew)) == [f"TOVH:elev-1:{page}"]


def test_a_scan_turns_the_page_counter_clockwise_by_the_skew():
    straight, turned = (_code_from_centre(scan_image(PRINTED, dpi=100, skew=skew)) for skew in (0, 2))
    assert 1.7 < math.degrees(straight - turned) < 2.3


def test_a_photo_is_a_colour_picture_whose_code_is_still_read():
    picture = photo(PRINTED, seed=4)
    assert _codes(picture) == ["TOVH:elev-1:1"]
    assert Image.open(BytesIO(picture)).mode == "RGB"


def test_each_page_is_photographed_by_itself():
    one_page = filled_form("emne", VALUES)
    assert [_codes(picture) for picture in photos(one_page)] == [["TOVH:emne-1:1"]]


def test_a_fax_is_black_or_white_with_dots_that_are_not_square():
    with pikepdf.open(BytesIO(fax(PRINTED))) as pdf:
        (image,) = pdf.pages[0].obj.Resources.XObject.values()
        assert int(image.BitsPerComponent) == 1
        across = int(image.Width) / float(pdf.pages[0].mediabox[2])
        down = int(image.Height) / float(pdf.pages[0].mediabox[3])
    assert (round(across * 72), round(down * 72)) == (204, 98)


def test_a_locked_paper_opens_only_with_its_password():
    paper = locked(PRINTED)
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(BytesIO(paper))
    with pikepdf.open(BytesIO(paper), password="skole") as pdf:
        assert len(pdf.pages) == 2


def test_a_broken_paper_looks_like_a_pdf_and_cannot_be_rendered():
    assert broken().startswith(b"%PDF-")
    with pytest.raises(pdfium.PdfiumError):
        pdfium.PdfDocument(broken())


def test_a_word_file_has_the_parts_that_word_demands_and_says_the_values():
    with zipfile.ZipFile(BytesIO(word("elev", {**VALUES, "goal": "Mindre <uro> & mere ro"}))) as archive:
        assert archive.testzip() is None
        roots = {name: ElementTree.fromstring(archive.read(name)) for name in archive.namelist()}
    assert set(roots) == {"[Content_Types].xml", "_rels/.rels", "word/document.xml"}
    lines = ["".join(paragraph.itertext()) for paragraph in roots["word/document.xml"][0]]
    assert "Skole: Søndermarkskolen" in lines
    assert "Forældremyndighed: fælles, bor ikke sammen" in lines
    assert any(line.endswith("Mindre <uro> & mere ro") for line in lines)


def _signatures():
    return [field for field in ELEV.fields if field.name in SIGNATURES]


def _render(pdf: bytes) -> list[np.ndarray]:
    """Each page at 144 dots per inch: two to a point."""
    document = pdfium.PdfDocument(pdf)
    document.init_forms()
    pages = [page.render(scale=2, grayscale=True).to_numpy().copy() for page in document]
    document.close()
    return [page.reshape(page.shape[:2]) for page in pages]


def _crop(page: np.ndarray, box) -> np.ndarray:
    x0, y0, x1, y1 = (round(side * 2) for side in box)
    return page[y0 + 2 : y1 - 2, x0 + 2 : x1 - 2]


def _ink(page: np.ndarray, box) -> int:
    """How many dark dots there are within the box, its border left out."""
    return int((_crop(page, box) < 200).sum())


def _codes(picture: bytes) -> list[str]:
    grey = np.array(Image.open(BytesIO(picture)).convert("L"))
    return [code.text for code in zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormat.DataMatrix)]


def _code_from_centre(picture: bytes) -> float:
    """The direction (radians, clockwise) in which the page code lies, seen from the picture's centre."""
    grey = np.array(Image.open(BytesIO(picture)))
    (code,) = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormat.DataMatrix)
    corner = code.position.top_left
    return math.atan2(corner.y - grey.shape[0] / 2, corner.x - grey.shape[1] / 2)


def _text(pdf: bytes) -> str:
    document = pdfium.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return text

"""The blank form as people get it: printable, fillable, readable aloud, and found again on a scan."""

from dataclasses import replace
from io import BytesIO
from itertools import pairwise

import numpy as np
import pdfplumber
import pikepdf
import pypdfium2 as pdfium
import pytest
import zxingcpp

from cases.errors import SettingsError
from intake.blank import blank_page, draw_blank
from intake.forms import FieldType, load_forms, page_code

pytestmark = pytest.mark.slow  # draws and reads whole pages

FORMS = load_forms()
BLANKS = {key: draw_blank(form) for key, form in FORMS.items()}
PAGES = [(key, page) for key, form in FORMS.items() for page in range(1, form.pages + 1)]
each_form = pytest.mark.parametrize("key", FORMS)


@pytest.mark.parametrize(("key", "page"), PAGES)
@pytest.mark.parametrize("dpi", [100, 150, 200])
def test_the_code_on_each_page_is_read_from_a_coarse_rendering(key, page, dpi):
    found = zxingcpp.read_barcodes(blank_page(FORMS[key], page, dpi), formats=zxingcpp.BarcodeFormat.DataMatrix)
    assert [code.text for code in found] == [page_code(FORMS[key], page)]


@pytest.mark.parametrize(("key", "page"), PAGES)
def test_code_and_marks_stand_exactly_where_the_form_says(key, page):
    form = FORMS[key]
    dark = blank_page(form, page, 144) < 128
    for mark in form.marks[page - 1]:
        half = mark.size / 2
        assert dark[_area(mark.x - half + 0.5, mark.y - half + 0.5, mark.x + half - 0.5, mark.y + half - 0.5)].all()
        around = dark[_area(mark.x - half - 6, mark.y - half - 6, mark.x + half + 6, mark.y + half + 6)]
        assert around.sum() <= (mark.size * 2 + 1) ** 2
    x0, y0, x1, y1 = form.code_boxes[page - 1]
    rows, columns = np.nonzero(dark[_area(x0 - 5, y0 - 5, x1 + 5, y1 + 5)])
    assert np.allclose([columns.min(), rows.min(), columns.max(), rows.max()], [10, 10, 66, 66], atol=1.5)


@each_form
def test_every_box_is_drawn_and_empty_inside(key):
    for field in FORMS[key].fields:
        page = blank_page(FORMS[key], field.page, 144)
        x0, y0, x1, y1 = field.box
        assert page[_area(x0 - 1, (y0 + y1) / 2, x0 + 1, (y0 + y1) / 2 + 1)].min() < 160
        foot = 5.5 if field.type is FieldType.CPR else 1.5
        assert page[_area(x0 + 1.5, y0 + 1.5, x1 - 1.5, y1 - foot)].min() == 255


def test_the_same_page_is_drawn_once_and_cannot_be_spoilt():
    form = FORMS["elev-1"]
    assert blank_page(form, 1, 100) is blank_page(form, 1, 100)
    assert blank_page(form, 1, 100).dtype == np.uint8
    assert blank_page(form, 1, 100).ndim == 2
    with pytest.raises(ValueError, match="read-only"):
        blank_page(form, 1, 100)[0, 0] = 0


@each_form
def test_the_same_form_gives_the_same_bytes_without_a_date(key):
    assert draw_blank(FORMS[key]) == BLANKS[key]
    with pikepdf.open(BytesIO(BLANKS[key])) as pdf:
        assert dict(pdf.docinfo) == {"/Title": FORMS[key].title}


@each_form
def test_a_form_field_stands_in_every_box_but_the_signatures(key):
    expected = {}
    for field in FORMS[key].fields:
        if field.type is not FieldType.SIGNATURE:
            expected[field.name] = "/Btn" if field.type is FieldType.CHOICE else "/Tx"
    with pikepdf.open(BytesIO(BLANKS[key])) as pdf:
        fields = {str(field.T): str(field.FT) for field in pdf.Root.AcroForm.Fields}
        assert all(len(str(widget.TU)) > 3 for page in pdf.pages for widget in page.obj.Annots)
    assert fields == expected


@each_form
def test_the_fields_lie_within_their_boxes_as_pdfplumber_sees_them(key):
    form = FORMS[key]
    with pdfplumber.open(BytesIO(BLANKS[key])) as pdf:
        for number, page in enumerate(pdf.pages, 1):
            boxes = [field.box for field in form.on(number) if field.type is not FieldType.SIGNATURE]
            seen = [(note["x0"], note["top"], note["x1"], note["bottom"]) for note in page.annots]
            assert len(seen) == len(boxes)
            assert np.allclose(sorted(seen), sorted((a + 1, b + 1, c - 1, d - 1) for a, b, c, d in boxes), atol=0.05)


def test_the_choices_of_custody_are_one_group_whose_states_are_their_places():
    with pikepdf.open(BytesIO(BLANKS["elev-1"])) as pdf:
        group = next(field for field in pdf.Root.AcroForm.Fields if field.T == "custody")
        states = [{str(name) for name in kid.AP.N.keys()} for kid in group.Kids]  # noqa: SIM118 - a PDF dictionary
        assert states == [{"/Off", "/0"}, {"/Off", "/1"}, {"/Off", "/2"}]
        assert [str(word) for word in group.Opt] == [field.value for field in FORMS["elev-1"].choices("custody")]


@each_form
def test_the_document_says_its_language_and_title_and_embeds_its_fonts(key):
    with pikepdf.open(BytesIO(BLANKS[key])) as pdf:
        assert str(pdf.Root.Lang) == "da-DK"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert bool(pdf.Root.MarkInfo.Marked)
        assert not pdf.check_pdf_syntax()
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == FORMS[key].title
        fonts = [
            thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font"
        ]
        assert len(fonts) == 3
        assert all("/FontFile2" in font.FontDescriptor for font in fonts)


@each_form
def test_a_screen_reader_meets_each_field_right_after_its_label_in_the_order_of_reading(key):
    form = FORMS[key]
    heard = []
    with pikepdf.open(BytesIO(BLANKS[key])) as pdf:
        parents = {int(number): parent for number, parent in _pairs(pdf.Root.StructTreeRoot.ParentTree.Nums)}
        elements = list(pdf.Root.StructTreeRoot.K[0].K)
        for label, element in pairwise(elements):
            if element.S == "/Form":
                widget = element.K.Obj
                assert label.S == "/P"
                assert parents[int(widget.StructParent)].objgen == element.objgen
                heard.append(str(widget.get("/T") or widget.Parent.T))
        assert [str(element.S) for element in elements[:2]] == ["/H1", "/P"]
        for number, page in enumerate(pdf.pages):
            marked = page.Contents.read_bytes().count(b"/MCID")
            assert page.obj.Tabs == "/S"
            assert len(parents[int(page.obj.StructParents)]) == marked
            assert number == int(page.obj.StructParents)
    typed = [field for field in form.fields if field.type is not FieldType.SIGNATURE]
    assert heard == [field.name for field in sorted(typed, key=lambda field: (field.page, field.box[1], field.box[0]))]


@each_form
def test_nothing_is_painted_that_is_neither_tagged_nor_decoration(key):
    with pikepdf.open(BytesIO(BLANKS[key])) as pdf:
        for page in pdf.pages:
            depth = 0
            for instruction in pikepdf.parse_content_stream(page):
                operator = str(instruction.operator)
                depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(operator, 0)
                assert depth == 1 or operator not in {"Tj", "TJ", "S", "f", "f*", "B", "Do"}
            assert depth == 0


def test_all_that_is_printed_can_be_copied_with_its_danish_letters():
    document = pdfium.PdfDocument(BLANKS["elev-1"])
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    for words in ("Ansøgning om læringsvejledning – elev", "Hvad søger I hjælp til?", "Én har", "Side 2 af 2"):
        assert words in text


def test_a_text_that_does_not_fit_its_box_is_refused():
    form = FORMS["emne-1"]
    texts = (*form.texts[:-1], replace(form.texts[-1], text="ord " * 100))
    with pytest.raises(SettingsError, match="needs a box of"):
        draw_blank(replace(form, texts=texts))


def _area(x0: float, y0: float, x1: float, y1: float) -> tuple[slice, slice]:
    """The points as rows and columns at 144 dots per inch."""
    return slice(round(y0 * 2), round(y1 * 2)), slice(round(x0 * 2), round(x1 * 2))


def _pairs(items):
    flat = list(items)
    return zip(flat[::2], flat[1::2], strict=True)

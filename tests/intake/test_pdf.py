"""A PDF is weighed before it is drawn, and each page is handed out as a scan or as words."""

import zlib
from io import BytesIO

import numpy as np
import pikepdf
import pytest
from pikepdf import Dictionary, Name
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from intake.pdf import is_pdf, pdf_pages
from intake.reading import MAX_PAGES, UnreadableError

pytestmark = pytest.mark.slow

PICTURE = Image.fromarray(np.random.default_rng(2).integers(150, 255, (600, 424), np.uint8))
CORNER = PICTURE.copy()
CORNER.paste(0, (0, 0, 100, 100))


def drawn(*pages, size=(424, 600)):
    """A PDF of pages, each drawn by a function of its canvas."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=1)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def words(canvas):
    canvas.drawString(50, 500, "Skole Ærø")


def scan(canvas):
    canvas.drawImage(ImageReader(CORNER), 0, 0, 424, 600)


def scan_with_hidden_text(canvas):
    scan(canvas)
    text = canvas.beginText(50, 500)
    text.setTextRenderMode(3)
    text.textOut("gættet tekst")
    canvas.drawText(text)


def jpeg_scan(cut=None):
    """A PDF whose only page is a JPEG, cut short when asked."""
    out = BytesIO()
    CORNER.save(out, "JPEG", quality=80)
    content = out.getvalue()[:cut]
    with pikepdf.open(BytesIO(drawn(lambda canvas: None))) as pdf:
        image = pdf.make_stream(content)
        image.Type, image.Subtype, image.Filter = Name.XObject, Name.Image, Name.DCTDecode
        image.Width, image.Height, image.ColorSpace, image.BitsPerComponent = 424, 600, Name.DeviceGray, 8
        pdf.pages[0].Resources = Dictionary(XObject=Dictionary(S=image))
        pdf.pages[0].Contents = pdf.make_stream(b"q 424 0 0 600 0 0 cm /S Do Q")
        return saved(pdf)


def saved(pdf, **options):
    out = BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def encrypted(user):
    with pikepdf.open(BytesIO(drawn(words))) as pdf:
        return saved(pdf, encryption=pikepdf.Encryption(user=user, owner="ejer"))


def declaring(width, height):
    with pikepdf.open(BytesIO(jpeg_scan())) as pdf:
        image = pdf.pages[0].Resources.XObject.S
        image.Width, image.Height = width, height
        return saved(pdf)


def torn_drawing():
    """A PDF in order, but for the drawing of its page, which ends in the middle of its compressed data."""
    with pikepdf.open(BytesIO(drawn(*[lambda canvas: [words(canvas) for _ in range(200)]]))) as pdf:
        whole = zlib.compress(pdf.pages[0].Contents.read_bytes())
        pdf.pages[0].Contents = pdf.make_stream(whole[: len(whole) // 2], Filter=Name.FlateDecode)
        return saved(pdf, compress_streams=False)


def without_pages():
    with pikepdf.new() as pdf:
        return saved(pdf)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (encrypted("skole"), "locked"),
        (without_pages(), "empty"),
        (drawn(words)[:600], "damaged"),
        (b"%PDF-1.7\nnothing", "damaged"),
        (jpeg_scan(cut=9000), "damaged"),
        (torn_drawing(), "damaged"),
        (drawn(*[words] * (MAX_PAGES + 1)), "too-many-pages"),
        (declaring(20000, 20000), "too-big"),
    ],
)
def test_a_pdf_that_cannot_be_read_says_why(content, code):
    with pytest.raises(UnreadableError) as caught:
        list(pdf_pages(content))
    assert caught.value.code == code


def test_a_pdf_that_only_its_owner_may_change_opens():
    (page,) = pdf_pages(encrypted(""))
    assert [word.text for word in page.words] == ["Skole", "Ærø"]


def test_a_digital_page_gives_its_words_in_points_from_the_top_left():
    (page,) = pdf_pages(drawn(words))
    x0, y0, _, y1 = page.words[0].box
    assert x0 == pytest.approx(50, abs=1)
    assert y0 < 100 < y1
    assert page.scan.pixels.shape == pytest.approx((600 / 72 * 200, 424 / 72 * 200), abs=2)


@pytest.mark.parametrize("content", [drawn(scan), jpeg_scan()])
def test_a_scan_is_taken_as_it_lies_in_the_file(content):
    (page,) = pdf_pages(content)
    assert page.scan.pixels.shape == (600, 424)
    assert page.scan.pixels[:90, :90].max() < 60


def test_the_text_layer_of_a_scan_is_not_believed():
    (page,) = pdf_pages(drawn(scan_with_hidden_text))
    assert page.words == ()
    assert page.scan.pixels.shape == (600, 424)


def test_what_is_drawn_over_a_scan_is_seen():
    def with_a_line(canvas):
        scan(canvas)
        canvas.setLineWidth(30)
        canvas.line(300, 300, 400, 300)

    (page,) = pdf_pages(drawn(with_a_line))
    height, width = page.scan.pixels.shape
    assert page.scan.pixels[height // 2, int(width * 350 / 424)] < 30


def test_what_was_typed_on_screen_comes_with_its_page():
    def field(canvas):
        words(canvas)
        canvas.acroForm.textfield(name="school", value="Ærøskolen", x=10, y=10)
        canvas.acroForm.textfield(name="goal", value="", x=10, y=50)

    first, second = pdf_pages(drawn(words, field))
    assert first.entries == ()
    (entry,) = second.entries
    assert (entry.name, entry.text, entry.signature) == ("school", "Ærøskolen", False)
    assert entry.box == (10.0, 554.0, 130.0, 590.0)


@pytest.mark.parametrize(("content", "found"), [(drawn(words), True), (b"\n\n%PDF-1.4", True), (b"PK\x03\x04", False)])
def test_a_pdf_is_known_by_its_first_bytes(content, found):
    assert is_pdf(content) is found

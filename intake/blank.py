"""The blank application form: drawn from the form's data, printable as it is, fillable on screen.

`draw_blank` gives the PDF that the schools get; `blank_page` gives a page of it as the reading wants it, to lay a scan
over. The same form always gives the same bytes: nothing in the file depends on when or where it was drawn.
"""

from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from typing import Final, NamedTuple

import numpy as np
import pypdfium2 as pdfium
import zxingcpp
from numpy.typing import NDArray
from reportlab.lib.colors import HexColor
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from cases.application import Box
from cases.errors import SettingsError
from intake.fillable import Piece, make_fillable
from intake.forms import FieldType, Form, FormField, Style, Text, page_code

FONT: Final = "Vera"  # Bitstream Vera comes with reportlab, may be embedded, and has every Danish letter
BOLD: Final = "VeraBd"

_BLACK, _TEXT, _QUIET, _BLUE = HexColor(0x000000), HexColor(0x1A1A1A), HexColor(0x55606B), HexColor(0x1C3D5A)
_LINE, _GUIDE = HexColor(0x6B7783), HexColor(0xB8C0C8)


class _Look(NamedTuple):
    """Font, size and distance of lines in points, colour, and what it is to a screen reader."""

    font: str
    size: float
    leading: float
    colour: HexColor
    tag: str


_LOOKS: Final = {
    Style.TITLE: _Look(BOLD, 15.5, 19, _BLUE, "H1"),
    Style.SECTION: _Look(BOLD, 11, 14, _BLUE, "H2"),
    Style.PARAGRAPH: _Look(FONT, 9, 12.5, _TEXT, "P"),
    Style.CONSENT: _Look(FONT, 9, 12.5, _TEXT, "P"),
    Style.NOTE: _Look(FONT, 8.5, 11.5, _QUIET, "P"),
}
_LABEL: Final = _Look(FONT, 8.5, 11, _TEXT, "P")
_RUNNING: Final = _Look(FONT, 8, 10, _QUIET, "")


def draw_blank(form: Form) -> bytes:
    """The blank form as a PDF. Raises SettingsError when a text of the form does not fit its box."""
    for name in (FONT, BOLD):
        registerFont(TTFont(name, f"{name}.ttf"))
    out = BytesIO()
    canvas = Canvas(out, pagesize=(form.width, form.height), invariant=1, lang="da-DK", initialFontName=FONT)
    canvas.setTitle(form.title)
    pieces = []
    for page in range(1, form.pages + 1):
        pieces.append(_draw_page(canvas, form, page))
        canvas.showPage()
    canvas.save()
    return make_fillable(out.getvalue(), form, pieces)


@lru_cache(maxsize=8)
def blank_page(form: Form, page: int, dpi: int) -> NDArray[np.uint8]:
    """A page (from 1) of the blank form: grey, rows by columns, 0 black to 255 white; read-only, and kept.

    A learned form's page is as its own drawing shows it.
    """
    document = pdfium.PdfDocument(form.drawing or draw_blank(form))
    try:
        grey: NDArray[np.uint8] = document[page - 1].render(scale=dpi / 72, grayscale=True).to_numpy().copy()
    finally:
        document.close()
    grey = grey.reshape(grey.shape[:2])
    grey.setflags(write=False)
    return grey


# --- one page, in the order in which it is read


def _draw_page(canvas: Canvas, form: Form, page: int) -> list[Piece]:
    """Draws a page; gives its tagged pieces in the order of reading, the n-th marked n in the page's content."""
    with _Tagged(canvas, None):
        _draw_frame(canvas, form, page)
    pieces: list[Piece] = []
    for item in _in_reading_order(form, page):
        look = _LOOKS[item.style] if isinstance(item, Text) else _LABEL
        if isinstance(item, FormField):
            with _Tagged(canvas, None):
                _draw_box(canvas, form, item)
        with _Tagged(canvas, look.tag, len(pieces)):
            if isinstance(item, Text):
                _draw_text(canvas, form, item, look)
            else:
                _draw_label(canvas, form, item)
        pieces.append(Piece(look.tag, item if isinstance(item, FormField) else None))
    return pieces


def _in_reading_order(form: Form, page: int) -> Iterator[Text | FormField]:
    items: list[Text | FormField] = [*form.texts, *form.fields]
    yield from sorted((item for item in items if item.page == page), key=lambda item: (item.box[1], item.box[0]))


class _Tagged:
    """What is drawn within it is one tagged piece, or decoration when there is no tag (ISO 32000-1, 14.6)."""

    def __init__(self, canvas: Canvas, tag: str | None, number: int = 0) -> None:
        self._canvas = canvas
        self._start = f"/{tag} <</MCID {number}>> BDC" if tag else "/Artifact BMC"

    def __enter__(self) -> None:
        self._canvas.addLiteral(self._start)

    def __exit__(self, *_: object) -> None:
        self._canvas.addLiteral("EMC")


def _draw_frame(canvas: Canvas, form: Form, page: int) -> None:
    """The corner marks, the page code and the foot: what a scan is found and laid straight by."""
    canvas.setFillColor(_BLACK)
    for mark in form.marks[page - 1]:
        canvas.rect(
            mark.x - mark.size / 2, form.height - mark.y - mark.size / 2, mark.size, mark.size, stroke=0, fill=1
        )
    _draw_code(canvas, form, page)
    foot = form.height - form.marks[page - 1][-1].y - 3
    _write(canvas, _RUNNING, 48, foot, f"{form.title} · {form.key}")
    canvas.drawRightString(form.width - 48, foot, f"Side {page} af {form.pages}")


def _draw_code(canvas: Canvas, form: Form, page: int) -> None:
    """The page code as a DataMatrix (ISO/IEC 16022), which a square of 10 mm is enough for at 100 dpi."""
    code = zxingcpp.create_barcode(page_code(form, page), zxingcpp.BarcodeFormat.DataMatrix, force_square=True)
    modules = np.array(code.to_image(scale=1, add_quiet_zones=False))
    x0, y0, x1, _ = form.code_boxes[page - 1]
    side = (x1 - x0) / len(modules)
    path = canvas.beginPath()
    for row, column in zip(*np.nonzero(modules == 0), strict=True):
        path.rect(x0 + float(column) * side, form.height - y0 - (float(row) + 1) * side, side, side)
    canvas.drawPath(path, stroke=0, fill=1)


def _draw_box(canvas: Canvas, form: Form, field: FormField) -> None:
    x0, y0, x1, y1 = field.box
    canvas.setStrokeColor(_LINE)
    canvas.setLineWidth(1.1 if field.type is FieldType.CHOICE else 0.8)
    canvas.rect(x0, form.height - y1, x1 - x0, y1 - y0, stroke=1, fill=0)
    if field.type is FieldType.CPR:
        _draw_guides(canvas, form, field.box)


def _draw_guides(canvas: Canvas, form: Form, box: Box) -> None:
    """Short strokes along the foot of the box: a place for each of six digits, a dash and four digits."""
    x0, _, x1, y1 = box
    canvas.setStrokeColor(_GUIDE)
    canvas.setLineWidth(0.5)
    for place in range(1, 11):
        x = x0 + (x1 - x0) * place / 11
        canvas.line(x, form.height - y1 + 0.8, x, form.height - y1 + 4.5)


def _draw_label(canvas: Canvas, form: Form, field: FormField) -> None:
    x0, y0, x1, y1 = field.box
    if field.type is FieldType.CHOICE:
        _write(canvas, _LABEL, x1 + 8, form.height - (y0 + y1) / 2 - _LABEL.size * 0.36, field.label)
    else:
        _write(canvas, _LABEL, x0, form.height - y0 + 5, field.label)


def _draw_text(canvas: Canvas, form: Form, text: Text, look: _Look) -> None:
    x0, y0, x1, y1 = text.box
    lines = simpleSplit(text.text, look.font, look.size, x1 - x0)
    if len(lines) * look.leading > y1 - y0 + 0.5:
        raise SettingsError(
            f'{form.key}: the text "{lines[0]} …" on page {text.page} needs a box of {len(lines)} lines.'
        )
    for number, line in enumerate(lines):
        _write(canvas, look, x0, form.height - y0 - look.size - number * look.leading, line)
    if text.style is Style.SECTION:
        canvas.setStrokeColor(_BLUE)
        canvas.setLineWidth(0.8)
        canvas.line(x0, form.height - y1, x1, form.height - y1)


def _write(canvas: Canvas, look: _Look, x: float, y: float, text: str) -> None:
    canvas.setFont(look.font, look.size)
    canvas.setFillColor(look.colour)
    canvas.drawString(x, y, text)

"""Application forms filled in by invented schools, as files: printed and signed, on screen, locked, broken, in Word.

The same arguments give the same bytes (but for `locked`, whose salt must be random). `scanner` makes scans, photos and
faxes of them, `office` the Word file; they are offered here too.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from io import BytesIO
from random import Random
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from cases.application import Box
from cases.kinds import Kind
from intake.blank import FONT, draw_blank
from intake.fillable import TEXT_SIZE
from intake.forms import SIGNATURES, FieldType, Form, FormField, load_forms, newest_form
from service.samples.office import word
from service.samples.pen import INKS, cross, sign
from service.samples.scanner import fax, photo, photos, scan, scan_image

__all__ = ["broken", "fax", "fillable", "filled_form", "locked", "photo", "photos", "scan", "scan_image", "word"]

_HAND: Final = "VeraIt"
_LEADING: Final = 1.35  # from line to line, in sizes of the letters
_MARGIN: Final = 7.0  # points from the box's border to what stands in it
_TYPED: Final = HexColor(0x111111)


def filled_form(
    kind: str,
    values: Mapping[str, str],
    *,
    signed: Sequence[bool] = (True, True),
    seed: int = 0,
    handwriting: bool = False,
) -> bytes:
    """The printed form of a kind ("elev", "klasse", "emne"), filled in and, where `signed` says so, signed with a pen.

    `values` are texts by field name; a field left out stays empty. `signed` goes with `signature_1`, `signature_2`.
    """
    form = _form(kind)
    rng = Random(seed)  # noqa: S311 - invented strokes, no secret
    ink = rng.choice(INKS)
    out = BytesIO()
    _register_fonts()
    canvas = Canvas(out, pagesize=(form.width, form.height), invariant=1, initialFontName=FONT)
    for page in range(1, form.pages + 1):
        for field in form.on(page):
            box = _upwards(form, field.box)
            if field.type is FieldType.SIGNATURE:
                if signed[SIGNATURES.index(field.name)]:
                    sign(canvas, box, rng, rng.choice(INKS))
            elif field.type is FieldType.CHOICE:
                if values.get(field.name) == field.value:
                    cross(canvas, box, rng, ink)
            elif values.get(field.name):
                _write(canvas, field, box, values[field.name], rng, ink if handwriting else None)
        canvas.showPage()
    canvas.save()
    return _printed(form, out.getvalue())


def fillable(kind: str, values: Mapping[str, str]) -> bytes:
    """The form filled in on screen and saved: values in its form fields, drawn as a viewer would; nobody has signed."""
    form = _form(kind)
    _register_fonts()
    with pikepdf.open(BytesIO(draw_blank(form))) as pdf:
        for page in pdf.pages:
            for widget in page.obj.Annots:
                if "/Parent" in widget:
                    _tick(form, widget, values)
                else:
                    _type(pdf, form, widget, values.get(str(widget.T), ""))
        return _saved(pdf)


def locked(pdf: bytes, password: str = "skole") -> bytes:  # noqa: S107 - the password of a sample
    """The same PDF, to be opened only with a password."""
    with pikepdf.open(BytesIO(pdf)) as document:
        out = BytesIO()
        document.save(out, encryption=pikepdf.Encryption(user=password, owner=password))
        return out.getvalue()


def broken() -> bytes:
    """A PDF of which only the first third arrived."""
    whole = draw_blank(_form(Kind.PUPIL))
    return whole[: len(whole) // 3]


# --- on paper


@cache
def _form(kind: str) -> Form:
    return newest_form(load_forms(), Kind(kind))


def _register_fonts() -> None:
    for name in (FONT, _HAND):
        registerFont(TTFont(name, f"{name}.ttf"))


def _upwards(form: Form, box: Box) -> Box:
    """The box with its origin at the page's bottom left, as a PDF counts."""
    x0, y0, x1, y1 = box
    return (x0, form.height - y1, x1, form.height - y0)


def _write(canvas: Canvas, field: FormField, box: Box, text: str, rng: Random, ink: Color | None) -> None:
    """Types the text in its box or, with an ink, writes it letter by letter in an uneven hand."""
    size = TEXT_SIZE if ink is None else 12.5
    lines, size = _set(field, box, text, FONT if ink is None else _HAND, size)
    canvas.setFillColor(ink or _TYPED)
    for number, line in enumerate(lines):
        x, y = box[0] + _MARGIN, _baseline(field, box, size, number)
        if ink is None:
            canvas.setFont(FONT, size)
            canvas.drawString(x, y, line)
        else:
            _write_by_hand(canvas, x, y, line, size, rng)


def _write_by_hand(canvas: Canvas, x: float, y: float, line: str, size: float, rng: Random) -> None:
    slope = rng.uniform(-0.006, 0.006)
    for letter in line:
        points = size * rng.uniform(0.94, 1.05)
        canvas.saveState()
        canvas.translate(x, y + rng.uniform(-0.5, 0.5))
        canvas.rotate(rng.uniform(-4, 4))
        canvas.setFont(_HAND, points)
        canvas.drawString(0, 0, letter)
        canvas.restoreState()
        advance = stringWidth(letter, _HAND, size) * rng.uniform(0.96, 1.03)
        x, y = x + advance, y + slope * advance


def _set(field: FormField, box: Box, text: str, font: str, size: float) -> tuple[list[str], float]:
    """The text's lines, and the size (points) in which they fit within the box."""
    width, height = box[2] - box[0] - 2 * _MARGIN, box[3] - box[1] - 2 * _MARGIN
    while size > 5:
        if field.type is not FieldType.TEXT:
            if stringWidth(text, font, size) <= width:
                break
        elif len(simpleSplit(text, font, size, width * 0.97)) * size * _LEADING <= height:
            break
        size -= 0.5
    return (simpleSplit(text, font, size, width * 0.97) if field.type is FieldType.TEXT else [text]), size


def _baseline(field: FormField, box: Box, size: float, number: int) -> float:
    """Where a line stands (points from the box's own origin's page): one line in the middle, several from the top."""
    if field.type is FieldType.TEXT:
        return box[3] - _MARGIN - size * (0.8 + number * _LEADING)
    return (box[1] + box[3]) / 2 - size * 0.36


def _printed(form: Form, written: bytes) -> bytes:
    """The blank with what was written on it, as paper: no form fields, no tags."""
    with pikepdf.open(BytesIO(draw_blank(form))) as pdf, pikepdf.open(BytesIO(written)) as ink:
        for page, layer in zip(pdf.pages, ink.pages, strict=True):
            form_of_ink = pdf.copy_foreign(layer.as_form_xobject())
            page.add_resource(form_of_ink, Name.XObject, Name.Ink)
            page.contents_add(b"q", prepend=True)
            page.contents_add(b"Q q /Ink Do Q")
            del page.obj.Annots
        for entry in (Name.AcroForm, Name.StructTreeRoot, Name.MarkInfo):
            del pdf.Root[entry]
        return _saved(pdf)


def _saved(pdf: Pdf) -> bytes:
    out = BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


# --- on screen


def _tick(form: Form, widget: Object, values: Mapping[str, str]) -> None:
    """Ticks a button when it stands for the value; its group then has that state."""
    group = widget.Parent
    name = str(group.T)
    states = [str(number) for number, choice in enumerate(form.choices(name)) if choice.value == values.get(name)]
    if states and f"/{states[0]}" in widget.AP.N:
        widget.AS = Name(f"/{states[0]}")
        group.V = widget.AS


def _type(pdf: Pdf, form: Form, widget: Object, text: str) -> None:
    """Sets a field's text and draws it as a viewer would, with the form's own typing font (ISO 32000-1, 12.7.3.3)."""
    if not text:
        return
    field = next(field for field in form.fields if field.name == str(widget.T))
    x0, y0, x1, y1 = (float(number) for number in widget.Rect)
    box = (0.0, 0.0, x1 - x0, y1 - y0)
    lines, size = _set(field, box, text, FONT, TEXT_SIZE)
    drawing = f"/Tx BMC q BT 0 g /Vera {size:g} Tf\n".encode()
    for number, line in enumerate(lines):
        drawing += f"1 0 0 1 {_MARGIN:g} {_baseline(field, box, size, number):.2f} Tm ".encode()
        drawing += b"<%s> Tj\n" % line.encode("cp1252", "replace").hex().encode()
    look = pdf.make_stream(drawing + b"ET Q EMC")
    look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array(list(box))
    look.Resources = Dictionary(Font=pdf.Root.AcroForm.DR.Font)
    widget.V = String(text)
    widget.AP = Dictionary(N=look)

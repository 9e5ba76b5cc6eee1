"""What may stand in a signature box and is no signature, drawn by code with a seed; and a scan of the page with it."""

from collections.abc import Callable, Mapping
from io import BytesIO
from itertools import pairwise
from random import Random

import cv2
import numpy as np
import pypdfium2
from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas

from cases.application import Box
from intake.blank import blank_page
from intake.forms import FieldType, Form
from intake.images import Grey
from service.samples.pen import INKS, sign

Draw = Callable[[Canvas, Box, Random], None]
"""Draws into a box: x0, y0, x1, y1 in points, origin bottom left."""

_NAMES = ("Karen Prøve", "Jens Østergård", "Anne Mette Holm", "Bo Ek", "K. Prøve")
_BLUE, _RED, _BROWN = HexColor(0x1B2A6B), Color(0.5, 0, 0.1), Color(0.4, 0.3, 0.15)


def signature(canvas: Canvas, box: Box, rng: Random) -> None:
    sign(canvas, box, rng, rng.choice(INKS))


def nothing(canvas: Canvas, box: Box, rng: Random) -> None:
    pass


def _text(font: str, least: float, most: float, *texts: str) -> Draw:
    def draw(canvas: Canvas, box: Box, rng: Random) -> None:
        canvas.setFillColor(_BLUE)
        canvas.setFont(font, rng.uniform(least, most))
        canvas.drawString(box[0] + rng.uniform(5, 60), box[1] + rng.uniform(14, 24), rng.choice(texts))

    return draw


def _lines(canvas: Canvas, *lines: tuple[float, float, float, float], width: float = 1.2) -> None:
    canvas.setStrokeColor(_BLUE)
    canvas.setLineWidth(width)
    for line in lines:
        canvas.line(*line)


def _cross(canvas: Canvas, box: Box, rng: Random) -> None:
    x, y, side = box[0] + rng.uniform(10, 350), box[1] + 5, rng.uniform(10, 50)
    _lines(canvas, (x, y, x + side, y + side), (x, y + side, x + side, y))


def _struck_out(canvas: Canvas, box: Box, rng: Random) -> None:
    x0, y0, x1, y1 = box[0] + rng.uniform(10, 60), box[1] + 5, box[2] - rng.uniform(10, 200), box[3] - 5
    _lines(canvas, (x0, y0, x1, y1), (x0, y1, x1, y0))


def _tick(canvas: Canvas, box: Box, rng: Random) -> None:
    x, y, side = box[0] + rng.uniform(10, 350), box[1] + 20, rng.uniform(10, 35)
    _lines(canvas, (x, y, x + side * 0.3, y - side * 0.4), (x + side * 0.3, y - side * 0.4, x + side, y + side))


def _ruled(canvas: Canvas, box: Box, rng: Random) -> None:
    y = box[1] + rng.uniform(10, 50)
    _lines(canvas, (box[0] + 10, y, box[2] - 10, y + rng.uniform(-8, 8)))


def _zigzag(canvas: Canvas, box: Box, rng: Random) -> None:
    points = [(box[0] + 40 + 12 * n, box[1] + (10 if n % 2 else 50)) for n in range(14)]
    _lines(canvas, *((*a, *b) for a, b in pairwise(points)))


def _stamp(canvas: Canvas, box: Box, rng: Random) -> None:
    x, y = box[0] + rng.uniform(20, 200), box[1] + 5
    canvas.setStrokeColor(_RED)
    canvas.setFillColor(_RED)
    canvas.setLineWidth(1.5)
    canvas.rect(x, y, 150, 48)
    canvas.setFont("Helvetica-Bold", 12)
    canvas.drawString(x + 8, y + 30, "MODTAGET")
    canvas.drawString(x + 8, y + 10, "Rosengårdskolen")


def _round_stamp(canvas: Canvas, box: Box, rng: Random) -> None:
    x, y = box[0] + rng.uniform(60, 300), (box[1] + box[3]) / 2
    canvas.setStrokeColor(_BLUE)
    canvas.setFillColor(_BLUE)
    canvas.setLineWidth(1.4)
    canvas.circle(x, y, 27)
    canvas.circle(x, y, 20)
    canvas.setFont("Helvetica", 7)
    canvas.drawCentredString(x, y - 2, "SKOLEN")


def _rings(canvas: Canvas, box: Box, rng: Random) -> None:
    canvas.setStrokeColor(_BROWN)
    canvas.setLineWidth(rng.uniform(1, 4))
    for _ in range(rng.choice([1, 3, 6])):
        canvas.circle(box[0] + 100 + rng.uniform(-50, 50), box[1] + 30 + rng.uniform(-10, 10), rng.uniform(8, 60))


def _specks(canvas: Canvas, box: Box, rng: Random) -> None:
    canvas.setFillColor(_BROWN)
    for _ in range(40):
        canvas.circle(rng.uniform(box[0], box[2]), rng.uniform(box[1], box[3]), rng.uniform(0.2, 1.1), stroke=0, fill=1)


def _neighbour(canvas: Canvas, box: Box, rng: Random) -> None:
    down = rng.uniform(30, 50)
    sign(canvas, (box[0], box[1] - down, box[2], box[3] - down), rng, _BLUE)


def _shows_through(canvas: Canvas, box: Box, rng: Random) -> None:
    canvas.saveState()
    canvas.translate(box[0] + box[2], 0)
    canvas.scale(-1, 1)
    sign(canvas, box, rng, Color(0.62, 0.62, 0.68))
    canvas.restoreState()


NO_SIGNATURE: Mapping[str, Draw] = {
    "nothing": nothing,
    "a typed name": _text("Helvetica", 10, 14, *_NAMES),
    "a large typed name": _text("Times-Roman", 18, 40, *_NAMES),
    "a name in bold italics": _text("Times-BoldItalic", 18, 44, *_NAMES),
    "a bold name": _text("Helvetica-Bold", 14, 42, *_NAMES),
    "a date": _text("Courier", 14, 22, "12/11-2026"),
    "a note": _text("Times-Italic", 14, 24, "Far er bortrejst", "syg i dag", "mundtligt samtykke d. 3/11"),
    "initials": _text("Times-Italic", 18, 28, "KP", "JØ"),
    "a cross": _cross,
    "a struck out box": _struck_out,
    "a tick": _tick,
    "a ruled line": _ruled,
    "a zigzag": _zigzag,
    "a stamp": _stamp,
    "a round stamp": _round_stamp,
    "coffee rings": _rings,
    "specks": _specks,
    "half a neighbour's signature": _neighbour,
    "a signature that shows through": _shows_through,
}


def scanned(form: Form, page: int, draw: Draw, seed: int) -> Grey:
    """The page with `draw` in each of its signature boxes, scanned at 150-300 dpi, turned by up to 5 degrees."""
    rng = Random(seed)
    out = BytesIO()
    canvas = Canvas(out, pagesize=(form.width, form.height))
    for field in form.on(page):
        if field.type is FieldType.SIGNATURE:
            x0, y0, x1, y1 = field.box
            draw(canvas, (x0, form.height - y1, x1, form.height - y0), rng)
    canvas.showPage()
    canvas.save()
    blank = blank_page(form, page, 300)
    with pypdfium2.PdfDocument(out.getvalue()) as document:
        drawn = document[0].render(scale=300 / 72, grayscale=True).to_numpy()
    paper = np.minimum(blank, drawn.reshape(drawn.shape[:2]))
    return _through_scanner(paper, rng.choice([150, 200, 300]), rng.uniform(-5, 5), seed)


def _through_scanner(paper: Grey, dpi: int, skew: float, seed: int) -> Grey:
    height, width = paper.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1.0)
    turned = cv2.warpAffine(paper, turn, (width, height), borderValue=255)
    sized = cv2.resize(turned, None, fx=dpi / 300, fy=dpi / 300, interpolation=cv2.INTER_AREA)
    grain = np.random.default_rng(seed).normal(0, 5, sized.shape)
    grainy = np.clip(cv2.GaussianBlur(sized, (3, 3), 0.7) * 0.93 + 8 + grain, 0, 255).astype(np.uint8)
    return cv2.imdecode(cv2.imencode(".jpg", grainy, [cv2.IMWRITE_JPEG_QUALITY, 70])[1], cv2.IMREAD_GRAYSCALE)

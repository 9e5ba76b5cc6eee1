"""A page of a form filled in: the printed blank, what was typed or written in its boxes, ticks and signatures."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageFont

from benchmarks.reading_set.faces import font
from benchmarks.reading_set.ticks import CORRECTED, TICKS, cross, filled
from benchmarks.reading_set.truth import EMPTY, SIGNED, Application, Written
from benchmarks.signatures.hands import signature
from benchmarks.signatures.marks import MARKS
from benchmarks.signatures.paper import Paper
from benchmarks.signatures.strokes import DPI as PEN_DPI
from benchmarks.signatures.strokes import MM
from intake.blank import draw_blank
from intake.forms import FieldType, Form, FormField

Rng = np.random.Generator
Colour = npt.NDArray[np.uint8]
"""Rows by columns by red, green, blue."""

Measure = Callable[[str], float]

_INKS = ((27, 42, 107), (21, 21, 28), (32, 64, 127), (60, 60, 66))
_LEADING = 1.3
_AROUND = 8.0  # millimetres around a signature box that its pen may reach


@dataclass(frozen=True, slots=True)
class Pen:
    """What one person writes with on one page: colour of ink, how uneven the hand is (points)."""

    ink: tuple[int, int, int]
    uneven: float


def filled_page(form: Form, page: int, said: Application, rng: Rng, dpi: int = 300) -> Colour:
    """The page as it lies in the scanner. It depends on its arguments and the state of `rng`."""
    picture = Image.fromarray(_blank(form, page, dpi))
    draw = ImageDraw.Draw(picture)
    pen = Pen(_INKS[int(rng.integers(len(_INKS)))], float(rng.uniform(0.2, 0.7)))
    for field in form.on(page):
        if field.name in said.written and field.type is not FieldType.CHOICE:
            _write(draw, field, said.written[field.name], pen, dpi, rng)
    _tick(draw, form.on(page), said, pen, dpi, rng)
    paper = np.array(picture)
    for field in form.on(page):
        if said.signatures.get(field.name, EMPTY) != EMPTY:
            own = np.random.default_rng(int(rng.integers(2**62)))  # the rest is the same however many strokes it takes
            _sign(paper, field, said.signatures[field.name], dpi, own)
    return paper


def fitting(field: FormField, text: str, face: str, size: float) -> float:
    """The largest size (points, at most `size`) at which the text fits its box."""
    x0, y0, x1, y1 = field.box
    while size > 6:
        letters = font(face, size, 144)
        room = (x1 - x0 - 16) * 2
        if field.type is FieldType.TEXT:
            lines = _wrapped(text, room, lambda part, letters=letters: letters.getlength(part) * 1.03)  # type: ignore[misc]
            if len(lines) * size * _LEADING <= y1 - y0 - 8:
                break
        elif letters.getlength(text) * 1.06 <= room:
            break
        size -= 0.5
    return size


@cache
def _kept(form: Form, page: int) -> Colour:
    return _drawn(form, page, 300)


def _blank(form: Form, page: int, dpi: int) -> Colour:
    return _kept(form, page) if dpi == 300 else _drawn(form, page, dpi)


def _drawn(form: Form, page: int, dpi: int) -> Colour:
    with pdfium.PdfDocument(draw_blank(form)) as document:
        return np.asarray(document[page - 1].render(scale=dpi / 72).to_pil().convert("RGB"))


# --- letters


def _write(draw: ImageDraw.ImageDraw, field: FormField, what: Written, pen: Pen, dpi: int, rng: Rng) -> None:
    letters, step = font(what.face, what.size, dpi), dpi / 72
    x0, y0, x1, y1 = (each * step for each in field.box)
    margin = rng.uniform(3.5, 8) * step
    ink = pen.ink if what.hand else (int(rng.integers(10, 50)),) * 3
    if field.type is FieldType.TEXT:
        lines = _wrapped(what.text, x1 - x0 - 2 * margin, lambda part: letters.getlength(part) * 1.03)
        foot = y0 + margin + what.size * step * 0.8
    else:
        lines, foot = [what.text], (y0 + y1) / 2 + what.size * step * (0.34 + rng.uniform(-0.08, 0.12))
    for number, line in enumerate(lines):
        at = (x0 + margin, foot + number * what.size * _LEADING * step)
        if not what.hand:
            draw.text(at, line, fill=ink, font=letters, anchor="ls")
        elif field.type is FieldType.CPR and rng.random() < 0.5:
            _in_places(draw, line, letters, (x0, x1, at[1]), ink, rng)
        else:
            _by_hand(draw, line, letters, at, Pen(ink, pen.uneven * step), rng)


def _wrapped(text: str, room: float, length: Measure) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if length(longer) <= room or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _by_hand(
    draw: ImageDraw.ImageDraw,
    line: str,
    letters: ImageFont.FreeTypeFont,
    at: tuple[float, float],
    pen: Pen,
    rng: Rng,
) -> None:
    """Letter by letter, none quite on the line, and the line not quite level."""
    slope = rng.uniform(-0.006, 0.006)
    for number, letter in enumerate(line):
        x = at[0] + letters.getlength(line[:number])
        y = at[1] + (x - at[0]) * slope + rng.normal(0, pen.uneven)
        draw.text((x + rng.normal(0, pen.uneven / 2), y), letter, fill=pen.ink, font=letters, anchor="ls")


def _in_places(
    draw: ImageDraw.ImageDraw,
    line: str,
    letters: ImageFont.FreeTypeFont,
    at: tuple[float, float, float],
    ink: tuple[int, ...],
    rng: Rng,
) -> None:
    """A digit in each of the places that the box of the CPR number shows."""
    left, right, foot = at
    places = [*range(6), *range(7, 11)] if "-" not in line else range(11)
    for letter, place in zip(line, places, strict=True):
        x = left + (right - left) * (place + 0.5) / 11 + rng.normal(0, (right - left) / 200)
        draw.text((x, foot + rng.normal(0, (right - left) / 200)), letter, fill=ink, font=letters, anchor="ms")


# --- ticks and signatures


def _tick(
    draw: ImageDraw.ImageDraw, fields: tuple[FormField, ...], said: Application, pen: Pen, dpi: int, rng: Rng
) -> None:
    choices = [field for field in fields if field.type is FieldType.CHOICE]
    step, ink = dpi / 72, pen.ink[0]
    others = [field for field in choices if field.value != said.custody]
    for field in choices:
        if field.value != said.custody:
            continue
        at = (field.box[0] * step, field.box[1] * step, (field.box[2] - field.box[0]) * step)
        if said.tick == CORRECTED:
            wrong = others[int(rng.integers(len(others)))].box
            filled(draw, (wrong[0] * step, wrong[1] * step, (wrong[2] - wrong[0]) * step), ink, rng)
            cross(draw, at, ink, rng)
        else:
            TICKS[said.tick](draw, at, ink, rng)


def _sign(paper: Colour, field: FormField, how: str, dpi: int, rng: Rng) -> None:
    """A signature, or a mark that is none, in the box and a little around it; drawn at the pen's dpi."""
    step = dpi / 72
    edge = round(_AROUND * dpi / 25.4)
    x0, y0, x1, y1 = (round(each * step) for each in field.box)
    left, top = max(0, x0 - edge), y0 - edge
    part = paper[top : y1 + edge, left : x1 + edge]
    scale = PEN_DPI / dpi
    small = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale != 1 else part
    box = tuple(each * scale / MM for each in (x0 - left, y0 - top, x1 - left, y1 - top))
    place = (box[0], box[1], box[2], box[3])
    if how == SIGNED:
        pen = signature((small.shape[0], small.shape[1]), place, rng)
        ink = np.array([pen.grey * 0.8, pen.grey * 0.9, min(255, pen.grey * 1.3 + 25)])
        layer = pen.ink if scale == 1 else cv2.resize(pen.ink, (part.shape[1], part.shape[0]))
        part[:] = (part * (1 - layer[..., None] * (1 - ink / 255))).astype(np.uint8)
        return
    marked = Paper(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.uint8), place)
    MARKS[how](marked, rng)
    grey = marked.grey if scale == 1 else cv2.resize(marked.grey, (part.shape[1], part.shape[0]))
    part[:] = grey[..., None]

"""Our own forms as they are not: an earlier layout without its code, a later version that is not known here."""

from dataclasses import replace
from typing import Final

import numpy as np
import pypdfium2 as pdfium

from benchmarks.reading_set.documents import form_of
from benchmarks.reading_set.invented import Rng, pick
from benchmarks.reading_set.sheet import Colour
from intake.blank import draw_blank
from intake.forms import Form, FormField, Text

STEP: Final = 300 / 72
"""Pixels a point of the pages drawn here."""

_APART: Final = 5.0  # points by which half the rows of an earlier form lie elsewhere


def a_page_of_ours(rng: Rng) -> tuple[Form, int]:
    """One of our forms, and the number of one of its pages."""
    form = form_of(pick(rng, ("elev", "elev", "klasse", "emne")))
    return form, int(rng.integers(1, form.pages + 1))


def rendered(form: Form, page: int) -> Colour:
    """The blank page, at 300 dpi."""
    with pdfium.PdfDocument(draw_blank(form)) as document:
        return np.asarray(document[page - 1].render(scale=STEP).to_pil().convert("RGB"))


def _rearranged(form: Form, rng: Rng) -> Form:
    """The form as it was before: every row of boxes some points elsewhere, in the same order."""
    boxes = (*(each.box for each in form.fields), *(each.box for each in form.texts))
    tops = np.array(sorted({box[1] for box in boxes if box[1] > 60}))
    shifts, apart = np.zeros(len(tops)), 0.0
    while apart < _APART:  # what a scan that is a little smaller would explain as well is no other layout
        shifts = np.cumsum(rng.uniform(-12, 10, len(tops)))
        apart = float(np.median(np.abs(shifts - np.polyval(np.polyfit(tops, shifts, 1), tops))))
    down = dict(zip(tops.tolist(), np.maximum(shifts, 62 - tops).tolist(), strict=True))

    def moved(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        off = down.get(box[1], 0.0)
        return (box[0], box[1] + off, box[2], box[3] + off)

    fields: tuple[FormField, ...] = tuple(replace(each, box=moved(each.box)) for each in form.fields)
    texts: tuple[Text, ...] = tuple(replace(each, box=moved(each.box)) for each in form.texts)
    return replace(form, fields=fields, texts=texts)


def _without_code(page: Colour, form: Form) -> Colour:
    x0, y0, x1, y1 = (round(each * STEP) for each in form.code_boxes[0])
    page = page.copy()
    page[y0 - 4 : y1 + 4, x0 - 4 : x1 + 4] = 255
    return page


def earlier(rng: Rng) -> Colour:
    """An earlier form of ours without a code, its boxes elsewhere."""
    form, page = a_page_of_ours(rng)
    return _without_code(rendered(_rearranged(form, rng), page), form)


def later(rng: Rng) -> Colour:
    """A later version of a form, with its code, which is not known here."""
    form, page = a_page_of_ours(rng)
    return rendered(replace(_rearranged(form, rng), version=int(rng.integers(2, 9))), page)

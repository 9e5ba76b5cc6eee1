"""A form's pages as pictures with its boxes drawn in: what a person looks at who points fields out or checks a form."""

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
import pypdfium2 as pdfium

from intake.form import FieldType, Form
from intake.images import Grey

_DPI: Final = 110
_SURE, _UNSURE = (40, 140, 30), (20, 60, 220)  # blue, green, red


def pictures(form: Form, doubts: Sequence[str] = ()) -> tuple[bytes, ...]:
    """Each page of a form as a PNG with its boxes drawn in and named; those in doubt in red."""
    with pdfium.PdfDocument(form.drawing) as document:
        return tuple(_picture(document[number - 1], form, number, doubts) for number in range(1, form.pages + 1))


def _picture(page: pdfium.PdfPage, form: Form, number: int, doubts: Sequence[str]) -> bytes:
    grey: Grey = page.render(scale=_DPI / 72, grayscale=True).to_numpy()
    shown = cv2.cvtColor(np.ascontiguousarray(grey.reshape(grey.shape[:2])), cv2.COLOR_GRAY2BGR)
    for place, each in enumerate(form.fields):
        if each.page != number:
            continue
        colour = _UNSURE if place < len(doubts) and doubts[place] else _SURE
        x0, y0, x1, y1 = (round(edge * _DPI / 72) for edge in each.box)
        cv2.rectangle(shown, (x0, y0), (x1, y1), colour, 2)
        at = (x1 + 4, y1 - 2) if each.type is FieldType.CHOICE else (x0 + 5, y1 - 5)
        cv2.putText(shown, each.name, at, cv2.FONT_HERSHEY_SIMPLEX, 0.45, colour, 1, cv2.LINE_AA)
    done, png = cv2.imencode(".png", shown)
    return png.tobytes() if done else b""

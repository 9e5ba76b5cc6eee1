"""The signature boxes of one page: each judged against the blank, each with its crop as the evidence."""

import cv2

from cases.application import Ink, Method, SignatureBox
from intake.fields import Engine, Sheet, words_in
from intake.forms import FieldType, FormField
from intake.images import Grey
from intake.ocr import Script
from intake.signature import DPI, MARGIN, Judgement, Why, judge

_READABLE = 0.6
_LETTERS = 3
_CROP_DPI = 300


def read_signatures(sheet: Sheet, engine: Engine) -> tuple[SignatureBox, ...]:
    """Every signature box of the page, in the form's order."""
    boxes = (field for field in sheet.laid.form.on(sheet.laid.page) if field.type is FieldType.SIGNATURE)
    return tuple(_signature(sheet, field, engine) for field in boxes)


def _signature(sheet: Sheet, field: FormField, engine: Engine) -> SignatureBox:
    method, judgement = _method(sheet, field), _judged(sheet, field, engine)
    return SignatureBox(
        field.name,
        judgement.state,
        judgement.score,
        sheet.number,
        field.box,
        method,
        _png(sheet.laid.crop(_around(field), min(_CROP_DPI, max(150, sheet.laid.dpi)))),
        judgement.why,
    )


def _method(sheet: Sheet, field: FormField) -> Method:
    digital = any(entry.signature and entry.name == field.name for entry in sheet.entries)
    return Method.DIGITAL if digital else Method.INK


def _judged(sheet: Sheet, field: FormField, engine: Engine) -> Judgement:
    if _method(sheet, field) is Method.DIGITAL:
        return Judgement(Ink.UNCERTAIN, 0.5, Why.DIGITAL)
    if any(entry.name == field.name for entry in sheet.entries) or words_in(sheet, field):
        return Judgement(Ink.UNCERTAIN, 0.3, Why.TYPED)
    if not sheet.laid.fits:
        return Judgement(Ink.UNCERTAIN, 0.3, Why.MISPLACED)
    around = _around(field)
    shown, printed = sheet.laid.crop(around, DPI), sheet.laid.blank(around, DPI)
    judged = judge(shown, printed, lambda pixels: _readable(pixels, engine))
    if sheet.digital and judged.state is Ink.SIGNED:
        return Judgement(Ink.UNCERTAIN, 0.5, Why.PASTED)
    return judged


def _around(field: FormField) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = field.box
    return (x0 - MARGIN, y0 - MARGIN, x1 + MARGIN, y1 + MARGIN)


def _readable(pixels: Grey, engine: Engine) -> bool:
    """Whether the engine reads some letters in it with confidence: then it may be a name that was typed."""
    heard = engine.read(pixels, Script.LINE, DPI)
    return heard.confidence >= _READABLE and sum(letter.isalnum() for letter in heard.text) >= _LETTERS


def _png(pixels: Grey) -> bytes:
    done, encoded = cv2.imencode(".png", pixels)
    return encoded.tobytes() if done else b""

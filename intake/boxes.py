"""The signature boxes of one page: each judged against the blank, each with its crop as the evidence."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from cases.application import Ink, Method, SignatureBox
from intake.fields import Sheet, words_in
from intake.forms import FieldType, FormField
from intake.images import Grey
from intake.laid import moved
from intake.residue import Mask
from intake.sameness import same_ink
from intake.signature import DPI, MARGIN, judge_ink
from intake.signature_text import LetterReader
from intake.surroundings import held
from intake.verdict import Judgement, Why

if TYPE_CHECKING:
    from intake.digital import DigitalSignature

_CROP_DPI = 300
_WITHIN = 0.5  # share of a visible digital signature that lies in the box


def read_signatures(
    sheet: Sheet, reader: LetterReader, digital: "Sequence[DigitalSignature]" = ()
) -> tuple[SignatureBox, ...]:
    """Every signature box of the page, in the form's order; `digital` are the file's digital signatures."""
    boxes = [field for field in sheet.laid.form.on(sheet.laid.page) if field.type is FieldType.SIGNATURE]
    found = [_signature(sheet, field, reader, digital) for field in boxes]
    return tuple(_doubted(box) if _copied(number, found) else box for number, (box, _) in enumerate(found))


def _signature(
    sheet: Sheet, field: FormField, reader: LetterReader, digital: "Sequence[DigitalSignature]"
) -> tuple[SignatureBox, Mask | None]:
    own = [each for each in digital if _belongs(each, sheet, field)]
    judgement, ink = (_proven(own), None) if own else _judged(sheet, field, reader)
    if digital and not own and judgement.state is Ink.EMPTY:
        judgement = Judgement(Ink.UNCERTAIN, 0.5, Why.ELSEWHERE)
    box = SignatureBox(
        field.name,
        judgement.state,
        judgement.score,
        sheet.number,
        field.box,
        Method.DIGITAL if own else Method.INK,
        _png(sheet.laid.crop(_around(field), min(_CROP_DPI, max(150, sheet.laid.dpi)))),
        judgement.why,
    )
    return box, ink


def _copied(number: int, found: Sequence[tuple[SignatureBox, Mask | None]]) -> bool:
    """Whether a box shows the very strokes of another on the page."""
    mine = found[number][1]
    others = (ink for place, (_, ink) in enumerate(found) if place != number)
    return mine is not None and any(ink is not None and same_ink(mine, ink) for ink in others)


def _doubted(box: SignatureBox) -> SignatureBox:
    return replace(box, state=Ink.UNCERTAIN, score=min(box.score, 0.5), why=Why.COPIED)


# --- digital


def _belongs(signature: "DigitalSignature", sheet: Sheet, field: FormField) -> bool:
    """Whether a digital signature is this box's: by the name of its field, or because it is shown there."""
    if signature.name == field.name:
        return True
    if signature.page != sheet.number or signature.box is None or not sheet.drawn:
        return False
    x0, y0, x1, y1 = signature.box
    corners = moved(sheet.laid.from_scan(), np.array([(x0, y0), (x1, y1)]) * sheet.drawn / 72)
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    across = min(right, field.box[2]) - max(left, field.box[0])
    down = min(bottom, field.box[3]) - max(top, field.box[1])
    return bool(min(across, down) > 0 and across * down >= _WITHIN * (right - left) * (bottom - top))


def _proven(own: "Sequence[DigitalSignature]") -> Judgement:
    bad = next((each for each in own if not each.good), None)
    return Judgement(Ink.UNCERTAIN, 0.5, bad.why) if bad else Judgement(Ink.SIGNED, 1.0, own[-1].why)


# --- ink


def _judged(sheet: Sheet, field: FormField, reader: LetterReader) -> tuple[Judgement, Mask | None]:
    """The judgement, and the ink it is about, when there was any to look at."""
    doubt = _doubt(sheet, field)
    if doubt is not None:
        return Judgement(Ink.UNCERTAIN, 0.3, doubt), None
    around = _around(field)
    shown, printed = sheet.laid.crop(around, DPI), sheet.laid.blank(around, DPI)
    judged, ink = judge_ink(shown, printed, reader)
    if sheet.digital and judged.state is Ink.SIGNED:
        judged = Judgement(Ink.UNCERTAIN, 0.5, Why.PASTED)
    return judged, ink


def _doubt(sheet: Sheet, field: FormField) -> Why | None:
    """Why the ink need not be looked at: whatever it is, it would not be sure."""
    if any(entry.name == field.name for entry in sheet.entries) or words_in(sheet, field):
        return Why.TYPED
    if not sheet.laid.fits:
        return Why.MISPLACED
    if _cut(sheet, field):
        return Why.CUT
    return None if held(sheet.laid, field) else Why.MISPLACED


def _cut(sheet: Sheet, field: FormField) -> bool:
    """Whether a part of the box lies beyond the edge of the scan, where all would look like paper."""
    x0, y0, x1, y1 = field.box
    corners = moved(sheet.laid.to_scan, np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)]))
    height, width = sheet.laid.scan.shape
    return bool((corners < 0).any() or (corners[:, 0] > width).any() or (corners[:, 1] > height).any())


def _around(field: FormField) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = field.box
    return (x0 - MARGIN, y0 - MARGIN, x1 + MARGIN, y1 + MARGIN)


def _png(pixels: Grey) -> bytes:
    done, encoded = cv2.imencode(".png", pixels)
    return encoded.tobytes() if done else b""

"""The pages of a paper as pictures, for people: one that was laid over its blank is shown upright, as it was read."""

from collections.abc import Mapping

import cv2

from intake.document import known_forms, opened_pages
from intake.form import FieldType, Form
from intake.images import Grey, Scan
from intake.laid import as_grey
from intake.page_picture import DPI, PagePicture
from intake.reading import UnreadableError
from intake.registration import lay

_TALL = round(842 / 72 * DPI)


def page_pictures(content: bytes, forms: str | None = None) -> tuple[PagePicture, ...]:
    """Every page of a PDF or picture; none of what has no pages or can't be opened. `forms` is as for `read_paper`."""
    known = known_forms(forms)
    try:
        return tuple(_picture(number, page.scan, known) for number, page in enumerate(opened_pages(content), 1))
    except UnreadableError:
        return ()


def _picture(number: int, scan: Scan, forms: Mapping[str, Form]) -> PagePicture:
    laid = lay(scan, forms)
    if laid is not None and laid.fits:
        whole = (0.0, 0.0, laid.form.width, laid.form.height)
        asked = tuple(field.box for field in laid.form.on(laid.page) if field.type is FieldType.CPR)
        return PagePicture(number, laid.form.key, _png(laid.crop(whole, DPI)), asked)
    scale = min(1.0, _TALL / max(scan.pixels.shape))
    sized = cv2.resize(scan.pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return PagePicture(number, None, _png(as_grey(sized)))


def _png(pixels: Grey) -> bytes:
    done, encoded = cv2.imencode(".png", pixels)
    return encoded.tobytes() if done else b""

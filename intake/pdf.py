"""A PDF, opened with care: what it declares is weighed before anything is drawn, then its pages are handed out.

A page is either a scan (one picture that is the whole page: taken as it lies there, which is sharper and cheaper than
drawing it) or digital (drawn, and its words taken from the text layer). The text layer of a scan is another machine's
guess at the same picture, so it is not believed.
"""

import io
import math
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import pdfplumber.pdf
import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from cases.application import Box
from intake.images import Scan, check_size, grey, lost_its_end, only_grey, square
from intake.pdf_weighed import NESTED, Entry, weighed
from intake.reading import UnreadableError

_DRAWN_DPI = 200.0  # a digital page; a scan that must be drawn gets its own dpi, at most 300
_DRAWN_PIXELS = 3600  # the longer side
_WHOLE = 0.8  # a picture over this share of the page is the page
_INVISIBLE = 3  # text render mode of an OCR layer (ISO 32000-1, 9.3.6)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the text layer and its box in points of the page as shown."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class PdfPage:
    """One page as it is shown. A `digital` page was made on a computer and has words; a scan has none."""

    scan: Scan
    digital: bool = False
    words: tuple[Word, ...] = ()
    entries: tuple[Entry, ...] = ()


def is_pdf(content: bytes) -> bool:
    """Whether the header of a PDF stands within the first kilobyte, as readers accept it."""
    return b"%PDF-" in content[:1024]


def pdf_pages(content: bytes) -> Iterator[PdfPage]:
    """The pages in their order. Raises UnreadableError: locked, empty, damaged, too-many-pages, too-big."""
    entries = weighed(content)
    try:
        document = pypdfium2.PdfDocument(content)
        with document:
            if any(entries):
                document.init_forms()
            for number, typed in enumerate(entries):
                yield _page(document[number], content, number, typed)
    except pypdfium2.PdfiumError:
        raise UnreadableError("damaged") from None


# --- one page


def _page(page: pypdfium2.PdfPage, content: bytes, number: int, typed: tuple[Entry, ...]) -> PdfPage:
    objects = list(page.get_objects(max_depth=NESTED))
    pictures = [each for each in objects if each.type == pdfium.FPDF_PAGEOBJ_IMAGE]
    for picture in pictures:  # those written into the drawing itself are not among the resources
        check_size(*picture.get_px_size())
    decoded = {picture: _decoded(picture) for picture in pictures}
    whole = [each for each in pictures if _share(each, page) >= _WHOLE]
    if not whole:
        return PdfPage(_drawn(page, _DRAWN_DPI), True, _words(content, number), typed)
    alone = len(pictures) == 1 and not typed and not any(_shows(each) for each in objects)
    scan = _taken(whole[0], decoded[whole[0]]) if alone else None
    return PdfPage(scan or _drawn(page, _own_dpi(whole[0])), False, (), typed)


def _share(picture: pypdfium2.PdfObject, page: pypdfium2.PdfPage) -> float:
    left, bottom, right, top = picture.get_bounds()
    x0, y0, x1, y1 = page.get_bbox()
    across = max(0.0, min(right, x1) - max(left, x0))
    down = max(0.0, min(top, y1) - max(bottom, y0))
    return float(across * down / max(1.0, (x1 - x0) * (y1 - y0)))


def _shows(found: pypdfium2.PdfObject) -> bool:
    """Whether an object over the scan is to be seen too: then the page is drawn, so that nothing is lost."""
    if found.type == pdfium.FPDF_PAGEOBJ_PATH:
        return True
    if found.type != pdfium.FPDF_PAGEOBJ_TEXT:
        return False
    return bool(pdfium.FPDFTextObj_GetTextRenderMode(found) != _INVISIBLE)


def _decoded(picture: pypdfium2.PdfImage) -> Image.Image | None:
    """A JPEG's picture, decoded strictly (pdfium leaves what is missing grey); None when it is no JPEG."""
    if picture.get_filters()[-1:] != ["DCTDecode"]:
        return None
    try:
        with Image.open(io.BytesIO(bytes(picture.get_data(decode_simple=True))), formats=("JPEG",)) as jpeg:
            check_size(*jpeg.size)
            only_grey(jpeg)
            jpeg.load()
    except (OSError, ValueError, SyntaxError):
        raise UnreadableError("damaged") from None
    if lost_its_end(grey(jpeg)):
        raise UnreadableError("damaged")
    return jpeg


def _taken(picture: pypdfium2.PdfImage, decoded: Image.Image | None) -> Scan | None:
    """The picture itself, when it lies upright or turned by quarters, not mirrored; None when it must be drawn."""
    a, b, c, d, _, _ = picture.get_matrix().get()
    if a * d - b * c <= 0 or min(math.hypot(a, c), math.hypot(b, d)) == 0:
        return None
    if decoded is not None and decoded.mode == "CMYK":
        return None
    width, height = decoded.size if decoded else picture.get_px_size()
    across, down = width / math.hypot(a, b) * 72, height / math.hypot(c, d) * 72
    pixels = grey(decoded or picture.get_bitmap(render=False).to_pil())
    return square(pixels, across, down) if cv2.mean(pixels)[0] > 127 else None


def _own_dpi(picture: pypdfium2.PdfImage) -> float:
    across = math.hypot(*picture.get_matrix().get()[:2])
    return min(300.0, max(150.0, float(picture.get_px_size()[0] / max(1.0, across) * 72)))


def _drawn(page: pypdfium2.PdfPage, dpi: float) -> Scan:
    width, height = page.get_size()
    scale = min(dpi / 72, _DRAWN_PIXELS / max(1.0, width, height))
    return Scan(grey(page.render(scale=scale, grayscale=True).to_pil()), scale * 72)


def _words(content: bytes, number: int) -> tuple[Word, ...]:
    """The words of a page's text layer; none when it can't be read, for then the page is read as it looks."""
    try:
        with pdfplumber.pdf.PDF.open(io.BytesIO(content), pages=[number + 1]) as plumber:
            page = plumber.pages[0]
            left, top = page.cropbox[:2]
            return tuple(
                Word(word["text"], (word["x0"] - left, word["top"] - top, word["x1"] - left, word["bottom"] - top))
                for word in page.extract_words()
            )
    except Exception:  # noqa: BLE001 - pdfminer lets errors of every sort out over a broken stream
        return ()

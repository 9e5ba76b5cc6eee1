"""The form fields of somebody's fillable blank (AcroForm, ISO 32000-1, 12.7), and the blank without them."""

import io
from dataclasses import dataclass

import pikepdf

from cases.application import Box
from intake.reading import UnreadableError

_MULTILINE = 1 << 12
_KEPT = ("/Type", "/Pages")


@dataclass(frozen=True, slots=True)
class Widget:
    """A form field where it stands: its name, what it says of itself, its page (from 1) and its box on the page."""

    name: str
    tip: str
    page: int
    box: Box
    tick: bool = False
    lines: bool = False
    signature: bool = False


def widgets_of(content: bytes) -> tuple[Widget, ...]:
    """The form fields of a PDF, page by page; none on pages that are turned."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            return tuple(
                widget
                for number, page in enumerate(pdf.pages, 1)
                if not int(page.obj.get("/Rotate", 0)) % 360
                for annotation in page.obj.get("/Annots", [])
                if annotation.get("/Subtype") == "/Widget" and (widget := _widget(annotation, page, number))
            )
    except (pikepdf.PdfError, AttributeError, KeyError, TypeError, ValueError):
        return ()


def without_widgets(content: bytes) -> bytes:
    """The pages as they look, without form fields, scripts or whatever else a PDF may carry. Raises UnreadableError."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            for page in pdf.pages:
                for key in ("/Annots", "/AA", "/Metadata"):
                    if key in page.obj:
                        del page.obj[key]
            for key in [str(key) for key in pdf.Root.keys() if str(key) not in _KEPT]:  # noqa: SIM118  no dict
                del pdf.Root[key]
            if "/Info" in pdf.trailer:
                del pdf.trailer["/Info"]
            out = io.BytesIO()
            pdf.save(out, deterministic_id=True)
            return out.getvalue()
    except pikepdf.PdfError:
        raise UnreadableError("damaged") from None


def _widget(annotation: pikepdf.Object, page: pikepdf.Page, number: int) -> Widget | None:
    chain = [annotation]
    while "/Parent" in chain[-1] and len(chain) < 8:
        chain.append(chain[-1].Parent)
    name = next((str(node.T) for node in chain if "/T" in node), "")
    tip = next((str(node.TU) for node in chain if "/TU" in node), "")
    kind = next((str(node.FT) for node in chain if "/FT" in node), "")
    flags = next((int(node.Ff) for node in chain if "/Ff" in node), 0)
    left, bottom, right, top = (float(edge) for edge in annotation.Rect)
    x0, _, _, y1 = (float(edge) for edge in page.cropbox)
    box = (min(left, right) - x0, y1 - max(bottom, top), max(left, right) - x0, y1 - min(bottom, top))
    if box[2] - box[0] < 1 or box[3] - box[1] < 1:
        return None
    return Widget(name, tip, number, box, kind == "/Btn", kind == "/Tx" and bool(flags & _MULTILINE), kind == "/Sig")

"""A PDF before anything of it is drawn: every size that it declares is weighed, and what was typed is taken out.

Whatever is locked, damaged, empty or too big is told by an UnreadableError here, and costs no more than this.
"""

import contextlib
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf

from cases.application import Box
from intake.images import check_size
from intake.reading import MAX_PAGES, UnreadableError

NESTED = 4
"""Forms within forms that are looked into."""

_WIDEST = 14_400  # points, 5 metres: the largest page that PDF viewers agree on (ISO 32000-1, annex C)
_DRAWING = 64 << 20  # bytes of one page's drawing, unpacked


@dataclass(frozen=True, slots=True)
class Entry:
    """What was typed into one form field: its name, its text (of a tick box the state), and what type it is.

    `box` is where it stands on the page as shown; None on a page that is turned.
    """

    name: str
    text: str
    signature: bool = False
    box: Box | None = None
    tick: bool = False


def weighed(content: bytes) -> list[tuple[Entry, ...]]:
    """What was typed on each page, after every declared size was found in order."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            pages = len(pdf.pages)
            if pages == 0:
                raise UnreadableError("empty")
            if pages > MAX_PAGES:
                raise UnreadableError("too-many-pages")
            if pdf.get_warnings() and b"%%EOF" not in content[-4096:]:
                raise UnreadableError("damaged")
            mended = len(pdf.get_warnings())
            for page in pdf.pages:
                _check(page)
            if len(pdf.get_warnings()) > mended:
                raise UnreadableError("damaged")
            return [tuple(_entries(page)) for page in pdf.pages]
    except pikepdf.PasswordError:
        raise UnreadableError("locked") from None
    except (pikepdf.PdfError, AttributeError, KeyError, TypeError, ValueError):  # objects of a wrong sort
        raise UnreadableError("damaged") from None


def _check(page: pikepdf.Page) -> None:
    """The page and every picture is small enough, every drawing too, and whole: half a page would look unsigned."""
    if any(abs(float(edge)) > _WIDEST for edge in page.mediabox):
        raise UnreadableError("too-big")
    contents = page.obj.get("/Contents")
    if contents is not None:
        for drawing in contents if isinstance(contents, pikepdf.Array) else (contents,):
            _check_drawing(drawing)
    for found in _drawings(page.obj.get("/Resources"), NESTED):
        if found.get("/Subtype") == "/Image":
            check_size(int(found.Width), int(found.Height))
        else:
            _check_drawing(found)


def _check_drawing(drawing: pikepdf.Object) -> None:
    """Unpacked within bounds first, then as the library unpacks it, which raises where data is missing."""
    if drawing.get("/Filter") in ("/FlateDecode", pikepdf.Array([pikepdf.Name.FlateDecode])):
        unpacker = zlib.decompressobj()
        with contextlib.suppress(zlib.error):
            unpacker.decompress(drawing.read_raw_bytes(), _DRAWING)
        if unpacker.unconsumed_tail:
            raise UnreadableError("too-big")
    drawing.read_bytes()


def _drawings(resources: pikepdf.Object | None, depth: int) -> Iterator[pikepdf.Object]:
    if resources is None or depth == 0:
        return
    for found in dict(resources.get("/XObject", {})).values():
        yield found
        if found.get("/Subtype") == "/Form":
            yield from _drawings(found.get("/Resources"), depth - 1)


def _entries(page: pikepdf.Page) -> Iterator[Entry]:
    """The form fields on a page that hold something (ISO 32000-1, 12.7.3: names and values are inherited)."""
    for annotation in page.obj.get("/Annots", []):
        if annotation.get("/Subtype") != "/Widget":
            continue
        chain = [annotation]
        while "/Parent" in chain[-1] and len(chain) < 8:
            chain.append(chain[-1].Parent)
        name = next((str(node.T) for node in chain if "/T" in node), "")
        kind = next((str(node.FT) for node in chain if "/FT" in node), "")
        value = next((node.V for node in chain if "/V" in node), None)
        if kind == "/Sig":
            if value is not None:
                yield Entry(name, "", signature=True)
        elif value is not None and (text := _text(value)) not in ("", "Off"):
            yield Entry(name, text, box=_place(annotation, page), tick=kind == "/Btn")


def _place(annotation: pikepdf.Object, page: pikepdf.Page) -> Box | None:
    """Where a form field stands, in points from the top left corner of the page as shown."""
    if int(page.obj.get("/Rotate", 0)) % 360:
        return None
    left, bottom, right, top = (float(edge) for edge in annotation.Rect)
    x0, _, _, y1 = (float(edge) for edge in page.cropbox)
    return (min(left, right) - x0, y1 - max(bottom, top), max(left, right) - x0, y1 - min(bottom, top))


def _text(value: pikepdf.Object) -> str:
    if isinstance(value, pikepdf.Stream):
        return value.read_bytes().decode("utf-8", "replace").strip()
    return str(value).removeprefix("/").strip() if isinstance(value, pikepdf.Name) else str(value).strip()

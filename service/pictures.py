"""Pages of papers as pictures for people: made by the confined children, kept while somebody looks, with CPR numbers
painted over, and whole pages blurred where a number may stand anywhere.
"""

import io
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from threading import Lock

from PIL import Image, ImageDraw

from cases.application import Box
from intake.page_picture import DPI, PagePicture

_ROOM = 96 << 20
"""Bytes of pictures that are kept; a page is some 100 to 400 kB."""

_COVER = "#d8dbe0"
_EDGE = 5.0
"""Points around a box for a CPR number that are covered too, for nobody writes quite within it."""

_COARSE = 14
"""How many pixels become one on a page that may hold a CPR number anywhere."""


class Pictures:
    """A `review.web.desk.Pictures`. A paper is opened once, however many of its pages are asked for at once."""

    def __init__(self, made: Callable[[bytes], Sequence[PagePicture]]) -> None:
        self._made, self._lock = made, Lock()
        self._kept: OrderedDict[int, Future[tuple[PagePicture, ...]]] = OrderedDict()

    def page(
        self, sheet: int, content: Callable[[], bytes | None], page: int, covered: Sequence[Box] | None
    ) -> bytes | None:
        """A page (from 1) as PNG; None when there is none. On a form that we know these boxes are painted over, and
        where it asks for a CPR number; any other page is blurred. `covered` None shows it as it is.
        """
        found = next((one for one in self._pages(sheet, content) if one.number == page), None)
        if found is None:
            return None
        return found.png if covered is None else _covered(found, covered)

    def _pages(self, sheet: int, content: Callable[[], bytes | None]) -> tuple[PagePicture, ...]:
        with self._lock:
            waiting = self._kept.get(sheet)
            mine: Future[tuple[PagePicture, ...]] = Future()
            if waiting is None:
                self._kept[sheet] = mine
            else:
                self._kept.move_to_end(sheet)
        if waiting is not None:
            return waiting.result()
        try:
            raw = content()
            mine.set_result(tuple(self._made(raw)) if raw is not None else ())
        except BaseException as error:
            with self._lock:
                self._kept.pop(sheet, None)
            mine.set_exception(error)
            raise
        self._make_room()
        return mine.result()

    def _make_room(self) -> None:
        with self._lock:
            done = {sheet: one for sheet, one in self._kept.items() if one.done()}
            room = _ROOM - sum(len(page.png) for one in done.values() for page in one.result())
            for sheet, one in done.items():
                if room >= 0:
                    break
                room += sum(len(page.png) for page in one.result())
                del self._kept[sheet]


def _covered(picture: PagePicture, boxes: Sequence[Box]) -> bytes:
    if picture.form and not boxes and not picture.cpr:
        return picture.png
    with Image.open(io.BytesIO(picture.png), formats=("PNG",)) as opened:
        page = opened.convert("L")
    if picture.form:
        painted(page, (*picture.cpr, *boxes))
    else:
        page = coarse(page)
    out = io.BytesIO()
    page.save(out, "PNG")
    return out.getvalue()


def painted(page: Image.Image, boxes: Sequence[Box]) -> None:
    """Paint over these boxes (points) and a little around them."""
    pen = ImageDraw.Draw(page)
    for x0, y0, x1, y1 in boxes:
        wide = (x0 - _EDGE, y0 - _EDGE, x1 + _EDGE, y1 + _EDGE)
        pen.rectangle([edge * DPI / 72 for edge in wide], fill=_COVER)


def coarse(page: Image.Image) -> Image.Image:
    """The page so that its layout can be seen and nothing read."""
    few = (max(1, page.width // _COARSE), max(1, page.height // _COARSE))
    return page.resize(few, Image.Resampling.BOX).resize(page.size, Image.Resampling.NEAREST)

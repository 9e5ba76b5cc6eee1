"""Pages of papers as pictures for the review pages: made by the confined children, kept while somebody looks, with CPR
numbers painted over.
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


class Pictures:
    """A `review.web.desk.Pictures`. A paper is opened once, however many of its pages are asked for at once."""

    def __init__(self, made: Callable[[bytes], Sequence[PagePicture]]) -> None:
        self._made, self._lock = made, Lock()
        self._kept: OrderedDict[int, Future[tuple[PagePicture, ...]]] = OrderedDict()

    def page(self, sheet: int, content: Callable[[], bytes | None], page: int, covered: Sequence[Box]) -> bytes | None:
        """A page (from 1) as PNG with these boxes painted over; None when there is none."""
        found = next((one for one in self._pages(sheet, content) if one.number == page), None)
        if found is None:
            return None
        return _painted(found.png, covered) if covered and found.form else found.png

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


def _painted(png: bytes, boxes: Sequence[Box]) -> bytes:
    with Image.open(io.BytesIO(png), formats=("PNG",)) as opened:
        page = opened.convert("L")
    pen = ImageDraw.Draw(page)
    for box in boxes:
        x0, y0, x1, y1 = (each * DPI / 72 for each in box)
        pen.rectangle((x0, y0, x1, y1), fill=_COVER)
    out = io.BytesIO()
    page.save(out, "PNG")
    return out.getvalue()

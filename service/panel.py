"""A page with its boxes outlined and numbered, and beside it a panel that says what was read in each."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files

from PIL import Image, ImageDraw, ImageFont

from cases.application import Box
from intake.page_picture import DPI

_PANEL, _EDGE, _GAP = 620, 18, 14  # pixels: the panel's width, its margin, the least room between two rows
_TEXT, _SMALL, _TITLE = 17, 14, 20
_DISC = 11  # pixels: half a badge
_LINES = 4  # of a long text that are shown
_CROP = 70  # pixels: the height of a signature's crop

GREEN, AMBER, RED, GREY, BLACK = "#1b7f3b", "#b36b00", "#b3261e", "#5f6670", "#1a1a1a"


@dataclass(frozen=True, slots=True)
class Row:
    """What is said of one box: a heading, some lines in its colour, and the crop of a signature."""

    box: Box
    colour: str
    heading: str
    lines: tuple[str, ...] = field(repr=False)
    small: str = ""
    crop: bytes = field(repr=False, default=b"")
    covered: bool = False


def outlined(page: Image.Image, rows: Sequence[Row]) -> None:
    """Each box in its colour, numbered as in the column; what must not be seen is covered."""
    pen = ImageDraw.Draw(page)
    for number, row in enumerate(rows, 1):
        if row.covered:
            pen.rectangle(_pixels(row.box, inset=2), fill="#d8dbe0")
        left, top, _, bottom = _pixels(row.box)
        pen.rectangle(_pixels(row.box), outline=row.colour, width=3)
        _badge(pen, (left - _DISC - 3, top + min((bottom - top) / 2, 2 * _DISC)), number, row.colour)


def sheet(page: Image.Image, heading: Sequence[str], rows: Sequence[Row]) -> bytes:
    """The page with the panel beside it, as a PNG."""
    panel = _panel(heading, rows, page.height)
    whole = Image.new("RGB", (page.width + _PANEL, max(page.height, panel.height)), "white")
    whole.paste(page, (0, 0))
    whole.paste(panel, (page.width, 0))
    ImageDraw.Draw(whole).line((page.width, 0, page.width, whole.height), fill=GREY)
    out = io.BytesIO()
    whole.save(out, "PNG")
    return out.getvalue()


def _badge(pen: ImageDraw.ImageDraw, at: tuple[float, float], number: int, colour: str) -> None:
    """The number by which a box and what is said of it belong together, in a disc."""
    x, y = at
    pen.ellipse((x - _DISC, y - _DISC, x + _DISC, y + _DISC), fill=colour)
    pen.text((x, y), str(number), "white", _font(_SMALL), anchor="mm")


def _panel(heading: Sequence[str], rows: Sequence[Row], height: int) -> Image.Image:
    """The column of what was read, each row as near its box as the rows above leave room."""
    blocks = [_block(number, row) for number, row in enumerate(rows, 1)]
    lines = [(line, number) for number, text in enumerate(heading) for line in _title(text, number)]
    top = _EDGE + 28 * len(lines) + _GAP
    places = _places(
        [(_pixels(row.box)[1], block.height) for row, block in zip(rows, blocks, strict=True)], top, height
    )
    tall = max([height, *(place + block.height for place, block in zip(places, blocks, strict=True))])
    panel = Image.new("RGB", (_PANEL, int(tall)), "white")
    pen = ImageDraw.Draw(panel)
    for step, (line, number) in enumerate(lines):
        size, colour = (_TEXT, GREY) if number else (_TITLE, BLACK)
        pen.text((_EDGE, _EDGE + 28 * step), line, colour, _font(size))
    for block, place in zip(blocks, places, strict=True):
        panel.paste(block, (_EDGE, int(place)))
    return panel


def _title(text: str, number: int) -> list[str]:
    return _wrapped(text, _TEXT if number else _TITLE, _PANEL - 2 * _EDGE)[:2]


def _places(wanted: Sequence[tuple[float, int]], top: float, bottom: float) -> list[float]:
    """Where rows go that want to stand at a height and are so tall: in order, never over each other, within the page
    while there is room.
    """
    room = bottom - sum(tall + _GAP for _, tall in wanted)
    places: list[float] = []
    for want, tall in wanted:
        place = max(top, min(want, max(top, room)))
        places.append(place)
        top, room = place + tall + _GAP, room + tall + _GAP
    return places


def _block(number: int, row: Row) -> Image.Image:
    width, indent = _PANEL - 2 * _EDGE, 3 * _DISC
    lines = [part for line in row.lines for part in _wrapped(line, _TEXT, width - indent)]
    lines = lines if len(lines) <= _LINES else [*lines[: _LINES - 1], lines[_LINES - 1].rstrip(" .") + " …"]
    crop = _thumbnail(row.crop, width - indent)
    block = Image.new("RGB", (width, 26 + 24 * len(lines) + (crop.height + 6 if crop else 0)), "white")
    pen = ImageDraw.Draw(block)
    _badge(pen, (_DISC, _DISC), number, row.colour)
    pen.text((indent, 2), f"{row.heading}  ·  {row.small}", row.colour, _font(_SMALL))
    for step, line in enumerate(lines):
        pen.text((indent, 23 + 24 * step), line, BLACK, _font(_TEXT))
    if crop:
        block.paste(crop, (indent, 25 + 24 * len(lines)))
    return block


def _thumbnail(crop: bytes, width: int) -> Image.Image | None:
    if not crop:
        return None
    with Image.open(io.BytesIO(crop), formats=("PNG",)) as opened:
        small = opened.convert("RGB")
    small.thumbnail((width, _CROP))
    ImageDraw.Draw(small).rectangle((0, 0, small.width - 1, small.height - 1), outline=GREY)
    return small


def _pixels(box: Box, inset: float = 0) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = (each * DPI / 72 for each in box)
    return (x0 + inset, y0 + inset, x1 - inset, y1 - inset)


def _wrapped(text: str, size: int, width: float) -> list[str]:
    """The text in lines no wider than so many pixels; a word that is too long is cut."""
    font, lines, line = _font(size), [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if font.getlength(longer) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while font.getlength(line) > width:
            line = line[:-2] + "…"
    return [*lines, line]


def _font(size: int) -> ImageFont.FreeTypeFont:
    """Bitstream Vera, which the form is printed with: it has every Danish letter."""
    return ImageFont.truetype(str(files("reportlab") / "fonts" / "Vera.ttf"), size)

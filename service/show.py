"""`tovholder read --show`: each page with the boxes that were read, what was read in them, and how sure we are.

    page picture + what the paper says ─draw→ one PNG a page: the page to the left, what was read to the right

A CPR number is covered unless it is to be revealed. On a page that is no form of ours it may stand anywhere, so such
a page is only shown coarsely.
"""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import count
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from cases.application import FIELDS, Answers, Box, Ink, SignatureBox, Value
from cases.cpr import WRITTEN, masked
from cases.errors import RefusedError
from cases.letters import Pieces
from intake.headers import safe_name
from intake.page_picture import DPI, PagePicture
from replies.compose import FIELD_WORDS
from review.words import INK, SOURCES, how_sure
from service.dry_run import Result
from service.pictures import coarse, painted

_PANEL, _EDGE, _GAP = 620, 18, 14  # pixels: the panel's width, its margin, the least room between two rows
_TEXT, _SMALL, _TITLE = 17, 14, 20
_DISC = 11  # pixels: half a badge
_LINES = 4  # of a long text that are shown
_CROP = 70  # pixels: the height of a signature's crop

_GREEN, _AMBER, _RED, _GREY, _BLACK = "#1b7f3b", "#b36b00", "#b3261e", "#5f6670", "#1a1a1a"
_COLOURS = {"sikker": _GREEN, "ret sikker": _AMBER, "usikker": _RED}
_INKS = {Ink.SIGNED: _GREEN, Ink.EMPTY: _RED, Ink.UNCERTAIN: _AMBER}


@dataclass(frozen=True, slots=True)
class _Row:
    """What is said of one box: a heading, some lines in its colour, and the crop of a signature."""

    box: Box
    colour: str
    heading: str
    lines: tuple[str, ...] = field(repr=False)
    small: str = ""
    crop: bytes = field(repr=False, default=b"")
    covered: bool = False


def drawn(picture: PagePicture, title: str, answers: Sequence[Answers], *, reveal: bool) -> bytes:
    """The page as a PNG, with what `answers` say of it drawn in."""
    with Image.open(io.BytesIO(picture.png), formats=("PNG",)) as opened:
        page = opened.convert("RGB")
    rows = sorted(_rows(picture.number, answers, reveal), key=lambda row: (row.box[1], row.box[0]))
    if picture.form and not reveal:
        painted(page, picture.cpr)
    if picture.form:
        _outline(page, rows)
    elif not reveal:
        page = coarse(page)
    return _sheet(page, _heading(title, picture, reveal), rows)


def show(
    result: Result, folder: Path, pictures: Callable[[bytes | Pieces], Sequence[PagePicture]], *, reveal: bool
) -> int:
    """Write a picture of every page of every paper that was read; gives how many. Raises RefusedError when it can't."""
    written = 0
    for read in result.look.papers if result.look else ():
        inside = f"{result.path.stem} {read.paper.name}" if result.type == "mail" else read.paper.name
        stem = safe_name(_without_cpr(inside).rpartition(".")[0])
        for picture in pictures(read.paper.bytes):
            png = drawn(picture, read.paper.name, read.reading.answers, reveal=reveal)
            _write(_free(folder, f"{stem} side {picture.number}"), png)
            written += 1
    return written


def _free(folder: Path, stem: str) -> Path:
    """A name that nothing in the folder has yet: two mails may bring papers of one name."""
    names = (folder / f"{stem}{f' ({number})' if number else ''}.png" for number in count())
    return next(path for path in names if not path.exists())


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError:
        raise RefusedError(f"Billederne kan ikke skrives i {path.parent}: vælg en anden mappe.") from None


def _without_cpr(text: str) -> str:
    return WRITTEN.sub(lambda found: masked(found.group()), text)


def _heading(title: str, picture: PagePicture, reveal: bool) -> tuple[str, ...]:
    title = title if reveal else _without_cpr(title)
    if picture.form:
        return (title, f"side {picture.number} · skema {picture.form}")
    hidden = (
        () if reveal else ("Vist utydeligt, for CPR-nummeret kan stå hvor som helst.", "Brug --reveal for at se siden.")
    )
    return (title, f"side {picture.number} · ikke et skema, vi kender", *hidden)


def _rows(number: int, answers: Iterable[Answers], reveal: bool) -> Iterator[_Row]:
    for one in answers:
        for name in sorted(one.values, key=FIELDS.index):
            value = one.values[name]
            if value.page == number and value.box:
                yield _value_row(name, value, value.box, reveal)
        for box in one.signatures:
            if box.page == number:
                yield _signature_row(box)


def _value_row(name: str, value: Value, box: Box, reveal: bool) -> _Row:
    """A value: what was read and, where the engines differ, what the other of them read."""
    sure = how_sure(value.confidence)
    readings = [value.text, *([value.other] if value.other else [])]
    hides = not reveal and (name == "cpr" or any(WRITTEN.search(text) for text in readings))
    if hides:
        readings = [masked(text) if name == "cpr" else _without_cpr(text) for text in readings]
    lines = tuple(f"{'eller: ' if again else ''}{' '.join(text.split())}" for again, text in enumerate(readings))
    small = f"{sure} ({value.confidence:.2f}), {SOURCES[value.source]}".replace(".", ",", 1)
    small += ", bekræftet" if value.verified else ""
    return _Row(box, _COLOURS[sure], FIELD_WORDS.get(name, name), lines, small, covered=hides)


def _signature_row(box: SignatureBox) -> _Row:
    heading = f"underskrift {box.name.rpartition('_')[2]}"
    small = f"{box.score:.2f}".replace(".", ",")
    return _Row(box.box, _INKS[box.state], heading, (INK[box.state],), small, box.crop)


# --- drawing


def _outline(page: Image.Image, rows: Sequence[_Row]) -> None:
    """Each box in its colour, numbered as in the column; what must not be seen is covered."""
    pen = ImageDraw.Draw(page)
    for number, row in enumerate(rows, 1):
        if row.covered:
            pen.rectangle(_pixels(row.box, inset=2), fill="#d8dbe0")
        left, top, _, bottom = _pixels(row.box)
        pen.rectangle(_pixels(row.box), outline=row.colour, width=3)
        _badge(pen, (left - _DISC - 3, top + min((bottom - top) / 2, 2 * _DISC)), number, row.colour)


def _sheet(page: Image.Image, heading: Sequence[str], rows: Sequence[_Row]) -> bytes:
    panel = _panel(heading, rows, page.height)
    sheet = Image.new("RGB", (page.width + _PANEL, max(page.height, panel.height)), "white")
    sheet.paste(page, (0, 0))
    sheet.paste(panel, (page.width, 0))
    ImageDraw.Draw(sheet).line((page.width, 0, page.width, sheet.height), fill=_GREY)
    out = io.BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()


def _badge(pen: ImageDraw.ImageDraw, at: tuple[float, float], number: int, colour: str) -> None:
    """The number by which a box and what is said of it belong together, in a disc."""
    x, y = at
    pen.ellipse((x - _DISC, y - _DISC, x + _DISC, y + _DISC), fill=colour)
    pen.text((x, y), str(number), "white", _font(_SMALL), anchor="mm")


def _panel(heading: Sequence[str], rows: Sequence[_Row], height: int) -> Image.Image:
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
        size, colour = (_TEXT, _GREY) if number else (_TITLE, _BLACK)
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


def _block(number: int, row: _Row) -> Image.Image:
    width, indent = _PANEL - 2 * _EDGE, 3 * _DISC
    lines = [part for line in row.lines for part in _wrapped(line, _TEXT, width - indent)]
    lines = lines if len(lines) <= _LINES else [*lines[: _LINES - 1], lines[_LINES - 1].rstrip(" .") + " …"]
    crop = _thumbnail(row.crop, width - indent)
    block = Image.new("RGB", (width, 26 + 24 * len(lines) + (crop.height + 6 if crop else 0)), "white")
    pen = ImageDraw.Draw(block)
    _badge(pen, (_DISC, _DISC), number, row.colour)
    pen.text((indent, 2), f"{row.heading}  ·  {row.small}", row.colour, _font(_SMALL))
    for step, line in enumerate(lines):
        pen.text((indent, 23 + 24 * step), line, _BLACK, _font(_TEXT))
    if crop:
        block.paste(crop, (indent, 25 + 24 * len(lines)))
    return block


def _thumbnail(crop: bytes, width: int) -> Image.Image | None:
    if not crop:
        return None
    with Image.open(io.BytesIO(crop), formats=("PNG",)) as opened:
        small = opened.convert("RGB")
    small.thumbnail((width, _CROP))
    ImageDraw.Draw(small).rectangle((0, 0, small.width - 1, small.height - 1), outline=_GREY)
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

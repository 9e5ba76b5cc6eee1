"""`tovholder read --show`: each page with the boxes that were read, what was read in them, and how sure we are.

    page picture + what the paper says ─draw→ one PNG a page: the page to the left, what was read to the right

A CPR number is covered unless it is to be revealed. On a page that is no form of ours it may stand anywhere, so such
a page is only shown coarsely.
"""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path

from PIL import Image

from cases.application import FIELDS, Answers, Box, Ink, SignatureBox, Value
from cases.cpr import WRITTEN, masked
from cases.errors import RefusedError
from cases.letters import Pieces
from intake.headers import safe_name
from intake.page_picture import PagePicture
from replies.compose import FIELD_WORDS
from review.words import INK, SOURCES, how_sure
from service.dry_result import Result
from service.panel import AMBER, GREEN, RED, Row, outlined, sheet
from service.pictures import coarse, painted

_COLOURS = {"sikker": GREEN, "ret sikker": AMBER, "usikker": RED}
_INKS = {Ink.SIGNED: GREEN, Ink.EMPTY: RED, Ink.UNCERTAIN: AMBER}


def drawn(picture: PagePicture, title: str, answers: Sequence[Answers], *, reveal: bool) -> bytes:
    """The page as a PNG, with what `answers` say of it drawn in."""
    with Image.open(io.BytesIO(picture.png), formats=("PNG",)) as opened:
        page = opened.convert("RGB")
    rows = sorted(_rows(picture.number, answers, reveal), key=lambda row: (row.box[1], row.box[0]))
    if picture.form and not reveal:
        painted(page, picture.cpr)
    if picture.form:
        outlined(page, rows)
    elif not reveal:
        page = coarse(page)
    return sheet(page, _heading(title, picture, reveal), rows)


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


def _rows(number: int, answers: Iterable[Answers], reveal: bool) -> Iterator[Row]:
    for one in answers:
        for name in sorted(one.values, key=FIELDS.index):
            value = one.values[name]
            if value.page == number and value.box:
                yield _value_row(name, value, value.box, reveal)
        for box in one.signatures:
            if box.page == number:
                yield _signature_row(box)


def _value_row(name: str, value: Value, box: Box, reveal: bool) -> Row:
    """A value: what was read and, where the engines differ, what the other of them read."""
    sure = how_sure(value.confidence)
    readings = [value.text, *([value.other] if value.other else [])]
    hides = not reveal and (name == "cpr" or any(WRITTEN.search(text) for text in readings))
    if hides:
        readings = [masked(text) if name == "cpr" else _without_cpr(text) for text in readings]
    lines = tuple(f"{'eller: ' if again else ''}{' '.join(text.split())}" for again, text in enumerate(readings))
    small = f"{sure} ({value.confidence:.2f}), {SOURCES[value.source]}".replace(".", ",", 1)
    small += ", bekræftet" if value.verified else ""
    return Row(box, _COLOURS[sure], FIELD_WORDS.get(name, name), lines, small, covered=hides)


def _signature_row(box: SignatureBox) -> Row:
    heading = f"underskrift {box.name.rpartition('_')[2]}"
    small = f"{box.score:.2f}".replace(".", ",")
    return Row(box.box, _INKS[box.state], heading, (INK[box.state],), small, box.crop)

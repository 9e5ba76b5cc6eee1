"""The story of one paper: what it is, which form each page shows, what is written, which pages belong together.

    bytes → pages (PDF or picture) → each laid over its blank → values and signature boxes → one Answers per application

A paper is known by its bytes, never by its name. It always ends in a Reading; what can't be opened says why and what to
do. The pages of an Answers are the form's, so they show which are lacking; those of values and boxes are the paper's.
This file loads the engines, so it is imported only in the child process (see `child`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import cv2

from cases.application import Answers
from cases.kinds import Kind
from intake.applications import ReadPage, applications
from intake.boxes import read_signatures
from intake.by_label import answers_in
from intake.fields import Sheet, read_values
from intake.fingerprint import fingerprints
from intake.forms import Form, folder_state, usable_forms
from intake.images import looks_like_picture, scans
from intake.labels import known_labels
from intake.laid import as_grey
from intake.lines import LineReader
from intake.nature import Nature, nature_of_picture, nature_of_text
from intake.ocr import Ocr, Script
from intake.office import is_office_text, office_rows
from intake.pdf import PdfPage, Word, is_pdf, pdf_pages
from intake.reading import Reading, UnreadableError, unread
from intake.registration import flattened, lay_all
from intake.rows_seen import answers_in_rows
from intake.unknown import MOST_PAGES, read_unknown
from intake.written import has_writing
from intake.xfa import by_name, xfa_form

if TYPE_CHECKING:
    from intake.digital import DigitalSignature
    from intake.learn import Proposal

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .doc, and a .docx behind a password (MS-CFB, MS-OFFCRYPTO)
_TALL = 1754  # pixels: an A4 at 150 dpi, enough for the words of a letter
_LOCKED_OFFICE = "EncryptedPackage".encode("utf-16-le")


def read_paper(
    content: bytes,
    *,
    languages: Path | str | None = None,
    trusted: Path | str | None = None,
    forms: Path | str | None = None,
) -> Reading:
    """What a paper says. `languages` is the folder of the OCR engine's languages; None looks for it.

    `trusted` is a folder with the certificates (PEM) of issuers whose digital signatures count; None trusts nobody.
    `forms` is a folder of forms that are known besides ours.

    Raises SettingsError when a language is missing; never raises over the content.
    """
    kind = paper_type(content)
    engine = _engine(str(languages) if languages else None)
    known = known_forms(str(forms) if forms else None)
    try:
        if kind == "office" and _LOCKED_OFFICE in content and content.startswith(_OLD_OFFICE):
            return Reading(kind, unread=unread("locked"))
        if kind == "office":
            return _office(content, known)
        if kind == "other":
            return Reading(kind, unread=unread("not-a-paper" if content.strip() else "empty"))
        reading = _read(kind, opened_pages(content), known, engine, _digital(kind, content, trusted))
        recognised = any(each.form for each in reading.answers)
        return _xfa(content, reading, known) if kind == "pdf" and not recognised else reading
    except UnreadableError as error:
        return Reading(kind, unread=unread(error.code))


def proposed(content: bytes, key: tuple[str, int], *, languages: Path | str | None = None) -> "Proposal":
    """Another office's blank as a proposed form, whose id and version are `key`. Raises UnreadableError."""
    from intake.learn import propose  # few papers are blanks

    if paper_type(content) not in ("pdf", "image"):
        raise UnreadableError("not-a-paper")
    engine = _engine(str(languages) if languages else None)
    return propose(tuple(opened_pages(content)), content, key, engine, known_labels())


def opened_pages(content: bytes) -> Iterator[PdfPage]:
    """The pages of a PDF or a picture, none of anything else. Raises UnreadableError."""
    kind = paper_type(content)
    if kind == "pdf":
        yield from pdf_pages(content)
    elif kind == "image":
        yield from (PdfPage(scan) for scan in scans(content))


def paper_type(content: bytes) -> str:
    """ "pdf", "image", "office" or "other", by the bytes alone."""
    if is_pdf(content):
        return "pdf"
    if looks_like_picture(content):
        return "image"
    return "office" if _is_office(content) else "other"


def _is_office(content: bytes) -> bool:
    return content.startswith(_OLD_OFFICE) or is_office_text(content)


def _office(content: bytes, forms: Mapping[str, Form]) -> Reading:
    """A Word or ODT file: questions of our form, or of others, answered in it, or a mere text. It is never signed."""
    if content.startswith(_OLD_OFFICE):
        return Reading("office", 0, (_unknown(()),))
    rows = office_rows(content)
    answers = answers_in(rows, forms) or answers_in_rows(rows, known_labels())
    nature = Nature.FORM if answers else _nature_of_rows(rows)
    return Reading("office", 0, () if nature else (answers or _unknown(()),), nature=nature)


def _nature_of_rows(rows: Sequence[Sequence[str]]) -> Nature:
    text = "\n".join("\n".join(row) for row in rows)
    return nature_of_text(text) if text.strip() else Nature.BLANK


def _xfa(content: bytes, reading: Reading, forms: Mapping[str, Form]) -> Reading:
    """A form made with Adobe LiveCycle, of another layout than ours: what was typed lies beside its pages."""
    form = xfa_form(content)
    if form is None:
        return reading
    answers = by_name(form.typed) or answers_in(form.typed, forms)
    if answers is None and form.hidden:
        raise UnreadableError("xfa")
    return replace(reading, answers=(answers,), nature=Nature.FORM) if answers else reading


@cache
def _engine(languages: str | None) -> Ocr:
    cv2.setNumThreads(1)  # several machines' worth of work is several children; and one thread gives the same each time
    return Ocr(languages)


@cache
def _second() -> LineReader:
    return LineReader()


def known_forms(folder: str | None = None) -> Mapping[str, Form]:
    """The forms that we know, by their key: ours, and those in a folder whose description is in order; as the folder is
    now, so that a form that was just made known counts for the next paper.
    """
    root = Path(folder) if folder else None
    return _known_forms(root, folder_state(root) if root else ())


@lru_cache(maxsize=2)
def _known_forms(root: Path | None, _state: tuple[tuple[str, int, int], ...]) -> Mapping[str, Form]:
    return usable_forms(root)


def _digital(kind: str, content: bytes, trusted: Path | str | None) -> "tuple[DigitalSignature, ...]":
    """The digital signatures of a PDF, validated; a signed file says where its bytes are (ISO 32000-2, 12.8.1)."""
    if kind != "pdf" or b"/ByteRange" not in content:
        return ()
    from intake.digital import digital_signatures  # takes half a second to load, and few files need it

    return digital_signatures(content, trusted)


def _read(
    kind: str,
    opened: Iterable[PdfPage],
    forms: Mapping[str, Form],
    engine: Ocr,
    digital: "tuple[DigitalSignature, ...]" = (),
) -> Reading:
    known: list[ReadPage] = []
    strange: list[PdfPage] = []
    natures: set[Nature] = set()
    count = 0
    for count, page in enumerate(opened, 1):
        shown = lay_all(page.scan, forms)
        for laid in shown:
            sheet = Sheet(count, laid, page.scan.dpi, page.digital, page.words, page.entries)
            values, signatures = read_values(sheet, engine, _second()), read_signatures(sheet, _second(), digital)
            known.append(ReadPage(count, laid.form, laid.page, values, signatures, fingerprints(laid)))
        if not shown and not known:
            natures.add(_nature(page, engine if count == 1 else None))
            strange += [page] if len(strange) < MOST_PAGES else []
    if known:
        return Reading(kind, count, applications(known))
    said = natures - {Nature.BLANK} or natures
    if len(said) == 1 and Nature.FORM not in said:
        return Reading(kind, count, nature=said.pop())
    answers = read_unknown(strange, engine, _second(), known_labels())
    pages = tuple(range(1, count + 1))
    return Reading(kind, count, (replace(answers, pages=pages) if answers else _unknown(pages),))


def _nature(page: PdfPage, engine: Ocr | None) -> Nature:
    """What a page is that shows none of our forms; without an engine a scan's words can't tell."""
    if page.words:
        return nature_of_text(_lines(page.words))
    height, width = page.scan.pixels.shape
    if small := nature_of_picture(width, height):
        return small
    paper = flattened(page.scan.pixels)
    if not has_writing(paper):
        return Nature.BLANK
    if engine is None:
        return Nature.FORM
    scale = min(1.0, _TALL / max(height, width))
    sized = cv2.resize(paper, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return nature_of_text(engine.read(as_grey(sized), Script.PAGE, 150).text)


def _lines(words: Sequence[Word]) -> str:
    """The words of a page, line by line."""
    text, bottom = "", 0.0
    for word in words:
        text += (" " if abs(word.box[3] - bottom) < 3 else "\n") + word.text
        bottom = word.box[3]
    return text


def _unknown(pages: tuple[int, ...]) -> Answers:
    return Answers(None, Kind.UNKNOWN, pages=pages)

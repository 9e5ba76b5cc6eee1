"""The story of one paper: what it is, which form each page shows, what is written, which pages belong together.

    bytes → pages (PDF or picture) → each laid over its blank → values and signature boxes → one Answers per application

A paper is known by its bytes, never by its name. It always ends in a Reading; what can't be opened says why and what to
do. The pages of an Answers are the form's, so they show which are lacking; those of values and boxes are the paper's.
This file loads the engines, so it is imported only in the child process (see `child`).
"""

import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from pathlib import Path

import cv2

from cases.application import Answers, Ink, SignatureBox, Value
from cases.kinds import Kind
from intake.boxes import read_signatures
from intake.fields import Sheet, holds_cpr, read_values
from intake.forms import Form, load_forms
from intake.images import looks_like_picture, scans
from intake.ocr import Ocr
from intake.pdf import PdfPage, is_pdf, pdf_pages
from intake.reading import Reading, UnreadableError, unread
from intake.registration import lay
from intake.signature import Why

_OFFICE_PARTS = ("word/document.xml", "content.xml")  # .docx (ECMA-376), .odt (ISO/IEC 26300)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .doc, and a .docx behind a password (MS-CFB, MS-OFFCRYPTO)
_LOCKED_OFFICE = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class _Page:
    """What one page of a known form says."""

    number: int
    form: Form
    page: int
    values: Mapping[str, Value]
    signatures: tuple[SignatureBox, ...]


def read_paper(content: bytes, *, languages: Path | str | None = None) -> Reading:
    """What a paper says. `languages` is the folder of the OCR engine's languages; None looks for it.

    Raises SettingsError when a language is missing; never raises over the content.
    """
    kind = paper_type(content)
    engine = _engine(str(languages) if languages else None)
    try:
        if kind == "office" and _LOCKED_OFFICE in content and content.startswith(_OLD_OFFICE):
            return Reading(kind, unread=unread("locked"))
        if kind == "office":
            return Reading(kind, 0, (_unknown(()),))
        if kind == "other":
            return Reading(kind, unread=unread("not-a-paper" if content.strip() else "empty"))
        opened = pdf_pages(content) if kind == "pdf" else (PdfPage(scan) for scan in scans(content))
        return _read(kind, opened, engine)
    except UnreadableError as error:
        return Reading(kind, unread=unread(error.code))


def paper_type(content: bytes) -> str:
    """ "pdf", "image", "office" or "other", by the bytes alone."""
    if is_pdf(content):
        return "pdf"
    if looks_like_picture(content):
        return "image"
    return "office" if _is_office(content) else "other"


def _is_office(content: bytes) -> bool:
    if not content.startswith(b"PK"):
        return content.startswith(_OLD_OFFICE)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return any(name in _OFFICE_PARTS for name in archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return False


@cache
def _engine(languages: str | None) -> Ocr:
    cv2.setNumThreads(1)  # several machines' worth of work is several children; and one thread gives the same each time
    return Ocr(languages)


@cache
def _forms() -> Mapping[str, Form]:
    return load_forms()


def _read(kind: str, opened: Iterable[PdfPage], engine: Ocr) -> Reading:
    known: list[_Page] = []
    count = 0
    for count, page in enumerate(opened, 1):
        laid = lay(page.scan, _forms())
        if laid is not None:
            sheet = Sheet(count, laid, page.scan.dpi, page.digital, page.words, page.entries)
            values, signatures = read_values(sheet, engine), read_signatures(sheet, engine)
            known.append(_Page(count, laid.form, laid.page, values, signatures))
    if not known:
        return Reading(kind, count, (_unknown(tuple(range(1, count + 1))),))
    return Reading(kind, count, _applications(known))


def _unknown(pages: tuple[int, ...]) -> Answers:
    return Answers(None, Kind.UNKNOWN, pages=pages)


# --- which pages belong together


def _applications(known: Sequence[_Page]) -> tuple[Answers, ...]:
    """One Answers per application. When loose pages make it unsure whose signature is whose, none counts as signed."""
    groups = list(_groups(known))
    loose = len(groups) > 1 and any(len(group) < group[0].form.pages for group in groups)
    answers = (_answers(group) for group in groups)
    return tuple(_doubted(each) for each in answers) if loose else tuple(answers)


def _groups(known: Sequence[_Page]) -> Iterator[list[_Page]]:
    """Neighbouring pages of one form, in any order, each page at most once."""
    group: list[_Page] = []
    for page in known:
        if group and (page.form != group[0].form or page.page in {each.page for each in group}):
            yield group
            group = []
        group.append(page)
    if group:
        yield group


def _answers(group: Sequence[_Page]) -> Answers:
    form = group[0].form
    pages = sorted(group, key=lambda page: page.page)
    values = {name: value for page in pages for name, value in page.values.items()}
    signatures = tuple(sorted((box for page in pages for box in page.signatures), key=lambda box: box.name))
    surplus = form.kind in (Kind.CLASS, Kind.TOPIC) and holds_cpr(values)
    return Answers(form.key, form.kind, values, signatures, tuple(sorted(page.page for page in group)), surplus)


def _doubted(answers: Answers) -> Answers:
    boxes = (
        replace(box, state=Ink.UNCERTAIN, score=min(box.score, 0.5), why=Why.LOOSE) if box.state is Ink.SIGNED else box
        for box in answers.signatures
    )
    return replace(answers, signatures=tuple(boxes))

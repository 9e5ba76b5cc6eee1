"""What was found, held against the truth: a row for every field, tick, signature box and paper."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from benchmarks.reading_runs.found import Found, FoundApplication, Said
from benchmarks.reading_runs.letter import name_of
from benchmarks.reading_set.truth import Application, Document
from cases.consent import SURE
from intake.filenames import read_class
from intake.forms import FieldType, Form, FormField, load_forms

NOTHING = Said("", 0.0)
"""What is said of a field of which nothing was found."""

RIGHT, UNSURE, WRONG, LOST, INVENTED = "right", "unsure", "wrong", "lost", "invented"
"""A field's outcome: as written; (ticks only) left to a person; something else; nothing; something in an empty box."""


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field of an application that was there to be read, and what became of it, alone and in its letter."""

    name: str
    type: FieldType
    hand: bool
    outcome: str
    verified: bool
    confidence: float
    face: str = ""
    written: str = field(default="", repr=False)
    found: str = field(default="", repr=False)
    in_letter: Said = NOTHING
    right_in_letter: bool = False


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper: `known` pages of forms, of which `placed` were told right; wrongly told forms; its fields and boxes.

    `named` says whose name its file goes by (`letter.ITS_OWN` and the others).
    """

    pages: int
    known: int
    placed: int
    mistaken: int
    seconds: float
    unread: str
    fields: tuple[FieldRow, ...]
    ticks: tuple[tuple[str, str], ...]
    signatures: tuple[tuple[str, str], ...]
    named: str


def score(paper: Document, found: Found) -> PaperRow:
    """The rows of a paper."""
    matched = dict(_matched(paper, found))
    expected = [(said.form, paper.pages_of(n)) for n, said in enumerate(paper.applications) if paper.pages_of(n)]
    got = [(each.form, each.pages) for each in found.applications if each.form]
    placed = sum(len(paper.pages_of(n)) for n, each in matched.items() if each and each.pages == paper.pages_of(n))
    fields, ticks, signatures = [], [], []
    for number, said in enumerate(paper.applications):
        pages, its = paper.pages_of(number), matched.get(number)
        fields += list(_fields(said, pages, its))
        ticks += list(_ticks(said, pages, its))
        signatures += list(_signatures(said, pages, its))
    mistaken = sum(each not in expected for each in got) if got != expected else 0
    return PaperRow(
        paper.pages,
        sum(len(pages) for _, pages in expected),
        placed,
        mistaken,
        found.seconds,
        found.unread,
        tuple(fields),
        tuple(ticks),
        tuple(signatures),
        name_of(paper).of,
    )


def _matched(paper: Document, found: Found) -> Iterator[tuple[int, FoundApplication | None]]:
    """For each application the one that was found in its place: the same form and a page of it, in the same order."""
    left = [each for each in found.applications if each.form]
    for number, said in enumerate(paper.applications):
        pages = set(paper.pages_of(number))
        if not pages:
            continue
        its = next((each for each in left if each.form == said.form and pages & set(each.pages)), None)
        if its is not None:
            left.remove(its)
        yield number, its


@cache
def _forms() -> Mapping[str, Form]:
    return load_forms()


def _on(said: Application, pages: tuple[int, ...]) -> Iterator[FormField]:
    return (each for each in _forms()[said.form].fields if each.page in pages)


def _fields(said: Application, pages: tuple[int, ...], its: FoundApplication | None) -> Iterator[FieldRow]:
    for each in _on(said, pages):
        if each.type in (FieldType.CHOICE, FieldType.SIGNATURE):
            continue
        written = said.written.get(each.name)
        got = _said(its.values, each) if its else NOTHING
        weighed = _said(its.in_letter, each) if its else NOTHING
        if written is None:
            if got.text or weighed.verified:
                sure = (got.verified, got.confidence)
                yield FieldRow(each.name, each.type, False, INVENTED, *sure, found=got.text, in_letter=weighed)
            continue
        outcome = LOST if not got.text else RIGHT if same(each.type, written.text, got.text) else WRONG
        yield FieldRow(
            each.name,
            each.type,
            written.hand,
            outcome,
            got.verified,
            got.confidence,
            written.face,
            written.text,
            got.text,
            weighed,
            _same_in_letter(each.type, written.text, weighed.text),
        )


def _said(values: Mapping[str, Said], each: FormField) -> Said:
    got = values.get(each.name, NOTHING)
    return got if got.text else NOTHING


def _same_in_letter(kind: FieldType, written: str, got: str) -> bool:
    """As `same`; but a letter's class is told in the way of the register, so that what was written as 5b is 5.b."""
    return same(kind, written, got) or (kind is FieldType.CLASS and got != "" and read_class(written) == got)


def same(kind: FieldType, written: str, got: str) -> bool:
    """Whether a reading is exactly what was written, but for spaces, dashes, grouped numbers, and 5.B for 5.b."""
    return _plain(kind, written) == _plain(kind, got)


def _plain(kind: FieldType, text: str) -> str:
    text = re.sub(r"[‐-―−]", "-", " ".join(text.split()))
    if kind in (FieldType.CPR, FieldType.PHONE):
        return "".join(letter for letter in text if letter.isdigit() or letter == "+").removeprefix("+45")
    if kind is FieldType.DATE:
        return "/".join(part.lstrip("0") for part in re.findall(r"\d+", text))
    if kind is FieldType.CLASS:
        return "".join(text.casefold().split())
    return "".join(text.split()) if kind is FieldType.EMAIL else text


def _ticks(said: Application, pages: tuple[int, ...], its: FoundApplication | None) -> Iterator[tuple[str, str]]:
    """How custody was ticked, and what became of it; a value below SURE is left to a person."""
    if not any(each.type is FieldType.CHOICE for each in _on(said, pages)):
        return
    if its is None:
        yield said.tick or "nothing", LOST
        return
    got = its.values.get("custody")
    sure = got if got and got.text and got.confidence >= SURE else None
    if sure is None and got and got.text:
        outcome = UNSURE
    elif sure is None:
        outcome = LOST if said.custody else RIGHT
    elif not said.custody:
        outcome = INVENTED
    else:
        outcome = RIGHT if sure.text == said.custody else WRONG
    yield said.tick or "nothing", outcome


def _signatures(said: Application, pages: tuple[int, ...], its: FoundApplication | None) -> Iterator[tuple[str, str]]:
    """What a box holds ("signed", "empty", or a mark), and the state it was given."""
    for each in _on(said, pages):
        if each.type is FieldType.SIGNATURE:
            yield said.signatures[each.name], its.signatures.get(each.name, "not read") if its else "not read"

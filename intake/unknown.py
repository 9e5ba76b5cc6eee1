"""The story of a paper whose form is not known: what its labels ask for, read where the answers stand.

    page → looked at (`seen`) → questions and their places (`layout`) → values and signatures, none of them certain

Nothing here is ever verified and no signature is ever "signed": a layout that nobody has pointed out can put a right
text into a wrong field. A person sees each value, and each signature with its crop.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

import cv2

from cases.application import Answers, Box, Ink, SignatureBox, Source, Value
from cases.kinds import Kind
from intake.engines import Engine, Lines
from intake.fields import holds_cpr
from intake.form import FieldType
from intake.ink import trimmed
from intake.labels import Labels
from intake.laid import as_grey
from intake.layout import Question, questions, texts_of
from intake.looks import TEXT_DPI, tidy
from intake.ocr import Heard, Script
from intake.one_line import read_line
from intake.pdf import PdfPage
from intake.seen import PageEngine, SeenPage, see
from intake.sight import Word, around, lines_of
from intake.upright import DPI
from intake.verdict import Why

MOST_PAGES: Final = 6
"""Pages of an unknown layout that are read: an application has two or three, the rest are enclosures."""

MOST_SURE: Final = 0.6
"""The most confidence in a value of an unknown layout: less than what the checks take as read."""

ENOUGH: Final = 3
"""So many of our questions a paper must ask before it is taken for an application."""

_ROOM = 4.0  # points around the words of an answer
_TICKED, _UNTICKED = 0.06, 0.02


class PaperEngine(PageEngine, Engine, Protocol):
    """Reads whole pages and single boxes; `ocr.Ocr` is one."""


@dataclass(frozen=True, slots=True)
class PageRead:
    """What one page of an unknown layout says."""

    questions: tuple[Question, ...]
    values: Mapping[str, Value] = field(repr=False)
    signatures: tuple[SignatureBox, ...] = ()


def read_unknown(pages: Sequence[PdfPage], engine: PaperEngine, lines: Lines, labels: Labels) -> Answers | None:
    """What the pages of one paper say, the first page first; None when they hardly ask for anything of ours."""
    read = [
        read_page(see(page, engine), number, engine, lines, labels) for number, page in enumerate(pages[:MOST_PAGES], 1)
    ]
    asked = {question.name for page in read for question in page.questions}
    if len(asked) < ENOUGH:
        return None
    values: dict[str, Value] = {}
    signatures: dict[str, SignatureBox] = {}
    for page in read:
        values |= {name: value for name, value in page.values.items() if name not in values}
        signatures |= {box.name: box for box in page.signatures if box.name not in signatures}
    kind = kind_of(asked)
    surplus = kind in (Kind.CLASS, Kind.TOPIC) and holds_cpr(values)
    boxes = tuple(signatures[name] for name in sorted(signatures))
    return Answers(None, kind, values, boxes, tuple(range(1, len(pages) + 1)), surplus)


def kind_of(asked: Iterable[str]) -> Kind:
    """What an application is about, by what its form asks for."""
    names = set(asked)
    if names & {"pupil_name", "cpr"}:
        return Kind.PUPIL
    if "topic" in names:
        return Kind.TOPIC
    return Kind.CLASS if "class_name" in names else Kind.UNKNOWN


def read_page(seen: SeenPage, number: int, engine: Engine, lines: Lines, labels: Labels) -> PageRead:
    """The values and signature boxes of one page; `number` counts pages of the paper from 1."""
    found = questions(seen.sight, labels)
    values: dict[str, Value] = {}
    for question in found:
        if question.type in (FieldType.CHOICE, FieldType.SIGNATURE):
            continue
        value = _value(seen, question, found, number, engine, lines)
        if value is not None:
            values[question.name] = value
    for name in dict.fromkeys(each.name for each in found if each.type is FieldType.CHOICE):
        one = ticked([each for each in found if each.name == name])
        if one is not None:
            values[name] = Value(one.value, MOST_SURE, Source.OCR, number, one.box)
    boxes = tuple(_signature(seen, each, number) for each in found if each.type is FieldType.SIGNATURE)
    return PageRead(found, values, boxes)


# --- values


def _value(
    seen: SeenPage, question: Question, others: Sequence[Question], number: int, engine: Engine, lines: Lines
) -> Value | None:
    words = texts_of(seen.sight, question, others)
    box = question.box
    if question.type is not FieldType.TEXT and len(lines_of(words)) > 1:
        words = _first_line(words, question)
        box = _roomy(around(word.box for word in words))
    if seen.digital:
        text = "\n".join(" ".join(word.text for word in line) for line in lines_of(words))
        heard, source = Heard(text, 1.0), Source.TEXT
    else:
        heard, source = _heard(seen, question, box, others, engine, lines), Source.OCR
    text = tidy(heard.text, question.type)
    return Value(text, round(min(MOST_SURE, heard.confidence), 3), source, number, question.box) if text else None


def _first_line(words: Sequence[Word], question: Question) -> list[Word]:
    """Of an answer of one line, the line: of several the one nearest to the label's height, else the first."""
    found = lines_of(words)
    if len(found) < 2:
        return found[0] if found else []
    middle = (question.label_box[1] + question.label_box[3]) / 2
    return min(found, key=lambda line: abs((line[0].box[1] + line[0].box[3]) / 2 - middle))


def _roomy(box: Box) -> Box:
    return (box[0] - _ROOM, box[1] - _ROOM, box[2] + _ROOM, box[3] + _ROOM)


def _heard(
    seen: SeenPage, question: Question, box: Box, others: Sequence[Question], engine: Engine, lines: Lines
) -> Heard:
    """What is written in a box of a scan, read by itself, without the labels that are printed in it."""
    printed = [word.box for other in others for word in other.printed]
    picture = trimmed(seen.written(box, printed), DPI)
    if picture is None:
        return Heard("", 0.0)
    if question.type is FieldType.TEXT:
        sized = cv2.resize(picture, None, fx=TEXT_DPI / DPI, fy=TEXT_DPI / DPI, interpolation=cv2.INTER_AREA)
        return engine.read(as_grey(sized), Script.BLOCK, TEXT_DPI)
    found = read_line(picture, question.type, engine, lines)
    return Heard(found.text, found.confidence)


# --- ticks and signatures


def ticked(choices: Sequence[Question]) -> Question | None:
    """The one that is clearly ticked while the others are clearly not."""
    inked = [each for each in choices if each.ink >= _TICKED]
    clear = all(each.ink <= _UNTICKED for each in choices if each not in inked)
    return inked[0] if len(inked) == 1 and clear and len(choices) > 1 else None


def _signature(seen: SeenPage, question: Question, number: int) -> SignatureBox:
    """The place where a guardian signs, for a person to judge: never signed, and never empty."""
    ink = trimmed(seen.written(question.box), DPI)
    why = Why.UNKNOWN_FORM if ink is not None else Why.UNKNOWN_BARE
    score = 0.5 if ink is not None else 0.2
    done, png = cv2.imencode(".png", seen.crop(question.box))
    crop = png.tobytes() if done else b""
    return SignatureBox(question.name, Ink.UNCERTAIN, score, number, question.box, crop=crop, why=why)

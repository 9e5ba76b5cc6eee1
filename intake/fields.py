"""What stands in the boxes of one page: typed into form fields, in the text layer, or read from the scan.

A box without ink gives no value, and a value is never made up: what was read is tidied (`looks.tidy`), no more.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from cases.application import Box, Source, Value
from cases.cpr import WRITTEN
from intake.by_hand import doubted, is_by_hand, to_a_person
from intake.clarity import Clarity, clarity
from intake.engines import Engine, Lines
from intake.forms import FieldType, FormField
from intake.free_text import read_text
from intake.images import Grey
from intake.ink import inked, inner
from intake.laid import Laid, moved
from intake.looks import LOOKS, SEEN, TEXT_DPI, right, starts_with_date, tidy
from intake.narrowed import for_line, for_text
from intake.one_line import read_line
from intake.over_the_edge import ends_near, grown, runs_over, shown_to
from intake.pdf import Word
from intake.pdf_weighed import Entry
from intake.standing import Standing, not_level, standing, standing_of_lines
from intake.tails import has_lines
from intake.ticks import CORRECTED, ticked


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a paper, laid: `number` counts pages of the paper from 1.

    Of a digital PDF page there are its words, what was typed into its form fields, and the dpi it was drawn at.
    """

    number: int
    laid: Laid
    drawn: float = 0.0
    digital: bool = False
    words: tuple[Word, ...] = ()
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class _Inked:
    """What is written in a box, cut out for the engines, and how its letters stand."""

    field: FormField
    pixels: Grey
    over: bool
    stands: Standing


UNFIT = 0.3
"""What confidence is multiplied by on a page that does not lie surely over its blank."""

_NO_DAY = 0.3  # the most confidence in a CPR number that begins with no day


def read_values(sheet: Sheet, engine: Engine, lines: Lines) -> dict[str, Value]:
    """The values on a page, by field name, from the surest source that each box has."""
    values: dict[str, Value] = {}
    over: set[str] = set()
    clear = clarity(sheet.laid)
    typed = {entry.name: entry.text for entry in sheet.entries if not entry.signature}
    types = {field.name: field.type for field in _written(sheet)}
    fields = sorted(_written(sheet), key=lambda each: each.type is FieldType.TEXT)  # these cost most, and are last
    certain = {field: _typed(sheet, field, typed) or _printed(sheet, field) for field in fields}
    ink = {field: _inked(sheet, field) for field in fields if certain[field] is None}
    uneven = not_level({field: each.stands for field, each in ink.items() if each}, clear)
    for field in fields:
        value = certain[field]
        if value is None and (it := ink[field]):
            by_hand = field in uneven or (field.type is FieldType.TEXT and is_by_hand(values, types))
            value = _read(sheet, it, clear, engine, lines, by_hand=by_hand)
            over |= {field.name} if it.over else set()
        if value is not None and value.text:
            values[field.name] = value
    values = {name: values[name] for name in types if name in values}
    values = doubted(values, types, clear)
    apart = over.union(field.name for field in _on_lines(sheet, values))  # which says nothing of who wrote the page
    apart |= {field.name for field in uneven}
    values |= {name: to_a_person(values[name]) for name in values if name in apart}
    for name in dict.fromkeys(field.name for field in _choices(sheet)):
        choice = _chosen(sheet, name, typed.get(name))
        if choice is not None:
            values[name] = choice
    return values


def holds_cpr(values: Mapping[str, Value]) -> bool:
    """Whether any text holds what is written like a CPR number and begins with a date."""
    return any(starts_with_date(found.group()) for value in values.values() for found in WRITTEN.finditer(value.text))


def words_in(sheet: Sheet, field: FormField) -> str:
    """The words of the text layer whose middle lies in the box, line by line."""
    x0, y0, x1, y1 = field.box
    lines: list[tuple[float, list[tuple[float, str]]]] = []
    for word, (x, y) in zip(sheet.words, _middles(sheet), strict=True):
        if not (x0 <= x <= x1 and y0 <= y <= y1):
            continue
        line = next((each for each in lines if abs(each[0] - y) < 5), None)
        if line is None:
            lines.append((y, [(x, word.text)]))
        else:
            line[1].append((x, word.text))
    return "\n".join(" ".join(text for _, text in sorted(line)) for _, line in sorted(lines))


# --- from form fields and the text layer: certain


def _typed(sheet: Sheet, field: FormField, typed: Mapping[str, str]) -> Value | None:
    return _certain(sheet, field, typed.get(field.entry or field.name, ""), Source.FORM_FIELD)


def _printed(sheet: Sheet, field: FormField) -> Value | None:
    value = _certain(sheet, field, words_in(sheet, field), Source.TEXT)
    if value is not None and value.verified and ends_near(_boxes(sheet), field.box):
        return to_a_person(value)
    return value


def _certain(sheet: Sheet, field: FormField, text: str, source: Source) -> Value | None:
    text = tidy(text, field.type)
    if not text:
        return None
    fits = sheet.laid.fits
    verified = fits and right(text, field.type)
    return Value(text, 1.0 if fits else UNFIT, source, sheet.number, field.box, verified)


def _middles(sheet: Sheet) -> np.ndarray:
    """The middles of the page's words, in points of the blank."""
    return np.array([((x0 + x1) / 2, (y0 + y1) / 2) for x0, y0, x1, y1 in _boxes(sheet)]).reshape(-1, 2)


def _boxes(sheet: Sheet) -> list[Box]:
    """The boxes of the page's words, in points of the blank."""
    if not sheet.words:
        return []
    corners = np.array([word.box for word in sheet.words]).reshape(-1, 2) * sheet.drawn / 72
    there = moved(sheet.laid.from_scan(), corners).reshape(-1, 2, 2)
    return [(x0, y0, x1, y1) for (x0, y0), (x1, y1) in np.sort(there, axis=1).tolist()]


# --- from the scan


def _inked(sheet: Sheet, field: FormField) -> _Inked | None:
    """What is written in a box, and whether it runs over the edge; None when nothing is."""
    looks = LOOKS.get(field.type)
    pixels = inked(sheet.laid, field, SEEN if looks else TEXT_DPI)
    if pixels is None:
        return None
    over = runs_over(sheet.laid, field)
    if over and looks and (longer := grown(sheet.laid, field)):
        whole = inked(sheet.laid, longer, SEEN)
        pixels = pixels if whole is None else whole
    return _Inked(field, pixels, over, standing(pixels) if looks else standing_of_lines(pixels))


def _read(sheet: Sheet, it: _Inked, clear: Clarity, engine: Engine, lines: Lines, *, by_hand: bool) -> Value:
    """What is written in a box, as far as the engines can tell: of a box whose ink nobody can read an empty text.

    What runs over its edge, and lines that are written by hand, are not yet left to a person.
    """
    field = it.field
    if field.type in LOOKS:
        found = read_line(it.pixels, field.type, for_line(engine, field.type, clear), lines, clear, by_hand=by_hand)
    else:
        narrowed = for_text(engine, clear, by_hand=by_hand)
        found = read_text(it.pixels, narrowed, lines, clear, by_hand=by_hand)
        found = replace(found, text=tidy(found.text, field.type))
    confidence = found.confidence if found.text else 0.0  # something is written: a person reads it
    if field.type is FieldType.CPR and not starts_with_date(found.text):
        confidence = min(confidence, _NO_DAY)
    if not sheet.laid.fits:
        confidence *= UNFIT
    box = shown_to(sheet.laid, field.box) if it.over else field.box
    verified = found.verified and sheet.laid.fits
    return Value(found.text, round(confidence, 3), Source.OCR, sheet.number, box, verified, found.other)


def _on_lines(sheet: Sheet, values: Mapping[str, Value]) -> Iterator[FormField]:
    """The free texts that were read on another form's lines: with a line both engines lose the same tail of a "y"."""
    form, page = sheet.laid.form, sheet.laid.page
    for field in _written(sheet) if form.learned else ():
        read = field.type is FieldType.TEXT and field.name in values and values[field.name].source is Source.OCR
        if read and has_lines(form, page, inner(field), TEXT_DPI):
            yield field


# --- tick boxes


def _written(sheet: Sheet) -> Iterator[FormField]:
    apart = (FieldType.CHOICE, FieldType.SIGNATURE)
    return (field for field in sheet.laid.form.on(sheet.laid.page) if field.type not in apart)


def _choices(sheet: Sheet) -> Iterator[FormField]:
    return (field for field in sheet.laid.form.on(sheet.laid.page) if field.type is FieldType.CHOICE)


def _chosen(sheet: Sheet, name: str, typed: str | None) -> Value | None:
    """The one choice that is ticked. Two ticks are none: a person must look."""
    choices = [field for field in _choices(sheet) if field.name == name]
    if typed is not None and typed.isdigit() and int(typed) < len(choices):
        field = choices[int(typed)]
        return Value(field.value, 1.0, Source.FORM_FIELD, sheet.number, field.box, verified=True)
    found = ticked(sheet.laid, choices)
    if found is None:
        return None
    field, sure = found
    fits = sheet.laid.fits
    confidence = round(sure * (1.0 if fits else UNFIT), 3)
    return Value(field.value, confidence, Source.OCR, sheet.number, field.box, verified=fits and sure >= CORRECTED)

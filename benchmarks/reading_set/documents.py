"""Papers as schools send them, one after the other, each with its truth: `documents` and `document`."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import cv2
import numpy as np

from benchmarks.reading_set import invented
from benchmarks.reading_set.faces import HANDS, TYPED, VERA
from benchmarks.reading_set.files import jpeg, pdf, tiff
from benchmarks.reading_set.invented import Rng, pick
from benchmarks.reading_set.scans import PROFILES, Picture, Profile, Scanned, drawn_at, one_way, scanned, turned
from benchmarks.reading_set.sheet import Colour, filled_page, fitting
from benchmarks.reading_set.ticks import CORRECTED, TICKS
from benchmarks.reading_set.truth import EMPTY, SIGNED, Application, Document, Place, Written
from benchmarks.signatures.marks import MARKS
from intake.forms import SIGNATURES, FieldType, Form, load_forms
from service.samples.papers import fillable, filled_form

SCREEN, PRINTED = "on screen", "print to PDF"
DIGITAL = (SCREEN, PRINTED)
"""Papers that were never on paper: the form saved with its fields, and printed to a PDF with a text layer."""

STYLES = ("typed", "typed", "typed", "hand")
"""What the style of the papers is, in turn."""

_GUARDIANS = ("guardian_1_name", "guardian_2_name", "signed_date_1", "signed_date_2")


def documents(
    seed: int, count: int, profiles: Sequence[str] = (*PROFILES, *DIGITAL), styles: Sequence[str] = STYLES
) -> Iterator[Document]:
    """So many papers: through all profiles in turn, then again with the next style."""
    return (nth(seed, number, profiles, styles) for number in range(count))


def nth(
    seed: int, number: int, profiles: Sequence[str] = (*PROFILES, *DIGITAL), styles: Sequence[str] = STYLES
) -> Document:
    """One of the papers that `documents` gives."""
    return document(seed, number, profiles[number % len(profiles)], styles[number // len(profiles) % len(styles)])


def document(
    seed: int, number: int, profile: str, style: str = "typed", faces: Sequence[str] = tuple(TYPED)
) -> Document:
    """One paper. It depends on nothing but its arguments. A "typed" one may be signed, dated and named by hand.

    Raises FileNotFoundError that names the Debian package when a font is missing.
    """
    rng = np.random.default_rng([seed, number, [*PROFILES, *DIGITAL].index(profile), ("typed", "hand").index(style)])
    if profile in DIGITAL:
        return _digital(seed, number, profile, rng)
    way = PROFILES[profile]
    said = [_application(rng, kind, style, faces) for kind in _kinds(rng, way)]
    sheets = _sheets(said, way, rng)
    whole, content, places = _file(sheets, way, rng)
    return Document(seed, number, profile, style, whole, content, places, tuple(said))


def _kinds(rng: Rng, way: Profile) -> list[str]:
    count = int(rng.integers(2, 5)) if way.several else 1
    kinds = [pick(rng, ("elev", "elev", "elev", "elev", "klasse", "emne")) for _ in range(count)]
    return kinds * 2 if way.up == 2 and kinds[0] != "elev" else kinds


# --- what is said


def _application(rng: Rng, kind: str, style: str, faces: Sequence[str]) -> Application:
    form = form_of(kind)
    typed = VERA if rng.random() < 0.4 else pick(rng, faces)
    size = 10.0 if typed == VERA else float(rng.choice([9, 9.5, 10, 10.5, 11, 12]))
    hand, large = pick(rng, tuple(HANDS)), float(rng.uniform(12, 16))
    by_guardians = pick(rng, tuple(HANDS)) if style == "hand" or rng.random() < 0.3 else ""
    said = invented.values(rng, kind)
    fields = {field.name: field for field in form.fields if field.type is not FieldType.CHOICE}
    written = {}
    for name, text in said.items():
        pen = by_guardians if name in _GUARDIANS else hand if style == "hand" else ""
        face = pen or typed
        written[name] = Written(text, bool(pen), face, fitting(fields[name], text, face, large if pen else size))
    if kind != "elev":
        return Application(form.key, written)
    custody = invented.custody(rng)
    tick = pick(rng, (*TICKS, "cross", CORRECTED)) if custody else ""
    return Application(form.key, written, custody, tick, {name: _signature(rng) for name in SIGNATURES})


def _signature(rng: Rng) -> str:
    share = rng.random()
    if share < 0.6:
        return SIGNED
    return EMPTY if share < 0.9 else pick(rng, tuple(name for name in MARKS if name != EMPTY))


@cache
def _forms() -> Mapping[str, Form]:
    return load_forms()


def form_of(kind: str) -> Form:
    """The form of a kind."""
    return next(form for form in _forms().values() if form.id == kind)


# --- on paper


def _sheets(said: Sequence[Application], way: Profile, rng: Rng) -> list[tuple[list[Scanned], list[Place]]]:
    """What lies in the scanner, in order: on each sheet its picture and the pages it shows."""
    pages: list[tuple[int, Form, int]] = []
    for number, each in enumerate(said):
        form = _forms()[each.form]
        order = list(range(1, form.pages + 1))
        if way.several and rng.random() < 0.5:
            order.reverse()
        pages += [(number, form, page) for page in order]
    dpi = drawn_at(way)
    drawn = [filled_page(form, page, said[number], rng, dpi) for number, form, page in pages]
    if way.up == 2:
        return [_two_up(drawn, pages, dpi, way, rng)]
    sheets = []
    for paper, (number, form, page) in zip(drawn, pages, strict=True):
        upright = way.several and rng.random() < 0.7
        scan = scanned(paper, dpi, one_way(way) if upright else way, rng)
        sheets.append(([scan], [Place(number, form.key, page, scan.to_scan)]))
    if way.several and rng.random() < 0.3:
        sheets.insert(int(rng.integers(len(sheets) + 1)), ([_back(way, rng)], []))
    return sheets


def _back(way: Profile, rng: Rng) -> Scanned:
    """The empty back of a sheet."""
    return scanned(np.full((3508, 2480), 255, np.uint8), 300, one_way(way), rng)


def _two_up(
    drawn: Sequence[Colour], pages: Sequence[tuple[int, Form, int]], dpi: int, way: Profile, rng: Rng
) -> tuple[list[Scanned], list[Place]]:
    """Two pages side by side, made smaller, on a sheet that lies across."""
    rows, columns = drawn[0].shape[:2]
    scale = columns / rows
    wide, high = int(columns * scale), int(rows * scale)
    sheet = np.full((columns, rows, 3), 255, np.uint8)
    shrunk = []
    for number, paper in enumerate(drawn):
        left = number * (rows // 2)
        sheet[:high, left : left + wide] = cv2.resize(paper, (wide, high), interpolation=cv2.INTER_AREA)
        shrunk.append(np.array([[scale, 0, left * 72 / dpi], [0, scale, 0], [0, 0, 1]]))
    scan = scanned(sheet, dpi, way, rng)
    if rng.random() < 0.5:
        picture, to_scan = turned(scan, 3)
        scan = Scanned(picture, to_scan)
    places = [Place(n, form.key, page, scan.to_scan @ s) for (n, form, page), s in zip(pages, shrunk, strict=True)]
    return [scan], places


def _file(
    sheets: Sequence[tuple[list[Scanned], list[Place]]], way: Profile, rng: Rng
) -> tuple[str, bytes, tuple[tuple[Place, ...], ...]]:
    """The sheets as a scanner or a phone saves them; a phone may give one page alone."""
    pictures: list[Picture] = [scan.picture for scans, _ in sheets for scan in scans]
    places = tuple(tuple(each) for _, each in sheets)
    if way.photo and rng.random() < 0.5:
        one = int(rng.integers(len(pictures)))
        return "jpeg", jpeg(pictures[one], way, int(rng.choice([1, 6, 3, 8]))), (places[one],)
    if way.across != way.down and rng.random() < 0.5:
        return "tiff", tiff(pictures, way), places
    return "pdf", pdf(pictures, way), places


# --- never on paper


def _digital(seed: int, number: int, profile: str, rng: Rng) -> Document:
    kind = pick(rng, ("elev", "elev", "elev", "elev", "klasse", "emne"))
    said, form = invented.values(rng, kind), form_of(kind)
    custody = invented.custody(rng) if kind == "elev" else ""
    values = said | ({"custody": custody} if custody else {})
    content = fillable(kind, values) if profile == SCREEN else filled_form(kind, values, signed=(False, False))
    written = {name: Written(text, False, VERA, 10.0) for name, text in said.items()}
    signatures = dict.fromkeys(SIGNATURES, EMPTY) if kind == "elev" else {}
    places = tuple((Place(0, form.key, page),) for page in range(1, form.pages + 1))
    application = Application(form.key, written, custody, "on screen" if custody else "", signatures)
    return Document(seed, number, profile, "typed", "pdf", content, places, (application,))

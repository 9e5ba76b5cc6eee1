"""How well forms that are not ours are read: by their labels, once learned untouched, and once a person corrected them.

    python -m benchmarks.layouts [--papers 6] [--seed 1] [--profiles "grey 200,photo"] [--json FILE]

Four invented layouts (`foreign`), each filled in by invented schools, printed and scanned in the ways of `PROFILES`,
every page read three times: as an unknown layout; as the form that `tovholder form learn` proposes from the blank, with
nothing corrected; and as the corrected description in `benchmarks/foreign/learned/`. Printed: fields right, layout by
layout and profile by profile, and CPU seconds a page.

A field of one line is right when it is exactly what was written (but for spaces in numbers, dates and classes, and the
dash of a CPR number: `intake/looks.py`), free text when at
least 98 of 100 letters are (difflib's ratio), and a field that was left empty when nothing is read. "lines" was drawn
when the code was done; decision 0121 says how it was read before anything was changed for it.
"""

import argparse
import difflib
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium

from benchmarks.foreign.captions import CAPTIONS
from benchmarks.foreign.dotted import DOTTED
from benchmarks.foreign.filled import Filled, filled
from benchmarks.foreign.layouts import Layout
from benchmarks.foreign.lines import LINES
from benchmarks.foreign.ruled import RULED
from benchmarks.laying.profiles import SCANNED
from benchmarks.laying.sheets import printed
from cases.application import SignatureBox
from intake.boxes import read_signatures
from intake.fields import Sheet, read_values
from intake.form import Form
from intake.form_file import BLANK, FILE, checked_form, form_text
from intake.forms import load_forms
from intake.images import Scan, square
from intake.labels import known_labels
from intake.learn import propose
from intake.lines import LineReader
from intake.looks import LOOKS
from intake.ocr import Ocr
from intake.pdf import PdfPage, pdf_pages
from intake.registration import lay_all
from intake.unknown import read_unknown

LAYOUTS = {"ruled": RULED, "dotted": DOTTED, "captions": CAPTIONS, "lines": LINES}
PROFILES = (
    "digital", "grey 150", "grey 200", "grey 300", "1-bit 200", "1-bit 300", "fax 204x196", "skew 12", "quarter turns",
    "photo", "copy of a copy",
)  # fmt: skip
WAYS = ("by labels", "learned, untouched", "learned, corrected")
LEARNED = Path(__file__).parent / "foreign" / "learned"
_TEXTS = ("description", "tried", "goal")
_ALIKE = 0.98
_TYPES = {field.name: field.type for form in load_forms().values() for field in form.fields}


@dataclass
class Tally:
    """What was counted of one layout, profile and way."""

    asked: int = 0
    right: int = 0
    verified: int = 0
    verified_wrong: int = 0
    boxes: Counter[str] = field(default_factory=Counter)
    pages: int = 0
    cpu: float = 0.0
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Engines:
    """What reads, loaded once."""

    first: Ocr
    second: LineReader


def scanned(paper: Filled, profile: str, seed: int) -> list[PdfPage]:
    """The pages as they come in."""
    if profile == "digital":
        return list(pdf_pages(paper.pdf))
    rng, pages = np.random.default_rng((seed, *profile.encode())), []
    with pdfium.PdfDocument(paper.pdf) as document:
        for page in document:
            grey = page.render(scale=300 / 72, grayscale=True).to_numpy()
            sheet = SCANNED[profile](printed(np.ascontiguousarray(grey.reshape(grey.shape[:2])), 300), rng)
            claimed = square(sheet.pixels, sheet.across, sheet.down) if sheet.across else Scan(sheet.pixels)
            pages.append(PdfPage(claimed))
    return pages


Said = tuple[Mapping[str, tuple[str, bool]], tuple[SignatureBox, ...]]
"""By field what was read and whether it is verified; and the signature boxes."""


def by_labels(pages: Sequence[PdfPage], engines: Engines) -> Said:
    """What the pages of an unknown layout say."""
    answers = read_unknown(pages, engines.first, engines.second, known_labels())
    if answers is None:
        return {}, ()
    return {name: (value.text, value.verified) for name, value in answers.values.items()}, answers.signatures


def as_known(pages: Sequence[PdfPage], forms: Mapping[str, Form], engines: Engines, key: str) -> Said:
    """What they say when the layout is among the known forms."""
    said: dict[str, tuple[str, bool]] = {}
    boxes: list[SignatureBox] = []
    for number, page in enumerate(pages, 1):
        for laid in lay_all(page.scan, forms):
            if laid.form.key != key:
                continue
            sheet = Sheet(number, laid, page.scan.dpi, page.digital, page.words, page.entries)
            values = read_values(sheet, engines.first, engines.second)
            said |= {name: (value.text, value.verified) for name, value in values.items()}
            boxes += read_signatures(sheet, engines.second)
    return said, tuple(boxes)


def alike(name: str, written: str, read: str) -> bool:
    """Whether a field was read right; see the file's head."""
    read = " ".join(read.split())
    if name in _TEXTS:
        return difflib.SequenceMatcher(None, written, read, autojunk=False).ratio() >= _ALIKE
    looks = LOOKS.get(_TYPES[name])
    return looks.key(written) == looks.key(read) if looks else written == read


def count(tally: Tally, paper: Filled, layout: Layout, said: Said) -> None:
    """Weigh what was read against what was written."""
    values, boxes = said
    for name in sorted({spot.name for spot in layout.spots if spot.name} - set(paper.signed)):
        written, (read, verified) = paper.said.get(name, ""), values.get(name, ("", False))
        right = alike(name, written, read)
        tally.asked += 1
        tally.right += right
        tally.verified += verified
        tally.verified_wrong += verified and not right
        if not right:
            tally.wrong.append(f"{name}: {written[:50]!r} -> {read[:50]!r}")
    found = {box.name: box.state for box in boxes}
    for name, signed in paper.signed.items():
        state = found.get(name)
        tally.boxes[f"{'signed' if signed else 'bare'} -> {state.value if state else 'not found'}"] += 1


def proposed(layout: Layout, engines: Engines) -> Form:
    """The tool's own proposal from the blank, nothing corrected."""
    blank = layout.blank()
    return propose(tuple(pdf_pages(blank)), blank, (layout.name, 1), engines.first, known_labels()).form


def corrected(layout: Layout, folder: Path) -> Form:
    """The committed description, with the blank drawn beside it."""
    home = folder / f"{layout.name}-1"
    home.mkdir(parents=True)
    (home / FILE).write_bytes((LEARNED / f"{layout.name}-1" / FILE).read_bytes())
    (home / BLANK).write_bytes(layout.blank())
    form, faults = checked_form(home)
    if form is None or faults:
        raise SystemExit("; ".join(map(str, faults)))
    return form


def corrections(layout: Layout, ours: Form, theirs: Form) -> str:
    """How many boxes the person changed, added and took away."""
    before = {(each.name, each.value): each for each in ours.fields}
    after = {(each.name, each.value): each for each in theirs.fields}
    moved = sum(key in before and before[key].box != each.box for key, each in after.items())
    added, gone = len(set(after) - set(before)), len(set(before) - set(after))
    return f"{layout.title}: {len(after)} fields, of which {moved} moved, {added} added, {gone} taken away"


def measured(profiles: Sequence[str], papers: int, seed: int, folder: Path) -> Iterator[tuple[str, str, str, Tally]]:
    """(layout, profile, way, tally), one after the other."""
    engines = Engines(Ocr(), LineReader())
    shipped = load_forms()
    untouched = {name: proposed(layout, engines) for name, layout in LAYOUTS.items()}
    right = {name: corrected(layout, folder) for name, layout in LAYOUTS.items()}
    for name, layout in LAYOUTS.items():
        print(corrections(layout, untouched[name], right[name]))
    known = [{**shipped, **{form.key: form for form in forms.values()}} for forms in (untouched, right)]
    for name, layout in LAYOUTS.items():
        for profile in profiles:
            tallies = [Tally() for _ in WAYS]
            for number in range(papers):
                paper = filled(layout, seed * 1000 + number)
                pages = scanned(paper, profile, seed * 1000 + number)
                for way, tally in enumerate(tallies):
                    began = time.process_time()
                    key = f"{layout.name}-1"
                    said = as_known(pages, known[way - 1], engines, key) if way else by_labels(pages, engines)
                    tally.cpu += time.process_time() - began
                    tally.pages += len(pages)
                    count(tally, paper, layout, said)
            for way, tally in zip(WAYS, tallies, strict=True):
                yield name, profile, way, tally


def summed(rows: Sequence[tuple[str, str, str, Tally]], by: int) -> Mapping[str, Mapping[str, Tally]]:
    """The tallies put together by layout (0) or profile (1), and by way."""
    together: dict[str, dict[str, Tally]] = defaultdict(lambda: {way: Tally() for way in WAYS})
    for row in rows:
        one, whole = row[3], together[str(row[by])][row[2]]
        for name in ("asked", "right", "verified", "verified_wrong", "pages", "cpu"):
            setattr(whole, name, getattr(whole, name) + getattr(one, name))
        whole.boxes.update(one.boxes)
    return together


def share(tally: Tally) -> float:
    """Fields right, of those asked for."""
    return tally.right / max(1, tally.asked)


def table(title: str, groups: Mapping[str, Mapping[str, Tally]]) -> None:
    """Fields right and CPU seconds a page, a row for each group."""
    print(f"\n{title:<18}" + "".join(f"{way:>28}" for way in WAYS))
    for name, ways in groups.items():
        cells = (f"{share(t):.1%} of {t.asked}, {t.cpu / max(1, t.pages):.2f} s" for t in ways.values())
        print(f"{name:<18}" + "".join(f"{cell:>28}" for cell in cells))


def main() -> None:
    """Measure, print, and write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=6, help="papers for each layout and profile")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--profiles", default=",".join(PROFILES))
    parser.add_argument("--json", type=Path)
    parser.add_argument("--wrong", action="store_true", help="print what was read wrong")
    parser.add_argument("--propose", type=Path, metavar="FOLDER", help="only write the tool's proposals")
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    if asked.propose:
        engines = Engines(Ocr(), LineReader())
        for layout in LAYOUTS.values():
            home = asked.propose / f"{layout.name}-1"
            home.mkdir(parents=True, exist_ok=True)
            (home / FILE).write_text(form_text(proposed(layout, engines)), encoding="utf-8")
        return
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        rows = []
        for row in measured(asked.profiles.split(","), asked.papers, asked.seed, Path(folder)):
            rows.append(row)
            print(f"{row[0]:<10}{row[1]:<18}{row[2]:<20}{share(row[3]):>7.1%}", *(row[3].wrong if asked.wrong else ()))
    layouts, profiles = summed(rows, 0), summed(rows, 1)
    table("layout", layouts)
    table("profile", profiles)
    whole = {way: Tally() for way in WAYS}
    for ways in layouts.values():
        for way, tally in ways.items():
            for name in ("asked", "right", "verified", "verified_wrong", "pages", "cpu"):
                setattr(whole[way], name, getattr(whole[way], name) + getattr(tally, name))
            whole[way].boxes.update(tally.boxes)
    table("all", {"all": whole})
    for way, tally in whole.items():
        print(f"\n{way}: {tally.verified} verified, {tally.verified_wrong} of them wrong; signature boxes:")
        print("   ", ", ".join(f"{what}: {number}" for what, number in sorted(tally.boxes.items())))
    if asked.json:
        asked.json.write_text(json.dumps(_plain(asked, whole, layouts, profiles), indent=1) + "\n", encoding="utf-8")


def _plain(asked: argparse.Namespace, whole: Mapping[str, Tally], *groups: Mapping[str, Mapping[str, Tally]]) -> object:
    def one(tally: Tally) -> dict[str, object]:
        return {
            "fields": tally.asked,
            "right": round(share(tally), 4),
            "cpu_seconds_a_page": round(tally.cpu / max(1, tally.pages), 3),
            "pages": tally.pages,
            "verified": tally.verified,
            "verified_wrong": tally.verified_wrong,
            "signature_boxes": dict(sorted(tally.boxes.items())),
        }

    layouts, profiles = ({name: {way: one(t) for way, t in ways.items()} for name, ways in g.items()} for g in groups)
    return {
        "run": {"seed": asked.seed, "papers": asked.papers, "profiles": asked.profiles.split(",")},
        "all": {way: one(tally) for way, tally in whole.items()},
        "layouts": layouts,
        "profiles": profiles,
    }


if __name__ == "__main__":
    main()

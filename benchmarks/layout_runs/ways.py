"""The three ways in which a paper of another layout is read: by its labels, as proposed, and once corrected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from benchmarks.foreign.layouts import Layout
from benchmarks.layout_runs.papers import LAYOUTS
from cases.application import SignatureBox
from intake.boxes import read_signatures
from intake.fields import Sheet, read_values
from intake.form import Form
from intake.form_file import BLANK, FILE, checked_form
from intake.forms import load_forms
from intake.labels import known_labels
from intake.learn import propose
from intake.lines import LineReader
from intake.ocr import Ocr
from intake.pdf import PdfPage, pdf_pages
from intake.registration import lay_all
from intake.unknown import read_unknown

BY_LABELS, UNTOUCHED, CORRECTED = "by labels", "learned, untouched", "learned, corrected"
WAYS: Final = (BY_LABELS, UNTOUCHED, CORRECTED)
LEARNED: Final = Path(__file__).parents[1] / "foreign" / "learned"

Said = tuple[Mapping[str, tuple[str, bool]], tuple[SignatureBox, ...]]
"""By field what was read and whether it is verified; and the signature boxes."""


@dataclass
class Readers:
    """What reads, loaded once; `folder` is where the corrected forms may be laid out."""

    folder: Path

    @cached_property
    def first(self) -> Ocr:
        """The first engine."""
        return Ocr()

    @cached_property
    def second(self) -> LineReader:
        """The second."""
        return LineReader()

    @cached_property
    def forms(self) -> Mapping[str, Mapping[str, Form]]:
        """The forms that are known, ours among them, for each way that knows the layouts."""
        shipped = load_forms()
        return {
            UNTOUCHED: {**shipped, **{form.key: form for form in map(self.proposed, LAYOUTS.values())}},
            CORRECTED: {**shipped, **{form.key: form for form in map(self.corrected, LAYOUTS.values())}},
        }

    def proposed(self, layout: Layout) -> Form:
        """The tool's own proposal from the blank, nothing corrected."""
        blank = layout.blank()
        return propose(tuple(pdf_pages(blank)), blank, (layout.name, 1), self.first, known_labels()).form

    def corrected(self, layout: Layout) -> Form:
        """The committed description, with the blank drawn beside it. Raises SystemExit when it has a fault."""
        home = self.folder / f"{layout.name}-1"
        home.mkdir(parents=True, exist_ok=True)
        (home / FILE).write_bytes((LEARNED / home.name / FILE).read_bytes())
        (home / BLANK).write_bytes(layout.blank())
        form, faults = checked_form(home)
        if form is None or faults:
            raise SystemExit("; ".join(map(str, faults)))
        return form

    def warm(self) -> None:
        """Every form's printed places looked for once, as in a child that has read for a while."""
        for known in self.forms.values():
            for layout in LAYOUTS.values():
                for page in pdf_pages(layout.blank()):
                    lay_all(page.scan, known)

    def read(self, way: str, pages: Sequence[PdfPage], layout: Layout) -> Said:
        """What the pages say, read in this way."""
        return self._by_labels(pages) if way == BY_LABELS else self._as_known(pages, way, f"{layout.name}-1")

    def _by_labels(self, pages: Sequence[PdfPage]) -> Said:
        answers = read_unknown(pages, self.first, self.second, known_labels())
        if answers is None:
            return {}, ()
        return {name: (value.text, value.verified) for name, value in answers.values.items()}, answers.signatures

    def _as_known(self, pages: Sequence[PdfPage], way: str, key: str) -> Said:
        said: dict[str, tuple[str, bool]] = {}
        boxes: list[SignatureBox] = []
        for number, page in enumerate(pages, 1):
            for laid in lay_all(page.scan, self.forms[way]):
                if laid.form.key != key:
                    continue
                sheet = Sheet(number, laid, page.scan.dpi, page.digital, page.words, page.entries)
                values = read_values(sheet, self.first, self.second)
                said |= {name: (value.text, value.verified) for name, value in values.items()}
                boxes += read_signatures(sheet, self.second)
        return said, tuple(boxes)


def corrections(ours: Form, theirs: Form) -> dict[str, int]:
    """How many boxes a form has, and how many of them the person moved, added and took away."""
    before = {(each.name, each.value): each for each in ours.fields}
    after = {(each.name, each.value): each for each in theirs.fields}
    moved = sum(key in before and before[key].box != each.box for key, each in after.items())
    return {
        "boxes": len(after),
        "moved": moved,
        "added": len(set(after) - set(before)),
        "taken_away": len(set(before) - set(after)),
    }

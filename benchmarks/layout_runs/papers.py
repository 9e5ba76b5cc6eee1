"""The papers of a run: each layout filled in by an invented school, printed, and scanned in one of the ways."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pypdfium2 as pdfium

from benchmarks.foreign.captions import CAPTIONS
from benchmarks.foreign.dotted import DOTTED
from benchmarks.foreign.filled import Filled, filled
from benchmarks.foreign.lines import LINES
from benchmarks.foreign.ruled import RULED
from benchmarks.laying.profiles import SCANNED
from benchmarks.laying.sheets import printed
from intake.images import Scan, square
from intake.pdf import PdfPage, pdf_pages

LAYOUTS: Final = {"ruled": RULED, "dotted": DOTTED, "captions": CAPTIONS, "lines": LINES}
DIGITAL: Final = "digital"
PROFILES: Final = (
    DIGITAL, "grey 150", "grey 200", "grey 300", "1-bit 200", "1-bit 300", "fax 204x196", "skew 12", "quarter turns",
    "photo", "copy of a copy",
)  # fmt: skip
_DPI = 300


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper to be drawn: the same words draw the same paper."""

    layout: str
    profile: str
    seed: int


def papers(seed: int, profiles: Sequence[str], count: int) -> Iterator[Paper]:
    """So many of each layout and profile; the same filled-in papers come in every way."""
    for layout in LAYOUTS:
        for profile in profiles:
            yield from (Paper(layout, profile, seed * 1000 + number) for number in range(count))


def drawn(paper: Paper) -> tuple[Filled, list[PdfPage]]:
    """The truth about a paper, and its pages as they come in."""
    said = filled(LAYOUTS[paper.layout], paper.seed)
    return said, list(pdf_pages(said.pdf)) if paper.profile == DIGITAL else list(_scanned(said.pdf, paper))


def _scanned(pdf: bytes, paper: Paper) -> Iterator[PdfPage]:
    rng = np.random.default_rng((paper.seed, *paper.profile.encode()))
    with pdfium.PdfDocument(pdf) as document:
        for page in document:
            grey = page.render(scale=_DPI / 72, grayscale=True).to_numpy()
            sheet = SCANNED[paper.profile](printed(np.ascontiguousarray(grey.reshape(grey.shape[:2])), _DPI), rng)
            yield PdfPage(square(sheet.pixels, sheet.across, sheet.down) if sheet.across else Scan(sheet.pixels))

"""The boxes of a set: so many signatures, so many of each kind of mark, through all scan profiles, from a seed."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from zlib import crc32

import cv2
import numpy as np
from PIL import Image, ImageDraw

from benchmarks.signatures.hands import sample_pen, signature
from benchmarks.signatures.marks import DOUBTS, MARKS
from benchmarks.signatures.paper import Paper, font
from benchmarks.signatures.scans import PAD, PROFILES, through
from benchmarks.signatures.strokes import MM
from intake.forms import FieldType, load_forms
from intake.images import Grey
from intake.laid import blank_at
from intake.signature import DPI, MARGIN

SIGNATURE, SAMPLE = "signature", "signature on the sample papers"
_EDGE = round(MARGIN * DPI / 72)


@dataclass(frozen=True, slots=True)
class Sample:
    """A box as reading would see it, what the blank has there, and the truth."""

    kind: str
    profile: str
    hand: str
    shown: Grey
    printed: Grey


def places(signatures: int, each: int) -> Iterator[tuple[str, str, int]]:
    """Kind, profile and number of every box of a set: so many signatures, `each` of every kind."""
    profiles = tuple(PROFILES)
    for kind in (SIGNATURE, *MARKS, *DOUBTS, SAMPLE):
        for number in range(signatures if kind == SIGNATURE else each):
            yield kind, profiles[number % len(profiles)], number


def sample(kind: str, profile: str, seed: int, number: int) -> Sample:
    """One box. It depends on nothing but its arguments."""
    rng = np.random.default_rng([seed, crc32(kind.encode()), number])
    printed = _blank(rng)
    height, width = printed.shape
    edge = PAD + _EDGE
    paper = Paper(printed, (edge / MM, edge / MM, (width - edge) / MM, (height - edge) / MM))
    hand = ""
    if kind in (SIGNATURE, SAMPLE):
        written = (signature if kind == SIGNATURE else sample_pen)(paper.shape, paper.box, rng)
        paper.ink(written.ink, written.grey)
        hand = written.hand
    else:
        (MARKS.get(kind) or DOUBTS[kind])(paper, rng)
    shown = through(paper.grey, PROFILES[profile], rng)
    return Sample(kind, profile, hand, shown, printed[PAD:-PAD, PAD:-PAD])


def _blank(rng: np.random.Generator) -> Grey:
    """A printed box with PAD and MARGIN around: of our own forms, or one that another form might have."""
    if rng.random() < 0.6:
        ours = _ours()
        return ours[int(rng.integers(len(ours)))].copy()
    width, height = round(rng.uniform(70, 178) * MM), round(rng.uniform(13, 26) * MM)
    edge = PAD + _EDGE
    page = np.full((height + 2 * edge, width + 2 * edge), 255, np.uint8)
    grey, thick = int(rng.integers(0, 140)), int(rng.integers(2, 6))
    if rng.random() < 0.6:
        cv2.rectangle(page, (edge, edge), (edge + width, edge + height), grey, thick)
    else:
        cv2.line(page, (edge, edge + height), (edge + width, edge + height), grey, thick)
    picture = Image.fromarray(page)
    text = str(
        rng.choice(["Underskrift", "Forældremyndighedsindehaver 1", "Underskrift, forælder", "Dato og underskrift"])
    )
    size = round(rng.uniform(7, 10) * DPI / 72)
    at = (edge, edge - size - 6) if rng.random() < 0.6 else (edge, edge + height + 6)
    ImageDraw.Draw(picture).text(at, text, fill=int(rng.integers(0, 60)), font=font("Vera.ttf", size))
    return np.array(picture)


@cache
def _ours() -> tuple[Grey, ...]:
    """The signature boxes of our forms."""
    found = []
    for form in load_forms().values():
        for field in form.fields:
            if field.type is FieldType.SIGNATURE:
                page = blank_at(form, field.page, DPI)
                x0, y0, x1, y1 = (round(number * DPI / 72) for number in field.box)
                edge = PAD + _EDGE
                found.append(page[y0 - edge : y1 + edge, x0 - edge : x1 + edge].copy())
    return tuple(found)

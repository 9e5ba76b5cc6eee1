"""What a user would pick instead: OCRmyPDF makes a scan searchable, pdfplumber gives its words, labels tell the fields.

    ocrmypdf -l dan --deskew --rotate-pages

CPU seconds are those of all its processes (rusage of children) and of the extraction. The extractor is a fair one: it
knows every text that our forms print, finds each label however OCR spelled it, and takes what stands below it, up to
the next printed text, left and right up to the neighbours. It cannot see ticks or signatures.
"""

import io
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pdfplumber.pdf
from PIL import Image, ImageOps, ImageSequence
from rapidfuzz import fuzz

from benchmarks.reading_runs.found import Found, FoundApplication, Said
from benchmarks.reading_set.truth import Document
from intake.forms import FieldType, Form, FormField, load_forms
from intake.looks import tidy

COMMAND = ("ocrmypdf", "-l", "dan", "--deskew", "--rotate-pages")
_ONE_THREAD = {"OMP_THREAD_LIMIT": "1"}
_ALIKE = 75  # of 100: a printed text may be misread so much
_TITLED = 60  # of 100: the share of a form's labels on a page, times their likeness, that makes the page that form's


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class _Printed:
    """A printed text of the form as found on the page; `field` when it is a field's label."""

    field: FormField | None
    x0: float
    top: float
    x1: float
    bottom: float
    words: frozenset[int]
    alike: float


def there() -> str:
    """The version of OCRmyPDF, "" when it is not installed."""
    if not shutil.which(COMMAND[0]):
        return ""
    return subprocess.run([COMMAND[0], "--version"], capture_output=True, text=True, check=True).stdout.strip()


def read(paper: Document) -> Found:
    """What the rival finds in a paper, and its CPU seconds."""
    with tempfile.TemporaryDirectory() as folder:
        given, made = Path(folder) / "given.pdf", Path(folder) / "made.pdf"
        given.write_bytes(_as_pdf(paper))
        seconds = 0.0
        if paper.places[0] and paper.places[0][0].to_scan is None:  # it has a text layer: nothing to recognise
            made = given
        else:
            seconds = _seconds_of((*COMMAND, "--jobs", "1", str(given), str(made)))
        if not made.exists():
            return Found(seconds, (), "failed")
        start = time.thread_time()
        applications = tuple(_applications(made))
        return Found(seconds + time.thread_time() - start, applications)


def _seconds_of(command: Sequence[str]) -> float:
    """Run it, and say what CPU time it and every process that it waited for took."""
    child = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | _ONE_THREAD
    )
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime


def _as_pdf(paper: Document) -> bytes:
    """Pictures as a PDF, upright as EXIF says; free of charge."""
    if paper.type == "pdf":
        return paper.content
    with Image.open(io.BytesIO(paper.content)) as picture:
        across, down = picture.info.get("dpi", (72, 72))
        dpi = (float(across), float(down)) if paper.type == "tiff" else (220.0, 220.0)
        first, *rest = (ImageOps.exif_transpose(frame.copy()) for frame in ImageSequence.Iterator(picture))
        out = io.BytesIO()
        first.save(out, "PDF", save_all=True, append_images=rest, dpi=dpi)
    return out.getvalue()


# --- words to fields


def _applications(file: Path) -> Iterator[FoundApplication]:
    """Neighbouring pages of a form, each at most once, are an application, as this program has it."""
    pages: list[tuple[Form, int, dict[str, Said]]] = []
    with pdfplumber.pdf.PDF.open(file) as document:
        for page in document.pages:
            words = [_Word(w["text"], w["x0"], w["top"], w["x1"], w["bottom"]) for w in page.extract_words()]
            known = _known(words)
            if known is None:
                continue
            form, number, printed = known
            if pages and (pages[-1][0] != form or number in {each[1] for each in pages}):
                yield _application(pages)
                pages = []
            pages.append((form, number, dict(_values(words, printed))))
    if pages:
        yield _application(pages)


def _application(pages: Sequence[tuple[Form, int, dict[str, Said]]]) -> FoundApplication:
    values = {name: said for _, _, page in pages for name, said in page.items()}
    return FoundApplication(pages[0][0].key, tuple(sorted(number for _, number, _ in pages)), values)


def _known(words: Sequence[_Word]) -> tuple[Form, int, list[_Printed]] | None:
    """The form and page whose printed texts are best found among the words."""
    best: tuple[float, Form, int, list[_Printed]] | None = None
    for form in _forms():
        for number in range(1, form.pages + 1):
            texts = _texts(form, number)
            printed = [found for text, field in texts if (found := _find(words, text, field)) is not None]
            score = sum(each.alike for each in printed) / len(texts)
            if score >= _TITLED and (best is None or score > best[0]):
                best = (score, form, number, printed)
    return best[1:] if best else None


@cache
def _forms() -> tuple[Form, ...]:
    return tuple(load_forms().values())


@cache
def _texts(form: Form, page: int) -> tuple[tuple[str, FormField | None], ...]:
    """Every line that the form prints on a page; labels with their field."""
    labels = [(field.label, field) for field in form.on(page)]
    return (*labels, *((text.text, None) for text in form.texts if text.page == page))


def _find(words: Sequence[_Word], text: str, field: FormField | None) -> _Printed | None:
    """The run of neighbouring words that is most like the text; of equal ones the place on the form decides."""
    count = len(text.split())
    best: tuple[float, float, int, int] | None = None
    for start in range(len(words)):
        for length in {count, count - 1, count + 1} - {0}:
            run = words[start : start + length]
            if len(run) < length or fuzz.ratio(run[0].text[:3], text[:3]) < 50:
                continue
            alike = fuzz.ratio(" ".join(word.text for word in run), text)
            away = abs(run[0].top - field.box[1]) + abs(run[0].x0 - field.box[0]) if field else 0.0
            if alike >= _ALIKE and (best is None or (alike, -away) > best[:2]):
                best = (alike, -away, start, length)
    if best is None:
        return None
    alike, _, start, length = best
    run = words[start : start + length]
    return _Printed(
        field,
        min(word.x0 for word in run),
        min(word.top for word in run),
        max(word.x1 for word in run),
        max(word.bottom for word in run),
        frozenset(range(start, start + length)),
        alike,
    )


def _values(words: Sequence[_Word], printed: Sequence[_Printed]) -> Iterator[tuple[str, Said]]:
    """What stands below each label: up to the next printed text below, left and right up to the neighbours."""
    taken = frozenset(number for each in printed for number in each.words)
    foot = _foot(printed)
    free = [word for number, word in enumerate(words) if number not in taken and word.top < foot]
    for label in printed:
        if label.field is None or label.field.type in (FieldType.CHOICE, FieldType.SIGNATURE):
            continue
        beside = [each.x0 for each in printed if abs(each.top - label.top) < 8 and each.x0 > label.x1]
        right = min(beside, default=float("inf")) - 6
        below = [
            each.top
            for each in printed
            if each.top > label.bottom + 4 and each.x0 < right and (each.x1 > label.x0 or each.field is None)
        ]
        end = min(below, default=float("inf"))
        inside = [
            word
            for word in free
            if label.bottom - 2 <= (word.top + word.bottom) / 2 < end and label.x0 - 8 <= word.x0 < right
        ]
        text = tidy(_lines(inside), label.field.type)
        if text:
            yield label.field.name, Said(text)


def _foot(printed: Sequence[_Printed]) -> float:
    """Where the boxes end on the page and its printed foot begins, by where the labels were found."""
    labels = [each for each in printed if each.field]
    if len(labels) < 2:
        return float("inf")
    on_form = [each.field.box[1] for each in labels if each.field]
    slope, shift = np.polyfit(on_form, [each.bottom for each in labels], 1)
    return float(slope * (max(each.field.box[3] for each in labels if each.field) + 2) + shift)


def _lines(words: Sequence[_Word]) -> str:
    lines: list[list[_Word]] = []
    for word in sorted(words, key=lambda each: each.top):
        if lines and abs(lines[-1][0].top - word.top) < 6:
            lines[-1].append(word)
        else:
            lines.append([word])
    return "\n".join(" ".join(word.text for word in sorted(line, key=lambda each: each.x0)) for line in lines)

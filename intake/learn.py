"""Learning another office's form from its blank: the tool proposes what stands where, a person corrects it.

    blank (PDF or picture) → pages looked at (`seen`) → questions (`layout`) + form fields (AcroForm) → Proposal

A proposal is a form like any other, with its own drawing, and what is unsure about it in words. Written to a folder
(`form_file.save_form`) it is what a person edits; from then on it is a known form. This loads the engines, so it runs
in the child.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import pikepdf
import pypdfium2 as pdfium
from PIL import Image

from cases.application import FIELDS, Box
from cases.kinds import Kind
from intake.bare_pages import bare_pages
from intake.blank_fields import Widget, widgets_of, without_widgets
from intake.form import SIGNATURES, FieldType, Form, FormField
from intake.form_pictures import pictures
from intake.labels import Labels
from intake.layout import Question, questions
from intake.pdf import PdfPage
from intake.reading import UnreadableError
from intake.seen import PageEngine, SeenPage, see
from intake.sight import lines_of
from intake.unknown import kind_of
from intake.upright import DPI

_ORDER: Final = (*FIELDS, *SIGNATURES)
_CUT: Final = 10.0  # points: boxes that overlap by no more are made to meet
_LEAST: Final = 8.0
_PART: Final = 0.35  # share of a form field that must lie in a question's place, or of the place in the field


@dataclass(frozen=True, slots=True)
class Proposal:
    """A form as proposed. `doubts` go with its fields, "" for none; `lacking` says what was not found, in Danish;
    `pictures` are its pages (PNG) with the boxes drawn in; `bare` remarks those that no scan can ever be laid over."""

    form: Form
    doubts: tuple[str, ...]
    lacking: tuple[str, ...] = ()
    pictures: tuple[bytes, ...] = field(default=(), repr=False)
    bare: tuple[str, ...] = ()


def propose(
    pages: Sequence[PdfPage], content: bytes, key: tuple[str, int], engine: PageEngine, labels: Labels
) -> Proposal:
    """What stands where on a blank; `key` is the id and version the form shall have. Raises UnreadableError.

    `content` is the file that the pages came from: a PDF made on a computer keeps its own drawing.
    """
    if not pages:
        raise UnreadableError("empty")
    seen = [see(page, engine) for page in pages]
    widgets = widgets_of(content) if all(page.digital for page in pages) else ()
    found = [_on_page(page, number, widgets, labels) for number, page in enumerate(seen, 1)]
    kept = _apart(_first_of_each([each for page in found for each in page]))
    fields = tuple(each for each, _ in kept)
    digital = all(page.digital for page in pages)
    drawing = without_widgets(content) if digital else _drawn(seen)
    width, height = _size(drawing)
    form = Form(
        id=key[0],
        version=key[1],
        kind=kind_of(each.name for each in fields),
        title=_title(seen[0]) or key[0],
        pages=len(seen),
        fields=fields,
        width=width,
        height=height,
        drawing=drawing,
    )
    doubts = tuple(doubt for _, doubt in kept)
    return Proposal(form, doubts, tuple(_lacking(form)), pictures(form, doubts), tuple(map(str, bare_pages(form))))


# --- fields


def _on_page(seen: SeenPage, number: int, widgets: Sequence[Widget], labels: Labels) -> list[tuple[FormField, str]]:
    """The fields of a page, each with its doubts: questions, made exact by the form fields that lie in their places."""
    here = [widget for widget in widgets if widget.page == number]
    found = []
    taken: set[Widget] = set()
    for question in questions(seen.sight, labels):
        widget = _widget_in(question.box, [each for each in here if each not in taken])
        if widget is not None:
            taken.add(widget)
        found.append((_field(question, number, widget), "; ".join(question.doubts)))
    names = {each.name for each, _ in found}
    for widget in here:
        asked = next((one for one in labels.asked(widget.tip or widget.name) if one.name and "{" not in one.name), None)
        if widget not in taken and not widget.tick and asked and asked.name not in names:
            kind = FieldType.TEXT if widget.lines else asked.type
            said = "der er kun gættet ud fra, hvad feltet i PDF-filen hedder"
            made = FormField(
                asked.name, number, _rounded(widget.box), kind, widget.tip or widget.name, entry=widget.name
            )
            found.append((made, said))
    return found


def _field(question: Question, number: int, widget: Widget | None) -> FormField:
    box = _rounded(widget.box if widget else question.box)
    entry = widget.name if widget and widget.name != question.name else ""
    return FormField(question.name, number, box, question.type, question.label, question.value, question.label, entry)


def _widget_in(box: Box, widgets: Sequence[Widget]) -> Widget | None:
    """The form field that lies in a place, or over it."""
    shares = [(_overlap(box, each.box) / min(_area(box), _area(each.box)), each) for each in widgets]
    share, best = max(shares, key=lambda pair: pair[0], default=(0.0, None))
    return best if share >= _PART else None


def _first_of_each(found: Sequence[tuple[FormField, str]]) -> list[tuple[FormField, str]]:
    """Each field once, the first that is in no doubt; and in the order of the file."""
    kept: dict[tuple[str, str], tuple[FormField, str]] = {}
    for one, doubt in found:
        key = (one.name, one.value)
        if key not in kept or (kept[key][1] and not doubt):
            kept[key] = (one, doubt)
    return sorted(kept.values(), key=lambda each: (each[0].page, _ORDER.index(each[0].name), each[0].box[1]))


def _apart(found: Sequence[tuple[FormField, str]]) -> list[tuple[FormField, str]]:
    """Boxes that overlap a little are made to meet; one within another is left out, the doubtful one first."""
    kept: list[tuple[FormField, str]] = []
    for one, doubt in sorted(found, key=lambda each: bool(each[1])):
        box: Box | None = one.box
        for other, _ in kept:
            if box is not None and other.page == one.page and _overlap(box, other.box) > 0:
                box = _cut(box, other.box)
        if box is not None:
            kept.append((replace(one, box=_rounded(box)), doubt))
    order = {id(one.label): number for number, (one, _) in enumerate(found)}
    return sorted(kept, key=lambda each: order[id(each[0].label)])


def _cut(box: Box, other: Box) -> Box | None:
    """The box without the part that lies over another; None when too little is left."""
    x0, y0, x1, y1 = box
    ways = (
        (other[3] - y0, (x0, other[3], x1, y1)),
        (y1 - other[1], (x0, y0, x1, other[1])),
        (other[2] - x0, (other[2], y0, x1, y1)),
        (x1 - other[0], (x0, y0, other[0], y1)),
    )
    lost, cut = min(ways, key=lambda way: way[0])
    return cut if lost <= _CUT and min(cut[2] - cut[0], cut[3] - cut[1]) >= _LEAST else None


def _overlap(one: Box, other: Box) -> float:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return max(0.0, across) * max(0.0, down)


def _area(box: Box) -> float:
    return max(0.01, (box[2] - box[0]) * (box[3] - box[1]))


def _rounded(box: Box) -> Box:
    x0, y0, x1, y1 = (round(edge, 1) for edge in box)
    return (x0, y0, x1, y1)


# --- what is unsure


_USUAL: Mapping[Kind, tuple[str, ...]] = {
    Kind.PUPIL: ("school", "class_name", "pupil_name", "cpr", "contact_name", "contact_email", "contact_phone",
                 "description", "custody", "guardian_1_name", "signature_1", "signed_date_1"),
    Kind.CLASS: ("school", "class_name", "contact_name", "contact_email", "contact_phone", "description"),
    Kind.TOPIC: ("school", "topic", "contact_name", "contact_email", "contact_phone", "description"),
}  # fmt: skip


def _lacking(form: Form) -> list[str]:
    """What such a form mostly asks for and was not found, a sentence each."""
    names = {each.name for each in form.fields}
    if form.kind is Kind.UNKNOWN:
        return ["Det er ikke til at se, om skemaet gælder en elev, en klasse eller et emne: skriv kind i filen."]
    return [
        f'Feltet "{name}" er ikke fundet. Peg det ud, hvis skemaet spørger om det.'
        for name in _USUAL[form.kind]
        if name not in names
    ]


def _title(seen: SeenPage) -> str:
    """The largest text in the upper third of the first page."""
    upper = [word for word in seen.sight.words if word.box[3] < seen.sight.height / 3]
    lines = lines_of(upper)
    if not lines:
        return ""
    tallest = max(lines, key=lambda line: float(np.median([word.box[3] - word.box[1] for word in line])))
    return " ".join(word.text for word in tallest)


# --- drawings


def _drawn(seen: Sequence[SeenPage]) -> bytes:
    """A PDF of the pages as they were looked at: upright, evenly white."""
    sheets = [Image.fromarray(page.shown) for page in seen]
    out = io.BytesIO()
    sheets[0].save(out, "PDF", resolution=DPI, save_all=True, append_images=sheets[1:])
    with pikepdf.open(io.BytesIO(out.getvalue())) as pdf:
        for page, looked in zip(pdf.pages, seen, strict=True):
            page.mediabox = pikepdf.Array([0, 0, round(looked.sight.width, 2), round(looked.sight.height, 2)])
        del pdf.trailer["/Info"]
        kept = io.BytesIO()
        pdf.save(kept, deterministic_id=True)
        return kept.getvalue()


def _size(drawing: bytes) -> tuple[float, float]:
    """The first page's width and height in points."""
    with pdfium.PdfDocument(drawing) as document:
        width, height = document[0].get_size()
    return round(float(width), 2), round(float(height), 2)

"""Pages that are none of ours, in twelve sorts; the hardest are cut from our own cloth: our labels in other places.

Each is drawn from a seed, then scanned in one of the ways of `profiles`. Whether one is taken for ours is measured.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from io import BytesIO

import cv2
import numpy as np
import pypdfium2
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from benchmarks.laying.pages import DPI, FORMS, PAGES
from benchmarks.laying.sheets import Rng, Sheet, printed
from cases.application import Box
from intake.blank import FONT, draw_blank
from intake.form import A4, Form
from intake.images import Grey

WORDS = (
    *("skolen", "eleven", "klassen", "lærer", "forældre", "møde", "aftale", "støtte", "timer", "ugen", "plan", "mål"),
    *("besked", "kommune", "kontor", "dato", "svar", "rådgivning", "ansvar", "trivsel", "fravær", "gruppe", "samtale"),
    *("kontakt", "vejledning", "ansøgning", "oplysninger", "ledelse", "referat", "punkt"),
)


def foreign_page(kind: str, seed: int) -> Sheet:
    """A page of a sort of KINDS, at 300 dpi as printed."""
    return printed(KINDS[kind](np.random.default_rng((len(kind), seed))), DPI)


def _sentence(rng: Rng, words: int) -> str:
    return " ".join(rng.choice(WORDS, words)).capitalize() + "."


# --- drawn


def _drawn(draw: Callable[[Canvas], None]) -> Grey:
    registerFont(TTFont(FONT, f"{FONT}.ttf"))
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    draw(canvas)
    canvas.save()
    return _rendered(out.getvalue(), 1)


def _rendered(pdf: bytes, page: int) -> Grey:
    document = pypdfium2.PdfDocument(pdf)
    try:
        grey = document[page - 1].render(scale=DPI / 72, grayscale=True).to_numpy()
        return np.asarray(grey.reshape(grey.shape[:2]).copy(), np.uint8)
    finally:
        document.close()


def _letter(rng: Rng) -> Grey:
    form = FORMS["elev-1"]
    ours = [text.text for text in form.texts] + [field.label for field in form.fields]

    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, float(rng.uniform(8.5, 11)))
        for line in range(int(rng.integers(12, 44))):
            quoted = rng.random() < 0.4  # a letter about our form quotes it
            canvas.drawString(70, 760 - 15.5 * line, (str(rng.choice(ours)) if quoted else _sentence(rng, 9))[:88])

    return _drawn(draw)


def _table(rng: Rng) -> Grey:
    labels = [field.label for form in FORMS.values() for field in form.fields]

    def draw(canvas: Canvas) -> None:
        rows, middle, high = int(rng.integers(8, 22)), float(rng.uniform(160, 330)), float(rng.uniform(22, 34))
        canvas.setFont(FONT, 9)
        for row in range(rows + 1):
            canvas.line(48, 780 - row * high, 547, 780 - row * high)
        for x in (48.0, middle, 547.0):
            canvas.line(x, 780, x, 780 - rows * high)
        for row in range(rows):
            canvas.drawString(54, 786 - (row + 1) * high, str(rng.choice(labels))[:60])
            if rng.random() < 0.6:
                canvas.drawString(middle + 6, 786 - (row + 1) * high, _sentence(rng, 3))

    return _drawn(draw)


def _newspaper(rng: Rng) -> Grey:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, 26)
        canvas.drawString(50, 780, _sentence(rng, 3))
        canvas.setFont(FONT, 8)
        for column in range(3):
            for line in range(60):
                canvas.drawString(50 + 170 * column, 750 - 11 * line, _sentence(rng, 4)[:34])

    return _drawn(draw)


def _ruled(rng: Rng) -> Grey:
    def draw(canvas: Canvas) -> None:
        step = float(rng.uniform(8, 26))
        for line in range(int(790 / step)):
            canvas.line(30, 30 + line * step, 565, 30 + line * step)
        if rng.random() < 0.5:
            for line in range(int(535 / step)):
                canvas.line(30 + line * step, 30, 30 + line * step, 812)

    return _drawn(draw)


def _blank(rng: Rng) -> Grey:
    return np.full((3508, 2481), 252, np.uint8)


def _picture(rng: Rng) -> Grey:
    page = np.full((3508, 2481), 250, np.uint8)
    for _ in range(40):
        x, y, w, h = (rng.uniform(0, 1, 4) * (2400, 3400, 900, 900)).astype(int)
        cv2.ellipse(page, (x, y), (w // 2, h // 2), float(rng.uniform(0, 180)), 0, 360, int(rng.integers(256)), -1)
    cloud = cv2.resize(rng.uniform(0, 255, (90, 64)).astype(np.uint8), (2481, 3508), interpolation=cv2.INTER_CUBIC)
    return np.asarray(cv2.addWeighted(page, 0.6, cloud, 0.4, 0), np.uint8)


# --- cut from our own cloth


def _like_ours(change: Callable[[Form, int, Rng], Form], *, code: bool = False) -> Callable[[Rng], Grey]:
    def page_of(rng: Rng) -> Grey:
        form, page = PAGES[int(rng.integers(len(PAGES)))]
        picture = _rendered(draw_blank(change(form, page, rng)), page)
        if not code:
            x0, y0, x1, y1 = (round(each * DPI / 72) for each in form.code_boxes[page - 1])
            picture[y0 - 6 : y1 + 6, x0 - 6 : x1 + 6] = 255
        return picture

    return page_of


def _lowered(form: Form, lower: Callable[[Box], float]) -> Form:
    def at(box: Box) -> Box:
        down = min(lower(box), form.height - 14 - box[3])
        return (box[0], box[1] + down, box[2], box[3] + down)

    return replace(
        form,
        fields=tuple(replace(field, box=at(field.box)) for field in form.fields),
        texts=tuple(replace(text, box=at(text.box)) for text in form.texts),
    )


def _older(form: Form, page: int, rng: Rng) -> Form:
    """All below some question stood higher or lower: a question has come or gone since."""
    tops = sorted(field.box[1] for field in form.on(page))
    start = tops[int(rng.integers(0, max(1, len(tops) * 2 // 3)))] - 20
    by = float(rng.uniform(12, 45) * rng.choice([-1, 1]))
    return _lowered(form, lambda box: by if box[1] >= start else 0.0)


def _shuffled(form: Form, page: int, rng: Rng) -> Form:
    """The same labels and boxes, each somewhere else."""
    fields = [field for field in form.fields if field.page == page]
    tops = rng.permutation([field.box[1] for field in fields])
    placed = {id(field): float(top) for field, top in zip(fields, tops, strict=True)}

    def to(box: Box, top: float | None) -> Box:
        down = min(top, form.height - 60 - (box[3] - box[1])) - box[1] if top is not None else 0.0
        return (box[0], box[1] + down, box[2], box[3] + down)

    moved = tuple(
        replace(each, box=to(each.box, placed[id(each)])) if id(each) in placed else each for each in form.fields
    )
    return replace(form, fields=moved)


def _set_anew(form: Form, page: int, rng: Rng) -> Form:
    """Our questions in our order, each row a little higher or lower than ours."""
    tops = sorted({round(each.box[1]) for each in (*form.fields, *form.texts)})
    steps = dict(zip(tops, np.cumsum(rng.uniform(-9, 9, len(tops))), strict=True))
    return _lowered(form, lambda box: max(20 - box[1], float(steps[round(box[1])])))


def _other_words(form: Form, page: int, rng: Rng) -> Form:
    """Our boxes, with other questions."""
    return replace(
        form,
        title=_sentence(rng, 3),
        fields=tuple(replace(field, label=_sentence(rng, 2)) for field in form.fields),
        texts=tuple(
            replace(text, text=_sentence(rng, 4 if text.box[3] - text.box[1] > 20 else 2)) for text in form.texts
        ),
    )


def _newer(form: Form, page: int, rng: Rng) -> Form:
    """The next version, by its code; little has changed."""
    return replace(_older(form, page, rng), version=form.version + 1)


def _code_on_a_letter(rng: Rng) -> Grey:
    form, page = PAGES[int(rng.integers(len(PAGES)))]
    ours = _rendered(draw_blank(form), page)
    letter = _letter(rng)
    x0, y0, x1, y1 = (round(each * DPI / 72) for each in form.code_boxes[page - 1])
    letter[y0 - 20 : y1 + 20, x0 - 20 : x1 + 20] = ours[y0 - 20 : y1 + 20, x0 - 20 : x1 + 20]
    return letter


KINDS: Mapping[str, Callable[[Rng], Grey]] = {
    "letter that quotes the form": _letter,
    "table with our labels": _table,
    "newspaper": _newspaper,
    "ruled or squared paper": _ruled,
    "blank": _blank,
    "picture": _picture,
    "another version, no code": _like_ours(_older),
    "our labels shuffled, no code": _like_ours(_shuffled),
    "our questions set anew, no code": _like_ours(_set_anew),
    "our boxes, other words, no code": _like_ours(_other_words),
    "a version we don't have": _like_ours(_newer, code=True),
    "our code on a letter": _code_on_a_letter,
}

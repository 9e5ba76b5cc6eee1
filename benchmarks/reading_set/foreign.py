"""Papers that are none of our forms, however much some look like them: `foreign_documents`.

Letters, invoices, tables, other schools' forms with our own questions, photos, empty pages, earlier and later versions
of our forms, and pages with a code like ours.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

import cv2
import numpy as np
import zxingcpp
from PIL import Image, ImageDraw

from benchmarks.reading_set import invented
from benchmarks.reading_set.faces import TYPED, font
from benchmarks.reading_set.files import pdf
from benchmarks.reading_set.invented import Rng, pick
from benchmarks.reading_set.nearly_ours import STEP, a_page_of_ours, earlier, later, rendered
from benchmarks.reading_set.scans import PROFILES, drawn_at, scanned
from benchmarks.reading_set.sheet import Colour
from benchmarks.reading_set.truth import Document

_DPI = 300
_PAGE = (round(595.28 * STEP), round(841.89 * STEP))
_INK = (30, 30, 34)

Draw = Callable[[Rng], Colour]


def foreign_documents(seed: int, count: int, profiles: Sequence[str] = tuple(PROFILES)) -> Iterator[Document]:
    """So many foreign papers of a page each: through all sorts in turn, the profile moving on by one each round."""
    return (nth_foreign(seed, number, profiles) for number in range(count))


def nth_foreign(seed: int, number: int, profiles: Sequence[str] = tuple(PROFILES)) -> Document:
    """One of the papers that `foreign_documents` gives."""
    times, sort = divmod(number, len(FOREIGN))
    return foreign(seed, number, profiles[(number + times) % len(profiles)], tuple(FOREIGN)[sort])


def foreign(seed: int, number: int, profile: str, sort: str) -> Document:
    """One foreign paper. It depends on nothing but its arguments."""
    rng = np.random.default_rng([seed, number, [*PROFILES].index(profile), 1000 + [*FOREIGN].index(sort)])
    way, page = PROFILES[profile], FOREIGN[sort](rng)
    if drawn_at(way) != _DPI:
        page = np.asarray(cv2.resize(page, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), np.uint8)
    content = pdf([scanned(page, drawn_at(way), way, rng).picture], way)
    return Document(seed, number, profile, sort, "pdf", content, ((),))


class _Desk:
    """A white page and a pen that goes down it; lengths in points."""

    def __init__(self, rng: Rng) -> None:
        self.picture = Image.new("RGB", _PAGE, "white")
        self.draw = ImageDraw.Draw(self.picture)
        self.rng = rng
        self.face = pick(rng, tuple(TYPED))
        self.y = float(rng.uniform(50, 90))

    def line(self, text: str, x: float = 60, size: float = 10, below: float = 1.35) -> None:
        """A line of text, then down."""
        self.at(x, self.y, text, size)
        self.y += size * below

    def at(self, x: float, y: float, text: str, size: float = 10) -> None:
        """A text at a place."""
        letters = font(self.face, size, _DPI)
        self.draw.text((x * STEP, (y + size) * STEP), text, fill=_INK, font=letters, anchor="ls")

    def box(self, x0: float, y0: float, x1: float, y1: float, fill: tuple[int, int, int] | None = None) -> None:
        """A frame, or a filled square."""
        place = tuple(each * STEP for each in (x0, y0, x1, y1))
        self.draw.rectangle(place, outline=(90, 90, 95) if fill is None else fill, fill=fill, width=3)

    def done(self) -> Colour:
        """The page."""
        return np.array(self.picture)


def _letter(rng: Rng) -> Colour:
    desk = _Desk(rng)
    desk.line(invented.school(rng), size=14, below=2)
    desk.line(invented.date(rng), x=420, below=3)
    desk.line(f"Kære {invented.person(rng)}", below=2.5)
    for _ in range(int(rng.integers(3, 9))):
        _wrapped(desk, invented.text(rng, invented.SENTENCES, "eleven", 4))
    desk.line("Med venlig hilsen", below=3)
    desk.line(invented.person(rng))
    return desk.done()


def _wrapped(desk: _Desk, text: str, size: float = 10) -> None:
    words, line = text.split(), ""
    letters = font(desk.face, size, _DPI)
    for word in words:
        if letters.getlength(f"{line} {word}") > 470 * STEP:
            desk.line(line, size=size)
            line = ""
        line = f"{line} {word}".strip()
    desk.line(line, size=size, below=2.2)


def _invoice(rng: Rng) -> Colour:
    desk = _Desk(rng)
    desk.line("FAKTURA", size=22, below=2)
    desk.line(f"Faktura nr. {int(rng.integers(1000, 9999))}    Dato {invented.date(rng)}", below=3)
    for _ in range(int(rng.integers(4, 14))):
        desk.at(60, desk.y, pick(rng, ("Kopipapir A4", "Tavlesvamp", "Blyanter", "Kørsel", "Lejrskole", "Bøger")))
        desk.at(330, desk.y, str(int(rng.integers(1, 40))))
        desk.line(f"{int(rng.integers(10, 4000))},{int(rng.integers(0, 100)):02} kr.", x=450, below=1.8)
        desk.box(56, desk.y - 4, 540, desk.y - 3.5)
    desk.line(f"I alt {int(rng.integers(500, 20000))},00 kr.", x=400, size=12)
    return desk.done()


def _table(rng: Rng) -> Colour:
    desk = _Desk(rng)
    desk.line(pick(rng, ("Skema for 5.b", "Fraværsliste", "Vagtplan", "Karakterer")), size=16, below=2)
    columns, rows = int(rng.integers(4, 8)), int(rng.integers(8, 24))
    wide, high = 480 / columns, 640 / rows
    top = desk.y
    for row in range(rows):
        for column in range(columns):
            x, y = 56 + column * wide, top + row * high
            desk.box(x, y, x + wide, y + high)
            if rng.random() < 0.7:
                desk.at(x + 3, y + 3, pick(rng, ("dansk", "mat", "idræt", "8.15", "syg", "x", "3", "natur")), 8)
    return desk.done()


def _other_form(rng: Rng) -> Colour:
    """Another municipality's application: questions like ours, boxes elsewhere."""
    desk = _Desk(rng)
    desk.line(pick(rng, ("Indstilling til PPR", "Ansøgning om støtte", "Henvisning af elev")), size=17, below=2)
    labels = ["Skole", "Klasse", "Elevens fulde navn", "CPR-nummer", "Kontaktperson", "Telefon", "E-mail", "Dato"]
    for number in rng.permutation(len(labels)):
        desk.at(60, desk.y, labels[number], 9)
        if rng.random() < 0.5:
            desk.box(60, desk.y + 14, float(rng.uniform(250, 530)), desk.y + 36)
            desk.y += 44
        else:
            desk.box(180, desk.y + 12, 530, desk.y + 12.4)
            desk.y += 24
    for label in ("Beskriv situationen", "Hvad har I allerede prøvet?"):
        high = float(rng.uniform(70, 130))
        desk.at(60, desk.y, label, 9)
        desk.box(60, desk.y + 14, 540, desk.y + high)
        desk.y += high + 10
    desk.at(60, desk.y, "Forælder 1: underskrift", 9)
    desk.box(60, desk.y + 14, 300, desk.y + 60)
    return desk.done()


def _squares(rng: Rng) -> Colour:
    """Another form that is read by machine: black squares in its corners as in ours, and other boxes."""
    page = Image.fromarray(_other_form(rng))
    draw = ImageDraw.Draw(page)
    for x in (30.0, 565.28):
        for y in (30.0, 811.89):
            draw.rectangle([each * STEP for each in (x - 5, y - 5, x + 5, y + 5)], fill="black")
    return np.array(page)


def _empty(rng: Rng) -> Colour:
    page = np.full((_PAGE[1], _PAGE[0], 3), int(rng.integers(235, 256)), np.uint8)
    for _ in range(int(rng.integers(0, 12))):
        at = rng.integers(0, _PAGE[0], 2)
        cv2.circle(page, (int(at[0]), int(at[1])), int(rng.integers(1, 8)), (90, 90, 90), -1)
    return page


def _photo(rng: Rng) -> Colour:
    """No paper at all: soft shapes in colour."""
    page = np.full((_PAGE[1] // 4, _PAGE[0] // 4, 3), rng.integers(60, 220, 3), np.uint8)
    for _ in range(int(rng.integers(12, 60))):
        at, size = rng.integers(0, 800, 2), int(rng.integers(10, 160))
        colour = tuple(int(each) for each in rng.integers(0, 255, 3))
        if rng.random() < 0.5:
            cv2.circle(page, (int(at[0]), int(at[1])), size, colour, -1)
        else:
            cv2.rectangle(page, (int(at[0]), int(at[1])), (int(at[0]) + size, int(at[1]) + size // 2), colour, -1)
    soft = cv2.GaussianBlur(page, (0, 0), float(rng.uniform(0.5, 6)))
    return np.asarray(cv2.resize(soft, _PAGE, interpolation=cv2.INTER_CUBIC), np.uint8)


def _coded(rng: Rng) -> Colour:
    """A page with another machine's code where ours has its own."""
    desk = _Desk(rng)
    _wrapped(desk, invented.text(rng, invented.SENTENCES, "eleven", 6))
    texts = (
        "https://skole.example/a",
        f"{int(rng.integers(10**9, 10**10))}",
        "TOVH:elev",
        "TOVH:bus-1:1",
        "SIDE 1 AF 2",
    )
    kind = zxingcpp.BarcodeFormat.DataMatrix if rng.random() < 0.6 else zxingcpp.BarcodeFormat.QRCode
    code = np.array(zxingcpp.create_barcode(pick(rng, texts), kind).to_image(scale=1, add_quiet_zones=False))
    side = round(28 * STEP)
    picture = Image.fromarray(code).convert("RGB").resize((side, side), Image.Resampling.NEAREST)
    desk.picture.paste(picture, (round(518 * STEP), round(26 * STEP)))
    return desk.done()


def _our_code_on_another_page(rng: Rng) -> Colour:
    """A letter to which the corner of our form was copied: the code says ours, the page is not."""
    form, page = a_page_of_ours(rng)
    corner = rendered(form, page)
    letter = _letter(rng)
    x0, y0, x1, y1 = (round(each * STEP) for each in form.code_boxes[page - 1])
    letter[y0 - 30 : y1 + 30, x0 - 30 : x1 + 30] = corner[y0 - 30 : y1 + 30, x0 - 30 : x1 + 30]
    return letter


FOREIGN: Mapping[str, Draw] = {
    "letter": _letter,
    "invoice": _invoice,
    "table": _table,
    "another form": _other_form,
    "another form with corner marks": _squares,
    "empty page": _empty,
    "photo of something": _photo,
    "our form, earlier": earlier,
    "our form, later": later,
    "another code": _coded,
    "our code on another page": _our_code_on_another_page,
}
"""What is none of our forms."""

"""A layout filled in by an invented school, and the truth about it; typed, ticked and signed as people do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

import numpy as np
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from benchmarks.foreign.layouts import HEIGHT, Layout, Spot
from benchmarks.reading_set.faces import FACES
from benchmarks.reading_set.invented import custody, values
from service.samples.pen import INKS, cross, sign

TYPED = ("Vera", "Liberation Sans", "Liberation Serif", "Carlito", "Caladea")
_NOISE = {"": ("Bakkevej 14, 9999 Fjordby", "Lærer", "24", "Dansk", "Inge Sørup")}


@dataclass(frozen=True, slots=True)
class Filled:
    """One filled-in paper: its PDF, what stands in each field, and which signature boxes are signed."""

    pdf: bytes = field(repr=False)
    said: Mapping[str, str] = field(repr=False)
    signed: Mapping[str, bool] = field(default_factory=dict)


def filled(layout: Layout, seed: int) -> Filled:
    """The layout filled in; the same seed gives the same paper."""
    rng, dice = np.random.default_rng((seed, *layout.name.encode())), Random(seed)
    said = {name: " ".join(text.split()) for name, text in values(rng, layout.kind.value).items()}
    asked = {spot.name for spot in layout.spots}
    said = {name: text for name, text in said.items() if name in asked}
    if "custody" in asked and (ticked := custody(rng)):
        said["custody"] = ticked
    signed = {name: bool(rng.random() < 0.7) for name in ("signature_1", "signature_2") if name in asked}
    face = TYPED[int(rng.integers(len(TYPED)))]
    registerFont(TTFont(face, str(FACES[face].file)))
    size = float(rng.uniform(9.5, 11.5)) * FACES[face].enlarged
    for spot in layout.spots:
        if spot.name in said and not spot.value:
            said[spot.name] = _that_fits(spot, said[spot.name], face, size)
    over = {}
    for page in range(1, layout.pages + 1):
        spots = [spot for spot in layout.spots if spot.page == page]
        over[page] = lambda canvas, spots=spots: _fill(canvas, spots, said, signed, face, size, dice)
    return Filled(layout.filled(over), said, signed)


def _fill(
    canvas: Canvas,
    spots: list[Spot],
    said: Mapping[str, str],
    signed: Mapping[str, bool],
    face: str,
    size: float,
    dice: Random,
) -> None:
    canvas.setDash([])
    ink = dice.choice(INKS)
    for spot in spots:
        x0, y0, x1, y1 = spot.box
        upward = (x0, HEIGHT - y1, x1, HEIGHT - y0)
        if spot.value:
            if said.get(spot.name) == spot.value:
                cross(canvas, upward, dice, ink)
        elif spot.name in signed:
            if signed[spot.name]:
                sign(canvas, upward, dice, dice.choice(INKS))
        else:
            text = said.get(spot.name, "") if spot.name else dice.choice(_NOISE[""])
            canvas.setFillGray(0.05)
            _write(canvas, spot, text, face, size)


def _write(canvas: Canvas, spot: Spot, text: str, face: str, size: float) -> None:
    x0, y0, x1, y1 = spot.box
    canvas.setFont(face, size)
    if y1 - y0 < 40:
        foot = y1 - 4.5 if y1 - y0 < 20 else (y0 + y1) / 2 + size * 0.36
        canvas.drawString(x0 + 5, HEIGHT - foot, text)
        return
    step = spot.lines or size * 1.3
    for number, line in enumerate(simpleSplit(text, face, size, x1 - x0 - 10)):
        foot = y0 + (number + 1) * step - (5 if spot.lines else 0)
        canvas.drawString(x0 + 5, HEIGHT - foot, line)


def _that_fits(spot: Spot, text: str, face: str, size: float) -> str:
    """As many whole sentences, or words, as the spot has room for."""
    x0, y0, x1, y1 = spot.box
    if y1 - y0 < 40:
        words = text.split()
        while len(words) > 1 and stringWidth(" ".join(words), face, size) > x1 - x0 - 8:
            words.pop()
        return " ".join(words)
    step = spot.lines or size * 1.3
    room = int((y1 - y0 - 4) / step)
    sentences = text.split(". ")
    while len(simpleSplit(". ".join(sentences), face, size, x1 - x0 - 10)) > room:
        sentences.pop()
    short = ". ".join(sentences)
    return short if short.endswith(".") else f"{short}."

"""One signature box against the blank: signed, empty or uncertain. It never says "consent"; that is for people.

What the blank does not explain is residual ink. Nothing left: empty. Strokes that lie within the box, that the trained
model takes for a signature, by their shape and by how they read, and that are like those it was trained on: signed.
Anything else is uncertain, for the one error never to make is "signed" about an unsigned box. Figures:
docs/signature-model.md.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np

from cases.application import Ink
from intake.features import Features, measured
from intake.images import Grey
from intake.residue import DPI, MARGIN, Mask, faint, residue
from intake.signature_model import SignatureModel, row_of, the_model
from intake.signature_shape import Shape, shape_of
from intake.signature_text import LetterReader, Reading, reading
from intake.verdict import Judgement, Why

__all__ = ["DPI", "MARGIN", "Judgement", "Seen", "Why", "decided", "held_back", "judge", "judge_ink", "see"]

_SMALL = 3.0  # millimetres of stroke: less is no writing
_SPECKLED = 15
_COVERED, _COVERED_FAX = 0.85, 0.3  # fine grey lines are lost where there is only black and white
_OUTSIDE = 0.01  # half a neighbour's signature shows more than this beyond the frame
_HANGING = {0: _OUTSIDE, 1: 0.06, 2: 0.03}  # unless it passes the lower edge alone, in so few places
_SHALLOW = 4.5  # millimetres: what passes an edge and lies this close to it is a neighbour's; one signature in 150
_REPEATS = 0.75  # of `Shape.pattern`: a wave, a coil, a row of one letter; one signature in four hundred
_AGAIN = 0.6  # of `Shape.again`: a row of one letter, a word with lines through it; one signature in four hundred
_TIGHT = 0.47  # strokes a millimetre: hatching, bars, a zigzag; one signature in three hundred
_NARROW = 18.0  # millimetres: less is initials, a sign, a class; one signature in a hundred
_HOLLOW = 120.0  # square millimetres: a drawing may close as much paper in; one signature in seven hundred
_LINE = 1.05  # winding: less is no more than a line, a hair; one signature in three hundred
_PALE = 0.4  # darkness: less may be pencil, or ink on the back of the sheet
_GROWS, _LEANS = -0.3, 0.0  # less of `Shape.fall` and `Features.slant` has one signature in a hundred, mirrored most


@dataclass(frozen=True, slots=True)
class Seen:
    """What is to be seen in a box, in numbers: all that the decision rests on. No features: no ink."""

    features: Features | None
    shape: Shape | None
    beside: bool
    covered: float
    faint: bool
    specks: int
    black_and_white: bool
    above: int
    below: int
    sideways: bool
    deep: float

    @property
    def blank(self) -> bool:
        """Whether there is no more than a dot."""
        ink = self.features
        return ink is None or (ink.length < _SMALL and max(ink.width, ink.height) < _SMALL)

    @property
    def mirrored(self) -> bool:
        """Whether it grows to the right and leans back, where all ink is black: it may be on the back of the sheet."""
        ink, shape = self.features, self.shape
        grows = shape is not None and shape.fall < _GROWS
        return self.black_and_white and grows and ink is not None and ink.slant < _LEANS


def judge(shown: Grey, printed: Grey, reader: LetterReader) -> Judgement:
    """What stands in a box: `shown` from the scan, `printed` from the blank, both at DPI with MARGIN around the box.

    The reader is asked only about what no guard has held back.
    """
    return judge_ink(shown, printed, reader)[0]


def judge_ink(shown: Grey, printed: Grey, reader: LetterReader) -> tuple[Judgement, Mask]:
    """As `judge`, with the residual ink (255 where there is some)."""
    seen, ink = see(shown, printed)
    return decided(seen, lambda: reading(shown, ink, reader)), ink


def see(shown: Grey, printed: Grey) -> tuple[Seen, Mask]:
    """What is to be seen in a box, and where its residual ink is (255)."""
    found = residue(shown, printed)
    some = bool(found.ink.any())
    seen = Seen(
        features=measured(found.ink, shown, found.across) if some else None,
        shape=shape_of(found.ink) if some else None,
        beside=found.beside,
        covered=found.covered,
        faint=False,
        specks=found.specks,
        black_and_white=_even(shown),
        above=found.above,
        below=found.below,
        sideways=found.sideways,
        deep=found.deep,
    )
    return (replace(seen, faint=faint(shown, found)) if seen.blank else seen), found.ink


def _even(shown: Grey) -> bool:
    """Whether nearly all of it is of one grey: so is paper that was scanned in black and white."""
    greys = cv2.calcHist([shown], [0], None, [256], (0, 256)).ravel()
    usual = int(np.searchsorted(np.cumsum(greys), (shown.size + 1) // 2))
    return float(greys[max(0, usual - 1) : usual + 2].sum()) > 0.8 * shown.size


def decided(seen: Seen, read: Callable[[], Reading], model: SignatureModel | None = None) -> Judgement:
    """The judgement about what was seen, by the shipped model unless another is given."""
    held = held_back(seen)
    if held is not None:
        return held
    if seen.features is None or seen.shape is None:
        return _blank(seen)
    found, model = read(), model or the_model()
    row = row_of(seen.features, seen.shape, found)
    score = model.score(row)
    doubt = round(min(score, 0.8), 3)
    if found.legible.text:
        return Judgement(Ink.UNCERTAIN, min(doubt, 0.5), Why.TEXT)
    if score < model.signed:
        return Judgement(Ink.UNCERTAIN, doubt, Why.UNLIKE)
    if not model.knows(row):
        return Judgement(Ink.UNCERTAIN, doubt, Why.STRANGE)
    return Judgement(Ink.SIGNED, round(score, 3), Why.SIGNED)


def held_back(seen: Seen) -> Judgement | None:
    """What the guards say before any model is asked; None: nothing. They are about what is not in the ink's shape."""
    if seen.covered < (_COVERED_FAX if seen.black_and_white else _COVERED):
        return Judgement(Ink.UNCERTAIN, 0.3, Why.HIDDEN)
    ink = seen.features
    if ink is None or seen.blank:
        return _blank(seen)
    if seen.beside or ink.touching > 0 or _goes_on(seen, ink):
        return Judgement(Ink.UNCERTAIN, 0.5, Why.BESIDE)
    if ink.core < _PALE:
        return Judgement(Ink.UNCERTAIN, 0.5, Why.FAINT)
    if seen.mirrored:
        return Judgement(Ink.UNCERTAIN, 0.5, Why.MIRRORED)
    if _repeats(seen.shape) or ink.width < _NARROW or ink.winding < _LINE or ink.hole_area > _HOLLOW:
        return Judgement(Ink.UNCERTAIN, 0.5, Why.UNLIKE)
    return None


def _repeats(shape: Shape | None) -> bool:
    """Whether the ink comes again along the line, or stands closer than a hand writes."""
    return shape is not None and (shape.pattern > _REPEATS or shape.again > _AGAIN or shape.tight > _TIGHT)


def _goes_on(seen: Seen, ink: Features) -> bool:
    """Whether so much goes on beyond the frame that it may be a neighbour's; a loop or two may hang below it."""
    limit = _OUTSIDE if seen.above else _HANGING.get(seen.below, _OUTSIDE)
    return seen.sideways or seen.above > 1 or seen.deep < _SHALLOW or ink.outside > limit


def _blank(seen: Seen) -> Judgement:
    """Of a box without strokes: empty, unless something makes one wonder."""
    if seen.beside:
        return Judgement(Ink.UNCERTAIN, 0.3, Why.BESIDE)
    if seen.faint:
        return Judgement(Ink.UNCERTAIN, 0.3, Why.FAINT)
    if seen.specks > _SPECKLED:
        return Judgement(Ink.UNCERTAIN, 0.2, Why.SPECKLED)
    return Judgement(Ink.EMPTY, 0.99, Why.EMPTY) if seen.features is None else Judgement(Ink.EMPTY, 0.9, Why.SPECKS)

"""One signature box against the blank: signed, empty or uncertain. It never says "consent"; that is for people.

What the blank does not explain is residual ink. Nothing left: empty. Strokes that the trained model takes for a pen's,
that are like those it was trained on, that lie within the box and that nobody can read as text: signed. Anything else
is uncertain, for the one error never to make is "signed" about an unsigned box. Figures: docs/signature-model.md.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cases.application import Ink
from intake.features import Features, measured, numbers
from intake.images import Grey
from intake.residue import DPI, MARGIN, Mask, faint, residue
from intake.signature_model import SignatureModel, the_model
from intake.verdict import Judgement, Why

__all__ = ["DPI", "MARGIN", "Judgement", "Seen", "Why", "decided", "judge", "judge_ink", "see"]

_SMALL = 3.0  # millimetres of stroke: less is no writing
_SPECKLED = 15
_COVERED, _COVERED_FAX = 0.85, 0.3  # fine grey lines are lost where there is only black and white
_OUTSIDE = 0.01  # half a neighbour's signature shows more than this, in the training set too
_PALE = 0.45  # darkness: less may be pencil, or ink on the back of the sheet


@dataclass(frozen=True, slots=True)
class Seen:
    """What is to be seen in a box, in numbers: all that the decision rests on. No features: no ink."""

    features: Features | None
    beside: bool
    covered: float
    faint: bool
    specks: int
    black_and_white: bool

    @property
    def blank(self) -> bool:
        """Whether there is no more than a dot."""
        ink = self.features
        return ink is None or (ink.length < _SMALL and max(ink.width, ink.height) < _SMALL)


def judge(shown: Grey, printed: Grey, readable: Callable[[Grey], bool]) -> Judgement:
    """What stands in a box: `shown` from the scan, `printed` from the blank, both at DPI with MARGIN around the box.

    `readable` says whether a picture can be read as text; it is asked only about what would else be "signed".
    """
    return judge_ink(shown, printed, readable)[0]


def judge_ink(shown: Grey, printed: Grey, readable: Callable[[Grey], bool]) -> tuple[Judgement, Mask]:
    """As `judge`, with the residual ink (255 where there is some)."""
    seen, ink = see(shown, printed)
    return decided(seen, lambda: readable(np.where(ink > 0, shown, 255).astype(np.uint8))), ink


def see(shown: Grey, printed: Grey) -> tuple[Seen, Mask]:
    """What is to be seen in a box, and where its residual ink is (255)."""
    found = residue(shown, printed)
    features = measured(found.ink, shown, found.across) if found.ink.any() else None
    even = float((np.abs(shown.astype(np.int16) - int(np.median(shown))) <= 1).mean()) > 0.8
    seen = Seen(features, found.beside, found.covered, False, found.specks, even)
    if seen.blank:
        seen = Seen(features, found.beside, found.covered, faint(shown, found), found.specks, even)
    return seen, found.ink


def decided(seen: Seen, readable: Callable[[], bool], model: SignatureModel | None = None) -> Judgement:
    """The judgement about what was seen, by the shipped model unless another is given."""
    if seen.covered < (_COVERED_FAX if seen.black_and_white else _COVERED):
        return Judgement(Ink.UNCERTAIN, 0.3, Why.HIDDEN)
    if seen.features is None or seen.blank:
        return _blank(seen)
    row = numbers(seen.features)
    model = model or the_model()
    score = round(model.score(row), 3)
    doubt = min(score, 0.8)
    if seen.beside or seen.features.outside > _OUTSIDE or seen.features.touching > 0:
        return Judgement(Ink.UNCERTAIN, doubt, Why.BESIDE)
    if seen.features.core < _PALE:
        return Judgement(Ink.UNCERTAIN, doubt, Why.FAINT)
    if score < model.signed:
        return Judgement(Ink.UNCERTAIN, doubt, Why.UNLIKE)
    if not model.knows(row):
        return Judgement(Ink.UNCERTAIN, doubt, Why.STRANGE)
    if readable():
        return Judgement(Ink.UNCERTAIN, 0.5, Why.TEXT)
    return Judgement(Ink.SIGNED, score, Why.SIGNED)


def _blank(seen: Seen) -> Judgement:
    """Of a box without strokes: empty, unless something makes one wonder."""
    if seen.beside:
        return Judgement(Ink.UNCERTAIN, 0.3, Why.BESIDE)
    if seen.faint:
        return Judgement(Ink.UNCERTAIN, 0.3, Why.FAINT)
    if seen.specks > _SPECKLED:
        return Judgement(Ink.UNCERTAIN, 0.2, Why.SPECKLED)
    return Judgement(Ink.EMPTY, 0.99, Why.EMPTY) if seen.features is None else Judgement(Ink.EMPTY, 0.9, Why.SPECKS)

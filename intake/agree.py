"""When two engines have read the same box: what it says, how sure we are, and whether it is verified. Pure.

A value is *verified* when both engines read the same and it is of the shape that its box asks for: a day that exists, a
number of eight digits. A single engine is never enough, however sure it says it is. What is not verified stays below
the confidence at which values are taken as read, and both readings travel on, for a person to choose.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from intake.looks import Looks
from intake.ocr import Heard

MOST_UNVERIFIED = 0.7
"""The most confidence in what only one engine read: less than what the checks take as read (0.8)."""

_UNLIKE = 0.5  # the most in what lacks the shape of its box
LEAST_VERIFIED = 0.9
"""The least confidence in what two sources say."""

_TWICE = 2
_LONG = 6  # letters from which it is told how alike two readings are


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a box says; `other` is the second reading where the engines differ."""

    text: str = field(repr=False)
    confidence: float
    verified: bool
    other: str = field(repr=False, default="")


def same(one: Heard, other: Heard, looks: Looks) -> bool:
    """Whether two readings are one, and right for the box. Spaces count only where they part words."""
    return looks.valid(one.text) and looks.valid(other.text) and looks.key(one.text) == looks.key(other.text)


def sure(first: Heard, second: Heard, looks: Looks) -> bool:
    """Whether each engine is so sure that one look of each is enough."""
    return first.confidence >= looks.first_sure and second.confidence >= looks.second_sure


def far_apart(first: Heard, second: Heard, looks: Looks) -> bool:
    """Whether the engines read so different things that looking again is of no use."""
    one, other = looks.key(first.text), looks.key(second.text)
    return min(len(one), len(other)) >= _LONG and fuzz.ratio(one, other) < looks.far


def agreed_after(firsts: Sequence[Heard], seconds: Sequence[Heard], looks: Looks) -> Agreed:
    """Weigh several looks of each engine. What they are unsure of is verified when two looks of each read the same."""
    pairs = [(one, two) for one in firsts for two in seconds if same(one, two, looks)]
    proven = [pair for pair in pairs if sure(*pair, looks)]
    if not proven and looks.twice:
        proven = [pair for pair in pairs if _again(pair[0], firsts, looks) and _again(pair[1], seconds, looks)]
    if proven:
        return agreed(*max(proven, key=lambda pair: min(pair[0].confidence, pair[1].confidence)), looks)
    best, rest = (max(each, key=lambda one: (looks.valid(one.text), one.confidence)) for each in (firsts, seconds))
    return unverified(best, rest, looks)


def _again(heard: Heard, looked: Sequence[Heard], looks: Looks) -> bool:
    """Whether an engine read the same at two looks."""
    return sum(looks.key(each.text) == looks.key(heard.text) for each in looked) >= _TWICE


def agreed(first: Heard, second: Heard, looks: Looks) -> Agreed:
    """Weigh the first engine's reading (tesseract) against the second's, both tidied."""
    if same(first, second, looks):
        sure = min(1.0, LEAST_VERIFIED + (1 - LEAST_VERIFIED) * min(first.confidence, second.confidence))
        chosen = second if looks.second_first else first
        return Agreed(chosen.text, round(sure, 3), True)
    return unverified(first, second, looks)


def unverified(first: Heard, second: Heard, looks: Looks) -> Agreed:
    """What to propose to a person, and the other reading."""
    best, rest = _preferred(first, second, looks)
    most = MOST_UNVERIFIED if looks.valid(best.text) else _UNLIKE
    other = rest.text if looks.key(rest.text) != looks.key(best.text) else ""
    return Agreed(best.text, round(min(best.confidence, most), 3), False, other)


def _preferred(first: Heard, second: Heard, looks: Looks) -> tuple[Heard, Heard]:
    """The reading to propose, and the other one: what is valid first, then whom this sort of box suits."""
    if looks.valid(first.text) != looks.valid(second.text):
        return (first, second) if looks.valid(first.text) else (second, first)
    if looks.second_first:
        return (second, first) if second.text else (first, second)
    doubtful = not first.text or (first.confidence < looks.sure and second.confidence > first.confidence)
    return (second, first) if doubtful and second.text else (first, second)

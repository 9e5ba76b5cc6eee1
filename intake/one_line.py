"""A box of one line: each engine looks, and again another way, until the two agree or are seen not to.

Pure, but for the engines handed in.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from math import inf

import cv2
import numpy as np

from intake.addresses import address, mistakable
from intake.agree import MOST_UNVERIFIED, Agreed, agreed, agreed_after, far_apart, same, sure, unverified
from intake.by_hand import OF_WORDS
from intake.clarity import Clarity
from intake.doubted_words import Knows
from intake.engines import Engine, Line
from intake.forms import FieldType
from intake.images import Grey
from intake.laid import as_grey
from intake.line_model import LOW
from intake.looks import LOOKS, SEEN, Looks, tidy
from intake.ocr import Heard, Script
from intake.punctuation import put_right_line
from intake.regions import INK

_WIDER = 1.25
_EDGE = 3  # pixels at SEEN around the letters of a line that is read low
_BEGINS_SMALL = re.compile(r"(?:^|[ -])[a-zæøåäöüé]")
"""What both engines mistake alike, so that a person looks: j for J where a name begins."""

_PARTS, _WORD = re.compile(r"[^ -]+"), re.compile(r"[^\W\d_]+")
_BEGINS = re.compile(r"^[^\W\d_]|(?<=-)[^\W\d_]")
_WITHOUT_STOP = re.compile(r"(?<=^\d)(?= [^\W\d_]{2})|(?<=^\d\d)(?= [^\W\d_]{2})")
"""Where a name begins great; where "1 klasse" has lost its full stop, for nobody writes it so."""

_NOUGHTS = ("o", "O")  # a class begins with a digit; an l may be a 1 that has swallowed its full stop


def read_line(
    pixels: Grey,
    kind: FieldType,
    engine: Engine,
    lines: Line,
    clear: Clarity = Clarity.CLEAR,
    *,
    by_hand: bool = False,
) -> Agreed:
    """A line at SEEN dpi, of a type that LOOKS has. One `by_hand` in a smeared scan is only proposed."""
    found = _proposed(pixels, kind, engine, lines, clear, once=clear.smeared and by_hand)
    if kind is FieldType.EMAIL:
        return address(found, clear, engine.knows)
    if kind is FieldType.CLASS and (written := _WITHOUT_STOP.sub(".", _numbered(found.text, "0"))) != found.text:
        return _doubted(found, written)
    if kind is FieldType.NAME and not found.verified:
        return replace(found, text=_BEGINS.sub(lambda at: at[0].upper(), found.text))
    if clear.coarse and kind is FieldType.LINE and not found.verified:
        return replace(found, text=" ".join(put_right_line(found.text.split())))
    return found


def _proposed(
    pixels: Grey, kind: FieldType, engine: Engine, lines: Line, clear: Clarity, *, once: bool = False
) -> Agreed:
    """Of a smeared line no words are verified; one that is by hand besides is looked at `once` by each."""
    smeared = clear.smeared and kind in OF_WORDS
    found = _glanced(pixels, kind, engine, lines) if smeared else _read(pixels, kind, engine, lines, once=once)
    if kind in OF_WORDS and (ringed := _with_rings(found.text, engine.knows)) != found.text:
        return _doubted(found, ringed)
    return _doubted(found, found.text) if found.verified and _mistakable(found.text, kind, engine.knows) else found


def _doubted(found: Agreed, text: str) -> Agreed:
    """What is proposed in place of what both engines read, for a person to look at."""
    other = found.text if text != found.text else found.other
    return replace(found, text=text, other=other, verified=False, confidence=min(found.confidence, MOST_UNVERIFIED))


def _mistakable(text: str, kind: FieldType, knows: Knows) -> bool:
    if kind is FieldType.EMAIL:
        return mistakable(text, knows)
    if kind is FieldType.LINE and text.endswith("."):
        return True  # it may be dust, which both engines took for a stop in a copy of a copy
    if kind is FieldType.NAME and _BEGINS_SMALL.search(text):
        return True
    return kind in OF_WORDS and any(_ringed(part) != part and knows(_ringed(part)) for part in _PARTS.findall(text))


def _with_rings(text: str, knows: Knows) -> str:
    """With the rings that an "A" may have lost to both engines: with it the word is listed, and it is not without."""
    return _PARTS.sub(lambda at: _ringed(at[0]) if knows(_ringed(at[0])) and not knows(at[0]) else at[0], text)


def _ringed(part: str) -> str:
    return f"Å{part[1:]}" if part[0] == "A" else part


def _numbered(text: str, beside: str) -> str:
    """A class with the nought that an "o" in its first place is, where the reading beside it begins with one."""
    numbered = f"0{text[1:]}"
    is_one = text.startswith(_NOUGHTS) and beside.startswith("0") and LOOKS[FieldType.CLASS].valid(numbered)
    return numbered if is_one else text


def _read(pixels: Grey, kind: FieldType, engine: Engine, lines: Line, *, once: bool) -> Agreed:
    looks = LOOKS[kind]
    second = _tidied(_second(pixels, looks, lines), kind)
    firsts: list[Heard] = []
    for script, dpi in looks.ways:
        first = _first(pixels, kind, engine, script, dpi)
        if kind is FieldType.CLASS:
            first, second = _with_nought(first, second), _with_nought(second, first)
        firsts.append(first)
        if same(firsts[-1], second, looks) and sure(firsts[-1], second, looks):
            return agreed(firsts[-1], second, looks)
        right = looks.valid(firsts[-1].text) or looks.valid(second.text)
        if (once and right) or far_apart(firsts[-1], second, looks):
            return unverified(firsts[-1], second, looks)  # by hand, and no other look would bring them together
    return agreed_after(firsts, (second, _tidied(lines.read(pixels, looks.letters, _WIDER), kind)), looks)


def _glanced(pixels: Grey, kind: FieldType, engine: Engine, lines: Line) -> Agreed:
    """A line of which nothing will be verified: look after look until the first engine is sure, or two read the same.

    Proposed is the look of whose words most are listed; of those the surest.
    """
    looks = LOOKS[kind]
    seen: list[Heard] = []
    for heard, least in _one_by_one(pixels, kind, engine, lines):
        alike = any(same(heard, other, looks) for other in seen)
        seen.append(heard)
        if alike or (heard.confidence >= least and looks.valid(heard.text)):
            break
    best, *rest = sorted(seen, key=lambda each: _likely(each, looks, engine.knows), reverse=True)
    other = next((each.text for each in rest if looks.key(each.text) != looks.key(best.text)), "")
    return replace(unverified(best, best, looks), other=other)


def _one_by_one(pixels: Grey, kind: FieldType, engine: Engine, lines: Line) -> Iterator[tuple[Heard, float]]:
    """Each engine's first look, then the other looks of the first, which cost half; and how sure is enough.

    The second engine is never sure enough by itself: it writes "fravaer" as surely as "fravær".
    """
    looks = LOOKS[kind]
    yield _first(pixels, kind, engine, *looks.ways[0]), looks.sure
    yield _tidied(_second(pixels, looks, lines), kind), inf
    yield from ((_first(pixels, kind, engine, *way), looks.sure) for way in looks.ways[1:])


def _likely(heard: Heard, looks: Looks, knows: Knows) -> tuple[bool, float, float]:
    """How much speaks for a look: that it is right for the box, the share of its words that are listed, how sure."""
    words = _WORD.findall(heard.text)
    return looks.valid(heard.text), sum(map(knows, words)) / max(1, len(words)), heard.confidence


def _with_nought(heard: Heard, beside: Heard) -> Heard:
    return replace(heard, text=_numbered(heard.text, beside.text))


def _first(pixels: Grey, kind: FieldType, engine: Engine, script: Script, dpi: int) -> Heard:
    return _tidied(engine.read(_shrunk(pixels, dpi), script, dpi), kind)


def _second(pixels: Grey, looks: Looks, lines: Line) -> Heard:
    if not looks.low:
        return lines.read(pixels, looks.letters)
    inked = pixels < INK
    rows, columns = (np.flatnonzero(inked.any(axis=axis)) for axis in (1, 0))
    if not rows.size:
        return lines.read(pixels, looks.letters)
    (top, foot), (left, right) = ((int(at[0]), int(at[-1]) + 1) for at in (rows, columns))
    close = pixels[max(0, top - _EDGE) : foot + _EDGE, max(0, left - 2 * _EDGE) : right + 2 * _EDGE]
    return lines.read(close, looks.letters, 1.0, LOW)


def _tidied(heard: Heard, kind: FieldType) -> Heard:
    return Heard(tidy(heard.text, kind), heard.confidence)


def _shrunk(pixels: Grey, dpi: int) -> Grey:
    """A box cut out at SEEN, at fewer dpi."""
    if dpi == SEEN:
        return pixels
    return as_grey(cv2.resize(pixels, None, fx=dpi / SEEN, fy=dpi / SEEN, interpolation=cv2.INTER_AREA))

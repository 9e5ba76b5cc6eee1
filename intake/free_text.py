"""Several lines of free text: the first engine reads them all, the second each line by itself.

    the box ─first engine→ words ─in lines, second engine→ the same in every line: verified ; else: put right, proposed

A text is verified when both read every line the same, letter, comma and space, both sure of it, it begins and
ends as sentences do, and no ink lies elsewhere: an engine can overlook a line. None is of a coarse scan, where both see
the same blots, nor of handwriting.
Where they differ a word is put right letter for letter at most, where the second engine is sure of it; it must be very
sure where the first does not doubt the word, and nearly certain to take away a Danish letter, for it writes "Age" for
"Åge". Pure, but for the engines handed in.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from intake.agree import LEAST_VERIFIED, Agreed
from intake.clarity import Clarity
from intake.engines import Engine, Lines
from intake.images import Grey
from intake.looks import TEXT_DPI
from intake.ocr import Heard, Script, Seen
from intake.punctuation import put_right, stop_before
from intake.regions import INK, regions_of

UNSURE = 0.93
"""Words of less confidence are doubted by the first engine."""

SURE = 0.8
"""The least confidence of the second engine that puts a doubted word right, and in each letter of a verified text."""

_VERY_SURE = 0.95  # the least with which it puts a word right that the first engine does not doubt
_CERTAIN, _DOUBTFUL = 0.99, 0.9  # the least of the second and the most of the first with which a Danish letter is lost
_FIRST_SURE = 0.6  # the least of the first engine, in each word of a verified text
_FEW, _MOST = 5, 0.34
"""Where more than this share of the words is unsure it is written by hand; a person reads that."""

LETTERS = "abcdefghijklmnopqrstuvwxyzæøåéü"
LETTERS += LETTERS.upper() + "0123456789.,:;!?%&()/'\"+- "

_WORD = re.compile(r"\S+")
_LAST = (".", "!", "?")
_UPRIGHT = frozenset("iIl1|")
_DANISH = frozenset("æøåÆØÅ")
_AROUND = 4  # pixels around a word
_LOOKS = ((1, 1.0), (2, 1.3))
"""How the second engine looks at a line: pixels above and below its letters, and how it is widened. It looks again when
it does not read as the first engine did; a text that is read otherwise by both looks is not verified."""

_SPECK = 0.4  # millimetres
_LOST = 0.15  # the share of ink outside of all words from which a line was overlooked
_THIN, _LOW = 3, 8  # pixels at TEXT_DPI: the least ink in a row of a line, and the lowest line


@dataclass(frozen=True, slots=True)
class _Again:
    """A line as it is proposed: as both engines read it where they agree, doubtful words put right where not."""

    words: tuple[Seen, ...]
    agreed: bool


def read_text(pixels: Grey, engine: Engine, lines: Lines, clear: Clarity) -> Agreed:
    """What stands in a box of several lines, cut out at TEXT_DPI; of a smeared scan the first engine alone reads it."""
    heard = engine.read(pixels, Script.BLOCK, TEXT_DPI)
    if heard.words and _outside(heard.words, pixels) > _LOST:
        heard = _line_by_line(pixels, engine)
        text = " ".join(put_right(heard.text.split(), coarse=clear.coarse))
        return Agreed(text, heard.confidence, verified=False)
    unsure = sum(seen.confidence < UNSURE for seen in heard.words)
    if len(_WORD.findall(heard.text)) != len(heard.words) or unsure > max(_FEW, _MOST * len(heard.words)):
        return Agreed(heard.text, heard.confidence, verified=False)
    if clear.smeared:
        return Agreed(_woven(heard.text, _put_right(heard.words, coarse=True)), heard.confidence, verified=False)
    again = list(_by_lines(heard.text, heard.words, pixels, lines, verifiable=not clear.coarse))
    alike = bool(again) and all(line.agreed for line in again)
    if alike and not clear.coarse and _sentences(heard.text) and not _overlooked(heard.words, pixels):
        return Agreed(heard.text, round(LEAST_VERIFIED + (1 - LEAST_VERIFIED) * heard.confidence, 3), verified=True)
    words = _put_right([seen for line in again for seen in line.words], coarse=clear.coarse)
    return Agreed(_woven(heard.text, words), heard.confidence, verified=False)


def _sentences(text: str) -> bool:
    """Whether a text begins and ends as sentences do: both engines can take "V" for "v", or lose a last full stop."""
    return not text[:1].islower() and text.rstrip().endswith(_LAST)


def _outside(words: Sequence[Seen], pixels: Grey) -> float:
    """The share of the ink that lies outside of every word: much of it, and a line was overlooked."""
    ink = int((pixels < INK).sum())
    return float((_without(words, pixels) < INK).sum()) / ink if ink else 0.0


def _without(words: Sequence[Seen], pixels: Grey) -> Grey:
    """The picture with its words made white."""
    bare = pixels.copy()
    for x0, y0, x1, y1 in (seen.box for seen in words):
        bare[max(0, y0 - _AROUND) : y1 + _AROUND, max(0, x0 - _AROUND) : x1 + _AROUND] = 255
    return bare


def _line_by_line(pixels: Grey, engine: Engine) -> Heard:
    """The text of the lines, cut where a row has no ink and each read by itself."""
    inked = np.concatenate(([False], (pixels < INK).sum(axis=1) >= _THIN, [False]))
    edges = np.flatnonzero(np.diff(inked.astype(np.int8)))
    rows = [(top, bottom) for top, bottom in edges.reshape(-1, 2) if bottom - top >= _LOW]
    read = [engine.read(_row(pixels, int(top), int(bottom)), Script.LINE, TEXT_DPI) for top, bottom in rows]
    said = [each for each in read if each.text]
    sure = sum(each.confidence for each in said) / len(said) if said else 0.0
    return Heard("\n".join(each.text for each in said), sure)


def _row(pixels: Grey, top: int, bottom: int) -> Grey:
    row = pixels[max(0, top - 1) : bottom + 1]
    return cv2.copyMakeBorder(row, _AROUND, _AROUND, 0, 0, cv2.BORDER_CONSTANT, value=255).astype(np.uint8)


def _put_right(words: Sequence[Seen], *, coarse: bool) -> tuple[Seen, ...]:
    right = put_right([seen.text for seen in words], coarse=coarse)
    return tuple(replace(seen, text=text) for seen, text in zip(words, right, strict=True))


def _woven(text: str, words: Sequence[Seen]) -> str:
    """The text with these words in the places of the old ones; what parts them stays."""
    found = iter(words)
    return _WORD.sub(lambda _: next(found).text, text)


# --- line by line


def _by_lines(text: str, words: Sequence[Seen], pixels: Grey, lines: Lines, *, verifiable: bool) -> Iterator[_Again]:
    start, agreed = 0, verifiable
    for line in text.splitlines():
        end = start + len(line.split())
        its = tuple(words[start:end])
        if not its:
            continue
        if agreed or any(seen.confidence < UNSURE for seen in its):
            following = words[end].text if end < len(words) else None
            again = _line_again(its, following, pixels, lines, _LOOKS if agreed else _LOOKS[:1])
        else:
            again = _Again(its, agreed=False)  # nothing here can be verified any more, or put right
        agreed = agreed and again.agreed
        yield again
        start = end


def _line_again(
    words: Sequence[Seen], following: str | None, pixels: Grey, lines: Lines, looks: Sequence[tuple[int, float]]
) -> _Again:
    second: Sequence[tuple[str, float]] = ()
    for edge, stretch in looks:
        second = lines.words(_cut(pixels, words, edge), LETTERS, stretch) or second
        if _alike(words, second):
            return _Again(tuple(words), agreed=True)
    if len(second) != len(words):
        return _Again(tuple(words), agreed=False)
    after = [*(seen.text for seen in words[1:]), following]
    chosen = (_chosen(*each) for each in zip(words, second, after, strict=True))
    return _Again(tuple(chosen), agreed=False)


def _alike(words: Sequence[Seen], second: Sequence[tuple[str, float]]) -> bool:
    """Whether both engines read the same, and each is sure of it."""
    return (
        [seen.text for seen in words] == [text for text, _ in second]
        and min(sure for _, sure in second) >= SURE
        and min(seen.confidence for seen in words) >= _FIRST_SURE
    )


def _chosen(seen: Seen, second: tuple[str, float], following: str | None) -> Seen:
    """The word to propose where the engines may differ."""
    text, sure = second
    if text[-1] != seen.text[-1] and {seen.text[-1], text[-1]} == {".", ","}:
        seen = replace(seen, text=stop_before(seen.text, following))
        text = text[:-1] + seen.text[-1]
    if sure < (SURE if seen.confidence < UNSURE else _VERY_SURE) or not _may_stand(text, seen, sure):
        return seen
    return replace(seen, text=text)


def _may_stand(text: str, seen: Seen, sure: float) -> bool:
    """Whether the second reading may take the first one's place: letter for letter, and not an "o" an ø's."""
    if len(text) != len(seen.text) or (len(text) == 1 and not (text in "iI" and seen.text in _UPRIGHT)):
        return False
    lost = any(a in _DANISH and b not in _DANISH for a, b in zip(seen.text, text, strict=True))
    return not lost or (sure >= _CERTAIN and seen.confidence < _DOUBTFUL)


def _cut(pixels: Grey, words: Sequence[Seen], edge: int) -> Grey:
    """A line of words, cut so close that its letters fill it."""
    x0, y0 = (min(seen.box[side] for seen in words) for side in (0, 1))
    x1, y1 = (max(seen.box[side] for seen in words) for side in (2, 3))
    return pixels[max(0, y0 - edge) : y1 + edge, max(0, x0 - _AROUND) : x1 + _AROUND]


def _overlooked(words: Sequence[Seen], pixels: Grey) -> bool:
    """Whether ink that is no speck lies outside of every word."""
    bare = _without(words, pixels)
    left = regions_of((bare < INK).astype(np.uint8))[1][1:]
    return any(max(each[2], each[3]) >= _SPECK * TEXT_DPI / 25.4 for each in left)

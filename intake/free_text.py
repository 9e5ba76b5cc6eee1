"""Several lines of free text: the first engine reads them all, the second each line by itself.

    the box ─first engine→ words ─in lines, second engine→ the same in every line: verified ; else: put right, proposed

A text is verified when both read every line the same, letter, comma and space, both sure of it, it begins and
ends as sentences do, and no ink lies elsewhere: an engine can overlook a line. None is of a coarse scan, where both see
the same blots, nor of handwriting.
Once that is lost only words that are doubted are looked at, each alone (`doubted_words`). What is still not right is
what strokes and stops look like (`alike`, `lost_stops`, `punctuation`). Pure, but for the engines handed in.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from intake.agree import LEAST_VERIFIED, Agreed
from intake.alike import has_twin, listed, lost_a_letter, seems_another
from intake.clarity import Clarity
from intake.doubted_words import AROUND, LETTERS, UNSURE, Knows, again, around, believed, chosen, cut, parted
from intake.engines import Engine, Lines
from intake.images import Grey
from intake.looks import TEXT_DPI
from intake.lost_stops import with_stops
from intake.ocr import Heard, Script, Seen
from intake.punctuation import put_right
from intake.regions import INK, regions_of, rows_of_lines

_FIRST_SURE, _SURE = 0.6, 0.8
"""The least of the first engine in each word of a verified text, and of the second in each letter."""

_ONE_SURE = 0.9  # the least of either engine, in a word that both read alike and that is listed
_SURE_OF_M = (
    0.94  # the least of both, in a word whose m no list proves to be no "rn"; of those that were, 0.92 was most
)
_FEW, _MOST = 5, 0.34
"""Where more than this share of the words is unsure it is written by hand; a person reads that."""

_WORD = re.compile(r"\S+")
_LAST = (".", "!", "?")
_NO_SPACE = re.compile(r"\d%")
_LOOKS = ((1, 1.0), (2, 1.3))
"""How the second engine looks at a line: pixels above and below its letters, and how it is widened. It looks again when
it does not read as the first engine did; a text that is read otherwise by both looks is not verified."""

_SPECK = 0.4  # millimetres
_LOST = 0.15  # the share of ink outside of all words from which a line was overlooked


@dataclass(frozen=True, slots=True)
class _Again:
    """A line as it is proposed: as both engines read it where they agree, doubtful words put right where not."""

    words: tuple[Seen, ...]
    agreed: bool


def read_text(pixels: Grey, engine: Engine, lines: Lines, clear: Clarity, *, by_hand: bool = False) -> Agreed:
    """What stands in a box of several lines, cut out at TEXT_DPI. On a page `by_hand` it is only proposed."""
    heard = engine.read(pixels, Script.BLOCK, TEXT_DPI)
    if not heard.text or (heard.words and _outside(heard.words, pixels) > _LOST):
        heard = _line_by_line(pixels, engine)
        return Agreed(_tidier(heard.text, clear, engine.knows), heard.confidence, verified=False)
    unsure = sum(seen.confidence < UNSURE for seen in heard.words)
    if len(_WORD.findall(heard.text)) != len(heard.words) or unsure > max(_FEW, _MOST * len(heard.words)):
        return Agreed(_tidier(heard.text, clear, engine.knows), heard.confidence, verified=False)
    verifiable = not (clear.coarse or by_hand)
    seen = [believed(each, engine.knows) for each in heard.words] if clear.smeared else heard.words
    found = list(_by_lines(heard.text, seen, pixels, lines, engine.knows, verifiable=verifiable))
    alike = bool(found) and all(line.agreed for line in found)
    if alike and _sentences(heard.text) and not _overlooked(found, pixels):
        return Agreed(heard.text, round(LEAST_VERIFIED + (1 - LEAST_VERIFIED) * heard.confidence, 3), verified=True)
    words = with_stops([seen for line in found for seen in line.words], pixels)
    if clear.coarse:
        doubted = [seen.confidence < UNSURE for seen in words]
        right = _as_listed([seen.text for seen in words], doubted, engine.knows)
        words = tuple(replace(seen, text=text) for seen, text in zip(words, right, strict=True))
    words = _put_right(words, coarse=clear.coarse)
    return Agreed(_woven(heard.text, words), heard.confidence, verified=False)


def _tidier(text: str, clear: Clarity, knows: Knows) -> str:
    """A text whose words nobody looks at again."""
    words = _WORD.findall(text)
    if clear.coarse:
        words = list(_as_listed(words, [False] * len(words), knows))
    right = iter(put_right(words, coarse=clear.coarse))
    return _WORD.sub(lambda _: next(right), text)


def _as_listed(words: Sequence[str], doubted: Sequence[bool], knows: Knows) -> Iterator[str]:
    """The words as the list has them. What is written like a name is not, unless the engine doubts it."""
    before = _LAST[0]
    for word, unsure in zip(words, doubted, strict=True):
        may_be_a_name = word[:1].isupper() and not before.endswith(_LAST)
        if may_be_a_name and unsure and word.startswith("M") and knows(word.lower()):  # smeared, an m is an M
            word, may_be_a_name = word.lower(), False
        yield word if may_be_a_name and not unsure else listed(word, knows)
        before = word


def _sentences(text: str) -> bool:
    """Whether a text begins and ends as sentences do: both engines can take "V" for "v", or lose a last full stop, and
    the narrow space of "14 %".
    """
    return not text[:1].islower() and text.rstrip().endswith(_LAST) and not _NO_SPACE.search(text)


def _outside(words: Sequence[Seen], pixels: Grey) -> float:
    """The share of the ink that lies outside of every word: much of it, and a line was overlooked."""
    ink = int((pixels < INK).sum())
    return float((_without([seen.box for seen in words], pixels) < INK).sum()) / ink if ink else 0.0


def _without(boxes: Sequence[tuple[int, int, int, int]], pixels: Grey) -> Grey:
    """The picture with words or lines of it made white."""
    bare = pixels.copy()
    for x0, y0, x1, y1 in boxes:
        bare[max(0, y0 - AROUND) : y1 + AROUND, max(0, x0 - AROUND) : x1 + AROUND] = 255
    return bare


def _line_by_line(pixels: Grey, engine: Engine) -> Heard:
    """The text of the lines, cut where a row has no ink and each read by itself."""
    read = [engine.read(_row(pixels, *line), Script.LINE, TEXT_DPI) for line in rows_of_lines(pixels)]
    said = [each for each in read if each.text]
    sure = sum(each.confidence for each in said) / len(said) if said else 0.0
    return Heard("\n".join(each.text for each in said), sure)


def _row(pixels: Grey, top: int, bottom: int) -> Grey:
    row = pixels[max(0, top - 1) : bottom + 1]
    return cv2.copyMakeBorder(row, AROUND, AROUND, 0, 0, cv2.BORDER_CONSTANT, value=255).astype(np.uint8)


def _put_right(words: Sequence[Seen], *, coarse: bool) -> tuple[Seen, ...]:
    right = put_right([seen.text for seen in words], coarse=coarse)
    return tuple(replace(seen, text=text) for seen, text in zip(words, right, strict=True))


def _woven(text: str, words: Sequence[Seen]) -> str:
    """The text with these words in the places of the old ones; what parts them stays."""
    found = iter(words)
    return _WORD.sub(lambda _: next(found).text, text)


# --- line by line


def _by_lines(
    text: str, words: Sequence[Seen], pixels: Grey, lines: Lines, knows: Knows, *, verifiable: bool
) -> Iterator[_Again]:
    start = 0
    for line in text.splitlines():
        end = start + len(line.split())
        its = tuple(words[start:end])
        if not its:
            continue
        after = [*(seen.text for seen in its[1:]), words[end].text if end < len(words) else None]
        if verifiable:
            again = _line_again(its, after, pixels, lines, knows)
            verifiable = again.agreed
            yield again
        else:
            yield _words_again(its, after, pixels, lines, knows)
        start = end


def _line_again(
    words: tuple[Seen, ...], after: Sequence[str | None], pixels: Grey, lines: Lines, knows: Knows
) -> _Again:
    """The line, where all of it may still be verified."""
    if any(seen.confidence < _FIRST_SURE and not knows(seen.text) for seen in words):
        return _words_again(words, after, pixels, lines, knows)
    second: Sequence[tuple[str, float]] = ()
    for edge, stretch in _LOOKS:
        second = lines.words(cut(pixels, words, edge), LETTERS, stretch) or second
        if _alike(words, second, knows):
            return _Again(words, agreed=True)
    if len(second) != len(words):
        return _words_again(parted(words, second, knows), after, pixels, lines, knows)
    return _Again(tuple(chosen(*each, knows) for each in zip(words, second, after, strict=True)), agreed=False)


def _words_again(
    words: tuple[Seen, ...], after: Sequence[str | None], pixels: Grey, lines: Lines, knows: Knows
) -> _Again:
    """The line, where nothing can be verified any more: only the words that are doubted are looked at."""
    right = (again(seen, following, pixels, lines, knows) for seen, following in zip(words, after, strict=True))
    return _Again(tuple(right), agreed=False)


def _alike(words: Sequence[Seen], second: Sequence[tuple[str, float]], knows: Knows) -> bool:
    """Whether both engines read the same, and are sure of it; of a listed word it is enough that one is."""
    return [seen.text for seen in words] == [text for text, _ in second] and all(
        _proved(seen, sure, knows) for seen, (_, sure) in zip(words, second, strict=True)
    )


def _proved(seen: Seen, sure: float, knows: Knows) -> bool:
    """Whether a word is right that both read alike. An l and an i both can mistake, and "rn" for an m, unless they are
    sure of it.
    """
    if lost_a_letter(seen.text, knows) or seems_another(seen.text, "l", "i", knows):
        return False
    if seems_another(seen.text.lower(), "m", "rn", knows):
        return False  # "Bam" is listed as a name, but "bam" is no word, and "barn" is
    unproved = "m" in seen.text and (not knows(seen.text) or has_twin(seen.text, "m", "rn", knows))
    if unproved and min(seen.confidence, sure) < _SURE_OF_M:
        return False
    if min(seen.confidence, sure) >= _ONE_SURE:
        return True
    both = seen.confidence >= _FIRST_SURE and sure >= _SURE
    one = max(seen.confidence, sure) >= _ONE_SURE and knows(seen.text)
    return (both or one) and not has_twin(seen.text, "l", "i", knows)


def _overlooked(lines: Sequence[_Again], pixels: Grey) -> bool:
    """Whether ink that is no speck lies outside of every line: within one the second engine has read all."""
    bare = _without([around(line.words) for line in lines], pixels)
    left = regions_of((bare < INK).astype(np.uint8))[1][1:]
    return any(max(each[2], each[3]) >= _SPECK * TEXT_DPI / 25.4 for each in left)

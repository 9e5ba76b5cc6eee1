"""Where a page asks: the labels, the longer questions and the headings among its words. Pure.

A label stands at the beginning of a line, of a cell or after a gap, and ends with its sign, at a gap or where the line
to write on begins; so a word within a sentence is not taken for one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cases.application import Box
from intake.cells import Grid
from intake.labels import Asked, Labels
from intake.sight import Sight, Word, around, lines_of

_LEADER = re.compile(r"[._…·‥]{3,}$|^[._…·‥\-]{2,}$")
_STUCK = re.compile(r"^(\D{3,}?[:?])([^\s/].*)$")
_NUMBER = re.compile(r"^(?:\d{1,2}|[a-hA-H])[.)]$|^[-–•*]$")
_SIGN = (":", "?")
_LONGEST = 8  # words of a label
_QUESTION = 18  # words of a question
_SHORT_QUESTION = 6  # words of one that has no sign
_GAP = 1.1  # heights of a word: a wider gap parts two texts
_BENEATH = 34.0  # points: a line to write on is no farther beneath its label
_HINTS = ("fx", "f.eks", "ddmm", "dd")


@dataclass(frozen=True, slots=True)
class Segment:
    """Some words of one line that belong together, and the cell they stand in."""

    words: tuple[Word, ...]
    cell: Box | None

    @property
    def text(self) -> str:
        """Its words with single spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> Box:
        """What it covers."""
        return around(word.box for word in self.words)


@dataclass(frozen=True, slots=True)
class Hit:
    """A label: what it may ask for, where it stands, and in which cell. A `guess` was recognised by some words only."""

    asked: tuple[Asked, ...]
    text: str
    box: Box
    cell: Box | None
    words: tuple[Word, ...]
    guess: bool = False
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: the part of the form that begins beneath it."""

    part: str
    box: Box
    cell: Box | None
    words: tuple[Word, ...]


def swept(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words without the dots and dashes that are written on, and with a value that clings to its label apart."""
    return tuple(piece for word in words for piece in _pieces(word))


def _pieces(word: Word) -> Iterator[Word]:
    x0, y0, x1, y1 = word.box
    text = _LEADER.sub("", word.text)
    if text != word.text:
        x1 = x0 + (x1 - x0) * len(text) / len(word.text)
    if not text:
        return
    stuck = _STUCK.match(text)
    if stuck is None:
        yield Word(text, (x0, y0, x1, y1), word.sure)
        return
    middle = x0 + (x1 - x0) * len(stuck[1]) / len(text)
    yield Word(stuck[1], (x0, y0, middle, y1), word.sure)
    yield Word(stuck[2], (middle, y0, x1, y1), word.sure)


def segments(sight: Sight, grid: Grid) -> list[Segment]:
    """The words of a page (swept) in pieces that a line down or a gap parts, from the top."""
    found = []
    for line in lines_of(sight.words):
        piece: list[Word] = []
        for word in line:
            if piece and _apart(piece[-1], word, grid):
                found.append(_segment(piece, grid))
                piece = []
            piece.append(word)
        found.append(_segment(piece, grid))
    return found


def _apart(left: Word, right: Word, grid: Grid) -> bool:
    gap = right.box[0] - left.box[2]
    height = max(6.0, min(left.box[3] - left.box[1], right.box[3] - right.box[1]))
    return gap > _GAP * height or grid.parted(left.box[2] - 1, right.box[0] + 1, (left.box[1] + left.box[3]) / 2)


def _segment(words: Sequence[Word], grid: Grid) -> Segment:
    x0, y0, _, y1 = words[0].box
    return Segment(tuple(words), grid.cell(x0 + 1, (y0 + y1) / 2))


def asking(pieces: Sequence[Segment], labels: Labels, grid: Grid) -> tuple[tuple[Hit, ...], tuple[Heading, ...]]:
    """The labels and the headings of a page, from the top."""
    hits: list[Hit] = []
    headings: list[Heading] = []
    for number, piece in enumerate(pieces):
        part = labels.part(piece.text.rstrip(" :"))
        found = list(_labels_in(piece, labels, grid))
        if part and (not found or not _has_room(piece, grid, pieces)):
            headings.append(Heading(part, piece.box, piece.cell, piece.words))
            continue
        question = None if found else _question(pieces, number, labels, grid)
        hits += [question] if question else found
    return tuple(hits), tuple(headings)


def _has_room(piece: Segment, grid: Grid, pieces: Sequence[Segment]) -> bool:
    """Whether a text that could be a heading is a label: it has a sign, a line to write on, or room in its cell."""
    if piece.text.endswith(_SIGN):
        return True
    x0, y0, x1, y1 = piece.box
    if piece.cell is None:
        beside = grid.lying(x1, y1 - 6, x1 + 60, y1 + 6)
        beneath = grid.lying(x0, y1 + 8, x1, y1 + _BENEATH)
        return any(rule.x0 > x1 - 6 for rule in beside) or any(abs(rule.x0 - x0) < 4 for rule in beneath)
    if piece.cell[3] - y1 > 11 and y0 - piece.cell[1] < 12:
        return True
    right = grid.right_of(piece.cell)
    return right is not None and not any(_within(each.box, right) for each in pieces)


def _labels_in(piece: Segment, labels: Labels, grid: Grid) -> Iterator[Hit]:
    """The labels of a segment: one at its beginning, and any that its own colon ends."""
    numbered = len(piece.words) > 1 and _NUMBER.match(piece.words[0].text) and piece.words[1].text[:1].isupper()
    start = 1 if numbered else 0
    at = start
    while at < len(piece.words):
        found = _label(piece, at, labels, grid, only_signed=at > start)
        if found is None:
            at += 1
            continue
        hit, at = found
        yield hit


def _label(piece: Segment, at: int, labels: Labels, grid: Grid, *, only_signed: bool) -> tuple[Hit, int] | None:
    words = piece.words
    if only_signed and not words[at].text[:1].isupper():
        return None
    for end in range(min(len(words), at + _LONGEST), at, -1):
        text = " ".join(word.text for word in words[at:end])
        answered = any(word.text.endswith(_SIGN) for word in words[at : end - 1])  # "Klasse: 0. årgang"
        asked = () if answered else labels.asked(text)
        if not asked:
            continue
        stop = _hints_end(words, end)
        signed = any(word.text.endswith(_SIGN) for word in words[end - 1 : stop])
        taken = words[at:stop]
        if not signed and (only_signed or (stop < len(words) and not _line_begins(taken[-1], grid))):
            continue
        return Hit(asked, text, around(word.box for word in taken), piece.cell, taken, signed=signed), stop
    return None


def _line_begins(last: Word, grid: Grid) -> bool:
    """Whether a line to write on begins right after a word."""
    _, _, x1, y1 = last.box
    return any(abs(rule.x0 - x1) < 10 for rule in grid.lying(x1 - 4, y1 - 4, x1 + 20, y1 + 5))


def _hints_end(words: Sequence[Word], end: int) -> int:
    """Where a label ends that says how to write: "(ddmmåå-xxxx)", ", fx 5.b"."""
    if end == len(words):
        return end
    if words[end].text.startswith("("):
        closed = (number for number in range(end, len(words)) if ")" in words[number].text)
        return next(closed, end - 1) + 1
    if words[end - 1].text.endswith(",") and words[end].text.casefold().startswith(_HINTS):
        return len(words)
    return end


def _question(pieces: Sequence[Segment], number: int, labels: Labels, grid: Grid) -> Hit | None:
    """A longer question, on one line or two."""
    piece = pieces[number]
    words = piece.words
    for following in pieces[number + 1 : number + 4]:
        goes_on = (
            following.cell == piece.cell
            and abs(following.box[0] - piece.box[0]) < 14
            and 0 < following.box[1] - piece.box[1] < 2.2 * (piece.box[3] - piece.box[1])
            and following.text.endswith(_SIGN)
        )
        if goes_on and not piece.text.endswith(_SIGN):
            words = (*words, *following.words)
            break
    text = " ".join(word.text for word in words)
    if len(words) > _QUESTION or not _asks(piece, text, len(words), pieces, grid):
        return None
    asked = labels.question(text)
    if asked is None or not words[0].text[:1].isalnum():
        return None
    box = around(word.box for word in words)
    return Hit((asked,), text, box, piece.cell, words, guess=True, signed=text.endswith(_SIGN))


def _asks(piece: Segment, text: str, count: int, pieces: Sequence[Segment], grid: Grid) -> bool:
    """Whether a text is a question, not a line somebody wrote: it is not on a line, and has a sign or tops a cell."""
    x0, _, x1, y1 = piece.box
    under = grid.lying(x0, y1 - 3, x1, y1 + 5)
    if piece.cell is None and any(min(x1, rule.x1) - max(x0, rule.x0) > 0.6 * (x1 - x0) for rule in under):
        return False
    if text.endswith(_SIGN):
        return True
    first = piece.cell is not None and not any(
        other is not piece and other.cell == piece.cell and other.box[1] < piece.box[1] - 2 for other in pieces
    )
    return first and count <= _SHORT_QUESTION and not text.endswith(".")


def _within(box: Box, outer: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]

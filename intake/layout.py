"""A page whose form is not known, as questions with the place for each answer: beside, beneath, above, in a cell.

    Sight (words, lines, tick boxes), Labels → Question… in the order of reading                                 pure

The same serves for a page that is filled in (its answers stand in those places) and for a blank that is to be learned
(those places become its boxes).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from cases.application import Box
from intake.around import Around, Place
from intake.asking import Hit, asking, segments, swept
from intake.cells import Grid
from intake.form import FieldType
from intake.labels import Asked, Choice, Labels
from intake.places import place_of
from intake.places_in_cells import side_places
from intake.sight import Sight, Tick, Word, around

_ROW = 7.0  # points: what stands in one row
_LOW = 24.0  # less has no room for free text


class Doubt(StrEnum):
    """What is unsure about a question; the value is what a person is told."""

    WORDS = "spørgsmålet er kun genkendt på nogle af ordene"
    FREE = "der er hverken ramme eller linje, så feltets størrelse er et gæt"
    ORDER = "hvilken forælder det er, er kun set på rækkefølgen"
    PART = "hvem det gælder, er kun set på overskriften"
    COMMON = "skemaet spørger om det samme flere steder; her er det første"


@dataclass(frozen=True, slots=True)
class Question:
    """A field of ours that a page asks for: its label, and the box in which its answer stands. Of a tick, its value."""

    name: str
    type: FieldType
    label: str
    label_box: Box
    box: Box
    value: str = ""
    ink: float = 0.0
    doubts: tuple[Doubt, ...] = ()
    printed: tuple[Word, ...] = field(default=(), repr=False)


def questions(sight: Sight, labels: Labels) -> tuple[Question, ...]:
    """What the page asks for that we can use, from the top; each field once, but for the ticks of a choice."""
    sight = replace(sight, words=swept(sight.words))
    grid = Grid(sight.width, sight.height, sight.rules)
    pieces = segments(sight, grid)
    hits, headings = asking(pieces, labels, grid)
    page = Around(grid, pieces, hits, headings)
    placed = [one for hit in hits for one in _placed(hit, page)]
    found = _once(_numbered([one for one in placed if one is not None]))
    ticks = [one for tick in sight.ticks if (one := _ticked(tick, sight, labels, grid)) is not None]
    return tuple(sorted((*found, *ticks), key=lambda each: (each.label_box[1], each.label_box[0])))


def texts_of(sight: Sight, question: Question, others: Sequence[Question]) -> list[Word]:
    """The words that stand in a question's box and are not printed there, as far as the labels tell."""
    printed = {word.box for each in others for word in each.printed}
    return [word for word in swept(sight.words) if word.box not in printed and within(word.box, question.box)]


def within(box: Box, outer: Box) -> bool:
    """Whether the middle of one box lies in another."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


# --- what a label asks for, and where


def _placed(hit: Hit, page: Around) -> list[Question]:
    """The questions of a label: one, or one for each parent where their answers stand in columns."""
    columns = side_places(hit, page)
    if columns:
        return [one for part, place in columns if (one := _question(hit, page, place, part, sure=True)) is not None]
    part, sure = _part(hit, page)
    asked = _asked(hit, part)
    if asked is None:
        return []
    one = _question(hit, page, place_of(hit, asked.type, page), part, sure=sure)
    return [one] if one else []


def _question(hit: Hit, page: Around, place: Place, part: str, *, sure: bool) -> Question | None:
    asked = _asked(hit, part)
    if asked is None:
        return None
    doubts = [Doubt.WORDS] * hit.guess + [Doubt.FREE] * place.free
    if asked.bare and not sure:
        doubts.append(Doubt.PART)
    name = asked.name
    if "{}" in name and part in ("guardian_1", "guardian_2"):
        name = name.format(part[-1])
    return Question(
        name, asked.type, hit.text.rstrip(" :"), hit.box, place.box, doubts=tuple(doubts), printed=hit.words
    )


def _asked(hit: Hit, part: str) -> Asked | None:
    """Which of the fields that a label may ask for it is, in this part of the form; None for none of ours."""
    fitting = [one for one in hit.asked if one.name and one.part and _belongs(one.part, part)]
    clear = [one for one in hit.asked if not one.bare and not _elsewhere(one, part)]
    found = next(iter([*[one for one in fitting if not one.bare], *fitting, *clear]), None)
    return found if found and found.name else None


def _belongs(part: str, here: str) -> bool:
    return part == here or (part == "guardian" and here.startswith("guardian"))


def _elsewhere(asked: Asked, here: str) -> bool:
    """Whether a label that is clear in itself asks about another here: a parent's telephone, a head's signature."""
    if here == "other":
        return asked.part.startswith("guardian")
    return asked.part == "contact" and here.startswith("guardian")


def _part(hit: Hit, page: Around) -> tuple[str, bool]:
    """The part of the form a label stands in, and whether its own row says so."""
    beside = [other for other in page.hits if other is not hit and abs(other.box[3] - hit.box[3]) < _ROW]
    for other in sorted(beside, key=lambda each: abs(each.box[0] - hit.box[0])):
        clear = {one.part if one.name else "other" for one in other.asked if not one.bare}
        if hit.cell is None and len(clear) == 1 and (part := clear.pop()) in ("guardian", "guardian_1", "guardian_2"):
            return part, True
        if hit.cell is None and all(not one.name for one in other.asked) and "underskrift" in other.text.casefold():
            return "other", True
    above = [each for each in page.headings if each.box[1] < hit.box[1] - 2 and each.box[0] < hit.box[2]]
    near = max(above, key=lambda each: (round(each.box[1] / _ROW), each.box[0]), default=None)
    return (near.part, False) if near else ("", False)


def _numbered(found: Sequence[Question]) -> list[Question]:
    """The questions that either parent answers, numbered in the order of the page."""
    counts: dict[str, int] = {}
    numbered = []
    for one in sorted(found, key=lambda each: (round(each.box[1] / _ROW), each.box[0])):
        if "{}" not in one.name:
            numbered.append(one)
            continue
        counts[one.name] = counts.get(one.name, 0) + 1
        if counts[one.name] <= 2:
            name = one.name.format(counts[one.name])
            numbered.append(replace(one, name=name, doubts=(*one.doubts, Doubt.ORDER)))
    return numbered


def _once(found: Sequence[Question]) -> list[Question]:
    """Each field once: the surest, then the first; which is said when there was another."""
    kept: dict[str, Question] = {}
    for one in found:
        if one.type is FieldType.TEXT and one.box[3] - one.box[1] < _LOW:
            continue  # the headline over the questions
        other = kept.get(one.name)
        if other is None:
            kept[one.name] = one
        elif Doubt.WORDS in other.doubts and Doubt.WORDS not in one.doubts:
            kept[one.name] = replace(one, doubts=(*one.doubts, Doubt.COMMON))
        elif Doubt.COMMON not in other.doubts:
            kept[one.name] = replace(other, doubts=(*other.doubts, Doubt.COMMON))
    return list(kept.values())


# --- ticks


def _ticked(tick: Tick, sight: Sight, labels: Labels, grid: Grid) -> Question | None:
    """The choice that a tick box stands for, by the words to its right, or to its left."""
    x0, y0, x1, y1 = tick.box
    row = [word for word in sight.words if word.box[1] < y1 and word.box[3] > y0]
    ends = [other.box[0] for other in sight.ticks if other.box[0] > x1 and other.box[1] < y1 and other.box[3] > y0]
    end = min(ends, default=sight.width)
    starts = [other.box[2] for other in sight.ticks if other.box[2] < x0 and other.box[1] < y1 and other.box[3] > y0]
    start = max(starts, default=0.0)
    for words in (
        [word for word in row if x1 - 2 <= word.box[0] < end and not grid.parted(x1 + 2, word.box[0], (y0 + y1) / 2)],
        [word for word in row if start <= word.box[2] <= x0 + 2],
    ):
        text = " ".join(word.text for word in words)
        choice: Choice | None = labels.choice(text) if words else None
        if choice:
            box = around(word.box for word in words)
            return Question(
                choice.name, FieldType.CHOICE, text, box, tick.box, choice.value, tick.ink, (), tuple(words)
            )
    return None

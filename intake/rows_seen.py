"""A text of rows and cells (a Word file of a school's own) as a page: the same labels, cells and places. Pure.

The rows are set one under the other, a table's cells between lines. The letters' width is made up; nothing rests on it
but that what stands in one cell, or on one line, stays together.
"""

from collections.abc import Iterator, Sequence

from cases.application import Answers, Source, Value
from cases.kinds import Kind
from intake.fields import holds_cpr
from intake.form import FieldType
from intake.labels import Labels
from intake.layout import questions, texts_of
from intake.looks import tidy
from intake.sight import TICKS, Rule, Sight, Tick, Word, lines_of
from intake.unknown import ENOUGH, MOST_SURE, kind_of, ticked

_LETTER, _HIGH, _STEP, _GAP, _TAB = 5.0, 10.0, 13.0, 3.0, 30.0  # points
_LEFT, _WIDE, _BETWEEN = 40.0, 3000.0, 9.0


def answers_in_rows(rows: Sequence[Sequence[str]], labels: Labels) -> Answers | None:
    """What a text of nobody's known form answers, none of it certain; None when it asks for too little of ours."""
    sight = laid_out(rows)
    found = questions(sight, labels)
    names = {each.name for each in found if each.type is not FieldType.SIGNATURE}
    if len(names) < ENOUGH:
        return None
    values: dict[str, Value] = {}
    for question in found:
        if question.type in (FieldType.CHOICE, FieldType.SIGNATURE):
            continue
        lines = [" ".join(word.text for word in line) for line in lines_of(texts_of(sight, question, found))]
        text = tidy("\n".join(lines if question.type is FieldType.TEXT else lines[:1]), question.type)
        if text:
            values[question.name] = Value(text, MOST_SURE, Source.TEXT)
    choices = [each for each in found if each.type is FieldType.CHOICE]
    for name in dict.fromkeys(each.name for each in choices):
        one = ticked([each for each in choices if each.name == name])
        if one is not None:
            values[name] = Value(one.value, MOST_SURE, Source.TEXT)
    kind = kind_of(names)
    return Answers(None, kind, values, surplus_cpr=kind in (Kind.CLASS, Kind.TOPIC) and holds_cpr(values))


def laid_out(rows: Sequence[Sequence[str]]) -> Sight:
    """The rows as a page; a row of one is a paragraph, of more a table's."""
    words: list[Word] = []
    rules: list[Rule] = []
    top = _LEFT
    for row in rows:
        high = _STEP * max(cell.count("\n") + 1 for cell in row) if row else _STEP
        for number, cell in enumerate(row):
            words += _words(cell, _LEFT + number * _WIDE, top)
        if len(row) > 1:
            edges = (top - 4, top + high + 2)
            end = _LEFT + len(row) * _WIDE
            rules += [Rule(_LEFT - 4, y, end - 4, y) for y in edges]
            rules += [Rule(x, edges[0], x, edges[1]) for x in (_LEFT - 4 + n * _WIDE for n in range(len(row) + 1))]
        top += high + _BETWEEN
    ticks = tuple(Tick(word.box, TICKS[word.text]) for word in words if word.text in TICKS)
    plain = tuple(word for word in words if word.text not in TICKS)
    width = _LEFT * 2 + _WIDE * max((len(row) for row in rows), default=1)
    return Sight(width, max(top + _LEFT, 4 * top), plain, tuple(rules), ticks)


def _words(cell: str, left: float, top: float) -> Iterator[Word]:
    for line in cell.split("\n"):
        x = left
        for stretch in line.split("\t"):
            for text in stretch.split():
                wide = _LETTER * len(text)
                yield Word(text, (x, top, x + wide, top + _HIGH))
                x += wide + _GAP
            x += _TAB
        top += _STEP

"""A form as mere text (a Word file of a school's own, an XFA form's data): its values, found by our forms' labels.

Only our own forms' words are known here. What holds too few of them is no form of ours, and nothing is made up: a
person reads it. A text has no box that a guardian could sign, so it is never taken for the form itself.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cases.application import Answers, Source, Value
from cases.kinds import Kind
from intake.fields import holds_cpr
from intake.forms import FieldType, Form, FormField
from intake.looks import tidy

ENOUGH = 4
"""So many questions of a form must stand there before it is taken for that form's text; with its title, two."""

SURE = 0.95
"""The confidence in what stands beside its question."""

_TICKED = re.compile(r"^\s*(?:☒|☑|✓|✔|✗|✘|\[[xX]\]|\([xX]\))\s*")
_EXAMPLE = re.compile(r",? (?:fx |f\.eks\. )?(?:\d|ddmm).*$|,? fx .*$")
_UNTICKED = re.compile(r"^\s*(?:☐|□|\[ ?\]|\( ?\))")
_LEADER = re.compile(r"\s*(?:[:?_…]|\.{2,})")
_GLUE = re.compile(r"[\s:.?…_-]*")
_CUSTODY_HEADS = ("forældremyndighed", "forældremyndigheden")


@dataclass(frozen=True, slots=True)
class _Found:
    """A question of a form, and what stands after it."""

    field: FormField
    text: str


def answers_in(rows: Iterable[Sequence[str]], forms: Mapping[str, Form]) -> Answers | None:
    """What the rows (cells of a table's row, or one paragraph) say of our forms' questions; None when it is no form."""
    read = [tuple(row) for row in rows]
    words = _plain(" ".join(cell for row in read for cell in row))
    scored = []
    for form in forms.values():
        found = tuple(_found(read, form))
        titled = _plain(form.title) in words
        asked = len({each.field.name for each in found})
        if asked >= (2 if titled else ENOUGH):
            scored.append((titled, asked, form, found))
    if not scored:
        return None
    best = max(scored, key=lambda each: each[:2])
    if sum(each[:2] == best[:2] for each in scored) > 1:
        return None
    form, values = best[2], _values(best[3])
    surplus = form.kind in (Kind.CLASS, Kind.TOPIC) and holds_cpr(values)
    return Answers(None, form.kind, values, surplus_cpr=surplus)


def _values(found: Iterable[_Found]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for each in found:
        text = each.field.value if each.field.type is FieldType.CHOICE else tidy(each.text, each.field.type)
        if text and each.field.name not in values:
            values[each.field.name] = Value(text, SURE, Source.TEXT)
    return values


def _found(rows: Sequence[Sequence[str]], form: Form) -> Iterator[_Found]:
    """The form's questions in the order of the text, each with its answer, which may be empty."""
    questions, printed = _questions(form), _printed(form)
    bare = {label.strip(" :?") for label in questions}
    asked: dict[str, int] = {}
    open_question: FormField | None = None
    said: list[str] = []
    for piece in _pieces(rows, lambda piece: _plain(piece).strip(" :?") in bare):
        choice = _choice(piece, form)
        label = next((label for label in questions if _begins(piece, label)), None)
        silent = bool(_UNTICKED.match(piece)) or _plain(piece).startswith(printed)
        if label is None and choice is None and not silent:
            said.append(piece)
            continue
        if open_question:
            yield _Found(open_question, _after(open_question, said))
        open_question, said = None, []
        if choice:
            yield _Found(choice, "")
        elif label:
            fields = questions[label]
            open_question = fields[min(asked.get(label, 0), len(fields) - 1)]
            asked[label] = asked.get(label, 0) + 1
            said = [_rest(piece, label)]
    if open_question:
        yield _Found(open_question, _after(open_question, said))


def _after(field: FormField, said: Sequence[str]) -> str:
    """The answer: of a text all lines, of anything else the first."""
    lines = [line for line in said if line.strip(" _.…")]
    return "\n".join(lines) if field.type is FieldType.TEXT else next(iter(lines), "")


def _pieces(rows: Sequence[Sequence[str]], asks: Callable[[str], bool]) -> Iterator[str]:
    """Line by line, cell by cell; of a row of questions above a row of answers, each answer after its question."""
    waiting: Sequence[str] = ()
    for row in rows:
        if len(row) > 1 and not waiting and all(asks(cell) for cell in row if cell) and "" not in row:
            waiting = row
            continue
        pairs = zip(waiting, row, strict=True) if len(row) == len(waiting) else (waiting, row)
        waiting = ()
        yield from (line for cells in pairs for cell in cells for line in cell.split("\n"))
    yield from waiting


def _printed(form: Form) -> tuple[str, ...]:
    """How the lines begin that the form itself prints, which answer nothing."""
    signatures = (field.label for field in form.fields if field.type is FieldType.SIGNATURE)
    lines = (line for text in form.texts for line in text.text.splitlines())
    return tuple(_plain(each)[:60] for each in (*signatures, *lines))


def _questions(form: Form) -> dict[str, list[FormField]]:
    """The labels as people copy them, longest first, each with the fields it may stand for, in the form's order."""
    labels: dict[str, list[FormField]] = {}
    for field in form.fields:
        if field.type in (FieldType.CHOICE, FieldType.SIGNATURE):
            continue
        for label in {_plain(field.label), _plain(_EXAMPLE.sub("", field.label))}:
            labels.setdefault(label, []).append(field)
    return dict(sorted(labels.items(), key=lambda each: -len(each[0])))


def _choice(piece: str, form: Form) -> FormField | None:
    """The choice that a line ticks, or names after its head ("Forældremyndighed: …")."""
    choices = [field for field in form.fields if field.type is FieldType.CHOICE]
    ticked = _TICKED.match(piece)
    text = _plain(piece[ticked.end() :] if ticked else piece)
    if ticked:
        return next((field for field in choices if text.startswith((_plain(field.label), _plain(field.value)))), None)
    head, _, rest = text.partition(":")
    if head.strip() not in _CUSTODY_HEADS:
        return None
    return next((field for field in choices if rest.strip() == _plain(field.value)), None)


def _begins(piece: str, label: str) -> bool:
    """Whether a line is this question, alone or with its answer after a colon, a tab or a line of dots."""
    text = _plain(piece)
    if not text.startswith(label):
        return False
    rest = text[len(label) :]
    return not rest.strip(" :.?…_-") or bool(_LEADER.match(rest)) or "\t" in piece


def _rest(piece: str, label: str) -> str:
    """What stands after the question on its own line, as written."""
    for end in range(len(piece) + 1):
        if _plain(piece[:end]) == label:
            rest = piece[end:]
            return rest[_GLUE.match(rest).end() :] if _GLUE.match(rest) else rest  # type: ignore[union-attr]
    return ""


def _plain(text: str) -> str:
    """Small letters and single spaces."""
    return " ".join(text.casefold().split())

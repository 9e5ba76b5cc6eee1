"""One decision for several cases over HTTP: seen first, then done case by case, and undone as one.

ticked in the queue ─ POST /koe/se: what would happen ─ POST /koe/goer: done, or why not ─ "Fortryd" takes all back
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from cases.case import Case
from cases.errors import RefusedError, StaleError
from cases.rulings import Ruling
from review import batch
from review.batch import ALIKE, MOST, BatchPage, Outcome
from review.decide import Word
from review.known import known_anew
from review.splits import address
from review.undo import WAIT, Undoable, held
from review.ways import worded
from review.web.asked import Answer, Asked, MissingError, Shown, UnfilledError, own_case
from review.web.decisions import DECISIONS, Done
from review.web.queue import came_from
from review.web.standing import named

_CARRIED = ("hvad", "runde", "dag", "hvorfor")
CHANGED = "Sagen er ændret, siden du åbnede siden; den er ikke rørt. Åbn den, og se."


@dataclass
class _Written:
    """What the batch wrote, so that all of it can be undone."""

    before: list[Case] = field(default_factory=list)
    mails: list[str] = field(default_factory=list)
    rulings: list[Ruling] = field(default_factory=list)
    renamed: set[str] = field(default_factory=set)


def preview(asked: Asked) -> Answer:
    """What would happen to each of the ticked cases; nothing is written."""
    what = _what(asked)

    def would(case: Case, done: Done) -> str:
        return batch.outlook(case, done.decided.changes[0][0], len(done.decided.mails))

    rows = _each(asked, what, would)
    fields = tuple((name, asked.form.get(name)) for name in _CARRIED if asked.form.get(name))
    return Shown("batch.html", BatchPage(ALIKE[what], rows, fields, _back(asked)))


def do(asked: Asked) -> Answer:
    """Do it to each that it can be done to; the others stay as they are, and it is said why."""
    what, written = _what(asked), _Written()

    def write(case: Case, done: Done) -> str:
        later = held(done.decided, asked.now)
        identities = known_anew([case], [after for after, _ in later.changes], asked.desk.recheck)
        keys = asked.desk.store.change(later.changes, later.mails, asked.now, identities, later.rulings)
        written.renamed |= identities.keys()
        written.before.append(case)
        written.mails.extend(keys)
        written.rulings.extend(later.rulings)
        return f"{done.said}."

    rows = _each(asked, what, write)
    return Shown("batch-done.html", BatchPage(batch.summary(rows), rows, back=_back(asked), undo=_undo(asked, written)))


def _undo(asked: Asked, written: _Written) -> str:
    if not written.before:
        return ""
    before, keys = tuple(written.before), tuple(written.mails)
    rulings, renamed = tuple(written.rulings), frozenset(written.renamed)
    one = Undoable(asked.viewer.id, asked.now + WAIT, before, keys, rulings, renamed)
    return asked.desk.undos.remember(one)


def _each(asked: Asked, what: str, then: Callable[[Case, Done], str]) -> tuple[Outcome, ...]:
    """Every ticked case by itself: one that is refused, or is another by now, stops no other."""
    seen = dict(text.partition(":")[::2] for text in asked.form.all("sag"))
    if not seen:
        raise UnfilledError("Sæt flueben ved de sager, det gælder.", _back(asked))
    if len(seen) > MOST:
        raise UnfilledError(f"Vælg højst {MOST} sager ad gangen.", _back(asked))
    return tuple(_one(asked, what, own_case(asked, number), version, then) for number, version in seen.items())


def _one(asked: Asked, what: str, case: Case, version: str, then: Callable[[Case, Done], str]) -> Outcome:
    if str(case.version) != version:
        return batch.outcome(case, refused=CHANGED)
    word = Word(asked.viewer.name, asked.form.get("hvorfor").strip(), asked.now)
    try:
        batch.allowed(case, what)
        return batch.outcome(case, becomes=then(case, DECISIONS[what](asked, case, word)))
    except RefusedError as error:
        return batch.outcome(case, refused=named(asked, worded(error)))
    except StaleError:
        return batch.outcome(case, refused=CHANGED)


def _what(asked: Asked) -> str:
    what = asked.form.get("hvad")
    if what not in ALIKE:
        raise MissingError("Det kan ikke gøres for flere sager på en gang.")
    return what


def _back(asked: Asked) -> str:
    """The part of the queue that one came from."""
    return address(*came_from(asked))

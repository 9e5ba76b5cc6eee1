"""Cases that are about the same, and a case that holds two applications, over HTTP.

A person finds the other case (or takes one that is shown) ─ closes this as its double, or lays its papers there.
"""

from dataclasses import replace

from cases.case import OPEN, Case
from cases.errors import RefusedError
from cases.kinds import Kind
from cases.queue import Wanted
from cases.together import Carried
from review import queue, together
from review.correct import known_as
from review.decide import Decided, Word
from review.together import Twin, twins
from review.undo import WAIT, Undoable
from review.web.asked import Answer, Asked, Message, MissingError, Moved, Shown, open_case, own_case
from review.web.numbers import number_of
from review.web.writing import namesakes, refuse_stale, undoable, write
from review.words import moment

_LOOKED_AT = 300
"""Of the newest cases of the same school and kind, how many are compared."""


def page(asked: Asked) -> Answer:
    """What could be the same, and the ways to say so; and how to split it."""
    case = open_case(asked, asked.path["number"])
    found = [(one.number, queue.known_as(case.application.kind, one.about), str(one.status), moment(one.received))
             for one in _twins(asked, case)]  # fmt: skip
    here = {
        "number": case.number,
        "version": case.version,
        "seen": asked.now.isoformat(),
        "kind": case.application.kind.value,
        "school": case.application.school or "",
        "twins": found,
        "sheets": [(sheet.id, sheet.name) for sheet in asked.desk.store.sheets(case.number)],
        "schools": sorted(asked.desk.context().schools),
    }
    return Shown("together.html", here)


def join(asked: Asked) -> Answer:
    """This case is the same as another: closed as its double, or its papers laid there."""
    case = own_case(asked, asked.path["number"])
    refuse_stale(asked, case)
    other = _other(asked)
    word = Word(asked.viewer.name, asked.form.get("hvorfor").strip(), asked.now)
    if asked.form.get("hvad") == "dublet":
        said = f"{case.number} er lukket som dublet af {other.number}"
        message = write(asked, [case, other], together.double(case, other, word), said)
    else:
        message = _carry(asked, case, other, together.joined(case, other, word, asked.desk.recheck))
    return Moved(f"/sager/{other.number}", message)


def _carry(asked: Asked, case: Case, other: Case, decided: Decided) -> Message:
    store = asked.desk.store
    carried = Carried(case.number, other.number, tuple(sheet.id for sheet in store.sheets(case.number)))
    letters = store.carry(decided.changes, carried, asked.now, {})
    one = Undoable(asked.viewer.id, asked.now + WAIT, (case, other), carried=carried.back(letters))
    said = f"Papirerne fra {case.number} ligger nu i {other.number}, og {case.number} er lukket. Ingen får besked."
    return undoable(asked, one, said)


def split(asked: Asked) -> Answer:
    """A second case of the same papers."""
    case = own_case(asked, asked.path["number"])
    refuse_stale(asked, case)
    kind = next((one for one in Kind if one.value == asked.form.get("slags")), Kind.UNKNOWN)
    word = Word(asked.viewer.name, asked.form.get("hvorfor").strip(), asked.now)
    schools = asked.desk.context().schools
    apart = together.split(case, kind, asked.form.get("skole"), asked.form.get("hvem"), schools, word)
    chosen = {number_of(text) for text in asked.form.all("bilag")}
    sheets = [sheet.id for sheet in asked.desk.store.sheets(case.number) if sheet.id in chosen]
    if not sheets:
        raise RefusedError("Sæt flueben ved de papirer, den nye sag skal have en kopi af.")
    opening = known_as(apart.opening, asked.desk.recheck)
    fresh = asked.desk.store.split(opening, sheets, apart.change, asked.now)
    said = f"{fresh.number} er lavet af {case.number}. Se på felterne i dem begge, og på samtykket i hver."
    said += namesakes(asked, [fresh])
    until = asked.now + WAIT
    back = f"{case.number} er, som den var, og {fresh.number} er lukket igen."
    one = Undoable(asked.viewer.id, until, (case,), made=fresh.number, back=f"/sager/{case.number}", said=back)
    return Moved(f"/sager/{fresh.number}", undoable(asked, one, said))


def _other(asked: Asked) -> Case:
    """The case that was chosen or whose number was typed; a typed one goes first."""
    number = asked.form.get("nummer").strip().upper() or asked.form.get("sag")
    try:
        return own_case(asked, number)
    except MissingError:
        raise RefusedError("Vælg den anden sag, eller skriv dens nummer, som T-2026-0142.") from None


def _twins(asked: Asked, case: Case) -> tuple[Twin, ...]:
    wanted = Wanted(asked.today, OPEN, kind=case.application.kind, school=case.application.school, backwards=True)
    both = (wanted, replace(wanted, put_off=True))
    return twins(case, [line for one in both for line in asked.desk.store.lines(one, _LOOKED_AT)])

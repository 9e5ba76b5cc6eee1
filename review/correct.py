"""What a person corrects in a case, and putting it off to another day. Pure.

A correction is checked like what was read: the checks are handed in, for they are intake's. What the machine had read
is kept in the history.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import date

from cases.application import FIELDS, Application, Source, Value
from cases.case import PLANNABLE, Case, Status, first_status, moved
from cases.consent import Consent
from cases.errors import RefusedError
from cases.findings import Finding
from cases.kinds import Kind
from cases.letters import Opening
from replies.compose import FIELD_WORDS
from replies.words import day
from review.decide import Change, Decided, Word

DETAIL: dict[Kind, str] = {Kind.PUPIL: "pupil_name", Kind.CLASS: "class_name", Kind.TOPIC: "topic"}
"""The field that says what an application is about."""


@dataclass(frozen=True, slots=True)
class Rechecked:
    """What the checks say of a corrected case; `identities` are what it may be known by now, the first before the
    second; none while nobody can tell what it is about.
    """

    consent: Consent
    findings: tuple[Finding, ...]
    identities: tuple[str, ...] = field(repr=False)


Recheck = Callable[[Case], Rechecked]


def known_as(opening: Opening, recheck: Recheck) -> Opening:
    """A person's new case with what it may be known by."""
    identity, namesake, *_ = (*recheck(opening.case).identities, None, None)
    return replace(opening, identity=identity, namesake=namesake)


def corrected(case: Case, name: str, text: str, word: Word, recheck: Recheck, schools: Collection[str]) -> Decided:
    """A field says something else than was read. Raises RefusedError for a field no form has, or an unknown school."""
    said = text.strip() if name in _LINES else " ".join(text.split())
    if name not in FIELDS:
        raise RefusedError("Det felt findes ikke på noget skema.")
    if name == "school" and said not in schools:
        raise RefusedError("Vælg en skole i registret. Står den der ikke, så tilføj den under Registre.")
    before = case.application
    old = before.values.get(name)
    if old and old.text == said and old.source is Source.PERSON:
        raise RefusedError(f"Feltet {FIELD_WORDS.get(name, name)} siger det allerede.")
    value = Value(said, 1.0, Source.PERSON, old.page if old else None, old.box if old else None)
    about = replace(before, values={**before.values, name: value})
    ended = ""
    if name == "school":
        about, ended = replace(about, school=said), "school-disagrees"
    if name == DETAIL.get(before.kind):
        about, ended = replace(about, detail=said or None), "detail-disagrees"
    return _checked(_without(case, ended, about), f"corrected:{name}", _from(old, said), word, recheck)


def of_kind(case: Case, kind: Kind, word: Word, recheck: Recheck) -> Decided:
    """It is about something else: a pupil, a class or a topic."""
    if kind in (Kind.UNKNOWN, case.application.kind):
        raise RefusedError("Vælg, om det gælder en elev, en klasse eller et emne.")
    about = case.application
    detail = about.text(DETAIL[kind]) or about.detail
    said = f"fra “{about.kind}” til “{kind}”"
    fresh = replace(about, kind=kind, detail=detail or None)
    return _checked(_without(case, "kind-disagrees", fresh), f"kind:{kind}", said, word, recheck)


def put_off(case: Case, until: date | None, word: Word, today: date) -> Decided:
    """The case is out of sight until that day; None takes it up again."""
    if until is not None and until <= today:
        raise RefusedError(f"Vælg en dag efter {day(today)}.")
    said = until.isoformat() if until else ""
    return Decided(((replace(case, put_off=until), (word.event(f"put-off:{said}"),)),))


_LINES = frozenset({"description", "tried", "goal"})


def _without(case: Case, code: str, about: Application) -> Case:
    """The case with its corrected application; a disagreement between sources ends with a person's word."""
    return replace(case, application=about, findings=tuple(one for one in case.findings if one.code != code))


def _from(old: Value | None, new: str) -> str:
    """Both values, for the history: what the machine had read is never lost."""
    return f"fra “{old.text if old else ''}” til “{new}”"


def _checked(case: Case, what: str, said: str, word: Word, recheck: Recheck) -> Decided:
    checked = recheck(case)
    fresh = replace(case, consent=checked.consent, findings=checked.findings)
    note = f"{said}. {word.why}".strip() if word.why else said
    events = [replace(word, why=note).event(what)]
    onward = _onward(fresh)
    if onward is not fresh.status:
        fresh = moved(fresh, onward)
        events.append(replace(word, why="").event(f"status:{onward}"))
    change: Change = (fresh, tuple(events))
    return Decided((change,))


def _onward(case: Case) -> Status:
    """Where the correction leads: ready when that was all, and out of a plan when it raises a doubt."""
    to = first_status(case.findings, case.consent)
    if case.status in (Status.LACKING, Status.REVIEW):
        return to if to is Status.READY else Status.REVIEW
    return Status.REVIEW if case.status in PLANNABLE and to is not Status.READY else case.status

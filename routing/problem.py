"""From the registers and a round's cases to a problem: what counts of a case when it is placed.

Nothing about a child goes in: a case is its number, its school and class, and the competence words its text calls for.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from cases.application import Application
from cases.case import PLANNABLE, Case, Status
from cases.errors import RefusedError
from cases.kinds import Kind
from cases.people import Educator, School
from cases.rounds import Round
from routing.instance import EducatorSeat, Instance, Mode, PlanCase, PlanSettings, Visit

HELD = frozenset({Status.ASSIGNED, Status.RUNNING})
"""Told to the school: such a case keeps its educator, and its place."""
SUPPORTED = HELD | {Status.CLOSED}

_TEXTS = ("topic", "description", "tried", "goal")
_STEM = 4  # a competence of at least so many letters is also found at the start of a longer word: sprog, sprogstøtte


@dataclass(frozen=True, slots=True)
class Registers:
    """What is known beside the round's own cases; `history` are cases of earlier rounds, with their educators."""

    educators: Sequence[Educator]
    schools: Sequence[School] = ()
    history: Sequence[Case] = field(default=(), repr=False)


def problem(round_: Round, cases: Sequence[Case], registers: Registers, settings: PlanSettings) -> Instance:
    """The instance of a round: its plannable cases want a place, its approved ones hold theirs.

    Raises RefusedError when it is to be planned in hours and the settings do not say what a kind takes.
    """
    words = tuple(sorted({word for educator in registers.educators for word in educator.competences}))
    districts = {school.name: school.district for school in registers.schools}
    known = {educator.id for educator in registers.educators}
    mine = [case for case in cases if case.round == round_.name and _counts(case, known)]
    return Instance(
        tuple(_seat(educator, round_, registers.history) for educator in registers.educators),
        tuple(replace(_plan_case(case, words, districts), demand=_demand(case, settings)) for case in mine),
        settings,
    )


def _counts(case: Case, known: set[str]) -> bool:
    """Whether the case takes part; an approved one whose educator has left takes nobody's place."""
    return case.status in PLANNABLE or (case.status in HELD and case.educator in known)


def _demand(case: Case, settings: PlanSettings) -> float:
    if settings.mode == Mode.SLOTS:
        return 1
    kind = case.application.kind.value
    if kind not in settings.hours:
        raise RefusedError(
            f"Runden skal fordeles i timer, men indstillingerne siger ikke, hvor mange timer en sag om {kind} tager. "
            "Skriv det under routing.hours, eller fordel i pladser med mode = slots."
        )
    return settings.hours[kind]


def _seat(educator: Educator, round_: Round, history: Sequence[Case]) -> EducatorSeat:
    visits = tuple(
        Visit(_school(case), environment(case.application), case.round)
        for case in history
        if case.educator == educator.id and case.status in SUPPORTED and case.round != round_.name
    )
    return EducatorSeat(
        educator.id,
        0 if _away(educator, round_) else educator.capacity,
        educator.competences,
        educator.districts,
        educator.attached,
        educator.conflicts,
        visits,
    )


def _away(educator: Educator, round_: Round) -> bool:
    """Away for the whole support period; shorter absences are for the coordinator to write into the capacity."""
    return any(a.first <= round_.support_start and round_.support_end <= a.last for a in educator.absences)


def _school(case: Case) -> str:
    return case.application.school or ""


def environment(application: Application) -> str:
    """The learning environment: the school and its class where that is known, else the school."""
    named = application.text("class_name") or (application.detail if application.kind is Kind.CLASS else "")
    return " ".join([application.school or "", *(named or "").casefold().split()]).strip()


def _plan_case(case: Case, words: Sequence[str], districts: Mapping[str, str | None]) -> PlanCase:
    held = case.status in HELD or case.pinned
    return PlanCase(
        id=case.number,
        kind=case.application.kind.value,
        school=_school(case),
        received=case.received,
        environment=environment(case.application),
        district=districts.get(_school(case)),
        wants=wished(case.application, words),
        waited=case.waited,
        priority=case.priority,
        pinned=case.educator if held else None,
        previous=case.educator if case.status is Status.PROPOSED else None,
    )


def wished(application: Application, words: Sequence[str]) -> tuple[str, ...]:
    """The competence words that the application's text calls for, or that name its kind."""
    told = [application.text(name) for name in _TEXTS]
    if application.kind is not Kind.PUPIL:
        told.append(application.detail or "")
    text = " ".join([*told, application.kind.value]).casefold()
    return tuple(word for word in words if _called_for(word.casefold(), text))


def _called_for(word: str, text: str) -> bool:
    end = r"\b" if len(word) < _STEM else ""
    return re.search(rf"\b{re.escape(word)}{end}", text) is not None

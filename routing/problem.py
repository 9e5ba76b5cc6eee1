"""From the registers and a round's cases to a problem: what counts of a case when it is placed.

Nothing about a child goes in: a case is its number, its school and class, and the competence words its text calls for.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from types import MappingProxyType

from cases.application import Application
from cases.case import PLANNABLE, Case, Status
from cases.errors import RefusedError
from cases.kinds import Kind
from cases.people import Educator, School
from cases.rounds import Round
from routing.capacity import room
from routing.instance import EducatorSeat, Instance, Mode, PlanCase, PlanSettings, Visit
from routing.promised import HELD, Promised, promised

AHEAD = 1_000_000
"""Added to the priority of a case whose school has been told that somebody comes: it goes before those who have not."""
SUPPORTED = HELD | {Status.CLOSED}

_TEXTS = ("topic", "description", "tried", "goal")
_AUGUST, _SATURDAY = 8, 5
_STEM = 4  # a competence of at least so many letters is also found at the start of a longer word: sprog, sprogstøtte


@dataclass(frozen=True, slots=True)
class Registers:
    """What is known beside the round's own cases; `history` are cases of earlier rounds, with their educators.

    `rounds` are all known rounds: those before this one in its school year count when the load is spread.
    The coordinator's rulings: `pinned` is case → educator, `forbidden` are pairs (case, educator), `reserved` what is
    kept back of an educator, `waived` the needs a case is let off, `any_district` the cases that any district may take.
    On the day `today` an educator who is away for the rest of the support period is gone.
    """

    educators: Sequence[Educator]
    schools: Sequence[School] = ()
    history: Sequence[Case] = field(default=(), repr=False)
    rounds: Sequence[Round] = ()
    forbidden: frozenset[tuple[str, str]] = frozenset()
    reserved: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    pinned: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    waived: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    any_district: frozenset[str] = frozenset()
    today: date | None = None


def problem(round_: Round, cases: Sequence[Case], registers: Registers, settings: PlanSettings) -> Instance:
    """The instance of a round: its plannable cases want a place, its approved ones hold theirs.

    Raises RefusedError when it is to be planned in hours and the settings do not say what a kind takes.
    """
    words = tuple(sorted({word for educator in registers.educators for word in educator.competences}))
    districts = {school.name: school.district for school in registers.schools}
    there = {one.id for one in registers.educators if absent(one, round_, registers.today) < 1}
    seats = tuple(_seat(educator, round_, registers, settings) for educator in registers.educators)
    mine = [case for case in cases if case.round == round_.name and _counts(case, there)]
    demands = {case.number: _demand(case, settings) for case in mine}
    pinned = {case.number: registers.pinned[case.number] for case in mine if _ruled(case, there, registers)}
    stands = promised(mine, seats, pinned, registers.forbidden, demands, settings.mode)
    wanted = [
        replace(
            _plan_case(case, stands, words, districts),
            demand=demands[case.number],
            forbidden=tuple(sorted(educator for number, educator in registers.forbidden if number == case.number)),
            waived=registers.waived.get(case.number, ()),
        )
        for case in mine
    ]
    free = registers.any_district
    return Instance(seats, tuple(replace(one, district=None) if one.id in free else one for one in wanted), settings)


def _ruled(case: Case, there: set[str], registers: Registers) -> bool:
    """Whether the coordinator's pin counts: what is approved stays because the school was told."""
    return case.number in registers.pinned and (case.status in PLANNABLE or _freed(case, there))


def _counts(case: Case, there: set[str]) -> bool:
    """Whether the case takes part. What runs with somebody who has left stays as it is, and takes nobody's place."""
    return case.status in PLANNABLE or (case.status in HELD and case.educator in there) or _freed(case, there)


def _freed(case: Case, there: set[str]) -> bool:
    """Approved for somebody who has left, and not begun: it wants a place again."""
    return case.status is Status.ASSIGNED and case.educator is not None and case.educator not in there


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


def _seat(educator: Educator, round_: Round, registers: Registers, settings: PlanSettings) -> EducatorSeat:
    mine = [case for case in registers.history if case.educator == educator.id and case.status in SUPPORTED]
    visits = tuple(
        Visit(_school(case), environment(case.application), case.round) for case in mine if case.round != round_.name
    )
    before = earlier_in_year(round_, registers.rounds)
    names = {one.name for one in before}
    now = _bare(educator, round_, registers.today)
    return replace(
        now,
        competences=educator.competences,
        districts=educator.districts,
        attached=educator.attached,
        conflicts=educator.conflicts,
        history=visits,
        languages=educator.languages,
        reserved=registers.reserved.get(educator.id, 0),
        earlier_cases=sum(_demand(case, settings) for case in mine if case.round in names),
        earlier_places=sum(room(_bare(educator, one), settings.mode) for one in before),
    )


def _bare(educator: Educator, round_: Round, today: date | None = None) -> EducatorSeat:
    """Capacity and absence. A number that was written for this very round stands, short of a whole period away."""
    away = absent(educator, round_, today)
    written = any(one.round == round_.name for one in educator.exceptions)
    return EducatorSeat(educator.id, educator.capacity_in(round_.name), away=0 if written and away < 1 else away)


def absent(educator: Educator, round_: Round, today: date | None = None) -> float:
    """The share of the support period's weekdays (Monday to Friday) on which the educator is away, 0 to 1.

    It is 1 for one who, seen from `today`, does not come back before the period ends.
    """
    days = [day for day in _days(round_.support_start, round_.support_end) if day.weekday() < _SATURDAY]
    missed = {day for day in days if any(one.first <= day <= one.last for one in educator.absences)}
    ahead = {day for day in days if today and day >= today}
    if ahead and ahead <= missed:
        return 1
    return round(len(missed) / len(days), 6) if days else 0


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=count) for count in range((last - first).days + 1))


def earlier_in_year(round_: Round, rounds: Sequence[Round]) -> tuple[Round, ...]:
    """The rounds before this one whose support began in the same school year (August to July)."""
    year = school_year(round_)
    return tuple(one for one in rounds if one.support_start < round_.support_start and school_year(one) == year)


def school_year(round_: Round) -> int:
    """The calendar year in which the round's school year begins."""
    start = round_.support_start
    return start.year if start.month >= _AUGUST else start.year - 1


def _school(case: Case) -> str:
    return case.application.school or ""


def environment(application: Application) -> str:
    """The learning environment: the school and its class where that is known, else the school."""
    named = application.text("class_name") or (application.detail if application.kind is Kind.CLASS else "")
    return " ".join([application.school or "", *(named or "").casefold().split()]).strip()


def _plan_case(case: Case, stands: Promised, words: Sequence[str], districts: Mapping[str, str | None]) -> PlanCase:
    """The case as the plan sees it. One that is approved for somebody who has left, and not begun, is free again."""
    proposal = case.educator if case.status is Status.PROPOSED else None
    return PlanCase(
        id=case.number,
        kind=case.application.kind.value,
        school=_school(case),
        received=case.received,
        environment=environment(case.application),
        district=districts.get(_school(case)),
        wants=wished(case.application, words),
        waited=case.waited,
        priority=case.priority + AHEAD * (case.told is not None),
        pinned=stands.pins.get(case.number),
        previous=stands.kept.get(case.number, proposal),
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
    return word in text and re.search(rf"\b{re.escape(word)}{end}", text) is not None

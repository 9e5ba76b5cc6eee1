"""A round as a value: before it is planned what is ready and what there is room for; then who has what, and who waits.

Cases are shown by number, school and kind: a board hangs on a wall. Pure.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cases.case import Case, Status
from cases.danish import in_order
from cases.people import Educator
from cases.rounds import COPENHAGEN, Round
from cases.rulings import Ruling
from replies.words import weekday
from review.called import called, names_of
from review.needs import Need, needs
from review.queue import Choice
from review.rounds import has_proposal
from review.rulings import in_words
from review.words import left
from routing.capacity import room
from routing.danish import number
from routing.instance import EducatorSeat, Instance, Mode, in_turn
from routing.plan import Plan

HELD = frozenset({Status.PROPOSED, Status.ASSIGNED, Status.RUNNING})
"""Statuses in which a case takes a place of its educator."""


@dataclass(frozen=True, slots=True)
class Card:
    """A case on the board."""

    number: str
    version: int
    school: str
    kind: str
    status: str
    proposed: bool
    pinned: bool
    reasons: tuple[str, ...]
    second: str
    waited: int


@dataclass(frozen=True, slots=True)
class Column:
    """An educator: the load in words and as a share of what there is (0 to 100), and the cases."""

    id: str
    name: str
    load: str
    share: float
    full: bool
    over: bool
    note: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that has no place: why, and what would help."""

    card: Card
    why: str
    help: str


@dataclass(frozen=True, slots=True)
class Carried:
    """Cases that got no place here, are still without one, and stand in a later round now."""

    round: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """The page of a round."""

    name: str
    rounds: tuple[Choice, ...]
    deadline: str
    ready: int
    proposed: int
    lacking: int
    review: int
    needs: tuple[tuple[str, tuple[Need, ...]], ...]
    columns: tuple[Column, ...]
    waiting: tuple[Waiting, ...]
    carried: tuple[Carried, ...]
    unplanned: tuple[Card, ...]
    rulings: tuple[tuple[int, str, str], ...]
    proposals: int
    must: tuple[str, ...] = ()
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """What the board is drawn from: `plan` is the newest kept, `trouble` why the round can't be planned, `must` what
    cases may be let off finding, `later` the cases of the rounds after it.
    """

    round: Round
    rounds: Sequence[Round]
    cases: Sequence[Case]
    educators: Mapping[str, Educator]
    instance: Instance | None
    plan: Plan | None
    standing: Sequence[Ruling]
    must: Sequence[str] = ()
    trouble: str = ""
    later: Sequence[Case] = ()

    @property
    def names(self) -> Mapping[str, str]:
        """What each educator is called, by initials."""
        return names_of(self.educators.values())

    @property
    def seconds(self) -> Mapping[str, str]:
        """Case → who came second, and why not; only where the plan's own choice still stands."""
        chosen, names = {case.number: case.educator for case in self.cases}, self.names
        return {
            one.case: called(f"Ellers {one.runner_up.educator}: {one.runner_up.why_not}", names)
            for one in (self.plan.assignments if self.plan else ())
            if one.runner_up and chosen.get(one.case) == one.educator
        }


def board(it: Setting, now: datetime) -> Board:
    """The round as it stands at `now`."""
    today = now.astimezone(COPENHAGEN).date()
    of = {status: [case for case in it.cases if case.status is status] for status in Status}
    seats = {seat.id: seat for seat in it.instance.educators} if it.instance else {}
    mode = it.instance.settings.mode if it.instance else Mode.SLOTS
    demand = {case.id: case.demand for case in it.instance.cases} if it.instance else {}
    seconds, names = it.seconds, it.names
    return Board(
        name=it.round.name,
        rounds=tuple(
            Choice(one.name, f"{one.name} ({left(one.deadline, today)})", one is it.round)
            for one in sorted(it.rounds, key=lambda one: one.deadline)
        ),
        deadline=f"Frist {weekday(it.round.deadline)}: {left(it.round.deadline, today)}.",
        ready=len(of[Status.READY]),
        proposed=len(of[Status.PROPOSED]),
        lacking=len(of[Status.LACKING]),
        review=len(of[Status.REVIEW]) + len(of[Status.RECEIVED]),
        needs=needs(it.instance) if it.instance else (),
        columns=tuple(
            _column(educator, seats.get(educator.id), it, mode, demand, seconds, names)
            for educator in sorted(it.educators.values(), key=lambda one: in_order(one.name))
        ),
        waiting=tuple(
            Waiting(_card(case, seconds, names), *_why(case, names)) for case in _in_turn(it, of[Status.WAITING])
        ),
        carried=tuple(_carried(it)),
        unplanned=tuple(_card(case, seconds, names) for case in _in_turn(it, of[Status.READY])),
        rulings=tuple(
            (line.ruling.id, called(line.what, names), line.ruling.by) for line in in_words(it.standing, mode)
        ),
        proposals=sum(has_proposal(case) for case in it.cases),
        must=tuple(sorted(it.must, key=in_order)),
        trouble=it.trouble,
    )


def _carried(it: Setting) -> Iterator[Carried]:
    """Each later round with the cases that waited in this one: a case has waited in that many rounds before its own."""
    order = [one.name for one in sorted(it.rounds, key=lambda one: one.deadline)]
    here = order.index(it.round.name)
    for steps, name in enumerate(order[here + 1 :], 1):
        mine = (case for case in it.later if case.round == name and case.status is Status.WAITING)
        if numbers := tuple(sorted(case.number for case in mine if case.waited >= steps)):
            yield Carried(name, numbers)


def _in_turn(it: Setting, cases: Sequence[Case]) -> list[Case]:
    turn = {case.id: at for at, case in enumerate(in_turn(it.instance.cases))} if it.instance else {}
    return sorted(cases, key=lambda case: (turn.get(case.number, 0), case.number))


def _why(case: Case, names: Mapping[str, str]) -> tuple[str, str]:
    reasons = [*(called(reason, names) for reason in case.reasons), "", ""]
    return reasons[0] or "Sagen har ventet fra en tidligere runde.", reasons[1]


def _card(case: Case, seconds: Mapping[str, str], names: Mapping[str, str]) -> Card:
    return Card(
        number=case.number,
        version=case.version,
        school=case.application.school or "ukendt skole",
        kind=case.application.kind.value,
        status=str(case.status),
        proposed=case.status is Status.PROPOSED,
        pinned=case.pinned,
        reasons=tuple(called(reason, names) for reason in case.reasons if reason),
        second=seconds.get(case.number, ""),
        waited=case.waited,
    )


def _column(
    educator: Educator,
    seat: EducatorSeat | None,
    it: Setting,
    mode: Mode,
    demand: Mapping[str, float],
    seconds: Mapping[str, str],
    names: Mapping[str, str],
) -> Column:
    mine = [case for case in it.cases if case.status in HELD and case.educator == educator.id]
    used = float(len(mine)) if mode == Mode.SLOTS else sum(demand.get(case.number, 0) for case in mine)
    has = room(seat, mode) if seat else 0.0
    away = f"væk {number(round(100 * seat.away))} % af perioden" if seat and seat.away else ""
    kept = f"{number(seat.reserved)} holdes fri" if seat and seat.reserved else ""
    return Column(
        id=educator.id,
        name=educator.name,
        load=f"{number(used)} af {number(has)}",
        share=min(100.0, 100 * used / has) if has else (100.0 if used else 0.0),
        full=used >= has,
        over=used > has,
        note=", ".join(part for part in (away, kept) if part),
        cards=tuple(_card(case, seconds, names) for case in sorted(mine, key=lambda case: case.number)),
    )


def over_capacity(it: Setting, educator_id: str, case: Case) -> str:
    """Why giving the case to the educator goes over what there is room for; "" when it does not."""
    if it.instance is None or (case.educator == educator_id and case.status in HELD):
        return ""
    column = _column(
        it.educators[educator_id],
        next((seat for seat in it.instance.educators if seat.id == educator_id), None),
        replace(it, cases=[one for one in it.cases if one.number != case.number]),
        it.instance.settings.mode,
        {one.id: one.demand for one in it.instance.cases},
        seconds={},
        names={},
    )
    return f"{column.name} har allerede {column.load}" if column.full else ""

"""What sharing educators across districts gives and costs: the same round planned with the borders shut, and open.

The plans are two solves of the same instance; nothing is stored. Whether districts share is the municipality's choice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cases.people import Educator, School
from routing.instance import Districts, Instance, PlanCase
from routing.plan import Plan
from routing.route import solve
from routing.rules import outside


@dataclass(frozen=True, slots=True)
class Staffing:
    """A district: its institutions and its educators (one who works in two districts is half in each)."""

    district: str
    institutions: int
    educators: float

    @property
    def each(self) -> float | None:
        """Institutions per educator; None where nobody works."""
        return self.institutions / self.educators if self.educators else None


@dataclass(frozen=True, slots=True)
class DistrictRound:
    """A district's cases in a round, and how many have a place with shut borders and with open ones.

    `helped`: its cases that somebody from elsewhere takes when the borders are open; `lent`: its educators' cases from
    elsewhere.
    """

    district: str
    cases: int
    shut: int
    open: int
    helped: int
    lent: int


@dataclass(frozen=True, slots=True)
class Sharing:
    """Both plans of a round, by district; `gains` and `loses` are cases that only one of them places."""

    shut: Plan
    open: Plan
    districts: tuple[DistrictRound, ...]
    gains: tuple[str, ...]
    loses: tuple[str, ...]


def staffing(schools: Sequence[School], educators: Sequence[Educator]) -> tuple[Staffing, ...]:
    """Each district of the school register, in its order; educators without a district count nowhere."""
    names = tuple(dict.fromkeys(school.district for school in schools if school.district))
    return tuple(
        Staffing(
            name,
            sum(school.district == name for school in schools),
            sum(1 / len(educator.districts) for educator in educators if name in educator.districts),
        )
        for name in names
    )


def sharing(instance: Instance) -> Sharing:
    """The round planned both ways; raises RefusedError when the instance contradicts itself."""
    shut, opened = (
        solve(replace(instance, settings=replace(instance.settings, districts=way)))
        for way in (Districts.HARD, Districts.SOFT)
    )
    before, after = _placed(shut), _placed(opened)
    return Sharing(
        shut,
        opened,
        _by_district(instance, before, after),
        tuple(case.id for case in instance.cases if case.id in after and case.id not in before),
        tuple(case.id for case in instance.cases if case.id in before and case.id not in after),
    )


def _placed(plan: Plan) -> dict[str, str]:
    return {assignment.case: assignment.educator for assignment in plan.assignments}


def _by_district(instance: Instance, before: dict[str, str], after: dict[str, str]) -> tuple[DistrictRound, ...]:
    seats = {seat.id: seat for seat in instance.educators}
    names = dict.fromkeys(name for seat in instance.educators for name in seat.districts)
    names |= dict.fromkeys(case.district for case in instance.cases if case.district)
    abroad = [case for case in instance.cases if case.id in after and outside(case, seats[after[case.id]])]

    def of(name: str, cases: Sequence[PlanCase]) -> list[PlanCase]:
        return [case for case in cases if case.district == name]

    return tuple(
        DistrictRound(
            name,
            len(of(name, instance.cases)),
            sum(case.id in before for case in of(name, instance.cases)),
            sum(case.id in after for case in of(name, instance.cases)),
            len(of(name, abroad)),
            sum(name in seats[after[case.id]].districts for case in abroad),
        )
        for name in names
    )


def told(found: Sharing) -> tuple[str, ...]:
    """The comparison in sentences, in Danish."""
    shut, opened = len(found.shut.assignments), len(found.open.assignments)
    total = opened + len(found.open.unplaced)
    helped = sum(one.helped for one in found.districts)
    lines = [
        f"Hver for sig får {shut} af {total} sager plads; på tværs af distrikterne får {opened} plads.",
        f"{_sager(helped)} tages så af en vejleder fra et andet distrikt.",
    ]
    if found.gains:
        lines.append(f"Plads får også: {', '.join(found.gains)}.")
    if found.loses:
        lines.append(f"Pladsen mister, fordi andre er foran i køen: {', '.join(found.loses)}.")
    return tuple(lines)


def _sager(count: int) -> str:
    return f"{count} {'sag' if count == 1 else 'sager'}"

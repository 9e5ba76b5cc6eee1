"""From a round's cases to a proposal for each: what counts, what is kept, and that no child is ever named."""

import re
from dataclasses import replace
from datetime import date, datetime

import pytest

from cases.application import Application, Source, Value
from cases.case import Actor, Case, Status, Who
from cases.consent import Consent, ConsentState
from cases.errors import RefusedError
from cases.kinds import Kind
from cases.people import Absence, Educator, RoundCapacity, School
from cases.rounds import COPENHAGEN, Round
from routing.capacity import places
from routing.instance import Mode, Visit
from routing.parse import instance_json, read_instance
from routing.plan import plan_dict, plan_text
from routing.problem import Registers, problem, wished
from routing.propose import proposed
from routing.route import route, solve

ROUND = Round("2026-4", date(2026, 12, 2), date(2026, 12, 16), date(2027, 1, 4), date(2027, 3, 26))
NOW = datetime(2026, 12, 4, 10, tzinfo=COPENHAGEN)
CHILD = "Anemone Testesen"


def an_application(kind: Kind = Kind.PUPIL, detail: str | None = CHILD, **texts: str) -> Application:
    texts = {"class_name": "5.b", "pupil_name": CHILD, "cpr": "150312-9993", **texts}
    values = {name: Value(text, 1, Source.OCR) for name, text in texts.items()}
    return Application(kind, "Ådalskolen", detail, values=values)


def a_case(number: str = "T-2026-0001", status: Status = Status.READY, **changes: object) -> Case:
    case = Case(number, an_application(), ROUND.name, NOW, status, Consent(ConsentState.GIVEN))
    return replace(case, **changes)  # type: ignore[arg-type]


def an_educator(id_: str = "AB", **changes: object) -> Educator:
    return replace(Educator(id_, "Berit Prøve", "ab@kommune.example", capacity=1), **changes)  # type: ignore[arg-type]


def test_a_ready_case_is_proposed_and_one_too_many_waits() -> None:
    cases = [a_case("T-2026-0001"), a_case("T-2026-0002", waited=1)]
    _, plan = route(ROUND, cases, Registers([an_educator()]))
    (waits, waited_events), (goes, events) = proposed(cases, plan, NOW)
    assert (goes.number, goes.status, goes.educator) == ("T-2026-0002", Status.PROPOSED, "AB")
    assert goes.reasons == ("Får 1 sag på 1 plads.",)
    assert (events[0].what, events[0].why, events[0].at) == ("status:foreslået", "AB: Får 1 sag på 1 plads.", NOW)
    assert (waits.status, waits.educator, len(waits.reasons)) == (Status.WAITING, None, 2)
    assert waited_events[0].what == "status:venteliste"


def test_planning_again_moves_nobody_and_adds_nothing_to_a_history() -> None:
    cases = [a_case("T-2026-0001"), a_case("T-2026-0002")]
    registers = Registers([an_educator()])
    after = [case for case, _ in proposed(cases, route(ROUND, cases, registers)[1], NOW)]
    again = proposed(after, route(ROUND, after, registers)[1], NOW)
    assert [(case.number, case.educator, events) for case, events in again] == [("T-2026-0001", "AB", ())]
    assert again[0][0].reasons[0] == "Samme læringsvejleder som i det forrige forslag."
    once_more = [again[0][0], after[1]]
    assert proposed(once_more, route(ROUND, once_more, registers)[1], NOW) == ()


def test_a_draft_is_kept_when_it_may_be() -> None:
    case = a_case(status=Status.PROPOSED, educator="CD")
    for names in (("AB", "CD"), ("CD", "EF")):
        _, plan = route(ROUND, [case], Registers([an_educator(name) for name in names]))
        assert plan.assignments[0].educator == "CD"


def test_a_draft_whose_educator_has_left_moves_and_says_so() -> None:
    case = a_case(status=Status.PROPOSED, educator="CD")
    _, plan = route(ROUND, [case], Registers([an_educator("AB")]))
    coordinator = Actor(Who.PERSON, "koordinator")
    ((after, events),) = proposed([case], plan, NOW, coordinator)
    assert (after.status, after.educator) == (Status.PROPOSED, "AB")
    assert [(event.what, event.actor) for event in events] == [("educator", coordinator)]


def test_an_approved_case_keeps_its_place_and_is_not_touched() -> None:
    cases = [a_case("T-2026-0001", Status.ASSIGNED, educator="AB"), a_case("T-2026-0002", priority=9)]
    _, plan = route(ROUND, cases, Registers([an_educator()]))
    assert [(after.number, after.status) for after, _ in proposed(cases, plan, NOW)] == [
        ("T-2026-0002", Status.WAITING)
    ]


def test_an_approved_case_of_an_educator_who_left_takes_nobodys_place() -> None:
    cases = [a_case("T-2026-0001", Status.RUNNING, educator="ZZ"), a_case("T-2026-0002")]
    _, plan = route(ROUND, cases, Registers([an_educator()]))
    assert [assignment.case for assignment in plan.assignments] == ["T-2026-0002"]


def test_more_approved_cases_than_places_are_named_not_hidden() -> None:
    cases = [a_case(f"T-2026-000{n}", Status.ASSIGNED, educator="AB") for n in (1, 2)]
    with pytest.raises(RefusedError, match=re.escape("De fastholdte sager hos AB fylder 2, kapaciteten er 1: ")):
        route(ROUND, cases, Registers([an_educator()]))


@pytest.mark.parametrize("status", [s for s in Status if s not in {Status.READY, Status.PROPOSED, Status.WAITING}])
def test_only_plannable_cases_are_placed(status: Status) -> None:
    cases = [a_case(status=status)]
    assert proposed(cases, route(ROUND, cases, Registers([an_educator()]))[1], NOW) == ()


def test_cases_of_other_rounds_are_left_alone() -> None:
    cases = [a_case(round="2027-1")]
    assert problem(ROUND, cases, Registers([an_educator()]), problem_settings()).cases == ()


def problem_settings():  # type: ignore[no-untyped-def]
    return read_instance({"educators": [], "cases": []}).settings


def test_in_hours_a_case_takes_what_the_settings_say_of_its_kind() -> None:
    seats, hours = Registers([an_educator(capacity=10)]), replace(problem_settings(), mode=Mode.HOURS)
    cases = [a_case("T-2026-0001"), a_case("T-2026-0002")]
    _, plan = route(ROUND, cases, seats, replace(hours, hours={"elev": 6}))
    assert [assignment.reasons for assignment in plan.assignments] == [("Får sager på 6 af 10 timer.",)]
    with pytest.raises(RefusedError, match="hvor mange timer en sag om elev tager"):
        route(ROUND, cases, seats, hours)


def test_history_is_the_learning_environment_of_earlier_cases() -> None:
    earlier = [
        a_case("T-2025-0001", Status.CLOSED, round="2025-1", educator="AB"),
        a_case("T-2025-0002", Status.WITHDRAWN, round="2025-1", educator="AB"),
        a_case("T-2025-0003", Status.CLOSED, round="2025-1", educator="CD"),
    ]
    registers = Registers([an_educator()], [School("Ådalskolen", district="Nord")], earlier)
    instance = problem(ROUND, [a_case()], registers, problem_settings())
    assert instance.educators[0].history == (Visit("Ådalskolen", "Ådalskolen 5.b", "2025-1"),)
    assert (instance.cases[0].environment, instance.cases[0].district) == ("Ådalskolen 5.b", "Nord")


ABSENCES = [
    ("away for the whole support period leaves no place", 5, date(2027, 1, 1), date(2027, 4, 1), 0),
    ("a quarter of it takes a quarter of the places, rounded: 3,75 is 4", 5, date(2027, 1, 4), date(2027, 1, 22), 4),
    ("half of it takes half; an exact half place falls to the educator", 5, date(2027, 1, 4), date(2027, 2, 12), 2),
    ("a week of twelve takes none of five", 5, date(2027, 1, 4), date(2027, 1, 10), 5),
    ("before the period nothing is taken", 5, date(2026, 10, 1), date(2027, 1, 3), 5),
    ("who has left for good has none", 5, date(2027, 1, 4), date.max, 0),
]


@pytest.mark.parametrize(
    ("capacity", "first", "last", "left"), [row[1:] for row in ABSENCES], ids=[row[0] for row in ABSENCES]
)
def test_an_absence_takes_its_share_of_the_support_period(capacity: int, first: date, last: date, left: int) -> None:
    educator = an_educator(capacity=capacity, absences=(Absence(first, last),))
    instance = problem(ROUND, [], Registers([educator]), problem_settings())
    assert places(instance.educators[0]) == left


def test_a_number_written_for_this_round_stands_whatever_the_absence() -> None:
    week = Absence(date(2027, 1, 4), date(2027, 2, 12))
    educator = an_educator(capacity=5, share=0.8, absences=(week,), exceptions=(RoundCapacity(ROUND.name, 3),))
    instance = problem(ROUND, [], Registers([educator]), problem_settings())
    assert places(instance.educators[0]) == 3


def test_an_absence_and_a_reserved_place_are_told_with_the_load() -> None:
    educator = an_educator(capacity=5, absences=(Absence(date(2027, 1, 4), date(2027, 1, 22)),))
    _, plan = route(ROUND, [a_case()], Registers([educator], reserved={"AB": 1}))
    assert plan.assignments[0].reasons == ("Får 1 sag på 3 pladser (kapacitet 5, væk 25 % af perioden, 1 reserveret).",)


AUTUMN = Round("2026-3", date(2026, 9, 23), date(2026, 10, 7), date(2026, 10, 19), date(2026, 12, 18))
SPRING = Round("2026-2", date(2026, 3, 3), date(2026, 3, 17), date(2026, 4, 7), date(2026, 6, 25))


def test_the_load_is_spread_over_the_school_year_not_only_the_round() -> None:
    earlier = [a_case(f"T-2026-010{n}", Status.RUNNING, round="2026-3", educator="AB") for n in range(2)]
    last_year = [a_case(f"T-2026-020{n}", Status.CLOSED, round="2026-2", educator="CD") for n in range(9)]
    seats = [an_educator("AB", capacity=3), an_educator("CD", capacity=3)]
    registers = Registers(seats, history=[*earlier, *last_year], rounds=(SPRING, AUTUMN, ROUND))
    instance, plan = route(ROUND, [a_case(f"T-2026-000{n}") for n in (1, 2)], registers)
    assert [(s.earlier_cases, s.earlier_places) for s in instance.educators] == [(2, 3), (0, 3)]
    assert [assignment.educator for assignment in plan.assignments] == ["CD", "CD"]


def test_an_approved_case_of_an_educator_who_left_is_proposed_for_another_and_a_running_one_is_not() -> None:
    cases = [
        a_case("T-2026-0001", Status.ASSIGNED, educator="ZZ"),
        a_case("T-2026-0002", Status.RUNNING, educator="ZZ"),
    ]
    for gone in ([], [an_educator("ZZ", absences=(Absence(date(2026, 12, 1), date.max),))]):
        _, plan = route(ROUND, cases, Registers([an_educator("AB"), *gone]))
        ((after, events),) = proposed(cases, plan, NOW)
        assert (after.number, after.status, after.educator) == ("T-2026-0001", Status.PROPOSED, "AB")
        assert [event.what for event in events] == ["status:foreslået"]


def test_a_pair_that_the_coordinator_ruled_out_is_not_planned() -> None:
    registers = Registers([an_educator()], forbidden=frozenset({("T-2026-0001", "AB")}))
    _, plan = route(ROUND, [a_case()], registers)
    assert plan.unplaced[0].would_help == "Hvis fravalget ophæves, kan der findes plads hos AB."


WISHES = [
    ("a word in the text", an_application(description="Der er brug for sprog."), ("sprog",)),
    ("a longer word that begins with it", an_application(goal="Sprogstøtte i timerne"), ("sprog",)),
    ("a short word only whole", an_application(tried="ITALIENSK"), ()),
    ("a short word", an_application(tried="Der er prøvet IT."), ("IT",)),
    ("the topic", an_application(Kind.TOPIC, "Trivsel på mellemtrinnet"), ("trivsel",)),
    ("the kind's own word", an_application(Kind.CLASS, "5.b"), ("klasse",)),
    ("a pupil's name is never searched", an_application(detail="Trivsel Sprogsen"), ()),
]


@pytest.mark.parametrize(("application", "words"), [row[1:] for row in WISHES], ids=[row[0] for row in WISHES])
def test_wishes_are_the_competence_words_that_the_text_calls_for(application: Application, words: object) -> None:
    assert wished(application, ("IT", "klasse", "sprog", "trivsel")) == words


def test_no_child_is_named_in_a_problem_a_plan_or_a_proposal() -> None:
    seats = [an_educator(competences=("sprog",)), an_educator("CD", conflicts=("Ådalskolen",))]
    cases = [a_case(f"T-2026-000{n}", application=an_application(description=f"{CHILD}: sprog")) for n in range(3)]
    instance, plan = route(ROUND, cases, Registers(seats))
    changes = proposed(cases, plan, NOW)
    told = [instance_json(instance), plan_dict(plan, 0), plan_text(plan), [after.reasons for after, _ in changes]]
    told += [event.why for _, events in changes for event in events]
    assert all(word not in repr(told) for word in ("Anemone", "Testesen", "150312", "9993"))


def test_a_kept_problem_gives_the_same_plan_again() -> None:
    cases = [a_case(f"T-2026-000{n}", waited=n % 2) for n in range(5)]
    instance, plan = route(ROUND, cases, Registers([an_educator(), an_educator("CD", capacity=2)]))
    assert solve(read_instance(instance_json(instance))) == plan

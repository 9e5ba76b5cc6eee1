"""What `cases.queue` promises, held on SQLite and on PostgreSQL alike."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from cases.case import Status
from cases.kinds import Kind
from cases.queue import LOOKING, Order, Queue, Wanted
from storage.store import Store
from tests.storage.examples import NOW, ROUND, a_case, an_application, an_event, an_opening, an_outcome, claimed, limits

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow

TODAY = date(2026, 11, 22)
PLAIN = Wanted(TODAY)


def _open(store: Store, uid: int, *, school: str = "Vestre Skole", about: str = "Asta Eksempelsen", **changes) -> str:
    case = a_case(
        application=an_application(school=school, detail=about, kind=changes.pop("kind", Kind.PUPIL), values={}),
        received=datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=uid),
        **changes,
    )
    outcome = an_outcome(openings=(replace(an_opening(), case=case, identity=f"sag {uid}"),))
    outcome = replace(
        outcome, facts=replace(outcome.facts, content_key=f"mail {uid}", message_id=f"<{uid}@x>"), papers=()
    )
    (opened,) = store.finish_letter(claimed(store, uid), outcome, lambda _: (), NOW)
    return opened.number


def _numbers(store: Store, wanted: Wanted, limit: int = 100) -> list[str]:
    return [line.number for line in store.lines(wanted, limit)]


@pytest.fixture
def three(store: Store) -> list[str]:
    schools = ("Ågård Skole", "Zeniths Skole", "Ærø Skole")
    return [_open(store, uid, school=school, about=f"Barn Nummer{uid}") for uid, school in enumerate(schools, 1)]


def test_lines_come_as_they_arrived_and_the_other_way_round(store, three):
    queue: Queue = store
    assert _numbers(queue, PLAIN) == three
    assert _numbers(queue, replace(PLAIN, backwards=True)) == three[::-1]


def test_schools_sort_as_danes_sort(store, three):
    by_school = replace(PLAIN, order=Order.SCHOOL)
    assert [line.school for line in store.lines(by_school, 9)] == ["Zeniths Skole", "Ærø Skole", "Ågård Skole"]


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("backwards", [False, True])
def test_pages_leave_out_nothing_and_repeat_nothing(store, order, backwards):
    numbers = {_open(store, uid, school=f"Skole {uid % 2}") for uid in range(1, 8)}
    wanted, seen = replace(PLAIN, order=order, backwards=backwards), []
    while page := _numbers(store, wanted, 2):
        seen += page
        wanted = replace(wanted, after=page[-1])
    assert (len(seen), set(seen)) == (7, numbers)
    assert seen == _numbers(store, replace(wanted, after=None))


def test_a_line_says_what_the_queue_shows(store):
    number = _open(store, 1)
    (line,) = store.lines(PLAIN, 1)
    case = store.case(number)
    assert line.about == "Asta Eksempelsen"
    assert (line.findings, line.status, line.version) == (case.findings, case.status, case.version)
    assert "Asta" not in repr(line)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"statuses": frozenset({Status.REVIEW})}, [1]),
        ({"statuses": frozenset({Status.REVIEW, Status.READY})}, [0, 1]),
        ({"kind": Kind.TOPIC}, [1]),
        ({"school": "Vestre Skole"}, [0]),
        ({"round": ROUND}, [0, 1]),
        ({"round": "ingen"}, []),
        ({"educator": "ak"}, []),
        ({"names": ("asta",)}, [0]),
        ({"names": ("ASTA", "Eksempelsen")}, [0]),
        ({"names": ("asta", "trivsel")}, []),
        ({"names": ("trivsel",)}, [1]),
    ],
)
def test_each_filter_leaves_what_it_asks_for(store, wanted, found):
    other = {"kind": Kind.TOPIC, "status": Status.REVIEW, "educator": None}
    numbers = [
        _open(store, 1, educator=None),
        _open(store, 2, school="Østre Skole", about="Trivsel i klassen", **other),
    ]
    assert _numbers(store, replace(PLAIN, **wanted)) == [numbers[one] for one in found]


def test_counts_are_of_every_status_whatever_is_shown(store):
    _open(store, 1)
    _open(store, 2, status=Status.REVIEW)
    wanted = replace(PLAIN, statuses=frozenset({Status.REVIEW}), after="T-2026-0002")
    assert store.counts(wanted) == {Status.READY: 1, Status.REVIEW: 1}
    assert store.counts(replace(wanted, school="ingen")) == {}


def test_what_is_put_off_is_out_of_sight_until_its_day(store):
    number = _open(store, 1)
    case = store.case(number)
    store.change([(replace(case, put_off=TODAY + timedelta(days=1)), (an_event(),))], (), NOW)
    assert store.case(number).put_off == TODAY + timedelta(days=1)
    assert _numbers(store, PLAIN) == []
    assert _numbers(store, replace(PLAIN, put_off=True)) == [number]
    assert _numbers(store, Wanted(TODAY + timedelta(days=1))) == [number]


def test_a_corrected_name_is_found_and_the_old_one_not(store):
    number = _open(store, 1, about="Asta Eksempelsen")
    case = store.case(number)
    renamed = replace(case.application, detail="Alma Eksempelsen", values={})
    store.change([(replace(case, application=renamed), (an_event(),))], (), NOW)
    assert _numbers(store, replace(PLAIN, names=("alma",))) == [number]
    assert _numbers(store, replace(PLAIN, names=("asta",))) == []


def test_the_next_case_is_the_first_that_is_not_this_one(store, three):
    assert store.next_of(PLAIN, three[0]) == three[1]
    assert store.next_of(PLAIN, three[1]) == three[0]
    assert store.next_of(replace(PLAIN, school="Ærø Skole"), three[2]) is None


def test_two_who_look_at_a_case_are_told_of_each_other_for_a_while(store):
    number = _open(store, 1)
    assert store.look(number, "ak", NOW) == ()
    assert store.look(number, "bm", NOW + LOOKING / 2) == ("ak",)
    assert store.look(number, "ak", NOW + LOOKING / 2) == ("bm",)
    assert store.look(number, "bm", NOW + 3 * LOOKING) == ()


def test_a_forgotten_case_is_not_found_by_name(store):
    _open(store, 1, status=Status.CLOSED)
    assert _numbers(store, replace(PLAIN, names=("asta",))) != []
    store.forget(limits(NOW + timedelta(days=1)), NOW + timedelta(days=1))
    assert _numbers(store, replace(PLAIN, names=("asta",))) == []

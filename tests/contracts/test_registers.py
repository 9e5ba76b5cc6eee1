"""What the store promises of the registers' revisions, on SQLite and on PostgreSQL."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from cases.errors import StaleError
from cases.people import Absence, Educator, RoundCapacity, School
from cases.registers import Register, Revision
from cases.rounds import Round
from storage.store import Store
from tests.storage.examples import NOW, limits

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow

SCHOOL = School("Ærø Skole", "privatskole", ("Ærø", "Æ. Skole"), "Øst", ("@aeroe.example",))
ANNE = Educator(
    "ae", "Anne Elm", "anne@kommune.example", "70 12 34 56", 4.5, ("trivsel",), ("Øst",), ("Ærø Skole",), ("Åby",),
    (Absence(date(2026, 12, 1), date(2026, 12, 24)), Absence(date(2027, 6, 1), date.max)), 0.8, ("arabisk",),
    (RoundCapacity("2. runde", 1),),
)  # fmt: skip
ROUND = Round("2. runde", date(2026, 12, 2), date(2026, 12, 18), date(2027, 1, 4), date(2027, 3, 26))


def a_revision(register: Register = Register.SCHOOLS, version: int = 1, *entries, days: int = 0) -> Revision:
    return Revision(register, version, NOW + timedelta(days=days), "Karen Holm", "rettet på siderne", entries)


EVERY = (
    a_revision(Register.SCHOOLS, 1, SCHOOL, School("Åby Skole")),
    a_revision(Register.EDUCATORS, 1, ANNE),
    a_revision(Register.ROUNDS, 1, ROUND),
)


def test_every_register_comes_back_as_it_was_written(store: Store) -> None:
    assert store.register_versions() == {}
    store.revise(EVERY)
    assert tuple(store.revision(one.register, 1) for one in EVERY) == EVERY
    assert store.register_versions() == dict.fromkeys(Register, 1)
    assert store.revision(Register.SCHOOLS, 2) is None


def test_the_newest_stands_and_all_before_it_can_be_seen(store: Store) -> None:
    three = [a_revision(Register.SCHOOLS, number, School(f"Skole {number}")) for number in (1, 2, 3)]
    store.revise(three[:2])
    store.revise(three[2:])
    assert store.register_versions() == {Register.SCHOOLS: 3}
    assert store.revisions(Register.SCHOOLS, None, 2) == (three[2], three[1])
    assert store.revisions(Register.SCHOOLS, 2, 5) == (three[0],)
    assert store.revisions(Register.ROUNDS, None, 5) == ()


def test_of_two_who_change_the_same_register_one_is_told_and_nothing_of_it_is_written(opened) -> None:
    one, two = opened(), opened()
    one.revise(EVERY)
    one.revise([a_revision(Register.EDUCATORS, 2)])
    with pytest.raises(StaleError):
        two.revise([a_revision(Register.SCHOOLS, 2), a_revision(Register.EDUCATORS, 2, ANNE)])
    assert two.register_versions() == {**dict.fromkeys(Register, 1), Register.EDUCATORS: 2}


def test_who_is_ill_and_when_does_not_lie_in_clear(store: Store) -> None:
    store.revise(EVERY)
    with store.db.reading() as conn:
        kept = [bytes(one) for one in conn.execute(text("SELECT content FROM registers")).scalars()]
    assert not any(word in one for one in kept for word in (b"Anne", b"2026-12-24", b"aeroe"))


def test_what_a_register_was_is_forgotten_in_time_and_what_it_is_never(store: Store) -> None:
    store.revise([a_revision(days=0), a_revision(Register.SCHOOLS, 2, SCHOOL, days=1), EVERY[2]])
    store.forget(limits(NOW + timedelta(days=2)), NOW + timedelta(days=2))
    assert [one.version for one in store.revisions(Register.SCHOOLS, None, 9)] == [2]
    assert store.revision(Register.ROUNDS, 1) == EVERY[2]

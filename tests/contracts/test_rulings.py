"""What the store promises of rulings, plans, confirmed addresses and ends taken back, on SQLite and on PostgreSQL."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from cases.case import Case, Status, moved, restored
from cases.errors import StaleError
from cases.letters import PlanRow
from cases.mails import ADDRESS_UNCONFIRMED, CONFIRMED, SENDER_UNREGISTERED, MailState
from cases.rulings import Ruling, RulingKind
from storage.store import Store
from tests.storage.examples import LATER, NAME, NOW, ROUND, a_mail, an_event, an_opening, facts, limits, open_one

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow

OTHER = "1. kvartal 2027"
WHY = f"{NAME}s mor har bedt om det"


def a_ruling(kind: RulingKind = RulingKind.PIN, **changes: object) -> Ruling:
    whole = Ruling(kind, "Karen Holm", NOW, WHY, "T-2026-0001", educator="akb")
    return replace(whole, **changes)  # type: ignore[arg-type]


def write(store: Store, *rulings: Ruling, case: Case | None = None) -> None:
    store.change([(case, (an_event("pinned:akb"),))] if case else [], (), NOW, rulings=rulings)


@pytest.fixture
def case(store: Store) -> Case:
    return open_one(store)


def kept(store: Store, *round_names: str) -> list[Ruling]:
    return [replace(one, id=0) for name in round_names or (ROUND,) for one in store.rulings(name)]


EVERY = (
    a_ruling(),
    a_ruling(RulingKind.FORBID, educator="bml"),
    a_ruling(RulingKind.FORBID, educator="cnn"),
    a_ruling(RulingKind.WAIVE, educator=None, word="sprog", why=""),
    a_ruling(RulingKind.ANY_DISTRICT, educator=None),
    a_ruling(RulingKind.RESERVE, case=None, round=ROUND, count=1.5),
)


def test_every_ruling_comes_back_as_it_was_written(store: Store, case: Case) -> None:
    write(store, *EVERY, case=case)
    assert kept(store) == list(EVERY)
    assert store.case(case.number) == replace(case, version=2)
    assert store.rulings(OTHER) == ()


def test_a_ruling_goes_with_its_case_and_a_reservation_stays_in_its_round(store: Store, case: Case) -> None:
    write(store, *EVERY)
    store.change([(replace(case, round=OTHER), ())], (), NOW)
    assert kept(store, ROUND) == [EVERY[-1]]
    assert kept(store, OTHER) == list(EVERY[:-1])


def test_what_is_undone_stands_no_more_and_can_be_ruled_again(store: Store, case: Case) -> None:
    write(store, a_ruling(), case=case)
    (stands,) = store.rulings(ROUND)
    over = replace(stands, undone=NOW + LATER, undone_by="Bo")
    write(store, over, a_ruling(educator="bml"))
    assert [one.educator for one in store.rulings(ROUND)] == ["bml"]
    with pytest.raises(StaleError):
        write(store, over)


def test_two_who_rule_on_the_same_end_with_one(opened) -> None:
    """By the case's version where there is one, else because the place is taken."""
    one, two = opened(), opened()
    case = open_one(one)
    write(one, a_ruling(), case=case)
    with pytest.raises(StaleError):
        write(two, a_ruling(RulingKind.FORBID, educator="bml"), case=case)
    for again in (a_ruling(educator="bml"), a_ruling()):
        with pytest.raises(StaleError):
            write(two, again)
    reserved = EVERY[-1]
    write(one, reserved)
    with pytest.raises(StaleError):
        write(two, replace(reserved, count=2))
    assert kept(one) == [a_ruling(), reserved]


def test_a_ruling_is_written_with_its_case_or_not_at_all(store: Store, case: Case) -> None:
    with pytest.raises(StaleError):
        write(store, a_ruling(), case=replace(case, version=7))
    assert store.rulings(ROUND) == ()
    with pytest.raises(StaleError):
        write(store, a_ruling(), a_ruling(), case=case)
    assert (store.rulings(ROUND), store.case(case.number)) == ((), case)


def test_why_is_sealed_and_forgotten_with_the_case(store: Store, case: Case) -> None:
    write(store, a_ruling(), case=case)
    with store.db.reading() as conn:
        ((why, by),) = conn.execute(text('SELECT why, "by" FROM rulings')).all()
    assert NAME.encode() not in bytes(why) and b"Karen" not in bytes(by)
    store.change([(moved(store.case(case.number), Status.DECLINED), ())], (), NOW)
    store.forget(limits(NOW + timedelta(days=1)), NOW + timedelta(days=1))
    with store.db.reading() as conn:
        assert conn.execute(text("SELECT why FROM rulings")).all() == [(None,)]


def test_what_is_ruled_of_a_case_that_is_over_stands_again_when_the_end_is_taken_back(store: Store, case: Case) -> None:
    write(store, a_ruling(), case=case)
    store.change([(moved(store.case(case.number), Status.NOT_APPLICATION), ())], (), NOW)
    assert store.rulings(ROUND) == ()
    store.change([(restored(store.case(case.number)), ())], (), NOW)
    assert kept(store) == [a_ruling()]


def test_a_plan_is_kept_with_what_it_proposes_or_not_at_all(store: Store, case: Case) -> None:
    proposed = replace(moved(case, Status.PROPOSED), educator="akb", told="bml", pinned=True)
    plan = PlanRow(0, ROUND, NOW, {}, {})
    with pytest.raises(StaleError):
        store.keep_plan(plan, NOW, [(replace(proposed, version=9), ())])
    assert store.plan(ROUND) is None
    store.keep_plan(plan, NOW, [(proposed, (an_event("status:foreslået"),))])
    assert store.case(case.number) == replace(proposed, version=2)
    assert store.plan(ROUND) is not None


class TestAConfirmedAddress:
    def held(self, store: Store) -> Case:
        mails = (
            a_mail("til-skolen", held=ADDRESS_UNCONFIRMED),
            a_mail("til-en-anden", held=ADDRESS_UNCONFIRMED, to="anden@skole.example"),
            a_mail("af-anden-grund", held="robot-header"),
            a_mail("falsk", held="sender-failed"),
            a_mail("kvittering", held=SENDER_UNREGISTERED),
        )
        return open_one(store, mails=mails)

    def test_it_lets_go_of_what_was_held_back_for_it_and_nothing_else(self, store):
        case = self.held(store)
        confirmed = replace(case, confirmed=("foer@skole.example", case.reply_to))
        store.change([(confirmed, (an_event("address-confirmed"),))], (), NOW)
        free = [mail.message_id for mail in store.mails() if mail.state is MailState.OWED]
        assert free == [a_mail(key).message_id for key in ("til-skolen", "kvittering")]
        assert store.claim_mail("vaert:0", NOW).mail.key == "til-skolen"
        assert store.case(case.number) == replace(confirmed, version=2)

    def test_it_is_sent_once_however_often_it_is_confirmed(self, store):
        case = self.held(store)
        store.change([(replace(case, confirmed=(case.reply_to,)), (an_event(CONFIRMED),))], (), NOW)
        work = store.claim_mail("vaert:0", NOW)
        store.sending(work, NOW)
        store.sent(work, NOW)
        store.change([(store.case(case.number), ())], (), NOW)
        assert next(mail.state for mail in store.mails()) is MailState.SENT
        assert store.claim_mail("vaert:0", NOW).mail.key == "kvittering"
        assert store.claim_mail("vaert:0", NOW) is None

    def test_what_it_let_go_of_counts_as_held_no_more(self, store):
        case = self.held(store)
        before = store.pulse().held
        store.change([(replace(case, confirmed=(case.reply_to,)), (an_event(CONFIRMED),))], (), NOW)
        assert (before, store.pulse().held) == (5, 3)

    def test_what_is_held_later_waits_for_a_person_whatever_else_is_written(self, store):
        case = open_one(store)
        store.change([(replace(case, confirmed=(case.reply_to,)), (an_event(CONFIRMED),))], (), NOW)
        late = a_mail("sendt-senere", held=SENDER_UNREGISTERED, cases=(case.number,))
        store.change([(store.case(case.number), ())], (late,), NOW)
        store.change([(store.case(case.number), (an_event("put-off"),))], (), NOW)
        assert store.claim_mail("vaert:0", NOW) is None
        store.change([(store.case(case.number), (an_event(CONFIRMED),))], (), NOW)
        assert store.claim_mail("vaert:0", NOW).mail.key == "sendt-senere"


class TestAnEndTakenBack:
    def ended(self, store: Store, case: Case) -> Case:
        store.change([(moved(case, Status.NOT_APPLICATION), ())], (), NOW)
        return store.case(case.number)

    def test_it_is_about_the_same_again(self, store, case):
        over = self.ended(store, case)
        assert store.same(an_opening().identity, ROUND) is None
        store.change([(restored(over), ())], (), NOW)
        assert store.same(an_opening().identity, ROUND) == replace(case, status=Status.REVIEW, version=3)

    def test_it_is_known_by_nothing_while_another_is_about_the_same(self, store, case):
        over = self.ended(store, case)
        other = open_one(store, 2, facts=facts("to", "<2@x>"))
        store.change([(restored(over), ())], (), NOW)
        assert store.same(an_opening().identity, ROUND) == other
        self.ended(store, other)
        store.change([(store.case(case.number), ())], (), NOW)
        assert store.same(an_opening().identity, ROUND) == store.case(case.number)

    def test_what_is_forgotten_stays_over(self, store, case):
        over = self.ended(store, case)
        store.forget(limits(NOW + timedelta(days=1)), NOW + timedelta(days=1))
        with pytest.raises(StaleError):
            store.change([(restored(replace(over, version=3)), ())], (), NOW)

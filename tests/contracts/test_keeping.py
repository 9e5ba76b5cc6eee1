"""What `cases.keeping` promises: what goes and what stays, held on SQLite and on PostgreSQL alike."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cases.accounts import Access, Purpose, Role, User
from cases.application import Application
from cases.case import MACHINE, Status, moved
from cases.consent import ConsentState
from cases.errors import RefusedError, StaleError
from cases.keeping import BY_AGE, COPIES, ON_REQUEST, Hold, Receipt
from cases.kinds import Kind
from cases.letters import Ending, PlanRow
from service.support import follow_support
from tests.replies.build import ANNE, CONTEXT, WINTER
from tests.storage.examples import (
    COORDINATOR,
    LATER,
    NAME,
    NOW,
    ROUND,
    a_mail,
    a_paper,
    an_event,
    an_opening,
    an_outcome,
    claimed,
    limits,
    open_one,
    owing,
)

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow

AFTER = NOW + timedelta(days=400)
ALL = limits(AFTER)
NONE = NOW - timedelta(days=4000)


def over(store, uid: int = 1, **changes):
    """A case that is over now, from a letter of its own."""
    case = open_one(store, uid, **changes)
    store.change([(moved(case, Status.WITHDRAWN), [an_event("Trukket tilbage")])], (), NOW)
    return case.number


def sent(store) -> None:
    """The only mail that is owed goes out."""
    work = store.claim_mail("vaert:0", NOW)
    store.sending(work, NOW)
    store.sent(work, NOW)


def test_forgetting_erases_what_is_personal_and_keeps_the_counts(store):
    number = over(store, mails=[a_mail()])
    alive = open_one(store, 2, openings=(an_opening("another child"),))
    assert store.forget(limits(NOW), NOW).cases == ()
    sent(store)
    assert store.forget(ALL, AFTER).cases == (number,)
    assert not store.forget(ALL, AFTER)
    gone = store.case(number)
    assert (gone.status, gone.round, gone.application.school) == (Status.WITHDRAWN, ROUND, "Vestre Skole")
    assert gone.application == Application(Kind.PUPIL, "Vestre Skole")
    assert (gone.reply_to, gone.thread, gone.reasons, gone.consent.why) == ("", (), (), "")
    assert gone.consent.state is ConsentState.ORAL
    assert [(event.what, event.why) for event in store.history(number)] == [
        ("Sagen er oprettet", ""),
        ("Trukket tilbage", ""),
        ("forgotten", ""),
    ]
    assert store.papers(number) == ()
    letter = store.letters(opened=True)[0]
    assert (store.raw_letter(1), letter.sender, letter.ending) == (None, "", Ending.CASE)
    (mail,) = store.mails(opened=True)
    assert (mail.to, mail.raw, mail.message_id) == ("", b"", "")
    assert store.case(alive.number) == alive
    assert store.raw_letter(2) and store.papers(alive.number)


def test_a_receipt_counts_what_went_and_is_kept(store):
    number = over(store, mails=[a_mail()])
    sent(store)
    receipt = store.forget(ALL, AFTER)
    counts = {"raw": 1, "papers": 1, "crops": 1, "words": 2, "reasons": 2, "mails": 1}
    assert receipt == Receipt(AFTER, BY_AGE, (number,), (1,), counts)
    store.forget(ALL, AFTER)
    assert store.receipts() == (receipt,)


def test_a_letter_shared_with_a_living_case_is_not_forgotten(store):
    openings = (an_opening("a"), an_opening("b"))
    one, _two = store.finish_letter(claimed(store), an_outcome(openings=openings), owing(), NOW)
    store.change([(moved(one, Status.DECLINED), ())], (), NOW)
    assert store.forget(limits(NOW + LATER), NOW + LATER).cases == (one.number,)
    assert store.raw_letter(1)


def test_letters_that_never_became_a_case_go_by_their_own_age_also_those_set_aside(store):
    for uid, ending in ((1, Ending.NOT_APPLICATION), (2, Ending.SET_ASIDE)):
        nothing = an_outcome(ending=ending, openings=(), papers=(a_paper(case=None),), facts=None)
        store.finish_letter(claimed(store, uid), nothing, owing(), NOW)
    assert store.forget(limits(AFTER, others=NOW), AFTER).letters == ()
    assert [row.forgotten for row in store.letters()] == [False, False]
    assert store.forget(ALL, AFTER).letters == (1, 2)
    assert [store.raw_letter(uid) for uid in (1, 2)] == [None, None]
    assert [row.forgotten for row in store.letters()] == [True, True]


@pytest.mark.parametrize("asked", [False, True])
def test_the_answer_to_a_letter_that_is_no_cases_goes_with_its_letter(store, asked):
    """Not with the mails that answer nothing, whose time is longer; and no other letter's answer goes with it."""
    for uid in (1, 2):
        nothing = an_outcome(ending=Ending.SET_ASIDE, openings=(), papers=(), facts=None)
        store.finish_letter(claimed(store, uid), nothing, owing(a_mail(f"letter:{uid}", held="automatic")), NOW)
    if asked:
        receipt = store.forget_these((), (1,), COORDINATOR, NOW)
    else:
        store.forget_these((), (2,), COORDINATOR, NOW)
        receipt = store.forget(replace(limits(NONE), others=AFTER), AFTER)
    assert (receipt.letters, receipt.counts["mails"]) == ((1,), 1)
    assert [bool(mail.to or mail.raw) for mail in store.mails(opened=True)] == [False, asked]


def test_an_answer_stays_as_long_as_its_letter_is_a_living_cases(store):
    """It was written before there was a case, and is older than what answers nothing may be."""
    nothing = an_outcome(ending=Ending.SET_ASIDE, openings=(), papers=(), facts=None)
    store.finish_letter(claimed(store), nothing, owing(a_mail("letter:1", held="automatic")), NOW)
    store.change((), [a_mail("i-dag", held="automatic")], NOW)
    case = store.open_by_hand(1, an_opening(), NOW)
    store.forget(ALL, AFTER)
    assert [bool(mail.raw) for mail in store.mails(opened=True)] == [True, False]
    store.change([(moved(store.case(case.number), Status.DECLINED), ())], (), NOW)
    assert store.forget(ALL, AFTER).cases == (case.number,)
    assert [bool(mail.raw) for mail in store.mails(opened=True)] == [False, False]


def test_a_forgotten_letter_that_was_set_aside_is_left_alone(store):
    """It is counted no more, and can be neither read again nor made a case nor seen to."""
    nothing = an_outcome(ending=Ending.SET_ASIDE, openings=(), papers=(), facts=None)
    store.finish_letter(claimed(store), nothing, owing(), NOW)
    assert store.pulse().set_aside == 1
    store.forget(ALL, AFTER)
    assert store.pulse().set_aside == 0
    for act in (
        lambda: store.replay(1, AFTER),
        lambda: store.open_by_hand(1, an_opening(), AFTER),
        lambda: store.dealt_with(1, AFTER),
    ):
        with pytest.raises(StaleError):
            act()
    assert store.cases() == ()


@pytest.mark.parametrize(
    ("due", "left"),
    [({"raw": AFTER}, (None, 1, 1)), ({"papers": AFTER}, (1, None, None)), ({"copies": AFTER}, (1, 1, 1))],
)
def test_raw_mail_and_papers_may_go_before_the_case(store, due, left):
    number = over(store)
    receipt = store.forget(limits(NONE, **due), AFTER)
    case = store.case(number)
    kept = store.raw_letter(1), store.papers(number), [box for box in case.application.signatures if box.crop]
    assert (receipt.cases, case.application.detail) == ((), NAME)
    assert tuple((one and 1) or None for one in kept) == left
    assert not store.forget(limits(NONE, **due), AFTER)
    assert store.forget(ALL, AFTER).cases == (number,)


def test_a_case_without_its_crops_can_still_be_written(store):
    number = over(store)
    store.forget(limits(NONE, papers=AFTER), AFTER)
    store.change([(store.case(number), ())], (), AFTER)
    assert [box.name for box in store.case(number).application.signatures] == ["signature_1", "signature_2"]


def test_what_is_held_stays_until_it_is_lifted(store):
    number = over(store)
    hold = Hold(number, NOW, "Karen Holm", f"Klage fra {NAME}s mor")
    store.hold(hold)
    assert store.holds() == (hold,)
    assert NAME not in repr(hold)
    with pytest.raises(RefusedError, match="allerede"):
        store.hold(hold)
    assert not store.forget(ALL, AFTER)
    with pytest.raises(RefusedError, match="bevares"):
        store.forget_these((number,), (), COORDINATOR, AFTER)
    assert store.case(number).application.detail == NAME and store.raw_letter(1)
    store.lift(number, COORDINATOR, AFTER)
    assert [event.what for event in store.history(number)][-2:] == ["held", "hold-lifted"]
    with pytest.raises(RefusedError):
        store.lift(number, COORDINATOR, AFTER)
    assert store.forget(ALL, AFTER).cases == (number,)


def test_a_case_that_is_not_there_or_forgotten_cannot_be_held(store):
    number = over(store)
    store.forget(ALL, AFTER)
    for wanted in (number, "T-1999-0001"):
        with pytest.raises(RefusedError):
            store.hold(Hold(wanted, NOW, "Karen Holm", "klage"))


def test_on_request_a_case_goes_at_once_with_a_letter_that_is_named(store):
    number, other = over(store), open_one(store, 2, openings=(an_opening("another child"),))
    nothing = an_outcome(ending=Ending.SET_ASIDE, openings=(), papers=(), facts=None)
    store.finish_letter(claimed(store, 3), nothing, owing(), NOW)
    receipt = store.forget_these((number,), (3,), COORDINATOR, NOW + LATER)
    assert (receipt.occasion, receipt.cases, receipt.letters) == (ON_REQUEST, (number,), (1, 3))
    assert (store.raw_letter(1), store.raw_letter(3), store.case(number).application.detail) == (None, None, None)
    assert store.raw_letter(2) and store.case(other.number) == other
    (*_, last) = store.history(number)
    assert (last.what, last.actor) == ("forgotten", COORDINATOR)


def test_a_placed_child_is_over_with_its_round_and_forgotten_in_time(store):
    opening = an_opening(status=Status.ASSIGNED, educator=ANNE.id, told=ANNE.id, round=WINTER.name)
    number, over_at = open_one(store, openings=(opening,)).number, NOW + timedelta(days=130)
    for day in (0, 50, 50, 130, 131):
        follow_support(store, {ANNE.id: ANNE}, replace(CONTEXT, now=NOW + timedelta(days=day)))
    what = [event.what for event in store.history(number) if event.actor == MACHINE]
    assert what[1:] == ["status:i gang", "status:afsluttet"]
    assert store.mails() == ()
    assert store.forget(limits(over_at), over_at).cases == ()
    later = over_at + timedelta(days=1)
    assert store.forget(limits(later), later).cases == (number,)


def test_a_case_that_changed_meanwhile_begins_the_next_day(store):
    opening = an_opening(status=Status.ASSIGNED, educator=ANNE.id, round=WINTER.name)
    case, first = open_one(store, openings=(opening,)), NOW + timedelta(days=50)
    seen = store.cases()
    store.change([(case, ())], (), NOW)
    late = Late(store, seen)
    follow_support(late, {ANNE.id: ANNE}, replace(CONTEXT, now=first))
    assert store.case(case.number).status is Status.ASSIGNED
    follow_support(store, {ANNE.id: ANNE}, replace(CONTEXT, now=first + timedelta(days=1)))
    assert store.case(case.number).status is Status.RUNNING


class Late:
    """A store whose cases were read before somebody changed them."""

    def __init__(self, store, seen):
        self._store, self._seen = store, seen

    def cases(self, **_):
        return self._seen

    def __getattr__(self, name):
        return getattr(self._store, name)


def test_on_request_an_open_case_or_a_letter_about_others_is_refused_and_nothing_goes(store):
    open_, over_ = open_one(store), over(store, 2, openings=(an_opening("another child"),))
    for cases, letters in (((open_.number,), ()), ((over_,), (1,)), ((over_,), (99,))):
        with pytest.raises(RefusedError):
            store.forget_these(cases, letters, COORDINATOR, NOW + LATER)
    assert store.case(over_).application.detail == NAME
    assert store.receipts() == ()


def test_the_access_log_keeps_its_lines_without_their_reasons_until_their_own_time(store):
    number = over(store)
    user = store.add_user(User(0, "karen", "Karen Holm", Role.COORDINATOR), NOW)
    store.note_access(Access(NOW, user.id, "karen", Role.COORDINATOR, number, Purpose.REVEALED, f"Om {NAME}"))
    store.forget(limits(AFTER, accesses=NONE), AFTER)
    (line,) = store.accesses()
    assert (line.case, line.why) == (number, "")
    assert store.forget(ALL, AFTER).counts == {"accesses": 1}
    assert store.accesses() == ()


def test_a_plan_goes_when_the_last_of_its_rounds_cases_is_forgotten(store):
    over(store)
    alive = open_one(store, 2, openings=(an_opening("another child"),))
    store.keep_plan(PlanRow(0, ROUND, NOW, {"cases": [1]}, {}), NOW)
    store.forget(ALL, AFTER)
    assert store.plan(ROUND)
    store.change([(moved(alive, Status.DECLINED), ())], (), NOW)
    assert store.forget(ALL, AFTER).counts["plans"] == 1
    assert store.plan(ROUND) is None


def test_copies_in_the_mailbox_are_due_once_moved_and_forgotten_and_noted_once(store):
    over(store)
    assert store.copies_due(NONE) == ()
    store.filed([1], NOW)
    assert store.copies_due(NONE) == ()
    (early,) = store.copies_due(AFTER)
    store.forget(ALL, AFTER)
    (due,) = store.copies_due(NONE)
    assert due == early
    assert (due.folder, due.size) == ("Behandlet", 100)
    assert store.same_mail(due, store_sha()) and not store.same_mail(due, "0" * 64)
    receipt = store.copies_erased([1], [], AFTER)
    assert (receipt.occasion, receipt.letters, receipt.counts) == (COPIES, (1,), {"copies": 1})
    assert store.copies_due(AFTER) == ()
    assert not store.copies_erased([], [], AFTER)


def store_sha() -> str:
    """The SHA-256 of the example's raw mail."""
    import hashlib

    from tests.storage.examples import raw_mail

    return hashlib.sha256(raw_mail()).hexdigest()


def test_scrubbing_is_harmless_and_may_be_thorough(store):
    number = over(store)
    before = store.case(number)
    assert store.scrub() and store.scrub(thorough=True)
    assert store.case(number) == before

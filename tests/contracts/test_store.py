"""What `cases.store` promises, held on SQLite and on PostgreSQL alike."""

import io
import os
import subprocess
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from cases.application import Application, Unread
from cases.case import Event, Status, moved
from cases.errors import StaleError
from cases.kinds import Kind
from cases.letters import Ending, Fetched, Filing, MailPlace, Pieces, PlanRow, Use
from cases.mails import SENDER_UNREGISTERED, MailState
from cases.store import LEASE, LETTER_PAUSES, MAX_ATTEMPTS, PAUSES, CaseStore, Ledger, LetterStore, Outbox
from storage import claims
from storage.claims import MAX_TRIES
from storage.raw_mail import HELD_PIECES, PIECE
from storage.store import Store
from storage.tables import paper_pieces
from tests.storage.examples import (
    COORDINATOR,
    CPR,
    CROP,
    LATER,
    NOW,
    ROUND,
    a_box,
    a_case,
    a_mail,
    a_paper,
    an_application,
    an_arrival,
    an_event,
    an_opening,
    an_outcome,
    claimed,
    facts,
    keep,
    let_leases_run_out,
    limits,
    next_letter,
    open_one,
    owing,
)

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow


def test_the_store_fulfils_every_protocol(store: Store):
    letters: LetterStore = store
    cases: CaseStore = store
    outbox: Outbox = store
    ledger: Ledger = store
    assert (letters.filings(), cases.cases(), outbox.mails(), ledger.letters()) == ((), (), (), ())


# A letter is kept


def test_a_letter_is_kept_once(store):
    assert [keep(store), keep(store)] == [True, False]


def test_another_content_under_the_same_uid_is_another_letter(store):
    assert [keep(store), keep(store, raw=b"something else")] == [True, True]


def test_only_the_same_place_size_and_time_count_as_kept(store):
    keep(store, 1)
    keep(store, 2)
    moved_time = an_arrival(2, received=datetime(2026, 11, 20, 9, 31, tzinfo=UTC))
    elsewhere = an_arrival(1, place=MailPlace("INBOX", 4243, 1))
    assert store.kept([an_arrival(1), an_arrival(2), an_arrival(3)]) == {1, 2}
    assert store.kept([an_arrival(1, size=99), moved_time]) == frozenset()
    assert store.kept([elsewhere]) == frozenset()
    assert store.kept([]) == frozenset()


@pytest.mark.parametrize("changes", [{"size": 99}, {"received": datetime(2026, 11, 20, 9, 31, tzinfo=UTC)}])
def test_a_mail_that_the_server_lists_with_another_size_or_time_is_known_by_it_and_filed_by_it(store, changes):
    open_one(store)
    store.filed([1], NOW)
    assert not keep(store)
    assert store.filings() == ()
    anew = an_arrival(**changes)
    assert not keep(store, **changes)
    assert store.kept([anew]) == {1}
    assert [filing.arrival for filing in store.filings()] == [anew]


@pytest.mark.parametrize("told", [100, 100 * PIECE], ids=["told small", "told big"])
@pytest.mark.parametrize("rest", [b"", b"the last piece"], ids=["whole", "rest"])
@pytest.mark.parametrize("whole", [2, HELD_PIECES, 2 * HELD_PIECES + 1])
def test_a_big_letter_comes_back_byte_for_byte(store, whole, rest, told):
    """Whatever size the server told, which decides whether it is held."""
    raw = b"".join(bytes([number]) * PIECE for number in range(whole)) + rest
    keep(store, raw=raw, size=told)
    work = next_letter(store, "vaert:0", NOW)
    assert (work.big is None) == (told < PIECE and whole + bool(rest) <= HELD_PIECES)
    assert (b"".join(work.big.read()) if work.big else work.raw) == raw == store.raw_letter(work.id)


def test_letters_fetched_together_are_kept_together_and_each_once(store):
    both = [Fetched(an_arrival(uid), f"{uid}" * 64, io.BytesIO(b"x")) for uid in (1, 2)]
    assert store.keep(both, NOW) == 2
    for one in both:
        one.raw.seek(0)
    assert store.keep([*both, Fetched(an_arrival(3), "3" * 64, io.BytesIO(b"x"))], NOW) == 1
    assert len(store.letters()) == 3


def test_a_paper_too_big_to_be_held_comes_back_whole_and_its_pieces_go_with_it(store):
    pieces = (b"%PDF-" + bytes(1000), b"in the middle", b"end")
    big = replace(a_paper(), content=b"", big=Pieces(sum(map(len, pieces)), lambda: iter(pieces)))
    case = open_one(store, papers=(big,))
    (paper,) = store.papers(case.number)
    assert (paper.content, paper.size) == (b"".join(pieces), big.size)
    (sheet,) = store.sheets(case.number)
    assert store.content(case.number, sheet.id) == b"".join(pieces)
    store.change([(moved(case, Status.DECLINED), ())], (), NOW)
    store.forget(limits(NOW + timedelta(days=400)), NOW + timedelta(days=400))
    with store.db.reading() as conn:
        assert conn.execute(select(paper_pieces)).all() == []


def test_a_letter_that_broke_off_while_it_was_kept_leaves_nothing(store):
    class BrokenFile(io.BytesIO):
        def read(self, size=-1):
            if self.tell():
                raise OSError("disk")
            return super().read(10)

    with pytest.raises(OSError):
        store.keep([Fetched(an_arrival(), "a" * 64, BrokenFile(b"x" * 100))], NOW)
    assert store.letters() == ()
    assert next_letter(store, "vaert:0", NOW) is None


def test_what_was_kept_is_there_for_the_next_process(opened):
    first = opened()
    keep(first)
    first.close()
    assert opened().kept([an_arrival()]) == {1}


# A letter is claimed


def test_a_claimed_letter_says_what_was_kept(store):
    work = claimed(store)
    assert (work.attempt, work.place, work.received) == (1, an_arrival().place, an_arrival().received)


def test_letters_are_claimed_oldest_first_and_each_once(store):
    for uid in (1, 2, 3):
        keep(store, uid)
    assert [next_letter(store, "vaert:0", NOW).place.uid for _ in range(3)] == [1, 2, 3]
    assert next_letter(store, "vaert:0", NOW) is None


def test_two_workers_never_get_the_same_letter(opened):
    workers = [opened(), opened()]
    for uid in range(1, 9):
        keep(workers[0], uid)
    got: list[int] = []

    def work(store: Store) -> None:
        while letter := next_letter(store, "vaert:0", NOW):
            got.append(letter.id)

    _together(*(lambda store=store: work(store) for store in workers))
    assert len(got) == 8
    assert len(set(got)) == 8


def test_a_letter_whose_lease_ran_out_is_claimed_again_and_the_first_worker_is_refused(store):
    first = claimed(store)
    assert next_letter(store, "vaert:1", NOW + LEASE - timedelta(seconds=1)) is None
    let_leases_run_out(store)
    second = next_letter(store, "vaert:1", NOW + LEASE)
    assert (second.id, second.attempt) == (first.id, 2)
    with pytest.raises(StaleError):
        store.finish_letter(first, an_outcome(), owing(a_mail()), NOW)
    with pytest.raises(StaleError):
        store.fail_letter(first, "gik ned", NOW)
    assert store.cases() == () and store.mails() == ()
    assert store.finish_letter(second, an_outcome(), owing(), NOW)


def test_a_beat_prolongs_the_lease_until_it_is_lost(store):
    work = claimed(store)
    store.beat_letter(work, NOW + LEASE / 2)
    assert next_letter(store, "vaert:1", NOW + LEASE) is None
    let_leases_run_out(store)
    assert next_letter(store, "vaert:1", NOW + LEASE * 2)
    with pytest.raises(StaleError):
        store.beat_letter(work, NOW + LEASE * 2)


def test_a_letter_that_stops_every_worker_is_set_aside(store):
    keep(store)
    moment = NOW
    for _ in range(MAX_TRIES):
        assert next_letter(store, "vaert:0", moment)
        moment += LEASE
        let_leases_run_out(store)
    assert next_letter(store, "vaert:0", moment) is None
    assert store.letters()[0].ending is Ending.SET_ASIDE


# A letter fails


def test_a_failed_letter_rests_longer_each_time_and_is_set_aside_at_last(store):
    keep(store)
    moment = NOW
    for pause in LETTER_PAUSES:
        work = next_letter(store, "vaert:0", moment)
        assert store.fail_letter(work, "OCR svarede ikke", moment) is False
        assert next_letter(store, "vaert:0", moment + pause - timedelta(seconds=1)) is None
        moment += pause
    assert store.fail_letter(next_letter(store, "vaert:0", moment), "OCR svarede ikke", moment) is True
    assert next_letter(store, "vaert:0", moment + timedelta(days=1)) is None
    row = store.letters()[0]
    assert (row.ending, row.why, row.state) == (Ending.SET_ASIDE, "OCR svarede ikke", "færdig")


def test_a_letter_that_somebody_was_faster_with_is_looked_at_anew_however_often(store):
    keep(store)
    moment = NOW
    for _ in range(len(LETTER_PAUSES) + 2):
        store.give_back(next_letter(store, "vaert:0", moment), moment)
        assert next_letter(store, "vaert:0", moment) is None
        moment += LETTER_PAUSES[0]
    assert next_letter(store, "vaert:0", moment)


def test_a_pause_that_a_clock_wrote_which_was_days_ahead_is_over(store):
    keep(store)
    ahead = NOW + timedelta(days=3)
    store.fail_letter(next_letter(store, "vaert:0", ahead), "gik ned", ahead)
    assert next_letter(store, "vaert:0", NOW)


def test_what_was_tried_less_comes_first(store):
    keep(store, 1)
    keep(store, 2)
    first = next_letter(store, "vaert:0", NOW)
    store.fail_letter(first, "gik ned", NOW)
    assert next_letter(store, "vaert:0", NOW + timedelta(hours=1)).id != first.id
    assert next_letter(store, "vaert:0", NOW + timedelta(hours=1)).id == first.id


def test_a_final_failure_sets_the_letter_aside_at_once_and_has_it_filed(store):
    work = claimed(store)
    assert store.fail_letter(work, "kan ikke læses", NOW, final=True) is True
    assert store.filings() == (Filing(work.id, an_arrival(), "Til gennemsyn"),)


def test_a_letter_set_aside_can_be_replayed(store):
    work = claimed(store)
    aside = an_outcome(ending=Ending.SET_ASIDE, openings=(), papers=(a_paper(case=None),), folder="Til gennemsyn")
    store.finish_letter(work, aside, owing(), NOW)
    store.replay(work.id, NOW)
    assert store.seen("content-1", "<en@skole.example>") == (False, False)
    again = next_letter(store, "vaert:0", NOW)
    (case,) = store.finish_letter(again, an_outcome(), owing(), NOW)
    assert [paper.position for paper in store.papers(case.number)] == [0]


def _waits(store):
    """Nobody has taken it up."""


def _claimed(store):
    store.claim_mail("vaert:1", NOW)


def _refused(store):
    mail = store.claim_mail("vaert:1", NOW)
    store.sending(mail, NOW)
    store.refuse(mail, "554", NOW)


def _sending(store):
    store.sending(store.claim_mail("vaert:1", NOW), NOW)


def _unknown(store):
    mail = store.claim_mail("vaert:1", NOW)
    store.sending(mail, NOW)
    store.unknown(mail, "uvist", NOW)


def _perhaps_left_and_waits_again(store):
    _unknown(store)
    store.send_again(store.mails()[0].id, NOW, NOW + LATER)


def _perhaps_left_and_refused(store):
    _unknown(store)
    store.send_again(store.mails()[0].id, NOW)
    _refused(store)


def _sent(store):
    mail = store.claim_mail("vaert:1", NOW)
    store.sending(mail, NOW)
    store.sent(mail, NOW)


def _read_again(store, stands):
    """The answer to a letter set aside, as it stands then, and the case that the letter is when it is read again."""
    work = claimed(store)
    aside = an_outcome(ending=Ending.SET_ASIDE, openings=(), papers=(), folder="Til gennemsyn")
    store.finish_letter(work, aside, owing(a_mail("letter:1")), NOW)
    stands(store)
    (mail,) = store.mails()
    store.replay(work.id, NOW)
    again = next_letter(store, "vaert:0", NOW)
    (case,) = store.finish_letter(again, an_outcome(), owing(a_mail("letter:1")), NOW)
    return mail, case


def test_an_answer_held_back_is_made_anew_when_its_letter_is_read_again(store):
    """Else the receipt for what it became would be lost, for a letter has one answer. Another letter's stays."""
    aside = an_outcome(ending=Ending.SET_ASIDE, openings=(), papers=(), folder="Til gennemsyn")
    work, other = claimed(store), claimed(store, 2)
    store.finish_letter(work, aside, owing(a_mail("letter:1", held=SENDER_UNREGISTERED)), NOW)
    store.finish_letter(other, replace(aside, facts=None), owing(a_mail("letter:2", held=SENDER_UNREGISTERED)), NOW)
    (held, left) = store.mails()
    assert (held.to_stranger, held.letter, left.letter) == (True, work.id, other.id)
    store.replay(work.id, NOW)
    again = next_letter(store, "vaert:0", NOW)
    assert store.mails() == (held, left)
    (case,) = store.finish_letter(again, an_outcome(), owing(a_mail("letter:1")), NOW)
    (mail,) = store.mails(case=case.number)
    assert (mail.state, mail.letter) == (MailState.OWED, work.id)


@pytest.mark.parametrize("stands", [_waits, _refused])
def test_an_answer_that_certainly_did_not_leave_is_made_anew_when_its_letter_is_read_again(store, stands):
    (_, case) = _read_again(store, stands)
    assert [(one.state, one.cases) for one in store.mails()] == [(MailState.OWED, (case.number,))]


@pytest.mark.parametrize(
    "stands", [_claimed, _sending, _unknown, _sent, _perhaps_left_and_waits_again, _perhaps_left_and_refused]
)
def test_an_answer_that_left_or_is_leaving_is_the_only_one_though_its_letter_is_read_again(store, stands):
    (mail, _) = _read_again(store, stands)
    assert store.mails() == (mail,)


def test_an_answer_stays_when_its_letter_cannot_be_read_again(store):
    work = claimed(store)
    aside = an_outcome(ending=Ending.SET_ASIDE, openings=(), papers=(), folder="Til gennemsyn")
    store.finish_letter(work, aside, owing(a_mail("letter:1")), NOW)
    (mail,) = store.mails()
    store.replay(work.id, NOW)
    store.fail_letter(next_letter(store, "vaert:0", NOW), "gik ned", NOW, final=True)
    assert store.mails() == (mail,)


def test_only_a_letter_that_is_set_aside_can_be_replayed(store):
    open_one(store)
    with pytest.raises(StaleError):
        store.replay(1, NOW)


# A letter is finished


def test_a_finished_letter_opens_a_numbered_case_with_all_that_belongs_to_it(store):
    work = claimed(store)
    (case,) = store.finish_letter(work, an_outcome(), owing(a_mail()), NOW)
    assert case == a_case(number="T-2026-0001")
    assert store.case("T-2026-0001") == case
    assert store.history(case.number) == (an_event(),)
    assert store.papers(case.number) == (a_paper(case="T-2026-0001"),)
    assert store.evidence(case.number) == case.application.signatures
    assert store.evidence(case.number)[0].crop == CROP
    (mail,) = store.mails()
    assert (mail.cases, mail.state, mail.created) == (("T-2026-0001",), MailState.OWED, NOW)
    (row,) = store.letters(opened=True)
    assert (row.state, row.ending, row.cases, row.why) == ("færdig", Ending.CASE, ("T-2026-0001",), "Et skema")
    assert (row.sender, row.subject) == (facts().sender, facts().subject)


def test_a_list_opens_nothing_that_is_sealed(store):
    open_one(store, mails=[a_mail()])
    (letter,), (mail,) = store.letters(), store.mails()
    assert (letter.sender, letter.subject, mail.to, mail.raw) == ("", "", "", b"")


def test_what_could_not_be_read_is_kept_with_its_reason(store):
    paper = a_paper(answers=(), unread=Unread("locked", "Filen er låst."), use=Use.REFUSED, why="låst")
    case = open_one(store, papers=(paper,))
    assert store.papers(case.number) == (replace(paper, case=case.number),)


def test_several_applications_in_one_letter_get_numbers_in_order(store):
    openings = (an_opening("a"), an_opening("b"))
    papers = (a_paper(0, case="#1"), a_paper(1, case="#0"), a_paper(2, case=None))
    written = store.finish_letter(claimed(store), an_outcome(openings=openings, papers=papers), owing(a_mail()), NOW)
    assert [case.number for case in written] == ["T-2026-0001", "T-2026-0002"]
    assert [paper.position for paper in store.papers("T-2026-0002")] == [0]
    assert store.mails()[0].cases == ("T-2026-0001", "T-2026-0002")
    assert store.letters()[0].cases == ("T-2026-0001", "T-2026-0002")


def test_numbers_follow_the_year_of_receipt_in_copenhagen(store):
    new_year = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # half past midnight in Copenhagen
    openings = tuple(an_opening(str(i), received=at) for i, at in enumerate((NOW, new_year, new_year)))
    written = store.finish_letter(claimed(store), an_outcome(openings=openings, papers=()), owing(), NOW)
    assert [case.number for case in written] == ["T-2026-0001", "T-2027-0001", "T-2027-0002"]


def test_numbers_have_no_gaps_under_concurrency(opened):
    workers = [opened(), opened()]
    for uid in range(1, 7):
        keep(workers[0], uid)

    def work(store: Store) -> None:
        while letter := next_letter(store, "vaert:0", NOW):
            uid = letter.place.uid
            outcome = an_outcome(openings=(an_opening(str(uid)),), facts=facts(str(uid), f"<{uid}>"))
            if uid % 3 == 0:
                with pytest.raises(ZeroDivisionError):
                    store.finish_letter(letter, outcome, lambda cases: 1 // 0, NOW)
            store.finish_letter(letter, outcome, owing(a_mail(f"ack-{uid}")), NOW)

    _together(*(lambda store=store: work(store) for store in workers))
    assert [case.number for case in workers[0].cases()] == [f"T-2026-{n:04d}" for n in range(1, 7)]


def test_nothing_is_written_when_composing_a_mail_fails(store):
    work = claimed(store)

    def broken(_cases):
        raise RuntimeError("template")

    with pytest.raises(RuntimeError):
        store.finish_letter(work, an_outcome(), broken, NOW)
    assert (store.cases(), store.mails(), store.filings()) == ((), (), ())
    assert store.seen("content-1", "<en@skole.example>") == (False, False)
    assert store.finish_letter(work, an_outcome(), owing(), NOW)[0].number == "T-2026-0001"


def test_a_crash_before_the_commit_loses_nothing_and_leaves_nothing(opened):
    first = opened()
    work = claimed(first)

    class PowerCutError(BaseException):
        pass

    def cut(_cases):
        raise PowerCutError

    with pytest.raises(PowerCutError):
        first.finish_letter(work, an_outcome(), cut, NOW)
    first.close()
    second = opened()
    assert second.cases() == ()
    let_leases_run_out(second)
    again = next_letter(second, "vaert:1", NOW + LEASE)
    assert (again.id, again.raw) == (work.id, work.raw)


def test_a_letter_is_finished_once(store):
    work = claimed(store)
    store.finish_letter(work, an_outcome(), owing(a_mail()), NOW)
    with pytest.raises(StaleError):
        store.finish_letter(work, an_outcome(openings=(an_opening("other"),)), owing(), NOW)
    assert len(store.cases()) == 1


def test_two_workers_that_open_the_same_case_end_with_one(opened):
    one, two = opened(), opened()
    first, second = claimed(one, 1), claimed(two, 2)
    one.finish_letter(first, an_outcome(), owing(), NOW)
    with pytest.raises(StaleError):
        two.finish_letter(second, an_outcome(facts=facts("content-2", "<2>")), owing(), NOW)
    assert len(one.cases()) == 1
    assert two.fail_letter(second, "sagen findes", NOW) is False


def test_two_workers_with_the_same_content_end_with_one_case(opened):
    one, two = opened(), opened()
    first, second = claimed(one, 1), claimed(two, 2)
    one.finish_letter(first, an_outcome(openings=(an_opening(None),)), owing(), NOW)
    with pytest.raises(StaleError):
        two.finish_letter(second, an_outcome(openings=(an_opening(None),)), owing(), NOW)
    assert len(one.cases()) == 1


def test_a_supplement_is_written_over_its_case_and_asks_for_the_newest_version(store):
    case = open_one(store, 1)
    work = claimed(store, 2)
    later = replace(case, application=an_application(signatures=(a_box(), a_box("signature_2", crop=b"other"))))
    opening = replace(an_opening(), case=later, events=(an_event("Supplement modtaget"),))
    outcome = an_outcome(ending=Ending.SUPPLEMENT, openings=(opening,), facts=facts("content-2", "<2>"))
    (written,) = store.finish_letter(work, outcome, owing(), NOW)
    assert written == replace(later, version=2)
    assert store.case(case.number) == written
    assert [paper.case for paper in store.papers(case.number)] == [case.number, case.number]
    assert [event.what for event in store.history(case.number)] == ["Sagen er oprettet", "Supplement modtaget"]
    with pytest.raises(StaleError):
        store.finish_letter(claimed(store, 3), replace(outcome, facts=facts("content-3", "<3>")), owing(), NOW)


def test_same_finds_only_the_open_case_of_that_round(store):
    case = open_one(store)
    identity = an_opening().identity
    assert store.same(identity, ROUND) == case
    assert store.same(identity, "1. kvartal 2027") is None
    assert store.same("another child", ROUND) is None
    store.change([(moved(case, Status.WITHDRAWN), ())], (), NOW)
    assert store.same(identity, ROUND) is None
    assert open_one(store, 2).number == "T-2026-0002"


def test_a_letter_is_seen_once_one_with_its_content_has_ended(store):
    work = claimed(store)
    assert store.seen("content-1", "<en@skole.example>") == (False, False)
    store.finish_letter(work, an_outcome(), owing(), NOW)
    assert store.seen("content-1", "<en@skole.example>") == (True, False)
    assert store.seen("content-2", "<en@skole.example>") == (False, True)
    assert store.seen("content-2", "<to@skole.example>") == (False, False)
    assert store.seen("content-2", "") == (False, False)


def test_a_letter_seen_before_ends_so_and_can_come_any_number_of_times(store):
    open_one(store, 1, facts=facts())
    for uid in (2, 3):
        again = an_outcome(ending=Ending.AGAIN, openings=(), papers=())
        assert store.finish_letter(claimed(store, uid), again, owing(), NOW) == ()
    assert [row.ending for row in store.letters()] == [Ending.CASE, Ending.AGAIN, Ending.AGAIN]


def test_a_file_is_known_by_its_hash(store):
    case = open_one(store)
    assert store.paper_case(a_paper().sha256) == case.number
    assert store.paper_case("0" * 64) is None


def test_an_answer_to_our_own_mail_finds_its_case(store):
    case = open_one(store, mails=[a_mail()])
    assert store.answered(["<fremmed@skole.example>", "<ack-1@tovholder.example>"]) == (case,)
    assert store.answered(["<\x00\udc80odd>"]) == ()
    assert store.answered([]) == ()


def test_a_mail_of_ours_is_known_again_by_its_cases_and_whom_it_was_sent_to(store):
    to = ("skolen@andet.example", "sekretaer@skole.example")
    one = open_one(store, mails=[a_mail(to="Sekretaer@Skole.example"), a_mail("ack-2"), a_mail("ack-3")]).number
    mails = [a_mail("ack-4"), a_mail("ack-5", to="andre@skole.example")]
    other = open_one(store, 2, mails=mails, openings=(an_opening(None),), papers=()).number
    assert store.sent_as([one], to) == ""
    while work := store.claim_mail("vaert:1", NOW):
        if work.mail.key != "ack-3":
            store.sending(work, NOW)
            store.sent(work, NOW)
        else:
            store.postpone(work, "senere", NOW)
    assert store.sent_as([one], to) == "<ack-2@tovholder.example>"
    assert store.sent_as([other], to) == "<ack-4@tovholder.example>"
    assert store.sent_as([other], to[:1]) == ""
    assert {store.sent_as(*each) for each in (([one, other], to), (["T-1999-0001"], to), ([], to), ([one], ()))} == {""}


def test_a_finished_letter_is_filed_after_the_commit(store):
    open_one(store)
    (filing,) = store.filings()
    assert filing == Filing(1, an_arrival(), "Behandlet")
    store.filed([filing.id], NOW)
    store.filed([filing.id], NOW)
    assert store.filings() == ()


def test_a_letter_that_is_not_done_cannot_be_filed(store):
    work = claimed(store)
    with pytest.raises(StaleError):
        store.filed([work.id], NOW)


def test_text_that_databases_refuse_does_not_stop_a_letter(store):
    odd = "tegn \x00 og \udcff"
    known = replace(facts(message_id=odd), sender=odd, subject=odd)
    outcome = an_outcome(
        facts=known, why=odd, openings=(an_opening(odd, reply_to=odd),), papers=(a_paper(name=odd, type=odd),)
    )
    (case,) = store.finish_letter(claimed(store), outcome, owing(), NOW)
    assert store.case(case.number).reply_to == odd
    assert store.papers(case.number)[0].name == odd
    assert store.letters(opened=True)[0].subject == odd


# Cases


def test_cases_are_listed_by_round_and_status(store):
    first = open_one(store, 1, openings=(an_opening("a"),))
    second = open_one(store, 2, openings=(an_opening("b", status=Status.REVIEW, round="1. kvartal 2027"),))
    assert [case.number for case in store.cases()] == [first.number, second.number]
    assert [case.number for case in store.cases(round_name=ROUND)] == [first.number]
    assert [case.number for case in store.cases(statuses=[Status.REVIEW, Status.CLOSED])] == [second.number]
    assert store.cases(round_name=ROUND, statuses=[Status.REVIEW]) == ()


def test_a_listed_case_leaves_its_crops_where_they_are_and_loses_none_when_it_is_written(store):
    case = open_one(store)
    (listed,) = store.cases()
    assert [box.crop for box in listed.application.signatures] == [b"", b""]
    store.change([(moved(listed, Status.REVIEW), ())], (), NOW)
    assert store.evidence(case.number) == case.application.signatures
    assert store.evidence(case.number)[0].crop == CROP


def test_a_case_that_is_not_there_is_none(store):
    assert store.case("T-2026-0001") is None
    assert (store.history("T-2026-0001"), store.papers("T-2026-0001"), store.evidence("T-2026-0001")) == ((), (), ())


@pytest.mark.parametrize("kind", Kind)
def test_a_bare_case_comes_back_as_it_was(store, kind):
    bare = a_case(application=Application(kind), findings=(), thread=(), reasons=(), reply_to="")
    opening = replace(an_opening(None), case=bare, events=())
    case = open_one(store, openings=(opening,), papers=())
    assert store.case(case.number) == replace(bare, number=case.number)


def test_a_change_is_written_with_its_events_and_mails(store):
    case = open_one(store)
    proposed = replace(moved(case, Status.PROPOSED), educator="e1", reasons=("Har plads.",), pinned=True)
    event = Event(NOW + LATER, COORDINATOR, "Foreslået", "fordi")
    store.change([(proposed, [event])], [a_mail("plan-1", cases=(case.number,))], NOW)
    assert store.case(case.number) == replace(proposed, version=2)
    assert store.history(case.number)[-1] == event
    assert [mail.name for mail in store.mails(case=case.number)] == ["received"]
    assert store.mails(case="T-2026-0009") == ()


def test_a_change_made_from_an_older_version_is_refused_whole(store):
    one, two = open_one(store, 1, openings=(an_opening("a"),)), open_one(store, 2, openings=(an_opening("b"),))
    store.change([(replace(two, priority=9), ())], (), NOW)
    with pytest.raises(StaleError):
        store.change([(replace(one, priority=9), [an_event()]), (replace(two, priority=8), ())], [a_mail()], NOW)
    assert [case.priority for case in store.cases()] == [1, 9]
    assert store.mails() == ()
    assert len(store.history(one.number)) == 1


def test_the_newest_plan_of_a_round_is_kept_with_its_inputs(store):
    assert store.plan(ROUND) is None
    for seed in (1, 2):
        number = store.keep_plan(PlanRow(0, ROUND, NOW, {"seed": seed}, {"assignments": []}), NOW)
    assert store.plan(ROUND) == PlanRow(number, ROUND, NOW, {"seed": 2}, {"assignments": []})
    assert store.plan("1. kvartal 2027") is None


# The outbox


def test_a_mail_is_handed_over_in_two_marks(store):
    case = open_one(store, mails=[a_mail()])
    work = store.claim_mail("vaert:0", NOW)
    assert work.mail == a_mail(cases=(case.number,))
    assert store.claim_mail("vaert:1", NOW) is None
    store.sending(work, NOW)
    assert store.mails()[0].state is MailState.SENDING
    store.sent(work, NOW + LATER)
    (row,) = store.mails(opened=True)
    assert (row.state, row.sent, row.to, row.raw) == (MailState.SENT, NOW + LATER, work.mail.to, work.mail.raw)


def test_a_mail_is_owed_once(store):
    open_one(store, mails=[a_mail(), a_mail()])
    store.change((), [a_mail(), a_mail("ack-2")], NOW)
    assert [row.message_id for row in store.mails()] == ["<ack-1@tovholder.example>", "<ack-2@tovholder.example>"]


def test_two_workers_never_get_the_same_mail(opened):
    workers = [opened(), opened()]
    workers[0].change((), [a_mail(f"ack-{n}") for n in range(8)], NOW)
    got: list[int] = []

    def work(store: Store) -> None:
        while mail := store.claim_mail("vaert:0", NOW):
            got.append(mail.id)

    _together(*(lambda store=store: work(store) for store in workers))
    assert len(got) == 8
    assert len(set(got)) == 8


def test_a_held_mail_is_shown_with_its_reason_and_never_claimed(store):
    store.change((), [a_mail(held="En automatisk mail får intet svar.")], NOW)
    assert store.claim_mail("vaert:0", NOW + timedelta(days=9)) is None
    assert (store.mails()[0].state, store.mails()[0].why) == (MailState.HELD, "En automatisk mail får intet svar.")


def test_a_mail_waits_for_its_time(store):
    store.change((), [a_mail(not_before=NOW + LATER)], NOW)
    assert store.claim_mail("vaert:0", NOW) is None
    assert store.claim_mail("vaert:0", NOW + LATER).mail.not_before == NOW + LATER


def test_a_mail_that_was_not_sent_rests_and_fails_at_last(store):
    store.change((), [a_mail()], NOW)
    moment = NOW
    for pause in PAUSES[: MAX_ATTEMPTS - 1]:
        assert store.postpone(store.claim_mail("vaert:0", moment), "451", moment) is False
        assert store.claim_mail("vaert:0", moment + pause - timedelta(seconds=1)) is None
        moment += pause
    work = store.claim_mail("vaert:0", moment)
    store.sending(work, moment)
    assert store.postpone(work, "451", moment) is True
    assert (store.mails()[0].state, store.mails()[0].why) == (MailState.FAILED, "451")


def test_a_mail_refused_for_good_is_not_tried_again(store):
    store.change((), [a_mail()], NOW)
    store.refuse(store.claim_mail("vaert:0", NOW), "554", NOW)
    assert store.mails()[0].state is MailState.FAILED
    assert store.claim_mail("vaert:0", NOW + timedelta(days=1)) is None


def test_a_mail_claimed_but_not_begun_goes_to_the_next_worker(store):
    store.change((), [a_mail()], NOW)
    first = store.claim_mail("vaert:0", NOW)
    let_leases_run_out(store)
    second = store.claim_mail("vaert:1", NOW + LEASE)
    assert second.attempt == 2
    with pytest.raises(StaleError):
        store.sending(first, NOW + LEASE)


def test_a_mail_cut_off_while_it_was_sent_is_unknown_and_never_sent_again_unasked(store):
    store.change((), [a_mail()], NOW)
    store.sending(store.claim_mail("vaert:0", NOW), NOW)
    let_leases_run_out(store)
    assert store.claim_mail("vaert:1", NOW + LEASE) is None
    assert store.mails()[0].state is MailState.UNKNOWN
    assert store.claim_mail("vaert:1", NOW + timedelta(days=30)) is None


def test_a_late_word_that_an_unknown_mail_was_sent_is_believed(store):
    store.change((), [a_mail()], NOW)
    work = store.claim_mail("vaert:0", NOW)
    store.sending(work, NOW)
    store.unknown(work, "forbindelsen røg", NOW)
    assert (store.mails()[0].state, store.mails()[0].why) == (MailState.UNKNOWN, "forbindelsen røg")
    store.sent(work, NOW + LATER)
    assert store.mails()[0].state is MailState.SENT


def test_a_person_can_have_an_unknown_mail_sent_again_once(store):
    store.change((), [a_mail()], NOW)
    work = store.claim_mail("vaert:0", NOW)
    store.sending(work, NOW)
    store.unknown(work, "forbindelsen røg", NOW)
    store.send_again(work.id, NOW)
    with pytest.raises(StaleError):
        store.send_again(work.id, NOW)
    with pytest.raises(StaleError):
        store.sent(work, NOW)
    assert store.claim_mail("vaert:0", NOW).attempt == 2


def test_a_mail_cannot_be_sent_before_it_is_marked(store):
    store.change((), [a_mail()], NOW)
    with pytest.raises(StaleError):
        store.sent(store.claim_mail("vaert:0", NOW), NOW)


# The ledger


def test_what_a_dead_process_held_is_freed_at_start_and_its_half_sent_mail_is_unknown(store):
    keep(store)
    store.change((), [a_mail("a"), a_mail("b")], NOW)
    dead = f"vaert:{_a_dead_pid()}"
    letter = next_letter(store, dead, NOW)
    store.sending(store.claim_mail(dead, NOW), NOW)
    store.claim_mail(f"{dead}:traad", NOW)
    assert store.free_leases("anden", NOW) == 0
    assert store.free_leases("vaert", NOW) == 3
    assert [row.state for row in store.mails()] == [MailState.UNKNOWN, MailState.OWED]
    assert next_letter(store, "vaert:0", NOW).id == letter.id


def test_what_a_living_process_holds_is_left_alone(store):
    keep(store)
    keep(store, 2)
    next_letter(store, "vaert:1", NOW)  # the first process of the machine lives as long as we do
    next_letter(store, f"vaert:{os.getpid()}", NOW)
    assert store.free_leases("vaert", NOW) == 0


def test_what_a_predecessor_with_our_own_process_id_held_is_freed(store, monkeypatch):
    keep(store)
    monkeypatch.setattr(claims, "THIS_PROCESS", "earlier")
    next_letter(store, f"vaert:{os.getpid()}", NOW)
    monkeypatch.undo()
    assert store.free_leases("vaert", NOW) == 1


def test_notes_remember_the_last_time(store):
    store.note("mailbox", NOW)
    store.note("mailbox", NOW + LATER)
    store.note("pass", NOW)
    assert store.notes() == {"mailbox": NOW + LATER, "pass": NOW}


def test_a_raw_letter_can_be_looked_at(store):
    keep(store, raw=b"raw")
    assert (store.raw_letter(1), store.raw_letter(2)) == (b"raw", None)


def test_what_is_stored_survives_the_next_process(opened):
    first = opened()
    case = open_one(first, mails=[a_mail()])
    first.close()
    second = opened()
    assert second.case(case.number) == case
    assert second.case(case.number).application.text("cpr") == CPR
    assert second.same(an_opening().identity, ROUND) == case
    assert second.claim_mail("vaert:0", NOW).mail.raw == a_mail().raw


def _a_dead_pid() -> int:
    with subprocess.Popen(["true"]) as process:
        return process.pid


def _together(*tasks) -> None:
    """Run the tasks at the same time; the first error of any of them is raised."""
    errors: list[BaseException] = []
    start = threading.Barrier(len(tasks))

    def run(task) -> None:
        try:
            start.wait()
            task()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]

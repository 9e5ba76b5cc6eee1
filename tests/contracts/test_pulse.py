"""What waits, and since when: what a person made ready anew does not wait since it was first written."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cases.letters import Ending
from cases.mails import ADDRESS_UNCONFIRMED, CONFIRMED
from tests.storage.examples import NOW, a_mail, an_event, an_outcome, claimed, keep, next_letter, open_one, owing

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow

MONTHS_LATER = NOW + timedelta(days=90)


def test_a_letter_waits_since_it_was_kept_and_when_it_is_read_again_since_that(store):
    nothing = an_outcome(ending=Ending.SET_ASIDE, openings=(), papers=(), facts=None)
    store.finish_letter(claimed(store), nothing, owing(), NOW)
    assert store.waiting(MONTHS_LATER).oldest_letter is None
    store.replay(1, MONTHS_LATER)
    assert store.waiting(MONTHS_LATER).oldest_letter == MONTHS_LATER
    work = next_letter(store, "vaert:0", MONTHS_LATER)
    store.fail_letter(work, "fejl", MONTHS_LATER)
    assert store.waiting(MONTHS_LATER).oldest_letter == MONTHS_LATER
    keep(store, 2)
    assert store.waiting(MONTHS_LATER).oldest_letter == NOW


def test_an_answer_that_is_sent_again_waits_since_then(store):
    store.change((), [a_mail()], NOW)
    assert store.waiting(MONTHS_LATER).oldest_answer == NOW
    store.refuse(store.claim_mail("vaert:0", NOW), "afvist", NOW)
    assert store.waiting(MONTHS_LATER).oldest_answer is None
    store.send_again(1, MONTHS_LATER)
    assert store.waiting(MONTHS_LATER).oldest_answer == MONTHS_LATER
    store.postpone(store.claim_mail("vaert:0", MONTHS_LATER), "fejl", MONTHS_LATER)
    assert store.waiting(MONTHS_LATER).oldest_answer == MONTHS_LATER


def test_an_answer_that_was_held_back_waits_since_a_person_confirmed_its_address(store):
    case = open_one(store, mails=[a_mail(held=ADDRESS_UNCONFIRMED)])
    assert store.waiting(MONTHS_LATER).oldest_answer is None
    confirmed = replace(case, confirmed=(a_mail().to,))
    store.change([(confirmed, [an_event(CONFIRMED)])], (), MONTHS_LATER)
    assert store.waiting(MONTHS_LATER).oldest_answer == MONTHS_LATER


def test_an_answer_for_later_waits_since_its_time(store):
    later = NOW + timedelta(days=30)
    store.change((), [a_mail(not_before=later)], NOW)
    assert store.waiting(NOW).oldest_answer is None
    assert store.waiting(MONTHS_LATER).oldest_answer == later

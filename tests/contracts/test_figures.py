"""What `cases.figures` promises, held on SQLite and on PostgreSQL alike."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cases.case import MACHINE, Event, Status, moved
from cases.figures import CONTACT, FigureStore, OpenCase, Pulse
from cases.findings import Finding, Weight, settled
from cases.kinds import Kind
from storage.store import Store
from tests.storage.examples import NOW, a_mail, an_opening, keep, open_one

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def test_an_empty_store_has_no_numbers(store: Store):
    book: FigureStore = store
    figures = book.figures(LONG_AGO)
    assert (figures.received, figures.kinds, figures.incomplete) == ((), {}, 0)
    assert book.pulse() == Pulse({}, None, 0, 0, 0)


def test_cases_are_counted_by_kind_school_and_educator(store: Store):
    case = open_one(store, openings=(an_opening(status=Status.ASSIGNED, educator="ae"),))
    figures = store.figures(LONG_AGO)
    assert (figures.kinds, figures.schools, figures.loads) == ({Kind.PUPIL: 1}, {"Vestre Skole": 1}, {"ae": 1})
    assert figures.received == ((case.received, case.round),)
    assert store.figures(case.received + timedelta(seconds=1)).received == ()


def test_a_case_that_has_ended_is_not_open(store: Store):
    case = open_one(store, openings=(an_opening(status=Status.REVIEW),))
    assert store.open_cases() == (OpenCase(case.number, Status.REVIEW, case.round, case.received),)
    store.change([(moved(case, Status.WITHDRAWN), ())], (), NOW)
    assert store.open_cases() == ()


def test_waiting_ends_with_the_first_answer_and_with_the_approval(store: Store):
    case = open_one(store, mails=(a_mail("en"), a_mail("to")))
    for later in (timedelta(days=3), timedelta(days=4)):
        work = store.claim_mail("vaert:1", case.received + later)
        store.sending(work, case.received + later)
        store.sent(work, case.received + later)
    approved = Event(case.received + timedelta(days=9), MACHINE, f"status:{Status.ASSIGNED}")
    store.change([(replace(case, status=Status.ASSIGNED), (approved,))], (), NOW)
    figures = store.figures(LONG_AGO)
    assert (figures.first_answers, figures.assignments) == ((timedelta(days=3),), (timedelta(days=9),))


def test_what_lacked_at_arrival_counts_also_when_it_came_later(store: Store):
    findings = (
        settled(Finding("consent-missing", Weight.BLOCKS)),
        Finding("cpr-missing", Weight.BLOCKS),
        Finding("detail-missing", Weight.NOTES, {"settled": "yes"}),
        settled(settled(Finding("cpr-age", Weight.DOUBTS))),
        Finding("late", Weight.NOTES),
    )
    case = open_one(store, openings=(an_opening(findings=findings),))
    back = Event(NOW, MACHINE, f"status:{Status.LACKING}")
    store.change([(case, (back,))], (), NOW)
    figures = store.figures(LONG_AGO)
    assert (figures.incomplete, figures.lacked) == (1, {"consent-missing": 1, "cpr-missing": 1, "detail-missing": 1})
    assert figures.mended == 0
    store.change([(replace(store.case(case.number), findings=()), ())], (), NOW)
    figures = store.figures(LONG_AGO)
    assert (figures.incomplete, figures.lacked, figures.mended) == (1, {}, 1)


def test_the_pulse_tells_what_waits(store: Store):
    open_one(store, mails=(replace(a_mail("en"), held="robot-address"),))
    keep(store, 2)
    store.note(CONTACT, NOW)
    pulse = store.pulse()
    assert (pulse.held, pulse.undelivered, pulse.set_aside, pulse.notes) == (1, 0, 0, {CONTACT: NOW})
    assert pulse.oldest_letter is not None

"""What `cases.dossier` promises, and taking a decision back, held on SQLite and on PostgreSQL alike."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from cases.case import Status, moved
from cases.dossier import Dossier
from cases.errors import StaleError
from storage.store import Store
from tests.storage.examples import (
    NOW,
    a_mail,
    a_paper,
    an_event,
    an_opening,
    an_outcome,
    claimed,
    facts,
    limits,
    open_one,
)

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow

KEY = "mangler:T-2026-0001:1:skole"


def test_a_case_shows_its_papers_one_at_a_time(store: Store):
    number = open_one(store).number
    dossier: Dossier = store
    (sheet,) = dossier.sheets(number)
    assert (sheet.name, sheet.type, sheet.answers) == (a_paper().name, a_paper().type, a_paper().answers)
    assert dossier.content(number, sheet.id) == a_paper().content


def test_a_paper_of_another_case_is_not_there(store: Store):
    number = open_one(store).number
    (sheet,) = store.sheets(number)
    assert store.content("T-2026-9999", sheet.id) is None
    assert store.content(number, sheet.id + 1) is None


def test_a_case_tells_which_mails_brought_it(store: Store):
    (mail,) = store.brought(open_one(store).number)
    assert mail.subject
    assert mail.subject not in repr(mail)
    assert store.brought("T-2026-9999") == ()


def test_a_paper_of_which_another_case_has_the_file_is_told_of(store: Store):
    mine, also = open_one(store), open_one(store, 2, openings=(an_opening("another child"),))
    alone = replace(
        a_paper(case=mine.number), content=b"a file of its own", sha256=hashlib.sha256(b"its own").hexdigest()
    )
    work = claimed(store, 3)
    more = an_outcome(openings=(replace(an_opening(), case=mine),), papers=(alone,), facts=facts("c3", "<3@x>"))
    store.finish_letter(work, more, lambda _: (), NOW)
    first, _own = (sheet.id for sheet in store.sheets(mine.number))
    assert store.elsewhere((mine.number,)) == {first}
    assert store.elsewhere((mine.number, also.number)) == frozenset()
    assert store.elsewhere(()) == frozenset()


def _sent_back(store: Store):
    case = open_one(store)
    later = NOW + timedelta(seconds=30)
    mail = replace(a_mail(), key=KEY, cases=(case.number,), not_before=later)
    store.change([(moved(case, Status.LACKING), (an_event(),))], (mail,), NOW)
    return case, store.case(case.number)


def test_a_decision_taken_back_leaves_the_case_as_it_was_and_no_mail(store: Store):
    before, after = _sent_back(store)
    store.take_back([(replace(before, version=after.version), (an_event(),))], (KEY,), NOW)
    assert store.case(before.number) == replace(before, version=after.version + 1)
    assert store.mails() == ()


def test_the_same_mail_can_be_owed_again_after_it_was_taken_back(store: Store):
    before, after = _sent_back(store)
    store.take_back([(replace(before, version=after.version), ())], (KEY,), NOW)
    again = store.case(before.number)
    store.change([(moved(again, Status.LACKING), ())], (replace(a_mail(), key=KEY, cases=(before.number,)),), NOW)
    assert [mail.cases for mail in store.mails()] == [(before.number,)]


def test_a_mail_on_its_way_can_not_be_taken_back_and_nothing_is_written(store: Store):
    before, after = _sent_back(store)
    assert store.claim_mail("vaert:0", NOW + timedelta(minutes=1)) is not None
    with pytest.raises(StaleError):
        store.take_back([(replace(before, version=after.version), ())], (KEY,), NOW)
    assert store.case(before.number) == after


def test_a_case_that_has_changed_since_is_not_taken_back_and_its_mail_stays(store: Store):
    before, after = _sent_back(store)
    with pytest.raises(StaleError):
        store.take_back([(replace(before, version=after.version + 1), ())], (KEY,), NOW)
    assert len(store.mails()) == 1


def test_a_case_that_was_over_is_found_as_the_same_again_when_it_is_taken_back(store: Store):
    case = open_one(store)
    about = an_opening().identity
    store.change([(moved(case, Status.DECLINED), ())], (), NOW)
    assert store.same(about, case.round) is None
    over = store.case(case.number)
    store.take_back([(replace(case, version=over.version), ())], (), NOW, {case.number: (about,)})
    assert store.same(about, case.round) == store.case(case.number)
    assert store.forget(limits(NOW + timedelta(days=1)), NOW + timedelta(days=1)).cases == ()


def test_a_mail_that_was_owed_before_is_not_new_and_so_not_taken_back(store: Store):
    case = open_one(store)
    mail = replace(a_mail(), key=KEY, cases=(case.number,))
    assert store.change([(case, ())], (mail,), NOW) == (KEY,)
    again = store.case(case.number)
    assert store.change([(again, ())], (mail, replace(mail, key="en ny")), NOW) == ("en ny",)

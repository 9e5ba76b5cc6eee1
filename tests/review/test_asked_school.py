"""What a school was asked for stands on the case: when, by when, and whether it can have read it."""

import re
from datetime import timedelta

import pytest

from cases.case import Status
from cases.findings import Weight
from cases.mails import MailRow, MailState
from replies.compose import finding_sentence, remark_sentence
from review import decide
from review.asked_school import asked_school
from review.words import SHORT
from tests.replies.build import CONTEXT, NOW, a_finding
from tests.review.build import WORD, a_case_in

MISSING = a_finding("consent-missing")
UNSURE = a_finding("cpr-check-digit", Weight.DOUBTS)


def a_mail(state=MailState.SENT, name="mangler", at=NOW):
    return MailRow(1, name, state, "", ("T-2026-0142",), at, at if state is MailState.SENT else None, "<1@x>")


def told(case, *mails, history=()):
    return asked_school(case, history, mails, CONTEXT)


def test_a_case_that_does_not_wait_for_its_school_says_nothing():
    assert told(a_case_in(Status.REVIEW, MISSING), a_mail()) is None


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (MailState.SENT, "Skolen blev"),
        (MailState.OWED, "Skolen blev"),
        (MailState.HELD, "er holdt tilbage"),
        (MailState.FAILED, "er måske ikke kommet frem"),
        (MailState.UNKNOWN, "er måske ikke kommet frem"),
    ],
)
def test_it_says_what_was_asked_when_and_by_when(state, says):
    asked = told(a_case_in(Status.LACKING, MISSING, UNSURE), a_mail(state))
    assert says in asked.said
    assert "senest" in asked.said
    assert asked.points == (finding_sentence(MISSING),)


def test_a_deadline_that_was_near_then_was_not_asked_for():
    case = a_case_in(Status.LACKING, MISSING)
    deadline = CONTEXT.round(case.round).deadline
    late = NOW + timedelta(days=(deadline - NOW.date()).days - 1)
    assert "så hurtigt, den kan" in told(case, a_mail(at=late)).said


def test_what_a_person_picked_is_what_was_asked_for():
    decided = decide.send_back(a_case_in(Status.REVIEW, MISSING, UNSURE), WORD, CONTEXT, ("cpr-check-digit",))
    ((case, events),) = decided.changes
    assert told(case, a_mail(), history=events).points == (finding_sentence(UNSURE),)


def test_a_school_that_got_no_mail_was_not_asked():
    asked = told(a_case_in(Status.LACKING, MISSING), a_mail(name="kvittering"))
    assert (asked.said[:17], asked.points) == ("Skolen har ikke f", ())


@pytest.mark.parametrize("code", sorted(SHORT))
def test_a_remark_is_the_coordinators_not_the_schools(code):
    said = remark_sentence(a_finding(code))
    assert said != finding_sentence(a_finding(code))
    assert not {"I", "jer", "jeres"} & set(re.findall(r"\w+", said))

"""What a school was asked for stands on the case: when, by when, and whether it can have read it."""

import re
from datetime import timedelta

import pytest

from cases.case import MACHINE, Event, Status
from cases.findings import Weight
from cases.mails import CAME_BACK, LOST, MailRow, MailState
from replies.compose import finding_sentence, remark_sentence
from review import decide
from review.asked_school import asked_school
from review.words import SHORT
from tests.replies.build import CONTEXT, NOW, a_finding
from tests.review.build import WORD, a_case_in

MISSING = a_finding("consent-missing")
UNSURE = a_finding("cpr-check-digit", Weight.DOUBTS)


def a_mail(state=MailState.SENT, name="mangler", at=NOW, why="", seen=None):
    sent = at if state is MailState.SENT else None
    return MailRow(1, name, state, why, ("T-2026-0142",), at, sent, "<1@x>", seen=seen)


def told(case, *mails, history=()):
    return asked_school(case, history, mails, CONTEXT)


def test_a_case_that_does_not_wait_for_its_school_says_nothing():
    assert told(a_case_in(Status.REVIEW, MISSING), a_mail()) is None


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (MailState.SENT, "Skolen blev"),
        (MailState.OWED, "er ikke sendt endnu"),
        (MailState.SENDING, "er ikke sendt endnu"),
        (MailState.HELD, "er holdt tilbage"),
        (MailState.FAILED, "er måske ikke kommet frem"),
        (MailState.UNKNOWN, "er måske ikke kommet frem"),
    ],
)
def test_it_says_what_was_asked_when_and_by_when(state, says):
    asked = told(a_case_in(Status.LACKING, MISSING, UNSURE), a_mail(state))
    assert says in asked.said
    assert "senest" in asked.said
    assert ("blev" in asked.said) is (state is MailState.SENT)
    assert asked.points == (finding_sentence(MISSING),)


@pytest.mark.parametrize(("state", "why"), [*((state, "") for state in LOST), (MailState.SENT, CAME_BACK)])
def test_a_mail_that_did_not_arrive_has_not_asked_though_a_person_saw_to_it(state, why):
    for seen in (None, NOW):
        mail = a_mail(state, why=why, seen=seen)
        assert "er måske ikke kommet frem" in told(a_case_in(Status.LACKING, MISSING), mail).said


def test_a_mail_from_before_the_case_came_to_lack_something_again_asked_for_something_else():
    again = NOW + timedelta(days=7)
    history = [Event(at, MACHINE, f"status:{status}") for at, status in (
        (NOW, Status.LACKING), (NOW + timedelta(days=1), Status.READY), (again, Status.LACKING)
    )]  # fmt: skip
    case = a_case_in(Status.LACKING, MISSING)
    assert told(case, a_mail(), history=history).said.startswith("Skolen har ikke fået en mail")
    assert told(case, a_mail(), a_mail(at=again), history=history).said.startswith("Skolen blev")
    assert told(case, a_mail(at=NOW), history=history[:1]).said.startswith("Skolen blev")


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

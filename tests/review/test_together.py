"""Joining, closing as a double and splitting, as values."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cases.application import Application, Ink, Source, Value
from cases.case import Status
from cases.consent import Consent, ConsentState
from cases.errors import RefusedError
from cases.findings import Finding, Weight
from cases.kinds import Kind
from cases.queue import Line
from review.correct import Rechecked
from review.decide import Word
from review.together import double, joined, split, twins
from tests.storage.examples import NOW, a_box, a_case, an_application

WORD = Word("Karen Holm", "", NOW)
OTHER = a_case(number="T-2026-0002", status=Status.REVIEW)
CASE = a_case(number="T-2026-0007", status=Status.REVIEW, received=OTHER.received + timedelta(days=1))


def _again(case):
    return Rechecked(case.consent, case.findings, ("the same",))


def _line(number: str, about: str) -> Line:
    return Line(number, Kind.PUPIL, "Vestre Skole", "r", NOW, Status.REVIEW, ConsentState.GIVEN, (), None, 0, None, 1,
                about)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("Asta Eksempelsen", True),
        ("Eksempelsen Asta", True),
        ("Asta Eksempelsn", True),
        ("Asta Marie Eksempelsen", True),
        ("asta eksempelsen", True),
        ("Bo Eksempelsen", False),
        ("Bo Asta Holm", False),
        ("Asta", False),
        ("", False),
    ],
)
def test_a_near_name_is_a_possible_double(name, near):
    case = a_case(number="T-2026-0001", application=an_application(detail="Asta Eksempelsen"))
    assert bool(twins(case, [_line("T-2026-0002", name)])) is near


def test_a_case_is_no_double_of_itself_and_the_nearest_comes_first():
    case = a_case(number="T-2026-0001", application=an_application(detail="Asta Holm"))
    names = ("Asta Holm", "Asta Holmg", "Asta Holm", "Bo Birk")
    found = twins(case, [_line(f"T-2026-000{n}", name) for n, name in enumerate(names, 1)])
    assert [one.number for one in found] == ["T-2026-0003", "T-2026-0002"]


def test_a_double_is_closed_and_the_other_stays_as_it_was():
    (closed, events), (other, told) = double(CASE, OTHER, WORD).changes
    assert (closed.status, other) == (Status.NOT_APPLICATION, OTHER)
    assert (events[0].what, [one.what for one in told]) == (
        "double-of:T-2026-0002",
        ["double:T-2026-0007"],
    )


def test_what_a_case_brought_goes_to_the_other_and_nobody_is_told():
    field = Value("5.b", 0.9, Source.OCR)
    case = replace(CASE, application=an_application(values={"class_name": field}, signatures=(a_box("signature_2"),)))
    decided = joined(case, OTHER, WORD, _again)
    after = decided.changes[1][0]
    assert (after.application.text("class_name"), decided.mails) == ("5.b", ())
    assert [box.state for box in after.application.signatures] == [Ink.SIGNED, Ink.SIGNED]
    assert "supplement" in {finding.code for finding in after.findings}


@pytest.mark.parametrize(
    ("status", "after"),
    [
        (Status.READY, Status.REVIEW),
        (Status.PROPOSED, Status.REVIEW),
        (Status.WAITING, Status.REVIEW),
        (Status.REVIEW, Status.REVIEW),
        (Status.LACKING, Status.REVIEW),
        (Status.ASSIGNED, Status.ASSIGNED),
        (Status.RUNNING, Status.RUNNING),
    ],
)
def test_the_other_is_looked_at_before_it_is_planned_and_never_taken_from_an_educator(status, after):
    assert joined(CASE, replace(OTHER, status=status), WORD, _again).changes[1][0].status is after


def test_one_that_still_lacks_something_goes_on_lacking():
    other = replace(OTHER, status=Status.LACKING, findings=(Finding("cpr-missing", Weight.BLOCKS),))
    assert joined(CASE, other, WORD, _again).changes[1][0].status is Status.LACKING


def test_what_a_person_wrote_in_the_other_stays_whatever_the_newer_paper_says():
    mine = Value("Asta Rettet", 1.0, Source.PERSON)
    other = replace(OTHER, application=an_application(detail="Asta Rettet", values={"pupil_name": mine}))
    after = joined(CASE, other, WORD, _again).changes[1][0]
    assert (after.application.text("pupil_name"), after.application.detail) == ("Asta Rettet", "Asta Rettet")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": Kind.CLASS}, "gælder"),
        ({"school": "Ærø Skole"}, "to skoler"),
        ({"values": {"cpr": Value("240813-9993", 1.0, Source.OCR)}}, "hvert sit CPR-nummer"),
    ],
)
def test_evidence_of_one_child_never_comes_to_anothers_case(changes, sentence):
    with pytest.raises(RefusedError, match=sentence) as refused:
        joined(CASE, replace(OTHER, application=an_application(**changes)), WORD, _again)
    assert "9993" not in str(refused.value)


@pytest.mark.parametrize("way", [double, lambda *said: joined(*said, _again)])
@pytest.mark.parametrize("other", [CASE, replace(OTHER, status=Status.CLOSED)])
def test_only_another_case_that_lives_takes_it(way, other):
    with pytest.raises(RefusedError):
        way(CASE, other, WORD)


def test_one_that_the_school_was_told_of_is_not_closed_as_a_double():
    with pytest.raises(RefusedError):
        double(replace(CASE, told="ae"), OTHER, WORD)


@pytest.mark.parametrize(
    ("kind", "consent"), [(Kind.PUPIL, ConsentState.UNCERTAIN), (Kind.CLASS, ConsentState.NOT_REQUIRED)]
)
def test_a_case_split_off_is_looked_at_and_its_consent_is_its_own(kind, consent):
    case = replace(CASE, status=Status.READY, consent=Consent(ConsentState.GIVEN, 2, 2))
    apart = split(case, kind, "Vestre Skole", " Bo  Birk ", {"Vestre Skole"}, WORD)
    fresh = apart.opening.case
    assert (fresh.status, fresh.consent.state, fresh.application.signatures) == (Status.REVIEW, consent, ())
    assert (fresh.application.detail, fresh.received, fresh.round) == ("Bo Birk", case.received, case.round)
    left, events = apart.change("T-2026-0009")
    assert (left.status, [one.what for one in events]) == (Status.REVIEW, ["split:T-2026-0009", "status:til gennemsyn"])


@pytest.mark.parametrize(
    ("case", "kind", "school", "detail"),
    [
        (CASE, Kind.UNKNOWN, "Vestre Skole", "Bo"),
        (CASE, Kind.PUPIL, "Ingen Skole", "Bo"),
        (CASE, Kind.PUPIL, "Vestre Skole", "  "),
        (CASE, Kind.PUPIL, "Vestre Skole", CASE.application.detail),
        (replace(CASE, status=Status.CLOSED), Kind.PUPIL, "Vestre Skole", "Bo"),
        (replace(CASE, status=Status.ASSIGNED, told="ae"), Kind.PUPIL, "Vestre Skole", "Bo"),
    ],
)
def test_what_cannot_be_split_is_refused(case, kind, school, detail):
    with pytest.raises(RefusedError):
        split(case, kind, school, detail, {"Vestre Skole"}, WORD)


def test_an_unread_case_has_no_doubles():
    case = a_case(number="T-2026-0001", application=Application(Kind.UNKNOWN))
    assert twins(case, [_line("T-2026-0002", "")]) == ()

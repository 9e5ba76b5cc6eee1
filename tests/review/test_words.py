"""Codes and numbers in words."""

from datetime import date, datetime, timedelta

import pytest

from cases.findings import Finding, Weight
from cases.rounds import COPENHAGEN
from review.words import SHORT, age, briefly, initials, left
from templates import TEMPLATES

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=COPENHAGEN)


def test_every_finding_has_a_few_words_and_no_words_are_left_over():
    assert set(SHORT) == {path.stem for path in (TEMPLATES / "findings").glob("*.txt")}


@pytest.mark.parametrize(
    ("code", "facts", "said"),
    [
        ("cpr-missing", {}, "CPR mangler"),
        ("field-missing", {"field": "contact_name"}, "felt ikke udfyldt: kontaktperson"),
        ("field-missing", {"field": "en anden"}, "felt ikke udfyldt"),
    ],
)
def test_a_finding_is_told_briefly_with_the_field_it_is_about(code, facts, said):
    assert briefly(Finding(code, Weight.NOTES, facts)) == said


@pytest.mark.parametrize(
    ("name", "said"), [("Asta Marie Eksempelsen", "A.M.E."), ("åse-lise Ø", "Å.L.Ø."), ("", ""), ("7 b", "B.")]
)
def test_a_child_is_known_by_initials(name, said):
    assert initials(name) == said


@pytest.mark.parametrize(("hours", "said"), [(1, "i dag"), (13, "i går"), (72, "3 dage"), (-1, "i dag")])
def test_age_counts_days_of_the_calendar(hours, said):
    assert age(NOON - timedelta(hours=hours), NOON) == said


@pytest.mark.parametrize(
    ("deadline", "said"),
    [(20, "frist i dag"), (21, "frist i morgen"), (25, "5 dage til frist"), (19, "fristen er gået")],
)
def test_a_deadline_says_how_long_there_is(deadline, said):
    assert left(date(2026, 11, deadline), NOON.date()) == said

"""The overview: what it warns of, and what its charts say."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from cases.figures import CONTACT, Figures, Pulse
from cases.kinds import Kind
from cases.people import Educator
from cases.rounds import COPENHAGEN, Round
from review.calendar import calendar
from review.overview import Chart, overview

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=COPENHAGEN)
WINTER = Round("2. runde", date(2026, 12, 2), date(2026, 12, 18), date(2027, 1, 4), date(2027, 3, 26))
EDUCATORS = {one.id: one for one in (Educator("ae", "Anne Elm", "a@x"), Educator("oo", "Øjvind Ø", "o@x"))}
PULSE = Pulse({CONTACT: NOW - timedelta(minutes=1)}, None, 0, 0, 0)
EMPTY = Figures((), {}, {}, (), (), {}, 0, {})
FULL = Figures(
    received=tuple((NOW - timedelta(days=days), WINTER.name) for days in (0, 0, 1, 15)),
    kinds={Kind.TOPIC: 1, Kind.PUPIL: 3},
    schools={"Åby": 1, "Ærø": 1, "Ans": 2},
    first_answers=tuple(timedelta(minutes=minutes) for minutes in range(1, 11)),
    assignments=(timedelta(days=12),),
    loads={"ae": 2, "gone": 1},
    incomplete=1,
    lacked={"consent-missing": 1},
)


def _chart(id_: str, figures: Figures = FULL) -> Chart:
    charts = overview(figures, PULSE, (WINTER,), EDUCATORS, date(2026, 8, 1), NOW).charts
    return next(chart for chart in charts if chart.id == id_)


def _rows(id_: str, figures: Figures = FULL) -> list[tuple[str, str]]:
    return [(bar.word, bar.value) for bar in _chart(id_, figures).bars]


def test_weeks_without_applications_are_there_too():
    assert _rows("uger") == [("uge\u00a045", "1"), ("uge\u00a046", "0"), ("uge\u00a047", "3")]


def test_a_week_with_a_deadline_says_so():
    late = replace(FULL, received=((NOW + timedelta(days=12), WINTER.name),))
    (bar,) = _chart("uger", late).bars
    assert bar.mark == "frist for 2. runde"


def test_schools_come_by_number_and_then_as_danes_sort():
    assert _rows("skoler") == [("Ans", "2"), ("Ærø", "1"), ("Åby", "1")]


def test_every_educator_has_a_line_whoever_has_no_case_too():
    assert _rows("vejledere") == [("Anne Elm", "2"), ("gone", "1"), ("Øjvind Ø", "0")]


def test_waiting_is_told_as_median_and_ninetieth_percentile():
    assert _rows("ventetid") == [
        ("første svar: halvdelen inden", "6 minutter"),
        ("første svar: 9 af 10 inden", "10 minutter"),
        ("fordeling: halvdelen inden", "12 dage"),
        ("fordeling: 9 af 10 inden", "12 dage"),
    ]


def test_an_answer_within_seconds_took_a_minute_not_none():
    soon = replace(FULL, first_answers=(timedelta(seconds=4),), assignments=())
    assert [value for _, value in _rows("ventetid", soon)] == ["1 minut", "1 minut"]


def test_what_lacked_is_told_with_its_share():
    assert _chart("mangler").says == "1 af 4 ansøgninger manglede noget, da de kom (25 %)."
    assert _rows("mangler") == [("underskrifter mangler", "1")]


def test_each_application_that_lacked_something_stands_in_a_bar():
    """One that is whole by now has nothing left that says what it was."""
    rows = _rows("mangler", replace(FULL, incomplete=3, mended=2))
    assert rows == [("underskrifter mangler", "1"), ("kommet eller rettet siden", "2")]


def test_an_empty_year_has_no_bars_and_no_division_by_nothing():
    charts = overview(EMPTY, PULSE, (), {}, date(2026, 8, 1), NOW).charts
    assert [chart.bars for chart in charts] == [()] * len(charts)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"notes": {CONTACT: NOW - timedelta(minutes=31)}}, "Postkassen"),
        ({"notes": {}}, "Postkassen"),
        ({"oldest_letter": NOW - timedelta(hours=1)}, "Ældste mail, der ikke er læst"),
        ({"set_aside": 1}, "Lagt til side"),
        ({"undelivered": 2}, "Svar, der ikke er nået frem"),
    ],
)
def test_what_somebody_should_look_at_is_marked(changes, word):
    signs = overview(EMPTY, replace(PULSE, **changes), (), {}, date(2026, 8, 1), NOW).signs
    assert [sign.word for sign in signs if sign.bad] == [word]


def test_the_mailbox_says_what_it_is_that_happened_then():
    first, *_ = overview(EMPTY, PULSE, (), {}, date(2026, 8, 1), NOW).signs
    assert first.says == "Sidst hentet fredag 20. november 2026 kl. 09.29"


def test_all_well_marks_nothing_and_says_how_long_there_is():
    signs = overview(EMPTY, PULSE, (WINTER,), {}, date(2026, 8, 1), NOW).signs
    assert not any(sign.bad for sign in signs)
    assert signs[-1].says == "onsdag 2. december 2026, 12 dage til frist"


def test_the_calendar_holds_both_days_of_a_round_in_lines_that_are_short_enough():
    long = replace(WINTER, name="Ansøgningsrunde for ældre elever, 2. halvår; fase æøå " * 2)
    text = calendar((long,), NOW.astimezone(UTC)).decode()
    assert text.count("BEGIN:VEVENT") == 2
    assert "DTSTART;VALUE=DATE:20261202\r\nDTEND;VALUE=DATE:20261203\r\n" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert r"elever\, 2. halvår\; fase" in text.replace("\r\n ", "")


@pytest.mark.parametrize(
    ("last", "says", "bad"),
    [
        (date(2026, 12, 20), "søndag 20. december 2026, 30 dage endnu", True),
        (date(2026, 12, 21), "mandag 21. december 2026, 31 dage endnu", False),
        (date(2026, 11, 20), "fredag 20. november 2026, 0 dage endnu", True),
        (date(2026, 11, 19), "udløb torsdag 19. november 2026", True),
    ],
)
def test_a_secret_that_expires_is_told_in_time(last, says, bad):
    sign = overview(EMPTY, PULSE, (), {}, date(2026, 8, 1), NOW, (("Adgangen", last),)).signs[-1]
    assert (sign.word, sign.says, sign.bad) == ("Adgangen udløber", says, bad)

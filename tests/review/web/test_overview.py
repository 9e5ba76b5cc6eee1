"""The overview over HTTP."""

import pytest

from tests.review.web.office import READY, Office

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow


def test_the_overview_shows_numbers_and_no_child(office: Office):
    office.open("Asta Eksempelsen", **READY)
    page = office.browser("rie").get("/overblik")
    assert page.status == 200
    for shown in ("Hvornår kommer ansøgningerne?", "Vestre Skole", "Anne Elm", "12 dage til frist", "11 dage endnu"):
        assert shown in page.text
    assert "Asta" not in page.text


def test_the_deadlines_are_a_file_for_a_calendar(office: Office):
    got = office.browser("anne").get("/frister.ics")
    assert got.header("content-type") == "text/calendar; charset=utf-8"
    assert b"Frist for ans" in got.body

"""The overview over HTTP."""

import re
from dataclasses import replace

import pytest

from cases.case import Status, moved
from tests.review.web.browser import Browser
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


def test_what_lacks_something_long_after_its_round_is_listed_until_a_person_ends_it(office: Office):
    case = office.open(status=Status.LACKING)
    browser = office.browser()
    assert "Sager, ingen har sluttet" not in browser.get("/overblik").text
    office.pass_by(130 * 86400)
    browser = office.browser()
    said = browser.get("/overblik").text
    assert f'<a href="/sager/{case.number}">{case.number}</a>: mangler, modtaget' in said
    assert "Asta" not in said
    office.store.change([(moved(office.case(case.number), Status.DECLINED), ())], (), office.now)
    assert "Sager, ingen har sluttet" not in browser.get("/overblik").text


def test_the_deadlines_are_a_file_for_a_calendar(office: Office):
    got = office.browser("anne").get("/frister.ics")
    assert got.header("content-type") == "text/calendar; charset=utf-8"
    assert b"Frist for ans" in got.body


def _address(page) -> str:
    return re.search(r'value="http://127\.0\.0\.1:8400(/kalender/[^"]+)"', page.text)[1]


def test_a_calendar_program_fetches_the_deadlines_at_a_persons_own_address_until_it_is_closed(office: Office):
    browser, outside = office.browser("anne"), Browser(office.app)
    page = browser.get("/kalender")
    made = browser.post("/kalender/ny", csrf=page.csrf)
    address = _address(made)
    got = outside.get(address)
    assert (got.status, got.header("content-type")) == (200, "text/calendar; charset=utf-8")
    assert b"SUMMARY:Frist for ans" in got.body
    assert got.header("cache-control") == "no-store"
    assert (address in browser.get("/kalender").text, got.header("set-cookie")) == (False, "")
    again = _address(browser.post("/kalender/ny", csrf=page.csrf))
    assert (outside.get(address).status, outside.get(again).status) == (404, 200)
    browser.post("/kalender/luk", csrf=page.csrf)
    assert outside.get(again).status == 404


def test_the_address_holds_nothing_about_anybody_and_opens_nothing_else(office: Office):
    case = office.open("Asta Eksempelsen", **READY)
    browser, outside = office.browser(), Browser(office.app)
    address = _address(browser.post("/kalender/ny", csrf=browser.get("/").csrf))
    body = outside.get(address).text
    for hidden in ("Asta", case.number, "Karen", "karen", "Vestre"):
        assert hidden not in body + address
    token = address.split("/")[2]
    for other in ("/", "/overblik", f"/sager/{case.number}", "/frister.ics"):
        assert Browser(office.app, cookies={"tovholder": token}).get(other).status == 303
    assert [outside.get(f"/kalender/{wrong}/frister.ics").status for wrong in ("x", "%00", "..%2f")] == [404] * 3


def test_the_address_of_a_closed_account_leads_nowhere(office: Office):
    browser = office.browser("anne")
    address = _address(browser.post("/kalender/ny", csrf=browser.get("/").csrf))
    office.store.change_user(replace(office.store.user("anne"), disabled=True), office.now)
    assert Browser(office.app).get(address).status == 404


@pytest.mark.parametrize("path", ["/", "/overblik"])
def test_for_what_work_stands_still_is_told_on_top_to_who_decides(office: Office, path: str):
    office.troubles = ("Mailserveren tager ikke imod vores svar (siden 20-11-2026 kl. 09.30).",)
    assert "Mailserveren tager ikke imod" in office.browser().get(path).text
    assert "Mailserveren" not in office.browser("anne").get("/").text

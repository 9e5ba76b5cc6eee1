"""Saved views and the tour over HTTP, on both databases."""

import re
from html import unescape

import pytest

from review.views import MOST
from tests.review.web.office import Office
from tests.storage.examples import CPR

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow

HERE = "/?del=mangler&skole=Vestre+Skole"


def _keep(browser, name: str, here: str = HERE):
    return browser.post("/visninger", csrf=browser.get("/").csrf, navn=name, koe=here)


def _views(page: str) -> list[str]:
    nav = re.search(r'aria-label="Gemte visninger".*?</nav>', page, re.DOTALL)
    return [unescape(href) for href in re.findall(r'href="([^"]*)"', nav[0])] if nav else []


def test_what_is_shown_now_is_kept_under_a_name_and_removed_again(office: Office):
    browser = office.browser()
    got = _keep(browser, " Vestre   mangler ")
    page = browser.follow(got).text
    assert (got.to, _views(page), "Vestre mangler</a>" in page) == (HERE, [HERE], True)
    assert f'href="{HERE.replace("&", "&amp;")}" aria-current="page"' in page
    (view,) = office.store.views(1)
    browser.post("/visninger/fjern", csrf=browser.get("/").csrf, visning=str(view.id), koe="/")
    assert _views(browser.get("/").text) == []


def test_the_same_filters_are_kept_once_under_their_newest_name(office: Office):
    browser = office.browser()
    _keep(browser, "Den første")
    _keep(browser, "Den anden", HERE + "&efter=T-2026-0001")
    page = browser.get("/").text
    assert (_views(page), "Den anden</a>" in page, "Den første" in page) == ([HERE], True, False)


def test_nobody_sees_or_removes_anothers(office: Office):
    mine, hers = office.browser(), office.browser("lone")
    _keep(mine, "Min egen")
    assert "Min egen" not in hers.get("/").text
    view = next(view for user in range(1, 9) for view in office.store.views(user))
    hers.post("/visninger/fjern", csrf=hers.get("/").csrf, visning=str(view.id), koe="/")
    assert _views(mine.get("/").text) == [HERE]


def test_only_filters_are_kept_of_an_address(office: Office):
    browser = office.browser()
    got = _keep(browser, "Skjult", "https://evil.example/?q=Asta+Eksempelsen&slags=elev&navn=Asta")
    assert (got.to, _views(browser.get("/").text)) == ("/?slags=elev", ["/?slags=elev"])


@pytest.mark.parametrize("name", ["", "   ", "x" * 41, f"Barnet {CPR}"])
def test_a_name_that_will_not_do_is_refused(office: Office, name):
    got = _keep(office.browser(), name)
    assert (got.status, CPR in got.text, [office.store.views(user) for user in range(1, 6)]) == (409, False, [()] * 5)


def test_there_is_an_end_to_how_many(office: Office):
    browser = office.browser()
    csrf = browser.get("/").csrf
    for number in range(MOST):
        browser.post("/visninger", csrf=csrf, navn=str(number), koe=f"/?runde={number}")
    assert _keep(browser, "en til").status == 409
    assert _keep(browser, "nyt navn", "/?runde=3").status == 303


@pytest.mark.parametrize("login", ["karen", "rie", "anne", "ib"])
def test_everybody_can_take_the_tour(office: Office, login):
    assert "En dag på fem minutter" in office.browser(login).get("/rundtur").text


def test_whoever_has_never_opened_a_case_is_shown_the_way(office: Office):
    case, browser = office.open(), office.browser()
    assert "Tag rundturen" in browser.get("/").text
    office.browser("lone").get(f"/sager/{case.number}")
    assert "Tag rundturen" in browser.get("/").text
    browser.get(f"/sager/{case.number}")
    assert "Tag rundturen" not in browser.get("/").text


def test_an_empty_queue_leads_to_the_tour(office: Office):
    assert 'href="/rundtur"' in office.browser().get("/").text

"""Pages that a telephone must hold whatever is written in them: a long name is no reason to scroll sideways."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from cases.case import Status
from cases.people import School
from review.web.tokens import fresh_token
from tests.review.web.office import NOW, READY, SCHOOLS, Office
from tests.servers.pages import chromium, faults, served
from tests.storage.examples import an_application

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow

LONG = "Skægkærskolen, Specialundervisningsafdelingen, Den Selvejende Institution i Funder-Kragelund"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


def test_no_page_with_long_names_is_scrolled_sideways(store, browser: Browser) -> None:
    """Nor does anything stick out of the frame around it."""
    office = Office(store, schools=(*SCHOOLS, School(LONG)))
    school = {**READY, "application": an_application(school=LONG, detail="Christian Augustinus Eksempelsen")}
    office.open(**{**school, "status": Status.ASSIGNED, "educator": "ae"})
    case = office.open(**{**school, "status": Status.WAITING})
    with served(office.app) as at:
        token = fresh_token()
        store.open_session(token, store.user("karen"), NOW, NOW)
        context = browser.new_context(locale="da-DK", viewport={"width": 375, "height": 700})
        context.add_cookies([{"name": "tovholder", "value": token, "url": at}])
        page, found = context.new_page(), {}
        paths = (f"/sager/{case.number}/samme", f"/sager/{case.number}", "/runde", "/runde/print?navne=1", "/")
        for path in paths:
            page.goto(f"{at}{path}")
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            out = "[...document.querySelectorAll('fieldset, form')].filter(one => one.scrollWidth > one.clientWidth)"
            found[path] = [*faults(page), *(["out of its frame"] if page.evaluate(f"{out}.length") else [])]
        context.close()
    assert {path: one for path, one in found.items() if one} == {}


ROOM = """one => {
    const style = getComputedStyle(one), pen = document.createElement('canvas').getContext('2d')
    pen.font = style.font
    return one.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)
        - pen.measureText(one.placeholder).width
}"""
"""How many pixels an input has left beside its hint."""


@pytest.mark.parametrize("width", [375, 1280])
def test_the_hint_in_the_search_is_never_cut_off(store, browser: Browser, width: int) -> None:
    office = Office(store)
    with served(office.app) as at:
        token = fresh_token()
        store.open_session(token, store.user("karen"), NOW, NOW)
        context = browser.new_context(locale="da-DK", viewport={"width": width, "height": 700})
        context.add_cookies([{"name": "tovholder", "value": token, "url": at}])
        page = context.new_page()
        page.goto(at)
        room = page.locator("#q").evaluate(ROOM)
        context.close()
    assert room >= 0

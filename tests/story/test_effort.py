"""A day of sixty cases by single keys, counted: forty-five clean ones and fifteen with something."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from cases.case import Status
from cases.consent import Consent, ConsentState
from cases.findings import Finding, Weight
from tests.review.web.office import CLEAN, DOUBTFUL, Office
from tests.servers.pages import chromium, served

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow

MOST = 100
FORM = Finding("form-unknown", Weight.DOUBTS)
MISSING = {
    **DOUBTFUL,
    "consent": Consent(ConsentState.MISSING, 2, 0),
    "findings": (Finding("consent-missing", Weight.BLOCKS),),
}
DAY = [CLEAN] * 45 + [DOUBTFUL] * 8 + [{**DOUBTFUL, "findings": (*DOUBTFUL["findings"], FORM)}] * 4 + [MISSING] * 3


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


class Keys:
    """Presses keys, and counts them."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1

    def press_on(self, *keys: str) -> None:
        """Press keys that lead to another page."""
        with self.page.expect_navigation(wait_until="load"):
            self.press(*keys)


@pytest.mark.parametrize("two_stores", ["sqlite"], indirect=True)
def test_sixty_cases_take_at_most_a_hundred_presses(store, browser: Browser) -> None:
    """A clean case takes one view and one key."""
    office = Office(store)
    for number, kind in enumerate(DAY):
        office.open(f"Barn Nummer{number}", **kind)
    context = browser.new_context(locale="da-DK")
    with served(office.app) as at:
        token = office.browser().cookies["tovholder"]
        context.add_cookies([{"name": "tovholder", "value": token, "url": at}])
        page = context.new_page()
        page.goto(at)
        keys = Keys(page)
        keys.press("j")
        keys.press_on("Enter")
        for kind in DAY:
            expect(page.locator("h1")).to_contain_text("T-2026-")
            if kind is MISSING:
                keys.press("m")
                keys.press_on("Enter")
                continue
            if kind["consent"].state is ConsentState.UNCERTAIN:
                keys.press_on("s")
            if FORM in kind["findings"]:
                keys.press_on("g")
        expect(page.locator(".empty")).to_be_visible()
    context.close()
    found = [case.status for case in store.cases()]
    assert (found.count(Status.READY), found.count(Status.LACKING)) == (57, 3)
    assert keys.count <= MOST, f"{keys.count} presses"
    print(f"{keys.count} presses for {len(DAY)} cases")

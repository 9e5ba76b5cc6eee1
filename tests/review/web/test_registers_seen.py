"""The registers in a real browser: axe finds nothing on any of their pages, and a keyboard is enough."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from cases.keeping import Hold
from review.web.tokens import fresh_token
from tests.review.web.office import NOW, Office
from tests.servers.pages import chromium, faults, served

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow

PATHS = (
    "/registre", "/registre/skoler", "/registre/vejledere", "/registre/runder", "/registre/skoler/en",
    "/registre/skoler/en?hvem=Vestre+Skole", "/registre/vejledere/en?hvem=ae", "/registre/runder/en?hvem=2.+runde",
    "/registre/skoler/historik", "/registre/mails", "/registre/indstillinger", "/bevarede",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


def signed_in(office: Office, browser: Browser, at: str, **how: object) -> BrowserContext:
    token = fresh_token()
    office.store.open_session(token, office.store.user("karen"), NOW, NOW)
    context = browser.new_context(locale="da-DK", **how)
    context.add_cookies([{"name": "tovholder", "value": token, "url": at}])
    return context


def tab_to(page: Page, what) -> None:
    expect(what).to_be_visible()
    for _ in range(200):
        if what.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("no Tab leads there")


@pytest.mark.parametrize("size", [(1280, 900), (320, 640)], ids=["desktop", "320 px"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_on_the_pages_of_the_registers(office: Office, browser: Browser, size, dark) -> None:
    case = office.open()
    office.store.hold(Hold(case.number, NOW, "Karen Holm", "klage"))
    with served(office.app) as at:
        context = signed_in(
            office,
            browser,
            at,
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
        )
        page, found = context.new_page(), {}
        for path in (*PATHS, f"/sager/{case.number}"):
            page.goto(f"{at}{path}")
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            found[path] = faults(page)
        page.goto(f"{at}/registre/vejledere/en?hvem=ae")
        page.get_by_label("Mail", exact=True).fill("ikke en adresse")
        page.get_by_role("button", name="Gem").first.click()
        found["faults"] = faults(page)
        for content in ("navn\nVestre Skole\nNørre Skole", "navn;afsendere\nA;x"):
            page.goto(f"{at}/registre/skoler")
            page.get_by_label("Hent ind fra en fil").set_input_files(
                {"name": "skoler.csv", "mimeType": "text/csv", "buffer": content.encode()}
            )
            page.get_by_role("button", name="Se, hvad filen ændrer").click()
            expect(page.get_by_role("heading", level=1)).to_contain_text("filen", ignore_case=True)
            found[content] = faults(page)
        context.close()
    assert {path: one for path, one in found.items() if one} == {}


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_an_educator_is_put_right_by_keyboard_alone(office: Office, browser: Browser, script: bool) -> None:
    """A fault leads to its field; what is right is saved, and told."""
    with served(office.app) as at:
        context = signed_in(office, browser, at, java_script_enabled=script)
        page = context.new_page()
        page.goto(f"{at}/registre/vejledere")
        page.get_by_role("link", name="Anne Elm").focus()
        page.keyboard.press("Enter")
        page.get_by_label(re.compile("^Pladser .eller timer")).focus()
        for key in ("Control+A", "x", "Enter"):
            page.keyboard.press(key)
        link = page.get_by_role("alert").get_by_role("link")
        expect(link).to_have_text("Pladser (eller timer) i en runde på fuld tid")
        if script:
            tab_to(page, link)
        link.focus()
        page.keyboard.press("Enter")
        field = page.get_by_label(re.compile("^Pladser .eller timer"))
        expect(field).to_have_attribute("aria-invalid", "true")
        field.focus()
        for key in ("Control+A", "3", ",", "5", "Enter"):
            page.keyboard.press(key)
        expect(page.locator("#live")).to_contain_text("Anne Elm er gemt")
        context.close()
    assert office.registers().educators[0].capacity == 3.5

"""Signing in and out in a real browser: what it keeps, what it sends, and what a stranger's page can make it do."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from cases.accounts import Role, User
from review.web.passwords import hashed
from review.web.places import Address
from tests.replies.build import a_case
from tests.review.web.pages import Shelf, World
from tests.servers.certificates import make_certificates
from tests.servers.pages import chromium, faults, served

pytestmark = pytest.mark.slow

PASSWORD = "fire gode ord på rad"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def world() -> World:
    made = World(Shelf(held=(a_case("T-2026-0142"),)), now=datetime.now(UTC))
    made.store.add_user(User(0, "karen", "Karen Holm", Role.COORDINATOR, password=hashed(PASSWORD)), made.now)
    return made


@pytest.fixture
def at(world: World) -> Iterator[str]:
    with served(world.app) as address:
        yield address


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(locale="da-DK")
    yield made
    made.close()


def sign_in(page: Page, password: str = PASSWORD) -> None:
    page.get_by_label("Login").fill("karen")
    page.get_by_label("Adgangskode").fill(password)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_link_leads_back_after_signing_in_and_signing_out_is_everywhere(
    at: str, browser: Browser, context: BrowserContext
) -> None:
    """By keyboard alone; the second browser is out as well."""
    page = context.new_page()
    page.goto(f"{at}/sag/T-2026-0142?fane=papir")
    assert page.url == f"{at}/log-ind?til=/sag/T-2026-0142%3Ffane%3Dpapir"
    sign_in(page, "forkert")
    expect(page.get_by_role("alert")).to_contain_text("passer ikke")
    sign_in(page)
    assert page.url == f"{at}/sag/T-2026-0142?fane=papir"
    other = browser.new_context()
    second = other.new_page()
    second.goto(f"{at}/log-ind")
    sign_in(second)
    page.get_by_text("Karen Holm").press("Enter")
    with page.expect_navigation():
        page.get_by_role("button", name="Log ud på alle maskiner").press("Enter")
    assert page.url == f"{at}/log-ind"
    second.goto(f"{at}/")
    assert second.url == f"{at}/log-ind"
    page.go_back()
    expect(page.get_by_text("Sag T-2026-0142")).to_have_count(0)
    other.close()


def test_a_script_in_the_page_could_not_read_the_session(at: str, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(f"{at}/log-ind")
    sign_in(page)
    assert page.evaluate("document.cookie") == ""
    (cookie,) = context.cookies()
    assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == ("tovholder", True, "Lax", -1)


def test_the_policy_stops_what_gets_into_a_page_all_the_same(at: str, context: BrowserContext) -> None:
    """Script, style, a frame, a fetch and a form to elsewhere: put into the page by hand, each is refused."""
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{at}/log-ind")
    assert said == []
    page.evaluate("""() => {
        const put = html => document.body.insertAdjacentHTML('beforeend', html)
        put('<img src=x onerror="document.title=1"><iframe src="/"></iframe><p style="color:red">x</p>')
        put('<form action="http://127.0.0.1:1/" method="post"><button id=away>x</button></form>')
        const script = document.createElement('script')
        script.text = 'document.title = 2'
        document.body.append(script)
    }""")
    page.wait_for_timeout(200)
    assert page.title() == "Log ind – Tovholder"
    page.evaluate("document.querySelector('#away').click()")
    page.wait_for_timeout(500)
    assert page.url == f"{at}/log-ind"
    refused = " ".join(said)
    rules = ("script-src", "style-src", "form-action", "default-src")
    assert [rule for rule in rules if rule not in refused] == []


def test_a_strangers_page_cannot_use_the_session_that_the_browser_has(
    world: World, at: str, context: BrowserContext
) -> None:
    """It is on this very machine, so the browser sends the cookie along; the form is refused all the same."""
    page = context.new_page()
    page.goto(f"{at}/log-ind")
    sign_in(page)
    form = f'<form method=post action="{at}/log-ud/alle"><input name=csrf value=x></form>'
    form += "<script>document.forms[0].submit()</script>"
    with served(Starlette(routes=[Route("/", lambda _: HTMLResponse(form))])) as stranger:
        page.goto(stranger)
        page.wait_for_url(f"{at}/log-ud/alle")
        expect(page.get_by_role("alert")).to_contain_text("kom et andet sted fra")
        framed = context.new_page()
        framed.goto("about:blank")
        framed.set_content(f'<iframe src="{at}/"></iframe>')
        framed.wait_for_timeout(200)
        assert [frame.title() for frame in framed.frames if "Forsiden" in frame.content()] == []
    page.goto(f"{at}/")
    assert page.url == f"{at}/"


def test_a_session_that_is_over_leads_to_the_sign_in_and_a_closed_account_is_out(
    world: World, at: str, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(f"{at}/log-ind")
    sign_in(page)
    world.now += timedelta(minutes=61)
    page.goto(f"{at}/sag/T-2026-0142")
    assert page.url == f"{at}/log-ind?til=/sag/T-2026-0142"
    sign_in(page)
    world.store.change_user(replace(world.store.user("karen"), disabled=True), world.now)
    page.reload()
    assert page.url == f"{at}/log-ind?til=/sag/T-2026-0142"


def test_over_https_the_session_is_kept_to_this_host_and_https(world: World, browser: Browser, tmp_path: Path) -> None:
    """The browser takes the cookies that say so of themselves (__Host-), and is told to come by https from now on."""
    door = socket.create_server(("127.0.0.1", 0))
    world.address = Address(f"https://127.0.0.1:{door.getsockname()[1]}")
    with served(world.app, door, make_certificates(tmp_path)) as at:
        context = browser.new_context(ignore_https_errors=True)
        page = context.new_page()
        answer = page.goto(f"{at}/sag/T-2026-0142")
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        sign_in(page)
        assert page.url == f"{at}/sag/T-2026-0142"
        (cookie,) = context.cookies()
        assert (cookie["name"], cookie["secure"], cookie["httpOnly"]) == ("__Host-tovholder", True, True)
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_everybody_can_sign_in(at: str, browser: Browser, scheme: str, width: int) -> None:
    """axe-core finds nothing on the sign-in, a refusal, a page with its menu open, and a page that is not there."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(f"{at}/log-ind")
    found = {"sign-in": faults(page)}
    sign_in(page, "forkert")
    found["refused"] = faults(page)
    sign_in(page)
    page.get_by_text("Karen Holm").first.click()
    found["menu"] = faults(page)
    page.goto(f"{at}/nowhere")
    found["nowhere"] = faults(page)
    context.close()
    assert found == {"sign-in": [], "refused": [], "menu": [], "nowhere": []}

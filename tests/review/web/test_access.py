"""Who gets in, and to what: every page of the table, every role, every way of being signed out."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cases.accounts import Access, Purpose, Role
from cases.case import Status
from cases.errors import StoreError
from review.web.table import ROWS, Row
from review.web.tokens import csrf_of
from tests.replies.build import a_case
from tests.review.web.pages import NOW, PAGES, Shelf, World


def filled(path: str) -> str:
    """A row's path with something in its places."""
    return "/".join("1" if part.startswith("{") else part for part in path.split("/"))


@pytest.mark.parametrize("row", [*ROWS, *PAGES], ids=lambda row: f"{row.method} {row.path}")
def test_no_page_is_shown_to_somebody_who_is_not_signed_in(row: Row) -> None:
    """The whole table: it leads to the sign-in, and a forged cookie is none."""
    world = World(rows=ROWS if row in ROWS else PAGES)
    for cookies in ({}, {"tovholder": "forged"}, {"tovholder": ""}):
        browser = world.browser()
        browser.cookies.update(cookies)
        ask = browser.get if row.method == "GET" else browser.post
        got = ask(filled(row.path))
        assert (got.status, got.to.partition("?")[0], got.body) == (303, "/log-ind", b"")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.path}")
@pytest.mark.parametrize("role", Role)
def test_a_role_reaches_the_pages_of_its_rows_and_no_other(row: Row, role: Role) -> None:
    """A page outside the role says so, and is never called."""
    called = []

    def page(asked):
        called.append(asked)
        raise StoreError("reached")

    world = World(rows=tuple(replace(one, page=page) for one in ROWS))
    browser = world.browser(world.account(role))
    csrf = csrf_of(browser.cookies["tovholder"])
    got = browser.get(filled(row.path)) if row.method == "GET" else browser.post(filled(row.path), csrf=csrf)
    assert (got.status, len(called)) == ((503, 1) if role in row.roles else (403, 0))
    assert role in row.roles or "Din rolle" in got.text


def test_every_page_is_in_the_table_and_every_row_says_for_whom() -> None:
    with pytest.raises(ValueError, match="for whom"):
        Row("GET", "/glemt", PAGES[0].page, frozenset())
    assert len({(row.method, row.path) for row in ROWS}) == len(ROWS)


def test_a_page_that_is_not_in_the_table_is_nowhere() -> None:
    world = World()
    browser = world.browser(world.account())
    assert [browser.get(path).status for path in ("/x", "/sag", "/log-ind/x", "//")] == [404] * 4
    assert ["Log ud" in one.get("/x").text for one in (browser, world.browser())] == [True, False]
    assert [browser.ask(method, "/", b"", {}).status for method in ("DELETE", "PUT", "TRACE", "POST")] == [405] * 4


def test_after_signing_in_one_is_back_where_one_was() -> None:
    got = World().browser().get("/sag/T-2026-0142?fane=papir&x=1")
    assert got.to == "/log-ind?til=/sag/T-2026-0142%3Ffane%3Dpapir%26x%3D1"


def test_a_script_is_told_to_sign_in_rather_than_shown_the_sign_in() -> None:
    assert World().browser().get("/", **{"sec-fetch-mode": "cors"}).status == 401


@pytest.mark.parametrize(
    ("role", "educator", "status"),
    [
        (Role.COORDINATOR, None, 200),
        (Role.READER, None, 200),
        (Role.EDUCATOR, "ahk", 200),
        (Role.EDUCATOR, "other", 404),
        (Role.EDUCATOR, None, 404),
        (Role.ADMINISTRATOR, None, 403),
    ],
)
def test_other_peoples_cases_are_not_there(role: Role, educator: str | None, status: int) -> None:
    """And look no different from a case that really is not there; the log has those who saw it, only."""
    hers = replace(a_case("T-2026-0142"), educator="ahk", status=Status.ASSIGNED)
    world = World(Shelf(held=(hers, a_case("T-2026-0143"))))
    browser = world.browser(world.account(role, educator=educator))
    got = browser.get("/sag/T-2026-0142")
    assert got.status == status
    assert [line.case for line in world.store.lines] == (["T-2026-0142"] if status == 200 else [])
    if status == 404:
        assert got.text == browser.get("/sag/T-2026-9999").text.replace("9999", "0142")


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.ASSIGNED, Status.RUNNING, Status.CLOSED}))
def test_a_case_that_nobody_has_approved_or_that_is_taken_back_is_not_its_educators(status: Status) -> None:
    world = World(Shelf(held=(replace(a_case("T-2026-0142"), educator="ahk", status=status),)))
    assert world.browser(world.account(Role.EDUCATOR, educator="ahk")).get("/sag/T-2026-0142").status == 404


def test_a_case_without_an_educator_is_not_the_case_of_an_educator_without_an_id() -> None:
    world = World(Shelf(held=(replace(a_case("T-2026-0142"), educator=None),)))
    assert world.browser(world.account(Role.EDUCATOR)).get("/sag/T-2026-0142").status == 404


def test_a_look_is_logged_with_who_when_which_case_and_why_before_it_is_shown() -> None:
    world = World(Shelf(held=(a_case("T-2026-0142"),)))
    user = world.account()
    browser = world.browser(user)
    page = browser.get("/sag/T-2026-0142")
    browser.post("/sag/T-2026-0142/cpr", csrf=page.csrf, why="Ringede til skolen")
    opened = Access(NOW, user.id, user.login, Role.COORDINATOR, "T-2026-0142", Purpose.OPENED)
    assert world.store.lines == [opened, replace(opened, purpose=Purpose.REVEALED, why="Ringede til skolen")]


def test_what_cannot_be_logged_is_not_shown() -> None:
    class Full(Shelf):
        def note_access(self, access: Access) -> None:
            raise StoreError("Databasen er fuld.")

    world = World(Full(held=(a_case("T-2026-0142"),)))
    got = world.browser(world.account()).get("/sag/T-2026-0142")
    assert (got.status, "Databasen er fuld." in got.text, "Sag T-2026" in got.text) == (503, True, False)


# A session ends


@pytest.mark.parametrize(
    ("later", "alive"),
    [
        ((59,), True),
        ((60,), False),
        ((59, 118), True),
        ((59, 118, 177, 236, 295, 354, 413, 472, 531, 590), True),
        ((59, 118, 177, 236, 295, 354, 413, 472, 531, 590, 600), False),
    ],
)
def test_a_session_is_over_after_an_hour_unused_and_after_ten_hours(later: tuple[int, ...], alive: bool) -> None:
    world = World()
    browser = world.browser(world.account())
    for minutes in later:
        world.now = NOW + timedelta(minutes=minutes)
        status = browser.get("/").status
    assert (status == 200) is alive
    assert bool(world.store.live) is alive


def test_the_use_of_a_session_is_written_once_a_minute_at_most() -> None:
    world = World()
    browser = world.browser(world.account())
    seen = []
    for seconds in (30, 59, 60, 90, 119, 120):
        world.now = NOW + timedelta(seconds=seconds)
        browser.get("/")
        seen.append((world.store.live["token-0"].seen - NOW).seconds)
    assert seen == [0, 0, 60, 60, 60, 120]


def test_a_disabled_account_is_out_at_once() -> None:
    world = World()
    user = world.account()
    browser = world.browser(user)
    assert browser.get("/").status == 200
    world.store.change_user(replace(user, disabled=True), NOW)
    assert browser.get("/").to == "/log-ind"


def test_another_role_counts_at_once() -> None:
    world = World()
    user = world.account(Role.ADMINISTRATOR)
    browser = world.browser(user)
    assert browser.get("/drift").status == 200
    world.store.change_user(replace(user, role=Role.READER), NOW)
    assert browser.get("/drift").status == 303


def test_signing_out_ends_this_session_and_everywhere_ends_all() -> None:
    world = World()
    user = world.account()
    one, two, three = (world.browser(user) for _ in range(3))
    another = world.browser(world.account())
    got = one.post("/log-ud", csrf=one.get("/").csrf)
    assert (got.to, one.cookies, one.get("/").status) == ("/log-ind", {}, 303)
    assert two.get("/").status == 200
    two.post("/log-ud/alle", csrf=two.get("/").csrf)
    assert [browser.get("/").status for browser in (two, three, another)] == [303, 303, 200]


# What a page may answer


def test_a_message_is_shown_once_on_the_next_page_with_its_way_back_and_not_in_the_address() -> None:
    world = World(Shelf(held=(a_case("T-2026-0142"),)))
    browser = world.browser(world.account())
    got = browser.post("/sag/T-2026-0142/cpr", csrf=browser.get("/").csrf)
    assert got.to == "/sag/T-2026-0142"
    shown, again = browser.get(got.to).text, browser.get(got.to).text
    assert "T-2026-0142 &lt;b&gt;" in shown
    assert '<form method="post" action="/fortryd">' in shown
    assert '<input type="hidden" name="version" value="7">' in shown
    assert "Fortryd" not in again


@pytest.mark.parametrize(("how", "status"), [("stale", 409), ("refused", 409), ("store", 503), ("bug", 500)])
def test_a_refusal_is_a_page_with_its_sentence_and_a_fault_tells_nothing(how: str, status: int) -> None:
    world = World()
    browser = world.browser(world.account())
    got = browser.get(f"/fejl?how={how}")
    assert (got.status, "Ida" in got.text) == (status, False)
    assert ("Der skete en fejl hos os" if how == "bug" else "Sagen er en anden nu.") in got.text

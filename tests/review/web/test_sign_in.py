"""Signing in with an account of ours, and what is tried against it: guessing, foreign forms, fixation, ways out."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from cases.accounts import Role, User
from cases.errors import RefusedError
from review.web.passwords import fits, hashed, outdated, refuse_weak
from review.web.places import HOME, Address, onward
from service.log import formatter
from tests.review.web.browser import Browser
from tests.review.web.pages import NOW, World

PASSWORD = "fire gode ord på rad"
KEPT = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
"""Weak settings, so that a test is quick; the first sign-in makes it strong."""


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """A coordinator with a password; hashing is as cheap as can be."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr("review.web.passwords._HASHER", quick)
    made = World()
    made.store.add_user(User(0, "karen", "Karen Holm", Role.COORDINATOR, password=KEPT), NOW)
    return made


def test_the_right_password_opens_the_page_one_was_on(world: World) -> None:
    browser = world.browser()
    got = browser.sign_in(" KAREN ", PASSWORD, "/sag/T-2026-0142?fane=papir")
    assert (got.status, got.to) == (303, "/sag/T-2026-0142?fane=papir")
    assert "Forsiden for Karen Holm" in browser.get("/").text
    assert browser.get("/log-ind?til=/drift").to == "/drift"


@pytest.mark.parametrize(
    ("login", "password"),
    [("karen", "forkert"), ("karen", ""), ("nobody", PASSWORD), ("", ""), ("lukket", PASSWORD), ("entra", PASSWORD)],
)
def test_whatever_is_wrong_the_answer_is_the_same(world: World, login: str, password: str) -> None:
    """A wrong password, no such account, a closed one, one without a password."""
    world.store.add_user(User(0, "lukket", "L", Role.READER, disabled=True, password=KEPT), NOW)
    world.store.add_user(User(0, "entra", "E", Role.READER), NOW)
    got = world.browser().sign_in(login, password)
    assert (got.status, "Login eller adgangskode passer ikke" in got.text) == (403, True)
    assert not world.store.live


def test_an_unknown_login_costs_as_much_work_as_a_known_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is one check of a hash, so the time tells nothing."""
    checks = []
    monkeypatch.setattr("review.web.doors.fits", lambda kept, password: checks.append(kept) or False)
    for login in ("karen", "nobody"):
        world.browser().sign_in(login, "forkert")
    assert checks == [KEPT, None]
    assert fits(KEPT, PASSWORD)
    assert not fits(None, "nobody has this password")
    assert not fits("no hash at all", PASSWORD)


def test_guessing_at_a_login_is_stopped_for_a_while_even_with_the_right_password(world: World) -> None:
    for n in range(10):
        assert world.browser(peer=f"127.0.0.{n + 1}").sign_in("karen", f"gæt {n}").status == 403
    stopped = world.browser(peer="127.0.0.99").sign_in("karen", PASSWORD)
    assert (stopped.status, "Vent et kvarter" in stopped.text) == (429, True)
    world.now = NOW + timedelta(minutes=16)
    assert world.browser().sign_in("karen", PASSWORD).status == 303


def test_guessing_from_one_address_is_stopped_whatever_the_logins(world: World) -> None:
    statuses = [world.browser().sign_in(f"login{n}", "gæt").status for n in range(42)]
    assert statuses == [403] * 40 + [429] * 2
    assert world.browser(peer="127.0.0.2").sign_in("karen", PASSWORD).status == 303


def test_a_hash_with_weaker_settings_is_made_anew_at_sign_in(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("review.web.passwords._HASHER", PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
    browser = world.browser()
    assert browser.sign_in("karen", PASSWORD).status == 303
    kept = world.store.user("karen").password
    assert (kept != KEPT, outdated(kept), fits(kept, PASSWORD)) == (True, False, True)
    assert browser.get("/").status == 200


# A session is nobody else's


def test_a_token_that_was_known_before_signing_in_is_worth_nothing_after(world: World) -> None:
    """Session fixation: whatever a stranger planted, the token is a new one, and the one there was has ended."""
    browser = world.browser()
    browser.cookies["tovholder"] = "planted"
    browser.sign_in("karen", PASSWORD)
    assert browser.cookies["tovholder"] != "planted"
    first = dict(browser.cookies)
    world.store.tries.clear()
    page = Browser(world.app).get("/log-ind")
    again = Browser(
        world.app, cookies={**first, "tovholder-door": page.header("set-cookie").partition("=")[2].partition(";")[0]}
    )
    again.post("/log-ind", login="karen", adgangskode=PASSWORD, csrf=page.csrf)
    assert again.get("/").status == 200
    assert Browser(world.app, cookies=first).get("/").status == 303


def test_the_browser_keeps_the_token_to_itself_and_only_over_https(world: World) -> None:
    got = world.browser().sign_in("karen", PASSWORD)
    cookie = next(value for name, value in got.headers if name == "set-cookie" and value.startswith("tovholder="))
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    world.address = Address("https://tovholder.kommune.example")
    got = world.browser(host="tovholder.kommune.example", scheme="https").sign_in("karen", PASSWORD)
    cookie = next(value for name, value in got.headers if value.startswith("__Host-tovholder="))
    assert {"HttpOnly", "Path=/", "SameSite=lax", "Secure"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_no_token_or_password_is_in_an_address_or_a_page(world: World) -> None:
    browser = world.browser()
    got = browser.sign_in("karen", PASSWORD)
    page = browser.get(got.to)
    token = browser.cookies["tovholder"]
    assert not [said for said in (got.to, got.text, page.text) if token in said or PASSWORD in said]


# A form is ours


@pytest.mark.parametrize("origin", [None, "null", "https://ond.example", "http://127.0.0.1:8401", "http://127.0.0.1"])
@pytest.mark.parametrize("path", ["/log-ind", "/log-ud", "/sag/T-2026-0142/cpr"])
def test_a_form_from_elsewhere_is_refused_with_the_right_token_too(world: World, path: str, origin: str | None) -> None:
    browser = world.browser(world.store.user("karen"))
    csrf = browser.get("/").csrf
    assert browser.post(path, origin=origin, csrf=csrf).status == 403
    assert browser.get("/").status == 200


def test_a_form_without_its_token_or_with_that_of_another_session_is_refused(world: World) -> None:
    one, two = (world.browser(world.store.user("karen")) for _ in range(2))
    theirs = two.get("/").csrf
    for csrf in ("", "x", theirs, one.cookies["tovholder"]):
        assert one.post("/log-ud", csrf=csrf).status == 403
    assert one.post("/log-ud", csrf=one.get("/").csrf).status == 303


def test_the_sign_in_form_is_of_this_browser_too(world: World) -> None:
    """Else a stranger could sign somebody in as himself (login CSRF)."""
    page = world.browser().get("/log-ind")
    for browser in (world.browser(), world.browser(cookies={"tovholder-door": "another"})):
        assert browser.post("/log-ind", login="karen", adgangskode=PASSWORD, csrf=page.csrf).status == 403
    assert not world.store.live


def test_a_script_of_ours_sends_the_token_as_a_header(world: World) -> None:
    browser = world.browser(world.store.user("karen"))
    headers = {"origin": "http://127.0.0.1:8400", "x-csrf": browser.get("/").csrf}
    assert browser.ask("POST", "/log-ud", b"", headers).status == 303


# There is no way out


@pytest.mark.parametrize(
    "wished",
    ["https://ond.example", "//ond.example", "/\\ond.example", "/\t/ond.example", "\\\\ond.example", "ond.example", "",
     "javascript:alert(1)", "/\r\nSet-Cookie: a=b", "/a b", "/\x00", "///ond.example", " /", "/" + "a" * 1001],
)  # fmt: skip
def test_after_signing_in_one_stays_here(world: World, wished: str) -> None:
    assert onward(wished) == HOME
    browser = world.browser()
    page = browser.get("/log-ind")
    assert browser.post("/log-ind", login="karen", adgangskode=PASSWORD, til=wished, csrf=page.csrf).to == "/"
    assert browser.post("/videre", to=wished, csrf=browser.get("/").csrf).to == "/"


@pytest.mark.parametrize("path", ["/", "/sager/T-2026-0142", "/?skole=Ans%20Skole&kun=elev", "/a//b", "/å"])
def test_a_path_of_ours_is_kept(path: str) -> None:
    assert onward(path) == path


# Passwords


@pytest.mark.parametrize(
    "password",
    ["kort", "elleve tegn", "x" * 257, "aaaaaaaaaaaaaaaa", "abababababababab", "tovholder1234", "KarenHolm11111",
     "karen.holm2222", "111111111111"],
)  # fmt: skip
def test_a_password_that_is_short_or_easy_is_refused_with_a_sentence(password: str) -> None:
    with pytest.raises(RefusedError, match="Adgangskoden"):
        refuse_weak(password, "karen.holm@silkeborg.example", "Karen Holm")


@pytest.mark.parametrize(
    "password", [PASSWORD, "korrekt hest batteri", "Æblegrød på ø", "x7#" * 2 + "Vindmølle", " " * 4 + "rumskibet"]
)
def test_a_long_password_needs_no_digits_or_signs(password: str) -> None:
    refuse_weak(password, "karen", "Karen Holm")


@pytest.mark.usefixtures("world")
def test_a_password_is_kept_as_argon2id_and_is_the_same_however_its_letters_are_composed() -> None:
    kept = hashed("blåbærgrød er godt")
    assert kept.startswith("$argon2id$")
    assert fits(kept, "bla\u030abærgrød er godt")
    assert hashed("blåbærgrød er godt") != kept


def test_what_holds_a_secret_shows_none() -> None:
    user = replace(User(1, "karen", "Karen Holm", Role.READER, password=KEPT), subject="issuer id")
    assert not [word for word in ("karen", "Karen", KEPT, "issuer") if word in repr(user)]


def test_what_is_logged_of_signing_in_names_nobody(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """The account's number, and what happened: no login, name, address or password."""
    caplog.handler.setFormatter(formatter(as_json=False))
    caplog.set_level(logging.INFO, "review")
    for password in ("forkert", PASSWORD):
        world.browser(peer="10.1.2.3").sign_in("karen", password)
    world.browser().sign_in("nobody", "en adgangskode i loginfeltet")
    said = [line.partition("event=")[2] for line in caplog.text.splitlines()]
    assert said == ["sign-in.refused user=1", "sign-in.done user=1", "sign-in.refused"]
    assert not [word for word in ("karen", "Karen", "nobody", "10.1.2.3", "gode", "adgangskode") if word in caplog.text]

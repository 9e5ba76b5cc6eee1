"""What a browser is told, which hosts and proxies are believed, and what cannot be reached by any address."""

import pytest

from cases.accounts import Role
from review.web.assets import WHERE
from review.web.places import Address
from review.web.reply import SHOWABLE
from review.web.site import _renderer
from tests.review.web.pages import World

SAFE = {
    "cache-control": "no-store",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
PUBLIC = Address("https://tovholder.kommune.example", frozenset({"10.0.0.5"}))


@pytest.mark.parametrize("path", ["/", "/log-ind", "/nowhere", "/fejl?how=bug", "/drift"])
def test_every_page_says_what_a_browser_may_do_with_it(path: str) -> None:
    """No script or style in a page or from elsewhere, no frame, no copy kept."""
    world = World()
    got = world.browser(world.account(Role.READER)).get(path)
    policy = dict(part.strip().split(" ", 1) for part in got.header("content-security-policy").split(";"))
    assert SAFE.items() <= dict(got.headers).items()
    assert (policy["default-src"], policy["script-src"], policy["style-src"]) == ("'none'", "'self'", "'self'")
    assert (policy["frame-ancestors"], policy["form-action"], policy["base-uri"]) == ("'none'", "'self'", "'none'")
    assert not [word for word in ("unsafe", "http:", "https:", "*", "data:") if word in str(policy)]
    assert not [
        word for word in ("<style", "style=", "onclick", "javascript:", "http://", "https://") if word in got.text
    ]


def test_https_is_demanded_for_a_year_where_we_are_reached_by_it_and_not_where_we_are_not() -> None:
    world = World(address=PUBLIC)
    browser = world.browser(host="tovholder.kommune.example", peer="10.0.0.5")
    paths = ("/log-ind", "/", "/nowhere")
    assert {browser.get(path).header("strict-transport-security") for path in paths} == {"max-age=31536000"}
    assert World().browser().get("/log-ind").header("strict-transport-security") == ""


@pytest.mark.parametrize(
    ("host", "status"),
    [("127.0.0.1:8400", 200), ("localhost", 200), ("[::1]:8400", 200), ("LOCALHOST:1", 200), ("tovholder.example", 421),
     ("10.0.0.7", 421), ("127.0.0.1.ond.example", 421), ("localhost@ond.example", 421), ("", 421), ("[::1", 421)],
)  # fmt: skip
def test_a_name_that_a_stranger_pointed_at_this_machine_gets_nothing(host: str, status: int) -> None:
    """Else any site could have the coordinator's browser read the pages (DNS rebinding)."""
    got = World().browser(host=host).get("/log-ind")
    assert (got.status, "Log ind" in got.text) == (status, status == 200)


@pytest.mark.parametrize(
    ("host", "peer", "status"),
    [
        ("tovholder.kommune.example", "10.0.0.5", 200),
        ("Tovholder.Kommune.example", "127.0.0.1", 200),
        ("tovholder.kommune.example", "10.0.0.6", 421),
        ("tovholder.kommune.example:8080", "10.0.0.5", 421),
        ("127.0.0.1", "10.0.0.5", 421),
        ("ond.example", "10.0.0.5", 421),
    ],
)
def test_with_a_public_address_only_it_is_meant_and_only_the_proxy_may_fetch(host: str, peer: str, status: int) -> None:
    assert World(address=PUBLIC).browser(host=host, peer=peer).get("/log-ind").status == status


def test_two_hosts_are_none() -> None:
    browser = World().browser()
    assert browser.get("/log-ind", Host="ond.example").status == 421


def test_nothing_that_a_request_claims_of_itself_gets_into_an_address_we_send() -> None:
    """Header injection by Host, X-Forwarded-Host, X-Forwarded-Proto: where we send a browser is a path."""
    world = World()
    claims = {"x-forwarded-host": "ond.example", "x-forwarded-proto": "https", "forwarded": "host=ond.example"}
    got = world.browser().get("/sag/1", **claims)
    assert (got.to, "ond.example" in str(got.headers)) == ("/log-ind?til=/sag/1", False)
    assert world.browser().get("/sag/1/", **claims).status == 404


@pytest.mark.parametrize(
    ("peer", "forwarded", "asker"),
    [
        ("10.0.0.5", ["87.1.2.3"], "87.1.2.3"),
        ("10.0.0.5", ["1.1.1.1, 87.1.2.3"], "87.1.2.3"),
        ("10.0.0.5", ["1.1.1.1", "87.1.2.3, 10.0.0.5"], "87.1.2.3"),
        ("10.0.0.5", [], "10.0.0.5"),
        ("127.0.0.1", ["1.1.1.1, 87.1.2.3"], "87.1.2.3"),
        ("127.0.0.1", ["1.1.1.1, 87.1.2.3, 10.0.0.5"], "87.1.2.3"),
        ("10.0.0.6", ["87.1.2.3"], "10.0.0.6"),
    ],
)
def test_of_what_proxies_say_only_what_our_own_added_counts(peer: str, forwarded: list[str], asker: str) -> None:
    """A guesser cannot be another at each guess by writing the header himself."""
    assert PUBLIC.asker(peer, forwarded) == asker
    assert Address().asker(peer, forwarded) == peer


# Assets and files


def test_a_style_sheet_is_named_by_its_content_and_kept() -> None:
    browser = World().browser()
    address = _renderer().assets.address("tovholder.css")
    got = browser.get(address)
    assert address.startswith("/static/tovholder.")
    assert address in browser.get("/log-ind").text
    assert (got.status, got.header("content-type")) == (200, "text/css; charset=utf-8")
    assert "immutable" in got.header("cache-control")


@pytest.mark.parametrize(
    "name",
    ["../base.html", "..%2fbase.html", "%2e%2e/base.html", "tovholder.css", "....//base.html", "/etc/passwd", "", ".",
     "..\\base.html", "%00", "tovholder.000000000000.css"],
)  # fmt: skip
def test_there_is_no_way_from_the_assets_to_another_file(name: str) -> None:
    """What is asked for is looked up among the few there are; no path is ever made of it."""
    assert World().browser().get(f"{WHERE}{name}").status == 404


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "application/pdf", "text/xml", ""])
def test_what_strangers_sent_is_saved_not_shown_and_can_do_nothing(kind: str) -> None:
    world = World()
    got = world.browser(world.account()).get(f"/billede?type={kind}")
    assert got.header("content-disposition").startswith("attachment")
    assert "sandbox" in got.header("content-security-policy")
    assert got.header("x-content-type-options") == "nosniff"


def test_a_picture_is_shown_and_a_hostile_name_stays_a_name() -> None:
    world = World()
    browser = world.browser(world.account())
    assert browser.get("/billede?type=image/png").header("content-disposition") == "inline"
    got = browser.get('/billede?type=image/png&name=a"%0d%0aX-Ond:%201;%C3%A6/../b')
    assert got.header("content-disposition") == "attachment; filename*=UTF-8''a%22%0D%0AX-Ond%3A%201%3B%C3%A6%2F..%2Fb"
    assert got.header("x-ond") == ""
    assert not [kind for kind in SHOWABLE if kind.startswith(("text/html", "image/svg", "application/pdf"))]


# Sizes


def test_what_is_too_large_is_refused_with_or_without_saying_so() -> None:
    world = World()
    browser = world.browser(world.account())
    big = {"origin": "http://127.0.0.1:8400", "content-type": "application/x-www-form-urlencoded"}
    assert browser.ask("POST", "/log-ud", b"a=b", {**big, "content-length": str(13 * 2**20)}).status == 413
    assert browser.ask("POST", "/log-ud", b"a=" + b"b" * (13 * 2**20), {**big, "content-length": "0"}).status == 413
    assert browser.ask("POST", "/log-ud", b"", {**big, "content-length": "-1"}).status == 413
    assert browser.get("/").status == 200

"""Signing in by the municipality's own login: the whole way with a provider on loopback, and the lies it could tell."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import jwt
import pytest

from cases.accounts import Role, User
from review.web.doors import Elsewhere
from review.web.identity import DeniedError
from service.openid import Client, OpenIdLogin
from tests.review.web.browser import Browser, Got
from tests.review.web.pages import World
from tests.servers.openid import Claims, Provider, new_key, provider, signed

pytestmark = pytest.mark.slow

KAREN = {"sub": "karen-oid", "preferred_username": "Karen@silkeborg.example", "name": "Karen Holm"}
ROLES = {
    Role.COORDINATOR: frozenset({"Tovholder.Koordinator"}),
    Role.EDUCATOR: frozenset({"Tovholder.Vejleder"}),
    Role.READER: frozenset(),
    Role.ADMINISTRATOR: frozenset(),
}
NO_ROLES = dict.fromkeys(Role, frozenset[str]())


@pytest.fixture
def there() -> Iterator[Provider]:
    with provider(person={**KAREN, "roles": ["Tovholder.Koordinator"]}) as running:
        yield running


def world_of(there: Provider, roles=ROLES) -> World:
    login = OpenIdLogin(Client(there.issuer, there.client_id, there.secret, "Silkeborg-login"))
    return World(now=datetime.now(UTC), elsewhere=Elsewhere(login, roles))


def came_back(there: Provider, browser: Browser, til: str = "/sag/T-2026-0142") -> Got:
    """The whole way: our page, theirs, and back."""
    begun = browser.get(f"/log-ind/kommunen?til={til}")
    assert begun.status == 303, begun.text
    return browser.get(there.authorize(begun.to).partition("127.0.0.1:8400")[2])


def refused(got: Got, world: World, sentence: str) -> bool:
    return (got.status, sentence in got.text, world.store.live) == (403, True, {})


def test_the_first_sign_in_makes_the_account_and_leads_to_where_one_was(there: Provider) -> None:
    world = world_of(there)
    browser = world.browser()
    page = browser.get("/log-ind?til=/sag/T-2026-0142")
    assert "Log ind med Silkeborg-login" in page.text
    assert 'href="/log-ind/kommunen?til=/sag/T-2026-0142"' in page.text
    assert came_back(there, browser).to == "/sag/T-2026-0142"
    assert "Forsiden for Karen Holm" in browser.get("/").text
    (user,) = world.store.users()
    assert (user.login, user.role, user.password) == ("karen@silkeborg.example", Role.COORDINATOR, None)


def test_a_person_is_known_again_by_who_they_are_and_not_by_what_they_are_called(there: Provider) -> None:
    """Another name and address: the same account. The same address, another person: not that account."""
    world = world_of(there)
    came_back(there, world.browser())
    there.person |= {"name": "Karen Berg", "preferred_username": "karen.berg@silkeborg.example"}
    came_back(there, world.browser())
    assert [user.name for user in world.store.users()] == ["Karen Berg"]
    there.person |= {"sub": "another-oid", "preferred_username": "karen@silkeborg.example"}
    got = came_back(there, world.browser())
    assert (got.status, len(world.store.users()), len(world.store.live)) == (403, 1, 2)


def test_a_role_follows_the_logins_word_and_ends_with_it(there: Provider) -> None:
    world = world_of(there)
    browser = world.browser()
    came_back(there, browser)
    there.person |= {"roles": ["Tovholder.Vejleder"], "preferred_username": "Anna@Silkeborg.example"}
    came_back(there, world.browser())
    (user,) = world.store.users()
    assert (user.role, user.educator, browser.get("/").status) == (Role.EDUCATOR, "ahk", 303)
    there.person |= {"roles": ["Noget.Andet"]}
    world.store.live.clear()
    assert refused(came_back(there, world.browser()), world, "Du har ingen rolle")


@pytest.mark.parametrize(
    ("person", "sentence"),
    [
        ({"roles": []}, "Du har ingen rolle"),
        ({"roles": "Tovholder.Koordinator"}, "Du har ingen rolle"),
        ({"roles": None, "groups": ["Tovholder.Koordinator"]}, "Du har ingen rolle"),
        ({"roles": ["Tovholder.Vejleder"]}, "står ikke i registret over vejledere"),
    ],
)
def test_who_has_no_place_here_is_told_so(there: Provider, person: Claims, sentence: str) -> None:
    there.person |= person
    world = world_of(there)
    assert refused(came_back(there, world.browser()), world, sentence)
    assert world.store.users() == ()


def test_without_roles_an_account_must_wait_and_is_bound_to_the_first_who_bears_its_name(there: Provider) -> None:
    world = world_of(there, NO_ROLES)
    assert refused(came_back(there, world.browser()), world, "Du har ingen rolle")
    world.store.add_user(User(0, "karen@silkeborg.example", "", Role.READER), world.now)
    assert came_back(there, world.browser()).status == 303
    there.person |= {"sub": "another-oid"}
    world.store.live.clear()
    assert refused(came_back(there, world.browser()), world, "Du har ingen rolle")


def test_an_account_with_a_password_is_nobodys_elsewhere(there: Provider) -> None:
    """A login name that somebody else chose there opens no account of ours."""
    for roles in (ROLES, NO_ROLES):
        world = world_of(there, roles)
        world.store.add_user(User(0, "karen@silkeborg.example", "K", Role.ADMINISTRATOR, password="x"), world.now)
        got = came_back(there, world.browser())
        assert (got.status, world.store.live) == (403, {})


def test_a_closed_account_stays_closed(there: Provider) -> None:
    world = world_of(there)
    came_back(there, world.browser())
    (user,) = world.store.users()
    world.store.change_user(type(user)(user.id, user.login, user.name, user.role, disabled=True), world.now)
    assert refused(came_back(there, world.browser()), world, "Din konto er lukket")


# Lies


def unsigned(_: Provider, claims: Claims) -> str:
    return jwt.encode(claims, None, "none")


def by_another_key(there: Provider, claims: Claims) -> str:
    return jwt.encode(claims, new_key(), "RS256", headers={"kid": there.key_id})


def by_the_client_secret(there: Provider, claims: Claims) -> str:
    return jwt.encode(claims, there.secret.ljust(32, "!"), "HS256", headers={"kid": there.key_id})


def changed_on_the_way(there: Provider, claims: Claims) -> str:
    head, _, seal = signed(there, claims).split(".")
    body = signed(there, {**claims, "sub": "somebody-else"}).split(".")[1]
    return f"{head}.{body}.{seal}"


LIES = {
    "another nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "another issuer": {"iss": "https://login.ond.example/v2.0"},
    "another tenant": {"iss": "{url}/other/v2.0"},
    "no issuer": {"iss": None},
    "another audience": {"aud": "another-app"},
    "no audience": {"aud": None},
    "several audiences and no party": {"aud": ["tovholder-test", "another-app"]},
    "another party": {"azp": "another-app"},
    "expired": {"exp": 1_600_000_000},
    "no end": {"exp": None},
    "from the future": {"iat": 9_999_999_999},
    "not yet": {"nbf": 9_999_999_999},
    "nobody": {"sub": None},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_token_that_is_not_as_it_must_be_lets_nobody_in(there: Provider, lie: Claims) -> None:
    def told(claims: Claims) -> Claims:
        both = claims | {name: there.url.join(v.split("{url}")) if isinstance(v, str) else v for name, v in lie.items()}
        return {name: value for name, value in both.items() if value is not None}

    there.lie = told
    world = world_of(there)
    assert refused(came_back(there, world.browser()), world, "et svar, vi ikke kan stole på")


@pytest.mark.parametrize(
    "sign", [unsigned, by_another_key, by_the_client_secret, changed_on_the_way, lambda *_: "x.y.z"]
)
def test_a_token_that_the_login_did_not_sign_lets_nobody_in(there: Provider, sign) -> None:
    there.sign = sign
    world = world_of(there)
    assert refused(came_back(there, world.browser()), world, "et svar, vi ikke kan stole på")


def test_the_answer_counts_once_in_the_browser_that_asked_and_for_ten_minutes(there: Provider) -> None:
    """A state that is replayed, invented, another browser's, or old."""
    world = world_of(there)
    browser = world.browser()
    back = there.authorize(browser.get("/log-ind/kommunen").to).partition("127.0.0.1:8400")[2]
    door = dict(browser.cookies)
    stranger = world.browser()
    stranger.get("/log-ind")
    for one, path in ((stranger, back), (world.browser(), back), (browser, "/log-ind/svar?code=x&state=invented")):
        assert refused(one.get(path), world, "blev ikke begyndt her")
    assert browser.get(back).status == 303
    world.store.live.clear()
    assert refused(world.browser(cookies=door).get(back), world, "blev ikke begyndt her")

    slow = world.browser()
    back = there.authorize(slow.get("/log-ind/kommunen").to).partition("127.0.0.1:8400")[2]
    world.now += timedelta(minutes=11)
    assert refused(slow.get(back), world, "blev ikke begyndt her")


def test_who_was_not_signed_in_there_is_told_so_and_not_what_the_login_wrote(there: Provider) -> None:
    world = world_of(there)
    browser = world.browser()
    state = there.authorize(browser.get("/log-ind/kommunen").to).partition("state=")[2]
    told = browser.get(f"/log-ind/svar?error=access_denied&error_description=Ida+Testesen&state={state}")
    assert refused(told, world, "Du blev ikke logget ind dér")
    assert "Ida" not in told.text


def test_a_code_of_another_sign_in_is_refused_there(there: Provider) -> None:
    """Code injection: the code belongs to another verifier (PKCE)."""
    world = world_of(there)
    theirs = there.authorize(world.browser().get("/log-ind/kommunen").to)
    browser = world.browser()
    mine = there.authorize(browser.get("/log-ind/kommunen").to).partition("127.0.0.1:8400")[2]
    code = theirs.partition("code=")[2].partition("&")[0]
    got = browser.get(f"/log-ind/svar?code={code}&{mine.partition('&')[2]}")
    assert refused(got, world, "et svar, vi ikke kan stole på")
    assert "Ida" not in got.text


def test_keys_that_the_login_has_changed_are_fetched_but_not_at_every_strange_token(there: Provider) -> None:
    world = world_of(there)
    assert came_back(there, world.browser()).status == 303
    there.key, there.key_id = new_key(), "second"
    world.now += timedelta(minutes=2)
    assert came_back(there, world.browser()).status == 303
    there.sign = by_another_key
    for _ in range(3):
        came_back(there, world.browser())
    assert there.asked.count("/keys") == 2


@pytest.mark.parametrize("published", [{"issuer": "https://login.ond.example"}, {"authorization_endpoint": None}])
def test_a_login_that_calls_itself_another_is_not_asked(there: Provider, published: dict) -> None:
    there.metadata = published
    got = world_of(there).browser().get("/log-ind/kommunen")
    assert (got.status, "et svar, vi ikke kan stole på" in got.text) == (503, True)


def test_a_login_that_is_away_is_told_and_ours_still_works() -> None:
    with provider() as gone:
        pass
    got = world_of(gone).browser().get("/log-ind/kommunen")
    assert (got.status, "svarer ikke lige nu" in got.text, 'name="adgangskode"' in got.text) == (503, True, True)


def test_the_doctor_sees_whether_the_login_answers(there: Provider) -> None:
    def login(issuer: str) -> OpenIdLogin:
        return OpenIdLogin(Client(issuer, there.client_id, there.secret))

    assert login(there.issuer).look(1) == "127.0.0.1"
    with pytest.raises(DeniedError, match="svarer ikke"):
        login(f"{there.url}/other/v2.0").look(1)

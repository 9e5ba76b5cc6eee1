"""The door of the pages: on this machine, or behind a proxy under an https address, if somebody can sign in."""

from contextlib import closing, nullcontext
from datetime import timedelta
from pathlib import Path

import pytest

from cases.accounts import Role, User
from cases.errors import SettingsError
from service.demo.post import free_port
from service.door import ALONE, NOBODY, address_of, elsewhere_of, lifetime_of, listening, shown_at
from service.init import write_files
from service.settings import load
from tests.fakes.accounts import FakeAccounts

PUBLIC = {"WEB_ADDRESS": "https://tovholder.kommune.example"}
PROXY = {"WEB_PROXIES": '["10.0.0.5"]'}
LOGIN = {"OPENID_ISSUER": "https://login.kommune.example", "OPENID_CLIENT_ID": "x", "OPENID_CLIENT_SECRET": "hemmelig"}
KAREN = User(0, "karen", "Karen Holm", Role.COORDINATOR, password="x")


@pytest.fixture
def settings_of(tmp_path: Path):
    write_files(tmp_path / "tovholder.toml", "silkeborg", {})

    def loaded(**changes: str):
        environ = {f"TOVHOLDER_{name}": value for name, value in {"WEB_PORT": str(free_port()), **changes}.items()}
        return load(tmp_path / "tovholder.toml", environ, secrets=False, pages=True)

    return loaded


def accounts(*users: User) -> FakeAccounts:
    made = FakeAccounts()
    for user in users:
        made.add_user(user, None)
    return made


SHUT = User(0, "lukket", "L", Role.READER, disabled=True)


@pytest.mark.parametrize(
    ("changes", "people", "told"),
    [
        ({}, (), None),
        ({"WEB_HOST": "::1"}, (), None),
        ({"WEB_HOST": "0.0.0.0"}, (KAREN,), ALONE),
        ({"WEB_HOST": "0.0.0.0", **PUBLIC}, (KAREN,), ALONE),
        ({"WEB_HOST": "0.0.0.0", **PROXY}, (KAREN,), ALONE),
        ({"WEB_HOST": "0.0.0.0", "WEB_ADDRESS": "http://127.0.0.1:1", **PROXY}, (KAREN,), ALONE),
        ({"WEB_HOST": "0.0.0.0", **PUBLIC, **PROXY}, (KAREN,), None),
        (PUBLIC, (KAREN,), None),
        (PUBLIC, (), NOBODY),
        (PUBLIC, (SHUT,), NOBODY),
        ({**PUBLIC, **LOGIN}, (), None),
    ],
)
def test_the_door_opens_only_where_it_is_safe(settings_of, changes: dict[str, str], people, told: str | None) -> None:
    with pytest.raises(SettingsError) if told else nullcontext() as raised:
        closing(listening(settings_of(**changes), accounts(*people))).__exit__()
    assert told is None or str(raised.value) == told


@pytest.mark.parametrize(
    "changes",
    [
        {"WEB_ADDRESS": "http://tovholder.kommune.example"},
        {"WEB_ADDRESS": "tovholder.kommune.example"},
        {"WEB_ADDRESS": "https://tovholder.kommune.example/sti"},
        {"WEB_ADDRESS": "https://karen@tovholder.kommune.example"},
        {"WEB_ADDRESS": "https://"},
        {"WEB_PROXIES": '["proxy"]'},
        {"WEB_IDLE_MINUTES": "0"},
        {"WEB_SESSION_HOURS": "48"},
        {"OPENID_ISSUER": "http://login.kommune.example"},
        {"OPENID_ISSUER": "https://login.kommune.example", "OPENID_CLIENT_ID": "x"},
        {"OPENID_ISSUER": "https://login.kommune.example", "OPENID_CLIENT_SECRET": "x"},
    ],
)
def test_what_is_not_safe_is_a_fault_of_the_settings(settings_of, changes: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match=f"(?i){next(iter(changes)).partition('_')[0]}"):
        settings_of(**changes)


def test_the_settings_become_what_the_pages_need(settings_of) -> None:
    settings = settings_of(**PUBLIC, **PROXY, **LOGIN, WEB_IDLE_MINUTES="30", OPENID_READER='["L"]')
    address, lifetime, elsewhere = address_of(settings.web), lifetime_of(settings.web), elsewhere_of(settings.openid)
    assert (address.public, address.proxies, address.https) == (PUBLIC["WEB_ADDRESS"], {"10.0.0.5"}, True)
    assert (lifetime.idle, lifetime.whole) == (timedelta(minutes=30), timedelta(hours=10))
    assert (elsewhere.login.name, elsewhere.roles[Role.READER]) == ("kommunens login", {"L"})
    assert shown_at(settings.web) == "https://tovholder.kommune.example/"
    assert shown_at(settings_of(WEB_PORT="8080").web) == "http://127.0.0.1:8080/"
    assert elsewhere_of(settings_of().openid) is None
    assert "hemmelig" not in repr(settings.openid) + repr(vars(elsewhere.login))

"""Accounts are made, changed and closed on the command line alone; who opened which case can be handed out."""

import csv
import json
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cases.accounts import Access, Purpose, Role
from review.web.passwords import fits
from service.cli import tovholder
from service.demo.account import demo_account
from service.settings import Settings
from service.wiring import App, open_app
from tests.fakes.accounts import FakeAccounts
from tests.storage.examples import NOW, open_one

pytestmark = pytest.mark.slow  # a database for each test
PASSWORD = "fire gode ord på rad"
KAREN = ("users", "add", "Karen.Holm", "--name", "Karen Holm", "--role", "koordinator")


@pytest.fixture
def app(settings: Settings):
    """A municipality in a folder of its own."""
    with closing(open_app(settings)) as opened:
        yield opened


def run(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(tovholder, words, input=typed, prog_name="tovholder")


def test_a_password_is_typed_twice_and_never_shown_or_given_on_the_command_line(app: App) -> None:
    result = run(*KAREN, typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert (result.exit_code, PASSWORD in result.output) == (0, False), result.output
    user = app.store.user("karen.holm")
    assert (user.name, user.role, fits(user.password, PASSWORD)) == ("Karen Holm", Role.COORDINATOR, True)
    assert not [option for option in ("--password ", "--adgangskode") if option in run("users", "add", "--help").output]


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        (KAREN, f"{PASSWORD}\nnoget helt andet\n", "ikke ens"),
        (KAREN, "kort\nkort\n", "mindst 12"),
        ((*KAREN, "--stdin"), "karenholm1111\n", "for let"),
        ((*KAREN, "--educator", "ahk"), "", "Kun en vejleder"),
        (("users", "add", "a b", "--name", "A", "--role", "læser"), "", "ét ord"),
        (("users", "add", "anna", "--name", "A", "--role", "vejleder"), "", "skal stå i registret"),
        (("users", "add", "anna", "--name", "A", "--role", "vejleder", "--educator", "x"), "", "skal stå i registret"),
        (("users", "role", "nobody", "læser"), "", "Der er ingen konto"),
        (("users", "disable", "nobody"), "", "Der er ingen konto"),
        (("users", "password", "nobody"), "", "Der er ingen konto"),
    ],
)
def test_what_is_not_right_is_one_sentence_and_nothing_is_written(app: App, words, typed: str, said: str) -> None:
    result = run(*words, typed=typed)
    assert (result.exit_code, said in result.stderr) == (2, True), result.stderr
    assert app.store.users() == ()


def test_an_account_is_changed_closed_and_opened_and_its_sessions_end(app: App) -> None:
    assert run(*KAREN, "--stdin", typed=f"{PASSWORD}\n").exit_code == 0
    assert run(*KAREN, "--stdin", typed=f"{PASSWORD}\n").exit_code == 2
    educator = next(iter(app.educators()))
    steps = (
        (("role", "KAREN.HOLM", "vejleder", "--educator", educator), ""),
        (("password", "karen.holm", "--stdin"), "fem andre ord på rad\n"),
        (("disable", "karen.holm"), ""),
    )
    for words, typed in steps:
        app.store.open_session("token", app.store.user("karen.holm"), app.clock(), datetime(2020, 1, 1, tzinfo=UTC))
        assert run("users", *words, typed=typed).exit_code == 0
        assert app.store.session("token") is None
    (listed,) = json.loads(run("users", "list", "--json").stdout)
    wanted = {"login": "karen.holm", "name": "Karen Holm", "role": "vejleder", "educator": educator, "state": "lukket"}
    assert listed == wanted
    assert run("users", "disable", "karen.holm", "--undo").exit_code == 0
    assert "åben" in run("users", "list").stdout
    assert fits(app.store.user("karen.holm").password, "fem andre ord på rad")


def test_who_signs_in_elsewhere_has_no_password_here(app: App) -> None:
    assert run(*KAREN, "--elsewhere").exit_code == 0
    assert app.store.user("karen.holm").password is None
    assert "kommunens login" in run("users", "list").stdout
    assert run("users", "password", "karen.holm", "--stdin", typed=f"{PASSWORD}\n").exit_code == 2


def test_who_opened_which_case_is_handed_out(app: App, tmp_path: Path) -> None:
    run(*KAREN, "--stdin", typed=f"{PASSWORD}\n")
    number = open_one(app.store).number
    user = app.store.user("karen.holm")
    first = Access(datetime(2026, 11, 20, 22, 30, tzinfo=UTC), user.id, user.login, user.role, number, Purpose.OPENED)
    second = replace(first, at=datetime(2026, 11, 21, 8, 0, tzinfo=UTC), purpose=Purpose.REVEALED, why="=1+1")
    (letter,) = (one.id for one in app.store.letters())
    aside = replace(first, at=datetime(2026, 11, 19, 8, 0, tzinfo=UTC), case=None, letter=letter)
    for access in (first, second, replace(aside, purpose=Purpose.LETTER)):
        app.store.note_access(access)
    asked = [
        (),
        ("--case", number.lower()),
        ("--case", "T-1999-0001"),
        ("--since", "2026-11-20"),
        ("--since", "2026-11-21"),
    ]
    assert [len(json.loads(run("accesses", *words, "--json").stdout)) for words in asked] == [3, 2, 0, 2, 1]
    assert "viste CPR-nummeret" in run("accesses").stdout
    assert run("accesses", "--csv", "log.csv").exit_code == 0
    rows = list(csv.reader(StringIO((tmp_path / "log.csv").read_text("utf-8-sig")), delimiter=";"))
    assert rows[1] == ["2026-11-20 23:30:00+01:00", "karen.holm", "koordinator", number, "", "åbnede sagen", ""]
    assert rows[2][5:] == ["viste CPR-nummeret", "'=1+1"]
    assert rows[3][3:] == ["", str(letter), "så mailen", ""]


def test_the_demos_coordinator_has_a_password_of_that_run_alone() -> None:
    one, two = FakeAccounts(), FakeAccounts()
    made = [demo_account(accounts, "Karen Holm", NOW) for accounts in (one, two)]
    assert [fits(accounts.user(made[0].login).password, made[0].password) for accounts in (one, two)] == [True, False]
    assert made[0].password not in repr(made[0])

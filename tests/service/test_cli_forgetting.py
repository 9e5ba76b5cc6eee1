"""`forget` and `holds` at the command line: what is asked, what is told, and what is refused."""

import json
from contextlib import closing

import pytest
from click.testing import CliRunner, Result

from cases.case import Status
from service.cli import tovholder
from service.settings import Settings
from service.wiring import open_app
from tests.storage.examples import NAME, an_opening, open_one

pytestmark = pytest.mark.slow
WHO = ("--by", "Karen Holm")


@pytest.fixture
def number(settings: Settings) -> str:
    """A municipality with one case that has ended: its number."""
    with closing(open_app(settings)) as app:
        return open_one(app.store, openings=(an_opening(status=Status.DECLINED),)).number


def run(*words: str, says: str | None = None) -> Result:
    return CliRunner().invoke(tovholder, words, input=says, prog_name="tovholder")


def test_one_child_is_forgotten_after_a_question_and_there_is_a_receipt(number: str) -> None:
    assert run("forget", "--person", number, *WHO, says="n\n").exit_code == 130
    told = run("forget", "--person", number, *WHO, says="y\n")
    assert f"Slet alt om barnet i {number}? Det kan ikke fortrydes." in told.output
    assert "papirer: 1" in told.output
    (receipt,) = json.loads(run("forget", "--receipts", "--json").stdout)
    assert (receipt["occasion"], receipt["cases"], receipt["letters"]) == ("anmodning", [number], [1])
    assert NAME not in run("cases", "show", number).stdout
    history = json.loads(run("cases", "show", number, "--json").stdout)["history"]
    assert [(event["what"], event["actor"]) for event in history][-1] == ("forgotten", "Karen Holm")


def test_the_question_names_all_that_goes_by_age(number: str) -> None:
    asked = run("forget", says="n\n")
    for named in ("sager, der sluttede før", "mails uden sag", "udgaver af registrene", "forslag", "adgangsloggen"):
        assert named in asked.output
    assert asked.exit_code == 130


def test_a_held_case_is_listed_and_not_forgotten_until_it_is_lifted(number: str) -> None:
    assert run("holds", "set", number, *WHO, "--why", "klage").stdout == f"{number} bevares.\n"
    assert "klage" in run("holds", "list").stdout
    refused = run("forget", "--person", number, *WHO, "--yes")
    assert (refused.exit_code, "skal bevares" in refused.stderr) == (2, True)
    assert run("holds", "lift", number.lower(), *WHO).exit_code == 0
    assert json.loads(run("holds", "list", "--json").stdout) == []
    assert run("forget", "--person", number, *WHO, "--yes").exit_code == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--person", "T-2026-0001"), "hører sammen"),
        (("--by", "Karen"), "hører sammen"),
        (("--letter", "1"), "hører til dem"),
        (("--person", "T-1999-0001", *WHO, "--yes"), "Der er ingen sag"),
        (("--person", "T-2026-0001", *WHO, "--letter", "99", "--yes"), "Brev 99 er der ikke"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_in_one_sentence(number: str, words: tuple[str, ...], says: str) -> None:
    result = run("forget", *words)
    assert (result.exit_code, says in result.stderr, result.stderr.count("\n")) == (2, True, 1)


def test_nothing_to_forget_is_said(number: str) -> None:
    assert run("forget", "--yes").stdout == "Der var intet at slette.\n"
    assert run("forget", "--receipts").stdout == "Der var intet at slette.\n"

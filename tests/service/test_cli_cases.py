"""What a person decides from the command line is written, with who and why; what came in and went out can be seen."""

import json
import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cases.accounts import Purpose, Role
from cases.case import Status
from cases.cpr import masked
from cases.letters import Ending, Opening
from service.cli import tovholder
from service.settings import Settings, load
from service.spreadsheet import sheet_rows
from service.wiring import open_app
from tests.storage.examples import (
    CPR,
    NAME,
    NOW,
    a_mail,
    a_paper,
    an_opening,
    an_outcome,
    claimed,
    facts,
    open_one,
    owing,
)

pytestmark = pytest.mark.slow  # a database for each test
ROUND = "1. runde 2022/23"


@pytest.fixture
def number(settings: Settings) -> str:
    """A municipality in a folder of its own with one case in it: its number."""
    with closing(open_app(settings)) as app:
        return open_one(app.store, mails=(a_mail(),), openings=(an_opening(status=Status.REVIEW, round=ROUND),)).number


def run(*words: str) -> Result:
    return CliRunner().invoke(tovholder, words, prog_name="tovholder")


def document(*words: str) -> object:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_cases_are_listed_and_shown(number: str) -> None:
    (row,) = document("cases", "list", "--round", ROUND)
    assert (row["case"], row["status"]) == (number, "til gennemsyn")
    assert document("cases", "list", "--status", "klar") == []
    assert document("cases", "show", number.lower())["detail"]
    shown = run("cases", "show", number).stdout
    assert masked(CPR) in shown
    assert CPR not in shown
    assert NAME not in run("cases", "list").stdout


@pytest.mark.parametrize("name", ["sager.csv", "sager.xlsx"])
def test_cases_are_written_out_without_a_name(number: str, tmp_path: Path, name: str) -> None:
    """As CSV and as XLSX, with the titles of the list."""
    assert run("cases", "export", "-o", name).exit_code == 0
    (_, titles), (_, row) = sheet_rows((tmp_path / name).read_bytes())
    assert (titles[:2], row[:2]) == (["sag", "status"], [number, "til gennemsyn"])
    assert NAME not in " ".join(row)


def test_a_database_that_is_not_there_is_not_taken_for_an_empty_one(number: str, tmp_path: Path) -> None:
    """As when its disk is not mounted: nothing is made, and it is said."""
    (tmp_path / "var").rename(tmp_path / "væk")
    looking, working = (("cases", "list"), ("letters", "list"), ("web",)), (("run",), ("worker",), ("once",))
    for command in (*looking, *working, ("letters", "reconcile"), ("forget", "--yes")):
        result = run(*command)
        assert (result.exit_code, "Der er ingen database" in result.stderr) == (2, True)
    assert "Der er ingen database" in run("doctor").stdout
    assert not (tmp_path / "var").exists()


def test_who_looks_and_decides_needs_no_password_to_the_mailbox(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TOVHOLDER_MAILBOX_PASSWORD")
    who = ("--by", "Karen Holm", "--why", "set efter")
    assert document("cases", "list") and document("letters", "list")
    assert run("cases", "consent", number, "--state", "givet", *who).exit_code == 0
    for command in (("once",), ("letters", "reconcile")):
        assert (run(*command).exit_code, "mailbox.password_file" in run(*command).stderr) == (2, True)


def test_a_decision_is_written_with_who_and_why(number: str) -> None:
    who = ("--by", "Karen Holm", "--why", "set efter")
    assert run("cases", "consent", number, "--state", "givet", *who).exit_code == 0
    assert run("cases", "ready", number, *who).exit_code == 0
    shown = document("cases", "show", number)
    assert (shown["status"], shown["consent"]) == ("klar", "given")
    lines = {event["what"]: (event["actor"], event["kind"], event["why"]) for event in shown["history"]}
    assert lines["consent:given"] == lines["status:klar"] == ("Karen Holm", "person", "set efter")


def test_a_round_is_planned_then_approved(number: str) -> None:
    who = ("--by", "Karen Holm")
    run("cases", "consent", number, "--state", "givet", *who, "--why", "set efter")
    assert run("cases", "ready", number, *who).exit_code == 0
    assert run("cases", "approve", "--round", ROUND, *who).exit_code == 2
    (assignment,) = document("route", ROUND)["assignments"]
    assert document("cases", "show", number)["status"] == "foreslået"
    assert run("cases", "approve", "--round", ROUND, *who).stdout == "1 sag godkendt.\n"
    shown = document("cases", "show", number)
    assert (shown["status"], shown["educator"]) == ("fordelt", assignment["educator"])
    assert {mail["name"] for mail in shown["mails"]} >= {"fordelt", "ny-sag"}
    for told in (run("cases", "show", number).stdout, run("mails", "list").stdout):
        assert ("Ny sag" in told, "ny-sag" in told) == (True, False)


def test_what_may_not_be_is_refused_in_one_sentence(number: str) -> None:
    for words in (
        ("cases", "show", "T-1900-0001"),
        ("cases", "approve", number, "--by", "Karen"),
        ("cases", "assign", number, "--educator", "nobody", "--by", "Karen"),
        ("letters", "show", "99"),
        ("letters", "replay", "99"),
        ("letters", "replay", "1"),  # it became a case
        ("letters", "replay", "9" * 30),
        ("mails", "send-again", "99"),
        ("mails", "send-again", "1"),  # it is on its way
        ("route", "ingen runde"),
    ):
        result = run(*words)
        assert result.exit_code == 2, words
        assert result.stderr.count("\n") == 1


def test_a_case_is_moved_beside_its_namesake_and_its_second_copy_does_not_stop_it(number: str, tmp_path: Path) -> None:
    """As on the page: the other is told of, and from then on the moved one is known in its new round only."""
    app = open_app(load(tmp_path / "tovholder.toml"))
    onward = app.context().rounds[1].name
    there = app.recheck(app.store.case(number)).identities
    app.store.change([(app.store.case(number), ())], (), app.clock(), {number: there})
    other = open_one(app.store, uid=2, openings=(an_opening(identity="en anden", status=Status.REVIEW, round=onward),))
    app.store.change([(app.store.case(other.number), ())], (), app.clock(), {other.number: there})
    moved = run("cases", "move", number, "--round", onward, "--by", "Karen Holm", "--why", "bedt om det")
    assert moved.exit_code == 0, moved.stderr
    assert f"{other.number} er også åben og gælder det samme som {number}" in moved.stderr
    assert app.store.case(number).round == onward
    assert (app.store.same(there[0], ROUND), app.store.same(there[0], onward).number) == (None, other.number)
    app.close()


def test_a_cpr_number_in_a_subject_is_not_shown(number: str, tmp_path: Path) -> None:
    app = open_app(load(tmp_path / "tovholder.toml"))
    content = replace(facts("to", "<2@x>"), subject=f"Vestre Skole {CPR}")
    open_one(app.store, uid=2, openings=(an_opening(identity="en anden"),), facts=content)
    app.close()
    for shown in (run("letters", "show", "2").stdout, run("letters", "show", "2", "--json").stdout):
        assert (CPR in shown, masked(CPR) in shown) == (False, True)


def test_what_came_in_and_what_went_out_are_listed(number: str) -> None:
    (letter,) = document("letters", "list")
    assert (letter["ending"], letter["cases"]) == ("sag", [number])
    (mail,) = document("mails", "list", "--case", number)
    assert mail["state"] == "venter"
    assert run("letters", "show", str(letter["letter"]), "--raw").stdout.startswith("Subject:")


ASKED = ("--by", "Karen Holm", "--why", "faderen har bedt om indsigt")


def test_all_that_is_kept_about_a_child_is_handed_out(number: str, tmp_path: Path) -> None:
    assert run("export-person", number, "-o", "barn.zip", *ASKED).exit_code == 0
    with zipfile.ZipFile(tmp_path / "barn.zip") as archive:
        names = archive.namelist()
        case, page = json.loads(archive.read(f"{number}/sag.json")), archive.read("indsigt.html")
    assert case["case"]["application"]["detail"] == NAME
    parts = [name.partition("/")[2].partition("/")[0] for name in names]
    assert parts == ["sag.json", "underskrifter", "bilag", "svar", "", "1.eml"]
    assert b"Asta Eksempelsen" in page
    assert (tmp_path / "barn.zip").stat().st_mode & 0o077 == 0
    noted = [(event["what"], event["actor"], event["why"]) for event in document("cases", "show", number)["history"]]
    assert ("exported", "Karen Holm", "faderen har bedt om indsigt") in noted


def test_two_papers_of_one_name_are_both_handed_out_and_a_letter_about_another_child_is_not(
    number: str, tmp_path: Path
) -> None:
    app = open_app(load(tmp_path / "tovholder.toml"))
    case = app.store.case(number)
    other = replace(case.application, values={}, detail="Bo Prøvesen")
    another = an_opening(identity="en anden", status=Status.REVIEW, application=other)
    open_one(
        app.store,
        uid=2,
        openings=(Opening(case, ()), another),
        papers=(a_paper(case=number),),
        facts=facts("to", "<2@x>"),
    )
    app.close()
    told = run("export-person", number, "-o", "barn.zip", *ASKED)
    assert "Ikke med: Brev 2 handler også om andre: se dem igennem først." in told.stdout
    with zipfile.ZipFile(tmp_path / "barn.zip") as archive:
        assert len([name for name in archive.namelist() if "/bilag/" in name]) == 2
        assert [name for name in archive.namelist() if name.startswith("breve/")] == ["breve/1.eml"]


def test_a_case_that_only_a_name_joins_is_asked_about_before_anything_is_written(number: str, tmp_path: Path) -> None:
    app = open_app(load(tmp_path / "tovholder.toml"))
    case = app.store.case(number)
    values = {name: value for name, value in case.application.values.items() if name != "cpr"}
    another = an_opening("uden nummer", application=replace(case.application, values=values), round=case.round)
    other = open_one(app.store, uid=2, openings=(another,), facts=facts("to", "<2@x>")).number
    app.close()
    asked = run("export-person", number, "-o", "barn.zip", *ASKED)
    assert f"{other} er fundet ved navn og skole alene. Er det det samme barn?" in asked.stdout
    assert (asked.exit_code, (tmp_path / "barn.zip").exists()) == (130, False)
    assert run("export-person", number, "-o", "barn.zip", "--yes", *ASKED).stdout.startswith("2 sager skrevet")


def test_who_looks_at_a_child_by_a_command_stands_in_the_access_log(number: str, tmp_path: Path) -> None:
    (letter,) = document("letters", "list")
    assert run("cases", "show", number).exit_code == 0
    assert run("letters", "show", str(letter["letter"]), "--raw").exit_code == 0
    assert run("export-person", number, "-o", "barn.zip", *ASKED).exit_code == 0
    app = open_app(load(tmp_path / "tovholder.toml"))
    lines, (account,) = app.store.accesses(case=number), app.store.users()
    app.close()
    assert [one.purpose for one in lines] == [Purpose.OPENED, Purpose.LETTER, Purpose.EXPORTED]
    assert {(one.role, one.why, one.login) for one in lines} == {
        (Role.ADMINISTRATOR, "med en kommando på serveren", account.login)
    }
    assert account.disabled and account.login.endswith("@kommandolinjen")
    with zipfile.ZipFile(tmp_path / "barn.zip") as archive:
        page = archive.read("indsigt.html").decode()
    assert page.count("med en kommando på serveren") == 4  # what it says of it, and the three looks
    assert "skrev sagen ud" in page and account.login not in page


def test_a_mail_of_no_case_that_is_read_by_a_command_stands_there_too(number: str, tmp_path: Path) -> None:
    app = open_app(load(tmp_path / "tovholder.toml"))
    nothing = an_outcome(ending=Ending.SET_ASIDE, openings=(), papers=(), facts=facts("to", "<2@x>"))
    work = claimed(app.store, 2)
    app.store.finish_letter(work, nothing, owing(), NOW)
    run("letters", "show", str(work.id), "--raw")
    assert [(one.case, one.letter, one.purpose) for one in app.store.accesses()] == [(None, work.id, Purpose.LETTER)]
    app.close()


def test_a_file_that_is_there_is_not_written_over(number: str, tmp_path: Path) -> None:
    (tmp_path / "barn.zip").write_text("en anden")
    for path, says in (("barn.zip", "findes allerede"), ("nej/barn.zip", "ret stien")):
        result = run("export-person", number, "-o", path, *ASKED)
        assert (result.exit_code, result.stderr.count("\n"), says in result.stderr) == (2, 1, True)
    assert (tmp_path / "barn.zip").read_text() == "en anden"


def test_a_copy_is_taken_and_put_back(number: str, tmp_path: Path) -> None:
    assert run("backup", "kopier").exit_code == 0
    (copy,) = (tmp_path / "kopier").iterdir()
    run("cases", "decline", number, "--by", "Karen", "--why", "fejl")
    assert run("restore", str(copy), "--yes").exit_code == 0
    assert document("cases", "show", number)["status"] == "til gennemsyn"
    assert run("db", "upgrade").exit_code == 0
    assert run("forget", "--yes").stdout == "Der var intet at slette.\n"

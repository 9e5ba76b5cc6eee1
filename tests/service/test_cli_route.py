"""`tovholder route`: a round is shown before it is taken, explained, asked what if, and computed again."""

import json
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cases.case import Status
from service.cli import tovholder
from service.settings import Settings
from service.wiring import open_app
from tests.storage.examples import an_opening, open_one

pytestmark = pytest.mark.slow  # a database and a child process for each test
ROUND = "1. runde 2022/23"


@pytest.fixture
def number(settings: Settings) -> str:
    """A municipality in a folder of its own with one case ready to be planned: its number."""
    with closing(open_app(settings)) as app:
        return open_one(app.store, openings=(an_opening(status=Status.READY, round=ROUND),)).number


def run(*words: str) -> Result:
    return CliRunner().invoke(tovholder, words, prog_name="tovholder")


def document(*words: str) -> dict[str, object]:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_a_plan_is_shown_first_taken_then_and_gives_the_same_answer_again(number: str) -> None:
    shown = document("route", ROUND, "--dry-run")
    assert document("cases", "show", number)["status"] == "klar"
    assert run("route", ROUND, "--recompute").exit_code == 2
    taken = document("route", ROUND)
    assert (taken["assignments"], taken["levels"]) == (shown["assignments"], shown["levels"])
    assert taken["difference"]["moved"] == [
        {"case": number, "before": None, "after": taken["assignments"][0]["educator"]}
    ]
    assert document("route", ROUND, "--recompute")["same"] is True
    assert run("route", ROUND, "--recompute").stdout.endswith("svaret er det samme.\n")
    assert run("route", ROUND, "--dry-run").stdout.endswith(
        "Forskel fra før:\n  Planen er den samme.\n\n"
        "Når forslaget godkendes:\n  For 1 sag får skole og vejleder at vide, hvem der kommer.\n"
    )


def test_a_case_is_explained_with_every_educator_it_could_have(number: str) -> None:
    told = document("route", ROUND, "--explain", number.lower())
    (assignment,) = document("route", ROUND, "--dry-run")["assignments"]
    assert (told["case"], told["educator"]) == (number, assignment["educator"])
    assert told["alternatives"]
    assert all(set(row) >= {"educator", "possible", "why", "loses", "moves"} for row in told["alternatives"])
    assert run("route", ROUND, "--explain", number).stdout.startswith(f"{number} → {told['educator']}\n")
    assert document("cases", "show", number)["status"] == "klar"


def test_what_if_answers_with_a_difference_and_writes_nothing(number: str) -> None:
    (assignment,) = document("route", ROUND)["assignments"]
    ill = f"syg:{assignment['educator']}"
    told = document("route", ROUND, "--what-if", ill)
    assert told["changes"] == [f"{assignment['educator']} er syg i hele perioden"]
    assert [(move["case"], move["before"]) for move in told["moved"]] == [(number, assignment["educator"])]
    text = run("route", ROUND, "--what-if", ill).stdout
    assert text.startswith(f"Hvis {assignment['educator']} er syg i hele perioden:\n  1 sag skifter læringsvejleder: ")
    assert document("cases", "show", number)["educator"] == assignment["educator"]


def test_what_cannot_be_asked_is_refused_in_a_sentence(number: str) -> None:
    for words in (
        ("--what-if", "syg:NN"),
        ("--what-if", "ferie:AB"),
        ("--what-if", "ud:T-1900-1"),
        ("--explain", "T-1900-0001"),
        ("--explain", number, "--dry-run"),
    ):
        result = run("route", ROUND, *words)
        assert result.exit_code == 2, words
        assert result.stderr.count("\n") == 1


def test_the_levels_and_their_order_are_settings(number: str) -> None:
    path = Path("tovholder.toml")
    text = path.read_text("utf-8")
    every = 'levels = ["stability", "fit", "spread", "repeat", "district", "attached"]'
    path.write_text(text.replace(every, 'levels = ["district", "fit"]'), "utf-8")
    levels = document("route", ROUND, "--dry-run")["levels"]
    assert [level["name"] for level in levels] == ["served", "district", "fit"]
    told = run("route", ROUND, "--levels").stdout.splitlines()
    assert [line.split(":")[0] for line in told[1:]] == [
        "2. Sager uden for distriktet (district)",
        "3. Ønsker, der ikke er fuldt opfyldt (fit)",
    ]
    for wrong in ('["fit", "fit"]', '["served"]'):
        path.write_text(text.replace(every, f"levels = {wrong}"), "utf-8")
        refused = run("route", ROUND, "--dry-run")
        assert refused.exit_code == 2
        assert "levels" in refused.stderr


def test_a_round_in_hours_takes_the_hours_of_the_settings(number: str) -> None:
    path = Path("tovholder.toml")
    text = path.read_text("utf-8").replace('mode = "slots"', 'mode = "hours"').replace("elev = 20", "elev = 1000")
    path.write_text(text, "utf-8")
    (left,) = document("route", ROUND, "--dry-run")["unplaced"]
    assert left["code"] == "no-candidate"
    assert "har færre timer, end sagen kræver" in left["why"]

"""A round by command: what is ruled before it is planned, what approving tells, and whose turn it is in the next."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cases.case import Status
from service.cli import tovholder
from service.settings import Settings, load
from service.wiring import open_app
from tests.storage.examples import an_opening, facts, open_one

pytestmark = pytest.mark.slow  # a database and child processes for each test
FIRST, SECOND, THIRD = (f"{number}. runde 2022/23" for number in (1, 2, 3))
WHO = ("--by", "Karen Holm")
WHY = ("--why", "aftalt med skolen")
EDUCATORS = """id;navn;mail;telefon;pladser;kompetencer;distrikter;faste skoler;ikke skoler;fravær
abk;Anna Birk Kjær;abk@silkeborg.example;;1;trivsel;;;;{away}
bml;Bo Madsen Lind;bml@silkeborg.example;;{places};inklusion;;;;
"""


@pytest.fixture(autouse=True)
def municipality(settings: Settings) -> None:
    """A folder of its own, with two educators of one place each."""
    register()
    open_app(settings).close()


def register(away: str = "", places: int = 1) -> None:
    """What the register of educators says from now on."""
    file = load(Path("tovholder.toml")).educators_file
    assert file is not None
    file.write_text(EDUCATORS.format(away=away, places=places), "utf-8")


def apply(number: int, round_name: str = FIRST, **changes: object) -> str:
    """A case in the round that is ready: its number."""
    app = open_app(load(Path("tovholder.toml")))
    opening = an_opening(str(number), **{"status": Status.READY, "round": round_name, "waited": 0, **changes})
    case = open_one(app.store, number, openings=(opening,), papers=(), facts=facts(str(number), f"<{number}@x>"))
    app.close()
    return case.number


def run(*words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(tovholder, words, prog_name="tovholder")
    assert result.exit_code == code, result.output + result.stderr
    return result


def document(*words: str):
    return json.loads(run(*words, "--json").stdout)


def placed(round_name: str) -> dict[str, str]:
    return {one["case"]: one["educator"] for one in document("route", round_name, "--dry-run")["assignments"]}


def test_rulings_are_made_listed_kept_to_and_undone() -> None:
    one, two = apply(1), apply(2)
    assert "fastholdt hos bml" in run("rounds", "pin", one, "--educator", "bml", *WHO).stdout
    run("rounds", "forbid", two, "--educator", "bml", *WHO, *WHY)
    assert placed(FIRST) == {one: "bml", two: "abk"}
    assert [(row["kind"], row["text"], row["by"], row["why"]) for row in document("rounds", "rulings", FIRST)] == [
        ("fastholdt", f"{one} er fastholdt hos bml.", "Karen Holm", ""),
        ("udelukket", f"bml må ikke få {two}.", "Karen Holm", "aftalt med skolen"),
    ]
    run("rounds", "reserve", FIRST, "--educator", "abk", *WHO, "--why", "vikar")
    assert placed(FIRST) == {one: "bml"}
    assert "1 plads hos abk holdes fri." in run("rounds", "rulings", FIRST).stdout
    for number in ("2", "3"):
        run("rounds", "undo", FIRST, number, *WHO)
    run("rounds", "undo", FIRST, "3", *WHO, code=2)
    assert placed(FIRST) == {one: "bml", two: "abk"}
    said = {event["text"] for event in document("cases", "show", two)["history"]}
    assert said >= {"udelukkede bml fra sagen.", "ophævede, at bml var udelukket fra sagen."}
    assert "fastholdt sagen hos bml." in run("cases", "show", one).stdout


def test_pins_that_cannot_be_are_told_with_their_numbers_and_what_to_do() -> None:
    for number in (apply(1), apply(2)):
        run("rounds", "pin", number, "--educator", "abk", *WHO)
    told = run("route", FIRST, code=2).stderr
    assert "De fastholdte sager hos abk fylder 2, kapaciteten er 1: løs eller flyt en af dem" in told
    assert '\nKør "tovholder rounds undo" med nummeret.' in told
    assert "  1: T-2026-0001 er fastholdt hos abk. (Karen Holm)" in told
    run("rounds", "undo", FIRST, "2", *WHO)
    assert run("route", FIRST).stdout.startswith("Fordelt: 2 sager\n")


def test_a_need_is_waived_for_one_case() -> None:
    path = Path("tovholder.toml")
    path.write_text(path.read_text("utf-8").replace("elev = []", 'elev = ["trivsel", "dans"]', 1), "utf-8")
    one, two = apply(1), apply(2)
    run("rounds", "waive", one, "--need", "dans", "--district", *WHO, *WHY)
    assert placed(FIRST) == {one: "abk"}
    for words in (("--need", "dans"), ("--need", "ro"), ()):
        run("rounds", "waive", one, *words, *WHO, *WHY, code=2)
    rows = document("rounds", "rulings", FIRST)
    assert [row["text"] for row in rows] == [
        f"{one} er fritaget for kravet om dans.", f"{one} må tages af et hvilket som helst distrikt.",
    ]  # fmt: skip
    assert document("cases", "show", two)["status"] == "klar"


def test_what_approving_will_tell_is_said_before_and_is_what_is_told() -> None:
    register(places=2)
    one = apply(1)
    run("rounds", "pin", one, "--educator", "abk", *WHO)
    run("route", FIRST)
    run("cases", "approve", "--round", FIRST, *WHO)
    register(away="2022-10-24/", places=2)
    told = run("route", FIRST, "--dry-run").stdout
    assert f"1 sag skifter læringsvejleder: {one} fra abk til bml." in told
    assert told.endswith(f"Når forslaget godkendes:\n  {one}: skolen, abk og bml får besked om flytningen.\n")
    assert document("cases", "show", one)["status"] == "fordelt"
    assert document("route", FIRST)["news"] == {one: "får en anden, end der blev skrevet"}
    run("cases", "approve", "--round", FIRST, *WHO)
    run("cases", "approve", "--round", FIRST, *WHO, code=2)
    names = [mail["reply"] for mail in document("mails", "list", "--case", one)]
    assert names == ["fordelt", "ny-sag", "fordelt-igen", "flyttet-fra", "flyttet-til"]


def test_who_waits_keeps_its_turn_over_two_rounds() -> None:
    """Before one that was received earlier, and with each round it waited."""
    early = {"received": an_opening().case.received.replace(month=9)}
    first = [apply(number) for number in (1, 2, 3, 4)]
    run("route", FIRST)
    run("cases", "approve", "--round", FIRST, *WHO)
    assert sorted(placed(SECOND)) == first[2:]
    run("route", SECOND)
    new = apply(5, SECOND, **early)
    run("rounds", "reserve", SECOND, "--educator", "bml", *WHO, *WHY)
    run("route", SECOND)
    run("cases", "approve", "--round", SECOND, *WHO)
    turns = {number: document("cases", "show", number) for number in (*first[2:], new)}
    waiting = {number: (case["round"], case["waited"]) for number, case in turns.items() if case["status"] != "fordelt"}
    assert sorted(waiting.values()) == [(THIRD, 1), (THIRD, 2)]
    assert waiting[new] == (THIRD, 1)
    run("rounds", "reserve", THIRD, "--educator", "abk", *WHO, *WHY)
    (served,) = placed(THIRD)
    assert waiting[served] == (THIRD, 2)


def test_a_strangers_address_is_confirmed_before_the_school_is_told() -> None:
    number = apply(1)
    run("route", FIRST)
    told = run("cases", "approve", "--round", FIRST, *WHO)
    assert f"Mailen om {number} til skolen er holdt tilbage: afsenderen står ikke i skoleregistret" in told.stderr
    states = {mail["reply"]: mail["state"] for mail in document("mails", "list", "--case", number)}
    assert (states["fordelt"], states["ny-sag"]) == ("holdt tilbage", "venter")
    run("cases", "confirm-address", number, *WHO, code=2)
    said = run("cases", "confirm-address", number, *WHO, *WHY).stdout
    assert said == f"Adressen i {number} er bekræftet; 1 mail, der ventede på det, sendes nu.\n"
    assert run("cases", "confirm-address", number, *WHO, *WHY).stdout == f"Adressen i {number} er bekræftet.\n"
    states = {mail["reply"]: mail["state"] for mail in document("mails", "list", "--case", number)}
    assert states["fordelt"] == "venter"


def test_what_was_no_application_is_closed_in_silence_and_restored() -> None:
    number = apply(1)
    run("cases", "not-application", number, *WHO, *WHY)
    assert document("cases", "show", number)["status"] == "ikke en ansøgning"
    assert document("mails", "list", "--case", number) == []
    run("route", FIRST, code=2)
    run("cases", "not-application", number, *WHO, *WHY, code=2)
    run("cases", "restore", number, *WHO)
    shown = document("cases", "show", number)
    assert shown["status"] == "til gennemsyn"
    said = {event["text"] for event in shown["history"]}
    assert said >= {"satte sagen til “ikke en ansøgning”.", "satte sagen til “til gennemsyn”."}
    run("cases", "restore", number, *WHO, code=2)

"""Fredericia's staffing as given: the imbalance between districts, and what sharing across them gives and costs."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cases.people import Educator, School
from routing.instance import Districts, EducatorSeat, Instance, PlanSettings
from routing.invented import invented_at
from routing.parse import read_text
from service.cli import tovholder
from service.init import write_files
from service.registers import read_educators, read_schools
from service.settings import EXAMPLES
from service.sharing import sharing, staffing, told
from tests.routing.instances import FIRST, a_case

SCHOOLS = read_schools((EXAMPLES / "fredericia-institutioner.csv").read_bytes())[0]
EDUCATORS = read_educators((EXAMPLES / "fredericia-laeringsmiljoepaedagoger.csv").read_bytes())[0]
ROUND = EXAMPLES / "fredericia-runde.json"


def run(*words: str) -> Result:
    return CliRunner().invoke(tovholder, words, prog_name="tovholder")


def two_districts(*districts: str, places: int = 1) -> Instance:
    """Nord and Syd have an educator each; the cases come in this order."""
    seats = [EducatorSeat("N", places, districts=("Nord",)), EducatorSeat("S", places, districts=("Syd",))]
    cases = [a_case(f"T-{n}", district=district) for n, district in enumerate(districts, 1)]
    return Instance(tuple(seats), tuple(cases), PlanSettings(districts=Districts.HARD))


def test_fredericias_districts_have_3_4_3_6_and_7_institutions_for_an_educator() -> None:
    found = {one.district: (one.institutions, one.educators, one.each) for one in staffing(SCHOOLS, EDUCATORS)}
    assert found == {
        "Ullerup Bæk": (9, 3, 3.0),
        "Fjordbakke": (4, 1, 4.0),
        "Kirstinebjerg": (9, 3, 3.0),
        "Erritsø": (6, 1, 6.0),
        "Private": (7, 1, 7.0),
    }


def test_who_works_in_two_districts_is_half_in_each_and_nobody_is_nobody() -> None:
    schools = [School("A", district="Nord"), School("B", district="Syd"), School("C", district="Vest"), School("D")]
    found = staffing(schools, [Educator("x", "X", "x@b.example", districts=("Nord", "Syd"))])
    assert [(one.district, one.educators, one.each) for one in found] == [
        ("Nord", 0.5, 2), ("Syd", 0.5, 2), ("Vest", 0, None),
    ]  # fmt: skip


def test_sharing_gives_a_case_the_free_place_next_door() -> None:
    found = sharing(two_districts("Nord", "Nord"))
    assert (len(found.shut.assignments), len(found.open.assignments)) == (1, 2)
    assert (found.gains, found.loses) == (("T-2",), ())
    assert [(d.cases, d.shut, d.open, d.helped, d.lent) for d in found.districts] == [(2, 1, 2, 1, 0), (0, 0, 0, 0, 1)]


def test_sharing_can_cost_a_case_its_place_when_others_are_ahead() -> None:
    found = sharing(two_districts("Nord", "Nord", "Syd"))
    assert (found.gains, found.loses) == (("T-2",), ("T-3",))
    assert told(found) == (
        "Hver for sig får 2 af 3 sager plads; på tværs af distrikterne får 2 plads.",
        "1 sag tages så af en vejleder fra et andet distrikt.",
        "Plads får også: T-2.",
        "Pladsen mister, fordi andre er foran i køen: T-3.",
    )


@pytest.mark.parametrize("seed", range(10))
def test_never_fewer_have_a_place_when_districts_share(seed: int) -> None:
    instance = invented_at(SCHOOLS, EDUCATORS, 24 + seed, seed)
    found = sharing(instance)
    assert len(found.open.assignments) - len(found.shut.assignments) == len(found.gains) - len(found.loses) >= 0
    assert sum(one.helped for one in found.districts) == sum(one.lent for one in found.districts)
    assert sum(one.shut for one in found.districts) == len(found.shut.assignments)
    assert found.open.proved


def test_the_shipped_round_is_the_one_drawn_from_the_shipped_registers() -> None:
    drawn = invented_at(SCHOOLS, EDUCATORS, 30, 1, PlanSettings(districts=Districts.HARD))
    assert read_text(ROUND.read_text("utf-8")) == drawn
    assert min(case.received for case in drawn.cases) > FIRST


def test_the_example_runs_from_init_to_the_comparison(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path / "tovholder.toml", "fredericia", {})
    assert "Fordelt: 25 sager" in run("plan", "fredericia-runde.json").stdout
    shown = run("educators", "sharing", "fredericia-runde.json").stdout
    assert "Private        7              1,0        7,0\n" in shown
    assert "Hver for sig får 25 af 30 sager plads; på tværs af distrikterne får 27 plads." in shown
    found = json.loads(run("educators", "sharing", "fredericia-runde.json", "--json").stdout)
    assert [one["institutions_per_educator"] for one in found["districts"]] == [3, 4, 3, 6, 7]
    assert (found["round"]["hard"], found["round"]["soft"], len(found["round"]["gains"])) == (25, 27, 5)
    assert json.loads(run("educators", "sharing", "--json").stdout)["round"] is None


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("educators", "sharing"), 'Skoleregistret har ingen distrikter: skriv dem i kolonnen "distrikt".'),
        (("educators", "sharing", "x.json"), "Skoleregistret har ingen distrikter"),
    ],
)
def test_a_register_without_districts_has_nothing_to_share(
    words: tuple[str, ...], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TOVHOLDER_SETTINGS", raising=False)
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr

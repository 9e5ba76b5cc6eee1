"""`tovholder form learn` and `form check`: from somebody's blank to a known form, in Danish, step by step."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from benchmarks.foreign.captions import CAPTIONS
from benchmarks.foreign.layouts import Layout
from benchmarks.foreign.ruled import RULED
from cases.kinds import Kind
from review.blanks import NAMES
from service.cli import tovholder

pytestmark = pytest.mark.slow


def run(*words: str) -> Result:
    return CliRunner().invoke(tovholder, list(words), prog_name="tovholder")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TOVHOLDER_SETTINGS", raising=False)
    return tmp_path


def test_a_blank_becomes_a_folder_and_what_is_unsure_is_said(here: Path) -> None:
    (here / "PPR-støtte 2026.pdf").write_bytes(RULED.blank())
    result = run("form", "learn", "PPR-støtte 2026.pdf")
    assert result.exit_code == 1
    assert result.stdout.startswith("19 felter er fundet i Ansøgning om PPR-støtte, 1 side.\n")
    unsure = (
        'Usikkert: "kontaktperson" (contact_name) på side 1 ved "Navn": hvem det gælder, er kun set på overskriften.'
    )
    assert unsure in result.stdout
    folder = here / "skemaer" / "pprstoette-1"
    assert sorted(file.name for file in folder.iterdir()) == ["blank.pdf", "form.toml", "side-1.png"]
    assert run("form", "check", str(folder)).stdout == "OK    pprstoette-1: 19 felter, 1 side\n"


def test_a_fault_names_its_field_and_what_to_do(here: Path) -> None:
    (here / "blanket.pdf").write_bytes(CAPTIONS.blank())
    assert run("form", "learn", "blanket.pdf", "--name", "konsult", "--kind", "emne", "--out", "ud").exit_code == 1
    file = here / "ud" / "konsult-1" / "form.toml"
    text = file.read_text("utf-8")
    assert 'kind = "emne"' in text
    file.write_text(text.replace('name = "school"', 'name = "skole"'), "utf-8")
    result = run("form", "check", "ud")
    assert result.exit_code == 1
    first, *rest = result.stdout.splitlines()
    assert first.startswith('FEJL  konsult-1: Feltet "skole" på side 1: navnet kendes ikke – brug et af school, ')
    assert rest == [
        "NB    konsult-1: Skemaet: intet felt hedder topic – peg det ud, ellers ved ingen, hvad ansøgningen gælder."
    ]


def test_what_is_not_found_is_named_in_danish_and_as_the_file_has_it(here: Path) -> None:
    def draw(pen, page):
        pen.text(60, 80, "Klasse")
        pen.rule(60, 104, 400, 104)

    (here / "blanket.pdf").write_bytes(Layout("tomt", Kind.CLASS, "Klasse", "Helvetica", 1, draw, ()).blank())
    told = run("form", "learn", "blanket.pdf", "--kind", "klasse").stdout
    named = re.findall(r'^Feltet "(.+)" \((\w+)\) er ikke fundet\.', told, re.MULTILINE)
    assert named
    assert all(NAMES[name] == danish for danish, name in named)
    assert told.count("er ikke fundet") == len(named)


@pytest.mark.parametrize("kind", ["elev", "klasse", "emne"])
def test_our_own_form_is_not_learned_but_known(here: Path, kind: str) -> None:
    assert run("form", kind, "-o", "tomt.pdf").exit_code == 0
    result = run("form", "learn", "tomt.pdf", "--name", "vores")
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"Det er vores eget skema {kind}-1: programmet kender det i forvejen" in result.stderr
    assert not (here / "skemaer").exists()


def test_a_file_that_is_no_paper_is_refused_in_a_sentence(here: Path) -> None:
    (here / "brev.txt").write_text("hej")
    result = run("form", "learn", "brev.txt")
    assert result.exit_code == 2
    assert "Skemaet kan ikke læses. Vi kan ikke læse den slags fil. Bed skolen sende" in result.stderr

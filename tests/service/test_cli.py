"""The command line as scripts and people rely on it: its JSON, its exits, its one sentence on standard error."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli import COMMANDS, tovholder
from service.init import write_files

PLAN = {
    "educators": [{"id": "ab", "capacity": 1}],
    "cases": [
        {"id": "1", "kind": "emne", "school": "Ans Skole", "received": "2026-09-01T10:00:00+02:00"},
        {"id": "2", "kind": "emne", "school": "Ans Skole", "received": "2026-09-02T10:00:00+02:00"},
    ],
}


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("TOVHOLDER_SETTINGS", "TOVHOLDER_MAILBOX_PASSWORD"):
        monkeypatch.delenv(name, raising=False)


def run(*words: str, given: str | None = None) -> Result:
    return CliRunner().invoke(tovholder, words, input=given, prog_name="tovholder")


def one_sentence(result: Result) -> bool:
    return result.stdout == "" and result.stderr.count("\n") == 1 and result.stderr.rstrip().endswith(".")


def municipality(folder: Path) -> Path:
    write_files(folder / "tovholder.toml", "silkeborg", {})
    return folder / "tovholder.toml"


def test_the_help_names_every_command_in_danish() -> None:
    result = run("--help")
    assert result.exit_code == 0
    assert result.stdout.startswith("Brug: tovholder [VALG] KOMMANDO")
    assert all(f"\n  {name} " in result.stdout for name in COMMANDS)
    assert not any(word in result.stdout for word in ("Usage", "Options", "Commands", "Show this"))


def subcommands() -> list[tuple[str, ...]]:
    groups = ("form", "cases", "letters", "mails", "schools", "educators", "rounds", "db")
    found: list[tuple[str, ...]] = [(name,) for name in COMMANDS]
    for name in groups:
        group = tovholder.get_command(None, name)  # type: ignore[arg-type]
        found += [(name, sub) for sub in group.commands]
    return found


@pytest.mark.parametrize("words", subcommands(), ids=" ".join)
def test_every_command_explains_itself_and_takes_settings(words: tuple[str, ...]) -> None:
    result = run(*words, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith("Brug: tovholder ")
    assert "--settings FIL" in result.stdout or "Kommandoer:" in result.stdout
    assert not any(word in result.stdout for word in ("Usage", "Options:", "Show this", "[required]", "..."))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("nam",), "'nam' er ikke en kommando. Mente du name? Se tovholder --help."),
        (("form",), "Skriv en kommando mere: check, elev, emne, klasse, learn. Se tovholder form --help."),
        ((), "Skriv en kommando mere: demo, init, doctor, run,"),
        (("name",), "FILNAVN mangler. Se tovholder name --help."),
        (("name", "a.pdf", "--subjekt", "b"), "--subjekt er ikke et valg her. Mente du --subject?"),
        (("name", "a.pdf", "b.pdf"), "for mange eller for få ord"),
        (("name", "a.pdf", "--subject"), "--subject er brugt forkert"),
        (("form", "bil", "-o", "x.pdf"), "'bil' er ikke en kommando."),
        (("form", "check", "."), "Der er intet skema i .: peg på en mappe med form.toml i."),
        (("form", "learn", "nej.pdf", "--name", "PPR-1"), "--name PPR-1 kan ikke bruges: skriv 2-12 bogstaver"),
        (("form", "learn", "nej.pdf", "--name", "ppr"), "nej.pdf findes ikke: ret stien."),
        (("letters", "replay", "abc"), "BREV har en forkert værdi."),
        (("cases", "decline", "T-2026-0001", "--by", "Karen"), "--why mangler."),
        (("read", "findes-ikke.pdf"), "findes-ikke.pdf findes ikke: ret stien."),
        (("read", "."), ". har ingen filer, vi kan læse: ret stien."),
        (("plan", "findes-ikke.json"), "findes-ikke.json kan ikke læses"),
        (("doctor", "--settings"), "--settings er brugt forkert"),
        (("once",), 'Der er ingen indstillinger: kør "tovholder init", eller brug --settings FIL.'),
        (("cases", "list", "--settings", "x.toml"), "Indstillingsfilen x.toml kan ikke læses"),
        (("cases", "approve", "--by", "Karen"), "Skriv enten sagernes numre eller --round NAVN."),
        (("schools", "show", "Nej"), "Der er ingen skole med det navn"),
        (("form", "emne", "-o", "nej/emne.pdf"), "nej/emne.pdf kan ikke skrives: ret stien."),
        (("schools", "export", "-o", "nej/ud.csv"), "nej/ud.csv kan ikke skrives: ret stien."),
        (("rounds", "export", "-o", "nej/ud.xlsx"), "nej/ud.xlsx kan ikke skrives: ret stien."),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_2(words: tuple[str, ...], says: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert says in result.stderr
    lines = [line for line in result.stderr.splitlines() if "bruger eksemplet" not in line]
    assert len(lines) == 1
    assert result.stdout == ""


def test_a_name_is_read_as_json() -> None:
    result = run("name", "Voel Skole, 5B.pdf", "--subject", "Voel Skole, 5B", "--json")
    found = json.loads(result.stdout)
    assert list(found) == ["school", "kind", "detail", "flags", "confidence"]
    assert (found["school"], found["kind"], found["detail"]) == ("Voel Skole", "klasse", "5.b")
    assert result.exit_code == 0
    assert result.stderr == "Ingen indstillinger fundet: bruger eksemplet Silkeborg.\n"


def test_names_on_standard_input_give_a_line_each() -> None:
    result = run("name", "-", "--json", given="Voel Skole 5b.pdf\tVoel Skole 5b\n\nscan0001.pdf\r\n")
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [one["school"] for one in found] == ["Voel Skole", None, None]


def test_the_senders_school_fills_in_what_the_name_lacks() -> None:
    result = run("name", "scan0001.pdf", "--sender", "Kontor@Ans-Skole.example", "--json")
    assert json.loads(result.stdout)["school"] == "Ans Skole"


def test_a_persons_view_of_a_name_is_danish() -> None:
    assert run("name", "Voel Skole 5b.pdf").stdout.splitlines()[:3] == [
        "Skole:     Voel Skole", "Slags:     klasse", "Gælder:    5.b",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["elev", "klasse", "emne"])
def test_the_blank_form_is_a_pdf(kind: str, tmp_path: Path) -> None:
    assert run("form", kind, "-o", "blank.pdf").exit_code == 0
    assert (tmp_path / "blank.pdf").read_bytes().startswith(b"%PDF-")


def test_a_plan_is_one_json_document(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text(json.dumps(PLAN), "utf-8")
    result = run("plan", "plan.json", "--json")
    found = json.loads(result.stdout)
    assert set(found) == {"assignments", "unplaced", "levels", "proved", "seconds"}
    assert [set(one) for one in found["assignments"]] == [{"case", "educator", "reasons", "runner_up"}]
    assert [(one["case"], set(one)) for one in found["unplaced"]] == [("2", {"case", "code", "why", "would_help"})]
    assert all(set(level) == {"name", "value", "bound"} for level in found["levels"])
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Fordelt: 1 sag" in run("plan", "plan.json").stdout


def test_settings_are_found_before_or_after_the_command(tmp_path: Path) -> None:
    path = municipality(tmp_path / "a")
    csv = path.parent / "silkeborg-skoler.csv"
    csv.write_text("navn;afsendere\nNy Skole;@ny.example\n", "utf-8")
    (path.parent / "silkeborg-laeringsvejledere.csv").write_text("id;navn;mail;pladser\na;A;a@b.example;1\n", "utf-8")
    for words in (("--settings", str(path), "schools", "list"), ("schools", "list", "--settings", str(path))):
        result = run(*words, "--json")
        assert [school["name"] for school in json.loads(result.stdout)] == ["Ny Skole"]
        assert result.stderr == ""


def test_init_writes_once_and_never_again(tmp_path: Path) -> None:
    first, second = run("init", "--like", "fredericia", "--yes"), run("init", "--yes")
    assert first.exit_code == 0
    assert {path.name for path in tmp_path.iterdir()} == {
        "tovholder.toml", "tovholder.key", "fredericia-institutioner.csv", "fredericia-laeringsmiljoepaedagoger.csv",
        "fredericia-runde.json", "var",
    }  # fmt: skip
    assert second.exit_code == 2
    assert one_sentence(second)
    assert "overskrives ikke" in second.stderr


@pytest.mark.parametrize(("address", "code"), [("karen@kommune.example", 0), ("karen", 2)])
def test_init_asks_on_a_terminal_and_tells_at_once_what_is_wrong(
    address: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.commands.beginning.at_terminal", lambda: True)
    result = run("init", given=f"Ny Kommune\n\n{address}\n\n\n\n\n\n")
    assert "Kommunens navn [Silkeborg Kommune]: " in result.stdout
    assert result.exit_code == code
    assert ("coordinator.email: skriv en mailadresse" in result.stderr) is (code != 0)
    assert 'name = "Ny Kommune"' in (tmp_path / "tovholder.toml").read_text("utf-8")


def test_the_doctor_tells_a_line_for_each_fault_of_the_settings(tmp_path: Path) -> None:
    path = municipality(tmp_path)
    path.write_text(
        path.read_text("utf-8").replace("port = 993", "port = 0").replace('mode = "slots"', "mode = 1"), "utf-8"
    )
    result = run("doctor", "--json")
    found = json.loads(result.stdout)
    assert result.exit_code == 1
    assert [line["ok"] for line in found] == [False, False, False]
    assert [line["text"].partition(": ")[2].partition(":")[0] for line in found] == [
        "mailbox.port", "mailbox.password_file", "routing.mode",
    ]  # fmt: skip


@pytest.mark.parametrize("wrong", [False, True])
def test_the_doctor_looks_at_all_else_when_a_secret_alone_is_lacking(wrong: bool, tmp_path: Path) -> None:
    """It says where the secret may stand. With other faults in the settings there is nothing to go by."""
    path = municipality(tmp_path)
    if wrong:
        path.write_text(path.read_text("utf-8").replace("port = 993", "port = 0"), "utf-8")
    result = run("doctor", "--json")
    found = [(line["check"], line["ok"], line["text"]) for line in json.loads(result.stdout)]
    secret = "linje 52: mailbox.password_file: filen kan ikke læses – opret den med hemmeligheden alene"
    told = ("indstillinger (tovholder.toml)", False, f"{secret}, eller sæt TOVHOLDER_MAILBOX_PASSWORD i miljøet")
    assert told in found
    assert result.exit_code == 1
    looked_at = {name: (ok, text) for name, ok, text in found}
    names = {"nøgle", "hemmeligheder", "disk", "tekster", "database", "postkasse", "SMTP"}
    assert names & looked_at.keys() == (set() if wrong else names)
    if not wrong:
        assert looked_at["nøgle"] == (True, "én nøgle")
        assert looked_at["hemmeligheder"] == (True, "ingen filer endnu")
        assert [looked_at[name][1].split(",")[0] for name in ("postkasse", "SMTP")] == ["ikke prøvet"] * 2


def test_a_register_comes_in_whole_or_not_at_all(tmp_path: Path) -> None:
    municipality(tmp_path)
    target = tmp_path / "silkeborg-skoler.csv"
    before = target.read_text("utf-8")
    (tmp_path / "ny.csv").write_text("navn;afsendere\nNy Skole;forkert\n;@ny.example\n", "utf-8")
    refused = run("schools", "import", "ny.csv")
    assert refused.exit_code == 2
    first, second, *others = [line.strip() for line in refused.stderr.splitlines()[1:]]
    assert (first.partition(":")[0], second.partition(":")[0]) == ("række 2", "række 3")
    assert 'abk: "Buskelundskolen" er ikke en skole i skoleregistret' in others
    assert target.read_text("utf-8") == before
    assert run("schools", "export", "-o", "ud.csv").exit_code == 0
    (tmp_path / "ud.csv").write_text(
        (tmp_path / "ud.csv").read_text("utf-8-sig") + "Ny Skole;;;;@ny.example\n", "utf-8"
    )
    assert run("schools", "import", "ud.csv").exit_code == 0
    assert json.loads(run("schools", "show", "ny skole", "--json").stdout)["senders"] == ["@ny.example"]
    assert (tmp_path / "silkeborg-skoler.csv.bak").read_text("utf-8") == before


def test_a_school_that_an_educator_is_attached_to_cannot_be_dropped(tmp_path: Path) -> None:
    municipality(tmp_path)
    (tmp_path / "ny.csv").write_text("navn;afsendere\nNy Skole;@ny.example\n", "utf-8")
    result = run("schools", "import", "ny.csv")
    assert result.exit_code == 2
    assert 'abk: "Buskelundskolen" er ikke en skole' in result.stderr


def test_rounds_in_the_settings_file_are_changed_there(tmp_path: Path) -> None:
    municipality(tmp_path)
    result = run("rounds", "import", "r.csv")
    assert (result.exit_code, one_sentence(result)) == (2, True)
    assert 'skriv rounds = "fil.csv"' in result.stderr
    assert (
        run("rounds", "export").stdout.splitlines()[1] == "1. runde 2022/23;2022-09-23;2022-10-07;2022-10-24;2022-12-21"
    )


def test_a_bug_is_told_without_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: str | None) -> None:
        raise KeyError("Ida-Marie")

    monkeypatch.setattr("service.commands.reading.schools_or_example", broken)
    result = run("name", "a.pdf")
    assert (result.exit_code, one_sentence(result)) == (1, True)
    assert result.stderr.startswith("Programfejl (KeyError i service/commands/reading.py:")
    assert "Ida-Marie" not in result.stderr


@pytest.mark.slow
def test_a_crash_leaves_no_copy_of_the_memory() -> None:
    """The key is in it, and every mail that is open."""
    code = (
        "import resource; from service import cli; "
        "cli.tovholder = lambda **_: print(resource.getrlimit(resource.RLIMIT_CORE)); cli.main()"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "(0, 0)\n"


@pytest.mark.slow
def test_the_help_loads_no_command() -> None:
    code = (
        "import sys; from service.cli import tovholder; "
        "from click.testing import CliRunner; CliRunner().invoke(tovholder, ['--help']); "
        "print([m for m in sys.modules if m.startswith(('service.commands.', 'pydantic', 'intake', 'sqlalchemy'))])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"

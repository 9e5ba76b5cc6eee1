"""The doctor has one clear line for each thing, and looks at all of them whatever fails."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cases.errors import MailboxError, SettingsError
from replies import compose
from service import specimens
from service.doctor import Check, Line, clock_check, examine, settings_checks, settings_trouble
from service.init import write_files
from service.settings import Settings, load

pytestmark = pytest.mark.slow

IN_TIME = datetime(2022, 9, 1, 12, tzinfo=UTC)


def settings_in(folder: Path, **changes: str) -> Settings:
    """A municipality right after `init`; changes as TOVHOLDER_ variables."""
    write_files(folder / "tovholder.toml", "silkeborg", {})
    return load(
        folder / "tovholder.toml", {f"TOVHOLDER_{name}": value for name, value in changes.items()}, secrets=False
    )


def lines(settings: Settings, now: datetime = IN_TIME) -> dict[str, Line]:
    return {line.name: line for line in examine(settings_checks(settings, lambda: now))}


def test_a_failing_check_never_keeps_the_next_from_being_looked_at() -> None:
    def refused() -> str:
        raise MailboxError("Mailserveren afviser adgangskoden.")

    def broken() -> str:
        raise KeyError("Ida-Marie")

    found = examine([Check("postkasse", refused), Check("smtp", broken), Check("ur", lambda: "går rigtigt")])
    assert [line.text().partition(" i ")[0] for line in found] == [
        "FEJL  postkasse: Mailserveren afviser adgangskoden.",
        "FEJL  smtp: Programfejl (KeyError",
        "OK    ur: går rigtigt",
    ]
    assert "Ida-Marie" not in found[1].text()
    assert found[2].as_json() == {"check": "ur", "ok": True, "text": "går rigtigt"}


def test_a_fresh_municipality_has_all_texts_a_key_and_a_disk(tmp_path: Path) -> None:
    found = lines(settings_in(tmp_path))
    assert {name: line.ok for name, line in found.items() if name != "tekstlæsning"} == dict.fromkeys(
        ("indstillinger", "runder", "nøgle", "hemmeligheder", "disk", "tekster", "skemaer"), True
    )


def test_when_all_deadlines_have_passed_the_next_years_rounds_are_asked_for(tmp_path: Path) -> None:
    line = lines(settings_in(tmp_path), datetime(2026, 11, 22, tzinfo=UTC))["runder"]
    assert (line.ok, line.says) == (
        False, "Alle frister er gået, så ansøgninger hører ikke til nogen runde: tilføj næste skoleårs runder.",
    )  # fmt: skip


@pytest.mark.parametrize("trouble", ["missing", "broken", "open"])
def test_a_key_must_be_there_whole_and_private(trouble: str, tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    key = settings.key_file
    {"missing": key.unlink, "broken": lambda: key.write_text("abc"), "open": lambda: key.chmod(0o644)}[trouble]()
    line = lines(settings)["nøgle"]
    words = {"missing": "kan ikke læses", "broken": "ødelagt", "open": "chmod 600"}
    assert not line.ok
    assert words[trouble] in line.says


@pytest.mark.parametrize(("mode", "ok"), [(0o600, True), (0o644, False), (0o640, False)])
def test_a_file_with_a_secret_is_for_the_program_alone(mode: int, ok: bool, tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    settings.mailbox.password_file.touch(mode=mode)
    settings.mailbox.password_file.chmod(mode)
    line = lines(settings)["hemmeligheder"]
    assert line.ok is ok
    assert ok or "kør chmod 600" in line.says


@pytest.mark.parametrize(
    ("there", "says"),
    [
        (("dan", "eng"), "tesseract med dan og eng"),
        (("eng",), "Sproget dan mangler til tekstlæsning i {folder}: installer tesseract-ocr-dan."),
        ((), "Sproget dan og eng mangler til tekstlæsning i {folder}: installer tesseract-ocr-dan tesseract-ocr-eng."),
    ],
)
def test_a_missing_language_is_named_with_what_to_install(there: tuple[str, ...], says: str, tmp_path: Path) -> None:
    folder = tmp_path / "tessdata"
    folder.mkdir()
    for language in there:
        (folder / f"{language}.traineddata").touch()
    line = lines(settings_in(tmp_path, READING_TESSDATA=str(folder)))["tekstlæsning"]
    assert (line.ok, line.says) == (len(there) == 2, says.format(folder=folder))


def test_schools_without_senders_are_counted(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    file = tmp_path / "silkeborg-skoler.csv"
    file.write_text(file.read_text("utf-8").replace("@ans-skole.example", ""), "utf-8")
    settings = load(tmp_path / "tovholder.toml", {}, secrets=False)
    assert lines(settings)["indstillinger"].says.startswith("1 af 29 skoler har ingen afsenderadresser")


def test_a_text_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(specimens.TEMPLATES, tmp_path / "templates")
    (tmp_path / "templates" / "findings" / "late.txt").write_text("Fristen var {{ dealine }}.", "utf-8")
    (tmp_path / "templates" / "replies" / "afvist" / "body.txt").write_text("{% if %}", "utf-8")
    monkeypatch.setattr(specimens, "TEMPLATES", tmp_path / "templates")
    monkeypatch.setattr(compose, "TEMPLATES", tmp_path / "templates")
    compose._environment.cache_clear()
    faults, count = specimens.faults_of_texts(settings_in(tmp_path / "a"), IN_TIME)
    compose._environment.cache_clear()
    assert faults == (
        "svaret afvist kan ikke skrives (TemplateSyntaxError, linje 1): ret teksten",
        "templates/findings/late.txt kan ikke skrives (UndefinedError): ret teksten",
    )
    assert count > 40


@pytest.mark.parametrize(("minutes", "ok"), [(0, True), (0.5, True), (-3, False), (60, False)])
def test_the_clock_is_held_against_another(minutes: float, ok: bool) -> None:
    (line,) = examine([clock_check(lambda: IN_TIME, lambda: IN_TIME + timedelta(minutes=minutes))])
    assert line.ok is ok
    assert line.says == ("01-09-2022 14.00, dansk tid" if ok else line.says)


def test_faults_of_the_settings_become_a_line_each() -> None:
    error = SettingsError("tovholder.toml har 2 fejl:\n  linje 3: a\n  linje 4: b")
    assert [line.says for line in settings_trouble(error, Path("tovholder.toml"))] == ["linje 3: a", "linje 4: b"]
    assert [line.text() for line in settings_trouble(SettingsError("Filen mangler."), None)] == [
        "FEJL  indstillinger: Filen mangler."
    ]

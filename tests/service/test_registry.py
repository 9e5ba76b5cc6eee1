"""A register that is changed counts at once, in every process that runs, and for the command line."""

import json
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pydantic import BaseModel

from cases.people import School
from cases.registers import Register, Registers
from cases.rounds import Round
from review.fitting import revisions
from service.cli import tovholder
from service.doctor import examine, settings_checks
from service.proposal import stated
from service.sections import SettingsFile
from service.settings import Settings
from service.shown_settings import KEPT_BACK, WORDS, shown
from service.wiring import App, open_app

NOW = datetime(2022, 11, 20, 9, tzinfo=UTC)
NEW = School("Nørre Skole", "privatskole", ("Nørre",), None, ("@noerre.example",))
ROUND = Round("5. runde", date(2023, 8, 25), date(2023, 9, 8), date(2023, 10, 1), date(2023, 12, 20))


def change(app: App, **entries: tuple) -> None:
    """As the pages write it."""
    now = app.registers()
    fields = {"schools": Register.SCHOOLS, "educators": Register.EDUCATORS, "rounds": Register.ROUNDS}
    after = {fields[name]: whole for name, whole in entries.items()}
    app.store.revise(revisions(now, after, "Karen Holm", "rettet på siderne", NOW))


def run(*words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(tovholder, words, prog_name="tovholder")
    assert result.exit_code == code, result.output + result.stderr
    return result


@pytest.mark.slow
def test_what_one_process_changes_the_next_letter_mail_and_plan_of_another_knows(settings: Settings) -> None:
    with (
        closing(open_app(settings, clock=lambda: NOW)) as pages,
        closing(open_app(settings, clock=lambda: NOW)) as worker,
    ):
        was = worker.registers()
        assert was == Registers(settings.schools, settings.educators, settings.rounds)
        assert not worker.context().knows("kontor@noerre.example")
        busy = replace(was.educators[0], capacity=9)
        change(pages, schools=(*was.schools, NEW), educators=(busy, *was.educators[1:]), rounds=(*was.rounds, ROUND))
        assert worker.context().knows("kontor@noerre.example")
        assert worker.desk().schools[-1] == NEW
        assert NEW in worker.desk().register.schools
        assert worker.educators()[busy.id].capacity == 9
        assert stated(worker, ROUND.name, ())[0] == ROUND


@pytest.mark.slow
def test_the_first_change_moves_all_three_and_the_files_count_no_more(settings: Settings) -> None:
    with closing(open_app(settings, clock=lambda: NOW)) as app:
        change(app, schools=(*settings.schools, NEW))
        assert dict(app.registers().versions) == {Register.SCHOOLS: 2, Register.EDUCATORS: 1, Register.ROUNDS: 1}
        first = app.store.revision(Register.ROUNDS, 1)
        assert (first.by, first.entries) == ("indstillingsfilerne", settings.rounds)
    with closing(open_app(replace(settings, rounds=()), clock=lambda: NOW)) as later:
        assert later.registers().rounds == settings.rounds


@pytest.mark.slow
def test_the_command_line_sees_and_adds_to_what_the_pages_changed(settings: Settings, tmp_path: Path) -> None:
    file = settings.schools_file.read_bytes()
    with closing(open_app(settings, clock=lambda: NOW)) as app:
        change(app, schools=(*settings.schools, NEW))
        assert "Nørre Skole" in [one["name"] for one in json.loads(run("schools", "list", "--json").stdout)]
        run("schools", "export", "-o", "ud.csv")
        (tmp_path / "ind.csv").write_text(
            (tmp_path / "ud.csv").read_text("utf-8-sig").replace("Nørre Skole", "Nordre Skole"), "utf-8"
        )
        assert "historikken" in run("schools", "import", "ind.csv").stdout
        assert app.store.revisions(Register.SCHOOLS, None, 1)[0].by == "kommandolinjen"
        assert app.registers().schools[-1].name == "Nordre Skole"
    assert settings.schools_file.read_bytes() == file
    lines = {line.name: line.says for line in examine(settings_checks(settings, lambda: NOW))}
    assert "rettes på siderne" in lines["indstillinger"]


def test_every_setting_is_told_in_danish_or_kept_back_on_purpose() -> None:
    """Those outside a section, and consent and retention, have words of their own in `shown`."""
    lacking = [
        f"{section}.{name}"
        for section, field in SettingsFile.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
        for name in field.annotation.model_fields
        if section not in ("database", "consent", "retention")
        and name not in KEPT_BACK
        and name not in WORDS[section][1]
    ]
    assert lacking == []


def test_no_secret_and_no_way_to_one_is_told(settings: Settings) -> None:
    told = repr(shown(settings))
    assert "Silkeborg Kommune" in told
    assert not any(word in told for word in ("hemmelig", ".key", "password", "******", str(settings.path.parent)))

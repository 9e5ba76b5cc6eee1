"""A learned form's folder: written, read back the same, and every fault told at once."""

from dataclasses import replace
from pathlib import Path

import pytest

from cases.errors import RefusedError, SettingsError
from cases.kinds import Kind
from intake.form import FieldType, Form, FormField
from intake.form_file import checked_form, form_text, save_form
from intake.forms import all_forms, load_forms, newest_form, usable_forms

FIELDS = (
    FormField(
        "pupil_name", 1, (50.5, 100, 300, 120), FieldType.NAME, 'Barnets "fulde" navn', tip='Barnets "fulde" navn'
    ),
    FormField("custody", 1, (50, 140, 62, 152), FieldType.CHOICE, "Alene", "forældremyndighed alene", "Alene"),
    FormField("cpr", 1, (320, 100, 500, 120), FieldType.CPR, "CPR", "", "CPR", "Text7"),
    FormField("signature_1", 1, (50, 200, 300, 240), FieldType.SIGNATURE, "Underskrift", tip="Underskrift"),
)
FORM = Form("ppr", 1, Kind.PUPIL, "Andres skema", 1, FIELDS, width=595.0, height=842.0, drawing=b"%PDF-1.7 blank")


def test_a_learned_form_is_read_back_as_it_was_written(tmp_path: Path):
    folder = save_form(tmp_path, FORM, {1: "et gæt"})
    assert folder == tmp_path / "ppr-1"
    assert checked_form(folder) == (FORM, ())
    assert "# Usikkert: et gæt" in (folder / "form.toml").read_text("utf-8")


def test_somebodys_work_is_never_written_over(tmp_path: Path):
    save_form(tmp_path, FORM)
    with pytest.raises(RefusedError, match="findes i forvejen"):
        save_form(tmp_path, FORM)


def test_every_fault_is_told_at_once(tmp_path: Path):
    text = form_text(FORM).replace('name = "cpr"', 'name = "tlf"').replace("[50, 200, 300, 240]", "[50, 200, 800, 240]")
    (tmp_path / "ppr-1").mkdir()
    (tmp_path / "ppr-1" / "form.toml").write_text(text, encoding="utf-8")
    (tmp_path / "ppr-1" / "blank.pdf").write_bytes(b"%PDF-1.7 blank")
    _, faults = checked_form(tmp_path / "ppr-1")
    assert [fault.where for fault in faults] == ['Feltet "tlf" på side 1', 'Feltet "signature_1" på side 1']
    with pytest.raises(SettingsError, match="og 1 fejl mere"):
        load_forms(tmp_path)


def test_without_its_blank_a_learned_form_is_none(tmp_path: Path):
    folder = save_form(tmp_path, FORM)
    (folder / "blank.pdf").unlink()
    assert [fault.where for fault in checked_form(folder)[1]] == ["blank.pdf"]


def test_a_municipalitys_forms_stand_beside_ours(tmp_path: Path):
    save_form(tmp_path, FORM)
    forms = all_forms(tmp_path)
    assert set(forms) == {*load_forms(), "ppr-1"}
    assert newest_form(forms, Kind.PUPIL).id == "elev"


def test_a_form_may_not_take_the_name_of_ours(tmp_path: Path):
    save_form(tmp_path, replace(FORM, id="elev"))
    with pytest.raises(SettingsError, match="findes i forvejen"):
        all_forms(tmp_path)


def test_reading_goes_on_without_a_form_that_was_broken_meanwhile(tmp_path: Path):
    folder = save_form(tmp_path, FORM)
    (folder / "form.toml").write_text("id = ", encoding="utf-8")
    assert set(usable_forms(tmp_path)) == set(load_forms())

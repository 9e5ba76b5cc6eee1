"""`init` writes a municipality's own files from an example, and never over anything."""

import os
from pathlib import Path

import pytest

from cases.errors import RefusedError
from service.init import QUESTIONS, write_files
from service.settings import load
from storage.sealing import read_keys

LOGIN = {"TOVHOLDER_MAILBOX_PASSWORD": "x"}


@pytest.mark.parametrize("like", ["silkeborg", "fredericia"])
def test_what_is_written_is_complete_and_loads(like: str, tmp_path: Path) -> None:
    answers = {question.key: question.default(like) for question in QUESTIONS}
    answers |= {"municipality.name": 'Ny "By" Kommune', "mailbox.host": "imap.nyby.example"}
    written = write_files(tmp_path / "a" / "tovholder.toml", like, answers)
    settings = load(tmp_path / "a" / "tovholder.toml", LOGIN)
    assert settings.municipality.name == 'Ny "By" Kommune'
    assert (settings.mailbox.host, settings.smtp.host) == ("imap.nyby.example", f"smtp.{like}.example")
    assert {path.name for path in written} == {path.name for path in (tmp_path / "a").iterdir()}
    assert len(read_keys(settings.key_file).ids) == 1
    assert os.stat(settings.key_file).st_mode & 0o777 == 0o600


def test_nothing_is_ever_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "tovholder.toml"
    target.write_text("mit eget", "utf-8")
    with pytest.raises(RefusedError, match=r"tovholder\.toml findes allerede og overskrives ikke"):
        write_files(target, "silkeborg", {})
    assert [path.name for path in tmp_path.iterdir()] == ["tovholder.toml"]
    written = write_files(target, "silkeborg", {}, force=True)
    assert target.read_text("utf-8") == "mit eget"
    assert {path.name for path in written} == {
        "silkeborg-skoler.csv", "silkeborg-laeringsvejledere.csv", "tovholder.key",
    }  # fmt: skip


def test_a_key_that_is_there_stays(tmp_path: Path) -> None:
    write_files(tmp_path / "tovholder.toml", "silkeborg", {})
    key = (tmp_path / "tovholder.key").read_bytes()
    assert write_files(tmp_path / "tovholder.toml", "silkeborg", {}, force=True) == ()
    assert (tmp_path / "tovholder.key").read_bytes() == key

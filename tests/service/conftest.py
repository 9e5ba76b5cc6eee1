"""What the command line is tried on: a municipality of its own, in the folder that one stands in."""

from pathlib import Path

import pytest

from service.init import write_files
from service.settings import Settings, load


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The files of the Silkeborg example, read."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TOVHOLDER_MAILBOX_PASSWORD", "x")
    write_files(tmp_path / "tovholder.toml", "silkeborg", {})
    return load(tmp_path / "tovholder.toml")

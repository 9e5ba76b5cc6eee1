"""What docs/deploy offers is right: units that hold, commands that exist, an image that names nobody's machines."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from service.cli import COMMANDS

DEPLOY = Path(__file__).parents[2] / "docs" / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
IMAGE = (DEPLOY / "Containerfile").read_text("utf-8")
EXPOSED = 2.0
"""The most that `systemd-analyze security` may say, of 10; above it, it no longer says OK."""


def _unit(path: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read_string(path.read_text("utf-8"))
    return parser


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_each_unit_runs_a_command_that_exists_as_a_user_of_its_own(path: Path) -> None:
    service = _unit(path)["Service"]
    program, command, *_ = service["ExecStart"].split()
    assert program.endswith("/bin/tovholder")
    assert command in COMMANDS
    assert service["User"] == "tovholder"
    assert (service["Type"] == "oneshot") or service["Restart"] == "always"


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd on this machine")
@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_each_unit_is_hardened_and_understood_by_systemd(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / path.name
    copy.write_text(re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", path.read_text("utf-8"), flags=re.MULTILINE))
    told = _systemd("security", "--offline=yes", str(copy))
    exposed = re.search(r"exposure level for \S+: ([\d.]+)", told)
    assert exposed, told
    assert float(exposed[1]) <= EXPOSED
    assert path.name.replace("@", "@i") not in _systemd("verify", "--man=no", str(copy))


def _systemd(*words: str) -> str:
    done = subprocess.run(["systemd-analyze", *words], capture_output=True, text=True)
    return done.stdout + done.stderr


def test_the_image_has_every_package_and_runs_as_nobody_special() -> None:
    wheel = (DEPLOY.parents[1] / "pyproject.toml").read_text("utf-8")
    packages = re.search(r"^packages = \[(.+)\]$", wheel, re.MULTILINE)
    assert packages
    for package in re.findall(r'"(\w+)"', packages[1]):
        assert f"COPY {package} {package}\n" in IMAGE
    assert re.search(r"^USER [1-9]\d*$", IMAGE, re.MULTILINE)
    assert "--require-hashes" in IMAGE


def test_the_image_begins_with_a_name_and_no_host() -> None:
    """Where images come from is the builder's own choice."""
    bases = re.findall(r"^FROM (\S+)", IMAGE, re.MULTILINE)
    assert set(bases) == {"debian:12-slim"}
    assert set(re.findall(r"https?://[^/\"']+", IMAGE)) == {"http://127.0.0.1:8080"}

"""The bill of materials names every locked package once, with its hashes and licence, and no place it came from."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
LOCK = (HOUSE / "requirements.lock").read_text("utf-8")


@pytest.fixture(scope="module")
def bill() -> dict:
    made = [
        subprocess.run(
            [sys.executable, ".ci/sbom.py", "requirements.lock", "pyproject.toml"],
            capture_output=True, text=True, check=True, cwd=HOUSE,
        ).stdout
        for _ in range(2)
    ]  # fmt: skip
    assert made[0] == made[1]
    return json.loads(made[0])


def test_every_locked_package_is_there_with_all_its_hashes(bill: dict) -> None:
    pins = re.findall(r"^([a-z0-9._-]+)==([^\s;\\]+)", LOCK, re.MULTILINE)
    assert [(one["name"], one["version"]) for one in bill["components"]] == pins
    hashes = {p["value"] for one in bill["components"] for p in one["properties"] if p["name"] == "tovholder:sha256"}
    assert hashes == set(re.findall(r"sha256:([0-9a-f]{64})", LOCK))


def test_what_needs_what_is_told_and_everything_is_needed_by_something(bill: dict) -> None:
    refs = {one["bom-ref"] for one in bill["components"]}
    needed = {ref for one in bill["dependencies"] for ref in one["dependsOn"]}
    assert needed == refs
    assert {one["ref"] for one in bill["dependencies"]} == refs | {bill["metadata"]["component"]["bom-ref"]}


def test_what_the_program_runs_with_has_a_licence(bill: dict) -> None:
    """But for what is not for this machine, and is not installed."""
    lacking = [
        one["name"]
        for one in bill["components"]
        if one["scope"] == "required" and not one.get("licenses")
        and not any(said["name"] == "tovholder:only-when" for said in one["properties"])
    ]  # fmt: skip
    assert lacking == []
    scopes = {one["name"]: one["scope"] for one in bill["components"]}
    assert (scopes["cryptography"], scopes["pytest"], scopes["cffi"]) == ("required", "optional", "required")


def test_no_place_that_packages_come_from_is_named(bill: dict) -> None:
    assert "://" not in json.dumps(bill["components"])

"""What the program is made of, as CycloneDX 1.6 (ECMA-424): every locked package with its hashes, licence and needs.

    python .ci/sbom.py requirements.lock pyproject.toml > sbom.json

Read from the lock file alone, and licences from what is installed. Names no place that packages come from: the lock's
hashes say which files they are, wherever they are had from. Says the same for the same lock and environment.
"""

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

_PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)(?:\s*;\s*(.+?))?\s*\\?$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_VIA = re.compile(r"^\s*#\s+(?:via\s+)?(\S+)(?:\s+\((.*)\))?\s*$")
_OWN = "tovholder"
_SPDX = re.compile(r"[A-Za-z0-9.+()-]+(?: (?:AND|OR|WITH) [A-Za-z0-9.+()-]+)*")
_CLASSIFIER = "License :: OSI Approved :: "
_BY_HAND = {"imapclient": ["BSD License"]}
"""Read in the package's own COPYING, for it declares none."""

Package = dict[str, Any]


def locked(text: str) -> Iterator[Package]:
    """The packages of a lock file: name, version, marker, hashes, and who needs each."""
    found: Package = {}
    for line in text.splitlines():
        if pin := _PIN.match(line):
            if found:
                yield found
            found = {"name": pin[1], "version": pin[2], "marker": pin[3] or "", "hashes": [], "via": []}
        elif hashed := _HASH.search(line):
            found["hashes"].append(hashed[1])
        elif (via := _VIA.match(line)) and via[1] != "via":
            found["via"].append((via[1], via[2] or ""))
    yield found


def licence_of(name: str) -> list[Package]:
    """The licence that the installed package declares; nothing when it is not installed here, or declares none."""
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return []
    expression = said.get("License-Expression") or ""
    if _SPDX.fullmatch(expression):
        return [{"expression": expression}]
    classified = [line for line in said.get_all("Classifier") or [] if line.startswith(_CLASSIFIER)]
    first = (said.get("License") or "").strip().splitlines()[:1]
    named = [line.removeprefix(_CLASSIFIER) for line in classified] or first or _BY_HAND.get(name, [])
    return [{"license": {"name": one}} for one in named if one]


def component(package: Package) -> Package:
    """One package."""
    purl = f"pkg:pypi/{package['name']}@{package['version']}"
    shown = [{"name": "tovholder:sha256", "value": digest} for digest in package["hashes"]]
    marker = [{"name": "tovholder:only-when", "value": package["marker"]}] if package["marker"] else []
    licences = licence_of(package["name"])
    return {
        "type": "library", "bom-ref": purl, "name": package["name"], "version": package["version"], "purl": purl,
        "scope": "optional" if package["dev"] else "required",
        **({"licenses": licences} if licences else {}),
        "properties": shown + marker,
    }  # fmt: skip


def with_scope(packages: list[Package], extras: set[str]) -> None:
    """Mark what only building and testing needs: reached from nothing that the program itself needs."""
    needs: dict[str, set[str]] = {}
    for one in packages:
        for by, _ in one["via"]:
            needs.setdefault(by, set()).add(one["name"])
    own = {one["name"] for one in packages if any(by == _OWN for by, _ in one["via"])} - extras
    reached: set[str] = set()
    while own:
        reached |= own
        own = {name for by in own for name in needs.get(by, ())} - reached
    for one in packages:
        one["dev"] = one["name"] not in reached


def bill(lock: str, project: str) -> Package:
    """The whole bill of materials."""
    about = tomllib.loads(project)["project"]
    names = lambda lines: {re.split(r"[\[<>=;]", line)[0].lower().replace("_", "-") for line in lines}  # noqa: E731
    packages = list(locked(lock))
    with_scope(packages, names(about["optional-dependencies"]["dev"]) - names(about["dependencies"]))
    root = f"pkg:generic/{_OWN}@{about['version']}"
    refs: dict[str, list[str]] = {}
    for one in packages:
        refs.setdefault(one["name"], []).append(f"pkg:pypi/{one['name']}@{one['version']}")
    needs: dict[str, set[str]] = {ref: set() for ref in [root, *(ref for each in refs.values() for ref in each)]}
    for one in packages:
        for by, _ in one["via"]:
            for ref in [root] if by == _OWN else refs.get(by, []):
                needs[ref].add(f"pkg:pypi/{one['name']}@{one['version']}")
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application", "bom-ref": root, "name": _OWN, "version": about["version"], "purl": root,
                "description": about["description"], "licenses": [{"license": {"id": about["license"]}}],
            }
        },
        "components": [component(one) for one in packages],
        "dependencies": [{"ref": ref, "dependsOn": sorted(needed)} for ref, needed in sorted(needs.items())],
    }  # fmt: skip


if __name__ == "__main__":
    lock_file, project_file = (Path(name).read_text("utf-8") for name in sys.argv[1:])
    sys.stdout.write(json.dumps(bill(lock_file, project_file), indent=1, ensure_ascii=False) + "\n")

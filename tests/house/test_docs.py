"""The docs tell the truth: what they name exists, and what exists is described."""

import re
from pathlib import Path

import pytest

from cases.case import MOVES, Status
from cases.findings import Weight
from cases.letters import Ending
from intake.checks import CHECKS

HOUSE = Path(__file__).parents[2]
DOCS = [HOUSE / "README.md", HOUSE / "CONTRIBUTING.md", *sorted((HOUSE / "docs").rglob("*.md"))]
NAMED = re.compile(
    r"`((?:cases|intake|replies|review|routing|service|storage|templates|tests|docs|benchmarks)/[\w./-]+)`"
)


@pytest.mark.parametrize("page", DOCS, ids=lambda p: p.relative_to(HOUSE).as_posix())
def test_every_file_a_page_names_is_there(page: Path) -> None:
    """A how-to that names a file names one that exists."""
    missing = [name for name in NAMED.findall(page.read_text("utf-8")) if not (HOUSE / name).exists()]
    assert not missing


@pytest.mark.parametrize("page", DOCS, ids=lambda p: p.relative_to(HOUSE).as_posix())
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    """Relative links point at files."""
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text("utf-8"))
    missing = [link for link in links if not (page.parent / link).exists()]
    assert not missing


def test_every_file_of_intake_has_its_place() -> None:
    """docs/house.md tells of each file of the largest package which part of it it is, and of none that is gone."""
    text = (HOUSE / "docs" / "house.md").read_text("utf-8")
    table = text.partition("intake, the largest")[2].partition("In routing:")[0]
    intake = HOUSE / "intake"
    files = {path.stem for path in intake.glob("*.py")} | {path.parent.name for path in intake.glob("*/__init__.py")}
    assert set(re.findall(r"`(\w+)/?`", table)) == files - {"__init__"}


def test_every_status_and_ending_is_described() -> None:
    """docs/case-life.md has each status and each way a letter can end."""
    text = (HOUSE / "docs" / "case-life.md").read_text("utf-8")
    missing = [word.value for words in (Status, Ending) for word in words if f"`{word.value}`" not in text]
    assert not missing
    assert set(MOVES) == set(Status)


def test_every_check_reads_as_a_claim() -> None:
    """Each check has a sentence that says what is claimed."""
    assert all((check.__doc__ or "").strip().endswith(".") for check, _ in CHECKS)


def test_every_finding_has_its_sentence() -> None:
    """Each code that a check can yield has a sentence to the school and one to the coordinator; none is left over."""
    code = re.compile(r'Finding\(\s*"([a-z-]+)"')
    yielded = {
        name for path in (HOUSE / "intake" / "checks").glob("*.py") for name in code.findall(path.read_text("utf-8"))
    }
    for folder in ("findings", "remarks"):
        assert yielded == {path.stem for path in (HOUSE / "templates" / folder).glob("*.txt")}
    assert set(Weight) == {Weight.BLOCKS, Weight.DOUBTS, Weight.NOTES}

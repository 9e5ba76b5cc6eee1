"""The data protection pages agree with the program: every column has its line, every retention its setting."""

from pathlib import Path

import pytest
from sqlalchemy import Column, LargeBinary

import storage.store
from service.retention import Retention
from storage.columns import Hash
from storage.tables import metadata

HOUSE = Path(storage.store.__file__).parent.parent
PAGES = HOUSE / "docs" / "data-protection"

COLUMNS = {f"{table.name}.{column.name}": column for table in metadata.sorted_tables for column in table.c}
PARTS = {"sag", "historik", "bilag", "underskrifter", "svar", "breve", "afgørelser", "fordeling", "adgange"}


def rows(page: str, width: int) -> list[list[str]]:
    """The rows of the tables of a page that have so many cells, without their titles."""
    lines = [line for line in (PAGES / page).read_text("utf-8").splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row, after in zip(cells, [*cells[1:], [""]], strict=True) if len(row) == width
            and not set(row[0]) <= set("-") and set(after[0]) != {"-"}]  # fmt: skip


STORED = {row[0]: row[1:] for row in rows("hvad-gemmes.md", 5)}


def how(column: Column[object]) -> str:
    """How the table says it is kept."""
    if isinstance(column.type, LargeBinary):
        return "låst"
    return "nøglet hash" if column.type is Hash else "klar"


def test_every_column_has_its_line_and_no_line_is_of_a_column_that_is_gone() -> None:
    assert set(STORED) == set(COLUMNS)


@pytest.mark.parametrize("name", COLUMNS)
def test_a_line_says_how_it_is_kept_where_it_is_seen_and_what_becomes_of_it(name: str) -> None:
    what, kept, part, gone = STORED[name]
    assert what
    assert kept == how(COLUMNS[name])
    assert part == "–" or part in PARTS
    assert gone in ("slettes", "tømmes", "bliver")


def test_the_months_on_the_page_are_those_of_the_settings() -> None:
    """Each setting of `[retention]`, and what it is when nothing is written."""
    told = {row[0].strip("`"): row[1] for row in rows("sletning.md", 4)}
    settings = {name: field.default for name, field in Retention.model_fields.items()}
    assert told == {name: "som `months`" if months is None else str(months) for name, months in settings.items()}


def test_every_test_that_the_threat_model_names_is_there_and_every_threat_has_one() -> None:
    lines = [line for line in (HOUSE / "docs" / "threat-model.md").read_text("utf-8").splitlines() if line[:2] == "| "]
    held = [line.strip("|").split("|")[-1].strip().strip("`") for line in lines if "| held by |" not in line]
    assert len(held) > 30
    assert [name for name in held if not (HOUSE / name).is_file()] == []

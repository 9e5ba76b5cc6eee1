"""docs/routing.md says what the committed run measured, and nothing else."""

import json

import pytest

from benchmarks.rivals.page import PAGE, RESULTS, with_tables
from benchmarks.rivals.tables import OURS, by_round

FOUND = json.loads(RESULTS.read_text("utf-8"))


def test_the_pages_tables_are_those_of_the_committed_run() -> None:
    """After a new run: `python -m benchmarks.rivals.page`."""
    text = PAGE.read_text("utf-8")
    assert with_tables(text, FOUND) == text


def test_the_committed_run_has_all_sizes_and_tells_what_it_left_out() -> None:
    assert FOUND["run"]["sizes"] == ["S", "M", "L", "XL", "XXL"]
    methods = {row["method"] for row in FOUND["slots"]}
    assert len(methods) == 7
    left_out = {(row["method"], row["size"]) for row in FOUND["not_run"]}
    for (size, _), of in by_round(FOUND["slots"]).items():
        assert {(name, size) for name in methods - set(of)} <= left_out


@pytest.mark.parametrize("row", [row for row in FOUND["slots"] if row["method"] == OURS], ids=str)
def test_in_the_committed_run_ours_is_proved_and_in_turn(row: dict[str, object]) -> None:
    assert (row["proof"], row["out_of_turn"]) == ("all levels", 0)

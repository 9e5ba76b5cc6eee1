"""README.md and docs/reading-benchmark.md say what the committed run measured, and nothing else."""

import json

from benchmarks.marked import marked
from benchmarks.reading_runs.figures import must_show
from benchmarks.reading_runs.page import MARK, PAGE, README, RESULTS, short, whole
from benchmarks.reading_set.documents import DIGITAL
from benchmarks.reading_set.scans import PROFILES

FOUND = json.loads(RESULTS.read_text("utf-8"))


def test_the_figures_of_readme_and_page_are_those_of_the_committed_run() -> None:
    """After a new run: `python -m benchmarks.reading_runs.page`."""
    readme, page = README.read_text("utf-8"), PAGE.read_text("utf-8")
    assert marked(readme, MARK, short(FOUND)) == readme
    assert marked(page, MARK, whole(FOUND)) == page


def test_the_committed_run_says_which_papers_it_read() -> None:
    assert {row["profile"] for row in FOUND["profiles"]} <= {*PROFILES, *DIGITAL}
    assert FOUND["run"]["documents"] >= FOUND["run"]["rival_documents"] > 0


def test_at_most_one_verified_in_a_thousand_was_wrong_and_nothing_unsigned_signed_in_the_committed_run() -> None:
    for verified in (FOUND["verified"], FOUND["verified"]["in_letter"]):
        assert verified["wrong"] <= verified["count"] / 1000
    assert all(row["signed"] == 0 for row in FOUND["signatures"] if row["box"] != "signed")


def test_each_thing_to_show_is_said_with_its_figure() -> None:
    assert len(list(must_show(FOUND))) == 10

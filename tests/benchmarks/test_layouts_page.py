"""The pages on forms that are not ours say what the committed run measured, and nothing else."""

import json

import pytest

from benchmarks.foreign.filled import Filled
from benchmarks.layout_runs.page import MARK, PAGES, RESULTS
from benchmarks.layout_runs.papers import LAYOUTS, Paper, papers
from benchmarks.layout_runs.score import PaperRow, alike, boxes, fields
from benchmarks.layout_runs.tables import figures, must_show, never, tables
from benchmarks.layout_runs.ways import BY_LABELS, WAYS
from benchmarks.marked import marked
from cases.application import Ink, SignatureBox
from intake.form import FieldType

FOUND = json.loads(RESULTS.read_text("utf-8"))
TRUTH = Filled(b"", {"school": "Ans Skole", "topic": "trivsel"}, {"signature_1": True, "signature_2": False})
SAID = (
    {"school": ("Ans Skole", True), "goal": ("Ro", False)},
    (SignatureBox("signature_1", Ink.SIGNED, 1.0, 1, (0, 0, 9, 9)),),
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name[:4])
def test_the_figures_of_each_page_are_those_of_the_committed_run(page):
    """After a new run: `python -m benchmarks.layout_runs.page`."""
    text = page.read_text("utf-8")
    assert marked(text, MARK, PAGES[page](FOUND)) == text


def test_the_committed_run_has_every_layout_and_way_and_called_no_bare_box_signed():
    assert set(FOUND["layouts"]) == set(LAYOUTS)
    assert set(FOUND["all"]) == set(WAYS)
    assert all("bare -> signed" not in one["signature_boxes"] for one in FOUND["all"].values())


def test_by_labels_no_box_was_called_signed_or_empty():
    boxes = FOUND["all"][BY_LABELS]["signature_boxes"]
    assert {box.partition(" -> ")[2] for box in boxes} <= {"uncertain", "not found"}


@pytest.mark.parametrize(
    ("wrong", "boxes", "bad"),
    [(0, {"signed -> signed": 3}, False), (1, {}, True), (0, {"bare -> signed": 1}, True)],
)
def test_what_must_never_be_ends_a_run_with_an_error(wrong, boxes, bad):
    assert never({"verified_wrong": wrong, "signature_boxes": boxes}) is bad


@pytest.mark.parametrize(
    ("kind", "written", "read", "right"),
    [
        (FieldType.TEXT, "a" * 100, "a" * 99, True),
        (FieldType.TEXT, "a" * 100, "a" * 90, False),
        (FieldType.LINE, "Ans Skole", "Ans skole", False),
        (FieldType.DATE, "3/11-2026", "3.11.2026", True),
        (FieldType.NAME, "", "", True),
    ],
)
def test_what_is_right(kind, written, read, right):
    assert alike(kind, written, read) is right


def test_each_field_that_a_layout_asks_for_is_counted_and_what_was_left_empty_too():
    rows = {each.name: each.right for each in fields(LAYOUTS["lines"], TRUTH, SAID)}
    assert rows == {
        "school": True, "topic": False, "contact_name": True, "contact_phone": True, "contact_email": True,
        "description": True, "tried": True, "goal": False,
    }  # fmt: skip
    assert list(boxes(TRUTH, SAID)) == ["signed -> signed", "bare -> not found"]


def test_the_figures_are_the_rows_summed_and_every_table_can_be_drawn():
    paper = Paper("lines", "digital", 1)
    row = PaperRow(paper, BY_LABELS, 2, 1.0, tuple(fields(LAYOUTS["lines"], TRUTH, SAID)), tuple(boxes(TRUTH, SAID)))
    found = figures([row])
    one = found["all"][BY_LABELS]
    assert (one["fields"], one["right"], one["cpu_seconds_a_page"]) == (8, 0.75, 0.5)
    assert "| lines | 8 | 75.0 % | 0.50 |" in list(tables(found))


def test_a_run_draws_each_layout_in_each_profile_and_the_same_papers_again():
    asked = list(papers(3, ["digital", "photo"], 2))
    assert len(asked) == len(set(asked)) == 4 * 2 * 2
    assert asked == list(papers(3, ["digital", "photo"], 2))


def test_each_thing_to_show_is_said():
    assert len(list(must_show(FOUND))) == 5

"""Another office's form as a person corrects it: what was written stands, and a doubt ends when it is mended."""

from dataclasses import replace

import pytest

from cases.consent import Custody
from cases.errors import RefusedError
from cases.kinds import Kind
from intake.form import SIGNATURES, FieldType
from review.blanks import KINDS, MEANS, MOST, NAMES, TYPES, Draft, Place, Written, added, corrected, removed

SCHOOL = Place("school", 1, (50.0, 100.0, 250.0, 120.0), "line", "Skole", "", "kun gættet", "felt 1", "Skolens navn")
TICK = Place("custody", 2, (60.0, 40.0, 70.0, 50.0), "choice", "Fælles", str(Custody.JOINT_TOGETHER))
DRAFT = Draft("ppr-1", Kind.PUPIL, "Støtte", 2, 595.0, 842.0, (SCHOOL, TICK), "x")


def _as_written(place: Place, **changes: str) -> Written:
    x, y, *_ = place.box
    said = {
        "name": place.name, "type": place.type, "page": str(place.page), "left": f"{x}", "top": f"{y}",
        "wide": f"{place.wide}", "high": f"{place.high}", "label": place.label, "means": place.means,
        "entry": place.entry, "tip": place.tip,
    }  # fmt: skip
    return Written(**{**said, **changes})


def test_the_page_knows_every_field_type_and_kind_that_reading_knows():
    assert set(TYPES) == {kind.value for kind in FieldType}
    assert set(SIGNATURES) <= set(NAMES)
    assert set(MEANS) == {one.value for one in Custody if one}
    assert {*KINDS, Kind.UNKNOWN} == set(Kind)


def test_what_is_written_unchanged_stays_as_it_is_doubts_included():
    assert corrected(DRAFT, "elev", "Støtte", [_as_written(one) for one in DRAFT.places]) == DRAFT


@pytest.mark.parametrize(
    "change",
    [{"left": "51,5"}, {"wide": "210"}, {"name": "topic"}, {"type": "name"}, {"page": "2"}],
    ids=lambda change: next(iter(change)),
)
def test_a_box_that_is_another_is_in_doubt_no_more(change):
    fixed = corrected(DRAFT, "elev", "Støtte", [_as_written(SCHOOL, **change)]).places[0]
    assert (fixed.doubt, fixed.entry, fixed.tip) == ("", "felt 1", "Skolens navn")
    assert fixed != replace(SCHOOL, doubt="")


def test_the_kind_the_title_and_a_label_are_a_persons():
    fixed = corrected(DRAFT, "klasse", "  Ansøgning  om støtte ", [_as_written(SCHOOL, label=" Institution ")])
    assert (fixed.kind, fixed.title, fixed.places[0].label) == (Kind.CLASS, "Ansøgning om støtte", "Institution")
    assert corrected(DRAFT, "ukendt", " ", []).kind is Kind.PUPIL


def test_only_a_tick_means_something():
    assert corrected(DRAFT, "elev", "x", [_as_written(TICK, type="line")]).places[0].means == ""


@pytest.mark.parametrize(
    "change",
    [{"name": "skole"}, {"type": "kryds"}, {"left": "-1"}, {"top": "midt på"}, {"wide": "nan"}, {"high": "1e9"}],
)
def test_what_cannot_be_meant_is_refused_with_the_fields_number(change):
    with pytest.raises(RefusedError, match="Felt 2"):
        corrected(DRAFT, "elev", "x", [_as_written(SCHOOL), _as_written(TICK, **change)])


def test_a_page_that_is_no_number_is_left_to_the_faults():
    assert corrected(DRAFT, "elev", "x", [_as_written(SCHOOL, page="²")]).places[0].page == 0


def test_too_many_boxes_are_refused():
    with pytest.raises(RefusedError):
        corrected(DRAFT, "elev", "x", [_as_written(SCHOOL)] * (MOST + 1))


def test_a_box_is_added_for_what_has_none_and_removed_by_its_number():
    more = added(DRAFT, 9).places
    assert (len(more), more[-1].name, more[-1].page) == (3, "class_name", 2)
    assert removed(DRAFT, 0).places == (TICK,)
    assert removed(DRAFT, 9) == DRAFT


def test_boxes_are_counted_page_by_page_and_none_is_lost():
    stray = replace(TICK, page=7)
    sheets = replace(DRAFT, places=(TICK, SCHOOL, stray)).sheets
    assert sheets == ((1, ((0, SCHOOL), (1, stray))), (2, ((2, TICK),)))

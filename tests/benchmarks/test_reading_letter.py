"""What a letter adds to a paper: a name that agrees, one that misleads, and a school whose neighbour is there too."""

from collections import Counter

import numpy as np
import pytest

from benchmarks.reading_runs.figures import figures
from benchmarks.reading_runs.letter import ANOTHER, ITS_OWN, NOBODY, in_letter, name_of
from benchmarks.reading_runs.ours import found
from benchmarks.reading_runs.register import near_schools, own_schools, register_with
from benchmarks.reading_runs.score import RIGHT, PaperRow, score
from benchmarks.reading_set import invented
from benchmarks.reading_set.truth import Application, Document, Place, Written
from cases.application import Answers, Source, Value
from cases.kinds import Kind
from intake.filenames import read_file_name
from intake.reading import Reading

SCHOOL, PUPIL = "Sct. Agerbjerg Skole", "Noah Søvang"


def a_paper(number: int = 0, profile: str = "grey 150", applications: int = 1, **said: str) -> Document:
    """A page of an elev form on which this is typed."""
    texts = said or {"school": SCHOOL, "pupil_name": PUPIL, "class_name": "5b"}
    form = Application("elev-1", {name: Written(text, False, "Vera", 10.0) for name, text in texts.items()})
    places = tuple((Place(which, "elev-1", 1),) for which in range(applications))
    return Document(501, number, profile, "typed", "pdf", b"", places, (form,) * applications)


def named(of: str) -> Document:
    """The first paper whose file goes by that name."""
    return next(paper for number in range(999) if name_of(paper := a_paper(number)).of == of)


def read(paper: Document, **values: str | Value) -> PaperRow:
    """The rows of the paper when the engines left these open."""
    said = {name: each if isinstance(each, Value) else left_open(each) for name, each in values.items()}
    reading = Reading("pdf", 1, (Answers("elev-1", Kind.PUPIL, said, pages=(1,)),))
    return score(paper, found(paper, reading, 0.5))


def left_open(text: str, other: str = "") -> Value:
    """What one engine read, and the other."""
    return Value(text, 0.6, Source.OCR, 1, other=other)


def verified(row: PaperRow) -> dict[str, tuple[bool, bool]]:
    """The fields that the letter verified, each with whether it is right and whether it was verified without."""
    return {each.name: (each.right_in_letter, each.verified) for each in row.fields if each.in_letter.verified}


def test_a_name_that_agrees_verifies_the_pupil() -> None:
    assert verified(read(named(ITS_OWN), pupil_name=PUPIL)) == {"pupil_name": (True, False)}


def test_where_the_engines_disagree_the_name_tells_which_is_right() -> None:
    row = read(named(ITS_OWN), pupil_name=left_open("Noah Sovang", PUPIL))
    outcome = {each.name: each.outcome == RIGHT for each in row.fields}
    assert (verified(row), outcome["pupil_name"]) == ({"pupil_name": (True, False)}, False)


@pytest.mark.parametrize("of", [ANOTHER, NOBODY])
def test_a_name_that_misleads_or_says_nothing_verifies_no_pupil(of: str) -> None:
    assert verified(read(named(of), pupil_name=PUPIL)) == {}


def test_a_name_that_misleads_in_the_letters_that_were_misread_is_counted_as_wrong() -> None:
    paper = named(ANOTHER)
    wrong = name_of(paper).text.rpartition(" - ")[2]
    row = read(paper, pupil_name=left_open(PUPIL, wrong))
    assert verified(row) == {"pupil_name": (False, False)}
    counted = figures({0: ("grey 150", "typed", row)}, {})["verified"]
    assert (counted["wrong"], counted["in_letter"]["wrong"]) == (0, 1)
    assert counted["names"][1] == {"named": ANOTHER, "papers": 1, "verified": 1, "wrong": 1}


def test_a_school_that_has_neighbours_in_the_register_is_verified_where_the_file_is_called_after_it() -> None:
    assert verified(read(named(ITS_OWN), school=SCHOOL)) == {"school": (True, False)}
    assert verified(read(named(NOBODY), school=SCHOOL)) == {}


def test_a_school_misread_as_its_neighbour_is_verified_by_nobody() -> None:
    assert verified(read(named(NOBODY), school="Skt. Agerbjerg Skole")) == {}
    assert verified(read(named(NOBODY), school="Sct. Agerbjorg Skole")) == {}


def test_what_was_verified_alone_stays_so_and_a_class_is_right_in_the_registers_way_of_writing() -> None:
    row = read(named(ANOTHER), class_name=Value("5b", 0.9, Source.OCR, 1, verified=True))
    assert verified(row) == {"class_name": (True, True)}
    assert [each.in_letter.text for each in row.fields if each.name == "class_name"] == ["5.b"]


def test_a_value_that_only_the_name_has_is_verified_by_nobody() -> None:
    values = next(in_letter(named(ITS_OWN), Reading("pdf", 1, (Answers("elev-1", Kind.PUPIL),))))
    assert {name: (value.source, value.verified) for name, value in values.items()} == {
        "school": (Source.FILE_NAME, False), "pupil_name": (Source.FILE_NAME, False),
    }  # fmt: skip


def test_one_file_in_ten_is_named_after_another_or_nobody() -> None:
    count = Counter(name_of(a_paper(number)).of for number in range(400))
    assert 10 <= count[ANOTHER] <= 30 and 10 <= count[NOBODY] <= 30


@pytest.mark.parametrize("paper", [a_paper(profile="two-up"), a_paper(applications=2)], ids=["two-up", "several"])
def test_a_file_that_holds_several_pages_or_applications_at_once_is_named_after_nobody(paper: Document) -> None:
    assert name_of(paper).of == NOBODY


def test_a_name_says_what_it_is_said_to_say() -> None:
    schools = register_with(frozenset([SCHOOL]))
    for of, right in ((ITS_OWN, True), (ANOTHER, False), (NOBODY, False)):
        name = name_of(named(of)).text
        said = read_file_name(f"{name}.pdf", name, schools)
        assert (said.detail == PUPIL) is right
        assert bool(said.detail) is (of is not NOBODY)


def test_the_register_has_each_school_that_a_paper_can_name_and_finds_the_papers_own() -> None:
    rng = np.random.default_rng(501)
    assert len(own_schools()) == 20 * 14 * 5
    for written in (invented.school(rng) for _ in range(2)):
        schools = register_with(frozenset([written]))
        match = schools.find(written)
        assert match is not None and match.name == written
        near = near_schools([written])
        assert len(near) >= 2 and near <= {each.name for each in schools.schools}

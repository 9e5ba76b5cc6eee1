"""What is called right, wrong, lost and invented is so; and the rival is fair, it reads a perfect text layer."""

import pytest

from benchmarks.reading_runs.figures import figures
from benchmarks.reading_runs.found import Found, FoundApplication, Said
from benchmarks.reading_runs.score import INVENTED, LOST, RIGHT, UNSURE, WRONG, same, score
from benchmarks.reading_set.truth import Application, Document, Place, Written
from intake.forms import FieldType

TYPED = {
    name: Written(text, False, "Vera", 10.0)
    for name, text in {"school": "Tårlund Skole", "cpr": "150312-9993", "class_name": "5.b"}.items()
}


def a_paper(*pages: int, custody: str = "", tick: str = "") -> Document:
    """An elev form of these pages."""
    said = Application("elev-1", TYPED, custody, tick, {"signature_1": "signed", "signature_2": "empty"})
    places = tuple((Place(0, "elev-1", page),) for page in pages)
    return Document(1, 0, "grey 150", "typed", "pdf", b"", places, (said,))


def found(*pages: int, form: str | None = "elev-1", **values: Said) -> Found:
    """What a reader made of it."""
    return Found(0.5, (FoundApplication(form, pages, values, {"signature_1": "uncertain"}),))


@pytest.mark.parametrize(
    ("kind", "written", "got", "right"),
    [
        (FieldType.LINE, "Tårlund  Skole", "Tårlund\nSkole", True),
        (FieldType.LINE, "Tårlund Skole", "Tårlund skole", False),
        (FieldType.TEXT, "Kl. 10 – 12.", "Kl. 10 - 12.", True),
        (FieldType.TEXT, "Kl. 10, 12.", "Kl. 10. 12.", False),
        (FieldType.CPR, "150312-9993", "1503129993", True),
        (FieldType.CPR, "150312-9993", "150312-9998", False),
        (FieldType.PHONE, "+45 86 12 34 56", "86123456", True),
        (FieldType.PHONE, "86 12 34 56", "86 12 34 5", False),
        (FieldType.DATE, "3/11-2026", "03.11.2026", True),
        (FieldType.DATE, "3/11-26", "3/11-2026", False),
        (FieldType.CLASS, "5. b", "5.b", True),
        (FieldType.CLASS, "5.b", "5.B", True),
        (FieldType.CLASS, "5.b", "5.h", False),
        (FieldType.EMAIL, "ole_2@skole.example", "ole2@skole.example", False),
    ],
)
def test_right_is_as_written(kind: FieldType, written: str, got: str, right: bool) -> None:
    assert same(kind, written, got) is right


def test_each_field_that_was_there_has_its_outcome() -> None:
    got = found(1, school=Said("Tårlund Skole", 0.9, True), cpr=Said("150312-9998"), goal=Said("x"), tried=Said("x"))
    row = score(a_paper(1), got)
    assert {each.name: each.outcome for each in row.fields} == {
        "school": RIGHT, "cpr": WRONG, "class_name": LOST, "tried": INVENTED,
    }  # fmt: skip
    assert [each.name for each in row.fields if each.verified] == ["school"]
    assert (row.known, row.placed, row.mistaken) == (1, 1, 0)
    assert row.ticks == () == row.signatures


@pytest.mark.parametrize(
    ("custody", "value", "outcome"),
    [
        ("fælles, samboende", Said("fælles, samboende", 0.95), RIGHT),
        ("fælles, samboende", Said("fælles, samboende", 0.4), UNSURE),
        ("fælles, samboende", Said("forældremyndighed alene", 0.95), WRONG),
        ("fælles, samboende", None, LOST),
        ("", Said("fælles, samboende", 0.95), INVENTED),
        ("", None, RIGHT),
    ],
)
def test_a_tick_is_right_unsure_wrong_lost_or_invented(custody: str, value: Said | None, outcome: str) -> None:
    got = found(1, 2, **({"custody": value} if value else {}))
    assert score(a_paper(1, 2, custody=custody), got).ticks == (("nothing", outcome),)


@pytest.mark.parametrize(
    ("got", "placed", "mistaken"),
    [
        (found(1, 2), 2, 0),
        (found(1), 0, 1),
        (found(1, 2, form="klasse-1"), 0, 1),
        (found(1, 2, form=None), 0, 0),
        (Found(0.5, (), "damaged"), 0, 0),
    ],
)
def test_pages_are_told_right_only_with_their_whole_application(got: Found, placed: int, mistaken: int) -> None:
    row = score(a_paper(2, 1), got)
    assert (row.known, row.placed, row.mistaken) == (2, placed, mistaken)


def test_signature_boxes_are_told_with_what_they_hold() -> None:
    row = score(a_paper(2), found(2))
    assert row.signatures == (("signed", "uncertain"), ("empty", "not read"))


def test_a_verified_value_in_an_empty_box_is_wrong() -> None:
    row = score(a_paper(1), found(1, goal=Said("x"), tried=Said("x", 0.9, True), school=Said("Tårlund Skole", 1, True)))
    verified = figures({0: ("grey 150", "typed", row)}, {})["verified"]
    assert (verified["count"], verified["wrong"], verified["invented"]) == (2, 1, 1)


@pytest.mark.slow
def test_the_rival_reads_a_perfect_text_layer_perfectly() -> None:
    from benchmarks.reading_runs import rival
    from benchmarks.reading_set.documents import document

    for number in range(3):
        paper = document(7, number, "print to PDF")
        row = score(paper, rival.read(paper))
        assert row.placed == row.known
        assert {each.outcome for each in row.fields} == {RIGHT}

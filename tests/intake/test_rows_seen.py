"""A Word file of a school's own, with its own words for what we ask."""

import pytest

from cases.kinds import Kind
from intake.labels import load_labels
from intake.rows_seen import answers_in_rows

LABELS = load_labels()


def said(*rows):
    found = answers_in_rows([row if isinstance(row, tuple) else (row,) for row in rows], LABELS)
    return found and {name: value.text for name, value in found.values.items()}


@pytest.mark.parametrize(
    ("rows", "values"),
    [
        (
            (("Barnets navn", "Emma Bæk"), ("CPR-nr.", "150312-9993"), ("Institution", "Ans Skole")),
            {"pupil_name": "Emma Bæk", "cpr": "150312-9993", "school": "Ans Skole"},
        ),
        (
            ("Skolens navn: Ans Skole", "Klassetrin: 5.b", "Kontaktperson: Karen Holm"),
            {"school": "Ans Skole", "class_name": "5.b", "contact_name": "Karen Holm"},
        ),
        (
            (("Skole", "Ans Skole", "Klasse", "5.b"), ("Tlf.", "12 34 56 78", "Adresse", "Bakkevej 1")),
            {"school": "Ans Skole", "class_name": "5.b", "contact_phone": "12 34 56 78"},
        ),
        (
            (
                "Skole: Ans Skole",
                "Tema: Trivsel",
                ("Hvad er baggrunden for henvendelsen?\nDer er uro.\nMest om morgenen.", ""),
            ),
            {"school": "Ans Skole", "topic": "Trivsel", "description": "Der er uro.\nMest om morgenen."},
        ),
        (
            ("Barnets navn: Emma Bæk", "Skole: Ans Skole", "☐ Fælles - bor sammen", "☒ Fælles - bor ikke sammen"),
            {"pupil_name": "Emma Bæk", "school": "Ans Skole", "custody": "fælles, bor ikke sammen"},
        ),
    ],
)
def test_answers_are_found_by_other_words_than_ours(rows, values):
    assert said(*rows) == values


def test_none_of_it_is_certain_and_nobody_has_signed():
    found = answers_in_rows(
        [("Barnets navn", "Emma Bæk"), ("Skole", "Ans Skole"), ("Underskrift", "Karen"), ("Klasse", "5.b")], LABELS
    )
    assert (found.form, found.kind, found.signatures) == (None, Kind.PUPIL, ())
    assert all(value.confidence < 0.8 and not value.verified for value in found.values.values())


@pytest.mark.parametrize("rows", [("Referat", "Skole: Ans Skole"), ("Hej Bente", "Emma er i 5.b."), ()])
def test_a_text_that_hardly_asks_is_no_application(rows):
    assert said(*rows) is None

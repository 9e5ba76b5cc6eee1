"""Labels of other offices' forms: what they ask for, and what is forgiven."""

from pathlib import Path

import pytest

from cases.consent import Custody
from cases.errors import SettingsError
from intake.form import FieldType
from intake.labels import apart, load_labels

LABELS = load_labels()


def names(text):
    return {asked.name for asked in LABELS.asked(text)}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("CPR-nr.", "cpr"),
        ("Cpr nr", "cpr"),
        ("BARNETS NAVN:", "pupil_name"),
        ("Barnets nawn", "pupil_name"),
        ("Tlf. nr.", "contact_phone"),
        ("Forælders underskrift", "signature_{}"),
        ("Adresse", ""),
    ],
)
def test_a_label_is_known_by_its_letters_whatever_its_signs(text, name):
    assert names(text) == {name}


@pytest.mark.parametrize("text", ["Skolen ligger i Ans", "Skolegård", "x", "", "Karen Holm"])
def test_what_only_begins_like_a_label_is_none(text):
    assert names(text) == set()


def test_a_bare_label_may_ask_about_several_and_counts_only_in_its_part():
    found = LABELS.asked("Navn")
    assert all(asked.bare for asked in found)
    assert {asked.part for asked in found} == {"pupil", "contact", "guardian", "guardian_1", "guardian_2"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Hvad er baggrunden for henvendelsen?", "description"),
        ("2. Hvad har skolen gjort indtil nu?", "tried"),
        ("Hvad ønsker I at opnå med støtten?", "goal"),
    ],
)
def test_a_longer_question_is_known_by_its_words(text, name):
    asked = LABELS.question(text)
    assert (asked.name, asked.type) == (name, FieldType.TEXT)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Fælles - bor sammen", Custody.JOINT_TOGETHER),
        ("Forældrene har fælles forældremyndighed, men bor ikke sammen", Custody.JOINT_APART),
        ("Kun én forælder", Custody.SOLE),
        ("Den ene forælder har forældremyndigheden alene", Custody.SOLE),
    ],
)
def test_a_tick_means_what_stands_beside_it(text, value):
    assert LABELS.choice(text).value == value


def test_every_value_of_a_choice_is_one_that_consent_knows():
    assert {choice.value for choice in LABELS.choices} == {custody.value for custody in Custody if custody}


@pytest.mark.parametrize(
    ("one", "other", "count"), [("skole", "skole", 0), ("skole", "skolen", 1), ("navn", "nawm", 2)]
)
def test_letters_apart_are_counted(one, other, count):
    assert apart(one, other, 5) == count


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[fields]]\nname = "skole"\ntype = "line"\n', "noget, som ikke kan passe (skole)"),
        ('[[fields]]\nname = "school"\ntype = "linje"\n', "noget, som ikke kan passe"),
        ("[[fields", "kan ikke læses (TOMLDecodeError)"),
    ],
)
def test_a_faulty_file_of_labels_is_one_sentence(tmp_path: Path, text, told):
    (tmp_path / "labels.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_labels(tmp_path / "labels.toml")
    assert told in str(caught.value)

"""A reading is verified by what else says the same, and a near one becomes a proposal; nothing else is changed."""

from dataclasses import replace

import pytest

from cases.application import Source, Value
from cases.kinds import Kind
from cases.people import School
from intake.propose import PROPOSED, with_name, with_register
from intake.schools import register
from tests.intake.letters import a_desk

REGISTER = a_desk().register


def read(text: str, other: str = "", confidence: float = 0.6) -> Value:
    """What two engines left open."""
    return Value(text, confidence, Source.OCR, 1, (0, 0, 10, 10), other=other)


@pytest.mark.parametrize(
    ("value", "named", "kind", "text"),
    [
        (read("Emma Sørensen"), "Emma Sørensen", Kind.PUPIL, "Emma Sørensen"),
        (read("Emma Sorensen", "Emma Sørensen"), "Sørensen, Emma", Kind.PUPIL, "Emma Sørensen"),
        (read("Uro i klassen"), "Uro i klassen", Kind.TOPIC, "Uro i klassen"),
        (read("Emma Sørensen"), "emma sørensen", Kind.PUPIL, "Emma Sørensen"),
        (read("Emma von Test"), "Emma von Test", Kind.PUPIL, "Emma von Test"),
        (read("Emma-Liv Sørensen"), "Sørensen, Emma - Liv", Kind.PUPIL, "Emma-Liv Sørensen"),
        (read("Emma\u2010Liv Sørensen"), "Emma-Liv Sørensen", Kind.PUPIL, "Emma\u2010Liv Sørensen"),
        (read("Emma Liv Sørensen", "Emma-Liv Sørensen"), "Emma-Liv Sørensen", Kind.PUPIL, "Emma-Liv Sørensen"),
        (read("5.b"), "5.b", Kind.CLASS, "5.b"),
        (read("5B"), "5.b", Kind.CLASS, "5B"),
    ],
)
def test_a_reading_that_the_file_name_repeats_is_verified(value, named, kind, text):
    found = with_name(value, named, kind)
    assert (found.text, found.verified, found.source, found.other) == (text, True, Source.OCR, "")
    assert found.confidence >= 0.9


def test_a_near_reading_becomes_the_names_words_as_a_proposal_with_the_reading_beside_it():
    found = with_name(read("Emna Sørensen"), "Emma Sørensen", Kind.PUPIL)
    assert (found.text, found.other, found.source) == ("Emma Sørensen", "Emna Sørensen", Source.FILE_NAME)
    assert (found.verified, found.confidence) == (False, PROPOSED)


@pytest.mark.parametrize(
    ("seen", "named"),
    [("Emma Liv Sørensen", "Emma-Liv Sørensen"), ("Emma-Liv Sørensen", "Emma Liv Sørensen")],
)
def test_a_hyphen_that_only_one_of_the_two_has_is_left_to_a_person(seen, named):
    found = with_name(read(seen), named, Kind.PUPIL)
    assert (found.text, found.other, found.verified) == (named, seen, False)


@pytest.mark.parametrize(
    ("value", "named", "kind"),
    [
        (read("Emil Sørensen"), "Emma Sørensen", Kind.PUPIL),  # siblings
        (read("6.b"), "5.b", Kind.CLASS),
        (read("Uro I klassen"), "uro i klassen", Kind.TOPIC),  # an i that was read as an I
        (read("emma SØrensen", confidence=0.8), "Emma Sørensen", Kind.PUPIL),
        (read("Emma Sørensen"), None, Kind.PUPIL),
        (replace(read("Emna Sørensen", confidence=0.95), verified=True), "Emma Sørensen", Kind.PUPIL),
        (Value("Emna Sørensen", 0.5, Source.PERSON), "Emma Sørensen", Kind.PUPIL),
    ],
)
def test_what_differs_or_was_settled_stays_as_it_is(value, named, kind):
    assert with_name(value, named, kind) is value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (read("Gødvadskolen"), "Gødvadskolen"),
        (read("Gedvadskolen", "Gødvadskolen"), "Gødvadskolen"),
        (read("gødvadSkolen"), "Gødvadskolen"),
        (read("Gødvad"), "Gødvad"),
    ],
)
def test_a_school_that_the_register_has_is_verified_and_written_as_there(value, text):
    found = with_register(value, None, REGISTER)
    assert (found.text, found.verified) == (text, True)


@pytest.mark.parametrize(("named", "verified"), [(None, False), ("Sønderskolen", False), ("Søbergskolen", True)])
def test_a_school_of_nearly_another_ones_name_is_verified_where_the_file_name_tells_it_too(named, verified):
    schools = register([School(name) for name in ("Søbergskolen", "Søbjergskolen", "Sønderskolen")])
    assert with_register(read("Søbergskolen"), named, schools).verified is verified


def test_a_misread_school_that_the_file_name_tells_is_proposed():
    found = with_register(read("Gødvadskolem"), "Gødvadskolen", REGISTER)
    assert (found.text, found.other, found.verified) == ("Gødvadskolen", "Gødvadskolem", False)


@pytest.mark.parametrize("value", [read("Havskolen"), replace(read("Gødvadskolem"), verified=True)])
def test_an_unknown_or_settled_school_stays_as_it_is(value):
    assert with_register(value, "Gødvadskolen", REGISTER) is value

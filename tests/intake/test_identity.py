"""What makes two applications the same."""

from dataclasses import replace
from unicodedata import normalize

import pytest

from cases.application import Application
from cases.kinds import Kind
from intake.identity import identity, told_apart, with_number
from tests.intake.letters import a_value

EMMA = Application(Kind.PUPIL, "Gødvadskolen", "Emma Sørensen")


def numbered(text: str, confidence: float = 0.97) -> Application:
    """Emma, with a CPR number as read."""
    return replace(EMMA, values={"cpr": a_value(text, confidence)})


@pytest.mark.parametrize("detail", ["Sørensen, Emma", "EMMA SØRENSEN", "Emma  Sørensen"])
def test_the_same_pupil(detail) -> None:
    """Order, case and spaces do not matter."""
    assert identity(replace(EMMA, detail=detail)) == identity(EMMA)


def test_a_letter_written_in_two_parts_is_the_same_letter() -> None:
    """A Mac writes "Å" as two characters."""
    whole, parts = (replace(EMMA, detail=normalize(form, "Åse Lund")) for form in ("NFC", "NFD"))
    assert identity(whole) == identity(parts)


@pytest.mark.parametrize(
    "other",
    [
        replace(EMMA, school="Sejs Skole"),
        replace(EMMA, detail="Emma Holm"),
        replace(EMMA, kind=Kind.TOPIC),
        replace(EMMA, kind=Kind.CLASS, detail="5.b"),
    ],
)
def test_another_application(other) -> None:
    """Another school, name or kind is another."""
    assert identity(other) != identity(EMMA)


def test_words_of_a_topic_keep_their_order() -> None:
    """A topic is not a name."""
    one, other = (Application(Kind.TOPIC, "Sejs Skole", text) for text in ("leg og læring", "læring og leg"))
    assert identity(one) != identity(other)


@pytest.mark.parametrize(
    "unsure", [replace(EMMA, kind=Kind.UNKNOWN), replace(EMMA, school=None), replace(EMMA, detail=None)]
)
def test_what_is_not_known_has_no_identity(unsure) -> None:
    """Two cases about nobody known are never taken for one."""
    assert identity(unsure) is None


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        (numbered("150312-9993"), numbered("240813-9993"), True),
        (numbered("150312-9993"), numbered("1503129993"), False),
        (numbered("150312-9993"), numbered("240813-9993", 0.5), False),
        (numbered("150312-9993"), numbered("24081"), False),
        (numbered("150312-9993"), EMMA, False),
        (EMMA, EMMA, False),
    ],
)
def test_namesakes_are_told_apart_by_sure_numbers_only(one, other, apart) -> None:
    """A misread number makes no second child."""
    assert told_apart(one, other) is told_apart(other, one) is apart


def test_a_namesake_has_an_identity_of_its_own() -> None:
    """The number makes it its own, however it is written."""
    about = identity(EMMA) or ""
    assert with_number(about, numbered("150312-9993")) == with_number(about, numbered("1503129993")) != about

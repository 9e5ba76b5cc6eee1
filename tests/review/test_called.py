"""Who reads a page meets educators by the names she chose among."""

import pytest

from cases.people import Educator
from review.called import called, names_of

NAMES = names_of(
    (
        Educator("abk", "Anna Birk", "a@x"),
        Educator("bo", "Bo Lind", "b@x"),
        Educator("at", "Asta Toft", "c@x"),
        Educator("3", "Tre Tal", "d@x"),
        Educator("jj", "Jens Juhl", "e@x"),
        Educator("jju", "Jens Juhl", "f@x"),
    )
)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Hvis abk er syg:", "Hvis Anna Birk er syg:"),
        ("T-1 fra abk til bo (hos abk).", "T-1 fra Anna Birk til Bo Lind (hos Anna Birk)."),
        ("abker, xabk og Abk", "abker, xabk og Abk"),
        (
            "Det vil give sagen plads, at abk får 3 pladser mere.",
            "Det vil give sagen plads, at Anna Birk får 3 pladser mere.",
        ),
        ("jj, jju eller væk", "Jens Juhl (jj), Jens Juhl (jju) eller væk"),
    ],
)
def test_initials_become_names_and_nothing_else_does(text: str, says: str) -> None:
    """Not a part of a word, not a word of the sentence that happens to be somebody's initials, not a number."""
    assert called(text, NAMES) == says

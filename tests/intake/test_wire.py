"""Values travel between parent and child as JSON, and only as the types that are expected."""

import pytest

from cases.application import Answers, Ink, SignatureBox, Source, Unread, Value
from cases.kinds import Kind
from intake.reading import Reading
from intake.wire import from_json, to_json

BOX = (1.0, 2.0, 3.5, 4.0)
READING = Reading(
    "pdf",
    2,
    (
        Answers(
            "elev-1",
            Kind.PUPIL,
            {"school": Value("Ærøskolen", 0.91, Source.OCR, 1, BOX), "topic": Value("x", 1.0, Source.TEXT)},
            (SignatureBox("signature_1", Ink.SIGNED, 0.95, 2, BOX, crop=b"\x89PNG\0\xff", why="derfor"),),
            (1, 2),
        ),
    ),
)


@pytest.mark.parametrize("reading", [READING, Reading("other", unread=Unread("empty", "Filen er tom."))])
def test_a_reading_arrives_as_it_was_sent(reading):
    assert from_json(Reading, to_json(reading)) == reading


@pytest.mark.parametrize(
    "text",
    [b"[]", b'{"type": 5}', b'{"type":"pdf","os":"system"}', b'{"answers":[{"form":null,"kind":"noget"}]}', b"x"],
)
def test_anything_else_is_refused(text):
    with pytest.raises((ValueError, TypeError, KeyError, AttributeError)):
        from_json(Reading, text)


def test_what_is_no_value_of_ours_does_not_travel():
    with pytest.raises(TypeError):
        to_json(object())

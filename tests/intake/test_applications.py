"""Which pages of a paper are one application, and when it may be that they are not."""

import pytest

from cases.application import Ink, Method, SignatureBox, Source, Value
from intake.applications import ReadPage, applications
from intake.forms import load_forms

pytestmark = pytest.mark.slow  # importing it loads the engines

ELEV, KLASSE = load_forms()["elev-1"], load_forms()["klasse-1"]
BOX = (0.0, 0.0, 10.0, 10.0)


def page(number, what):
    """A page of a paper: "A1" is page 1 about Anna Fjeld, "B2" page 2 about Bo Skov, "K" about a class."""
    if what == "K":
        return ReadPage(number, KLASSE, 1, {}, (), {})
    name = {"A": "Fjeld", "B": "Skov", "C": "Engholm"}[what[0]]
    field = "pupil_name" if what[1] == "1" else "guardian_1_name"
    values = {field: Value(f"Kim {name}", 1.0, Source.OCR, number, BOX)}
    signed = SignatureBox("signature_1", Ink.SIGNED, 0.99, number, BOX, Method.INK, b"", "")
    return ReadPage(number, ELEV, int(what[1]), values, (signed,) if what[1] == "2" else (), {})


@pytest.mark.parametrize(
    ("scanned", "together", "sure"),
    [
        ("A1 A2", ["A1 A2"], True),
        ("A2 A1", ["A1 A2"], True),
        ("A1 A2 B1 B2", ["A1 A2", "B1 B2"], True),
        ("A2 A1 B2 B1", ["A1 A2", "B1 B2"], True),
        ("A1 A2 B2 B1", ["A1 A2", "B1 B2"], True),
        ("A1 A2 K B1 B2", ["A1 A2", "K", "B1 B2"], True),
        ("K A2 A1 K", ["K", "A1 A2", "K"], True),
        ("A1 B1 A2 B2", ["A1 A2", "B1 B2"], False),
        ("A1 B1 B2 A2", ["A1 A2", "B1 B2"], False),
        ("A1 B1 C1 C2 B2 A2", ["A1 A2", "B1 B2", "C1 C2"], False),
        ("A2 B2 A1 B1", ["A1 A2", "B1 B2"], False),
        ("A1 K A2", ["A1 A2", "K"], False),
        ("A1 A2 B1", ["A1 A2", "B1"], False),
        ("A1 A2 B2", ["A1 A2", "B2"], False),
        ("A1 B1 B2", ["A1", "B1 B2"], False),
        ("A2", ["A2"], True),
        ("A1", ["A1"], True),
    ],
)
def test_pages_are_put_together_and_signed_only_where_it_is_sure_whose_they_are(scanned, together, sure):
    pages = [page(number, what) for number, what in enumerate(scanned.split(), 1)]
    found = applications(pages)
    said = [" ".join(_said(answers)) for answers in found]
    assert said == together
    states = {box.state for answers in found for box in answers.signatures}
    assert states <= ({Ink.SIGNED} if sure else {Ink.UNCERTAIN})


def _said(answers):
    if answers.form == KLASSE.key:
        return ["K"]
    first = {"Fjeld": "A", "Skov": "B", "Engholm": "C"}
    fields = {1: "pupil_name", 2: "guardian_1_name"}
    return [f"{first[answers.values[fields[number]].text.split()[1]]}{number}" for number in answers.pages]

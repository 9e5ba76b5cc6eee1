"""What is printed of a value in an error report, a debugger or a test's output holds nothing personal."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cases.application import Application, Source, Value
from cases.consent import Consent, ConsentState
from cases.kinds import Kind
from intake.filenames import read_file_name
from intake.interpret import Interpretation
from intake.schools import register
from review.decide import Word
from tests.replies.build import a_case

CHILD, CPR = "Ida Testesen", "150312-9993"
NAME = read_file_name(f"Ans Skole - {CHILD}.pdf", f"Ans Skole - {CHILD}", register(()))
CONSENT = Consent(ConsentState.ORAL, 2, 1, "Karen", None, f"Talt med {CHILD}s mor")


@pytest.mark.parametrize(
    "value",
    [
        Value(CPR, 0.9, Source.OCR),
        CONSENT,
        replace(a_case(), consent=CONSENT),
        NAME,
        Interpretation(Application(Kind.PUPIL, detail=CHILD), NAME, None, CHILD, ()),
        Word("Karen", f"{CHILD} er flyttet", datetime(2026, 11, 22, tzinfo=UTC)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_no_value_that_travels_tells_of_a_child(value: object) -> None:
    """Its fields hold a name, a number or what a person wrote; its repr does not."""
    assert NAME.detail == CHILD
    assert not [word for word in ("Ida", "Testesen", "9993") if word in repr(value)]

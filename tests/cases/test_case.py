"""The life of a case: every move that may be made, and every one that may not."""

from datetime import UTC, datetime
from itertools import product

import pytest

from cases.application import Application
from cases.case import MOVES, OPEN, Case, Status, first_status, moved
from cases.consent import Consent, ConsentState
from cases.errors import RefusedError
from cases.findings import Finding, Weight
from cases.kinds import Kind

R, L, V, K, F, W, A, I, C, T, X = Status  # noqa: E741 - one letter each, in the order people meet them

ALLOWED = {
    R: {L, V, K, T, X}, L: {V, K, T, X}, V: {L, K, T, X}, K: {L, V, F, W, T, X}, F: {L, V, K, W, A, T, X},
    W: {L, V, K, F, T, X}, A: {K, I, C, T, X}, I: {C, T}, C: set(), T: set(), X: set(),
}  # fmt: skip
"""Written out by hand, apart from MOVES: a slip in either shows."""


def a_case(status: Status) -> Case:
    """A case in a status."""
    return Case("T-2026-0001", Application(Kind.TOPIC), "1", datetime(2026, 9, 1, tzinfo=UTC), status, GIVEN)


GIVEN = Consent(ConsentState.GIVEN)


@pytest.mark.parametrize(("start", "end"), list(product(Status, Status)))
def test_a_case_moves_only_as_the_table_says(start: Status, end: Status) -> None:
    """All 121 pairs: allowed ones move, all others are refused with both statuses named."""
    if end in ALLOWED[start]:
        assert moved(a_case(start), end).status is end
    else:
        with pytest.raises(RefusedError, match=f"'{start}'.*'{end}'"):
            moved(a_case(start), end)


def test_only_ended_cases_have_no_onward_move() -> None:
    """Closed, withdrawn and declined are the ends."""
    assert set(MOVES) - OPEN == {C, T, X}


@pytest.mark.parametrize(
    ("weights", "consent", "status"),
    [
        ((), ConsentState.GIVEN, K),
        ((), ConsentState.NOT_REQUIRED, K),
        ((), ConsentState.ORAL, K),
        ((Weight.NOTES,), ConsentState.GIVEN, K),
        ((Weight.DOUBTS,), ConsentState.GIVEN, V),
        ((), ConsentState.UNCERTAIN, V),
        ((), ConsentState.MISSING, V),
        ((), ConsentState.WITHDRAWN, V),
        ((Weight.BLOCKS, Weight.DOUBTS), ConsentState.GIVEN, L),
    ],
)
def test_a_new_case_is_ready_only_when_nothing_is_in_doubt(weights, consent, status) -> None:
    """Certainly lacking goes back to the school; any doubt, consent above all, goes to a person."""
    findings = tuple(Finding("x", weight) for weight in weights)
    assert first_status(findings, Consent(consent)) is status

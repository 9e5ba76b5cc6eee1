"""The life of a case: every move that may be made, and every one that may not."""

from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime
from itertools import pairwise, product

import pytest

from cases.application import Application, Source, Value
from cases.case import MACHINE, MOVES, OPEN, PLANNABLE, Case, Event, Status, first_status, moved, restored
from cases.consent import Consent, ConsentState
from cases.errors import RefusedError
from cases.findings import Finding, Weight
from cases.kinds import Kind

R, L, V, K, F, W, A, I, C, T, X, N = Status  # noqa: E741 - one letter each, in the order people meet them

ALLOWED = {
    R: {L, V, K, T, X, N}, L: {V, K, T, X, N}, V: {L, K, T, X, N}, K: {L, V, F, W, T, X, N},
    F: {L, V, K, W, A, T, X, N}, W: {L, V, K, F, T, X, N}, A: {K, I, C, T, X}, I: {C, T},
    C: set(), T: set(), X: set(), N: set(),
}  # fmt: skip
"""Written out by hand, apart from MOVES: a slip in either shows."""


def a_case(status: Status) -> Case:
    """A case in a status."""
    return Case("T-2026-0001", Application(Kind.TOPIC), "1", datetime(2026, 9, 1, tzinfo=UTC), status, GIVEN)


GIVEN = Consent(ConsentState.GIVEN)


@pytest.mark.parametrize(("start", "end"), list(product(Status, Status)))
def test_a_case_moves_only_as_the_table_says(start: Status, end: Status) -> None:
    """All 144 pairs: allowed ones move, all others are refused with both statuses named."""
    if end in ALLOWED[start]:
        assert moved(a_case(start), end).status is end
    else:
        with pytest.raises(RefusedError, match=f"'{start}'.*'{end}'"):
            moved(a_case(start), end)


def test_only_ended_cases_have_no_onward_move() -> None:
    """Closed, withdrawn, declined, and what was no application are the ends."""
    assert set(MOVES) - OPEN == {C, T, X, N}


@pytest.mark.parametrize(
    "way",
    [
        (R, K, F, A, I, C),  # the whole way
        (R, V, L, V, K),  # a person looks, the school sends, a person looks
        (R, L, K),  # a supplement made it whole
        (K, W, F, W, K),  # no place, a place, none again, back
        (F, V), (W, L),  # a doubt takes it out of the plan
        (A, K, F, A),  # the educator fell out
    ],
)  # fmt: skip
def test_the_ways_of_the_drawing_can_be_gone(way: tuple[Status, ...]) -> None:
    """Each arrow in cases/case.py and docs/case-life.md is a move of the table."""
    assert all(moved(a_case(start), end).status is end for start, end in pairwise(way))


def test_what_a_plan_may_place_can_be_proposed_and_can_wait() -> None:
    """PLANNABLE is what MOVES lets a plan do; nothing else gets there but by a person."""
    may = {s for s in Status if s is F or F in MOVES[s]} & {s for s in Status if s is W or W in MOVES[s]}
    assert may == PLANNABLE


def test_a_living_case_can_be_withdrawn_from_everywhere() -> None:
    """A withdrawn consent stops it at once, wherever it stands."""
    assert {status for status in Status if T in MOVES[status]} == OPEN


@pytest.mark.parametrize("end", Status)
def test_only_what_was_no_application_can_be_restored(end: Status) -> None:
    """It goes before a person again; every other end is told to others, and stands."""
    if end is N:
        assert restored(a_case(end)) == a_case(V)
    else:
        with pytest.raises(RefusedError, match=end):
            restored(a_case(end))


def test_a_move_changes_the_status_and_nothing_else() -> None:
    """The case that was moved stays as it was, for the version guards it."""
    case = a_case(K)
    assert moved(case, F) == replace(case, status=F)
    assert (case.status, moved(case, F).version) == (K, case.version)
    with pytest.raises(FrozenInstanceError):
        case.status = F  # type: ignore[misc]


def test_a_printed_case_tells_nothing_personal() -> None:
    """What a log or an error might print has no address, name, or word that a person wrote."""
    said = "Hemmelig"
    application = Application(Kind.PUPIL, "Sejs Skole", said, values={"goal": Value(said, 1.0, Source.OCR)})
    case = replace(a_case(K), application=application, reply_to=said)
    event = Event(case.received, MACHINE, "read", said)
    assert said not in f"{case!r} {event!r}"


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

"""Consent: given only when every needed box is certainly signed."""

from dataclasses import replace

import pytest

from cases.application import Application, Ink, SignatureBox, Source, Value
from cases.consent import ConsentState, Custody, Policy, weigh
from cases.kinds import Kind

S, E, U = Ink.SIGNED, Ink.EMPTY, Ink.UNCERTAIN
GIVEN, MISSING, UNCERTAIN = ConsentState.GIVEN, ConsentState.MISSING, ConsentState.UNCERTAIN


def an_application(custody: str, *inks: Ink, kind: Kind = Kind.PUPIL) -> Application:
    """An application with the custody ticked and the boxes as given."""
    boxes = tuple(SignatureBox(f"signature_{n}", ink, 0.9, 2, (0, 0, 1, 1)) for n, ink in enumerate(inks, 1))
    return Application(kind, values={"custody": Value(custody, 1.0, Source.OCR)}, signatures=boxes)


@pytest.mark.parametrize(
    ("policy", "custody", "inks", "state"),
    [
        (Policy.CUSTODY, Custody.JOINT_APART, (S, S), GIVEN),
        (Policy.CUSTODY, Custody.JOINT_APART, (S, E), MISSING),
        (Policy.CUSTODY, Custody.JOINT_APART, (S, U), UNCERTAIN),
        (Policy.CUSTODY, Custody.JOINT_APART, (E, U), MISSING),
        (Policy.CUSTODY, Custody.JOINT_TOGETHER, (S, E), GIVEN),
        (Policy.CUSTODY, Custody.SOLE, (E, S), GIVEN),
        (Policy.CUSTODY, Custody.SOLE, (E, U), UNCERTAIN),
        (Policy.CUSTODY, Custody.SOLE, (E, E), MISSING),
        (Policy.CUSTODY, Custody.UNKNOWN, (S, E), MISSING),
        (Policy.CUSTODY, "noget andet", (S, E), MISSING),
        (Policy.CUSTODY, Custody.SOLE, (), UNCERTAIN),
        (Policy.ONE, Custody.JOINT_APART, (S, E), GIVEN),
        (Policy.ONE, Custody.JOINT_APART, (E, E), MISSING),
        (Policy.ALL, Custody.JOINT_TOGETHER, (S, E), MISSING),
        (Policy.ALL, Custody.SOLE, (S, E), GIVEN),
        (Policy.HUMAN, Custody.SOLE, (S, S), UNCERTAIN),
        (Policy.HUMAN, Custody.SOLE, (E, E), UNCERTAIN),
    ],
)
def test_the_boxes_amount_to(policy, custody, inks, state) -> None:
    """Every policy against custody and ink."""
    assert weigh(an_application(custody, *inks), policy).state is state


@pytest.mark.parametrize("kind", [Kind.CLASS, Kind.TOPIC])
def test_a_class_or_topic_needs_no_consent(kind) -> None:
    """Whatever the policy."""
    assert {weigh(an_application("", kind=kind), policy).state for policy in Policy} == {ConsentState.NOT_REQUIRED}


def test_an_unknown_kind_is_never_given() -> None:
    """A machine that does not know what it is about says nothing about consent."""
    assert weigh(an_application(Custody.SOLE, S, S, kind=Kind.UNKNOWN), Policy.ONE).state is UNCERTAIN


@pytest.mark.parametrize(
    ("inks", "state"), [((S, S), GIVEN), ((S, E), UNCERTAIN), ((U, E), UNCERTAIN), ((E, E), MISSING)]
)
def test_custody_that_is_hard_to_read_is_not_taken_for_alone(inks, state) -> None:
    """One signature may be enough, or not: a person looks. Two are enough, and none is too few, either way."""
    application = an_application(Custody.SOLE, *inks)
    unsure = replace(application, values={"custody": Value(Custody.SOLE, 0.5, Source.OCR)})
    assert weigh(unsure, Policy.CUSTODY).state is state

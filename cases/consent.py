"""Consent: what the guardians' signature boxes amount to under the municipality's policy.

A machine may find consent `given` only when every needed box is certainly signed, and `missing` only when a needed
box is certainly empty. All else is `uncertain`, and a person decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from cases.application import Application, Ink
from cases.kinds import Kind


class Policy(StrEnum):
    """Who must sign; a setting."""

    CUSTODY = "custody"  # both, unless the form says sole custody or living together
    ONE = "one"
    ALL = "all"
    HUMAN = "human"  # always a person's decision


class Custody(StrEnum):
    """What the form says of custody: the values of the field `custody`."""

    JOINT_TOGETHER = "fælles, samboende"
    JOINT_APART = "fælles, bor ikke sammen"
    SOLE = "forældremyndighed alene"
    UNKNOWN = ""


class ConsentState(StrEnum):
    """Where consent stands."""

    GIVEN = "given"
    MISSING = "missing"
    UNCERTAIN = "uncertain"
    ORAL = "oral"
    NOT_REQUIRED = "not-required"
    WITHDRAWN = "withdrawn"


CONSENTED = frozenset({ConsentState.GIVEN, ConsentState.ORAL, ConsentState.NOT_REQUIRED})
"""States in which a case may be planned."""


@dataclass(frozen=True, slots=True)
class Consent:
    """The state, how many signatures are needed and there, and, when a person decided, who, when and why."""

    state: ConsentState
    needed: int = 0
    signed: int = 0
    decided_by: str | None = None
    decided_at: datetime | None = None
    why: str = field(default="", repr=False)


SURE = 0.8
"""Confidence from which the tick about custody is taken as read."""

_NEEDED: Mapping[Policy, Mapping[Custody, int]] = {
    Policy.CUSTODY: {Custody.JOINT_TOGETHER: 1, Custody.SOLE: 1, Custody.JOINT_APART: 2, Custody.UNKNOWN: 2},
    Policy.ONE: dict.fromkeys(Custody, 1),
    Policy.ALL: {Custody.JOINT_TOGETHER: 2, Custody.JOINT_APART: 2, Custody.SOLE: 1, Custody.UNKNOWN: 2},
    Policy.HUMAN: dict.fromkeys(Custody, 2),
}


def custody_of(application: Application) -> Custody:
    """What the form says of custody; anything unclear is UNKNOWN, which asks for both signatures."""
    value = application.values.get("custody")
    return _ticked(application) if value and value.confidence >= SURE else Custody.UNKNOWN


def _ticked(application: Application) -> Custody:
    """What seems to be ticked, however unsure."""
    try:
        return Custody(application.text("custody"))
    except ValueError:
        return Custody.UNKNOWN


def weigh(application: Application, policy: Policy) -> Consent:
    """What the boxes amount to under the policy. Topic and class applications need none."""
    if application.kind in (Kind.TOPIC, Kind.CLASS):
        return Consent(ConsentState.NOT_REQUIRED)
    needed = _NEEDED[policy][custody_of(application)]
    perhaps = _NEEDED[policy][_ticked(application)]
    states = [box.state for box in application.signatures]
    signed, doubtful = states.count(Ink.SIGNED), states.count(Ink.UNCERTAIN)
    if policy is Policy.HUMAN or application.kind is Kind.UNKNOWN or not states:
        state = ConsentState.UNCERTAIN
    elif signed >= needed:
        state = ConsentState.GIVEN
    elif signed + doubtful >= min(needed, perhaps):
        state = ConsentState.UNCERTAIN
    else:
        state = ConsentState.MISSING
    return Consent(state, needed, signed)

"""Whether the guardians have consented, as far as a machine may say."""

from collections.abc import Iterator

from cases.application import Application
from cases.consent import ConsentState
from cases.findings import Finding, Weight
from intake.checks.situation import Situation


def every_guardian_signed(application: Application, situation: Situation) -> Iterator[Finding]:
    """Every signature box that the policy asks for is certainly signed; an uncertain one is a person's question."""
    consent = situation.consent
    if consent.state is ConsentState.UNCERTAIN:
        yield Finding("consent-uncertain", Weight.DOUBTS)
    elif consent.state is ConsentState.MISSING and consent.signed:
        yield Finding("consent-second-missing", Weight.BLOCKS)
    elif consent.state is ConsentState.MISSING:
        yield Finding("consent-missing", Weight.BLOCKS)

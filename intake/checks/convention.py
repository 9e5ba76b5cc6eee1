"""How the file and the mail were named: never a reason to refuse, often a reason for a friendly word."""

from collections.abc import Iterator

from cases.application import Application
from cases.findings import Finding, Weight
from intake.checks.situation import Situation

CPR_IN_NAME = frozenset({"cpr_i_filnavn", "cpr_i_emne", "erstatnings_cpr_i_filnavn"})
"""Flags that mean a CPR number stood where everybody can see it."""
HEALTH_IN_NAME = "helbred_i_filnavn"

UNCONVENTIONAL = frozenset(
    {"filnavn_scanner", "filnavn_generisk", "skole_mangler", "detalje_mangler", "elevnavn_mangler", "skabelontekst"}
)
"""Flags that mean the file name did not say what it should."""


def convention_is_followed(application: Application, situation: Situation) -> Iterator[Finding]:
    """The file name says school and pupil, class or topic."""
    if UNCONVENTIONAL & set(situation.name.flags):
        yield Finding("convention-not-followed", Weight.NOTES)


def nothing_confidential_in_the_name(application: Application, situation: Situation) -> Iterator[Finding]:
    """Neither subject nor file name carries a CPR number or a diagnosis."""
    flags = set(situation.name.flags)
    if CPR_IN_NAME & flags:
        yield Finding("cpr-in-subject-or-name", Weight.NOTES)
    if HEALTH_IN_NAME in flags:
        yield Finding("health-in-name", Weight.NOTES)

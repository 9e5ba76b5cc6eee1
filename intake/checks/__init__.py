"""The checks, in the order people read them: a table, so that another check is one function and one row.

A check reads as a claim; it yields a Finding for each way in which the claim fails.
"""

from collections.abc import Callable, Iterator

from cases.application import Application
from cases.findings import Finding
from cases.kinds import Kind
from intake.checks.consent import every_guardian_signed, signatures_are_by_hand, signatures_are_fresh
from intake.checks.convention import convention_is_followed, nothing_confidential_in_the_name
from intake.checks.cpr import cpr_is_plausible, no_cpr_where_none_belongs
from intake.checks.sender import all_papers_were_read, came_in_time, mail_is_itself, sender_is_registered
from intake.checks.situation import Situation
from intake.checks.subject import (
    contact_and_wish_are_written,
    detail_agrees,
    detail_is_present,
    detail_is_sure,
    form_is_known,
    is_the_first,
    kind_is_known,
    one_pupil_each,
    school_is_known,
)

Check = Callable[[Application, Situation], Iterator[Finding]]

ALL = frozenset(Kind)
PUPIL = frozenset({Kind.PUPIL})
GROUP = frozenset({Kind.CLASS, Kind.TOPIC})

CHECKS: tuple[tuple[Check, frozenset[Kind]], ...] = (
    (sender_is_registered, ALL),
    (came_in_time, ALL),
    (mail_is_itself, ALL),
    (form_is_known, ALL),
    (school_is_known, ALL),
    (kind_is_known, ALL),
    (detail_is_present, ALL),
    (detail_agrees, ALL),
    (detail_is_sure, ALL),
    (one_pupil_each, PUPIL),
    (cpr_is_plausible, PUPIL),
    (every_guardian_signed, PUPIL | {Kind.UNKNOWN}),
    (signatures_are_fresh, PUPIL),
    (signatures_are_by_hand, PUPIL),
    (no_cpr_where_none_belongs, GROUP),
    (contact_and_wish_are_written, ALL),
    (nothing_confidential_in_the_name, ALL),
    (convention_is_followed, ALL),
    (all_papers_were_read, ALL),
    (is_the_first, ALL),
)


def run_checks(application: Application, situation: Situation) -> tuple[Finding, ...]:
    """Every finding of every check that applies to the application's kind, in the table's order."""
    return tuple(
        finding for check, kinds in CHECKS if application.kind in kinds for finding in check(application, situation)
    )

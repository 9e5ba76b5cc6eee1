"""The checks once more, for a case that a person has corrected: what its own text decides is judged anew, and what was
noticed about the mail and its names stays.
"""

from cases.case import Case
from cases.consent import Consent, ConsentState, Policy, weigh
from cases.findings import Finding, settled
from intake.checks import CHECKS
from intake.checks.consent import every_guardian_signed, signatures_are_by_hand, signatures_are_fresh
from intake.checks.cpr import cpr_is_plausible, no_cpr_where_none_belongs
from intake.checks.situation import Situation
from intake.checks.subject import (
    contact_and_wish_are_written,
    detail_is_present,
    detail_is_sure,
    kind_is_known,
    school_is_known,
)
from intake.filenames import FileName
from intake.identity import identities

OF_THE_TEXT = frozenset(
    {
        school_is_known, kind_is_known, detail_is_present, detail_is_sure, cpr_is_plausible, every_guardian_signed,
        signatures_are_fresh, signatures_are_by_hand, no_cpr_where_none_belongs, contact_and_wish_are_written,
    }
)  # fmt: skip
"""Checks that need nothing but the application."""

_CODES = frozenset(
    {
        "school-unknown", "kind-unknown", "detail-missing", "detail-uncertain", "cpr-missing", "cpr-low-confidence",
        "cpr-invalid", "cpr-replacement", "cpr-check-digit", "cpr-age", "consent-uncertain", "consent-missing",
        "consent-second-missing", "signature-date-late", "signature-date-old", "signature-copied", "signature-typed",
        "surplus-cpr", "field-missing",
    }
)  # fmt: skip
"""Every code that those checks can give; a test holds it."""

_NO_NAME = FileName(None, None, None, (), 0.0)


def recheck(case: Case, policy: Policy) -> tuple[Consent, tuple[Finding, ...], tuple[str, ...]]:
    """The consent, the findings and what a case may be known by, as its text is now. What a person has settled stays
    so; a person's word on consent too, while the case is about a child: a class or a topic needs none.
    """
    about = case.application
    weighed = weigh(about, policy)
    decided = bool(case.consent.decided_by) and weighed.state is not ConsentState.NOT_REQUIRED
    consent = case.consent if decided else weighed
    situation = Situation(
        received=case.received, sender_school=None, registered=True, verified="verified", round=None, missed=None,
        name=_NO_NAME, form_kind=about.kind, form_school=None, form_detail=None, consent=consent,
    )  # fmt: skip
    looked_at = {finding.code for finding in case.findings if finding.settled}
    fresh = [
        finding
        for check, kinds in CHECKS
        if check in OF_THE_TEXT and about.kind in kinds
        for finding in check(about, situation)
    ]
    stays = [finding for finding in case.findings if finding.code not in _CODES]
    again = [settled(finding) if finding.code in looked_at else finding for finding in fresh]
    if decided:
        again = [finding for finding in again if not finding.code.startswith("consent-")]
        again += [finding for finding in case.findings if finding.code.startswith("consent-")]
    return consent, (*again, *stays), identities(about)

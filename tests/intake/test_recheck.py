"""A corrected case is checked again by its own text; what was noticed about its mail stays."""

from dataclasses import replace

import pytest

from cases.application import Source, Value
from cases.case import Case
from cases.consent import Consent, ConsentState, Policy
from cases.findings import Finding, Weight, settled
from cases.kinds import Kind
from intake.checks import CHECKS
from intake.recheck import _CODES, OF_THE_TEXT, recheck
from tests.storage.examples import NOW, a_case, an_application

CPR = "150312-9993"


def _case(*findings: Finding, **changes) -> Case:
    about = an_application(**{"values": {"cpr": Value(CPR, 1.0, Source.PERSON)}, **changes})
    return a_case(application=about, findings=findings, consent=Consent(ConsentState.UNCERTAIN, 2, 1))


def _codes(case: Case) -> set[str]:
    return {finding.code for finding in recheck(case, Policy.CUSTODY)[1]}


def test_what_has_been_put_right_is_gone():
    case = _case(Finding("cpr-low-confidence", Weight.DOUBTS), Finding("school-unknown", Weight.DOUBTS))
    assert not {"cpr-low-confidence", "school-unknown"} & _codes(case)


def test_what_is_wrong_now_is_found():
    assert "cpr-invalid" in _codes(_case(values={"cpr": Value("991399-9993", 1.0, Source.PERSON)}))
    assert "kind-unknown" in _codes(_case(kind=Kind.UNKNOWN))
    assert "detail-missing" in _codes(_case(detail=None))


@pytest.mark.parametrize("code", ["late", "sender-unverified", "form-unknown", "detail-disagrees", "unread-paper"])
def test_what_was_noticed_about_the_mail_stays(code):
    assert code in _codes(_case(Finding(code, Weight.DOUBTS)))


def test_what_a_person_has_settled_stays_settled():
    case = _case(settled(Finding("cpr-check-digit", Weight.NOTES)))
    found = {finding.code: finding for finding in recheck(case, Policy.CUSTODY)[1]}
    assert found["cpr-check-digit"].settled


def test_consent_is_weighed_anew_unless_a_person_has_decided():
    case = _case()
    assert recheck(case, Policy.ONE)[0].state is ConsentState.GIVEN
    missing = Consent(ConsentState.MISSING, 2, 1, "Karen Holm")
    decided = replace(case, consent=missing, findings=(Finding("consent-missing", Weight.BLOCKS),))
    assert recheck(decided, Policy.ONE)[0] == missing
    assert "consent-missing" in {finding.code for finding in recheck(decided, Policy.ONE)[1]}


def test_the_identity_follows_the_correction():
    about = "elev|vestre skole|asta eksempelsen"
    assert recheck(_case(), Policy.CUSTODY)[2] == (about, f"{about}|1503129993")
    assert recheck(_case(values={}), Policy.CUSTODY)[2] == (about,)
    assert recheck(_case(detail=None), Policy.CUSTODY)[2] == ()


@pytest.mark.parametrize("kind", [Kind.CLASS, Kind.TOPIC])
@pytest.mark.parametrize("state", [ConsentState.MISSING, ConsentState.GIVEN])
def test_a_class_or_a_topic_needs_no_consent_whatever_a_person_found_before(kind, state):
    decided = Consent(state, 2, 1, "Karen Holm", NOW, "set på papiret")
    case = replace(_case(Finding("consent-missing", Weight.BLOCKS), kind=kind), consent=decided)
    consent, findings, _ = recheck(case, Policy.CUSTODY)
    assert consent == Consent(ConsentState.NOT_REQUIRED)
    assert not any(finding.code.startswith("consent-") for finding in findings)


def test_the_checks_of_the_text_are_checks_and_their_codes_have_sentences():
    from templates import TEMPLATES

    assert {check for check, _ in CHECKS} >= OF_THE_TEXT
    assert all((TEMPLATES / "findings" / f"{code}.txt").is_file() for code in _CODES)

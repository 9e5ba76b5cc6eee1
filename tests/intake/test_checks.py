"""The checks: for each, the circumstances in which it speaks, what it says, and those in which it is silent."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import chain

import pytest

from cases.application import Application, Ink, SignatureBox, Source, Value
from cases.consent import Consent, ConsentState
from cases.findings import Weight
from cases.kinds import Kind
from intake.checks import CHECKS, Check, run_checks
from intake.checks.consent import every_guardian_signed, signatures_are_by_hand, signatures_are_fresh
from intake.checks.convention import convention_is_followed, nothing_confidential_in_the_name
from intake.checks.cpr import birth_date, cpr_is_plausible, no_cpr_where_none_belongs
from intake.checks.names import same_pupil, same_topic
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
from intake.filenames import FileName
from intake.verdict import Why
from tests.intake.letters import NOW, ROUNDS, a_value

B, D, N = Weight.BLOCKS, Weight.DOUBTS, Weight.NOTES
EMMA = FileName("Gødvadskolen", Kind.PUPIL, "Emma Sørensen", (), 0.97)
VALUES = {
    "school": a_value("Gødvadskolen"), "pupil_name": a_value("Emma Sørensen"), "cpr": a_value("150312-9993"),
    "contact_name": a_value("Bo Lind"), "description": a_value("Ro i timerne"),
}  # fmt: skip
WHOLE = Application(Kind.PUPIL, "Gødvadskolen", "Emma Sørensen", "elev-1", VALUES)
USUAL = Situation(
    NOW, "Gødvadskolen", True, "verified", ROUNDS[0], None, EMMA, Kind.PUPIL, "Gødvadskolen", "Emma Sørensen",
    Consent(ConsentState.GIVEN, 2, 2),
)  # fmt: skip


def an(**changes: object) -> Application:
    """The whole application with something changed; `values` adds to its values, and None takes one away."""
    values = {**VALUES, **changes.pop("values", {})}
    return replace(WHOLE, values={n: v for n, v in values.items() if v is not None}, **changes)


def when(*flags: str, kind: Kind | None = Kind.PUPIL, detail: str | None = "Emma Sørensen", **changes: object):
    """The usual situation with something changed; flags, kind and detail are the name's."""
    school = changes.pop("named", "Gødvadskolen")
    return replace(USUAL, name=FileName(school, kind, detail, flags, 0.9), **changes)


def a_consent(state: ConsentState, signed: int = 0) -> Situation:
    return replace(USUAL, consent=Consent(state, 2, signed))


def a_cpr(text: str, confidence: float = 0.97, source: Source = Source.OCR) -> Application:
    return an(values={"cpr": Value(text, confidence, source)})


def a_signature(on: str, state: Ink = Ink.SIGNED, confidence: float = 0.97, why: str = "") -> Application:
    """Signed on a day, as it is written beside the box."""
    box = SignatureBox("signature_1", state, 0.99, 2, (48, 530, 547, 590), why=why)
    return replace(an(values={"signed_date_1": a_value(on, confidence)}), signatures=(box,))


CLASS = an(kind=Kind.CLASS, detail="5.b", values={"class_name": a_value("5.b"), "cpr": None})
TOPIC = an(kind=Kind.TOPIC, detail="klasseledelse", values={"topic": a_value("klasseledelse"), "cpr": None})
NO_FORM = an(form=None)

SILENT: tuple[tuple[Check, Application, Situation], ...] = (
    *((check, WHOLE, USUAL) for check, _ in CHECKS if check is not no_cpr_where_none_belongs),
    (sender_is_registered, WHOLE, replace(USUAL, verified="weak")),
    (came_in_time, WHOLE, replace(USUAL, round=ROUNDS[1])),
    (school_is_known, WHOLE, replace(USUAL, sender_school=None)),
    (school_is_known, WHOLE, when("skole_fra_afsender", sender_school="Gødvadskolen")),
    (school_is_known, WHOLE, when(form_school=None, unknown_school=True)),
    (kind_is_known, WHOLE, when(kind=None)),
    (kind_is_known, WHOLE, when(kind=Kind.UNKNOWN)),
    (detail_is_present, an(kind=Kind.UNKNOWN, detail=None), USUAL),
    (detail_agrees, WHOLE, when(detail=None)),
    (detail_agrees, WHOLE, when(kind=Kind.TOPIC, detail="trivsel")),
    (detail_agrees, WHOLE, when(detail="Emma")),
    (detail_agrees, WHOLE, when("elev_initialer", detail="E.S.")),
    (detail_agrees, CLASS, when(kind=Kind.CLASS, detail="5.b", form_detail="5.b")),
    (detail_agrees, TOPIC, when(kind=Kind.TOPIC, detail="Klasseledelse", form_detail="klasseledelse i 5. årgang")),
    (detail_is_sure, an(values={"pupil_name": a_value("Emma Sørensen", 0.4)}), USUAL),
    (detail_is_sure, an(values={"pupil_name": Value("Emma", 0.4, Source.FILE_NAME)}), when(detail=None)),
    (one_pupil_each, CLASS, when("flere_elever")),
    (cpr_is_plausible, a_cpr("150312-9993", 0.5, Source.FORM_FIELD), USUAL),
    (no_cpr_where_none_belongs, TOPIC, USUAL),
    (contact_and_wish_are_written, an(form=None, values={"contact_name": None}), USUAL),
    (every_guardian_signed, WHOLE, a_consent(ConsentState.NOT_REQUIRED)),
    (every_guardian_signed, WHOLE, a_consent(ConsentState.ORAL)),
    (signatures_are_fresh, a_signature(f"{NOW:%d-%m-%Y}"), USUAL),
    (signatures_are_fresh, a_signature("1/1-2099", Ink.EMPTY), USUAL),
    (signatures_are_fresh, a_signature("1/1-2099", confidence=0.5), USUAL),
    (signatures_are_fresh, a_signature("32.13.2019"), USUAL),
    (signatures_are_fresh, a_signature("i går"), USUAL),
    (signatures_are_by_hand, a_signature("", Ink.UNCERTAIN, why=Why.FAINT), USUAL),
)

SPEAKS: tuple[tuple[Check, Application, Situation, list[tuple[str, Weight]]], ...] = (
    (sender_is_registered, WHOLE, replace(USUAL, registered=False), [("sender-unregistered", D)]),
    (sender_is_registered, WHOLE, replace(USUAL, verified="failed"), [("sender-unverified", D)]),
    (came_in_time, WHOLE, replace(USUAL, round=None), [("no-open-round", D)]),
    (came_in_time, WHOLE, replace(USUAL, round=ROUNDS[1], missed=ROUNDS[0]), [("late", N)]),
    (mail_is_itself, WHOLE, replace(USUAL, message_id_reused=True), [("message-id-reused", N)]),
    (form_is_known, NO_FORM, USUAL, [("form-unknown", D)]),
    (school_is_known, an(school=None), USUAL, [("school-unknown", D)]),
    (school_is_known, WHOLE, when(named=None, form_school=None, unknown_school=True), [("school-unknown", D)]),
    (
        school_is_known,
        WHOLE,
        when("skole_fra_afsender", form_school=None, unknown_school=True),
        [("school-unknown", D)],
    ),
    (school_is_known, WHOLE, when(named="Sejs Skole"), [("school-disagrees", D)]),
    (school_is_known, WHOLE, when("skole_uenighed", form_school=None), [("school-disagrees", D)]),
    (school_is_known, WHOLE, when("skole_uenighed"), [("school-disagrees", N)]),
    (school_is_known, WHOLE, replace(USUAL, sender_school="Sejs Skole"), [("sender-other-school", D)]),
    (
        school_is_known,
        WHOLE,
        when("skole_fra_afsender", named="Sejs Skole", sender_school="Sejs Skole"),
        [("sender-other-school", D)],
    ),
    (kind_is_known, an(kind=Kind.UNKNOWN), USUAL, [("kind-unknown", D)]),
    (kind_is_known, WHOLE, when(kind=Kind.CLASS, detail="5.b"), [("kind-disagrees", D)]),
    (detail_is_present, an(detail=None, values={"pupil_name": None}), USUAL, [("detail-missing", B)]),
    (detail_is_present, an(detail=None, values={"pupil_name": a_value("", 0)}), USUAL, [("detail-missing", D)]),
    (detail_is_present, an(form=None, detail=None, values={"pupil_name": None}), USUAL, [("detail-missing", D)]),
    (detail_agrees, WHOLE, when(detail="Oliver Holm"), [("detail-disagrees", D)]),
    (detail_agrees, WHOLE, when("elev_initialer", detail="O.H."), [("detail-disagrees", D)]),
    (detail_agrees, WHOLE, when("navn_uenighed"), [("detail-disagrees", N)]),
    (detail_agrees, WHOLE, when("navn_uenighed", form_detail=None), [("detail-disagrees", D)]),
    (detail_agrees, CLASS, when(kind=Kind.CLASS, detail="5.a", form_detail="5.b"), [("detail-disagrees", D)]),
    (
        detail_agrees,
        TOPIC,
        when(kind=Kind.TOPIC, detail="trivsel", form_detail="klasseledelse"),
        [("detail-disagrees", N)],
    ),
    (
        detail_is_sure,
        an(values={"pupil_name": a_value("Emma", 0.4)}),
        when(kind=Kind.UNKNOWN, detail=None),
        [("detail-uncertain", D)],
    ),
    (one_pupil_each, WHOLE, when("flere_elever"), [("several-pupils", D)]),
    (cpr_is_plausible, an(values={"cpr": None}), USUAL, [("cpr-missing", B)]),
    (cpr_is_plausible, an(form=None, values={"cpr": None}), USUAL, [("cpr-missing", D)]),
    (cpr_is_plausible, a_cpr("", 0.0), USUAL, [("cpr-low-confidence", D)]),
    (cpr_is_plausible, a_cpr("310212-9993"), USUAL, [("cpr-invalid", D)]),
    (cpr_is_plausible, a_cpr("15031-2"), USUAL, [("cpr-invalid", D)]),
    (cpr_is_plausible, a_cpr("l50312-999E"), USUAL, [("cpr-invalid", D)]),
    (cpr_is_plausible, a_cpr("150312-9993", 0.5), USUAL, [("cpr-low-confidence", D), ("cpr-check-digit", N)]),
    (cpr_is_plausible, a_cpr("750312-9993"), USUAL, [("cpr-replacement", N)]),
    (cpr_is_plausible, a_cpr("15.03.12-9993"), USUAL, [("cpr-check-digit", N)]),
    (cpr_is_plausible, a_cpr("190514-9994"), replace(USUAL, received=datetime(2018, 5, 1, tzinfo=UTC)),
     [("cpr-check-digit", N), ("cpr-age", D)]),
    (cpr_is_plausible, a_cpr("150312-9993"), replace(USUAL, received=datetime(2031, 3, 15, tzinfo=UTC)),
     [("cpr-check-digit", N), ("cpr-age", D)]),
    (no_cpr_where_none_belongs, replace(TOPIC, surplus_cpr=True), USUAL, [("surplus-cpr", N)]),
    (no_cpr_where_none_belongs, an(kind=Kind.CLASS), USUAL, [("surplus-cpr", N)]),
    (contact_and_wish_are_written, an(values={"contact_name": None, "description": a_value("")}), USUAL,
     [("field-missing", N), ("field-missing", N)]),
    (nothing_confidential_in_the_name, WHOLE, when("cpr_i_emne"), [("cpr-in-subject-or-name", N)]),
    (nothing_confidential_in_the_name, WHOLE, when("erstatnings_cpr_i_filnavn", "helbred_i_filnavn"),
     [("cpr-in-subject-or-name", N), ("health-in-name", N)]),
    (convention_is_followed, WHOLE, when("filnavn_scanner"), [("convention-not-followed", N)]),
    (all_papers_were_read, WHOLE, replace(USUAL, unread_papers=2), [("unread-paper", D)]),
    (is_the_first, WHOLE, replace(USUAL, earlier_case="T-2022-0001"), [("supplement", N)]),
    (is_the_first, WHOLE, replace(USUAL, earlier_case="T-2022-0001", same_file=True), [("duplicate-file", N)]),
    (is_the_first, WHOLE, replace(USUAL, same_file=True), [("duplicate-file", D)]),
    (every_guardian_signed, WHOLE, a_consent(ConsentState.UNCERTAIN, 1), [("consent-uncertain", D)]),
    (every_guardian_signed, WHOLE, a_consent(ConsentState.MISSING), [("consent-missing", B)]),
    (every_guardian_signed, WHOLE, a_consent(ConsentState.MISSING, 1), [("consent-second-missing", B)]),
    (signatures_are_fresh, a_signature("1/1-2099"), USUAL, [("signature-date-late", D)]),
    (signatures_are_fresh, a_signature("3.4.19", Ink.UNCERTAIN), USUAL, [("signature-date-old", D)]),
    (signatures_are_by_hand, a_signature("", Ink.UNCERTAIN, why=Why.COPIED), USUAL, [("signature-copied", D)]),
    (signatures_are_by_hand, a_signature("", Ink.UNCERTAIN, why=Why.TYPED), USUAL, [("signature-typed", D)]),
)  # fmt: skip

NEVER_WHOLE = {cpr_is_plausible}
"""A number that can belong to nobody fails its check digit, so the whole application has that note."""


@pytest.mark.parametrize(("check", "application", "situation"), SILENT)
def test_the_check_is_silent(check, application, situation) -> None:
    """Nothing is wrong, so nothing is said."""
    said = [f.code for f in check(application, situation)]
    assert said == (["cpr-check-digit"] if check in NEVER_WHOLE else [])


@pytest.mark.parametrize(("check", "application", "situation", "said"), SPEAKS)
def test_the_check_says(check, application, situation, said) -> None:
    """Each way a claim fails gives its finding, with its weight."""
    assert [(f.code, f.weight) for f in check(application, situation)] == said


def test_every_check_is_seen_to_speak_and_to_be_silent() -> None:
    """No row of CHECKS is without both: a check that never fires is not a check."""
    checks = {check for check, _ in CHECKS}
    assert {row[0] for row in SPEAKS} == {row[0] for row in SILENT} == checks


def test_a_finding_never_carries_what_the_form_says() -> None:
    """Facts hold the round, a date, a count or a field's name; no name of a child and no number."""
    findings = chain.from_iterable(check(application, situation) for check, application, situation, _ in SPEAKS)
    facts = {name for finding in findings for name in finding.facts}
    assert facts == {"round", "deadline", "count", "field"}


@pytest.mark.parametrize(
    ("application", "codes"),
    [
        (WHOLE, ["cpr-check-digit"]),
        (replace(CLASS, surplus_cpr=True), ["surplus-cpr"]),
        (replace(WHOLE, kind=Kind.UNKNOWN), ["kind-unknown"]),
    ],
)
def test_checks_apply_to_their_kinds_only_and_keep_their_order(application, codes) -> None:
    """A class is not asked for a CPR number; a pupil's number is not surplus."""
    situation = when(kind=Kind.UNKNOWN, detail=None, form_kind=application.kind)
    assert [f.code for f in run_checks(application, situation)] == codes


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Emma Sørensen", "Sørensen, Emma", True),
        ("Emma Sørensen", "Emma", True),
        ("Emma Sørensen", "Emna Sørensen", True),
        ("Emma Sørensen", "Emma Sorensen", True),
        ("Emma Sørensen", "EMMA SOERENSEN", True),
        ("Emma Sørensen", "Emma S?rensen", True),
        ("Emma Sørensen", "E.S.", True),
        ("Bjørn Ågaard", "Bjørn Å", True),
        ("Emma Sørensen", "S.E.", False),
        ("Emma Bøgh Jensen", "Ida Bøgh Jensen", False),  # siblings
        ("Emma Louise Holm", "Emma Louise Sørensen", False),
        ("Ida Holm", "Ina Holm", False),
        ("Emma Sørensen", "Emil Sørensen", False),
        ("Emma Sørensen", "", False),
    ],
)
def test_two_spellings_of_a_pupil(one, other, same) -> None:
    """A misread letter is no other child, but a sibling is."""
    assert same_pupil(one, other) is same_pupil(other, one) is same


def test_two_wordings_of_a_topic() -> None:
    """More words about it are the same topic."""
    assert same_topic("klasseledelse", "Klasseledelse i 5. årgang")
    assert not same_topic("trivsel", "klasseledelse")


@pytest.mark.parametrize(
    ("number", "born", "replaced"),
    [
        ("1503129993", date(2012, 3, 15), False),
        ("0709099993", date(2009, 9, 7), False),
        ("7503129993", date(2012, 3, 15), True),
        ("3102129993", None, False),
        ("150312999", None, False),
        ("", None, False),
    ],
)
def test_the_birth_date_of_a_number(number, born, replaced) -> None:
    """Century by the seventh digit; a replacement number has 60 added to its day."""
    assert birth_date(number) == (born, replaced)

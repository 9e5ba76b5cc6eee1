"""What it is about: the school, the kind, the pupil, class or topic, and whether all sources say the same."""

from collections.abc import Iterator

from rapidfuzz import fuzz, utils

from cases.application import Application, Source
from cases.findings import Finding, Weight
from cases.kinds import Kind
from intake.checks.situation import Situation
from intake.interpret import DETAIL_FIELD

SAME_NAME = 80
"""Token-set ratio from which two spellings are the same: one letter misread in a short name gives 85-90."""

SURE = 0.8
"""Confidence from which a value read by OCR is taken as read."""


def form_is_known(application: Application, situation: Situation) -> Iterator[Finding]:
    """It came on the form of the municipality; any other layout is read by a person."""
    if application.form is None:
        yield Finding("form-unknown", Weight.DOUBTS)


def school_is_known(application: Application, situation: Situation) -> Iterator[Finding]:
    """The school is in the register, and form and file name name the same one."""
    if application.school is None:
        yield Finding("school-unknown", Weight.DOUBTS)
    elif situation.form_school and situation.name.school and situation.form_school != situation.name.school:
        yield Finding("school-disagrees", Weight.DOUBTS)
    elif situation.sender_school and situation.sender_school != application.school:
        yield Finding("sender-other-school", Weight.DOUBTS)


def kind_is_known(application: Application, situation: Situation) -> Iterator[Finding]:
    """It is about a pupil, a class or a topic, and form and file name agree on which."""
    if application.kind is Kind.UNKNOWN:
        yield Finding("kind-unknown", Weight.DOUBTS)
    elif situation.form_kind is not Kind.UNKNOWN and situation.name.kind not in (
        None,
        Kind.UNKNOWN,
        situation.form_kind,
    ):
        yield Finding("kind-disagrees", Weight.DOUBTS)


def detail_is_present(application: Application, situation: Situation) -> Iterator[Finding]:
    """The pupil, class or topic is named: only an empty box on our own form is certain."""
    if application.detail is None and application.kind is not Kind.UNKNOWN:
        certain = application.form is not None
        yield Finding("detail-missing", Weight.BLOCKS if certain else Weight.DOUBTS)


def detail_agrees(application: Application, situation: Situation) -> Iterator[Finding]:
    """Form and file name speak of the same pupil, class or topic."""
    form, name = situation.form_detail, situation.name.detail
    if not form or not name or situation.name.kind not in (application.kind, Kind.UNKNOWN):
        return
    if application.kind is Kind.CLASS:
        same = form == name
    else:
        same = fuzz.token_set_ratio(form, name, processor=utils.default_process) >= SAME_NAME
    if not same and "elev_initialer" not in situation.name.flags:
        yield Finding("detail-disagrees", Weight.NOTES if application.kind is Kind.TOPIC else Weight.DOUBTS)


def detail_is_sure(application: Application, situation: Situation) -> Iterator[Finding]:
    """What OCR read as the detail is either read surely or confirmed by the file name."""
    value = application.values.get(DETAIL_FIELD.get(application.kind, ""))
    if value is None or value.source is not Source.OCR or value.confidence >= SURE:
        return
    if situation.name.detail is None or application.kind is not situation.name.kind:
        yield Finding("detail-uncertain", Weight.DOUBTS)


def one_pupil_each(application: Application, situation: Situation) -> Iterator[Finding]:
    """One application speaks of one pupil."""
    if application.kind is Kind.PUPIL and "flere_elever" in situation.name.flags:
        yield Finding("several-pupils", Weight.DOUBTS)


def is_the_first(application: Application, situation: Situation) -> Iterator[Finding]:
    """Nothing about the same came before in the round; otherwise this supplements it."""
    if situation.same_file:
        yield Finding("duplicate-file", Weight.NOTES)
    elif situation.earlier_case:
        yield Finding("supplement", Weight.NOTES)


def contact_is_named(application: Application, situation: Situation) -> Iterator[Finding]:
    """Somebody at the school can be called."""
    if application.form is None:
        return
    for name in ("contact_name", "description"):
        if not application.text(name):
            yield Finding("field-missing", Weight.NOTES, {"field": name})

"""What it is about: the school, the kind, the pupil, class or topic, and whether all sources say the same."""

from collections.abc import Iterator

from cases.application import Application, Source
from cases.findings import Finding, Weight
from cases.kinds import Kind
from intake.checks.names import same_pupil, same_topic
from intake.checks.situation import Situation
from intake.interpret import DETAIL_FIELD

SURE = 0.8
"""Confidence from which a value read by OCR is taken as read."""


def form_is_known(application: Application, situation: Situation) -> Iterator[Finding]:
    """It came on the form of the municipality; any other layout is read by a person."""
    if application.form is None:
        yield Finding("form-unknown", Weight.DOUBTS)


def school_is_known(application: Application, situation: Situation) -> Iterator[Finding]:
    """The school is in the register, and form, file name, subject and sender name the same one."""
    form, flags = situation.form_school, situation.name.flags
    named = None if "skole_fra_afsender" in flags else situation.name.school
    if application.school is None or (situation.unknown_school and named is None):
        yield Finding("school-unknown", Weight.DOUBTS)
    elif form and named and form != named:
        yield Finding("school-disagrees", Weight.DOUBTS)
    elif "skole_uenighed" in flags:
        yield Finding("school-disagrees", Weight.NOTES if form else Weight.DOUBTS)
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
        certain = application.form is not None and DETAIL_FIELD[application.kind] not in application.values
        yield Finding("detail-missing", Weight.BLOCKS if certain else Weight.DOUBTS)


def detail_agrees(application: Application, situation: Situation) -> Iterator[Finding]:
    """Form, file name and subject speak of the same pupil, class or topic. Topics are worded freely: only a note."""
    form, name = situation.form_detail, situation.name.detail
    comparable = form and name and situation.name.kind in (application.kind, Kind.UNKNOWN)
    if comparable and not _same(application.kind, form or "", name or ""):
        yield Finding("detail-disagrees", Weight.NOTES if application.kind is Kind.TOPIC else Weight.DOUBTS)
    elif {"navn_uenighed", "klasse_uenighed"} & set(situation.name.flags):
        # A mail with two forms has one subject: where form and file agree, the subject is about the other.
        yield Finding("detail-disagrees", Weight.NOTES if comparable else Weight.DOUBTS)


def _same(kind: Kind, form: str, name: str) -> bool:
    if kind is Kind.CLASS:
        return form == name
    return same_topic(form, name) if kind is Kind.TOPIC else same_pupil(form, name)


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
    """Nothing about the same came before in the round; otherwise this supplements it. A file that belongs to a case
    about something else, or in another round, is a person's question.
    """
    if situation.same_file:
        yield Finding("duplicate-file", Weight.NOTES if situation.earlier_case else Weight.DOUBTS)
    elif situation.earlier_case:
        yield Finding("near-duplicate", Weight.NOTES) if situation.same_paper else Finding("supplement", Weight.NOTES)


def contact_and_wish_are_written(application: Application, situation: Situation) -> Iterator[Finding]:
    """The form says whom to call and what is sought."""
    if application.form is None:
        return
    for name in ("contact_name", "description"):
        if not application.text(name):
            yield Finding("field-missing", Weight.NOTES, {"field": name})

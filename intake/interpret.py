"""What an application says, all evidence weighed: the form first, then the file name, the subject, the sender.

The order is fixed; a disagreement is never settled here in silence. What each source said travels on in the
Interpretation, so that the checks can name the disagreement.
"""

from dataclasses import dataclass, field, replace

from cases.application import Answers, Application, Source, Value
from cases.kinds import Kind
from intake.filenames import FileName, read_class
from intake.gather import Draft
from intake.propose import with_name, with_register
from intake.schools import SchoolRegister

DETAIL_FIELD = {Kind.PUPIL: "pupil_name", Kind.CLASS: "class_name", Kind.TOPIC: "topic"}
"""Which field of the form says what the application is about."""


@dataclass(frozen=True, slots=True)
class Interpretation:
    """An application with what its sources said: the form's school and detail beside the name's.

    `unknown_school`: something is written as the school, and the register does not have it.
    """

    application: Application
    name: FileName
    form_school: str | None
    form_detail: str | None = field(repr=False)
    papers: tuple[int, ...]
    unknown_school: bool = False


def interpret(draft: Draft, schools: SchoolRegister, sender_school: str | None) -> Interpretation:
    """Weigh the evidence for one draft; `sender_school` is the school that the sender's address is registered to."""
    name = draft.name
    kind = draft.answers.kind if draft.answers.kind is not Kind.UNKNOWN else (name.kind or Kind.UNKNOWN)
    answers = _settled(draft.answers, name, kind, schools)
    form_school = _school_on_form(answers, schools)
    form_detail = _detail_on_form(answers, kind)
    application = Application(
        kind=kind,
        school=form_school or name.school or sender_school,
        detail=form_detail or _fitting(name, kind),
        form=answers.form,
        values=_values(answers, name, kind, form_detail),
        signatures=answers.signatures,
        flags=name.flags,
        surplus_cpr=answers.surplus_cpr,
        prints=answers.prints,
    )
    unknown = form_school is None and bool(application.text("school").strip()) and "school" in answers.values
    return Interpretation(application, name, form_school, form_detail, draft.papers, unknown)


def _settled(answers: Answers, name: FileName, kind: Kind, schools: SchoolRegister) -> Answers:
    """The answers, with what was read without certainty held against the file name and the register."""
    values = dict(answers.values)
    if detail := values.get(DETAIL_FIELD.get(kind, "")):
        values[DETAIL_FIELD[kind]] = with_name(detail, _fitting(name, kind), kind)
    if school := values.get("school"):
        values["school"] = with_register(school, name.school, schools)
    return replace(answers, values=values)


def _school_on_form(answers: Answers, schools: SchoolRegister) -> str | None:
    value = answers.values.get("school")
    match = schools.find(value.text) if value else None
    return match.name if match else None


def _detail_on_form(answers: Answers, kind: Kind) -> str | None:
    value = answers.values.get(DETAIL_FIELD.get(kind, ""))
    if value is None or not value.text.strip():
        return None
    text = " ".join(value.text.split())
    return (read_class(text) or text) if kind is Kind.CLASS else text


def _fitting(name: FileName, kind: Kind) -> str | None:
    """The name's detail, when the name speaks of the same kind of thing."""
    return name.detail if name.kind in (kind, Kind.UNKNOWN) else None


def _values(answers: Answers, name: FileName, kind: Kind, form_detail: str | None) -> dict[str, Value]:
    """The form's values; what the form lacks is taken from the name, marked as such."""
    values = dict(answers.values)
    field = DETAIL_FIELD.get(kind)
    detail = _fitting(name, kind)
    if field and form_detail is None and detail:
        values[field] = Value(detail, name.confidence, Source.FILE_NAME)
    if name.school and "school" not in values:
        values["school"] = Value(name.school, name.confidence, Source.FILE_NAME)
    if "class_name" in values and (canonical := read_class(values["class_name"].text)):
        old = values["class_name"]
        values["class_name"] = replace(old, text=canonical)
    return values

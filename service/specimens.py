"""One of every mail and every sentence, about an invented case: to see that each text still renders."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from jinja2 import TemplateError

from cases.application import Application
from cases.case import Case, Status
from cases.consent import Consent, ConsentState
from cases.findings import Finding, Weight
from cases.kinds import Kind
from cases.mails import OutgoingMail
from cases.people import Educator, School
from cases.rounds import COPENHAGEN, Round, round_for
from replies import due, timed
from replies.compose import finding_sentence, remark_sentence, unread_sentence
from replies.facts import How
from replies.office import AlarmFacts, Today
from replies.operation import alarm_mail
from replies.owed import Role, title_of
from replies.receipt import LetterAnswer, Reading, UnreadPaper
from review.outgoing import as_read
from review.web.desk import Specimen
from service.settings import Settings
from service.wiring import context_of
from templates import TEMPLATES

_SOME = {"round": "1. runde", "deadline": "2026-09-25", "field": "contact_name", "count": "2"}
_WHO = Educator("abc", "Anna Birk", "anna@kommune.example", "70 12 34 56")
_OTHER = Educator("def", "Bo Lind", "bo@kommune.example", "70 12 34 57")


def faults_of_texts(settings: Settings, now: datetime) -> tuple[tuple[str, ...], int]:
    """A sentence for every text that cannot be written, and how many texts were tried."""
    makers = (*_mails(settings, now), *_sentences())
    return tuple(fault for name, make in makers if (fault := _fault(name, make))), len(makers)


def specimens(settings: Settings, now: datetime) -> tuple[Specimen, ...]:
    """Every mail there is, about an invented case: what a recipient would read."""
    found = []
    for name, make in _mails(settings, now):
        for mail in make():
            role = _ROLES.get(mail.key.rpartition(":")[2], "skolen")
            title = _title(mail.name, name.removeprefix("svaret "))
            found.append(Specimen(f"{title} – til {role}", role, f"templates/replies/{mail.name}", as_read(mail)))
    return tuple(found)


def _title(name: str, occasion: str) -> str:
    """The mail's title, and the occasion where that says more."""
    title, said = title_of(name), occasion.capitalize()
    return said if said.startswith(title) else f"{title} ({occasion})"


_ROLES: Mapping[str, str] = {
    Role.EDUCATOR: "vejlederen",
    Role.BEFORE: "den tidligere vejleder",
    Role.COORDINATOR: "koordinatoren",
    Role.OPERATOR: "driften",
}


def _fault(name: str, make: Callable[[], object]) -> str | None:
    try:
        if make():
            return None
        return f"{name} er tom: skriv teksten"
    except (TemplateError, KeyError, ValueError) as error:
        line = getattr(error, "lineno", None)
        return f"{name} kan ikke skrives ({type(error).__name__}{f', linje {line}' if line else ''}): ret teksten"


def _sentences() -> Iterator[tuple[str, Callable[[], object]]]:
    for folder, sentence in (("findings", finding_sentence), ("remarks", remark_sentence)):
        for path in sorted((TEMPLATES / folder).glob("*.txt")):
            finding = Finding(path.stem, Weight.BLOCKS, _SOME)
            yield f"templates/{folder}/{path.name}", partial(sentence, finding)
    for path in sorted((TEMPLATES / "replies" / "_unread").glob("*.txt")):
        yield f"templates/replies/_unread/{path.name}", partial(unread_sentence, path.stem)


def _mails(settings: Settings, now: datetime) -> Iterator[tuple[str, Callable[[], Sequence[OutgoingMail]]]]:
    nearing = round_for(now, settings.rounds) or max(settings.rounds, key=lambda one: one.deadline)
    context, case = context_of(settings, now), _case(settings, nearing, now)
    workday = context_of(settings, _on(nearing, 0) - timedelta(days=max(0, nearing.deadline.weekday() - 4)))
    new = (Reading(1, How.NEW, case.number),)
    locked, forgotten = (UnreadPaper(1, "locked"),), (UnreadPaper(0, "no-paper"),)
    asked = context.today - timedelta(days=7)
    school = School("Ans Skole", senders=("kontor@skole.example",))
    today = Today(new=4, lacking=2, deadline=nearing)
    yield "svaret kvittering", lambda: due.after_letter(_letter(readings=new), [_sound(case)], context)
    yield "svaret mangler", lambda: due.after_letter(_letter(readings=new), [case], context)
    yield "svaret ulæselig", lambda: due.after_letter(_letter(unread=locked), [], context)
    yield "svaret uden ansøgning", lambda: due.after_letter(_letter(unread=forgotten), [], context)
    yield "svaret fortroligt", lambda: due.after_letter(_letter(privacy_incident=True), [], context)
    yield "svaret sendt tilbage", lambda: due.after_lacking(case, context)
    yield "svaret påmindelse", lambda: timed.reminder(case, asked, context)
    yield "svaret fordelt", lambda: due.after_assignment(case, _WHO, context)
    yield "svaret fordelt igen", lambda: due.after_reassignment(case, _WHO, _OTHER, context)
    yield "svaret fordelt igen uden den forrige", lambda: due.after_reassignment(case, None, _OTHER, context)
    yield "svaret venteliste", lambda: due.after_waiting(case, context)
    yield "svaret venteliste alligevel", lambda: due.after_waiting(case, context, _WHO, corrected=True)
    yield "svaret trukket tilbage", lambda: due.after_withdrawal(case, _WHO, context)
    yield "svaret afvist", lambda: due.after_decline(case, context, _WHO)
    yield "svaret frist", lambda: timed.before_deadline(nearing, [school], context_of(settings, _on(nearing, 21)))
    yield "svaret i dag", lambda: timed.morning(today, workday)
    yield "svaret runde lukket", lambda: timed.round_closed(nearing, 23, 2, context)
    yield "svaret tavshed", lambda: timed.mailbox_silent(now, context)
    trouble = AlarmFacts("Disken er næsten fuld", "812 MB fri", "Gør plads, eller flyt mappen til en større disk.")
    yield "svaret drift", lambda: alarm_mail(trouble, "prøve", settings.coordinator.email, context)


def _on(nearing: Round, days: int) -> datetime:
    """Noon, so many days before the deadline."""
    return datetime.combine(nearing.deadline - timedelta(days=days), time(12), COPENHAGEN)


def _case(settings: Settings, nearing: Round, now: datetime) -> Case:
    return Case(
        number="T-2026-0142",
        application=Application(Kind.TOPIC, settings.schools[0].name, "mellemformer"),
        round=nearing.name,
        received=now,
        status=Status.LACKING,
        consent=Consent(ConsentState.NOT_REQUIRED),
        findings=(Finding("field-missing", Weight.BLOCKS, {"field": "contact_name"}),),
        reply_to="kontor@skole.example",
    )


def _sound(case: Case) -> Case:
    return replace(case, status=Status.READY, findings=())


def _letter(**facts: Any) -> LetterAnswer:
    return LetterAnswer("0" * 64, "<1@skole.example>", "kontor@skole.example", **facts)

"""What an application amounts to: its round, its consent, its findings, and the case it opens or supplements. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cases.application import Application, supplemented
from cases.case import MACHINE, MOVES, Case, Event, Status, first_status, moved
from cases.consent import Consent, weigh
from cases.findings import Finding
from cases.letters import Opening
from cases.rounds import Round, missed, round_for
from intake.checks import run_checks
from intake.checks.situation import Situation
from intake.desk import Desk
from intake.identity import identity, with_number
from intake.interpret import Interpretation
from intake.look import Look


@dataclass(frozen=True, slots=True)
class Known:
    """What the store knows of the same: the open case, whether it has this file, and whether a namesake has a case."""

    earlier: Case | None = None
    same_file: bool = False
    namesake: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """An application, judged: the opening that shall be written, and what led to it."""

    interpretation: Interpretation
    opening: Opening
    round: Round | None
    missed: Round | None
    supplements: bool
    same_file: bool

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the checks noticed."""
        return self.opening.case.findings


def rounds_to_search(received: datetime, rounds: Sequence[Round]) -> tuple[str, ...]:
    """Where an earlier case about the same may be: the round just missed (a signature sent late), then the open one."""
    found = (missed(received, rounds), round_for(received, rounds))
    return tuple(r.name if r else "" for r in found if r or found[1] is None)


def judge(
    one: Interpretation,
    look: Look,
    received: datetime,
    now: datetime,
    desk: Desk,
    known: Known,
    *,
    reused: bool = False,
) -> Judged:
    """Judge one application of a letter received at `received`."""
    current, late = round_for(received, desk.rounds), missed(received, desk.rounds)
    earlier = known.earlier
    application = supplemented(earlier.application, one.application) if earlier else one.application
    consent = _consent(application, earlier, desk)
    situation = Situation(
        received=received,
        sender_school=look.school.name if look.school else None,
        registered=look.school is not None,
        verified=look.verified,
        round=current,
        missed=None if earlier else late,
        name=one.name,
        form_kind=one.application.kind if one.application.form else application.kind,
        form_school=one.form_school,
        form_detail=one.form_detail,
        consent=consent,
        earlier_case=earlier.number if earlier else None,
        same_file=known.same_file and earlier is not None,
        message_id_reused=reused,
        unread_papers=len(look.unread),
    )
    findings = run_checks(application, situation)
    about = identity(application)
    if about and known.namesake:
        about = with_number(about, application)
    opening = (
        _supplement(earlier, application, consent, findings, now, about, same_file=known.same_file)
        if earlier
        else _opened(application, consent, findings, look, received, now, current, about)
    )
    return Judged(one, opening, current, late, earlier is not None, situation.same_file)


def _consent(application: Application, earlier: Case | None, desk: Desk) -> Consent:
    """A person's decision about consent stands; a machine never overrules it."""
    if earlier and earlier.consent.decided_by:
        return earlier.consent
    return weigh(application, desk.policy)


def _opened(
    application: Application,
    consent: Consent,
    findings: tuple[Finding, ...],
    look: Look,
    received: datetime,
    now: datetime,
    current: Round | None,
    about: str | None,
) -> Opening:
    fresh = Case(
        number="",
        application=application,
        round=current.name if current else "",
        received=received,
        status=Status.RECEIVED,
        consent=consent,
        findings=findings,
        reply_to=look.letter.sender,
        thread=(look.letter.message_id,) if look.letter.message_id else (),
    )
    case = moved(fresh, first_status(findings, consent))
    events = (
        Event(received, MACHINE, "received"),
        Event(now, MACHINE, "read", ", ".join(f.code for f in findings)),
        Event(now, MACHINE, f"status:{case.status}"),
    )
    return Opening(case, events, about)


def _supplement(
    earlier: Case,
    application: Application,
    consent: Consent,
    findings: tuple[Finding, ...],
    now: datetime,
    about: str | None,
    *,
    same_file: bool,
) -> Opening:
    if same_file:
        return Opening(earlier, (Event(now, MACHINE, "duplicate-file"),), about)
    changed = replace(earlier, application=application, consent=consent, findings=findings)
    status = first_status(findings, consent)
    unplanned = earlier.status in (Status.LACKING, Status.REVIEW, Status.READY)
    events = [Event(now, MACHINE, "supplement", ", ".join(f.code for f in findings))]
    if unplanned and status in MOVES[earlier.status]:
        changed = moved(changed, status)
        events.append(Event(now, MACHINE, f"status:{status}"))
    return Opening(changed, tuple(events), about)

"""What an application amounts to: its round, its consent, its findings, and the case it opens or supplements. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cases.application import Application, Ink, supplemented
from cases.case import MACHINE, MOVES, Case, Event, Status, first_status, moved
from cases.consent import Consent, ConsentState, weigh
from cases.findings import Finding, settled
from cases.kinds import Kind
from cases.letters import Opening
from cases.rounds import COPENHAGEN, Round, missed, round_for
from intake.checks import run_checks
from intake.checks.situation import Situation
from intake.desk import Desk
from intake.filenames import FileName
from intake.identity import identity, same_paper, with_number
from intake.interpret import Interpretation
from intake.look import EXPOSED, Look


@dataclass(frozen=True, slots=True)
class Known:
    """What the store knows of the same: the open case, whether this file came before, whether a namesake has a case.

    A file that came before without an open case belongs to another case, and a person looks at why it came again.
    """

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
    """Where an earlier case about the same may be: rounds that are closed and not answered yet, or just missed (a
    signature sent late), then the open one; "" stands for no round.
    """
    today = received.astimezone(COPENHAGEN).date()
    unanswered = sorted(
        (r for r in rounds if r.closes() <= received and today <= r.answer_date), key=lambda r: r.deadline, reverse=True
    )
    found = (*unanswered, missed(received, rounds), round_for(received, rounds))
    return (*dict.fromkeys(r.name for r in found if r), "")


def completed(application: Application, answered: Sequence[Case], judged: Sequence[Judged]) -> Case | None:
    """The case whose gap this fills: the school answers our mail about one case that nobody could name (no pupil, class
    or topic was read), and sends it again. None when the kind or the school is another, or the case has its paper.
    """
    taken = {one.opening.case.number for one in judged}
    open_gaps = [
        case
        for case in answered
        if case.status in (Status.LACKING, Status.REVIEW)
        and case.number not in taken
        and identity(case.application) is None
        and case.application.kind in (application.kind, Kind.UNKNOWN)
        and case.application.school in (application.school, None)
    ]
    return open_gaps[0] if len(open_gaps) == 1 else None


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
    earlier = known.earlier
    current, late = _round(received, earlier, desk.rounds), missed(received, desk.rounds)
    application = supplemented(earlier.application, one.application) if earlier else one.application
    consent = _consent(application, one.application, earlier, desk)
    situation = Situation(
        received=received,
        sender_school=look.school.name if look.school else None,
        registered=look.registered,
        verified=look.verified,
        round=current,
        missed=None if earlier else late,
        name=_name(one, look),
        form_kind=one.application.kind if one.application.form else application.kind,
        form_school=one.form_school,
        form_detail=one.form_detail,
        unknown_school=one.unknown_school,
        consent=consent,
        earlier_case=earlier.number if earlier else None,
        same_file=known.same_file,
        same_paper=earlier is not None and same_paper(one.application, earlier.application),
        message_id_reused=reused,
        unread_papers=len(look.unread),
    )
    findings = run_checks(application, situation)
    about = identity(application)
    if about and known.namesake:
        about = with_number(about, application)
    opening = (
        _supplement(earlier, application, consent, findings, now, current, about, same_file=known.same_file)
        if earlier
        else _opened(application, consent, findings, look, received, now, current, about)
    )
    return Judged(one, opening, current, late, earlier is not None, known.same_file and earlier is not None)


def _name(one: Interpretation, look: Look) -> FileName:
    """The name of its paper, with what is confidential in the names of the papers that go with it."""
    flags = {flag for read in look.papers if read.paper.position in one.papers for flag in read.name.flags}
    return replace(one.name, flags=tuple(dict.fromkeys((*one.name.flags, *sorted(flags & EXPOSED)))))


def _round(received: datetime, earlier: Case | None, rounds: Sequence[Round]) -> Round | None:
    """A supplement stays in its case's round, whenever it comes."""
    own = next((r for r in rounds if earlier and r.name == earlier.round), None)
    return own or round_for(received, rounds)


def _consent(application: Application, came: Application, earlier: Case | None, desk: Desk) -> Consent:
    """A person's decision about consent stands; a machine never overrules it. Only when a signature comes after a
    person said that it is missing, the question is open again, for a person.
    """
    weighed = weigh(application, desk.policy)
    if earlier is None or not earlier.consent.decided_by:
        return weighed
    signed_since = any(box.state is not Ink.EMPTY for box in came.signatures)
    if earlier.consent.state is ConsentState.MISSING and signed_since:
        return replace(weighed, state=ConsentState.UNCERTAIN)
    return earlier.consent


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
    current: Round | None,
    about: str | None,
    *,
    same_file: bool,
) -> Opening:
    if same_file:
        return Opening(earlier, (Event(now, MACHINE, "duplicate-file"),), about)
    findings = tuple(_looked_at(finding, earlier.findings) for finding in findings)
    home = earlier.round or (current.name if current else "")
    changed = replace(earlier, application=application, consent=consent, findings=findings, round=home)
    status = first_status(findings, consent)
    events = [Event(now, MACHINE, "supplement", ", ".join(f.code for f in findings))]
    if _goes(earlier.status, status):
        changed = moved(changed, status)
        events.append(Event(now, MACHINE, f"status:{status}"))
    return Opening(changed, tuple(events), about)


OF_THE_MAIL = frozenset({"sender-unregistered", "sender-unverified", "sender-other-school", "unread-paper"})
"""Findings about the mail that brought a paper: having looked at one mail says nothing of the next."""


def _looked_at(finding: Finding, before: Collection[Finding]) -> Finding:
    """A finding that a person has settled on this case is not asked again."""
    looked_at = any(f.code == finding.code and f.settled for f in before)
    return settled(finding) if looked_at and finding.code not in OF_THE_MAIL else finding


def _goes(now: Status, to: Status) -> bool:
    """Whether a supplement moves its case: to wherever what came leads, and out of a proposal only when in doubt. An
    approved case stays with its educator; what came is shown.
    """
    if now in (Status.PROPOSED, Status.WAITING) and to is Status.READY:
        return False
    return now not in (Status.ASSIGNED, Status.RUNNING) and to in MOVES[now]

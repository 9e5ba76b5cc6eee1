"""Every mail we send, as it usually is and at its very worst: one table for the tests that read them all."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from cases.case import Status
from cases.consent import Consent, ConsentState
from cases.findings import Weight
from cases.kinds import Kind
from cases.mails import OutgoingMail
from cases.people import School
from replies import due, timed
from replies.facts import Context, How
from replies.office import AlarmFacts, Today
from replies.operation import alarm_mail
from replies.receipt import Reading, UnreadPaper
from tests.replies.build import (
    ANNE,
    BO,
    CONTEXT,
    NOW,
    SCHOOL_ADDRESS,
    SPRING,
    WINTER,
    a_case,
    a_finding,
    a_letter,
    an_application,
)

NEW = Reading(1, How.NEW, "#0")
TROUBLE = AlarmFacts("Disken er næsten fuld", "812 MB fri", "Gør plads, eller flyt mappen til en større disk.")
BLOCKS = ("cpr-missing", "consent-missing", "consent-second-missing", "detail-missing", "field-missing", "cpr-invalid")
CONVENTION = a_finding("convention-not-followed", Weight.NOTES)
SURPLUS = a_finding("surplus-cpr", Weight.NOTES)
LATE = a_finding("late", Weight.NOTES, round=SPRING.name, deadline=SPRING.deadline.isoformat())
WITHDRAWN = Consent(ConsentState.WITHDRAWN)
UNREAD_CODES = ("locked", "empty", "damaged", "too-many-pages", "too-big", "not-a-paper", "unsafe", "linked", "news")


def letters() -> Iterator[tuple[str, OutgoingMail]]:
    """Answers to incoming mails."""
    many = tuple(a_case(f"T-2026-{n:04d}") for n in range(100, 140))
    worst = tuple(a_case(f"T-2026-{n:04d}", *(a_finding(code) for code in BLOCKS[n % 3 :])) for n in range(100, 130))
    all_new = tuple(Reading(n + 1, How.NEW, f"#{n}") for n in range(40))
    unread = tuple(UnreadPaper(50 + n, code) for n, code in enumerate(UNREAD_CODES))
    review = a_case(status=Status.REVIEW)
    tables = {
        "plain": (a_letter((NEW,)), (a_case(),)),
        "review": (a_letter((NEW,)), (review,)),
        "late": (a_letter((NEW,)), (a_case(round=SPRING.name, findings=(LATE, CONVENTION), status=Status.READY),)),
        "no-round": (a_letter((NEW,)), (a_case(round=""),)),
        "unknown": (a_letter((NEW,)), (a_case(application=an_application(Kind.UNKNOWN, None), status=Status.REVIEW),)),
        "two": (a_letter((NEW, Reading(2, How.NEW, "#1"))), (a_case(), a_case("T-2026-0143"))),
        "two-papers": (a_letter((NEW, Reading(2, How.NEW, "#0"))), (a_case(),)),
        "supplement": (a_letter((Reading(1, How.SUPPLEMENT, "T-2026-0142"),)), (a_case(),)),
        "two-rounds": (
            a_letter((NEW, Reading(2, How.SUPPLEMENT, "T-2026-0100"))),
            (a_case(round=SPRING.name), a_case("T-2026-0100")),
        ),
        "duplicate": (a_letter((Reading(1, How.DUPLICATE, "T-2026-0142"),)), (a_case(),)),
        "lacking": (a_letter((NEW,)), (a_case("T-2026-0142", a_finding("consent-second-missing")),)),
        "lacking-two": (
            a_letter((NEW, Reading(2, How.NEW, "#1"))),
            (a_case("T-2026-0142", a_finding("consent-missing")), a_case("T-2026-0143")),
        ),
        "partly-unread": (a_letter((NEW,), (UnreadPaper(2, "locked"),)), (a_case(),)),
        "privacy-too": (
            a_letter((NEW,), privacy_incident=True),
            (a_case(findings=(CONVENTION, SURPLUS), status=Status.READY),),
        ),
        "unread": (a_letter((), (UnreadPaper(1, "locked"), UnreadPaper(2, "locked"), UnreadPaper(3, "damaged"))), ()),
        "nothing-came": (a_letter((), (UnreadPaper(0, "no-paper"),)), ()),
        "privacy": (a_letter(privacy_incident=True), ()),
        "many": (a_letter(all_new), many),
        "worst-many": (a_letter(all_new, unread, privacy_incident=True), many),
        "worst-lacking": (a_letter(all_new[:30], unread, privacy_incident=True), worst),
        "worst-unread": (a_letter((), unread, privacy_incident=True), ()),
    }
    for name, (letter, cases) in tables.items():
        for mail in due.after_letter(letter, cases, CONTEXT):
            yield f"letter-{name}", mail


def decisions() -> Iterator[tuple[str, OutgoingMail]]:
    """Mails about one case."""
    lacking = a_case("T-2026-0142", *(a_finding(code) for code in BLOCKS))
    doubtful = a_case(findings=(a_finding("school-disagrees", Weight.DOUBTS),), status=Status.REVIEW)
    for name, mails in {
        "sent-back": due.after_lacking(doubtful, CONTEXT),
        "sent-back-worst": due.after_lacking(lacking, CONTEXT),
        "sent-back-empty": due.after_lacking(a_case(), CONTEXT),
        "reminder": timed.reminder(lacking, NOW.date() - timedelta(days=7), CONTEXT),
        "assigned": due.after_assignment(a_case(), ANNE, CONTEXT),
        "reassigned": due.after_reassignment(a_case(), ANNE, BO, CONTEXT),
        "reassigned-from-nobody": due.after_reassignment(a_case(version=2), None, BO, CONTEXT),
        "waiting": due.after_waiting(a_case(), CONTEXT),
        "waiting-after-all": due.after_waiting(a_case(), CONTEXT, ANNE, corrected=True),
        "withdrawn": due.after_withdrawal(a_case(), ANNE, CONTEXT),
        "consent-withdrawn": due.after_withdrawal(a_case(consent=WITHDRAWN), ANNE, CONTEXT),
        "declined": due.after_decline(a_case(version=3), CONTEXT, ANNE),
    }.items():
        for mail in mails:
            yield f"{name}-{mail.name}", mail


def unprompted() -> Iterator[tuple[str, OutgoingMail]]:
    """Mails that the calendar owes."""
    school = School("Ans Skole", senders=(SCHOOL_ADDRESS, "@ansskole.example"))
    since = NOW - timedelta(minutes=31)
    for name, mails in {
        "deadline": timed.before_deadline(WINTER, (school,), _days_before(3)),
        "deadline-21": timed.before_deadline(WINTER, (school,), _days_before(21)),
        "morning": timed.morning(Today(4, 2, 1, 1, 3, WINTER), CONTEXT),
        "morning-short": timed.morning(Today(new=1), CONTEXT),
        "closed": timed.round_closed(WINTER, 23, 4, CONTEXT),
        "closed-none": timed.round_closed(WINTER, 1, 0, CONTEXT),
        "silence": timed.mailbox_silent(since, CONTEXT),
        "back": timed.mailbox_silent(since, CONTEXT, back=True),
        "trouble": alarm_mail(TROUBLE, "disk-full:1", CONTEXT.sender.coordinator_email, CONTEXT),
        "trouble-operator": alarm_mail(TROUBLE, "disk-full:2", "drift@kommune.example", CONTEXT),
        "trouble-over": alarm_mail(
            replace(TROUBLE, over=True), "disk-full:1", CONTEXT.sender.coordinator_email, CONTEXT
        ),
    }.items():
        assert mails, name
        for mail in mails:
            yield name, mail


def _days_before(days: int) -> Context:
    return replace(CONTEXT, now=NOW.replace(year=2026, month=12, day=2) - timedelta(days=days))


EVERY: tuple[tuple[str, OutgoingMail], ...] = (*letters(), *decisions(), *unprompted())

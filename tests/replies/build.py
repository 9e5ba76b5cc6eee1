"""Builders for what answers are made from, with a secret in every field that no mail may show."""

from dataclasses import replace
from datetime import date, datetime

from cases.application import Application, Ink, SignatureBox, Source, Value
from cases.case import Case, Status
from cases.consent import Consent, ConsentState
from cases.findings import Finding, Weight
from cases.kinds import Kind
from cases.mails import OutgoingMail
from cases.people import Educator
from cases.rounds import COPENHAGEN, Round
from replies.compose import compose
from replies.facts import Context, ReceiptFacts, Sender
from replies.mail import Thread
from replies.receipt import LetterAnswer, Reading, UnreadPaper

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=COPENHAGEN)
WINTER = Round("2. runde 2026/27", date(2026, 12, 2), date(2026, 12, 18), date(2027, 1, 4), date(2027, 3, 26))
SPRING = Round("3. runde 2026/27", date(2027, 3, 3), date(2027, 3, 19), date(2027, 4, 5), date(2027, 6, 25))
SENDER = Sender(
    "ansoegning@kommune.example",
    "Læringsvejlederne, Silkeborg Kommune",
    "Karen Holm",
    "89 70 10 00",
    "kh@kommune.example",
)
SENDERS = frozenset({"@ansskole.example"})
CONTEXT = Context(
    SENDER, NOW, (WINTER, SPRING), frozenset({"Ans Skole", "Balleskolen", "Den Kommunale Friskole"}), SENDERS
)
ANNE = Educator("ae", "Anne Elm", "anne@kommune.example", "20 10 20 10")
BO = Educator("bb", "Bo Birk", "bo@kommune.example")
SCHOOL_ADDRESS = "kontor@ansskole.example"

SECRET = "Hemmelig"
"""Stands in every field of a case that may hold something personal."""

CPR = "150312-9993"


def a_finding(code: str, weight: Weight = Weight.BLOCKS, **facts: str) -> Finding:
    return Finding(code, weight, facts)


def an_application(kind: Kind = Kind.PUPIL, school: str | None = "Ans Skole") -> Application:
    said = {name: Value(SECRET, 1.0, Source.OCR) for name in ("pupil_name", "description", "guardian_1_name", "topic")}
    return Application(
        kind=kind,
        school=school,
        detail=SECRET,
        values={**said, "cpr": Value(CPR, 1.0, Source.OCR)},
        signatures=(SignatureBox("signature_1", Ink.SIGNED, 0.9, 1, (0, 0, 1, 1), why=SECRET),),
        flags=(SECRET,),
    )


def a_case(number: str = "T-2026-0142", *findings: Finding, **changes: object) -> Case:
    case = Case(
        number=number,
        application=an_application(),
        round=WINTER.name,
        received=NOW,
        status=Status.LACKING if findings else Status.READY,
        consent=Consent(ConsentState.GIVEN, 2, 2, why=SECRET),
        findings=findings,
        reply_to=SCHOOL_ADDRESS,
        thread=("<foerste@ansskole.example>",),
        reasons=(SECRET,),
    )
    return replace(case, **changes)  # type: ignore[arg-type]


def a_letter(
    readings: tuple[Reading, ...] = (), unread: tuple[UnreadPaper, ...] = (), **changes: object
) -> LetterAnswer:
    letter = LetterAnswer("f00d", "<brev@ansskole.example>", SCHOOL_ADDRESS, readings=readings, unread=unread)
    return replace(letter, **changes)  # type: ignore[arg-type]


def a_mail(key: str = "letter:f00d") -> OutgoingMail:
    return compose("fortroligt", SCHOOL_ADDRESS, key, [ReceiptFacts(privacy=True)], Thread(), CONTEXT)

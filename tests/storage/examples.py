"""Invented letters, cases and mails, to be changed only in what a test is about."""

import hashlib
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from cases.application import Answers, Application, Ink, Method, SignatureBox, Source, Value
from cases.case import MACHINE, Actor, Case, Event, Status, Who
from cases.consent import Consent, ConsentState
from cases.findings import Finding, Weight
from cases.keeping import Limits
from cases.kinds import Kind
from cases.letters import Arrival, Ending, Fetched, KeptPaper, LetterFacts, LetterWork, MailPlace, Opening, Outcome, Use
from cases.mails import OutgoingMail
from storage import Keys
from storage.leases import leases
from storage.tables import letters, mails

KEYS = Keys((bytes(range(32)),))
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
ROUND = "4. kvartal 2026"
NAME = "Asta Eksempelsen"
CPR = "150312-9993"
CROP = b"\x89PNG crop of a signature"
LATER = timedelta(minutes=5)
LONG_AGO = NOW - timedelta(days=400)


def raw_mail(text: str = f"Subject: Elevindstilling {NAME}") -> bytes:
    return text.encode()


def an_arrival(uid: int = 1, **changes) -> Arrival:
    return replace(Arrival(MailPlace("INBOX", 4242, uid), 100, datetime(2026, 11, 20, 9, 30, tzinfo=UTC)), **changes)


def keep(store, uid: int = 1, raw: bytes | None = None, **changes) -> bool:
    content = raw_mail() if raw is None else raw
    sha256 = hashlib.sha256(content).hexdigest()
    return bool(store.keep([Fetched(an_arrival(uid, **changes), sha256, io.BytesIO(content))], NOW))


def next_letter(store, worker: str, now: datetime) -> LetterWork | None:
    """The next letter to work on, alone."""
    return next(iter(store.claim_letters(worker, now)), None)


def claimed(store, uid: int = 1, **changes) -> LetterWork:
    """A letter, kept and claimed."""
    keep(store, uid, **changes)
    work = next_letter(store, "vaert:0", NOW)
    assert work is not None
    return work


def a_box(name: str = "signature_1", **changes) -> SignatureBox:
    box = SignatureBox(name, Ink.SIGNED, 0.97, 1, (50.5, 700.0, 250.0, 740.25), Method.INK, CROP, "blæk i feltet")
    return replace(box, **changes)


def an_application(**changes) -> Application:
    values = {
        "pupil_name": Value(NAME, 0.93, Source.OCR, 1, (10.0, 20.0, 30.0, 40.0), other="Åse Prøre"),
        "cpr": Value(CPR, 1.0, Source.FORM_FIELD, verified=True),
    }
    boxes = (a_box(), a_box("signature_2", state=Ink.EMPTY, crop=b"", score=0.01))
    whole = Application(Kind.PUPIL, "Vestre Skole", NAME, "elev-1", values, boxes, ("scanner-name",), False)
    return replace(whole, **changes)


def a_case(**changes) -> Case:
    whole = Case(
        number="",
        application=an_application(),
        round=ROUND,
        received=datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
        status=Status.READY,
        consent=Consent(ConsentState.ORAL, 2, 1, "koordinator", NOW, f"Talt med {NAME}s mor"),
        findings=(Finding("late", Weight.NOTES, {"deadline": "2. december 2026"}),),
        reply_to="sekretaer@skole.example",
        thread=("<en@skole.example>", "<to@skole.example>"),
        reasons=("Kender skolen.",),
        priority=1,
        waited=2,
    )
    return replace(whole, **changes)


def an_event(what: str = "Sagen er oprettet", **changes) -> Event:
    return replace(Event(NOW, MACHINE, what, f"Brev om {NAME}"), **changes)


COORDINATOR = Actor(Who.PERSON, "koordinator")


def a_paper(position: int = 0, **changes) -> KeptPaper:
    application = an_application()
    answers = Answers("elev-1", Kind.PUPIL, application.values, application.signatures, (1, 2), False)
    content = f"%PDF {NAME} {CPR}".encode()
    whole = KeptPaper(
        position,
        f"Vestre Skole {NAME}.pdf",
        "application/pdf",
        hashlib.sha256(content).hexdigest(),
        content,
        Use.APPLICATION,
        "",
        "#0",
        (answers,),
    )
    return replace(whole, **changes)


def facts(content_key: str = "content-1", message_id: str = "<en@skole.example>") -> LetterFacts:
    return LetterFacts(content_key, message_id, "Sekretæren <sekretaer@skole.example>", f"Elevindstilling {NAME}")


def an_opening(identity: str | None = f"vestre skole|elev|{CPR}", **changes) -> Opening:
    return Opening(a_case(**changes), (an_event(),), identity)


def an_outcome(**changes) -> Outcome:
    whole = Outcome(Ending.CASE, "Behandlet", facts(), "Et skema", (an_opening(),), (a_paper(),))
    return replace(whole, **changes)


def a_mail(key: str = "ack-1", **changes) -> OutgoingMail:
    message_id = f"<{key}@tovholder.example>"
    return replace(
        OutgoingMail(key, "received", "sekretaer@skole.example", message_id, b"Subject: Kvittering"), **changes
    )


def set_aside(store, uid: int = 1) -> int:
    """A letter that nobody could make sense of; its id."""
    work = claimed(store, uid)
    known = facts(f"content-{uid}", f"<{uid}@skole.example>")
    paper = a_paper(case=None, use=Use.REFUSED)
    outcome = an_outcome(ending=Ending.SET_ASIDE, why="locked", openings=(), papers=(paper,), facts=known)
    store.finish_letter(work, outcome, lambda _: (), NOW)
    return work.id


def owing(*mails: OutgoingMail):
    """What finish_letter asks: these mails, about the cases it has just numbered."""
    return lambda cases: [replace(mail, cases=tuple(case.number for case in cases)) for mail in mails]


def open_one(store, uid: int = 1, mails=(), **changes) -> Case:
    """A case in the store, from a letter of its own; `changes` are the outcome's."""
    work = claimed(store, uid)
    content = facts(f"content-{uid}", f"<{uid}@skole.example>")
    return store.finish_letter(work, an_outcome(**{"facts": content, **changes}), owing(*mails), NOW)[0]


def let_leases_run_out(store):
    """On PostgreSQL its own clock decides, which no test can move: there the rows are moved instead."""
    with store.db.writing() as conn:
        if conn.dialect.name == "postgresql":
            for table in (letters, mails):
                conn.execute(update(table).where(table.c.lease_until.is_not(None)).values(lease_until=LONG_AGO))
            conn.execute(update(leases).values(until=LONG_AGO))


def limits(before: datetime, **other: datetime) -> Limits:
    """Everything that is older than that is erased, but for what `other` says."""
    return Limits(**(dict.fromkeys(("cases", "raw", "papers", "copies", "others", "accesses"), before) | other))

"""Stories of mails that are no application, or that cannot be read."""

import pytest

from cases.kinds import Kind
from cases.letters import CASE_HEADER, Ending
from cases.mails import MailState
from service.samples.papers import broken, filled_form, locked
from tests.papers.texts import blank_page, docx
from tests.story.world import ELEV, World, a_mail, elev

pytestmark = pytest.mark.slow

NAME = "Gødvadskolen - Emma Sørensen.pdf"


@pytest.mark.parametrize(
    ("why", "content"),
    [
        ("locked", locked(filled_form(Kind.PUPIL, ELEV))),
        ("damaged", broken()),
        ("empty", b""),
        ("blank", blank_page()),
        ("letter", docx("Kære Bente", "Hermed ansøgningen.", "Venlig hilsen", "Karen")),
    ],
    ids=["locked", "broken", "empty", "the back of the sheet", "only a letter"],
)
def test_a_file_that_cannot_be_read_is_asked_for_again(world: World, why: str, content: bytes) -> None:
    """Locked, broken, empty, no form at all: set aside for a person, and the school knows what to do."""
    world.send(a_mail((NAME if why != "letter" else "brev.docx", content), subject="Ansøgning"))
    world.run()
    (row,) = world.app.store.letters()
    assert (row.ending, row.why, world.app.store.cases()) == (Ending.SET_ASIDE, why, ())
    read_to_its_end = why in ("blank", "letter")
    told = "Vi fandt ingen ansøgning i jeres mail" if read_to_its_end else "Vi kunne ikke læse filen"
    assert world.answers()[0]["Subject"] == told
    assert (world.inbox(), world.aside()) == (0, 1)


def test_a_program_is_never_opened(world: World) -> None:
    """An .exe that calls itself a PDF."""
    world.send(a_mail(("Gødvadskolen - Emma Sørensen.pdf.exe", b"MZ\x90\x00" + bytes(200))))
    world.run()
    assert [row.why for row in world.app.store.letters()] == ["unsafe"]
    assert (world.aside(), len(world.answers())) == (1, 1)


def test_a_mail_without_a_file_is_answered_so(world: World) -> None:
    """They forgot to attach it."""
    world.send(a_mail(subject="Gødvadskolen - Emma Sørensen"))
    world.run()
    assert [row.why for row in world.app.store.letters()] == ["no-paper"]
    assert world.answers()[0]["Subject"] == "Vi fandt ingen ansøgning i jeres mail"


def test_an_out_of_office_is_filed_and_never_answered(world: World) -> None:
    """Auto-Submitted."""
    world.send(a_mail(subject="Automatisk svar: Kvittering", Auto_Submitted="auto-replied"))
    world.run()
    assert (world.endings(), world.answers(), world.done()) == ([Ending.NOT_APPLICATION], [], 1)


def test_a_newsletter_is_filed_and_never_answered(world: World) -> None:
    """List headers, an unknown sender."""
    headers = {"List_Unsubscribe": "<https://nyt.example/af>", "Precedence": "bulk"}
    world.send(a_mail(subject="Nyt fra forlaget", sender="fremmed@andet.example", **headers))
    world.run()
    assert (world.endings(), world.answers("fremmed@andet.example")) == ([Ending.NOT_APPLICATION], [])


def a_bounce(headers: str, recipient: str = "kontor@goedvadskolen.example") -> bytes:
    """Multipart/report with the headers of the mail that came back."""
    return (
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nTo: ppr@kommune.example\r\n"
        "Subject: Ikke leveret\r\nMessage-ID: <bounce@mx.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nfejl\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\n{headers}\r\n\r\n--b--\r\n"
    ).encode()


@pytest.mark.parametrize("known_by", ["Message-ID", CASE_HEADER])
def test_a_bounce_of_our_answer_is_noted_on_the_case_and_counts_as_undelivered(world: World, known_by: str) -> None:
    """With our own mail inside, or, where a server has given that another Message-ID, by the number it carries."""
    world.send(a_mail((NAME, elev())))
    world.run()
    (answer,) = world.answers()
    theirs = "" if known_by == "Message-ID" else "Message-ID: <AM0PR04@outlook.example>\r\n"
    world.send(a_bounce(f"{theirs}{known_by}: {answer[known_by]}"))
    world.run()
    assert world.endings() == [Ending.CASE, Ending.NOT_APPLICATION]
    history = [event.what for event in world.app.store.history(world.case().number)]
    assert "answer-bounced" in history
    assert [mail.why for mail in world.app.store.mails()] == ["came-back"]
    assert (world.app.store.astray(), world.app.store.pulse().undelivered) == (1, 1)


@pytest.mark.parametrize(
    ("recipient", "more"), [("en.anden@skole.example", ""), ("kontor@goedvadskolen.example", " T-2026-0002")]
)
def test_a_made_up_bounce_that_counts_case_numbers_touches_none(world: World, recipient: str, more: str) -> None:
    """The numbers run in order: they are believed only of a mail that we sent to that address, and only its own."""
    world.send(a_mail((NAME, elev())))
    world.run()
    before = world.app.store.history(world.case().number)
    world.send(a_bounce(f"{CASE_HEADER}: {world.case().number}{more}", recipient))
    world.run()
    assert world.endings() == [Ending.CASE, Ending.NOT_APPLICATION]
    assert (world.app.store.history(world.case().number), world.app.store.astray()) == (before, 0)


def test_a_calendar_reply_is_filed(world: World) -> None:
    """text/calendar, method REPLY."""
    raw = (
        b"From: kontor@goedvadskolen.example\r\nTo: ppr@kommune.example\r\nSubject: Accepteret: M\xc3\xb8de\r\n"
        b"Message-ID: <cal@x.example>\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: text/calendar; method=REPLY; charset=utf-8\r\n\r\n"
        b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR\r\n"
    )
    world.send(raw)
    world.run()
    assert (world.endings(), world.answers()) == ([Ending.NOT_APPLICATION], [])


def test_garbage_is_kept_and_set_aside(world: World) -> None:
    """Bytes that are hardly a mail: nothing is lost, nobody is answered."""
    world.send(b"\xff\xfe\x00 ikke en mail")
    world.run()
    assert (world.endings(), world.aside()) == ([Ending.SET_ASIDE], 1)
    assert {mail.state for mail in world.app.store.mails()} <= {MailState.HELD}


def test_one_bad_mail_does_not_hold_up_the_next(world: World) -> None:
    """Broken first, then a good one."""
    world.send(a_mail((NAME, broken())))
    world.send(a_mail((NAME, elev())))
    world.run()
    assert sorted(filter(None, world.endings())) == sorted([Ending.SET_ASIDE, Ending.CASE])


def test_when_the_post_is_refused_the_answer_waits(world: World) -> None:
    """TLS or login fails: not sent, still owed, sent when the server is back."""
    password = world.servers.smtp.users.pop(world.user)
    world.servers.smtp.users[world.user] = "en anden"
    world.send(a_mail((NAME, elev())))
    world.run()
    assert ([mail.state for mail in world.app.store.mails()], world.answers()) == ([MailState.OWED], [])
    world.servers.smtp.users[world.user] = password

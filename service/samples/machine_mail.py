"""What programs send to the mailbox: a bounce, a newsletter, an out-of-office, an answer to an invitation."""

from intake.letter import parse_letter
from replies.due import answer_key
from replies.mail import message_id
from service.samples.mail_programs import Written, multipart, plain
from service.samples.people import Sender
from service.samples.school_mail import Desk

RETURNED = "class-scan"
"""The sample letter whose answer comes back."""


def bounce(desk: Desk) -> bytes:
    """The answer to the school's own mail of before did not arrive (RFC 3464)."""
    ours = message_id(answer_key(parse_letter(desk.earlier[RETURNED]).content_key), desk.to)
    daemon = Sender("Mail Delivery System", f"MAILER-DAEMON@mx.{desk.sender.domain}")
    nulls = (("Return-Path", "<>"), ("Auto-Submitted", "auto-replied"), ("X-Failed-Recipients", desk.sender.address))
    mail = Written(daemon, desk.to, "Ikke leveret: Kvittering: ansøgning modtaget", "", desk.now, headers=nulls)
    status = (
        f"Reporting-MTA: dns; mx.{desk.sender.domain}\n\nFinal-Recipient: rfc822; {desk.sender.address}\n"
        "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\n"
    )
    parts = (
        ("text/plain; charset=utf-8", "This message could not be delivered.\n"),
        ("message/delivery-status", status),
        ("text/rfc822-headers", f"Message-ID: {ours}\nTo: {desk.sender.address}\n"),
    )
    return multipart(mail, "multipart/report; report-type=delivery-status", parts)


def newsletter(desk: Desk) -> bytes:
    """A publisher's news, with the headers of a mailing list (RFC 2369, RFC 8058)."""
    publisher = Sender("Forlaget Linje", "nyhedsbrev@forlaget-linje.example")
    headers = (
        ("List-ID", "<nyt.forlaget-linje.example>"),
        ("List-Unsubscribe", "<https://forlaget-linje.example/afmeld>"),
        ("Precedence", "bulk"),
    )
    text = "Efterårets nye bøger om inklusion og fællesskaber.\n\nAfmeld: https://forlaget-linje.example/afmeld\n"
    return plain(Written(publisher, desk.to, "Nyhedsbrev: nye bøger om inklusion", text, desk.now, headers=headers))


def out_of_office(desk: Desk) -> bytes:
    """A secretary's mailbox answers our answer (RFC 3834)."""
    headers = (("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All"), ("Precedence", "auto_reply"))
    text = "Tak for din mail. Jeg er på ferie og tilbage på mandag.\n"
    subject = "Automatisk svar: Kvittering: ansøgning modtaget"
    return plain(Written(desk.sender, desk.to, subject, text, desk.now, headers=headers))


def calendar_reply(desk: Desk) -> bytes:
    """Somebody accepts an invitation (RFC 5546)."""
    text = (
        "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nPRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN\r\n"
        f"VERSION:2.0\r\nBEGIN:VEVENT\r\nUID:{desk.now:%Y%m%d}-opstart@{desk.sender.domain}\r\n"
        f"DTSTAMP:{desk.now:%Y%m%dT%H%M%SZ}\r\nSUMMARY:Opstartsmøde\r\n"
        f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{desk.sender.address}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    mail = Written(desk.sender, desk.to, f"Accepteret: Opstartsmøde {desk.school.name}", text, desk.now)
    return plain(mail, "text/calendar; charset=utf-8; method=REPLY")

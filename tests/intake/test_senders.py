"""Who sent it, whether that is believed, and whether it is answered: tables, with the odd cases met in the wild."""

import pytest

from cases.people import School
from intake.letter import Letter, parse_letter
from intake.senders import WHY_NOT, registered, verified, why_not_answer
from tests.letters import a_letter, a_mail

OURS = frozenset({"Ansoegning@kommune.test"})


def why(raw: bytes, *, known: bool = True, trust: str = "verified") -> str | None:
    return why_not_answer(parse_letter(raw), own_addresses=OURS, registered=known, verified=trust)


def test_a_mail_from_a_person_at_a_school_is_answered() -> None:
    assert why(a_mail()) is None


ROBOTS = [
    ("null-return-path", {"Return-Path": "<>"}),
    ("report", {"Return-Path": "<>", "Auto-Submitted": "auto-replied", "X-Failed-Recipients": "kontor@skole.test"}),
    ("auto-submitted", {"Auto-Submitted": "auto-replied"}),
    ("auto-submitted", {"Auto-Submitted": "auto-generated (out of office); owner-email=x@y.test"}),
    ("auto-submitted", {"Auto-Submitted": "AUTO-NOTIFIED"}),
    ("precedence", {"Precedence": "bulk"}),
    ("precedence", {"Precedence": "List"}),
    ("precedence", {"Precedence": "junk"}),
    ("precedence", {"Precedence": "auto_reply"}),
    ("mailing-list", {"List-Id": "<nyt.skole.test>"}),
    ("mailing-list", {"List-Unsubscribe": "<https://nyt.test/af>"}),
    ("suppressed", {"X-Auto-Response-Suppress": "All"}),
    ("suppressed", {"X-Auto-Response-Suppress": "DR, OOF, AutoReply"}),
    ("robot-header", {"X-Autoreply": "yes"}),
    ("robot-header", {"X-Autorespond": "1"}),
    ("bounce-header", {"X-MS-Exchange-Message-Is-Ndr": ""}),
    ("bounce-header", {"X-MS-Exchange-Inbox-Rules-Loop": "kontor@skole.test"}),
    ("report", {"X-Failed-Recipients": "kontor@skole.test"}),
    ("own-answer", {"X-Tovholder-Case": "T-2026-0001"}),
    ("own-answer", {"Message-ID": f"<{'0a' * 16}.tovholder@anden.test>"}),  # a gateway took the header away
    ("automatic-subject", {"Subject": "Automatisk svar: Ansøgning"}),
    ("automatic-subject", {"Subject": "=?utf-8?Q?Frav=C3=A6rsbesked?="}),
    ("robot-address", {"From": "MAILER-DAEMON@skole.test"}),
    ("robot-address", {"From": "postmaster@skole.test"}),
    ("robot-address", {"From": "Skolen <no-reply@skole.test>"}),
    ("robot-address", {"From": "noreply@skole.test"}),
    ("robot-address", {"From": "aula-noreply@skole.test"}),
    ("robot-address", {"From": "do_not_reply@skole.test"}),
    ("robot-address", {"From": "ingensvar@skole.test"}),
    ("robot-address", {"From": "svar-ikke@skole.test"}),
    ("robot-address", {"From": "ikke-svar@skole.test"}),
    ("robot-address", {"From": "besvar-ikke@skole.test"}),
    ("robot-address", {"Reply-To": "nyt-request@skole.test"}),
    ("robot-address", {"Return-Path": "<bounces+123-kontor=skole.test@post.test>"}),
    ("robot-address", {"Return-Path": "<owner-nyt@skole.test>"}),
    ("robot-address", {"From": "MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@skole.test"}),
    ("no-sender", {"From": "undisclosed-recipients:;"}),
    ("no-sender", {"From": None}),
    ("several-senders", {"From": "kontor@skole.test, leder@skole.test"}),
    ("own-address", {"From": "Ansøgninger <ansoegning@kommune.test>"}),
    ("own-address", {"Reply-To": "ansoegning@kommune.test"}),
]


@pytest.mark.parametrize(("code", "headers"), ROBOTS)
def test_what_a_program_wrote_is_never_answered(code: str, headers: dict[str, str | None]) -> None:
    assert why(a_mail(**headers)) == code


PEOPLE = [
    {"Auto-Submitted": "no"},
    {"Precedence": "normal"},
    {"X-Auto-Response-Suppress": "DR, RN, NRN"},
    {"Return-Path": "<kontor@skole.test>"},
    {"Return-Path": "<bounces+SRS=abcde=fg@skole.test>"},  # Microsoft 365 forwarding a person's mail
    {"From": "Nora Bounce <nora.bounce@skole.test>"},
    {"From": "ikke.hansen@skole.test"},
    {"From": "lars.noreplyson@skole.test"},
    {"From": '"Skole, Kontor" <kontor@skole.test>'},
    {"From": "=?iso-8859-1?Q?S=F8ren?= <kontor@skole.test>"},
    {"Subject": "SV: Automatisk svar: hvem?"},
]


@pytest.mark.parametrize("headers", PEOPLE)
def test_what_only_looks_like_a_robot_is_answered(headers: dict[str, str]) -> None:
    assert why(a_mail(**headers)) is None


PARTS = [
    ("report", "multipart/report; report-type=delivery-status", "message/delivery-status", "Action: failed\n"),
    ("report", "multipart/report; report-type=disposition-notification", "message/disposition-notification", "x: y\n"),
    ("report", "multipart/mixed", "message/feedback-report", "Feedback-Type: abuse\n"),
    ("calendar", "multipart/alternative", "text/calendar; method=REPLY", "BEGIN:VCALENDAR\nMETHOD:REPLY\n"),
]


@pytest.mark.parametrize(("code", "whole", "part", "content"), PARTS)
def test_reports_and_replies_to_invitations_are_never_answered(code: str, whole: str, part: str, content: str) -> None:
    raw = a_mail(**{"Content-Type": f"{whole}; boundary=b"}, body=f"--b\nContent-Type: {part}\n\n{content}\n--b--\n")
    assert why(raw) == code


def test_strangers_and_failed_senders_are_not_answered_and_the_code_says_which() -> None:
    assert why(a_mail(), known=False) == "sender-unregistered"
    assert why(a_mail(), trust="failed") == "sender-failed"
    assert why(a_mail(), known=False, trust="failed") == "sender-failed"  # which no person can let off
    assert [why(a_mail(), trust=trust) for trust in ("weak", "unknown")] == [None, None]


def test_every_rule_is_the_reason_for_some_mail() -> None:
    shown = {code for code, _ in ROBOTS} | {code for code, *_ in PARTS} | {"sender-unregistered", "sender-failed"}
    assert shown == {code for code, _ in WHY_NOT}


NORTH = School("Nordskolen", senders=("kontor@nord.test", "@faelles.test"))
SOUTH = School("Sydskolen", senders=("Kontor@Syd.test", "leder@faelles.test"))
EAST = School("Østskolen", senders=("@oest.test", "@kommune.test"))
WEST = School("Vestskolen", senders=("@kommune.test",))


@pytest.mark.parametrize(
    ("sender", "schools"),
    [
        ("kontor@nord.test", [NORTH]),
        ("KONTOR@SYD.TEST", [SOUTH]),
        ("anden@nord.test", []),
        ("hvem-som-helst@oest.test", [EAST]),
        ("leder@faelles.test", [SOUTH]),  # an address comes before a domain
        ("laerer@faelles.test", [NORTH]),
        ("en@kommune.test", [EAST, WEST]),  # a domain that two schools share says that it is one of them
        ("en@under.oest.test", []),
        ("en@falsk-oest.test", []),
        ("kontor@nord.test, kontor@syd.test", []),
        ('"kontor@nord.test" <en@anden.test>', []),  # a display name is no address
        ("kontor@nord.test <en@anden.test>", []),
        ("", []),
    ],
)
def test_a_school_is_known_by_its_address_or_its_domain(sender: str, schools: list[School]) -> None:
    assert list(registered(a_letter(From=sender), (NORTH, SOUTH, EAST, WEST))) == schools


US = "mx.kommune.test"
RESULTS = [
    ("verified", "dmarc=pass header.from=skole.dk"),
    ("verified", "dmarc=pass (p=none dis=none) header.from=skole.dk; spf=fail smtp.mailfrom=anden.dk"),
    ("verified", "dkim=pass header.d=skole.dk"),
    ("verified", "dkim=pass header.i=@post.skole.dk header.s=k1"),
    ("verified", 'spf=pass smtp.mailfrom="kontor@skole.dk"'),
    ("verified", "dkim=fail header.d=skole.dk; dkim=pass header.d=skole.dk"),
    ("weak", "dkim=pass header.d=masseudsender.dk; spf=pass smtp.mailfrom=masseudsender.dk"),
    ("weak", "spf=softfail smtp.mailfrom=skole.dk"),
    ("unknown", "none"),
    ("weak", "dkim=pass header.d=anden.dk header.s=skole.dk"),  # the selector is the sender's own choice
    ("weak", "dkim=pass header.d=dk"),  # a public suffix vouches for nobody
    ("weak", 'spf=pass smtp.mailfrom="x;dmarc=pass header.from=skole.dk"@ond.dk'),
    ("weak", "spf=pass (x; dmarc=pass header.from=skole.dk) smtp.mailfrom=ond.dk"),
    ("weak", 'spf=pass (a "b) dmarc=pass" \\) ; dmarc=pass) smtp.mailfrom=ond.dk'),
    ("failed", "dmarc=fail header.from=skole.dk; spf=pass smtp.mailfrom=ond.dk"),
    ("failed", "spf=fail smtp.mailfrom=skole.dk"),
    ("failed", "dkim=fail header.d=skole.dk; spf=none smtp.mailfrom=ond.dk"),
]


@pytest.mark.parametrize(("trust", "results"), RESULTS)
def test_our_own_server_is_believed(trust: str, results: str) -> None:
    letter = a_letter(From="kontor@skole.dk", **{"Authentication-Results": f"{US}; {results}"})
    assert verified(letter, US, "") == trust


M365 = [
    (
        "verified",
        "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=skole.dk; dkim=pass (signature was verified)"
        " header.d=skole.dk;dmarc=pass action=none header.from=skole.dk;compauth=pass reason=100",
    ),
    ("weak", "dkim=none (message not signed) header.d=none;dmarc=none action=none header.from=skole.dk;"),
    (
        "failed",
        "spf=fail (sender IP is 192.0.2.9) smtp.mailfrom=ond.dk; dkim=none (message not signed) header.d=none;"
        "dmarc=fail action=quarantine header.from=skole.dk;compauth=fail reason=000",
    ),
    ("failed", "spf=none smtp.mailfrom=skole.dk; dkim=none header.d=none;compauth=fail reason=001"),
]


@pytest.mark.parametrize(("trust", "results"), M365)
def test_microsoft_writes_no_name_of_its_own_and_only_its_topmost_header_counts(trust: str, results: str) -> None:
    forged = "dmarc=pass header.from=skole.dk"
    head = f"Authentication-Results: {results}\nReceived: from x\nAuthentication-Results: {forged}\nFrom: a@skole.dk\n"
    assert verified(parse_letter(head.encode() + b"\nHej\n"), None, "m365") == trust


def letter_with(*lines: str) -> Letter:
    return parse_letter("\n".join([*lines, "From: kontor@skole.dk", "", "Hej"]).encode())


def test_what_others_wrote_is_not_believed() -> None:
    forged = f"Authentication-Results: {US}; dmarc=pass header.from=skole.dk"
    ours = f"Authentication-Results: {US}; spf=softfail smtp.mailfrom=skole.dk"
    others = "Authentication-Results: mx.anden.test; dmarc=pass header.from=skole.dk"
    assert verified(letter_with(others), US, "") == "unknown"
    assert verified(letter_with(others), None, "") == "unknown"
    assert verified(letter_with(), US, "") == "unknown"
    assert verified(letter_with(ours, "Received: from ude", forged), US, "") == "weak"


def test_two_filters_of_ours_are_read_together() -> None:
    first = f"Authentication-Results: {US}; dmarc=none header.from=skole.dk"
    second = f"Authentication-Results: {US.upper()} 1; dkim=pass header.d=skole.dk"
    assert verified(letter_with(first, second, "Received: from ude"), US, "") == "verified"

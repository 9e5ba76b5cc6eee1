"""The mail itself: its headers, its threading, and what strangers may not do to either."""

from dataclasses import replace
from email import message_from_bytes, policy

import pytest

from cases.letters import CASE_HEADER
from cases.mails import ADDRESS_UNCONFIRMED, SENDER_UNREGISTERED
from replies.compose import compose
from replies.facts import ReceiptFacts
from replies.mail import MAX_REFERENCES, Thread, message_id, opened, usable_address
from tests.replies.build import CONTEXT, SCHOOL_ADDRESS, SENDER, a_mail

EXCHANGE_ID = f"<{'AM0PR04MB1234' * 5}@AM0PR04MB1234.eurprd04.prod.outlook.com>"


def _mail(thread: Thread = Thread(), **changes: object):  # noqa: B008  a frozen value
    options = {"cases": ("T-2026-0142",), "prompted": True} | changes
    context = options.pop("context", CONTEXT)
    return compose("fortroligt", SCHOOL_ADDRESS, "letter:1", [ReceiptFacts(privacy=True)], thread, context, **options)


def test_the_headers_say_who_writes_and_that_it_is_a_machine() -> None:
    message = opened(_mail(Thread("<a@b.example>", ("<first@b.example>",))))
    assert message["From"].addresses[0].addr_spec == SENDER.mailbox
    assert message["From"].addresses[0].display_name == SENDER.name
    expected = {
        "To": SCHOOL_ADDRESS,
        "Reply-To": SENDER.mailbox,
        "Auto-Submitted": "auto-replied",
        "X-Auto-Response-Suppress": "All",
        "In-Reply-To": "<a@b.example>",
        "References": "<first@b.example> <a@b.example>",
        CASE_HEADER: "T-2026-0142",
        "Date": "Fri, 20 Nov 2026 09:30:00 +0100",
        "Message-ID": message_id("letter:1", SENDER.mailbox),
    }
    assert {name: str(message[name]) for name in expected} == expected


def test_a_mail_nobody_asked_for_says_so() -> None:
    assert opened(_mail(prompted=False))["Auto-Submitted"] == "auto-generated"


def test_the_same_occasion_gives_the_same_bytes() -> None:
    """Whoever renders it twice owes one mail."""
    assert _mail() == _mail()


def test_another_occasion_gives_another_message_id() -> None:
    assert a_mail("letter:1").message_id != a_mail("letter:2").message_id


def test_both_bodies_are_danish_and_safe_for_old_servers() -> None:
    mail = _mail()
    message = opened(mail)
    assert mail.raw.isascii()
    assert max(map(len, mail.raw.splitlines())) <= 998
    assert b"\n" not in mail.raw.replace(b"\r\n", b"")
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert all("Læringsvejlederne" in part.get_content() for part in message.iter_parts())
    assert message["Content-Language"] == "da"


def test_long_message_ids_survive() -> None:
    """Exchange's are so long that folding them wrongly is easy; a client threads by the exact text."""
    raw = _mail(Thread(EXCHANGE_ID, (EXCHANGE_ID.replace("1", "2"),))).raw
    message = message_from_bytes(raw, policy=policy.compat32)
    assert message["In-Reply-To"] == EXCHANGE_ID
    assert message["References"].split() == [EXCHANGE_ID.replace("1", "2"), EXCHANGE_ID]


@pytest.mark.parametrize(
    "hostile",
    [
        "<a@b>\r\nBcc: all@kommune.example",
        "<a@b>\nBcc: all@kommune.example",
        "no brackets",
        "<two words@b>",
        "<æ@b>",
        f"<{'a' * 300}@b>",
        "",
        "<a@b>\x00",
        "<a@b\u2028Bcc: x>",
    ],
)
def test_a_message_id_that_is_none_is_not_sent_on(hostile: str) -> None:
    message = opened(_mail(Thread(hostile, (hostile, "<good@b.example>"))))
    assert (message["In-Reply-To"], message["References"], message["Bcc"]) == (None, "<good@b.example>", None)


def test_a_long_thread_keeps_its_first_and_its_latest() -> None:
    thread = Thread("<now@b>", tuple(f"<{n}@b>" for n in range(100)))
    ids = str(opened(_mail(thread))["References"]).split()
    assert (len(ids), ids[0], ids[-1]) == (MAX_REFERENCES, "<0@b>", "<now@b>")


def test_no_value_starts_a_header_of_its_own() -> None:
    """Not the sender's name, not a case number."""
    sender = replace(SENDER, name="Navn\r\nBcc: all@kommune.example")
    message = opened(_mail(context=replace(CONTEXT, sender=sender), cases=("T-1\r\nBcc: all@kommune.example",)))
    assert message["Bcc"] is None


@pytest.mark.parametrize(
    ("address", "usable"),
    [
        ("kontor@skole.example", "kontor@skole.example"),
        (" kontor@skole.example ", "kontor@skole.example"),
        ("kontor@blåhøj.example", "kontor@xn--blhj-roa9i.example"),
        ("bjørn@skole.example", None),
        ("kontor@skole.example, andre@skole.example", None),
        ("kontor@skole.example\r\nBcc: x@y.example", None),
        ("<kontor@skole.example>", None),
        ("kontor", None),
        ("kontor@", None),
        ("@skole.example", None),
        ("kontor@skole..example", None),
        ("", None),
    ],
)
def test_an_address_is_usable_or_not(address: str, usable: str | None) -> None:
    assert usable_address(address) == usable


NO_USE = "Modtagerens mailadresse kan ikke bruges."


@pytest.mark.parametrize(
    ("held", "why"),
    [(None, NO_USE), (SENDER_UNREGISTERED, NO_USE), (ADDRESS_UNCONFIRMED, NO_USE), ("report", "report")],
)
def test_a_mail_to_no_usable_address_is_held_and_no_word_of_a_person_frees_it(held: str | None, why: str) -> None:
    mail = compose("fortroligt", "a@b\r\nc", "k", [ReceiptFacts(privacy=True)], Thread(), CONTEXT, held=held)
    assert (mail.to, mail.held) == ("", why)

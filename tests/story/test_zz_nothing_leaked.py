"""The last story: whatever all the others have logged, said, sent and given as a reason holds nothing personal.

Runs last, by its name. It sends a letter of its own, so that it can be run alone, and it shows that it would find what
it looks for.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from cases.cpr import WRITTEN
from tests.story.world import PRIVATE, Servers, World, a_mail, elev

pytestmark = pytest.mark.slow

NAME = "Gødvadskolen - Emma Sørensen.pdf"
_ID = re.compile(r"<[^<>\s]+@[^<>\s]+>")
"""A Message-ID: ours are hashes, in which any ten digits may meet."""
_WORDS = re.compile(r"(?<![\w-])(?:" + "|".join(PRIVATE) + r")(?![\w-])", re.IGNORECASE)
_UNREAD = frozenset({"received", "delivered-to", "return-path", "content-type"})
"""Headers of the servers, and the boundary between parts, which is a hash."""


def _private(text: str, incoming: frozenset[str]) -> set[str]:
    """What a text holds that it must not: CPR numbers, the families' words, what stood in incoming mails."""
    plain = " ".join(_ID.sub("", text).split())
    found = {match[0] for pattern in (WRITTEN, _WORDS) for match in pattern.finditer(plain)}
    return found | {name for name in incoming if name.lower() in plain.lower()}


def _text(raw: bytes) -> str:
    """All that a mail of ours tells its reader: every header of ours and every part, decoded."""
    mail: EmailMessage = message_from_bytes(raw, policy=policy.default)
    parts = [part for part in mail.walk() if not part.is_multipart()]
    assert {part.get_content_type() for part in parts} == {"text/plain", "text/html"}
    assert not [part for part in parts if part.get_filename()]
    headers = [f"{name}: {value}" for name, value in mail.items() if name.lower() not in _UNREAD]
    return "\n".join([*headers, *(part.get_content() for part in parts)])


def _incoming(came: set[bytes]) -> frozenset[str]:
    """The subjects and file names of all mails that came in, but for single words such as "Scan"."""
    return frozenset(name for raw in came for name in _names(raw) if re.search(r"[ .]", name))


def _names(raw: bytes) -> Iterator[str]:
    mail = message_from_bytes(raw, policy=policy.default)
    for name in (mail["Subject"], *(part.get_filename() for part in mail.walk())):
        if name:
            yield " ".join(str(name).split())
            yield str(name).rpartition(".")[0].strip()


def test_nothing_personal_was_logged_or_said_in_any_story(world: World, servers: Servers) -> None:
    """Every line of the log with its exceptions, every answer in every mailbox, every reason that was kept."""
    world.send(a_mail((NAME, elev())))
    world.run()
    assert len(world.answers()) == 1
    world.restart()
    incoming, log = _incoming(servers.came), servers.log.getvalue()
    answers = [_text(raw) for raw in servers.said if raw]
    assert NAME in incoming
    assert "event=letter.done" in log
    assert "event=mail.handled" in log
    assert "event=…" not in log  # an event that has no name tells operators nothing
    assert any("Kvittering" in answer for answer in answers)
    assert _private(log, incoming) == set()
    assert [found for answer in answers if (found := _private(answer, incoming))] == []
    assert [found for reason in servers.reasons if (found := _private(reason, incoming))] == []


@pytest.mark.parametrize(
    "planted",
    ["150312-9993", "1503129993", "150312 9993", "15.03.12-9993", "240813–9993", "Emma", "SØRENSEN", "birgit",
     "hjælp til\r\n  at komme", NAME, "Gødvadskolen -  Emma"],
)  # fmt: skip
def test_what_is_planted_is_found(planted: str) -> None:
    """In a line of the log, in a subject, in either body of a mail, whatever the encoding."""
    incoming = _incoming({a_mail((NAME, b""), subject="Gødvadskolen - Emma")})
    assert _private(f"at=2026-11-22T03:14:12.067+00:00 level=warning text={planted}", incoming)
    for place in ("subject", "plain", "html"):
        mail = EmailMessage()
        mail["Subject"] = " ".join(planted.split()) if place == "subject" else "Kvittering – sag T-2026-0001"
        mail.set_content(planted if place == "plain" else "Vi har modtaget ansøgningen.", cte="base64")
        mail.add_alternative(f"<p>{planted if place == 'html' else 'Tak'}</p>", subtype="html")
        assert _private(_text(mail.as_bytes()), incoming), place


def test_what_may_be_said_is_not_found() -> None:
    """Numbers of cases, times, telephones and the coordinator's name."""
    fine = "sag T-2026-0142, 20-11-2026 10.08, 70 12 34 56, Karen Holm-Larsen, <f0123456789a@kommune.example>"
    assert _private(fine, frozenset({NAME})) == set()

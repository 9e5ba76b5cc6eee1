"""Stories of answering rightly: two of our own write to each other, a secretary writes 25 times, servers vary."""

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from cases.kinds import Kind
from cases.letters import CASE_HEADER, Ending
from cases.mails import MailState
from replies.deliver import deliver
from replies.pace import Pace
from service.samples.papers import fillable
from tests.story.world import EMNE, PASSWORD, SCHOOL, Servers, World, a_mail

pytestmark = pytest.mark.slow

REGISTER = """navn;type;aliaser;distrikt;afsendere
Gødvadskolen;folkeskole;Gødvad;;@goedvadskolen.example|@kommune.example
Sejs Skole;folkeskole;Sejs;;
"""


@cache
def _paper(topic: str) -> bytes:
    return fillable(Kind.TOPIC, EMNE | {"topic": topic})


def _application(topic: str, sender: str = SCHOOL) -> bytes:
    return a_mail((f"Gødvadskolen - {topic}.pdf", _paper(topic)), sender=sender)


def _knows_the_other(world: World) -> None:
    """The other's mailbox counts as a school's, as a register may have it by mistake."""
    world.close()
    (world.folder / "skoler.csv").write_text(REGISTER, "utf-8")
    world._start()


@pytest.fixture
def two(servers: Servers, world: World, tmp_path: Path) -> Iterator[tuple[World, World]]:
    """Two municipalities, each with its own mailbox and database, each of which knows the other as a school."""
    user = f"anden{next(servers.users)}@kommune.example"
    servers.imap.add_user(user, PASSWORD)
    servers.smtp.users[user] = PASSWORD
    (tmp_path / "anden").mkdir()
    with closing(World(servers, tmp_path / "anden", user)) as other:
        for one in (world, other):
            _knows_the_other(one)
        yield world, other


def _sent(world: World) -> int:
    return sum(mail.state is MailState.SENT for mail in world.app.store.mails())


def test_two_of_our_own_end_after_one_answer(two: tuple[World, World]) -> None:
    """An application comes from the other's own mailbox: one acknowledgement, and nobody answers that."""
    here, there = two
    here.send(_application("trivsel", sender=there.user))
    for _ in range(3):
        here.run()
        there.run()
    assert (_sent(here), _sent(there)) == (1, 0)
    assert there.endings() == [Ending.NOT_APPLICATION]
    assert len(here.app.store.letters()) == 1


MARKS = (b"Auto-Submitted", b"X-Auto-Response-Suppress", CASE_HEADER.encode(), b"Return-Path")


def test_they_end_too_where_a_gateway_takes_every_mark_away(two: tuple[World, World]) -> None:
    """What is left is only that the mail is under one of our own Message-IDs, and has no paper."""
    here, there = two
    here.send(_application("udeskole", sender=there.user))
    for _ in range(4):
        for one, other in ((here, there), (there, here)):
            one.run()
            for raw in one.servers.imap.mails(other.user):
                one.servers.imap.delete_all(other.user)
                bare = re.sub(rb"(?mi)^(?:%b):.*\r?\n(?:[ \t].*\r?\n)*" % b"|".join(MARKS), b"", raw)
                other.servers.imap.append(other.user, bare)  # our own words: no school wrote them
    assert _sent(here) == 1
    assert _sent(there) == 0


def test_a_secretary_gets_an_answer_to_each_of_25_mails_on_the_deadline(world: World) -> None:
    """No cap for a known school: 25 forms on one afternoon are 25 cases and 25 acknowledgements."""
    topics = [f"emne nummer {number}" for number in range(25)]
    before = len(world.answers())
    for topic in topics:
        world.send(_application(topic))
    world.run()
    assert world.endings() == [Ending.CASE] * 25
    assert [subject[:11] for subject in world.subjects()[before:]] == ["Kvittering:"] * 25
    assert len({mail["In-Reply-To"] for mail in world.answers()[before:]}) == 25


def test_no_more_mails_go_out_in_a_minute_than_the_server_takes(world: World) -> None:
    """The rest wait for the next minute; none is lost, none is sent twice."""
    for topic in ("overgange", "sprog", "leg", "musik", "natur"):
        world.send(_application(topic))
    world.take_in()
    now = world.app.clock()
    with closing(world.app.answering()) as answering:
        pace = Pace(3)
        for minute, sent in ((0, 3), (0, 3), (1, 5)):
            moment = now.replace(microsecond=0) if not minute else now + timedelta(minutes=minute, seconds=5)
            deliver(world.app.store, answering.postman, lambda at=moment: at, answering.worker, pace)
            assert _sent(world) == sent


@pytest.mark.parametrize(("envelope", "state"), [("empty", MailState.OWED), ("sender", MailState.SENT)])
def test_a_server_that_refuses_the_empty_sender_is_answered_by_a_setting(
    world: World, envelope: str, state: MailState
) -> None:
    """MAIL FROM:<> is refused: the answer waits, uses nothing up, and goes out once the setting names the address."""
    file = world.file.read_text("utf-8").replace("per_minute = 600", f'per_minute = 600\nenvelope = "{envelope}"')
    world.close()
    world.file.write_text(file, "utf-8")
    world._start()
    world.servers.smtp.refuse_empty_sender = True
    try:
        world.send(_application("læsning"))
        world.run()
    finally:
        world.servers.smtp.refuse_empty_sender = False
    assert [mail.state for mail in world.app.store.mails()] == [state]
    senders = [mail.mail_from for mail in world.servers.smtp.messages if world.user.encode() in mail.raw]
    assert senders == ([world.user] if envelope == "sender" else [])

"""Stories of trouble with the servers: no mail is lost, none is answered twice, and all is well once it is mended."""

from collections.abc import Callable
from contextlib import closing, suppress
from datetime import timedelta
from functools import cache

import pytest

from cases.errors import MailboxError
from cases.kinds import Kind
from cases.letters import Ending
from cases.mails import MailState
from service.alarms import ringing
from service.operation import Operation
from service.pulse import pulse
from service.samples.papers import fillable
from tests.servers.dovecot import dovecot
from tests.servers.trouble import Trouble
from tests.story.world import EMNE, World, a_mail

pytestmark = pytest.mark.slow

SOON = timedelta(minutes=1)


@cache
def _paper() -> bytes:
    return fillable(Kind.TOPIC, EMNE)


def _send_one(world: World) -> None:
    world.send(a_mail(("Gødvadskolen - klasseledelse.pdf", _paper())))


def _not_taken(world: World, says: str) -> None:
    with pytest.raises(MailboxError, match=says):
        world.run()
    assert world.app.store.letters() == ()
    assert (world.inbox(), world.answers()) == (1, [])


def _taken_once(world: World) -> None:
    """One case, the mail in its folder, one answer; and another pass changes nothing."""
    for _ in range(2):
        world.run()
        assert len(world.app.store.cases()) == 1
        assert (world.inbox(), world.done(), world.aside()) == (0, 1, 0)
        assert len(world.answers()) == 1


def test_a_wrong_password_is_told_and_the_mail_waits(world: World) -> None:
    """The sentence says which password to mend."""
    _send_one(world)
    right = world.secrets["TOVHOLDER_MAILBOX_PASSWORD"]
    world.secrets["TOVHOLDER_MAILBOX_PASSWORD"] = "forkert"
    world.restart()
    _not_taken(world, "afviser brugernavnet eller adgangskoden")
    world.secrets["TOVHOLDER_MAILBOX_PASSWORD"] = right
    world.restart()
    _taken_once(world)


def test_a_server_that_offers_no_tls_never_gets_the_password(world: World) -> None:
    """STARTTLS is asked for, and not offered: we hang up."""
    _send_one(world)
    with dovecot(tls=False) as open_server:
        world.restart(imap=open_server.imap_port, imap_security="starttls", imap_ca=open_server.ca_file)
        _not_taken(world, "tilbyder ikke TLS")
        assert "Login" not in (open_server.directory / "dovecot.log").read_text()
    world.restart()
    _taken_once(world)


def test_tls_on_the_port_of_starttls_is_told(world: World) -> None:
    """The usual slip of 993 and 143."""
    _send_one(world)
    world.restart(imap=world.servers.imap.imap_port)
    _not_taken(world, "taler ikke TLS på den port")
    world.restart()
    _taken_once(world)


def test_a_certificate_nobody_vouches_for_is_refused(world: World) -> None:
    """Another authority than the one we were told to trust."""
    _send_one(world)
    world.restart(imap_ca=world.servers.smtp_ca)
    _not_taken(world, "certifikat kan ikke godkendes")
    world.restart()
    _taken_once(world)


def test_a_server_that_is_away_is_waited_for(world: World) -> None:
    """Nothing listens on the port."""
    _send_one(world)
    world.restart(imap=1)
    _not_taken(world, "svarer ikke på den port")
    world.restart()
    _taken_once(world)


def test_a_watched_folder_that_does_not_exist_is_told(world: World) -> None:
    """Its name in the settings is wrong."""
    _send_one(world)
    world.restart(login='inbox = "Ansoegninger"')
    _not_taken(world, "Mappen findes ikke")
    world.restart()
    _taken_once(world)


class _Disturbed:
    """A mailbox to which something happens right before a call."""

    def __init__(self, mailbox: object, before: str, happens: Callable[[], object]) -> None:
        self.mailbox, self.before, self.happens = mailbox, before, happens
        self.happened = False

    def __getattr__(self, name: str):
        if name == self.before and not self.happened:
            self.happened = True
            self.happens()
        return getattr(self.mailbox, name)


def _disturb(world: World, before: str, happens: Callable[[], object]) -> None:
    with closing(world.app.mailbox()) as mailbox:
        disturbed = _Disturbed(mailbox, before, happens)
        try:
            world.take_in_from(disturbed)
        finally:
            assert disturbed.happened


@pytest.mark.parametrize("before", ["arrivals", "move"])
def test_a_folder_that_a_person_deletes_is_made_again(world: World, before: str) -> None:
    """Behandlet is gone between keeping and moving."""
    _send_one(world)
    _disturb(world, before, lambda: world.servers.imap.doveadm("mailbox", "delete", "-u", world.user, "Behandlet"))
    _taken_once(world)


def test_a_mail_that_a_person_deletes_meanwhile_is_not_lost(world: World) -> None:
    """It was kept before anything else, so there is a case and an answer."""
    _send_one(world)
    _disturb(world, "move", lambda: world.servers.imap.delete_all(world.user))
    world.answer()
    assert (len(world.app.store.cases()), len(world.answers()), world.inbox()) == (1, 1, 0)
    assert world.app.store.filings() == ()


@pytest.mark.parametrize("before", ["fetch", "move"])
def test_a_changed_uidvalidity_makes_no_second_case(world: World, before: str) -> None:
    """The server was restored: all UIDs mean something else, and the mail is known by its content."""
    _send_one(world)
    with suppress(MailboxError):  # Dovecot hangs up on those who are in the folder
        _disturb(world, before, lambda: world.servers.imap.set_uid_validity(world.user, 4242))
    _taken_once(world)
    assert [e for e in world.endings() if e is not Ending.AGAIN] == [Ending.CASE]


@pytest.mark.parametrize("before", ["arrivals", "move"])
def test_a_connection_that_died_between_two_questions_is_opened_again(world: World, before: str) -> None:
    """The same pass goes on."""
    _send_one(world)
    _disturb(world, before, lambda: world.servers.imap.hang_up(world.user))
    assert world.done() == 1
    _taken_once(world)


def test_a_connection_that_dies_before_a_mail_is_fetched_costs_a_pass(world: World) -> None:
    """Half a mail is never taken for a whole one: the next pass fetches it from the start."""
    _send_one(world)
    _disturb(world, "fetch", lambda: world.servers.imap.hang_up(world.user))
    assert world.app.store.letters() == ()
    _taken_once(world)


@pytest.fixture
def smtp_trouble(world: World):
    """Makes the shared SMTP server misbehave, for this story only."""

    def make(trouble: Trouble) -> None:
        world.servers.smtp.trouble = trouble

    yield make
    world.servers.smtp.trouble = Trouble.NONE


@pytest.mark.parametrize(
    "trouble", [Trouble.TEMPORARY_AT_RCPT, Trouble.CUT_AT_RCPT, Trouble.TEMPORARY_AFTER_DATA], ids=lambda t: t.value
)
def test_an_answer_that_was_certainly_not_taken_is_sent_later(
    world: World, smtp_trouble: Callable[[Trouble], None], trouble: Trouble
) -> None:
    """451, or a cut before the text: it is still owed, and goes out once the server is well."""
    _send_one(world)
    smtp_trouble(trouble)
    world.run()
    assert [row.state for row in world.app.store.mails()] == [MailState.OWED]
    assert (world.done(), world.answers()) == (1, [])
    smtp_trouble(Trouble.NONE)
    world.later = SOON
    _taken_once(world)


@pytest.mark.parametrize("trouble", [Trouble.REFUSED_AT_RCPT, Trouble.REFUSED_AFTER_DATA], ids=lambda t: t.value)
def test_an_answer_refused_for_good_waits_for_a_person(
    world: World, smtp_trouble: Callable[[Trouble], None], trouble: Trouble
) -> None:
    """554: nobody knocks again before a person has looked."""
    _send_one(world)
    smtp_trouble(trouble)
    world.run()
    smtp_trouble(Trouble.NONE)
    world.later = SOON
    world.run()
    (row,) = world.app.store.mails()
    assert (row.state, world.answers(), world.done()) == (MailState.FAILED, [], 1)
    world.app.store.send_again(row.id, world.app.clock())
    _taken_once(world)


@pytest.mark.parametrize(("trouble", "arrived"), [(Trouble.CUT_BEFORE_STORING, 0), (Trouble.CUT_AFTER_STORING, 1)])
def test_an_answer_cut_off_while_handed_over_is_never_sent_again_unasked(
    world: World, smtp_trouble: Callable[[Trouble], None], trouble: Trouble, arrived: int
) -> None:
    """It may have arrived or not, and nothing we can see tells which."""
    _send_one(world)
    smtp_trouble(trouble)
    world.run()
    smtp_trouble(Trouble.NONE)
    world.later = SOON
    world.run()
    assert [row.state for row in world.app.store.mails()] == [MailState.UNKNOWN]
    assert (len(world.answers()), world.done(), len(world.app.store.cases())) == (arrived, 1, 1)


@pytest.mark.parametrize("anew", [True, False], ids=["started anew each time", "one daemon"])
def test_a_post_office_that_is_closed_uses_no_answer_up(world: World, anew: bool) -> None:
    """Nothing listens, pass after pass: the answer is still owed, an alarm rings, and it goes out when it opens."""
    _send_one(world)
    world.take_in()
    world.restart(smtp=1)
    answering = world.app.answering()
    for _ in range(7):
        answering = world.app.answering() if anew else answering
        assert answering.run().away
        answering.close()
        world.later += timedelta(hours=1)
    assert [row.state for row in world.app.store.mails()] == [MailState.OWED]
    assert "smtp-away" in _ringing(world)
    world.restart()
    _taken_once(world)
    assert "smtp-away" not in _ringing(world)


def _ringing(world: World):
    return ringing(pulse(world.app), Operation(), world.app.clock())

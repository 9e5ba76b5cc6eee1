"""Stories of logging in without a password: XOAUTH2 with tokens from a token server, for IMAP and for SMTP."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from cases.errors import MailboxError
from cases.kinds import Kind
from cases.mails import MailState
from service.samples.papers import fillable
from tests.servers.certificates import Certificates
from tests.servers.tokens import TokenServer, token_server
from tests.story.world import EMNE, World, a_mail

pytestmark = pytest.mark.slow

SECRET = "en-klienthemmelighed"
WITH_TOKENS = """auth = "xoauth2"
client_id = "tovholder-test"
scope = "https://mail.example/.default"
token_endpoint = "{url}"
"""


class _Issued(dict[str, str]):
    """The logins that the SMTP server takes: the token that was issued last."""

    def __init__(self, tokens: TokenServer) -> None:
        super().__init__({tokens.user: ""})
        self.tokens = tokens

    def get(self, user, default=None):
        return self.tokens.latest if user == self.tokens.user else default


@pytest.fixture
def tokens(world: World) -> Iterator[TokenServer]:
    """A token server over HTTPS that both mail servers trust; the program has no password any more."""
    servers, home = world.servers, world.servers.imap.directory
    files = Certificates(home / "ca.pem", home / "cert.pem", home / "key.pem")
    both = world.folder / "udstedere.pem"
    both.write_text(files.ca.read_text() + Path(servers.smtp_ca).read_text())
    world.secrets = {"TOVHOLDER_MAILBOX_CLIENT_SECRET": SECRET, "TOVHOLDER_SMTP_CLIENT_SECRET": SECRET}
    with token_server(world.user, SECRET, files) as tokens:
        servers.imap.trust_tokens(tokens.key_id, tokens.public_key)
        login = WITH_TOKENS.format(url=tokens.token_endpoint)
        servers.smtp.tokens = _Issued(tokens)
        password = servers.smtp.users.pop(world.user)
        world.restart(login=login, smtp_login=login, imap_ca=both, smtp_ca=both)
        yield tokens
        servers.smtp.users[world.user] = password
        servers.smtp.tokens = {}


def _send_one(world: World) -> None:
    world.send(a_mail(("Gødvadskolen - klasseledelse.pdf", fillable(Kind.TOPIC, EMNE))))


def _taken_once(world: World) -> None:
    assert (len(world.app.store.cases()), len(world.answers())) == (1, 1), [r.why for r in world.app.store.mails()]
    assert (world.inbox(), world.done()) == (0, 1)


def test_a_letter_goes_its_whole_way_with_tokens_alone(world: World, tokens: TokenServer) -> None:
    """Fetched and moved with one token, answered with another; no password anywhere."""
    _send_one(world)
    world.run()
    _taken_once(world)
    assert tokens.issued == 2
    assert world.servers.smtp.messages[-1].login == world.user


def test_an_expired_token_is_told_and_loses_nothing(world: World, tokens: TokenServer) -> None:
    """The server refuses it; once tokens are good again, the mail is taken and answered once."""
    _send_one(world)
    tokens.lifetime = -60
    with pytest.raises(MailboxError, match="afviser adgangstokenet til postkassen"):
        world.take_in()
    assert (world.inbox(), world.app.store.letters()) == (1, ())
    tokens.lifetime = 3600
    world.run()
    _taken_once(world)


def test_a_new_connection_asks_for_a_token_that_is_valid_then(world: World, tokens: TokenServer) -> None:
    """The connection is lost in mid-run; the token it was opened with is not used for ever."""
    mailbox = world.app.mailbox()
    world.take_in_from(mailbox)
    before = tokens.issued
    world.servers.imap.hang_up(world.user)
    _send_one(world)
    world.take_in_from(mailbox)
    mailbox.close()
    assert (tokens.issued, world.done()) == (before + 1, 1)


def test_a_token_server_that_refuses_the_app_says_what_to_mend(world: World, tokens: TokenServer) -> None:
    """A client secret that ran out: one sentence, and the mail waits."""
    _send_one(world)
    tokens.error = {"error": "invalid_client", "error_description": "AADSTS7000222: The secret is expired."}
    with pytest.raises(MailboxError, match="klienthemmelighed er udløbet"):
        world.run()
    tokens.error = None
    world.run()
    _taken_once(world)


def test_an_answer_waits_for_a_token_that_the_server_takes(world: World, tokens: TokenServer) -> None:
    """SMTP refuses the token: certainly not sent, so still owed."""
    _send_one(world)
    world.take_in()
    world.servers.smtp.tokens = {}
    world.answer()
    assert [row.state for row in world.app.store.mails()] == [MailState.OWED]
    world.servers.smtp.tokens = _Issued(tokens)
    world.later = timedelta(minutes=1)
    world.answer()
    _taken_once(world)

"""The way out over a real SMTP server on loopback: encryption, logins, the empty sender, and what each failure says."""

import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from cases.errors import PostError, PostUnknownError, SettingsError, WorldError
from cases.login import Credentials, Password, Token
from cases.mails import OutgoingMail
from replies.smtp import Security, SmtpPostman, SmtpSettings
from tests.replies.build import SCHOOL_ADDRESS, a_mail
from tests.servers.certificates import Certificates, make_certificates
from tests.servers.dovecot import dovecot
from tests.servers.smtp import SmtpServer
from tests.servers.trouble import Trouble

pytestmark = pytest.mark.slow

USER, SECRET, TOKEN = "post@kommune.example", "rigtig-adgangskode", "gyldigt-token"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def server(certificates: Certificates) -> Iterator[SmtpServer]:
    with SmtpServer(certificates, users={USER: SECRET}, tokens={USER: TOKEN}) as server:
        yield server


def a_postman(server: SmtpServer, credentials: Credentials = Password(SECRET), **changes: object) -> SmtpPostman:  # noqa: B008
    ca = server.certificates.ca if server.certificates else None
    settings = SmtpSettings("localhost", server.port, USER, Security(server.security), USER, ca_file=ca, seconds=5)
    return SmtpPostman(replace(settings, **changes), credentials)


def sent(postman: SmtpPostman, mail: OutgoingMail | None = None) -> None:
    try:
        postman.send(mail or a_mail(), lambda: None)
    finally:
        postman.close()


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("credentials", [Password(SECRET), Token(lambda: TOKEN)], ids=["password", "token"])
def test_a_mail_goes_out_encrypted_and_logged_in(certificates, security, credentials) -> None:
    with SmtpServer(certificates, security, users={USER: SECRET}, tokens={USER: TOKEN}) as server:
        sent(a_postman(server, credentials))
    assert [(m.mail_from, m.to, m.login) for m in server.messages] == [("", (SCHOOL_ADDRESS,), USER)]


def test_the_bytes_arrive_as_they_were_rendered(server: SmtpServer) -> None:
    """Also a line that is a single dot, which SMTP takes for the end."""
    dots = replace(a_mail(), raw=a_mail().raw + b".\r\n..\r\n.x\r\n")
    sent(a_postman(server), dots)
    assert server.messages[0].raw == dots.raw


def test_a_mail_without_a_last_line_end_arrives(server: SmtpServer) -> None:
    sent(a_postman(server), replace(a_mail(), raw=b"Subject: x\r\n\r\nslut"))
    assert server.messages[0].raw == b"Subject: x\r\n\r\nslut\r\n"


def test_the_sender_can_be_named_where_the_empty_one_is_refused(server: SmtpServer) -> None:
    server.refuse_empty_sender = True
    with pytest.raises(PostError, match=r"550 5\.7\.60"):
        sent(a_postman(server))
    sent(a_postman(server, envelope="sender"))
    assert [m.mail_from for m in server.messages] == [USER]


def test_several_mails_share_a_connection(server: SmtpServer) -> None:
    postman = a_postman(server)
    for number in range(3):
        postman.send(a_mail(f"letter:{number}"), lambda: None)
    postman.close()
    assert (len(server.messages), server.connections) == (3, 1)


def test_a_refused_mail_does_not_cost_the_connection(server: SmtpServer) -> None:
    postman = a_postman(server)
    server.trouble = Trouble.REFUSED_AT_RCPT
    with pytest.raises(PostError):
        postman.send(a_mail(), lambda: None)
    server.trouble = Trouble.NONE
    postman.send(a_mail(), lambda: None)
    postman.close()
    assert (len(server.messages), server.connections) == (1, 1)


def test_a_connection_that_died_in_between_is_made_anew(certificates: Certificates) -> None:
    with SmtpServer(certificates) as server:
        postman = a_postman(server, None)
        postman.send(a_mail(), lambda: None)
        port = server.port
    with SmtpServer(certificates, port=port) as server:
        postman.send(a_mail(), lambda: None)
        postman.close()
        assert len(server.messages) == 1


def test_a_cut_before_the_text_is_no_unknown(server: SmtpServer) -> None:
    server.trouble = Trouble.CUT_AT_RCPT
    with pytest.raises(PostError):
        sent(a_postman(server))


def test_a_silent_server_after_the_text_is_unknown(certificates: Certificates) -> None:
    """It may have stored the mail and only be slow to say so."""
    with SmtpServer(certificates, trouble=Trouble.SILENT_AFTER_STORING) as server:
        with pytest.raises(PostUnknownError):
            sent(a_postman(server, None, seconds=0.5))
        assert len(server.messages) == 1


def failing_token() -> str:
    raise WorldError("Microsoft gav ikke et token; forny klienthemmeligheden.")


@pytest.mark.parametrize(
    ("changes", "credentials", "sentence"),
    [
        ({}, Password("forkert"), r"afviste vores login \(535 5\.7\.8\); adgangskoden er forkert eller udløbet"),
        ({}, Token(lambda: "expired"), r"afviste vores login \(535 5\.7\.3\); adgangstokenet er udløbet"),
        ({}, Password("rødgrød"), r"tegn som æ, ø og å, der ikke kan sendes"),
        ({}, Token(failing_token), r"forny klienthemmeligheden"),
        ({"ca_file": None}, Password(SECRET), r"certifikat, vi ikke kan godkende; angiv udstederen"),
        (
            {"security": Security.TLS},
            Password(SECRET),
            r"kan ikke tale krypteret med os; se efter, om security",
        ),
        ({"port": 1}, Password(SECRET), r"tager ikke imod forbindelser; se efter host og port"),
        ({"host": "findes-ikke.invalid"}, Password(SECRET), r"findes ikke; se efter, om host"),
    ],
)
def test_each_way_to_fail_has_one_clear_sentence(server: SmtpServer, changes, credentials, sentence) -> None:
    """And none of them holds a secret."""
    with pytest.raises(PostError, match=sentence) as caught:
        a_postman(server, credentials, **changes).connect()
    assert not re.search(f"{SECRET}|{TOKEN}|rødgrød|expired", str(caught.value))
    assert caught.value.__suppress_context__


def test_without_starttls_nothing_is_sent(certificates: Certificates) -> None:
    with SmtpServer(security="none") as server:
        postman = SmtpPostman(SmtpSettings("localhost", server.port, USER, Security.STARTTLS), None)
        with pytest.raises(PostError, match="tilbyder ikke STARTTLS"):
            sent(postman)
        assert server.messages == []


def test_without_a_login_on_offer_nothing_is_sent(certificates: Certificates) -> None:
    with SmtpServer(certificates) as server, pytest.raises(PostError, match="tilbyder ikke det login"):
        sent(a_postman(server))


def test_open_speech_stays_on_this_machine() -> None:
    with SmtpServer(security="none") as server:
        sent(a_postman(server, None))
        assert len(server.messages) == 1
    away = SmtpSettings("mail.kommune.example", 25, USER, Security.NONE)
    with pytest.raises(SettingsError):
        SmtpPostman(away).connect()


def test_a_server_that_says_nothing_is_given_up(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = SmtpSettings("127.0.0.1", silent.getsockname()[1], USER, seconds=0.3)
        with pytest.raises(PostError, match="svarer ikke; se efter host, port og firewall"):
            SmtpPostman(settings).connect()


def test_an_answer_reaches_the_schools_mailbox() -> None:
    """Over SMTP and LMTP into a real mailbox, with its headers as they were written."""
    with dovecot() as mailboxes, SmtpServer(security="none", relay=(mailboxes.host, mailboxes.lmtp_port)) as server:
        mailboxes.add_user(SCHOOL_ADDRESS, "skolen")
        sent(a_postman(server, None))
        (raw,) = mailboxes.mails(SCHOOL_ADDRESS)
        message = message_from_bytes(raw, policy=policy.default)
    assert message["Message-ID"] == a_mail().message_id
    assert message["Subject"] == "Vigtigt: fortrolige oplysninger i emnefelt eller filnavn"
    assert message["Return-Path"] == "<>"

"""A mail server that cannot show who it is, or that speaks an old TLS or none, gets no password and no mail.

Each fault, over IMAP and SMTP, with TLS from the start and with STARTTLS; and that the same server without the fault is
believed, so that it is the fault that is refused. An answer that could not be sent stays in the outbox.
"""

import ssl
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cases.errors import MailboxError, PostError
from cases.login import Password
from cases.mails import MailState, OutgoingMail
from intake.imap import ImapAccount, ImapMailbox, ImapWatcher
from replies import smtp
from replies.deliver import deliver
from tests.replies.outbox import MemoryOutbox
from tests.servers.certificates import Certificates, make_certificates
from tests.servers.lying import LyingServer

pytestmark = pytest.mark.slow

SECRET, USER, TEXT = "hemmelig-adgang", "ppr@kommune.example", "Kvittering for Asta Eksempelsen"
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
DAY = timedelta(days=1)
WAYS = [(protocol, security) for protocol in ("imap", "smtp") for security in ("tls", "starttls")]

CERTIFICATES = {
    "none": {},
    "of another authority": {},
    "signed by itself": {"self_signed": True},
    "of another name": {"names": ("andet.example",)},
    "run out yesterday": {"valid": (-30 * DAY, -DAY)},
    "not valid before tomorrow": {"valid": (DAY, 30 * DAY)},
}
"""What is wrong with the certificate, and how it is made."""


@contextmanager
def lying(protocol: str, security: str, fault: str, folder: Path) -> Iterator[tuple[LyingServer, Path]]:
    """The server, and the authorities to trust."""
    (folder / "other").mkdir()
    certificates = make_certificates(folder, **CERTIFICATES.get(fault, {}))
    trusted = make_certificates(folder / "other").ca if fault == "of another authority" else certificates.ca
    context = None if fault in ("no TLS", "goes on in clear") else speaking(certificates, fault)
    with LyingServer(protocol, security, context, garbles=fault == "goes on in clear") as server:
        yield server, trusted


def speaking(certificates: Certificates, fault: str) -> ssl.SSLContext:
    """The server's side of TLS; of an old one, whatever the machine's own settings say."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.certificate, certificates.key)
    if fault in VERSIONS:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.set_ciphers("ALL:@SECLEVEL=0")
            context.minimum_version = context.maximum_version = VERSIONS[fault]
    return context


VERSIONS = {
    "TLS 1.0": ssl.TLSVersion.TLSv1,
    "TLS 1.1": ssl.TLSVersion.TLSv1_1,
    "TLS 1.2": ssl.TLSVersion.TLSv1_2,
    "TLS 1.3": ssl.TLSVersion.TLSv1_3,
}


def fetch(security: str, port: int, trusted: Path) -> str:
    """Ask the mailbox; gives the sentence of the refusal."""
    account = ImapAccount("localhost", port, security, USER, ca_file=str(trusted), connect_seconds=5, read_seconds=5)
    with pytest.raises(MailboxError) as caught:
        ImapMailbox(account, Password(SECRET)).arrivals()
    with pytest.raises(MailboxError):
        ImapWatcher(account, Password(SECRET)).begin()
    return str(caught.value)


def send(security: str, port: int, trusted: Path) -> str:
    """Send an answer; it stays where it is. Gives the sentence of the refusal."""
    where = smtp.SmtpSettings("localhost", port, USER, smtp.Security(security), USER, ca_file=trusted, seconds=5)
    postman = smtp.SmtpPostman(where, smtp.Password(SECRET))
    mail = OutgoingMail("ack", "received", "kontor@skole.example", "<a@b.example>", TEXT.encode())
    outbox = MemoryOutbox([mail])
    done = deliver(outbox, postman, lambda: NOW, "host:1")
    assert done.sent == 0 and done.away
    assert outbox.states.get(0, MailState.OWED) is MailState.OWED
    with pytest.raises(PostError):
        postman.send(mail, lambda: None)
    return done.away


TALKS = {"imap": fetch, "smtp": send}
FAULTS = [*(fault for fault in CERTIFICATES if fault != "none"), "TLS 1.0", "TLS 1.1"]


@pytest.mark.parametrize(("protocol", "security"), WAYS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_server_that_is_not_to_be_trusted_gets_nothing(tmp_path: Path, protocol: str, security: str, fault: str):
    """Neither the password nor the name of the mailbox nor a mail; and the refusal repeats nothing of the server's."""
    with lying(protocol, security, fault, tmp_path) as (server, trusted):
        said = TALKS[protocol](security, server.port, trusted)
    assert not server.encrypted
    assert told_nothing(server)
    assert ("krypter" if fault in VERSIONS else "certifikat") in said


@pytest.mark.parametrize("protocol", ["imap", "smtp"])
@pytest.mark.parametrize("fault", ["no TLS", "goes on in clear"])
def test_where_starttls_is_stripped_nothing_goes_out_in_clear(tmp_path: Path, protocol: str, fault: str):
    """Somebody between us takes the offer away, or answers in the server's place."""
    with lying(protocol, "starttls", fault, tmp_path) as (server, trusted):
        TALKS[protocol]("starttls", server.port, trusted)
    assert told_nothing(server)


@pytest.mark.parametrize(("protocol", "security"), WAYS)
@pytest.mark.parametrize("version", ["none", "TLS 1.2", "TLS 1.3"])
def test_the_same_server_without_the_fault_is_believed(tmp_path: Path, protocol: str, security: str, version: str):
    """It gets the login, encrypted; it refuses that, for it is no more than a stub."""
    with lying(protocol, security, version, tmp_path) as (server, trusted):
        TALKS[protocol](security, server.port, trusted)
    assert server.encrypted
    assert not told_nothing(server)


def told_nothing(server: LyingServer) -> bool:
    """Whether it was told no more than greetings: no login, and nothing of a mail."""
    said = bytes(server.told).upper()
    return not any(word in said for word in (b"AUTH", b"LOGIN", b"MAIL", b"RCPT", b"DATA", b"SELECT", b"EXAMINE"))

"""A connection over IMAP (RFC 9051, XOAUTH2): opened, logged in, hung up, and its trouble told in plain words.

Passwords and tokens never travel without TLS.
"""

import contextlib
import logging
import ssl

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import LoginError

from cases.errors import MailboxError, SettingsError, WorldError
from cases.login import Credentials, Password, Token
from intake.imap_account import LOOPBACK, ImapAccount
from intake.imap_trouble import TROUBLE, in_words


def connect(account: ImapAccount, credentials: Credentials) -> IMAPClient:
    """A connection, encrypted and logged in. Raises what TROUBLE names."""
    if account.security == "none" and account.host not in LOOPBACK:
        raise SettingsError(
            "Postkassen kan kun hentes uden TLS fra maskinen selv: sæt security til tls eller starttls."
        )
    logging.getLogger("imapclient").setLevel(logging.WARNING)  # below that it writes names and commands
    tls = None if account.security == "none" else _tls(account.ca_file)
    timeout = SocketTimeout(account.connect_seconds, account.read_seconds)
    use_tls = account.security == "tls"
    client = IMAPClient(account.host, account.port, ssl=use_tls, ssl_context=tls if use_tls else None, timeout=timeout)
    try:
        client._imap.debug = 0  # else every literal is formatted for a log nobody reads: ten times the CPU
        client.normalise_times = False
        if account.security == "starttls":
            client.starttls(tls)
        _log_in(client, account.user, credentials)
    except BaseException:
        hang_up(client)
        raise
    return client


def _tls(ca_file: str | None) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_2  # whatever the machine's own settings allow
    return context


def _log_in(client: IMAPClient, user: str, credentials: Credentials) -> None:
    match credentials:
        case Token(get):
            # After a refusal the server sends its reason as one more challenge, which wants an empty answer.
            answers = iter([f"user={user}\1auth=Bearer {get()}\1\1".encode()])
            client.sasl_login("XOAUTH2", lambda _: next(answers, b""))
        case Password(secret) if client.has_capability("AUTH=PLAIN"):
            client.sasl_login("PLAIN", lambda _: f"\0{user}\0{secret}".encode())
        case Password(secret):
            client.login(user, secret)


def hang_up(client: IMAPClient) -> None:
    """Let go of the connection without a word."""
    with contextlib.suppress(*TROUBLE):  # it may be dead already
        client.shutdown()


def told(error: Exception, credentials: Credentials) -> MailboxError:
    """The error as one sentence that says what to do; nothing of what the server said is repeated."""
    if isinstance(error, MailboxError):
        return error
    if isinstance(error, WorldError):  # the token could not be had: it says so itself
        return MailboxError(str(error))
    refused = ("token" if isinstance(credentials, Token) else "password") if isinstance(error, LoginError) else None
    return MailboxError(in_words(error, refused))

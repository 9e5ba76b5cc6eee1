"""A real SMTP server for tests: STARTTLS or TLS, logins by password and token, and trouble on demand.

with SmtpServer(certificates, users={"post@kommune.test": "hemmelig"}) as server:
    server.port, server.messages
    server.trouble = Trouble.CUT_AFTER_STORING

With `relay=(host, port)` it hands each mail on over LMTP (to Dovecot) before it answers.
"""

import asyncio
import base64
import smtplib
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.servers.certificates import Certificates
from tests.servers.trouble import Trouble


@dataclass(frozen=True)
class Stored:
    """A mail the server has taken."""

    mail_from: str
    to: tuple[str, ...]
    raw: bytes = field(repr=False)
    login: str = ""


@dataclass
class SmtpServer:
    """`security` is "tls", "starttls" or "none". Without users and tokens nobody needs to log in.

    `refuse_empty_sender`: answers MAIL FROM:<> with 550, as some servers do to people who have logged in.
    """

    certificates: Certificates | None = None
    security: str = "starttls"
    users: Mapping[str, str] = field(default_factory=dict)
    tokens: Mapping[str, str] = field(default_factory=dict)
    relay: tuple[str, int] | None = None
    trouble: Trouble = Trouble.NONE
    refuse_empty_sender: bool = False
    messages: list[Stored] = field(default_factory=list)
    connections: int = 0
    host: str = "127.0.0.1"
    port: int = 0

    def __enter__(self) -> Self:
        self._socket = socket.create_server((self.host, self.port))
        self.port = self._socket.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._sessions: list[SMTP] = []
        started = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(started,), daemon=True)
        self._thread.start()
        assert started.wait(10), "the SMTP server did not start"
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self, started: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        context = self._context()
        implicit = context if self.security == "tls" else None
        listening = self._loop.create_server(self._session(context), sock=self._socket, ssl=implicit)
        self._listener = self._loop.run_until_complete(listening)
        self._loop.call_soon(started.set)
        self._loop.run_forever()
        try:
            self._loop.run_until_complete(self._hang_up())
        finally:
            self._loop.close()

    async def _hang_up(self) -> None:
        """Cut every connection and wait until all of them are gone."""
        self._listener.close()
        for session in self._sessions:
            if session.transport:
                # Python 3.11.2 (Debian 12) has no protocol left under a TLS transport that is closed already.
                with suppress(AttributeError):
                    session.transport.abort()
        ours = asyncio.current_task()
        tasks = [task for task in asyncio.all_tasks() if task is not ours]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0.01)
        await self._loop.shutdown_default_executor()

    def _context(self) -> ssl.SSLContext | None:
        if self.certificates is None:
            return None
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.certificates.certificate, self.certificates.key)
        return context

    def _session(self, context: ssl.SSLContext | None):
        starttls = context if self.security == "starttls" else None

        def make() -> SMTP:
            self.connections += 1
            session = SMTP(
                _Handler(self),
                hostname="test.invalid",
                enable_SMTPUTF8=True,
                tls_context=starttls,
                require_starttls=starttls is not None,
                authenticator=self._authenticate,
                auth_require_tls=starttls is not None,
                auth_exclude_mechanism=() if self.users or self.tokens else ("PLAIN", "LOGIN", "XOAUTH2"),
                loop=self._loop,
            )
            self._sessions.append(session)
            return session

        return make

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        right = self.users.get(data.login.decode())
        good = right is not None and right.encode() == data.password
        return AuthResult(success=good, handled=False, auth_data=data if good else None)


class _Handler:
    def __init__(self, server: SmtpServer) -> None:
        self.server = server

    async def auth_XOAUTH2(self, smtp: SMTP, args: list[str]) -> AuthResult:
        """Google's and Microsoft's mechanism: "user=…^Aauth=Bearer …^A^A"; a refusal comes as a challenge first."""
        said = base64.b64decode(args[1]) if len(args) > 1 else await smtp.challenge_auth("")
        fields = dict(part.split("=", 1) for part in said.decode().split("\x01") if "=" in part)
        user, token = fields.get("user", ""), fields.get("auth", "").removeprefix("Bearer ")
        if token and self.server.tokens.get(user) == token:
            return AuthResult(success=True, auth_data=LoginPassword(user.encode(), b""))
        await smtp.challenge_auth('{"status":"401","schemes":"Bearer"}')
        return AuthResult(success=False, handled=False, message="535 5.7.3 Authentication unsuccessful")

    async def handle_MAIL(
        self, smtp: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if (self.server.users or self.server.tokens) and not session.authenticated:
            return "530 5.7.57 Client not authenticated to send mail"
        if self.server.refuse_empty_sender and address == "<>":
            return "550 5.7.60 The empty sender is refused"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, smtp: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        match self.server.trouble:
            case Trouble.TEMPORARY_AT_RCPT:
                return f"451 4.7.1 Greylisted <{address}>"
            case Trouble.REFUSED_AT_RCPT:
                return f"554 5.1.1 No such user <{address}>"
            case Trouble.CUT_AT_RCPT:
                _cut(smtp)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, smtp: SMTP, session: Session, envelope: Envelope) -> str:
        match self.server.trouble:
            case Trouble.TEMPORARY_AFTER_DATA:
                return "451 4.3.0 Try again later"
            case Trouble.REFUSED_AFTER_DATA:
                return "554 5.6.0 Refused"
            case Trouble.CUT_BEFORE_STORING:
                _cut(smtp)
                return "250 OK"
        raw = envelope.original_content or b""
        sender = (envelope.mail_from or "").removeprefix("<").removesuffix(">")
        login = session.auth_data.login.decode() if session.auth_data else ""
        if self.server.relay:
            await smtp.loop.run_in_executor(None, self._hand_on, sender, envelope.rcpt_tos, raw)
        self.server.messages.append(Stored(sender, tuple(envelope.rcpt_tos), raw, login))
        if self.server.trouble is Trouble.SILENT_AFTER_STORING:
            await asyncio.sleep(600)
        if self.server.trouble is Trouble.CUT_AFTER_STORING:
            _cut(smtp)
        return "250 OK"

    def _hand_on(self, mail_from: str, to: list[str], raw: bytes) -> None:
        assert self.server.relay
        with smtplib.LMTP(*self.server.relay, local_hostname="test.invalid") as lmtp:
            lmtp.sendmail(mail_from, to, raw)


def _cut(smtp: SMTP) -> None:
    """The line goes dead, with no goodbye."""
    transport = smtp.transport
    assert transport is not None
    transport.abort()

"""A Postman over SMTP (RFC 5321), always encrypted, and exact about what is certain.

    connect, TLS, AUTH, MAIL, RCPT     a failure here: certainly not sent
    DATA                               no 354, or a 4xx/5xx at its end: certainly not sent
    the text … the final dot           a cut between these: nobody knows

What a server says is never repeated in our errors, for servers quote addresses; its numbers are.
"""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal

from cases.errors import PostError, PostRefusedError, PostUnknownError, SettingsError, WorldError
from cases.login import Credentials, Password, Token
from cases.mails import OutgoingMail


class Security(StrEnum):
    """How the connection is protected: encrypted from the start, by STARTTLS, or (on this machine only) not."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """Where our mails go out, and as whom we log in. `ca_file`: certificate authorities beside the system's (PEM).

    `envelope` "empty" writes MAIL FROM:<>, as automatic answers should (RFC 3834, 3.3), so that nobody gets a bounce
    of a bounce; "sender" writes the address, for servers that refuse the other. `seconds`: the longest wait for each
    answer of the server.
    """

    host: str
    port: int
    sender: str
    security: Security = Security.STARTTLS
    user: str = ""
    envelope: Literal["empty", "sender"] = "empty"
    ca_file: Path | None = None
    seconds: float = 30


_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_STATUS = re.compile(rb"\b[245]\.\d{1,3}\.\d{1,3}\b")
_OURSELVES = "[127.0.0.1]"  # EHLO; the machine's own name is nobody's business

_AWAY: tuple[tuple[type[Exception], str], ...] = (
    (ssl.SSLCertVerificationError, "{server} viste et certifikat, vi ikke kan godkende; angiv udstederen i ca_file."),
    (ssl.SSLError, "{server} kan ikke tale krypteret med os; se efter, om security og port passer sammen."),
    (smtplib.SMTPAuthenticationError, "{server} afviste vores login{status}; {login}."),
    (smtplib.SMTPNotSupportedError, "{server} tilbyder ikke det login, vi er sat op til; se efter auth og security."),
    (UnicodeError, "Adgangskoden til mailserveren har tegn som æ, ø og å, der ikke kan sendes; lav en uden."),
    (socket.gaierror, "{server} findes ikke; se efter, om host er stavet rigtigt."),
    (ConnectionRefusedError, "{server} tager ikke imod forbindelser; se efter host og port, eller om den er nede."),
    (TimeoutError, "{server} svarer ikke; se efter host, port og firewall."),
    (OSError, "{server} afbrød forbindelsen{status}; vi prøver igen."),
)
"""What to tell for each way in which a server can be away; the first that fits."""


class SmtpPostman:
    """Keeps one connection for several mails; nothing is opened before the first."""

    def __init__(self, settings: SmtpSettings, credentials: Credentials | None = None) -> None:
        self._settings = settings
        self._credentials = credentials
        self._smtp: smtplib.SMTP | None = None
        self._answers = False

    def reachable(self) -> None:
        """Raises PostError while the server is away; asks it only at the start and after a failure."""
        if not self._answers:
            self.connect()

    def connect(self) -> None:
        """Connect, encrypt and log in; raises PostError with one sentence on what to do, and SettingsError."""
        self.close()
        self._answers = False
        with self._certainly_not_sent():
            self._smtp = self._connected()
            self._log_in(self._smtp)
        self._answers = True

    def send(self, mail: OutgoingMail, about_to_send: Callable[[], None]) -> None:
        """Hand one mail over; see Postman."""
        smtp = self._ready()
        with self._certainly_not_sent():
            _expect(smtp.mail("" if self._settings.envelope == "empty" else self._settings.sender), PostError)
            _expect(smtp.rcpt(mail.to), PostRefusedError)
        try:
            about_to_send()
        except BaseException:
            self.close()
            raise
        with self._certainly_not_sent():
            _expect(smtp.docmd("DATA"), PostRefusedError, good=(354,))
        self._text(smtp, mail.raw)

    def close(self) -> None:
        """Say goodbye; the next mail connects anew."""
        smtp, self._smtp = self._smtp, None
        if smtp:
            with suppress(OSError):
                smtp.quit()
            smtp.close()

    def _ready(self) -> smtplib.SMTP:
        """The open connection, if it still answers, else a new one."""
        if self._smtp:
            with suppress(OSError):
                if self._smtp.rset()[0] == 250:
                    return self._smtp
        self.connect()
        assert self._smtp is not None
        return self._smtp

    def _connected(self) -> smtplib.SMTP:
        s = self._settings
        if s.security is Security.NONE:
            if s.host not in _LOOPBACK:
                raise SettingsError(
                    "Uden kryptering må mails kun gå til en server på denne maskine; ret smtp.security."
                )
            return smtplib.SMTP(s.host, s.port, _OURSELVES, s.seconds)
        context = ssl.create_default_context()
        context.minimum_version = ssl.TLSVersion.TLSv1_2  # whatever the machine's own settings allow
        if s.ca_file:
            context.load_verify_locations(s.ca_file)
        if s.security is Security.TLS:
            return smtplib.SMTP_SSL(s.host, s.port, _OURSELVES, timeout=s.seconds, context=context)
        smtp = smtplib.SMTP(s.host, s.port, _OURSELVES, s.seconds)
        try:
            smtp.ehlo_or_helo_if_needed()
            if not smtp.has_extn("starttls"):
                raise PostError(f"{self._server} tilbyder ikke STARTTLS, så vi sender intet; prøv security = tls.")
            smtp.starttls(context=context)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _log_in(self, smtp: smtplib.SMTP) -> None:
        match self._credentials:
            case Password(secret):
                try:
                    smtp.login(self._settings.user, secret)
                except smtplib.SMTPException as error:
                    if type(error) is smtplib.SMTPException:  # smtplib's own "no suitable method"
                        raise smtplib.SMTPNotSupportedError from None
                    raise
            case Token(get):
                smtp.ehlo_or_helo_if_needed()
                # A token is longer than an AUTH line may be (RFC 4954, 4), so we wait until the server asks for it. A
                # refused one is answered with another challenge; the empty reply fetches the refusal itself.
                answers = iter([f"user={self._settings.user}\x01auth=Bearer {get()}\x01\x01"])
                smtp.auth("XOAUTH2", lambda _=None: next(answers, ""), initial_response_ok=False)
            case None:
                smtp.ehlo_or_helo_if_needed()

    def _text(self, smtp: smtplib.SMTP, raw: bytes) -> None:
        """The text and the final dot. From here to the server's answer nobody knows."""
        stuffed = re.sub(rb"(?m)^\.", b"..", raw)
        ending = b".\r\n" if stuffed.endswith(b"\r\n") else b"\r\n.\r\n"
        try:
            smtp.send(stuffed + ending)
            answer = smtp.getreply()
        except OSError:
            self._drop()
            raise PostUnknownError(
                "Forbindelsen blev afbrudt, mens mailen blev afleveret; den kan være sendt."
            ) from None
        if answer[0] // 100 not in (2, 4, 5):
            self._drop()
            raise PostUnknownError("Serveren svarede uforståeligt, da mailen var afleveret; den kan være sendt.")
        _expect(answer, PostRefusedError)

    def _drop(self) -> None:
        if self._smtp:
            self._smtp.close()
        self._smtp, self._answers = None, False

    @contextmanager
    def _certainly_not_sent(self) -> Iterator[None]:
        """Whatever breaks in here, the mail did not leave: our errors pass, all others become a PostError."""
        try:
            yield
        except PostError:
            raise
        except WorldError as error:  # no fresh token
            self._drop()
            raise PostError(str(error)) from None
        except (OSError, UnicodeError) as error:
            self._drop()
            raise PostError(self._why_away(error)) from None

    def _why_away(self, error: OSError | UnicodeError) -> str:
        login = "adgangskoden er forkert eller udløbet"
        if isinstance(self._credentials, Token):
            login = "adgangstokenet er udløbet eller har ikke lov til at sende"
        status = ""
        if isinstance(error, smtplib.SMTPResponseException):
            status = f" ({_numbers(error.smtp_code, error.smtp_error)})"
        first = error.__context__  # smtplib tells of a timeout as of a cut
        cause = first if isinstance(error, smtplib.SMTPServerDisconnected) and isinstance(first, OSError) else error
        sentence = next(text for kind, text in _AWAY if isinstance(cause, kind))
        return sentence.format(server=self._server, status=status, login=login)

    @property
    def _server(self) -> str:
        return f"Mailserveren {self._settings.host}:{self._settings.port}"


def _expect(answer: tuple[int, bytes], refused: type[PostError], good: tuple[int, ...] = (250, 251, 252)) -> None:
    """A good answer, or what it means: 55x is about this mail, so `refused`; all else is worth another try."""
    code, text = answer
    if code in good:
        return
    if 550 <= code < 560:
        raise refused(f"Mailserveren afviste mailen ({_numbers(code, text)}).")
    raise PostError(f"Mailserveren kunne ikke tage imod mailen nu ({_numbers(code, text)}); vi prøver igen.")


def _numbers(code: int, text: bytes | str) -> str:
    """The reply code and the enhanced status code (RFC 3463): "550 5.1.1"."""
    found = _STATUS.search(text.encode() if isinstance(text, str) else text)
    return f"{code} {found[0].decode()}" if found else str(code)

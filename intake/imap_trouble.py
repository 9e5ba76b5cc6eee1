"""What goes wrong between us and an IMAP server, and the one sentence that tells a person what to do about it."""

import imaplib
import socket
import ssl
from collections.abc import Callable

from cases.errors import WorldError

TROUBLE = (imaplib.IMAP4.error, OSError, EOFError, AttributeError, AssertionError, ValueError, WorldError)
"""Everything a refusing or dying connection has been seen to raise, the token we could not get included.

imapclient's own errors are IMAP4.error; the last three come from imaplib when the connection goes away under it.
"""

BROKEN = (imaplib.IMAP4.abort, OSError, EOFError, AttributeError, AssertionError)
"""Those that only mean that the connection is gone, so that a new one may do."""

REFUSED = {
    "password": "Mailserveren afviser brugernavnet eller adgangskoden til postkassen: ret brugeren i indstillingerne "
    "eller adgangskoden i dens fil. Microsoft 365 tager ikke imod adgangskoder, kun OAuth.",
    "token": "Mailserveren afviser adgangstokenet til postkassen: det er udløbet, eller appen mangler IMAP.AccessAsApp "
    "eller adgang til netop denne postkasse.",
}
"""What to do when the server does not accept what we logged in with."""

_BROKE_OFF = "Forbindelsen til mailserveren blev afbrudt; der prøves igen."
_SENTENCES: tuple[tuple[Callable[[Exception, str], bool], str], ...] = (
    (
        lambda _, said: "authenticated but not connected" in said,
        "Microsoft 365 tog imod login, men appen har ikke adgang til postkassen: giv appens service principal "
        "fuld adgang med Add-MailboxPermission, og brug den delte postkasses egen adresse som bruger.",
    ),
    (
        lambda error, _: isinstance(error, ssl.SSLCertVerificationError),
        "Mailserverens certifikat kan ikke godkendes: brug det navn på serveren, der står i certifikatet, eller angiv "
        "udstederens certifikat som ca_file.",
    ),
    (
        lambda error, said: isinstance(error, ssl.SSLError) and "wrong_version" in said.replace(" ", "_"),
        "Mailserveren taler ikke TLS på den port: brug port 993 med security tls, eller port 143 med starttls.",
    ),
    (
        lambda error, _: isinstance(error, ssl.SSLError),
        "Den krypterede forbindelse til mailserveren mislykkedes: kontrollér port og security i indstillingerne.",
    ),
    (
        lambda _, said: "starttls" in said or "privacyrequired" in said,
        "Mailserveren tilbyder ikke TLS, og adgangskoden sendes aldrig ukrypteret: brug security tls på port 993.",
    ),
    (
        lambda _, said: "unavailable" in said or "temporary" in said or "internal error" in said,
        "Mailserveren har et problem lige nu; der prøves igen.",
    ),
    (
        lambda _, said: "socket error" in said or "unexpected response" in said,
        _BROKE_OFF,
    ),
    (
        lambda error, _: isinstance(error, socket.gaierror),
        "Mailserverens navn findes ikke: kontrollér host i indstillingerne og maskinens netværk.",
    ),
    (
        lambda error, _: isinstance(error, FileNotFoundError | IsADirectoryError | PermissionError),
        "Filen med udstederens certifikat kan ikke læses: kontrollér ca_file i indstillingerne.",
    ),
    (
        lambda error, _: isinstance(error, ConnectionRefusedError),
        "Mailserveren svarer ikke på den port: kontrollér host og port, og om serveren kører.",
    ),
    (
        lambda error, _: isinstance(error, TimeoutError),
        "Mailserveren svarer ikke i tide: kontrollér host, port og firewall; der prøves igen.",
    ),
    (
        lambda _, said: any(word in said for word in ("nonexistent", "doesn't exist", "trycreate", "unknown mailbox")),
        "Mappen findes ikke i postkassen: kontrollér navnet på mappen i indstillingerne.",
    ),
)


def in_words(error: Exception, refused: str | None) -> str:
    """One sentence that says what to do; `refused` is what the server did not accept at login, a key of REFUSED.

    What the server said is only looked at, never repeated.
    """
    said = str(error).lower()
    for fits, sentence in _SENTENCES:
        if fits(error, said):
            return sentence
    return REFUSED[refused] if refused else _BROKE_OFF

"""Access tokens for the mail servers: OAuth 2 client credentials (RFC 6749, 4.4), by msal. The only home of msal.

Microsoft 365 takes no passwords: the municipality registers an app, and the app gets a token for the mailbox. A token
is asked for when somebody logs in, held in memory while it lasts, and never written anywhere.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import msal
import requests
from msal.oauth2cli.oidc import Client

from cases.errors import SettingsError, WorldError

MICROSOFT = "https://login.microsoftonline.com"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
SECONDS = 20


@dataclass(frozen=True, slots=True)
class AppLogin:
    """An app's registration. Give `secret` or `certificate_file` (PEM, key and certificate in one file).

    `authority` is the login address when it is not Microsoft's for `tenant`; `token_endpoint` goes before both, for
    servers that are not Microsoft's, and takes a secret only.
    """

    client_id: str
    scope: str
    tenant: str = ""
    secret: str = field(default="", repr=False)
    certificate_file: Path | None = None
    authority: str = ""
    token_endpoint: str = ""
    ca_file: str | None = None


_SENTENCES = (
    ("7000222", "Appens klienthemmelighed er udløbet: lav en ny i Entra, og læg den i sin fil."),
    ("7000215", "Appens klienthemmelighed er forkert: læg hemmelighedens værdi, ikke dens id, i sin fil."),
    ("700016", "Appen findes ikke i kommunens tenant: kontrollér client_id og tenant i indstillingerne."),
    ("90002", "Kommunens tenant findes ikke: kontrollér tenant i indstillingerne."),
    ("700027", "Appens certifikat er udløbet eller ikke lagt ind på app-registreringen: læg det nye ind i Entra."),
    ("invalid_client", "Tokenserveren afviser appen: kontrollér client_id og klienthemmeligheden eller certifikatet."),
    ("invalid_scope", "Tokenserveren kender ikke det scope, der bedes om: kontrollér scope i indstillingerne."),
    ("unauthorized_client", "Appen må ikke få adgangstokens: giv den tilladelse og administratorsamtykke i Entra."),
)
_REFUSED = "Tokenserveren udsteder ikke noget adgangstoken: kontrollér app-registreringen."
_UNREACHABLE = (
    "Tokenserveren kan ikke nås eller svarer forkert: kontrollér tenant, netværk og firewall; der prøves igen."
)


def token_source(login: AppLogin) -> Callable[[], str]:
    """A function that gives an access token valid now; it raises WorldError with one sentence when it can't.

    Nothing is opened before it is called. It may be called from several threads.
    """
    lock = Lock()
    ask: list[Callable[[], Mapping[str, Any]]] = []

    def token() -> str:
        with lock:
            try:
                if not ask:
                    ask.append(_asker(login))
                answer = ask[0]()
            except (OSError, ValueError, KeyError, RuntimeError):  # what msal and requests raise when the net fails
                raise WorldError(_UNREACHABLE) from None
        if "access_token" not in answer:
            raise WorldError(_why(answer))
        return str(answer["access_token"])

    return token


def _session(login: AppLogin) -> requests.Session:
    """What msal talks through. With a CA of its own it heeds no environment: that would put another CA in its place."""
    session = requests.Session()
    if login.ca_file:
        session.trust_env, session.verify = False, login.ca_file
    session.headers["Connection"] = "close"  # tokens are asked for once an hour; nothing is to stay open
    # no other place for a timeout; msal itself does the same
    session.request = partial(session.request, timeout=SECONDS)  # type: ignore[method-assign]
    return session


def _asker(login: AppLogin) -> Callable[[], Mapping[str, Any]]:
    if login.token_endpoint:
        return _plain_asker(login)
    app = msal.ConfidentialClientApplication(
        login.client_id,
        client_credential=_credential(login),
        authority=login.authority or f"{MICROSOFT}/{login.tenant}",
        instance_discovery=False,
        http_client=_session(login),
    )
    return lambda: app.acquire_token_for_client([login.scope])


def _plain_asker(login: AppLogin) -> Callable[[], Mapping[str, Any]]:
    where = urlsplit(login.token_endpoint)
    if where.scheme != "https" and where.hostname not in LOOPBACK:
        raise SettingsError(
            "Adressen i token_endpoint skal begynde med https://, for den får appens hemmelighed at se."
        )
    client = Client(
        {"token_endpoint": login.token_endpoint},
        login.client_id,
        client_secret=_read_secret(login),
        http_client=_session(login),
    )
    return lambda: client.obtain_token_for_client(scope=login.scope)


def _read_secret(login: AppLogin) -> str:
    if not login.secret:
        raise SettingsError("En tokenserver angivet med token_endpoint kræver en klienthemmelighed.")
    return login.secret


def _credential(login: AppLogin) -> str | dict[str, str]:
    if login.certificate_file is None:
        return login.secret
    try:
        text = login.certificate_file.read_text("ascii")
    except (OSError, ValueError):
        raise SettingsError("Appens certifikatfil kan ikke læses: kontrollér certificate_file.") from None
    blocks = {kind: block for block, kind in re.findall(r"(-----BEGIN ([A-Z ]+)-----.+?-----END \2-----)", text, re.S)}
    key = next((block for kind, block in blocks.items() if kind.endswith("PRIVATE KEY")), None)
    if key is None or "CERTIFICATE" not in blocks:
        raise SettingsError("Appens certifikatfil skal indeholde både nøglen og certifikatet (PEM).")
    return {"private_key": key, "public_certificate": blocks["CERTIFICATE"]}


def _why(answer: Mapping[str, Any]) -> str:
    """One sentence for what the token server answered; only its error code is shown."""
    said = f"{answer.get('error', '')} {answer.get('error_codes', '')} {answer.get('error_description', '')}"
    code = re.search(r"AADSTS\d+", said)
    sentence = next((text for mark, text in _SENTENCES if mark in said), _REFUSED)
    return f"{sentence[:-1]} ({code[0]})." if code else sentence

"""The municipality's own login by OpenID Connect: code flow with PKCE. The only home of authlib and joserfc.

    begin  → the login's page                                   (OpenID Connect Core 1.0, 3.1.2.1; RFC 7636)
    finish ← code → tokens → the id token: signature, issuer, audience, time, nonce   (3.1.3.7) → Identity

Nothing of a token, and nothing that the login wrote, gets into an error or the log.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from logging import getLogger
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from cases.accounts import Errand
from review.web.identity import DeniedError, Identity

log = getLogger(__name__)

ALGORITHMS = ("RS256", "PS256", "ES256")
"""Signatures that we take; never "none", and never one made with a secret that two know (RFC 8725, 3.1)."""

LEEWAY = 60
"""Seconds that two clocks may differ."""

PATIENCE = 10
"""Seconds to wait for the login's server."""

KEYS_REST = 60
"""Seconds between two looks at the login's keys, however many tokens name a key that we do not know."""

AWAY = "Kommunens login svarer ikke lige nu. Prøv igen om lidt."
UNSURE = "Kommunens login gav et svar, vi ikke kan stole på. Prøv igen; bliver det ved, så spørg it-afdelingen."


@dataclass(frozen=True, slots=True)
class Client:
    """How we are known at the login, and where it is."""

    issuer: str
    client_id: str
    secret: str = field(repr=False)
    name: str = "kommunens login"
    claim: str = "roles"
    ca_file: str | None = None


class OpenIdLogin:
    """One issuer. What it publishes about itself is fetched at the first sign-in and kept."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._metadata: Mapping[str, Any] | None = None
        self._keys: KeySet | None = None
        self._keys_at = 0
        self._lock = Lock()

    @property
    def name(self) -> str:
        """What people call it."""
        return self._client.name

    def look(self, now: int) -> str:
        """Whether the login answers and calls itself what the settings call it: the host's name; else DeniedError."""
        self._known_keys(now, anew=True)
        return urlsplit(self._published("authorization_endpoint")).hostname or ""

    def begin(self, state: str, errand: Errand, back: str) -> str:
        """Where to send the browser."""
        with self._session(back) as session:
            url, _ = session.create_authorization_url(
                self._published("authorization_endpoint"),
                state=state,
                nonce=errand.nonce,
                code_verifier=errand.verifier,
                response_mode="query",
            )
        return str(url)

    def finish(self, code: str, errand: Errand, back: str, now: int) -> Identity:
        """Whom the code stands for."""
        claims = self._claims(self._id_token(code, errand, back), errand.nonce, now)
        login = claims.get("preferred_username") or claims.get("email") or claims["sub"]
        roles = claims.get(self._client.claim)
        return Identity(
            subject=f"{claims['iss']} {claims['sub']}",
            login=str(login)[:200],
            name=str(claims.get("name") or login),
            roles=frozenset(map(str, roles)) if isinstance(roles, list) else frozenset(),
        )

    def _id_token(self, code: str, errand: Errand, back: str) -> str:
        try:
            with self._session(back) as session:
                endpoint = self._published("token_endpoint")
                tokens = session.fetch_token(
                    endpoint,
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=errand.verifier,
                    timeout=PATIENCE,
                )
        except requests.RequestException:
            raise self._denied("away", AWAY) from None
        except (AuthlibBaseError, ValueError):
            raise self._denied("code", UNSURE) from None
        token = tokens.get("id_token")
        if not isinstance(token, str):
            raise self._denied("no-token", UNSURE)
        return token

    def _claims(self, token: str, nonce: str, now: int) -> Mapping[str, Any]:
        """What a token says, when all of it holds. A key we do not know may be new, so we look once more."""
        try:
            try:
                claims = jwt.decode(token, self._known_keys(now), algorithms=ALGORITHMS).claims
            except (JoseError, ValueError):
                claims = jwt.decode(token, self._known_keys(now, anew=True), algorithms=ALGORITHMS).claims
            self._rules(nonce, now).validate(claims)
        except (JoseError, ValueError, KeyError):
            raise self._denied("token", UNSURE) from None
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", None if several else self._client.client_id) != self._client.client_id:
            raise self._denied("token", UNSURE)
        return claims

    def _rules(self, nonce: str, now: int) -> jwt.JWTClaimsRegistry:
        return jwt.JWTClaimsRegistry(
            now=now,
            leeway=LEEWAY,
            iss={"essential": True, "value": self._client.issuer},
            aud={"essential": True, "value": self._client.client_id},
            nonce={"essential": True, "value": nonce},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        )

    def _known_keys(self, now: int, *, anew: bool = False) -> KeySet:
        with self._lock:
            if self._keys is None or (anew and now - self._keys_at >= KEYS_REST):
                self._keys = KeySet.import_key_set(self._fetched(self._published("jwks_uri")))  # type: ignore[arg-type]  # checked by the library
                self._keys_at = now
            return self._keys

    def _published(self, name: str) -> str:
        """What the issuer says of itself (OpenID Connect Discovery 1.0, 4); it must call itself what we call it."""
        if self._metadata is None:
            found = self._fetched(f"{self._client.issuer.rstrip('/')}/.well-known/openid-configuration")
            if found.get("issuer") != self._client.issuer:
                raise self._denied("issuer", UNSURE)
            self._metadata = found
        value = self._metadata.get(name)
        if not isinstance(value, str):
            raise self._denied("metadata", UNSURE)
        return value

    def _fetched(self, url: str) -> Mapping[str, Any]:
        try:
            answer = requests.get(url, timeout=PATIENCE, verify=self._client.ca_file or True, allow_redirects=False)
            found = answer.json() if answer.status_code == 200 else None
        except (requests.RequestException, ValueError):
            found = None
        if not isinstance(found, dict):
            raise self._denied("away", AWAY)
        return found

    def _session(self, back: str) -> OAuth2Session:
        client = self._client
        session = OAuth2Session(
            client.client_id,
            client.secret,
            scope="openid profile email",
            redirect_uri=back,
            code_challenge_method="S256",
        )
        session.verify = client.ca_file or True
        return session

    def _denied(self, code: str, sentence: str) -> DeniedError:
        log.warning("openid.denied", extra={"code": code})
        return DeniedError(sentence)

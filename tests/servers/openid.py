"""A municipality's login on loopback (OpenID Connect): discovery, sign-in page, tokens, keys. It can be told to lie."""

import json
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

Claims = dict[str, Any]


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@dataclass
class Provider:
    """Signs `person` in. `lie` changes the claims of an id token, `sign` how it is made of them."""

    person: Claims = field(default_factory=dict)
    client_id: str = "tovholder-test"
    secret: str = "klient hemmelighed/%"
    url: str = ""
    lie: Callable[[Claims], Claims] = lambda claims: claims
    sign: Callable[["Provider", Claims], str] | None = None
    metadata: dict[str, str] = field(default_factory=dict)
    key: rsa.RSAPrivateKey = field(default_factory=new_key, repr=False)
    key_id: str = "first"
    asked: list[str] = field(default_factory=list)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict, repr=False)

    @property
    def issuer(self) -> str:
        return f"{self.url}/tenant/v2.0"

    def authorize(self, address: str) -> str:
        """What a person does there: looks at the page, signs in, and is sent back. Gives where to."""
        parts = urlsplit(address)
        asked = dict(parse_qsl(parts.query))
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{self.url}/authorize"
        assert (asked["response_type"], asked["client_id"]) == ("code", self.client_id)
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = f"code-{len(self._codes)}"
        self._codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, form: dict[str, str], credentials: str) -> tuple[int, dict[str, Any]]:
        """The token endpoint: every code once, to the client that asked, with the verifier of its challenge."""
        name, _, secret = b64decode(credentials).decode().partition(":")
        asked = self._codes.pop(form.get("code", ""), None)
        known = (unquote(name), unquote(secret)) == (self.client_id, self.secret) or secret == self.secret
        if not known or asked is None or form.get("redirect_uri") != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant", "error_description": "Ida Testesen"}
        challenge = urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
        if challenge != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": self.client_id, "sub": "person-1", "iat": now, "exp": now + 3600}
        claims = self.lie({**claims, "nonce": asked["nonce"], **self.person})
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": (self.sign or signed)(self, claims)}

    def keys(self) -> dict[str, Any]:
        found = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**found, "kid": self.key_id, "use": "sig", "alg": "RS256"}]}

    def published(self) -> dict[str, Any]:
        ends = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
        return {"issuer": self.issuer, **{name: self.url + end for name, end in ends.items()}, **self.metadata}


def signed(provider: Provider, claims: Claims) -> str:
    return jwt.encode(claims, provider.key, "RS256", headers={"kid": provider.key_id})


@contextmanager
def provider(**more: Any) -> Iterator[Provider]:
    """A provider that answers while the block runs."""
    told = Provider(**more)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append(self.path)
            found = {"/keys": told.keys, "/tenant/v2.0/.well-known/openid-configuration": told.published}.get(self.path)
            self._say(200, found()) if found else self._say(404, {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._say(*told.token(form, self.headers.get("authorization", "Basic ").removeprefix("Basic ")))

        def _say(self, status: int, document: dict[str, Any]) -> None:
            content = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    told.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)

"""A token server on loopback: gives access tokens for an app, signed with a key that Dovecot can be told to trust."""

import json
import threading
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import PROTOCOL_TLS_SERVER, SSLContext
from urllib.parse import parse_qs
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.servers.certificates import Certificates


@dataclass
class TokenServer:
    """Tokens name `user`; `lifetime` is in seconds, and negative for tokens that are expired when they come.

    `app_key` is the public key (PEM) of an app that logs in by certificate.
    """

    user: str
    secret: str
    client_id: str = "tovholder-test"
    lifetime: int = 3600
    error: dict[str, str] | None = None
    app_key: str = ""
    issued: int = 0
    latest: str = field(default="", repr=False)
    url: str = ""
    key_id: str = field(default_factory=lambda: uuid4().hex)
    _key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048), repr=False)

    @property
    def authority(self) -> str:
        """The login address, as msal wants it."""
        return f"{self.url}/kommune"

    @property
    def token_endpoint(self) -> str:
        """Where tokens are asked for."""
        return f"{self.url}/kommune/token"

    @property
    def public_key(self) -> str:
        """The key (PEM) that tokens can be checked with."""
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return self._key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()

    def token(self) -> str:
        """A signed token."""
        self.issued += 1
        now = int(time.time())
        claims = {
            "sub": self.client_id,
            "upn": self.user,
            "iat": now - 7200,
            "nbf": now - 7200,
            "exp": now + self.lifetime,
            "iss": self.url,
        }
        self.latest = jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": self.key_id})
        return self.latest

    def answer(self, form: dict[str, list[str]], basic: str = "") -> tuple[int, dict[str, object]]:
        """What a request for a token gets, its secret in the form or in an Authorization header: status and JSON."""
        if self.error:
            return 400, dict(self.error)
        if self.app_key and "client_assertion" in form:
            # RFC 7523: the app shows that it has the key of the certificate it was registered with
            jwt.decode(form["client_assertion"][0], self.app_key, ["RS256", "PS256"], audience=self.token_endpoint)
            return 200, {"token_type": "Bearer", "expires_in": 3600, "access_token": self.token()}
        in_form = ":".join((form.get("client_id", [""])[0], form.get("client_secret", [""])[0]))
        if f"{self.client_id}:{self.secret}" not in (in_form, basic):
            return 401, {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret."}
        return 200, {"token_type": "Bearer", "expires_in": max(self.lifetime, 60), "access_token": self.token()}


@contextmanager
def token_server(user: str, secret: str, certificates: Certificates | None = None) -> Iterator[TokenServer]:
    """A token server, over HTTPS when given certificates."""
    tokens = TokenServer(user, secret)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(200, {"issuer": tokens.url, "authorization_endpoint": f"{tokens.url}/authorize",
                            "token_endpoint": tokens.token_endpoint})  # fmt: skip

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            scheme, _, basic = self.headers.get("Authorization", "").partition(" ")
            assert scheme in ("", "Basic")
            self._say(*tokens.answer(form, b64decode(basic).decode()))

        def log_message(self, *args: object) -> None:
            pass

        def _say(self, status: int, answer: dict[str, object]) -> None:
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if certificates:
        context = SSLContext(PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificates.certificate, certificates.key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    tokens.url = f"{'https' if certificates else 'http'}://localhost:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield tokens
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

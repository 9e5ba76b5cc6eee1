"""A browser for tests: asks the application as a server would (ASGI 3), keeps cookies, fills in forms."""

import asyncio
import re
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode, urlsplit

from starlette.types import ASGIApp

HOST = "127.0.0.1:8400"


@dataclass
class Got:
    """An answer."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def header(self, name: str) -> str:
        return ", ".join(value for key, value in self.headers if key == name.lower())

    @property
    def to(self) -> str:
        return self.header("location")

    @property
    def csrf(self) -> str:
        return unescape(found[1]) if (found := re.search(r'name="csrf" value="([^"]*)"', self.text)) else ""


@dataclass
class Browser:
    """One browser at one address."""

    app: ASGIApp
    host: str = HOST
    scheme: str = "http"
    peer: str = "127.0.0.1"
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Got:
        return self.ask("GET", path, b"", headers)

    def post(self, path: str, origin: str | None = "", **fields: str | list[str]) -> Got:
        """Send a form; `origin` "" is the page's own, None is none."""
        headers = {"content-type": "application/x-www-form-urlencoded"}
        if origin is not None:
            headers["origin"] = origin or f"{self.scheme}://{self.host}"
        return self.ask("POST", path, urlencode(fields, doseq=True).encode(), headers)

    def send(self, path: str, name: str, content: bytes, **fields: str) -> Got:
        """Send a form with a file."""
        named = 'Content-Disposition: form-data; name="'
        texts = "".join(f'--x\r\n{named}{key}"\r\n\r\n{text}\r\n' for key, text in fields.items())
        file = f'--x\r\n{named}{name}"; filename="x.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
        headers = {"content-type": "multipart/form-data; boundary=x", "origin": f"{self.scheme}://{self.host}"}
        return self.ask("POST", path, f"{texts}{file}".encode() + content + b"\r\n--x--\r\n", headers)

    def follow(self, got: Got) -> Got:
        while got.status == 303:
            got = self.get(got.to)
        return got

    def sign_in(self, login: str, password: str, til: str = "/") -> Got:
        page = self.get(f"/log-ind?til={til}")
        return self.post("/log-ind", login=login, adgangskode=password, til=til, csrf=page.csrf)

    def ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Got:
        sent: list[dict] = []
        bodies = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> dict:
            return bodies.pop() if bodies else {"type": "http.disconnect"}

        async def send(message: dict) -> None:
            sent.append(message)

        asyncio.run(self.app(self._scope(method, path, body, headers), receive, send))
        got = [(name.decode().lower(), value.decode()) for name, value in sent[0]["headers"]]
        self._keep([value for name, value in got if name == "set-cookie"])
        return Got(sent[0]["status"], got, b"".join(message.get("body", b"") for message in sent))

    def _scope(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> dict:
        parts = urlsplit(path)
        every = {"host": self.host, "content-length": str(len(body)), **headers}
        if self.cookies:
            every["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
            "scheme": self.scheme, "path": parts.path, "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(), "root_path": "", "client": (self.peer, 50000),
            "headers": [(name.lower().encode(), value.encode()) for name, value in every.items()],
        }  # fmt: skip

    def _keep(self, lines: list[str]) -> None:
        for line in lines:
            name, _, value = line.partition(";")[0].partition("=")
            if "max-age=0" in line.casefold():
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value

"""A mail server that is not to be trusted: it shows the certificate, or the TLS, that a test wants, and remembers what
it was told.

with LyingServer("smtp", "starttls", context) as server:
    server.port, server.told
"""

import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

_GREETING = {"imap": b"* OK ready\r\n", "smtp": b"220 test.invalid ESMTP\r\n"}
_GO = {"imap": b"OK go\r\n", "smtp": b"220 go\r\n"}


@dataclass
class LyingServer:
    """`protocol` is "imap" or "smtp", `security` "tls" or "starttls". Without a context it offers no TLS; `garbles`: it
    agrees to STARTTLS and goes on in clear. `told` is all it was told in clear or inside TLS, handshakes apart.
    """

    protocol: str
    security: str
    context: ssl.SSLContext | None
    garbles: bool = False
    told: bytearray = field(default_factory=bytearray)
    encrypted: bool = False

    def __enter__(self) -> Self:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(10)

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            line.settimeout(5)
            with suppress(OSError, ssl.SSLError), line:
                self._talk(line)

    def _talk(self, line: socket.socket) -> None:
        if self.security == "tls" and self.context:
            with self._wrapped(line) as wrapped:
                self._converse(wrapped)
        else:
            self._converse(line)

    def _converse(self, line: socket.socket) -> None:
        line.sendall(_GREETING[self.protocol])
        self._listen(line)

    def _listen(self, line: socket.socket) -> None:
        while said := self._line(line):
            self.told += said
            word = said.upper()
            if b"STARTTLS" in word:
                tag = said.split()[0] + b" " if self.protocol == "imap" else b""
                line.sendall(tag + _GO[self.protocol])
                if not self.garbles and self.context:
                    with self._wrapped(line) as wrapped:
                        self._listen(wrapped)
                    return
            else:
                line.sendall(self._answer(said, word))

    def _wrapped(self, line: socket.socket) -> socket.socket:
        assert self.context
        wrapped = self.context.wrap_socket(line, server_side=True)
        self.encrypted = True
        return wrapped

    def _answer(self, said: bytes, word: bytes) -> bytes:
        offers = b"STARTTLS" if self.security == "starttls" and (self.context or self.garbles) else b""
        if self.protocol == "smtp":
            if word.startswith(b"EHLO"):
                return b"250-test.invalid\r\n" + (b"250-STARTTLS\r\n" if offers else b"") + b"250 AUTH PLAIN LOGIN\r\n"
            return b"535 5.7.8 no\r\n" if b"AUTH" in word else b"250 ok\r\n"
        tag = said.split()[0]
        if b"CAPABILITY" in word:
            return b"* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR " + offers + b"\r\n" + tag + b" OK done\r\n"
        return tag + b" NO refused\r\n"

    @staticmethod
    def _line(line: socket.socket) -> bytes:
        said = b""
        while not said.endswith(b"\n"):
            piece = line.recv(1)
            if not piece:
                return b""
            said += piece
        return said

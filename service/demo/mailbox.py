"""The demo's mailbox: a real IMAP server in this process, in memory, on loopback. Gone when the demo ends."""

import asyncio
import imaplib
import threading
from argparse import Namespace
from contextlib import AsyncExitStack
from datetime import datetime
from types import TracebackType

from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import DictBackend
from pymap.imap import IMAPServer


class EmbeddedMailbox:
    """Serves one mailbox at 127.0.0.1:`port` while the block runs."""

    def __init__(self, user: str, password: str) -> None:
        self._user, self._password = user, password
        self._started = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._thread = threading.Thread(target=self._run, name="demo-imap", daemon=True)
        self.port = 0

    def __enter__(self) -> "EmbeddedMailbox":
        """Serve, and come back when connections are taken."""
        self._thread.start()
        self._started.wait(10)
        return self

    def deliver(self, raw: bytes, received: datetime) -> None:
        """A mail arrives; `received` (aware) is when."""
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=20) as session:
            session.login(self._user, self._password)
            session.append("INBOX", "", imaplib.Time2Internaldate(received), raw)

    def counts(self, *names: str) -> dict[str, int]:
        """How many mails lie in each of these folders."""
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=20) as session:
            session.login(self._user, self._password)
            return {name: int(session.select(f'"{name}"', readonly=True)[1][0] or 0) for name in names}

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        """Stop serving."""
        if self._loop and self._stop:
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        settings = Namespace(
            debug=False, host="127.0.0.1", port=0, cert=None, key=None, tls=False, proxy_protocol=None,
            passlib_cfg=None, inherited_sockets=None, demo_data=False,
            demo_user=self._user, demo_password=self._password,
        )  # fmt: skip
        backend, config = await DictBackend.init(settings, secure_auth=False)
        config.apply_context()
        async with AsyncExitStack() as stack:
            await backend.start(stack)
            talk = ProxyProtocolReader(config.proxy_protocol).get_callback(IMAPServer(backend.login, config))
            server = await asyncio.start_server(talk, "127.0.0.1", 0)
            self.port = server.sockets[0].getsockname()[1]
            self._started.set()
            await self._stop.wait()
            server.close()

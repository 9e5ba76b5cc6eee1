"""The listener over IMAP (IDLE, RFC 2177), on a connection of its own: the only thing it learns is that mail came."""

import select
import threading
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from imapclient import IMAPClient

from cases.login import Credentials
from intake.imap_account import ImapAccount
from intake.imap_connection import connect, hang_up, told
from intake.imap_trouble import TROUBLE

T = TypeVar("T")


class ImapWatcher:
    """A Watcher over IMAP: IDLE where the server has it, else it only waits, and the poll does the looking."""

    def __init__(self, account: ImapAccount, credentials: Credentials) -> None:
        self._account = account
        self._credentials = credentials
        self._client: IMAPClient | None = None
        self._idles = False

    def begin(self) -> None:
        """Connect, select, and start IDLE."""
        self.close()
        try:
            self._client = connect(self._account, self._credentials)
            self._client.select_folder(self._account.folder, readonly=True)
            self._idles = bool(self._client.has_capability("IDLE"))
            if self._idles:
                self._client.idle()
        except TROUBLE as error:
            self.close()
            raise told(error, self._credentials) from None

    def wait(self, seconds: float) -> bool:
        """Listen; True when mail came."""
        return self._ask(lambda client: self._listen(client, seconds))

    def renew(self) -> None:
        """Leave IDLE and enter it again; a dead connection is found out here."""
        self._ask(self._renew)

    def _ask(self, question: Callable[[IMAPClient], T]) -> T:
        if self._client is None:
            self.begin()
        assert self._client is not None
        try:
            return question(self._client)
        except TROUBLE as error:
            self.close()
            raise told(error, self._credentials) from None

    def _listen(self, client: IMAPClient, seconds: float) -> bool:
        if not self._idles:
            threading.Event().wait(seconds)
            return False
        said = client.idle_check(seconds)
        if not said and _readable(client):
            return self._renew(client)  # readable, yet silent: the other end has hung up, and this finds out
        return _mail_came(said)

    def _renew(self, client: IMAPClient) -> bool:
        if not self._idles:
            client.noop()
            return False
        came = _mail_came(client.idle_done()[1])
        client.idle()
        return came

    def close(self) -> None:
        """Hang up."""
        client, self._client = self._client, None
        if client is not None:
            hang_up(client)


def _mail_came(said: Iterable[tuple[Any, ...]]) -> bool:
    """Whether the server announced mail; raises when it said goodbye."""
    lines = list(said)
    if any(line[:1] == (b"BYE",) for line in lines):
        raise ConnectionResetError
    return any(line[1:2] in ((b"EXISTS",), (b"RECENT",)) for line in lines)


def _readable(client: IMAPClient) -> bool:
    poller = select.poll()
    poller.register(client.socket().fileno(), select.POLLIN)
    return bool(poller.poll(0))

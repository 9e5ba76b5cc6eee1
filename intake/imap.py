"""The mailbox over IMAP (RFC 9051, with MOVE 6851): the worker's connection, beside the listener's (`imap_watcher`).

It connects when it is first used, and again after any trouble, for a connection that has failed once is dead.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, BinaryIO, TypeVar

from imapclient import IMAPClient

from cases.errors import MailboxError
from cases.letters import Arrival, MailPlace
from cases.login import Credentials
from intake.imap_account import ImapAccount
from intake.imap_connection import connect, hang_up, told
from intake.imap_trouble import BROKEN, TROUBLE
from intake.imap_watcher import ImapWatcher
from intake.mailbox import PIECE, MailGoneError, MailUnavailableError

__all__ = ["ImapAccount", "ImapMailbox", "ImapWatcher", "connect"]

BATCH = 500
"""UIDs named in one command; servers cut longer lines."""

_SURROGATE = b"Retrieval using the IMAP4 protocol failed"
_GONE = "Mailen ligger der ikke mere; en anden har flyttet eller slettet den."
_UNAVAILABLE = "Mailserveren viser en mail, men udleverer den ikke; den hentes igen senere."

T = TypeVar("T")


class ImapMailbox:
    """A Mailbox over IMAP."""

    def __init__(self, account: ImapAccount, credentials: Credentials) -> None:
        self._account = account
        self._credentials = credentials
        self._client: IMAPClient | None = None
        self._uid_validity = 0
        self._made: set[str] = set()

    def arrivals(self) -> tuple[Arrival, ...]:
        """Every mail in the folder, lowest UID first, whatever its flags."""
        return self._ask(self._list)

    def fetch(self, arrival: Arrival, into: BinaryIO) -> str:
        """Write the raw mail, a piece at a time, and give its SHA-256 in hex."""
        return self._ask(lambda client: self._copy(client, arrival.place, into), again=False)

    def move(self, arrivals: Sequence[Arrival], folder: str) -> frozenset[Arrival]:
        """Move these mails; gives those that do not lie there any more."""
        return frozenset().union(
            *(
                self._ask(partial(self._move, arrivals[start : start + BATCH], folder))
                for start in range(0, len(arrivals), BATCH)
            )
        )

    def prepare(self, folders: Iterable[str]) -> None:
        """Create those folders that are missing."""
        for name in folders:
            self._ask(partial(self._create, name))

    def close(self) -> None:
        """Log out, if connected."""
        client, self._client = self._client, None
        if client is None:
            return
        try:
            client.logout()
        except TROUBLE:
            hang_up(client)

    def _ask(self, question: Callable[[IMAPClient], T], *, again: bool = True) -> T:
        """Ask the server; a connection that died since last time is opened once more before anybody is told."""
        reused = self._client is not None
        try:
            return question(self._connected())
        except (MailGoneError, MailUnavailableError):
            raise
        except TROUBLE as error:
            self._drop()
            if reused and again and isinstance(error, BROKEN):
                return self._ask(question, again=False)
            raise told(error, self._credentials) from None

    def _connected(self) -> IMAPClient:
        if self._client is None:
            self._made.clear()
            self._client = connect(self._account, self._credentials)
            self._select(self._client)
        return self._client

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            hang_up(client)

    def _select(self, client: IMAPClient) -> None:
        self._uid_validity = int(client.select_folder(self._account.folder)[b"UIDVALIDITY"])

    def _list(self, client: IMAPClient) -> tuple[Arrival, ...]:
        self._select(client)  # anew each time: UIDVALIDITY may have changed
        uids = sorted(client.search("ALL"))
        found: list[Arrival] = []
        for start in range(0, len(uids), BATCH):
            answer = client.fetch(uids[start : start + BATCH], ["RFC822.SIZE", "INTERNALDATE"])
            found += [self._arrival(uid, data) for uid, data in sorted(answer.items()) if _complete(data)]
        return tuple(found)

    def _arrival(self, uid: int, data: dict[bytes, Any]) -> Arrival:
        place = MailPlace(self._account.folder, self._uid_validity, uid)
        return Arrival(place, int(data[b"RFC822.SIZE"]), data[b"INTERNALDATE"].astimezone(UTC))

    def _copy(self, client: IMAPClient, place: MailPlace, into: BinaryIO) -> str:
        if place.uid_validity != self._uid_validity:
            raise MailGoneError(_GONE)
        digest, at = hashlib.sha256(), 0
        while True:
            piece = _piece(client, place.uid, at)
            if at == 0 and (not piece or _is_surrogate(piece)):
                raise self._missing(client, place)
            if piece is None:
                raise MailUnavailableError(_UNAVAILABLE)
            into.write(piece)
            digest.update(piece)
            at += len(piece)
            if len(piece) < PIECE:
                return digest.hexdigest()

    def _missing(self, client: IMAPClient, place: MailPlace) -> MailboxError:
        """Gone only when the server no longer lists it: Exchange at times gives nothing for a mail that is there."""
        return MailUnavailableError(_UNAVAILABLE) if self._lies_there(client, place) else MailGoneError(_GONE)

    def _lies_there(self, client: IMAPClient, place: MailPlace) -> bool:
        self._select(client)
        return place.uid_validity == self._uid_validity and bool(client.search(["UID", str(place.uid)]))

    def _move(self, arrivals: Sequence[Arrival], folder: str, client: IMAPClient) -> frozenset[Arrival]:
        self._select(client)
        here = [one for one in arrivals if one.place.uid_validity == self._uid_validity]
        seen = client.fetch([one.place.uid for one in here], ["RFC822.SIZE", "INTERNALDATE"]) if here else {}
        listed = {uid: self._arrival(uid, data) for uid, data in seen.items() if _complete(data)}
        there = [one.place.uid for one in here if listed.get(one.place.uid) == one]  # this very mail, by size and time
        if there:
            self._move_into(client, there, folder)
        silent = [one for one in here if one.place.uid not in listed]
        lying = set(client.search(["UID", _set_of(silent)])) if silent else set()  # only a search tells what is gone
        return frozenset(arrivals) - {one for one in silent if one.place.uid in lying}

    def _move_into(self, client: IMAPClient, uids: Sequence[int], folder: str) -> None:
        if folder not in self._made:
            self._create(folder, client)
            self._made.add(folder)
        try:
            self._shift(client, uids, folder)
        except IMAPClient.Error as error:
            if isinstance(error, BROKEN) or client.folder_exists(folder):
                raise
            self._create(folder, client)  # a person has deleted it since we looked
            self._shift(client, uids, folder)

    def _shift(self, client: IMAPClient, uids: Sequence[int], folder: str) -> None:
        if client.has_capability("MOVE"):
            client.move(uids, folder)
        elif client.has_capability("UIDPLUS"):
            client.copy(uids, folder)
            client.delete_messages(uids, silent=True)
            client.uid_expunge(uids)
        else:  # a plain EXPUNGE would delete what other people have marked
            raise MailboxError("Mailserveren kan hverken MOVE eller UIDPLUS, så mails kan ikke flyttes sikkert.")

    def _create(self, folder: str, client: IMAPClient) -> None:
        """Create a folder unless it is there, and show it in mail programs."""
        if not client.folder_exists(folder):
            client.create_folder(folder)
            client.subscribe_folder(folder)


def _set_of(arrivals: Iterable[Arrival]) -> str:
    return ",".join(str(one.place.uid) for one in arrivals)


def _complete(data: dict[bytes, Any]) -> bool:
    return b"RFC822.SIZE" in data and isinstance(data.get(b"INTERNALDATE"), datetime)


def _piece(client: IMAPClient, uid: int, at: int) -> bytes | None:
    """The bytes of a mail from `at`; None when the server gives none for that UID."""
    answer = client.fetch([uid], [f"BODY.PEEK[]<{at}.{PIECE}>"]).get(uid, {})
    found = next((value for key, value in answer.items() if key.startswith(b"BODY[]")), None)
    return found if isinstance(found, bytes) else None


def _is_surrogate(start: bytes) -> bool:
    """Whether this is Exchange's stand-in for a mail that it could not convert, which no server ever received."""
    head = start[:8192]
    in_subject = re.search(rb"^Subject:[^\r\n]*" + _SURROGATE, head, re.IGNORECASE | re.MULTILINE)
    received = re.search(rb"^Received:", head, re.IGNORECASE | re.MULTILINE)
    return bool(in_subject) or (_SURROGATE in head and not received)

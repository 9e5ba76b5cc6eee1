"""The mailbox over IMAP (RFC 9051, with MOVE 6851, IDLE 2177, XOAUTH2): the only home of imapclient.

Two connections: the worker's (ImapMailbox) and the listener's (ImapWatcher). Each connects when it is first used, and
again after any trouble, for a connection that has failed once is dead. Passwords and tokens never travel without TLS.
"""

import contextlib
import hashlib
import logging
import re
import select
import ssl
import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, BinaryIO, TypeVar

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import LoginError

from cases.errors import MailboxError, SettingsError, WorldError
from cases.letters import Arrival, MailPlace
from intake.imap_account import LOOPBACK, Credentials, ImapAccount, Password, Token
from intake.imap_trouble import BROKEN, TROUBLE, in_words
from intake.mailbox import PIECE, MailGoneError, MailUnavailableError

__all__ = ["Credentials", "ImapAccount", "ImapMailbox", "ImapWatcher", "Password", "Token", "connect"]

BATCH = 500
"""UIDs named in one command; servers cut longer lines."""

_SURROGATE = b"Retrieval using the IMAP4 protocol failed"
_GONE = "Mailen ligger der ikke mere; en anden har flyttet eller slettet den."
_UNAVAILABLE = "Mailserveren viser en mail, men udleverer den ikke; den hentes igen senere."

T = TypeVar("T")


def connect(account: ImapAccount, credentials: Credentials) -> IMAPClient:
    """A connection, encrypted and logged in. Raises what TROUBLE names."""
    if account.security == "none" and account.host not in LOOPBACK:
        raise SettingsError(
            "Postkassen kan kun hentes uden TLS fra maskinen selv: sæt security til tls eller starttls."
        )
    logging.getLogger("imapclient").setLevel(logging.WARNING)  # below that it writes names and commands
    tls = None if account.security == "none" else _tls(account.ca_file)
    timeout = SocketTimeout(account.connect_seconds, account.read_seconds)
    use_tls = account.security == "tls"
    client = IMAPClient(account.host, account.port, ssl=use_tls, ssl_context=tls if use_tls else None, timeout=timeout)
    try:
        client._imap.debug = 0  # else every literal is formatted for a log nobody reads: ten times the CPU
        client.normalise_times = False
        if account.security == "starttls":
            client.starttls(tls)
        _log_in(client, account.user, credentials)
    except BaseException:
        _hang_up(client)
        raise
    return client


def _tls(ca_file: str | None) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_2  # whatever the machine's own settings allow
    return context


def _log_in(client: IMAPClient, user: str, credentials: Credentials) -> None:
    match credentials:
        case Token(get):
            # After a refusal the server sends its reason as one more challenge, which wants an empty answer.
            answers = iter([f"user={user}\1auth=Bearer {get()}\1\1".encode()])
            client.sasl_login("XOAUTH2", lambda _: next(answers, b""))
        case Password(secret) if client.has_capability("AUTH=PLAIN"):
            client.sasl_login("PLAIN", lambda _: f"\0{user}\0{secret}".encode())
        case Password(secret):
            client.login(user, secret)


def _hang_up(client: IMAPClient) -> None:
    with contextlib.suppress(*TROUBLE):  # it may be dead already
        client.shutdown()


def told(error: Exception, credentials: Credentials) -> MailboxError:
    """The error as one sentence that says what to do; nothing of what the server said is repeated."""
    if isinstance(error, MailboxError):
        return error
    if isinstance(error, WorldError):  # the token could not be had: it says so itself
        return MailboxError(str(error))
    refused = ("token" if isinstance(credentials, Token) else "password") if isinstance(error, LoginError) else None
    return MailboxError(in_words(error, refused))


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
            _hang_up(client)

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
            _hang_up(client)

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
            _hang_up(client)


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

"""A mailbox in memory, and a watcher that is told when to speak."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import BinaryIO

from cases.letters import Arrival, MailPlace
from intake.mailbox import MailGoneError


@dataclass
class FakeMailbox:
    """Folders of mails by UID. `trouble`, when set, is raised by the next call, once."""

    uid_validity: int = 1
    folders: dict[str, dict[int, tuple[bytes, datetime]]] = field(default_factory=lambda: {"INBOX": {}})
    trouble: Exception | None = None
    closed: bool = False
    _next_uid: int = 1

    def put(self, raw: bytes, folder: str = "INBOX", received: datetime | None = None) -> int:
        """A mail arrives; gives its UID."""
        uid = self._next_uid
        self._next_uid += 1
        self.folders.setdefault(folder, {})[uid] = (raw, received or datetime(2026, 9, 1, 8, tzinfo=UTC))
        return uid

    def mails(self, folder: str = "INBOX") -> list[bytes]:
        """The raw mails in a folder, oldest first."""
        return [raw for _, (raw, _received) in sorted(self.folders.get(folder, {}).items())]

    def arrivals(self) -> tuple[Arrival, ...]:
        self._fail()
        return self._listed()

    def _listed(self) -> tuple[Arrival, ...]:
        inbox = sorted(self.folders["INBOX"].items())
        return tuple(Arrival(self._place(uid), len(raw), received) for uid, (raw, received) in inbox)

    def fetch(self, arrival: Arrival, into: BinaryIO) -> str:
        self._fail()
        if not self._lies_there(arrival.place):
            raise MailGoneError("Mailen ligger der ikke mere.")
        raw, _ = self.folders["INBOX"][arrival.place.uid]
        into.write(raw)
        return hashlib.sha256(raw).hexdigest()

    def move(self, arrivals: Sequence[Arrival], folder: str) -> frozenset[Arrival]:
        self._fail()
        for arrival in arrivals:
            if arrival in self._listed():
                self.put(*self._taken(arrival.place, folder))
        return frozenset(arrivals)

    def prepare(self, folders: Iterable[str]) -> None:
        self._fail()
        for folder in folders:
            self.folders.setdefault(folder, {})

    def close(self) -> None:
        self.closed = True

    def _taken(self, place: MailPlace, folder: str) -> tuple[bytes, str, datetime]:
        raw, received = self.folders["INBOX"].pop(place.uid)
        return raw, folder, received

    def _place(self, uid: int) -> MailPlace:
        return MailPlace("INBOX", self.uid_validity, uid)

    def _lies_there(self, place: MailPlace) -> bool:
        return place.uid_validity == self.uid_validity and place.uid in self.folders["INBOX"]

    def _fail(self) -> None:
        trouble, self.trouble = self.trouble, None
        if trouble:
            raise trouble


@dataclass
class FakeWatcher:
    """Gives `answers` one after the other: True, False, or an exception to raise; what was asked is in `asked`."""

    answers: list[bool | Exception] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def begin(self) -> None:
        self.asked.append("begin")

    def wait(self, seconds: float) -> bool:
        self.asked.append("wait")
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def renew(self) -> None:
        self.asked.append("renew")

    def close(self) -> None:
        self.asked.append("close")

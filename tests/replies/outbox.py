"""An outbox in memory: mails in order, each with its state; a claim is an attempt, as in the real store."""

from dataclasses import dataclass, field
from datetime import datetime

from cases.errors import StaleError
from cases.mails import MailRow, MailState, MailWork, OutgoingMail


@dataclass
class MemoryOutbox:
    """`taken_over`: ids another worker takes between claim and sending."""

    owed: list[OutgoingMail]
    states: dict[int, MailState] = field(default_factory=dict)
    whys: dict[int, str] = field(default_factory=dict)
    attempts: dict[int, int] = field(default_factory=dict)
    taken_over: set[int] = field(default_factory=set)
    resting: set[int] = field(default_factory=set)

    def claim_mail(self, worker: str, now: datetime) -> MailWork | None:
        for number, mail in enumerate(self.owed):
            if self.states.get(number, MailState.OWED) is MailState.OWED and number not in self.resting:
                self.attempts[number] = self.attempts.get(number, 0) + 1
                self.resting.add(number)
                return MailWork(number, self.attempts[number], mail)
        return None

    def sending(self, work: MailWork, now: datetime) -> None:
        if work.id in self.taken_over:
            raise StaleError("another worker")
        self.states[work.id] = MailState.SENDING

    def sent(self, work: MailWork, now: datetime) -> None:
        assert self.states[work.id] is MailState.SENDING
        self.states[work.id] = MailState.SENT

    def postpone(self, work: MailWork, why: str, now: datetime) -> bool:
        self._end(work, MailState.OWED, why)
        return False

    def unknown(self, work: MailWork, why: str, now: datetime) -> None:
        self._end(work, MailState.UNKNOWN, why)

    def refuse(self, work: MailWork, why: str, now: datetime) -> None:
        self._end(work, MailState.FAILED, why)

    def send_again(self, mail_id: int, now: datetime) -> None:
        self.states[mail_id] = MailState.OWED
        self.resting.discard(mail_id)

    def mails(self, *, case: str | None = None, opened: bool = False) -> tuple[MailRow, ...]:
        return ()

    def wake(self) -> None:
        """The pauses are over."""
        self.resting.clear()

    def _end(self, work: MailWork, state: MailState, why: str) -> None:
        self.states[work.id], self.whys[work.id] = state, why

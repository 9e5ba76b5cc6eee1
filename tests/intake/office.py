"""Everything a pass of intake needs, on a database of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cases.case import Case
from cases.letters import LetterWork
from cases.mails import OutgoingMail
from intake.claim import Hands
from intake.company import Company
from intake.decide import Reception
from intake.receive import file_away, take_in
from storage import Store
from tests.fakes.mailbox import FakeMailbox
from tests.intake.letters import NOW, KnowingReader, a_desk


@dataclass
class Office:
    """Everything a pass of intake needs, and what it did."""

    store: Store
    mailbox: FakeMailbox = field(default_factory=FakeMailbox)
    reader: KnowingReader = field(default_factory=KnowingReader)
    now: datetime = NOW
    receptions: list[Reception] = field(default_factory=list)

    def clock(self) -> datetime:
        return self.now

    def owe(self, reception: Reception, cases: tuple[Case, ...]) -> tuple[OutgoingMail, ...]:
        self.receptions.append(reception)
        key = f"letter:{reception.outcome.facts.content_key}"
        numbers = tuple(case.number for case in cases)
        return (OutgoingMail(key, "kvittering", "a@b.example", f"<{key}@x>", b"raw", numbers),)

    def run(self, *raws: bytes, received: datetime = NOW) -> None:
        """One pass over these mails."""
        for raw in raws:
            self.mailbox.put(raw, received=received)
        take_in(self.mailbox, self.store, self.clock)
        while self.receive_next(10):
            pass
        file_away(self.mailbox, self.store, self.clock)

    def receive_next(self, most: int = 1, stopped: Callable[[], bool] = lambda: False) -> int:
        """Work on kept letters, so many at once; gives on how many."""
        return self.work_on(self.store.claim_letters("here:1", self.clock(), most), stopped)

    def work_on(self, works: Sequence[LetterWork], stopped: Callable[[], bool] = lambda: False) -> int:
        """Work on claimed letters; gives on how many."""
        with Hands(self.store, self.clock) as hands:
            company = Company(self.store, self.reader, self.owe, self.clock, hands)
            done = company.receive(works, a_desk(), stopped)
            company.end()
            return done

    def endings(self) -> list[str | None]:
        return [row.ending for row in self.store.letters()]

"""What the stages ask of the database. Each stage takes only the Protocol it needs; `storage` gives them all.

Every change of state is guarded: it names the state it starts from, and raises StaleError when that is gone.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Protocol

from cases.application import SignatureBox
from cases.case import Case, Event, Status
from cases.letters import Arrival, Fetched, Filing, KeptPaper, LetterRow, LetterWork, Outcome, PlanRow
from cases.mails import MailRow, MailWork, OutgoingMail
from cases.rulings import Ruling


class LetterStore(Protocol):
    """The ledger of what came in: kept first, worked on under a claim, ended once, moved last."""

    def kept(self, arrivals: Sequence[Arrival]) -> frozenset[int]:
        """The UIDs among `arrivals` whose mail is already kept (same place, size and received time)."""
        ...

    def keep(self, fetched: Sequence[Fetched], now: datetime) -> int:
        """Write the raw mails in one transaction, durably; gives how many were not kept before.

        One that is kept, and that the server lists with another size or time now, is known by these from now on, and is
        to be filed again.
        """
        ...

    def claim_letters(self, worker: str, now: datetime, most: int = 1) -> tuple[LetterWork, ...]:
        """The next letters to work on, leased to `worker`: at most so many that were never tried, or a single one that
        was; none when nothing is ready.
        """
        ...

    def beat_letter(self, work: LetterWork, now: datetime) -> None:
        """Prolong the claim; raises StaleError when it was lost."""
        ...

    def together(self) -> AbstractContextManager[object]:
        """One transaction for all that this thread asks and writes inside; what fails in it is undone by itself."""
        ...

    def seen(self, content_key: str, message_id: str) -> tuple[bool, bool]:
        """Whether a letter with this content has ended before; whether another content had this Message-ID."""
        ...

    def same(self, identity: str, round_name: str) -> Case | None:
        """The open case about the same pupil, class or topic in the round."""
        ...

    def paper_case(self, sha256: str) -> str | None:
        """The number of the case that already has this very file."""
        ...

    def answered(self, message_ids: Sequence[str]) -> tuple[Case, ...]:
        """The cases of our own mails with these Message-IDs: a bounce, or an answer to our answer."""
        ...

    def sent_as(self, numbers: Sequence[str], to: Sequence[str]) -> str:
        """The Message-ID of the newest mail that was sent about just these cases to one of these addresses (in lower
        case); "" when there is none.
        """
        ...

    def finish_letter(
        self,
        work: LetterWork,
        outcome: Outcome,
        owe: Callable[[tuple[Case, ...]], Sequence[OutgoingMail]],
        now: datetime,
    ) -> tuple[Case, ...]:
        """One transaction: number the new cases, ask `owe` for the rendered mails about them, write all of it.

        Raises StaleError when the claim was lost, or when another worker opened the same case meanwhile.
        """
        ...

    def fail_letter(self, work: LetterWork, why: str, now: datetime, *, final: bool = False) -> bool:
        """Give it back with a growing pause; after the third attempt set it aside for a person (True)."""
        ...

    def give_back(self, work: LetterWork, now: datetime) -> None:
        """Somebody was faster with the same: it is looked at anew, soon, and no attempt is used up."""
        ...

    def let_go(self, works: Sequence[LetterWork]) -> None:
        """They were claimed and never begun: they are ready as before. One whose claim was lost is another's."""
        ...

    def filings(self) -> tuple[Filing, ...]:
        """Letters that are done and not moved yet."""
        ...

    def filed(self, letter_ids: Sequence[int], now: datetime) -> None:
        """Note that these letters lie in their folders."""
        ...


class CaseStore(Protocol):
    """Cases, their history and their evidence, for the coordinator's decisions and for planning."""

    def case(self, number: str) -> Case | None:
        """One case."""
        ...

    def cases(self, *, round_name: str | None = None, statuses: Sequence[Status] = ()) -> tuple[Case, ...]:
        """Cases in order of number, their crops left in the store; no statuses means all."""
        ...

    def history(self, number: str) -> tuple[Event, ...]:
        """What happened to the case, oldest first."""
        ...

    def papers(self, number: str) -> tuple[KeptPaper, ...]:
        """The papers of a case, oldest first."""
        ...

    def evidence(self, number: str) -> tuple[SignatureBox, ...]:
        """The signature boxes of a case with their crops."""
        ...

    def change(
        self,
        changes: Sequence[tuple[Case, Sequence[Event]]],
        mails: Sequence[OutgoingMail],
        now: datetime,
        identities: Mapping[str, tuple[str, ...]] = ...,
        rulings: Sequence[Ruling] = (),
    ) -> tuple[str, ...]:
        """Write changed cases (each guarded by its version, which grows), their events and the mails they owe.

        Gives the keys of the mails that are new: one that was owed before is not owed again.

        `identities` says, by number, what a case is about now, where a person has corrected or moved it or opens it
        again: the first of these that no other open case of its round is known by; by none, when there is none left.
        Whatever a person does, two open cases of one name are never in each other's way.
        Of `rulings` one without an id is new, one with an id is undone. Where a person has confirmed a case's address,
        the mails to it that were held back for want of that may go. All of it, or nothing and StaleError.
        """
        ...

    def take_back(
        self,
        changes: Sequence[tuple[Case, Sequence[Event]]],
        mail_keys: Sequence[str],
        now: datetime,
        identities: Mapping[str, tuple[str, ...]] = ...,
        rulings: Sequence[Ruling] = (),
        plan: int = 0,
    ) -> None:
        """Undo: write cases as they were and drop the mails that were owed, and the plan that was taken with them; all
        of it or nothing.

        Raises StaleError when a case has changed since, or one of the mails is on its way.
        """
        ...

    def keep_plan(self, plan: PlanRow, now: datetime, changes: Sequence[tuple[Case, Sequence[Event]]] = ()) -> int:
        """Keep a plan with its inputs and write what it proposes, both or neither; gives its id."""
        ...

    def rulings(self, round_name: str) -> tuple[Ruling, ...]:
        """The rulings that stand for a round: about it, or about a case that is in it now and not over."""
        ...

    def plan(self, round_name: str) -> PlanRow | None:
        """The newest plan of a round."""
        ...


class Outbox(Protocol):
    """Mails that are owed, and the two marks around handing one over."""

    def claim_mail(self, worker: str, now: datetime) -> MailWork | None:
        """The next mail that may go out now, leased to `worker`."""
        ...

    def sending(self, work: MailWork, now: datetime) -> None:
        """Committed right before DATA; a row found so after a crash becomes UNKNOWN, never sent again unasked."""
        ...

    def sent(self, work: MailWork, now: datetime) -> None:
        """The server took it."""
        ...

    def postpone(self, work: MailWork, why: str, now: datetime) -> bool:
        """Certainly not sent: try again after a growing pause; after the last attempt FAILED (True)."""
        ...

    def unknown(self, work: MailWork, why: str, now: datetime) -> None:
        """It may have been sent; a person decides."""
        ...

    def refuse(self, work: MailWork, why: str, now: datetime) -> None:
        """The server refused it for good."""
        ...

    def send_again(self, mail_id: int, now: datetime, not_before: datetime | None = None) -> None:
        """A person asks for a mail in UNKNOWN or FAILED to be sent again, not before that time."""
        ...

    def mails(self, *, case: str | None = None, opened: bool = False) -> tuple[MailRow, ...]:
        """The list of answers, oldest first; address and text only when `opened`, for nobody needs them in a list."""
        ...


class Ledger(Protocol):
    """What operators look at: letters with their end, notes of the program, housekeeping."""

    def letters(self, *, opened: bool = False) -> tuple[LetterRow, ...]:
        """What came in, oldest first, each with its end; sender and subject only when `opened`."""
        ...

    def replay(self, letter_id: int, now: datetime) -> None:
        """Work on a letter that was set aside once more."""
        ...

    def raw_letter(self, letter_id: int) -> bytes | None:
        """The raw mail."""
        ...

    def note(self, name: str, at: datetime) -> None:
        """Remember when something last happened (contact with the mailbox, a pass of a stage)."""
        ...

    def notes(self) -> Mapping[str, datetime]:
        """When things last happened."""
        ...

    def free_leases(self, host: str, now: datetime) -> int:
        """At start: free what dead processes of this host had claimed."""
        ...


MAX_ATTEMPTS = 5
"""How often a mail of ours is tried."""
LEASE = timedelta(seconds=60)
PAUSES = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 1800))
"""After attempt n (from 1) a failed mail rests PAUSES[n-1]."""
LETTER_PAUSES = (timedelta(seconds=5), timedelta(minutes=10))
"""The rests between the three attempts at a letter."""

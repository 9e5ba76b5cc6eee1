"""What came in and what went out, a page at a time: each letter with its end, each answer with what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cases.case import Case
from cases.dossier import Sheet
from cases.letters import LetterRow, Opening, Use
from cases.mails import MailRow, MailState
from cases.together import Change


@dataclass(frozen=True, slots=True)
class Aside:
    """How a letter that was set aside lay: why, and what its papers had come to by their ids."""

    letter: int
    why: str
    uses: tuple[tuple[int, Use], ...] = ()


class Inbox(Protocol):
    """What came in, newest first; `before` is the id that the page before ended with."""

    def arrived(self, ending: str | None, before: int | None, limit: int) -> tuple[LetterRow, ...]:
        """Letters with that end ("" those that have none yet, None all), without sender and subject."""
        ...

    def arrived_counts(self) -> Mapping[str, int]:
        """How many letters have each end; "" counts those that have none yet."""
        ...

    def letter(self, letter_id: int) -> LetterRow | None:
        """One letter with its sender and subject."""
        ...

    def letter_sheets(self, letter_id: int) -> tuple[Sheet, ...]:
        """The papers of one letter."""
        ...

    def open_by_hand(self, letter_id: int, opening: Opening, now: datetime) -> Case:
        """A person makes a letter that was set aside a case, with all its papers; StaleError when it no longer is."""
        ...

    def dealt_with(self, letter_id: int, now: datetime) -> None:
        """A person has seen a letter that was set aside: it is no application. StaleError when it is not any more."""
        ...

    def set_aside_again(self, aside: Aside, changes: Sequence[Change], now: datetime) -> None:
        """Undo: the letter lies as it lay, with its papers, and the case that was made of it is written as it ends.

        StaleError when the letter or the case is not as it was left.
        """
        ...


class AnswerList(Protocol):
    """Our answers, newest first: how they stand, and what a person did about those that went astray."""

    def outgoing(
        self, state: MailState | None, before: int | None, limit: int, *, astray: bool = False
    ) -> tuple[MailRow, ...]:
        """Answers in that state (None all), or those that went astray, without address and text."""
        ...

    def astray(self) -> int:
        """How many answers did not arrive, or nobody knows, and no person has seen to yet."""
        ...

    def mail_seen(self, mail_id: int, at: datetime) -> None:
        """A person has seen to an answer that went astray; StaleError when it did not."""
        ...

    def mail_unseen(self, mail_id: int, at: datetime) -> None:
        """Undo: nobody has seen to it; StaleError when it is not as it was left by whoever saw to it then."""
        ...

    def keep_unsent(self, mail: MailRow, not_before: datetime) -> None:
        """Undo: an answer that was to be sent again, not before then, is as it was; StaleError when it is not as that
        left it: on its way, or sent again by another.
        """
        ...

    def outgoing_counts(self) -> Mapping[MailState, int]:
        """How many answers are in each state."""
        ...

    def mail(self, mail_id: int) -> MailRow | None:
        """One answer with its address and text."""
        ...


SEEN = "seen-by-person"
"""Why a letter that was set aside ended as no application: a person said so."""

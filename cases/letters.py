"""What came in and how it ended: the values that intake, storage and replies hand to each other."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO

from cases.application import Answers, Unread
from cases.case import Case, Event

CASE_HEADER = "X-Tovholder-Case"
"""The header of our own mails that carries their case numbers; a mail that comes in with it is ours come back."""


_OUR_ID = re.compile(r"<[0-9a-f]{32}\.tovholder@[^<>\s]+>")


def is_ours(identifier: str) -> bool:
    """Whether a Message-ID is one of those that this program writes, here or elsewhere."""
    return _OUR_ID.fullmatch(identifier.strip()) is not None


@dataclass(frozen=True, slots=True)
class MailPlace:
    """Where a mail lies on the server. Not a key by itself: servers reuse UIDs."""

    folder: str
    uid_validity: int
    uid: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """A mail as the server lists it: where, how big, and when the server received it (INTERNALDATE, aware)."""

    place: MailPlace
    size: int
    received: datetime


@dataclass(frozen=True, slots=True)
class Pieces:
    """Bytes too many to be held at once: how many, and `read`, which gives them piece by piece from the start."""

    size: int
    read: Callable[[], Iterator[bytes]] = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A mail that was fetched, with its SHA-256 in hex; `raw` stands at its beginning."""

    arrival: Arrival
    sha256: str
    raw: BinaryIO = field(repr=False)


class Ending(StrEnum):
    """How a letter ended; the value is the Danish word people see. Every letter has exactly one."""

    CASE = "sag"
    SUPPLEMENT = "supplement"
    AGAIN = "set før"
    NOT_APPLICATION = "ikke en ansøgning"
    SET_ASIDE = "lagt til side"


class Use(StrEnum):
    """What became of one attachment."""

    APPLICATION = "application"
    SUPPLEMENT = "supplement"
    IGNORED = "ignored"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class KeptPaper:
    """An attachment with what was read of it, as it is stored. `case` is the number of its case, if it has one.

    One that is too big to be held comes as `big` on its way into the store, and its `content` is empty.
    """

    position: int
    name: str = field(repr=False)
    type: str
    sha256: str
    content: bytes = field(repr=False)
    use: Use
    why: str = ""
    case: str | None = None
    answers: tuple[Answers, ...] = ()
    unread: Unread | None = None
    pages: int = 0
    big: Pieces | None = None

    @property
    def size(self) -> int:
        """Its bytes."""
        return self.big.size if self.big else len(self.content)


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What a parsed letter is known by: the content key (same mail, whatever its trace headers), sender and subject."""

    content_key: str
    message_id: str
    sender: str = field(repr=False)
    subject: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LetterWork:
    """One letter, claimed by one worker: only the holder of this attempt may finish it.

    The mail is `raw`, or `big` when it is too big to be held at once; then `raw` is empty.
    """

    id: int
    attempt: int
    place: MailPlace
    received: datetime
    raw: bytes = field(repr=False)
    big: Pieces | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """A case to open or a supplement to write: the case as it shall be, and what happened.

    `identity` says what the case is about (school, kind, pupil/class/topic); two open cases in a round never share
    one. It is personal: the store keeps only its keyed hash. A new case has the number "" until the store gives one.
    `namesake` is what a case that a person opens is known by where another is known by its identity.
    """

    case: Case
    events: tuple[Event, ...]
    identity: str | None = field(repr=False, default=None)
    namesake: str | None = field(repr=False, default=None)

    @property
    def identities(self) -> tuple[str, ...]:
        """What a case may be known by that a person opens: the first that no other open case is."""
        return tuple(one for one in (self.identity, self.namesake) if one)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a letter ended, all of it: one transaction writes it, or nothing is written.

    `came_back` is the Message-ID of a mail of ours that this letter says did not arrive.
    `papers[i].case` names an existing case, or the position of an opening as "#0", "#1", … while it has no number.
    """

    ending: Ending
    folder: str
    facts: LetterFacts | None
    why: str = ""
    openings: tuple[Opening, ...] = ()
    papers: tuple[KeptPaper, ...] = ()
    came_back: str = ""


@dataclass(frozen=True, slots=True)
class Filing:
    """A letter that is done and still has to be moved to its folder; as the server listed it, for places are reused."""

    id: int
    arrival: Arrival
    folder: str


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A line of the list of what came in. A `forgotten` one is only counted: nothing is left to look at."""

    id: int
    received: datetime
    size: int
    state: str
    ending: str | None
    why: str
    cases: tuple[str, ...]
    sender: str = field(repr=False, default="")
    subject: str = field(repr=False, default="")
    forgotten: bool = False


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan as it was proposed: its inputs and result as JSON, so that it can be computed again to the same answer."""

    id: int
    round: str
    created: datetime
    inputs: Mapping[str, object]
    result: Mapping[str, object]

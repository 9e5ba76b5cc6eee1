"""All that a template may know. Nothing here can hold a child's or parent's name, a CPR number, or what a mail said.

The functions are the only way from a case to these values: they take the number, the kind, the round and a school's
name *from the register*; everything else of the case stays behind.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from cases.case import Case
from cases.kinds import Kind
from cases.people import Educator, School
from cases.rounds import COPENHAGEN, Round
from replies import words
from replies.office import AlarmFacts, ContactFacts, RoundFacts, Today


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes: our mailbox, the name in From, and the person whom schools and educators may ask."""

    mailbox: str
    name: str
    coordinator_name: str
    coordinator_phone: str
    coordinator_email: str
    educator_word: str = "læringsvejleder"


@dataclass(frozen=True, slots=True)
class Context:
    """What every mail needs besides its occasion: who writes, when (aware), the rounds, and of the schools the names
    and the addresses (or whole domains as "@skole.dk") that the register has, in small letters.
    """

    sender: Sender
    now: datetime
    rounds: tuple[Round, ...]
    schools: frozenset[str]
    senders: frozenset[str] = field(repr=False)

    @property
    def today(self) -> date:
        """The date in Denmark."""
        return self.now.astimezone(COPENHAGEN).date()

    def knows(self, address: str) -> bool:
        """Whether the register has the address, or its whole domain."""
        low = address.strip().lower()
        return not {low, "@" + low.rpartition("@")[2]}.isdisjoint(self.senders)

    def round(self, name: str) -> Round | None:
        """The round of this name."""
        return next((r for r in self.rounds if r.name == name), None)


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A case: "T-2026-0142", what it is about, and its round (None when no round was open)."""

    number: str
    kind: Kind
    school: str | None
    round: Round | None

    @property
    def about(self) -> str:
        """The kind and the school: "elev, Ans Skole"."""
        kind = "ansøgning" if self.kind is Kind.UNKNOWN else str(self.kind)
        return f"{kind}, {self.school}" if self.school else kind


@dataclass(frozen=True, slots=True)
class EducatorFacts:
    """An educator as schools and colleagues may know them."""

    name: str
    phone: str
    email: str


class How(StrEnum):
    """What a paper turned out to be; the value is the Danish phrase people see."""

    NEW = "ny ansøgning"
    SUPPLEMENT = "supplement"
    DUPLICATE = "har vi allerede"


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case in an answer: what its papers were read as ("fil 1 og 2"), and whether a person reads it first.

    `settled`: the school has had its answer, so that no round and no date are promised again.
    """

    case: CaseFacts
    papers: str
    how: How
    review: bool = False
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to mend: what it is about (case numbers, or "Fil 2"; may be empty), and our sentence."""

    about: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """What became of applications, and what they lack. `numbers` and `more_numbers` serve when the lines are too many.

    `answer_by` is the day the school is promised an answer, None when that is past or nobody can say.
    `more_points` counts what did not fit; `missed` says that a deadline was missed; `until` is the last day to send
    what lacks, None when that is too near to ask for. `sent_back`: the coordinator asks, not the machine.
    `found_none`: nothing was in the way of reading, but there was no application in what came, or no file at all.
    """

    lines: tuple[CaseLine, ...] = ()
    lacking: tuple[Point, ...] = ()
    unread: tuple[Point, ...] = ()
    notes: tuple[str, ...] = ()
    privacy: bool = False
    missed: bool = False
    until: date | None = None
    answer_by: date | None = None
    compact: bool = False
    more_numbers: int = 0
    more_points: int = 0
    sent_back: bool = False
    found_none: bool = False

    @property
    def numbers(self) -> tuple[str, ...]:
        """The case numbers, each once."""
        return tuple(dict.fromkeys(line.case.number for line in self.lines))

    @property
    def named(self) -> str:
        """The case numbers for a subject: all of them up to three, else the first and how many more."""
        total = len(self.numbers) + self.more_numbers
        return words.listed(self.numbers) if total <= 3 else f"{self.numbers[0]} og {total - 1} mere"

    @property
    def new(self) -> int:
        """How many cases are new."""
        return len({line.case.number for line in self.lines if line.how is How.NEW}) + self.more_numbers

    @property
    def how(self) -> How:
        """What the mail brought on the whole: new applications before supplements before what we have already."""
        return next((how for how in How if any(line.how is how for line in self.lines)), How.NEW)

    @property
    def review(self) -> bool:
        """Whether a person reads at least one of them first."""
        return any(line.review for line in self.lines)

    @property
    def rounds(self) -> tuple[Round, ...]:
        """The rounds of the cases that still wait for their answer, in order of deadline."""
        rounds = {line.case.round for line in self.lines if line.case.round and not line.settled}
        return tuple(sorted(rounds, key=lambda r: r.deadline))

    @property
    def roundless(self) -> bool:
        """Whether a case waits for a round that nobody has opened."""
        return any(line.case.round is None and not line.settled for line in self.lines)


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """What happened to one case: who has it now, who had it before, whom to write to at the school.

    Nobody has it now: `educator` is None. The one before is None too where the register has forgotten whom.
    `corrected`: the school was told something else before.
    """

    case: CaseFacts
    educator: EducatorFacts | None = None
    before: EducatorFacts | None = None
    school_contact: str = ""
    consent_withdrawn: bool = False
    declined: bool = False
    corrected: bool = False


Facts = ReceiptFacts | DecisionFacts | RoundFacts | Today | ContactFacts | AlarmFacts
"""Whatever a template is handed."""


def case_facts(case: Case, context: Context) -> CaseFacts:
    """What a mail may say of a case; a school that the register does not have is left out."""
    school = case.application.school
    known = school if school in context.schools else None
    return CaseFacts(case.number, case.application.kind, known, context.round(case.round))


def educator_facts(educator: Educator) -> EducatorFacts:
    """What a mail may say of an educator."""
    return EducatorFacts(educator.name, educator.phone, educator.email)


def addresses_of(schools: Iterable[School]) -> frozenset[str]:
    """Every address and domain of the register, in small letters."""
    return frozenset(entry.strip().lower() for school in schools for entry in school.senders)

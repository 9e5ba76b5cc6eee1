"""What a case's page shows, as values: made by `casepage`, drawn by the template."""

from dataclasses import dataclass, field

from cases.application import Box
from cases.case import Status
from review.asked_school import AskedSchool
from review.history import Told


@dataclass(frozen=True, slots=True)
class Spot:
    """A box on a page of a paper, in points: `id` is what a link leads to."""

    id: str
    box: Box
    word: str

    @property
    def width(self) -> float:
        """Points from left to right."""
        return self.box[2] - self.box[0]

    @property
    def height(self) -> float:
        """Points from top to bottom."""
        return self.box[3] - self.box[1]


@dataclass(frozen=True, slots=True)
class PageShown:
    """One page of a paper: where its picture is, and the boxes that something was read in."""

    number: int
    picture: str
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class PaperShown:
    """One paper: its pages, or why it could not be read. It is `blurred` where a page is of no form that we know."""

    id: int
    name: str = field(repr=False)
    download: str
    pages: tuple[PageShown, ...]
    note: str
    blurred: bool


@dataclass(frozen=True, slots=True)
class FieldShown:
    """One field: its value and how we know. `spot` is the id of its box on the page, "" when there is none.

    `other` is what a second source says, when they differ: a person chooses.
    """

    name: str
    word: str
    text: str = field(repr=False)
    hidden: bool
    long: bool
    sure: str
    source: str
    spot: str
    other: str = field(repr=False)
    verified: bool
    doubtful: bool


@dataclass(frozen=True, slots=True)
class InkShown:
    """One signature box: its crop, and what the program found."""

    word: str
    state: str
    state_word: str
    why: str
    crop: str
    spot: str
    method: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding in words: `sentence` to the coordinator, `asks` as the school would read it."""

    weight: str
    word: str
    sentence: str
    settled: bool
    code: str
    asks: str


@dataclass(frozen=True, slots=True)
class HoldShown:
    """That the case is kept though its time may be over: since when, by whom, why."""

    since: str
    by: str
    why: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MailShown:
    """A mail of ours about the case."""

    name: str
    state: str
    when: str
    why: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """The page."""

    number: str
    version: int
    title: str = field(repr=False)
    kind: str
    school: str
    round: str
    status: Status
    received: str
    educator: str
    reasons: tuple[str, ...]
    put_off: str
    remarks: tuple[Remark, ...]
    asked: AskedSchool | None
    held: HoldShown | None
    papers: tuple[PaperShown, ...]
    fields: tuple[FieldShown, ...]
    inks: tuple[InkShown, ...]
    consent: str
    consent_says: str
    consent_by: str
    consent_why: str = field(repr=False)
    history: tuple[Told, ...]
    mails: tuple[MailShown, ...]
    brought: tuple[tuple[int, str, str, str], ...] = field(repr=False)
    others: tuple[str, ...]
    unconfirmed: tuple[str, ...] = field(repr=False)
    revealed: bool

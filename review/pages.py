"""What the page shows, as values: the queue, what came in, and what was answered. No name of a child is among them.

Nobody signs in yet, so the page says only what a passer-by may see: numbers, schools, kinds, statuses and our own
sentences.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.case import Case, Status
from cases.findings import Weight
from cases.letters import LetterRow, MailRow
from cases.rounds import COPENHAGEN, Round
from replies.compose import finding_sentence
from replies.words import clock, day
from review.why import in_words

SPLITS: tuple[tuple[str, frozenset[Status]], ...] = (
    ("Til gennemsyn", frozenset({Status.REVIEW, Status.RECEIVED})),
    ("Mangler noget", frozenset({Status.LACKING})),
    ("Klar til fordeling", frozenset({Status.READY})),
    ("Foreslået", frozenset({Status.PROPOSED})),
    ("Venteliste", frozenset({Status.WAITING})),
    ("Fordelt", frozenset({Status.ASSIGNED, Status.RUNNING})),
    ("Lukket", frozenset({Status.CLOSED, Status.WITHDRAWN, Status.DECLINED, Status.NOT_APPLICATION})),
)
"""The parts of the queue, in the order the coordinator works."""

HEAVIEST = (Weight.BLOCKS, Weight.DOUBTS, Weight.NOTES)
"""In which order a case's findings are read."""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A line of the queue."""

    number: str
    school: str
    kind: str
    round: str
    received: str
    sentences: tuple[str, ...]
    educator: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """A part of the queue."""

    title: str
    rows: tuple[CaseRow, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the other two tables."""

    when: str
    what: str
    cases: str
    state: str


@dataclass(frozen=True, slots=True)
class Queue:
    """The whole page."""

    splits: tuple[Split, ...]
    rounds: tuple[tuple[str, str], ...]
    letters: tuple[Line, ...]
    mails: tuple[Line, ...]
    shown: str


def queue(
    cases: Sequence[Case],
    letters: Sequence[LetterRow],
    mails: Sequence[MailRow],
    rounds: Sequence[Round],
    now: datetime,
) -> Queue:
    """The page as it stands at `now`."""
    return Queue(
        splits=tuple(
            Split(title, tuple(_row(case) for case in _by_arrival(cases) if case.status in statuses))
            for title, statuses in SPLITS
        ),
        rounds=tuple((r.name, day(r.deadline)) for r in sorted(rounds, key=lambda r: r.deadline)),
        letters=tuple(
            Line(_when(row.received), row.ending or row.state, ", ".join(row.cases), in_words(row.why))
            for row in letters
        ),
        mails=tuple(Line(_when(row.created), row.name, ", ".join(row.cases), _state(row)) for row in mails),
        shown=_when(now),
    )


def _by_arrival(cases: Iterable[Case]) -> list[Case]:
    return sorted(cases, key=lambda case: (case.received, case.number))


def _row(case: Case) -> CaseRow:
    heaviest_first = sorted(case.findings, key=lambda finding: HEAVIEST.index(finding.weight))
    return CaseRow(
        number=case.number,
        school=case.application.school or "ukendt skole",
        kind=case.application.kind.value,
        round=case.round or "ingen åben runde",
        received=_when(case.received),
        sentences=tuple(finding_sentence(finding) for finding in heaviest_first),
        educator=case.educator or "",
        reasons=tuple(reason for reason in case.reasons if reason),
    )


def _state(row: MailRow) -> str:
    return f"{row.state}: {in_words(row.why)}" if row.why else str(row.state)


def _when(moment: datetime) -> str:
    local = moment.astimezone(COPENHAGEN)
    return f"{day(local.date())} kl. {clock(local)}"

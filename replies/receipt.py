"""The one answer to an incoming mail: what we made of it, told at ever smaller length until it fits.

letter ─letter_answer→ LetterAnswer ─receipt→ ReceiptFacts ─shortened→ ReceiptFacts, shorter, shorter, …
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from cases.case import Case, Status
from cases.findings import Finding, Weight
from cases.letters import Ending, KeptPaper, Outcome, Use, is_ours
from cases.rounds import round_for
from replies import words
from replies.compose import finding_sentence, unread_sentence
from replies.facts import CaseFacts, CaseLine, Context, How, Point, ReceiptFacts, case_facts

TOLD = ("convention-not-followed", "surplus-cpr")
"""Notes that the school is told in its acknowledgement; all others are for the coordinator."""

NO_APPLICATION = frozenset(
    {"no-paper", "linked", "blank", "letter", "instructions", "logo", "not-recognised", "wrong-mailbox"}
)
"""Codes of a mail that could be read to its end, and of papers that could: there was no application in it."""

DAYS_TO_MEND = 3
"""A deadline nearer than this is no fair date to ask for; then we write "as soon as you can"."""

WAITS = frozenset({Status.RECEIVED, Status.LACKING, Status.REVIEW, Status.READY, Status.PROPOSED, Status.WAITING})
"""Statuses in which a school still waits for its answer."""

_FIRST_SENTENCE = re.compile(r"(?<=[^\W\d]|[»)])\.\s")
"""The full stop that ends a sentence; the one in "2. december" does not."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one attachment was read as. `case` is a number, or "#0", "#1", … for a case of this very letter."""

    paper: int
    how: How
    case: str


@dataclass(frozen=True, slots=True)
class UnreadPaper:
    """A file we could not read (`paper` counts from 1; 0 is the mail itself) and the code that says why."""

    paper: int
    code: str


@dataclass(frozen=True, slots=True)
class LetterAnswer:
    """What an answer needs to know of a letter; none of it is text from the letter.

    `why_not` is why it must not be answered. A letter without readings, unread papers and privacy incident owes
    nothing.
    """

    content_key: str
    message_id: str
    to: str = field(repr=False)
    references: tuple[str, ...] = ()
    may_answer: bool = True
    why_not: str | None = None
    readings: tuple[Reading, ...] = ()
    unread: tuple[UnreadPaper, ...] = ()
    privacy_incident: bool = False


_HOW: Mapping[Use, How] = {Use.APPLICATION: How.NEW, Use.SUPPLEMENT: How.SUPPLEMENT}


def letter_answer(
    outcome: Outcome,
    to: str,
    *,
    references: Sequence[str] = (),
    why_not: str | None = None,
    privacy_incident: bool = False,
) -> LetterAnswer | None:
    """The answer's side of how a letter ended; None when nothing is to be said: it was seen before, is no letter, or is
    a word without a file under an answer of ours ("tak"), which is for a person to read.
    """
    if outcome.facts is None or outcome.ending in (Ending.AGAIN, Ending.NOT_APPLICATION):
        return None
    if outcome.why == "no-paper" and any(is_ours(reference) for reference in references):
        return None
    sent = [paper for paper in outcome.papers if paper.use is not Use.IGNORED or paper.answers]
    unread = tuple(UnreadPaper(n, paper.unread.code) for n, paper in enumerate(sent, 1) if paper.unread)
    if not unread and outcome.ending is Ending.SET_ASIDE:
        unread = (UnreadPaper(0, outcome.why),)
    return LetterAnswer(
        content_key=outcome.facts.content_key,
        message_id=outcome.facts.message_id,
        to=to,
        references=tuple(references),
        may_answer=why_not is None,
        why_not=why_not,
        readings=tuple(_reading(n, paper) for n, paper in enumerate(sent, 1) if paper.case and not paper.unread),
        unread=unread,
        privacy_incident=privacy_incident,
    )


def receipt(letter: LetterAnswer, cases: Sequence[Case], context: Context) -> ReceiptFacts:
    """All that there is to say; `cases` in the order of the letter's openings."""
    homes = {f"#{index}": case for index, case in enumerate(cases)} | {case.number: case for case in cases}
    told = [(reading, homes[reading.case]) for reading in letter.readings if reading.case in homes]
    touched = tuple({case.number: case for _, case in told}.values())
    lines = _lines(told, context)
    return ReceiptFacts(
        lines=lines,
        lacking=_grouped((case.number, finding_sentence(f)) for case in touched for f in blocking(case)),
        unread=_grouped((f"fil {u.paper}" if u.paper else "", unread_sentence(u.code)) for u in letter.unread),
        notes=_notes(told),
        privacy=letter.privacy_incident,
        missed=any(f.code == "late" for r, case in told if r.how is How.NEW for f in case.findings),
        until=_until(touched, context),
        answer_by=_answer_by(lines, context),
        found_none=bool(letter.unread) and NO_APPLICATION.issuperset(u.code for u in letter.unread),
    )


def shortened(facts: ReceiptFacts) -> Iterator[ReceiptFacts]:
    """The same at ever smaller length: first the notes go, then the lines, the advice, points, numbers."""
    yield facts
    facts = replace(facts, notes=())
    yield facts
    facts = replace(facts, compact=True)
    yield facts
    facts = replace(facts, lacking=_briefly(facts.lacking), unread=_briefly(facts.unread))
    yield facts
    while len(facts.lacking) + len(facts.unread) > 1:
        facts = _without_a_point(facts)
        yield facts
    while len(facts.numbers) > 1:
        last = facts.numbers[-1]
        lines = tuple(line for line in facts.lines if line.case.number != last)
        facts = replace(facts, lines=lines, more_numbers=facts.more_numbers + 1)
        yield facts


def _until(cases: Sequence[Case], context: Context) -> date | None:
    """By when: what lacks is due before the case's own deadline; a file to be sent anew before the next deadline."""
    if not cases:
        current = round_for(context.now, context.rounds)
        return current.deadline if current else None
    return mend_until([case_facts(case, context) for case in cases if blocking(case)], context)


def _answer_by(lines: Sequence[CaseLine], context: Context) -> date | None:
    """The last of the days on which these cases are answered, while it is ahead."""
    days = [line.case.round.answer_date for line in lines if line.case.round and not line.settled]
    return max(days) if days and max(days) >= context.today else None


def _briefly(points: Sequence[Point]) -> tuple[Point, ...]:
    return tuple(
        replace(point, sentence=_FIRST_SENTENCE.split(point.sentence)[0].rstrip(".") + ".") for point in points
    )


def _without_a_point(facts: ReceiptFacts) -> ReceiptFacts:
    more = facts.more_points + 1
    if len(facts.lacking) > len(facts.unread):
        return replace(facts, lacking=facts.lacking[:-1], more_points=more)
    return replace(facts, unread=facts.unread[:-1], more_points=more)


def blocking(case: Case) -> tuple[Finding, ...]:
    """What the case certainly lacks."""
    return tuple(finding for finding in case.findings if finding.weight is Weight.BLOCKS)


def mend_until(cases: Sequence[CaseFacts], context: Context) -> date | None:
    """The last day to send what lacks: the first deadline, None when it is too near to ask for."""
    deadline = min((case.round.deadline for case in cases if case.round), default=None)
    return deadline if deadline and deadline - context.today >= timedelta(days=DAYS_TO_MEND) else None


def _reading(paper: int, kept: KeptPaper) -> Reading:
    how = How.DUPLICATE if kept.why == "duplicate-file" else _HOW[kept.use]
    return Reading(paper, how, kept.case or "")


def _lines(told: Sequence[tuple[Reading, Case]], context: Context) -> tuple[CaseLine, ...]:
    """One line for each case and each way its papers were read."""
    papers: dict[tuple[str, How], list[str]] = {}
    for reading, case in told:
        papers.setdefault((case.number, reading.how), []).append(str(reading.paper))
    cases = {case.number: case for _, case in told}
    return tuple(
        CaseLine(
            case_facts(cases[number], context),
            f"fil {words.listed(numbers)}",
            how,
            review=cases[number].status is Status.REVIEW,
            settled=cases[number].status not in WAITS,
        )
        for (number, how), numbers in papers.items()
    )


def _grouped(points: Iterable[tuple[str, str]]) -> tuple[Point, ...]:
    """Points of the same sentence as one, so that five unsigned forms are told once."""
    abouts: dict[str, list[str]] = {}
    for about, sentence in points:
        abouts.setdefault(sentence, []).append(about)
    return tuple(Point(words.listed(list(dict.fromkeys(filter(None, a)))), s) for s, a in abouts.items())


def _notes(told: Sequence[tuple[Reading, Case]]) -> tuple[str, ...]:
    codes = {f.code: f for reading, case in told if reading.how is not How.DUPLICATE for f in case.findings}
    return tuple(finding_sentence(codes[code]) for code in TOLD if code in codes)

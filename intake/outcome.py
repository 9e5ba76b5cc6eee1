"""How a letter ends: the one place that says which letters become cases and which do not. Pure.

known already               → AGAIN            nothing is opened, nobody is answered twice
sent by a robot             → NOT_APPLICATION  bounces, newsletters, out-of-office, calendar replies
nothing that can be read    → SET_ASIDE        a person looks; the school is told what to send again
all about known cases       → SUPPLEMENT
else                        → CASE
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from cases.case import MACHINE, Case, Event, Status
from cases.kinds import Kind
from cases.letters import Ending, KeptPaper, LetterFacts, Opening, Outcome, Use
from intake.desk import Desk
from intake.gather import PaperRead
from intake.interpret import Interpretation
from intake.judge import Judged
from intake.letter import Letter
from intake.look import Look

ROBOTS = frozenset(
    {
        "null-return-path", "auto-submitted", "report", "precedence", "mailing-list", "robot-header", "bounce-header",
        "own-answer", "robot-address", "automatic-subject", "own-address", "calendar",
    }
)  # fmt: skip
"""Reasons not to answer that mean a program wrote the mail. (A scanner that mails is a program too: see candidates.)"""


CUT = frozenset(
    {
        "cut-short", "no-boundary", "too-deep", "too-many-parts", "too-many-papers", "too-nested", "encrypted",
        "zip-locked", "zip-broken", "zip-too-big", "zip-too-many", "tnef-broken", "tnef-too-many",
        "msg-broken", "msg-too-many",
    }
)  # fmt: skip
"""Faults of a letter after which something of it may not have been seen."""


def facts_of(letter: Letter) -> LetterFacts:
    """What the ledger knows a letter by."""
    return LetterFacts(letter.content_key, letter.message_id, letter.sender, letter.subject)


def recognised(one: Interpretation) -> bool:
    """Whether anything says that this is an application: a known form, or a name that follows the convention."""
    named = one.name.kind not in (None, Kind.UNKNOWN) and one.name.school is not None
    return one.application.form is not None or named


def candidates(look: Look) -> tuple[Interpretation, ...]:
    """The applications worth a case: recognised ones, and from a registered school whatever it sent."""
    if look.letter.is_bounce or look.letter.is_calendar:
        return ()
    found = [one for one in look.applications if one.name.kind is not None or one.application.form]
    return tuple(one for one in found if recognised(one) or (look.registered and not automatic(look)))


def automatic(look: Look) -> bool:
    """Whether a program wrote the letter."""
    return look.why_not in ROBOTS


def again(look: Look, desk: Desk) -> Outcome:
    """The very same mail once more: moved back by a person, or delivered through two aliases."""
    return Outcome(Ending.AGAIN, desk.done, facts_of(look.letter), "seen-before", papers=_kept(look, ()))


def without_case(look: Look, desk: Desk, answered: Sequence[Case], now: datetime) -> Outcome:
    """A letter that opens nothing; `answered` are the cases whose answer it bounced or replied to."""
    facts, papers = facts_of(look.letter), _kept(look, ())
    if not _for_a_person(look):
        openings = tuple(Opening(case, (_heard_of(look, now),)) for case in answered)
        folder = desk.review if answered and _came_back(look) else desk.done
        came_back = look.letter.original_message_id if _came_back(look) else ""
        why = look.why_not or "automatic"
        return Outcome(Ending.NOT_APPLICATION, folder, facts, why, openings, papers, came_back)
    return Outcome(Ending.SET_ASIDE, desk.review, facts, why_set_aside(look), papers=papers)


def with_cases(look: Look, desk: Desk, judged: Sequence[Judged]) -> Outcome:
    """A letter that opens cases, supplements some, or both. A person looks at what could not be read or seen, and at
    what came for a case that an educator has already.
    """
    ending = Ending.SUPPLEMENT if all(one.supplements for one in judged) else Ending.CASE
    too_late = any(one.opening.case.status in (Status.ASSIGNED, Status.RUNNING) for one in judged)
    lost = bool(CUT & set(look.letter.faults))
    folder = desk.review if look.unread or too_late or lost else desk.done
    return Outcome(
        ending,
        folder,
        facts_of(look.letter),
        openings=tuple(one.opening for one in judged),
        papers=_kept(look, judged),
    )


def _for_a_person(look: Look) -> bool:
    """A program's mail is done with, unless a school's machine sent a paper that we could make nothing of."""
    if look.letter.is_bounce or look.letter.is_calendar:
        return False
    return not automatic(look) or (look.registered and bool(look.papers))


def why_set_aside(look: Look) -> str:
    """A stable code for why a person must look."""
    if look.unread:
        return look.unread[0].unread.code if look.unread[0].unread else "unread"
    if any("forkert_postkasse" in read.name.flags for read in look.papers):
        return "wrong-mailbox"
    natures = {read.reading.nature.value for read in look.papers}
    if look.papers:
        return natures.pop() if len(natures) == 1 and "" not in natures else "not-recognised"
    return "linked" if look.letter.links else "no-paper"


def _came_back(look: Look) -> bool:
    """Whether a mail of ours certainly, or for all we know, did not arrive (RFC 3464, 2.3.3)."""
    return look.letter.is_bounce and look.letter.action in ("", "failed")


def _heard_of(look: Look, now: datetime) -> Event:
    if not look.letter.is_bounce:
        return Event(now, MACHINE, "answer-answered")
    return Event(now, MACHINE, "answer-bounced" if _came_back(look) else "answer-reported")


def _kept(look: Look, judged: Sequence[Judged]) -> tuple[KeptPaper, ...]:
    """Every attachment with what became of it, the ignored ones too."""
    homes = {position: index for index, one in enumerate(judged) for position in one.interpretation.papers}
    reads = {read.paper.position: read for read in look.papers}
    kept = []
    for paper in look.letter.papers:
        read = reads.get(paper.position)
        row = KeptPaper(
            paper.position,
            paper.name,
            paper.type,
            paper.sha256,
            paper.content,
            Use.IGNORED,
            paper.ignored,
            big=paper.big,
        )
        if read is not None:
            row = _with_use(replace(row, pages=read.reading.pages), read, homes.get(paper.position), judged)
        kept.append(row)
    return tuple(kept)


def _with_use(row: KeptPaper, read: PaperRead, home: int | None, judged: Sequence[Judged]) -> KeptPaper:
    if read.unread:
        only = (judged[0].opening.case.number or "#0") if len(judged) == 1 else None
        return replace(row, use=Use.REFUSED, why=read.unread.code, unread=read.unread, case=only)
    if home is None:
        return replace(row, answers=read.reading.answers, why=read.reading.nature or "not-recognised")
    one = judged[home]
    return replace(
        row,
        use=Use.SUPPLEMENT if one.supplements else Use.APPLICATION,
        why="duplicate-file" if one.same_file else "",
        case=one.opening.case.number or f"#{home}",
        answers=read.reading.answers,
    )

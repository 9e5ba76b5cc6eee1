"""What came in and what went out, as values for the pages. Pure.

The sum must come out: received = cases + supplements + seen before + no applications + set aside + waiting.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from cases.application import Application, Source, Value
from cases.case import Actor, Case, Event, Status, Who
from cases.consent import Consent, ConsentState
from cases.cpr import WRITTEN, masked
from cases.dossier import Sheet
from cases.errors import RefusedError
from cases.findings import Finding, Weight
from cases.kinds import Kind
from cases.letters import Ending, LetterRow, Opening
from cases.mails import MailRow, MailState
from cases.rounds import Round, round_for
from replies.owed import title_of
from replies.words import counted
from review.correct import DETAIL
from review.decide import Word
from review.outgoing import text_of
from review.queue import Choice
from review.why import in_words
from review.words import moment

LENGTH = 50
"""Lines on a page."""

ASTRAY = "ikke nået frem"
"""The part of the answers that did not arrive, or nobody knows, and that no person has seen to."""

SEVERAL: Mapping[str, str] = {
    Ending.CASE: "blev til sager",
    Ending.SUPPLEMENT: "supplementer",
    Ending.NOT_APPLICATION: "andet end ansøgninger",
}
"""The ends that are called otherwise when there are several."""

WAITING = "venter"
"""What is said of a letter that has no end yet."""


@dataclass(frozen=True, slots=True)
class Line:
    """A letter or an answer in its list; an answer that went `astray` is to be seen to."""

    id: int
    when: str
    what: str
    cases: tuple[str, ...]
    why: str
    astray: bool = False


@dataclass(frozen=True, slots=True)
class ListPage:
    """One of the two lists. `sum` says how the numbers add up."""

    parts: tuple[Choice, ...]
    lines: tuple[Line, ...]
    sum: str
    onward: str


@dataclass(frozen=True, slots=True)
class LetterPage:
    """One letter: what it says, and, when it is set aside, that a person can decide about it."""

    id: int
    when: str
    sender: str = field(repr=False)
    subject: str = field(repr=False)
    ending: str
    why: str
    cases: tuple[str, ...]
    papers: tuple[tuple[str, str], ...] = field(repr=False)
    aside: bool


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """One answer of ours; `letter` is the mail it answers. `anew`: it is held back from a stranger, and made anew when
    that mail is read again.
    """

    id: int
    name: str
    state: str
    why: str
    when: str
    cases: tuple[str, ...]
    to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    again: bool
    astray: bool
    unconfirmed: bool
    letter: int | None
    anew: bool


def arrivals(rows: Sequence[LetterRow], counts: Mapping[str, int], chosen: str | None) -> ListPage:
    """What came in; `rows` may be one longer than a page."""
    shown = rows[:LENGTH]
    ends = [(ending.value, ending.value) for ending in Ending] + [("", WAITING)]
    total = sum(counts.values())
    added = " + ".join(counted(counts.get(value, 0), word, SEVERAL.get(value, word)) for value, word in ends)
    return ListPage(
        parts=(
            Choice("/indbakke", "alle", chosen is None, total),
            *(
                Choice(f"/indbakke?del={word}", SEVERAL.get(value, word), chosen == value, counts.get(value, 0))
                for value, word in ends
            ),
        ),
        lines=tuple(
            Line(row.id, moment(row.received), row.ending or WAITING, row.cases, in_words(row.why) if row.why else "")
            for row in shown
        ),
        sum=f"{counted(total, 'mail', 'mails')} i alt = {added}.",
        onward=_onward("/indbakke", chosen, [row.id for row in shown], len(rows)),
    )


def answers(
    rows: Sequence[MailRow],
    counts: Mapping[MailState, int],
    chosen: MailState | None,
    *,
    lost: int = 0,
    astray: bool = False,
) -> ListPage:
    """What went out; `rows` may be one longer than a page. `lost` is how many went astray; `astray`: only those."""
    shown, total = rows[:LENGTH], sum(counts.values())
    return ListPage(
        parts=(
            Choice("/svar", "alle", chosen is None and not astray, total),
            Choice(f"/svar?{urlencode({'del': ASTRAY})}", ASTRAY, astray, lost),
            *(Choice(f"/svar?del={one}", str(one), chosen is one, counts.get(one, 0)) for one in MailState),
        ),
        lines=tuple(
            Line(
                row.id,
                moment(row.sent or row.created),
                f"{title_of(row.name)}: {row.state}",
                row.cases,
                _why(row),
                row.astray,
            )
            for row in shown
        ),
        sum=f"{total} svar i alt = " + " + ".join(f"{counts.get(one, 0)} {one}" for one in MailState) + ".",
        onward=_onward("/svar", ASTRAY if astray else chosen, [row.id for row in shown], len(rows)),
    )


def _onward(path: str, chosen: str | None, ids: Sequence[int], found: int) -> str:
    said = {"del": chosen or WAITING} if chosen is not None else {}
    return f"{path}?{urlencode({**said, 'foer': ids[-1]})}" if found > LENGTH else ""


def letter_page(row: LetterRow, sheets: Sequence[Sheet]) -> LetterPage:
    """One letter; CPR numbers in its subject are covered."""
    return LetterPage(
        id=row.id,
        when=moment(row.received),
        sender=row.sender,
        subject=WRITTEN.sub(lambda found: masked(found.group()), row.subject),
        ending=row.ending or WAITING,
        why=in_words(row.why) if row.why else "",
        cases=row.cases,
        papers=tuple((sheet.name, sheet.unread.why if sheet.unread else in_words(sheet.why)) for sheet in sheets),
        aside=_lies_aside(row),
    )


def answer_page(row: MailRow, letter: LetterRow | None) -> AnswerPage:
    """One answer, and the letter it was owed for; its text is gone once its case or its letter is forgotten."""
    subject, text = text_of(row.raw) if row.raw else ("", "")
    again = row.state in (MailState.UNKNOWN, MailState.FAILED) and bool(row.raw)
    when = moment(row.sent or row.created)
    return AnswerPage(
        row.id,
        title_of(row.name),
        str(row.state),
        _why(row),
        when,
        row.cases,
        row.to,
        subject,
        text,
        again,
        row.astray,
        row.unconfirmed,
        row.letter,
        row.to_stranger and letter is not None and _lies_aside(letter),
    )


def _lies_aside(row: LetterRow) -> bool:
    """Whether a person can still do something with it."""
    return row.ending == Ending.SET_ASIDE and not row.forgotten


def _why(row: MailRow) -> str:
    """Why, and that a person has seen to it."""
    seen = f"der blev taget hånd om det {moment(row.seen)}" if row.seen else ""
    return "; ".join(filter(None, (in_words(row.why) if row.why else "", seen)))


def by_hand(row: LetterRow, kind: Kind, school: str, detail: str, rounds: Sequence[Round], word: Word) -> Opening:
    """The case that a person makes of a letter that was set aside: to be looked at, with nothing taken for granted."""
    if kind is Kind.UNKNOWN or not detail.strip():
        raise RefusedError("Skriv, om det gælder en elev, en klasse eller et emne, og hvad eller hvem det gælder.")
    said = " ".join(detail.split())
    values = {"school": _value(school), DETAIL[kind]: _value(said)}
    consent = ConsentState.UNCERTAIN if kind is Kind.PUPIL else ConsentState.NOT_REQUIRED
    current = round_for(row.received, rounds)
    case = Case(
        number="",
        application=Application(kind, school, said, None, values),
        round=current.name if current else "",
        received=row.received,
        status=Status.REVIEW,
        consent=Consent(consent),
        findings=(Finding("form-unknown", Weight.DOUBTS),),
        reply_to=row.sender,
    )
    by = Actor(Who.PERSON, word.by)
    return Opening(case, (Event(word.at, by, "by-hand", word.why), Event(word.at, by, f"status:{case.status}")))


def _value(text: str) -> Value:
    return Value(text, 1.0, Source.PERSON)

"""What came in and what went out, over HTTP: each mail with its end, and what a person can do about it."""

from cases.accounts import Purpose
from cases.errors import RefusedError
from cases.inbox import Aside
from cases.kinds import Kind
from cases.letters import Ending, LetterRow
from cases.mails import MailRow, MailState
from review import inbox
from review.correct import known_as
from review.decide import Word
from review.undo import WAIT, Undoable
from review.web.asked import Answer, Asked, Message, MissingError, Moved, Shown, access_log
from review.web.numbers import number_of
from review.web.writing import namesakes, undoable

GONE = "Den mail findes ikke her. Se efter i listen."


def arrivals(asked: Asked) -> Answer:
    """The list of what came in, or one end of it."""
    said = asked.query.get("del")
    chosen = next((one for one in Ending if one.value == said), "" if said == inbox.WAITING else None)
    store = asked.desk.store
    rows = store.arrived(chosen, _before(asked), inbox.LENGTH + 1)
    return Shown("arrivals.html", inbox.arrivals(rows, store.arrived_counts(), chosen))


def letter(asked: Asked) -> Answer:
    """One letter, as plain text."""
    row = _letter(asked)
    for number in row.cases or (None,):
        access_log(asked, number, Purpose.LETTER, letter=row.id)
    raw = asked.desk.store.raw_letter(row.id)
    page = {
        "letter": inbox.letter_page(row, asked.desk.store.letter_sheets(row.id)),
        "mail": asked.desk.mail_text(raw) if raw is not None else None,
        "schools": sorted(asked.desk.context().schools),
    }
    return Shown("arrival.html", page)


def replay(asked: Asked) -> Answer:
    """Read it once more."""
    row = _letter(asked)
    asked.desk.store.replay(row.id, asked.now)
    return Moved("/indbakke", Message("Mailen læses igen om lidt."))


def _lies_again(asked: Asked, aside: Aside, number: str = "") -> Undoable:
    """The letter set aside as it was, and the case that was made of it closed."""
    closed = f", og {number} er lukket" if number else ""
    said = f"Mailen er lagt til side igen{closed}."
    until, back = asked.now + WAIT, f"/indbakke/{aside.letter}"
    return Undoable(asked.viewer.id, until, (), made=number, aside=aside, back=back, said=said)


def dealt_with(asked: Asked) -> Answer:
    """A person has seen it: it is no application."""
    row = _letter(asked)
    asked.desk.store.dealt_with(row.id, asked.now)
    one = _lies_again(asked, Aside(row.id, row.why))
    return Moved("/indbakke", undoable(asked, one, "Mailen er færdig: den var ikke en ansøgning."))


def by_hand(asked: Asked) -> Answer:
    """A person makes it a case."""
    row, form = _letter(asked), asked.form
    kind = next((one for one in Kind if one.value == form.get("slags")), Kind.UNKNOWN)
    school = form.get("skole")
    if school not in asked.desk.context().schools:
        raise RefusedError("Vælg en skole i registret.")
    word = Word(asked.viewer.name, form.get("hvorfor").strip(), asked.now)
    opening = inbox.by_hand(row, kind, school, form.get("hvem"), asked.desk.rounds, word)
    store = asked.desk.store
    aside = Aside(row.id, row.why, tuple((sheet.id, sheet.use) for sheet in store.letter_sheets(row.id)))
    case = store.open_by_hand(row.id, known_as(opening, asked.desk.recheck), asked.now)
    one = _lies_again(asked, aside, case.number)
    said = f"{case.number} er oprettet. Se på samtykket og felterne.{namesakes(asked, [case])}"
    return Moved(f"/sager/{case.number}", undoable(asked, one, said))


def answers(asked: Asked) -> Answer:
    """The list of our answers, those in one state, or those that went astray."""
    said, store = asked.query.get("del"), asked.desk.store
    chosen = next((one for one in MailState if one.value == said), None)
    astray = said == inbox.ASTRAY
    rows = store.outgoing(chosen, _before(asked), inbox.LENGTH + 1, astray=astray)
    page = inbox.answers(rows, store.outgoing_counts(), chosen, lost=store.astray(), astray=astray)
    return Shown("answers.html", page)


def answer(asked: Asked) -> Answer:
    """One answer of ours, which tells of its cases and of who wrote."""
    row, store = _mail(asked), asked.desk.store
    for number in row.cases or ((None,) if row.letter else ()):
        access_log(asked, number, Purpose.ANSWER, letter=None if number else row.letter)
    return Shown("answer.html", inbox.answer_page(row, store.letter(row.letter) if row.letter else None))


def send_again(asked: Asked) -> Answer:
    """Send one again whose end nobody knows, or that failed; not before it can no longer be undone."""
    row, until = _mail(asked), asked.now + WAIT
    asked.desk.store.send_again(row.id, asked.now, until)
    said = "Svaret sendes igen om et halvt minut."
    return Moved(f"/svar/{row.id}", undoable(asked, _as_before(asked, row, again=True), said))


def seen_to(asked: Asked) -> Answer:
    """A person has seen to one that went astray: it counts no more."""
    row = _mail(asked)
    asked.desk.store.mail_seen(row.id, asked.now)
    return Moved(
        "/svar?del=ikke+n%C3%A5et+frem",
        undoable(asked, _as_before(asked, row), "Der er taget hånd om svaret; det står ikke længere på listen."),
    )


def _as_before(asked: Asked, row: MailRow, *, again: bool = False) -> Undoable:
    said, until = "Svaret er, som det var.", asked.now + WAIT
    return Undoable(asked.viewer.id, until, (), answer=row, again=again, back=f"/svar/{row.id}", said=said)


def _letter(asked: Asked) -> LetterRow:
    row = asked.desk.store.letter(number_of(asked.path["letter"]))
    if row is None:
        raise MissingError(GONE)
    return row


def _mail(asked: Asked) -> MailRow:
    row = asked.desk.store.mail(number_of(asked.path["mail"]))
    if row is None:
        raise MissingError(GONE)
    return row


def _before(asked: Asked) -> int | None:
    return number_of(asked.query.get("foer")) or None

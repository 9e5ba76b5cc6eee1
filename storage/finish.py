"""The end of a letter: everything that follows from it, written in one transaction that someone else began."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, and_, insert, update

from cases.case import Case
from cases.letters import Ending, LetterFacts, LetterWork, Opening, Outcome
from cases.mails import CAME_BACK, MailState, OutgoingMail
from storage.casefile import add_events, next_numbers, open_case, rewrite_case
from storage.claims import FREED, Step, change_held
from storage.contents import keep_paper
from storage.owed import owe_mails
from storage.rows import dumps, reading_json
from storage.sealing import Vault
from storage.tables import letter_cases, letters, mails

_LETTER_CASE = insert(letter_cases)
Owe = Callable[[tuple[Case, ...]], Sequence[OutgoingMail]]


def finish(
    conn: Connection, work: LetterWork, outcome: Outcome, owe: Owe, vault: Vault, now: datetime
) -> tuple[Case, ...]:
    """Write the letter's end, its cases with their numbers, events and papers, and the mails owed about them."""
    _end(conn, work, outcome, vault, now)
    written = _write_all(conn, outcome.openings, vault, now)
    numbers = [case.number for case in written]
    for number in dict.fromkeys(numbers):
        conn.execute(_LETTER_CASE, {"letter_id": work.id, "case_number": number})
    for paper in outcome.papers:
        answers = dumps(reading_json(paper.answers, paper.unread, paper.pages))
        keep_paper(conn, work.id, paper, _resolved(paper.case, numbers), answers, vault)
    if outcome.came_back:
        ours = and_(mails.c.message_id == outcome.came_back, mails.c.state == MailState.SENT)
        conn.execute(update(mails).where(ours).values(why=CAME_BACK, seen=None))
    owe_mails(conn, owe(written), vault, now, letter=work.id)
    return written


def _end(conn: Connection, work: LetterWork, outcome: Outcome, vault: Vault, now: datetime) -> None:
    change_held(
        conn,
        letters,
        work.id,
        work.attempt,
        step=Step.DONE,
        ending=outcome.ending,
        to_folder=outcome.folder,
        why=outcome.why,
        finished=now,
        **FREED,
        **_known_by(work.id, outcome.facts, outcome.ending, vault),
    )


def _known_by(letter_id: int, facts: LetterFacts | None, ending: Ending, vault: Vault) -> dict[str, object]:
    if facts is None:
        return {}
    # A letter that was seen before must not hold the content's place: the first one may be replayed.
    first = ending is not Ending.AGAIN
    return {
        "content_hash": vault.hash("content", facts.content_key) if first else None,
        "message_hash": vault.hash("message", facts.message_id) if first and facts.message_id else None,
        "sender": vault.seal(f"letters.sender/{letter_id}", facts.sender),
        "subject": vault.seal(f"letters.subject/{letter_id}", facts.subject),
    }


def _write_all(conn: Connection, openings: Sequence[Opening], vault: Vault, now: datetime) -> tuple[Case, ...]:
    numbers = iter(next_numbers(conn, [one.case.received for one in openings if not one.case.number]))
    return tuple(_write(conn, one, numbers, vault, now) for one in openings)


def _write(conn: Connection, opening: Opening, numbers: Iterator[str], vault: Vault, now: datetime) -> Case:
    identity = None if opening.identity is None else vault.hash("identity", opening.identity)
    if opening.case.number:
        rewrite_case(conn, opening.case, identity, vault, now)
        written = replace(opening.case, version=opening.case.version + 1)
    else:
        written = replace(opening.case, number=next(numbers))
        open_case(conn, written, identity, vault, now)
    add_events(conn, written.number, opening.events, vault)
    return written


def _resolved(case: str | None, numbers: Sequence[str]) -> str | None:
    return numbers[int(case[1:])] if case and case.startswith("#") else case

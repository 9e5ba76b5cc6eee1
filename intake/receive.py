"""Receiving: from a mail on the server to cases in the store, exactly once. The story of intake.

    take in     every mail in the folder is kept raw, before anything else
    read        each kept letter is claimed, parsed and read where it may die without harm
    judge       pure: what it asks, what it lacks, which round, which case
    finish      one transaction: letter, papers, cases, events, owed answers
    file away   only now is the mail moved; a letter that is done but not moved is moved next time

Promise: a mail is never lost and never taken twice, wherever the program dies. One unreadable paper never blocks the
mailbox; when the world fails the letter stays where it was and is tried again, and after some attempts it is set aside
for a person.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby, islice
from logging import getLogger
from typing import BinaryIO, cast

from cases.application import Unread
from cases.case import Case
from cases.errors import MailboxError, StaleError, TovholderError
from cases.letters import Arrival, Ending, Fetched, LetterWork, Outcome, OutgoingMail
from cases.store import LetterStore
from intake.claim import Beats, held
from intake.desk import Desk
from intake.identity import identity, told_apart, with_number
from intake.interpret import Interpretation
from intake.judge import Judged, Known, completed, judge, rounds_to_search
from intake.letter import Letter
from intake.look import Look, look
from intake.mailbox import Mailbox, MailGoneError, MailUnavailableError
from intake.outcome import again, candidates, with_cases, without_case
from intake.reading import Reader
from intake.spool import Spool

log = getLogger(__name__)

IN_MEMORY = 1024 * 1024
"""Bytes of a mail held in memory on its way into the store; more goes through a file that nobody else can read."""
BATCH = 10
BATCH_BYTES = 16 * 1024 * 1024
"""Mails that are kept, or noted as moved, in one commit, and about how many bytes of mails: each commit waits for the
disk."""


@dataclass(frozen=True, slots=True)
class Reception:
    """A letter, received: what it says, how it ends, and what was judged. What the answer is made from."""

    look: Look
    outcome: Outcome
    judged: tuple[Judged, ...]
    received: datetime


Owe = Callable[[Reception, tuple[Case, ...]], Sequence[OutgoingMail]]
Clock = Callable[[], datetime]


def take_in(mailbox: Mailbox, store: LetterStore, clock: Clock) -> int:
    """Keep every mail in the folder that is not kept yet; gives how many. The mail stays where it is."""
    arrivals = mailbox.arrivals()
    known = store.kept(arrivals)
    fresh = [arrival for arrival in arrivals if arrival.place.uid not in known]
    return sum(_keep(batch, mailbox, store, clock) for batch in _batches(fresh))


def _batches(arrivals: Sequence[Arrival]) -> Iterator[Sequence[Arrival]]:
    """As many at a time as one commit takes. What the server says of sizes only makes batches larger or smaller."""
    batch: list[Arrival] = []
    for arrival in arrivals:
        full = len(batch) == BATCH or sum(one.size for one in batch) + arrival.size > BATCH_BYTES
        if batch and full:
            yield batch
            batch = []
        batch.append(arrival)
    if batch:
        yield batch


def _keep(arrivals: Sequence[Arrival], mailbox: Mailbox, store: LetterStore, clock: Clock) -> int:
    """Fetch these, and keep them in one commit."""
    with ExitStack() as files:
        fetched: list[Fetched] = []
        try:
            for arrival in arrivals:
                raw = cast(BinaryIO, files.enter_context(Spool(IN_MEMORY)))
                if sha256 := _fetched(arrival, mailbox, raw):
                    raw.seek(0)
                    fetched.append(Fetched(arrival, sha256, raw))
        except MailboxError:
            store.keep(fetched, clock())  # the server is away: what it gave before that is kept all the same
            raise
        return store.keep(fetched, clock())


def _fetched(arrival: Arrival, mailbox: Mailbox, into: BinaryIO) -> str | None:
    """The mail's hash; None for one that cannot be had now."""
    try:
        return mailbox.fetch(arrival, into)
    except MailGoneError:
        return None  # a person moved or deleted it between the listing and now
    except MailboxError as error:
        if not isinstance(error, MailUnavailableError):
            mailbox.arrivals()  # raises when the server is away; else it breaks off at this very mail
        log.warning("mail.unavailable", extra={"uid": arrival.place.uid})
        return None  # not handed out today: the next look tries again, and nobody behind it has to wait


def receive(
    work: LetterWork,
    store: LetterStore,
    reader: Reader,
    desk: Desk,
    owe: Owe,
    clock: Clock,
    beats: Beats | None = None,
    following: Callable[[], str | None] = lambda: None,
) -> LetterWork | None:
    """Work on a claimed letter. When `following`, asked just before its end is written, names a worker, the next letter
    is claimed for that worker in the same transaction and given; None when there is none, or this one did not end.
    """
    try:
        ending, claimed = _receive(work, store, reader, desk, owe, clock, beats, following)
        log.info("letter.done", extra={"letter": work.id, "ending": ending.name})
        return claimed
    except StaleError:
        log.info("letter.stale", extra={"letter": work.id})
        with suppress(StaleError):  # the claim itself was lost: whoever holds it now finishes it
            store.give_back(work, clock())
    except TovholderError as error:
        _give_back(store, work, type(error).__name__, clock)
    except Exception as error:
        # The broad net: whatever is wrong with this one letter must not stop the others, and it is not lost:
        # it is tried again and then set aside for a person.
        log.exception("letter.failed", extra={"letter": work.id})
        _give_back(store, work, type(error).__name__, clock)
    return None


def file_away(mailbox: Mailbox, store: LetterStore, clock: Clock) -> int:
    """Move what is done to its folder; gives how many. One that is not there any more counts as moved."""
    waiting, moved = sorted(store.filings(), key=lambda filing: filing.folder), 0
    for folder, filings in groupby(waiting, lambda filing: filing.folder):
        while batch := list(islice(filings, BATCH)):
            gone = mailbox.move([filing.arrival for filing in batch], folder)
            done = [filing.id for filing in batch if filing.arrival in gone]
            if done:
                store.filed(done, clock())
            moved += len(done)
            for filing in batch:
                if filing.arrival not in gone:  # the server would not tell; the next look tries again
                    log.warning("mail.unavailable", extra={"uid": filing.arrival.place.uid})
    return moved


def _receive(
    work: LetterWork,
    store: LetterStore,
    reader: Reader,
    desk: Desk,
    owe: Owe,
    clock: Clock,
    beats: Beats | None,
    following: Callable[[], str | None],
) -> tuple[Ending, LetterWork | None]:
    with beats.held(work) if beats else held(work, store, clock):
        letter = reader.parse(work.big or work.raw)
        seen = letter if isinstance(letter, Unread) else look(letter, reader, desk)
    if isinstance(seen, Unread):
        outcome = Outcome(Ending.SET_ASIDE, desk.review, None, seen.code)
        return outcome.ending, _finish(work, outcome, lambda cases: (), store, clock, following())
    with store.looking():
        reception = _decide(seen, work.received, store, desk, clock())
    outcome = reception.outcome
    return outcome.ending, _finish(work, outcome, lambda cases: owe(reception, cases), store, clock, following())


def _finish(
    work: LetterWork,
    outcome: Outcome,
    owe: Callable[[tuple[Case, ...]], Sequence[OutgoingMail]],
    store: LetterStore,
    clock: Clock,
    worker: str | None,
) -> LetterWork | None:
    if worker is not None:
        return store.finish_and_claim(work, outcome, owe, worker, clock())
    store.finish_letter(work, outcome, owe, clock())
    return None


def _decide(seen: Look, received: datetime, store: LetterStore, desk: Desk, now: datetime) -> Reception:
    """Ask the store what bears on the letter, then let the pure rules decide."""
    before, reused = store.seen(seen.letter.content_key, seen.letter.message_id)
    if before:
        return Reception(seen, again(seen, desk), (), received)
    found = candidates(seen)
    if not found:
        seen, answered = _about_ours(seen, store)
        return Reception(seen, without_case(seen, desk, answered, now), (), received)
    judged: list[Judged] = []
    for one in found:
        known = _known(one, seen, received, store, desk, judged)
        judged.append(judge(one, seen, received, now, desk, known, reused=reused))
    return Reception(seen, with_cases(seen, desk, judged), tuple(judged), received)


def _about_ours(look: Look, store: LetterStore) -> tuple[Look, tuple[Case, ...]]:
    """The cases of our mail that a letter answers or returns. Where a bounce has it under another Message-ID than ours,
    the numbers it names are believed only with the address that we sent just that to: numbers anybody can count.
    """
    letter = look.letter
    if answered := store.answered(_answers_to(letter)):
        return look, answered
    ours = store.sent_as(letter.original_cases, letter.original_to)
    if not ours:
        return look, ()
    return replace(look, letter=replace(letter, original_message_id=ours)), store.answered((ours,))


def _known(
    one: Interpretation, seen: Look, received: datetime, store: LetterStore, desk: Desk, judged: Sequence[Judged]
) -> Known:
    """What the store has of the same; what this very letter has brought before (`judged`) counts too."""
    homes = {store.paper_case(read.paper.sha256) for read in seen.papers if read.paper.position in one.papers}
    about, names = identity(one.application), rounds_to_search(received, desk.rounds)
    earlier, namesake = _open_case(store, about, names) if about else None, False
    if about and (_taken(about, earlier, judged) or (earlier and told_apart(one.application, earlier.application))):
        earlier, namesake = _open_case(store, with_number(about, one.application), names), True
    if earlier is None and not namesake:
        earlier = completed(one.application, store.answered(_answers_to(seen.letter)), judged)
    same_file = homes == {earlier.number} if earlier else bool(homes) and None not in homes
    return Known(earlier, same_file, namesake)


def _taken(about: str, earlier: Case | None, judged: Sequence[Judged]) -> bool:
    """Whether an application of this letter has this identity, or supplements this case: they were told apart."""
    openings = [one.opening for one in judged]
    return any(o.identity == about or (earlier is not None and o.case.number == earlier.number) for o in openings)


def _open_case(store: LetterStore, about: str, round_names: Sequence[str]) -> Case | None:
    return next((case for name in round_names if (case := store.same(about, name))), None)


def _answers_to(letter: Letter) -> tuple[str, ...]:
    """The Message-IDs a letter says it answers or returns."""
    named = " ".join(value for name, value in letter.headers if name in ("in-reply-to", "references"))
    return tuple(filter(None, (letter.original_message_id, *named.split())))


def _give_back(store: LetterStore, work: LetterWork, why: str, clock: Clock) -> None:
    try:
        aside = store.fail_letter(work, why, clock())
    except StaleError:
        return  # the claim was lost: whoever holds it now finishes it
    log.warning("letter.set-aside" if aside else "letter.again", extra={"letter": work.id, "code": why})

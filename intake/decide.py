"""What becomes of a letter: the store is asked what bears on it, then the pure rules decide."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cases.case import Case
from cases.letters import Outcome
from cases.store import LetterStore
from intake.desk import Desk
from intake.identity import identity, told_apart, with_number
from intake.interpret import Interpretation
from intake.judge import Judged, Known, completed, judge, rounds_to_search
from intake.letter import Letter
from intake.look import Look
from intake.outcome import again, candidates, with_cases, without_case


@dataclass(frozen=True, slots=True)
class Reception:
    """A letter, received: what it says, how it ends, and what was judged. What the answer is made from."""

    look: Look
    outcome: Outcome
    judged: tuple[Judged, ...]
    received: datetime


def decide(seen: Look, received: datetime, store: LetterStore, desk: Desk, now: datetime) -> Reception:
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
    about, names = identity(one.application), rounds_to_search(received, desk.rounds)
    earlier, namesake = _open_case(store, about, names) if about else None, False
    if about and (_taken(about, earlier, judged) or (earlier and told_apart(one.application, earlier.application))):
        earlier, namesake = _open_case(store, with_number(about, one.application), names), True
    if earlier is None and not namesake:
        earlier = completed(one.application, store.answered(_answers_to(seen.letter)), judged)
    # asked last: a paper that another worker has brought meanwhile then has a case that nobody else can open
    homes = {store.paper_case(read.paper.sha256) for read in seen.papers if read.paper.position in one.papers}
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

"""Thirty seconds to change one's mind: no mail of a person's decision leaves earlier, and until then it can be undone.

decided ─held→ decided, its mails not before ─ the store writes it ─ remember ─→ undone: as it was, no mail
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock

from cases.case import Case, Status, moved
from cases.errors import RefusedError
from cases.inbox import Aside
from cases.mails import MailRow
from cases.rulings import Ruling
from cases.together import Carried
from review.decide import Change, Decided, Word, ended

WAIT = timedelta(seconds=30)
"""How long there is to undo. The store keeps the mails back, so a restart sends none early."""

_MOST = 1000

TOO_LATE = "Det kan ikke fortrydes mere. Ret sagen i stedet, så skolen får en ny besked, hvis den skal."


@dataclass(frozen=True, slots=True)
class Undoable:
    """One decision as it can be undone: by whom, until when, the cases as they were, the keys of the mails.

    `corrected` are the numbers of cases that were about something else before, `carried` the papers as they go back to
    where they were, `made` a case that was made, `aside` a letter as it was set aside, `answer` an answer of ours as it
    was (`again`: it was to be sent again; else it was seen to), `plan` a plan that was taken. `back` is the page to go
    to afterwards, and `said` what it says.
    """

    by: int
    until: datetime
    before: tuple[Case, ...] = field(repr=False)
    mails: tuple[str, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    corrected: frozenset[str] = frozenset()
    carried: Carried | None = None
    made: str = ""
    aside: Aside | None = None
    answer: MailRow | None = None
    again: bool = False
    plan: int = 0
    back: str = ""
    said: str = ""


def held(decided: Decided, now: datetime) -> Decided:
    """The same, with no mail leaving before it can no longer be undone."""
    until = now + WAIT
    later = tuple(replace(mail, not_before=max(until, mail.not_before or until)) for mail in decided.mails)
    return replace(decided, mails=later)


def undone(one: Undoable, current: Callable[[str], Case | None], word: Word) -> tuple[Change, ...]:
    """The cases as they were, to be written over what they are now, and the end of one that was made. RefusedError
    when one has changed since.
    """
    changes: list[Change] = []
    if one.made:
        made = current(one.made)
        if made is None or made.version != 1:
            raise RefusedError(f"Sag {one.made} er ændret siden. {TOO_LATE}")
        changes.append((moved(made, Status.NOT_APPLICATION), (word.event("undone"),)))
    for before in one.before:
        now = current(before.number)
        if now is None or now.version != before.version + 1:
            raise RefusedError(f"Sag {before.number} er ændret siden. {TOO_LATE}")
        changes.append((replace(before, version=now.version), (word.event("undone"),)))
    return tuple(changes)


def unruled(one: Undoable, standing: Sequence[Ruling], word: Word) -> tuple[Ruling, ...]:
    """What the decision ruled, undone; and what it had undone, ruled again."""
    fresh = {(ruling.place, ruling.at) for ruling in one.rulings if not ruling.id}
    gone = [ruling for ruling in standing if (ruling.place, ruling.at) in fresh]
    again = [replace(ruling, id=0, undone=None, undone_by="") for ruling in one.rulings if ruling.id]
    return (*ended(gone, word), *again)


class Undos:
    """What can be undone at the moment: kept in memory only, for it lasts half a minute. Threads may share it."""

    def __init__(self, token: Callable[[], str]) -> None:
        self._token, self._lock = token, Lock()
        self._kept: dict[str, Undoable] = {}

    def remember(self, one: Undoable) -> str:
        """Keep it; gives the token by which it is asked for."""
        token = self._token()
        with self._lock:
            while len(self._kept) >= _MOST:
                del self._kept[next(iter(self._kept))]
            self._kept[token] = one
        return token

    def take(self, token: str, by: int, now: datetime) -> Undoable:
        """What that token stands for, once. Raises RefusedError when it is too late, or another person's."""
        with self._lock:
            one = self._kept.pop(token, None)
        if one is None or one.by != by or now > one.until:
            raise RefusedError(TOO_LATE)
        return one

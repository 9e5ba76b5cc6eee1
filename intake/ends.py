"""The ends of letters: decided and written together, in one transaction; who fails in company is met again alone.

What one letter changes the next one in the same transaction sees, so a form and its supplement may end together. Nobody
loses anything by a neighbour: what fails for one is undone by itself, and what fails for all is tried one by one.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from logging import getLogger
from time import sleep

from cases.application import Unread
from cases.case import Case
from cases.errors import StaleError, StoreError, TovholderError
from cases.letters import Ending, LetterWork, Outcome
from cases.mails import OutgoingMail
from cases.store import LEASE, LetterStore
from intake.decide import Reception, decide
from intake.desk import Desk
from intake.look import Look

log = getLogger(__name__)

AGAIN = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 28.5)
"""Seconds between tries while the database is away: a minute in all, after which the claims have run out."""
SLICE = 0.25
"""Seconds after which who waits asks whether the program is to end."""

Owe = Callable[[Reception, tuple[Case, ...]], Sequence[OutgoingMail]]
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Seen:
    """A claimed letter and what was seen in it: a Look, or the Unread that says why nothing was."""

    work: LetterWork
    what: Look | Unread


@dataclass(frozen=True, slots=True)
class Ends:
    """Where letters end."""

    store: LetterStore
    desk: Desk
    owe: Owe
    clock: Clock
    wait: Callable[[float], None] = sleep
    stopped: Callable[[], bool] = lambda: False

    def write(self, letters: Sequence[Seen]) -> None:
        """The end of each of them; one that has none yet is given back, to be tried again.

        While the database is away nobody is left behind under a claim: each is tried again, as long as claims last.
        """
        for one in self._in_company(letters) if len(letters) > 1 else letters:
            self._once_it_answers(partial(self._alone, one))

    def failed(self, work: LetterWork, error: Exception) -> None:
        """Work on a letter broke off: it is tried again after a pause, or set aside for a person."""
        self._once_it_answers(partial(self._failed, work, error))

    def let_go(self, works: Sequence[LetterWork]) -> None:
        """They were claimed and never begun: others may have them."""
        self._once_it_answers(partial(self.store.let_go, works))

    def _once_it_answers(self, tell: Callable[[], None]) -> None:
        """Do it, again and again while the database is away; StoreError when it stays away longer than claims last, or
        the program is to end.
        """
        until = self.clock() + LEASE
        for pause in AGAIN:
            try:
                return tell()
            except StoreError:
                if self.stopped() or self.clock() >= until:
                    raise  # each try can take half a minute
                self._wait(pause)
        return tell()

    def _wait(self, seconds: float) -> None:
        while seconds > 0 and not self.stopped():
            self.wait(min(SLICE, seconds))
            seconds -= SLICE

    def _failed(self, work: LetterWork, error: Exception) -> None:
        if not isinstance(error, TovholderError):
            log.error("letter.failed", extra={"letter": work.id}, exc_info=error)
        try:
            aside = self.store.fail_letter(work, type(error).__name__, self.clock())
        except StaleError:
            return  # the claim was lost: whoever holds it now finishes it
        log.warning(
            "letter.set-aside" if aside else "letter.again", extra={"letter": work.id, "code": type(error).__name__}
        )

    def _in_company(self, letters: Sequence[Seen]) -> Sequence[Seen]:
        """One transaction for all; gives those that could not end in it."""
        ended: list[tuple[LetterWork, Ending]] = []
        apart: list[Seen] = []
        try:
            with self.store.together():
                for one in letters:
                    try:
                        ended.append((one.work, self._end(one)))
                    except StoreError:
                        raise  # the database itself: whether the transaction lives on is not known
                    except Exception:  # noqa: BLE001  whatever is wrong with this one, the others go on without it
                        apart.append(one)
        except (StoreError, StaleError):  # also one that only the commit met
            return letters
        for work, ending in ended:
            _tell_done(work, ending)
        return apart

    def _alone(self, one: Seen) -> None:
        try:
            with self.store.together():
                ending = self._end(one)
        except StaleError:
            log.info("letter.stale", extra={"letter": one.work.id})
            with suppress(StaleError):  # the claim itself was lost: whoever holds it now finishes it
                self.store.give_back(one.work, self.clock())
        except Exception as error:  # noqa: BLE001
            # The broad net: whatever is wrong with this one letter must not stop the others, and it is not lost:
            # it is tried again and then set aside for a person.
            self._failed(one.work, error)
        else:
            _tell_done(one.work, ending)

    def _end(self, one: Seen) -> Ending:
        """Decide, and write it; what was decided is asked for its answer once the cases have their numbers."""
        if isinstance(one.what, Unread):
            outcome = Outcome(Ending.SET_ASIDE, self.desk.review, None, one.what.code)
            self.store.finish_letter(one.work, outcome, lambda cases: (), self.clock())
            return outcome.ending
        reception = decide(one.what, one.work.received, self.store, self.desk, self.clock())
        outcome = reception.outcome
        self.store.finish_letter(one.work, outcome, lambda cases: self.owe(reception, cases), self.clock())
        return outcome.ending


def _tell_done(work: LetterWork, ending: Ending) -> None:
    log.info("letter.done", extra={"letter": work.id, "ending": ending.name})

"""Whether the way out answers, noted in the store, so that every machine, the alarms and the pages know since when not.

A mail about it cannot leave while it lasts: until then `/healthz`, the figures and the coordinator's pages tell.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from cases.errors import PostError
from cases.mails import OutgoingMail
from cases.store import Ledger
from replies.deliver import Postman

AWAY, BACK = "post-away", "post-back"
"""The notes of when the server was first not reached, and of when it was reached again."""


def away_since(notes: Mapping[str, datetime]) -> datetime | None:
    """Since when the server cannot be reached; None when it can, as far as anybody knows."""
    away, back = notes.get(AWAY), notes.get(BACK)
    return away if away and (back is None or back < away) else None


class NotingPostman:
    """A Postman that notes when its server goes away and when it is back; nothing is written while all is well."""

    def __init__(self, postman: Postman, ledger: Ledger, clock: Callable[[], datetime]) -> None:
        self._postman, self._ledger, self._clock = postman, ledger, clock
        self._known = False

    def reachable(self) -> None:
        """Raises PostError while the server is away."""
        try:
            self._postman.reachable()
        except PostError:
            self._known = False
            if away_since(self._ledger.notes()) is None:
                self._ledger.note(AWAY, self._clock())
            raise
        if not self._known:
            away = away_since(self._ledger.notes())
            if away:  # noted perhaps by a clock that is ahead of ours: what answers is back, whatever the clocks say
                self._ledger.note(BACK, max(away, self._clock()))
        self._known = True

    def send(self, mail: OutgoingMail, about_to_send: Callable[[], None]) -> None:
        """Hand the mail over. What is known of the server is looked at again after it, not in the midst of it."""
        self._known = False
        self._postman.send(mail, about_to_send)

    def close(self) -> None:
        """Say goodbye to the server."""
        self._postman.close()

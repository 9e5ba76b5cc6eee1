"""After a copy of the database was put back: mails that came since lie filed, and the ledger knows nothing of them.

They are moved back to the inbox once, and taken as any mail is. What the ledger has is left where it lies.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import timedelta
from logging import getLogger

from cases.letters import Arrival
from cases.store import Ledger
from intake.mailbox import Mailbox
from service.passes import TRIED
from storage import RESTORED

log = getLogger(__name__)

BROUGHT_BACK = "brought-back"
"""The note of when that was done last."""
OVERLAP = timedelta(days=7)
"""How long before the newest mail of the copy we look: a mail may lie in the inbox for days before it is taken."""

Known = Counter[tuple[int, object]]


def bring_back(store: Ledger, folder: Callable[[str], Mailbox], names: Iterable[str], inbox: str) -> int:
    """Move what the ledger does not know from our folders to the inbox, once after each restoring; gives how many."""
    notes = store.notes()
    restored, done = notes.get(RESTORED), notes.get(BROUGHT_BACK)
    if restored is None or (done is not None and done >= restored):
        return 0
    rows = store.letters()
    known: Known = Counter((row.size, row.received) for row in rows)
    newest = max((row.received for row in rows), default=None)
    since = newest - OVERLAP if newest else notes.get(TRIED, restored - OVERLAP)
    moved = 0
    for name in names:
        with closing(folder(name)) as opened:
            recent = [one for one in opened.arrivals() if one.received >= since]
            moved += len(opened.move(list(_unknown(recent, known)), inbox))
    store.note(BROUGHT_BACK, restored)
    log.info("mails.brought-back", extra={"count": moved})
    return moved


def _unknown(arrivals: Iterable[Arrival], known: Known) -> Iterator[Arrival]:
    """Those that the ledger has not so often: a move keeps size and time (RFC 6851)."""
    for arrival in arrivals:
        what = (arrival.size, arrival.received)
        if known[what]:
            known[what] -= 1
        else:
            yield arrival

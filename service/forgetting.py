"""Forgetting, whole: what is due in the database, its copies in the mailbox, and the traces in the database's files.

due by age ─forget→ receipt ─→ copies in our folders, compared byte for byte, erased → receipt ─→ files scrubbed
"""

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from logging import getLogger
from pathlib import Path
from typing import Protocol

from cases.errors import WorldError
from cases.keeping import COPIES, FiledCopy, Keeping, Limits, Receipt
from cases.letters import Arrival
from cases.rounds import COPENHAGEN
from cases.store import Ledger
from intake.filed import Folder
from intake.mailbox import MailGoneError

log = getLogger(__name__)

LAST = "forgotten-last"
"""The note of when we last forgot all that was due."""
DUE = "forgotten-due"
"""The note of when we first tried since: a newer one than LAST says since when forgetting does not get through."""
TRIED = "forgotten-tried"
"""The note of when we last tried."""
AGAIN = timedelta(hours=1)
"""After trouble, how long until it is tried again."""


class Books(Keeping, Ledger, Protocol):
    """What forgetting asks of the store."""


@dataclass(frozen=True, slots=True)
class Copies:
    """What went from the mailbox, and the folders of ours that could not be seen through, so are due again."""

    receipt: Receipt
    unreached: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What went: from the database, from the mailbox, and whether the database's files could be scrubbed too."""

    receipt: Receipt
    copies: Copies
    scrubbed: bool


def forget_daily(
    store: Books, folder: Callable[[str], Folder], ours: Sequence[str], limits: Limits, now: datetime
) -> Forgotten | None:
    """Forget what is due, once a day (Copenhagen's); None when that was done today. After trouble it is tried again
    each hour, and an alarm rings when it has not got through for long (`service/alarms.py`).
    """
    notes = store.notes()
    last, tried = notes.get(LAST), notes.get(TRIED)
    if last and last.astimezone(COPENHAGEN).date() == now.astimezone(COPENHAGEN).date():
        return None
    stuck = stuck_since(notes)
    if stuck and tried and timedelta() <= now - tried < AGAIN:
        return None
    store.note(TRIED, now)
    if not stuck:
        store.note(DUE, now)
    done = forget(store, folder, ours, limits, now)
    if not done.copies.unreached:
        store.note(LAST, now)
    return done


def stuck_since(notes: Mapping[str, datetime]) -> datetime | None:
    """Since when forgetting is tried and does not get through; None when it did the last time."""
    last, due = notes.get(LAST), notes.get(DUE)
    return due if due and (last is None or last < due) else None


def forget(
    store: Keeping,
    folder: Callable[[str], Folder],
    ours: Sequence[str],
    limits: Limits,
    now: datetime,
    *,
    thorough: bool = False,
) -> Forgotten:
    """Forget what is due by age. What fails in the mailbox holds nothing else up, and is due again the next time."""
    receipt = store.forget(limits, now)
    log.info("forgotten", extra={"count": len(receipt.cases), "kept": len(store.holds())})
    copies = erase_copies(store, folder, ours, limits.copies, now)
    return Forgotten(receipt, copies, store.scrub(thorough=thorough))


def erase_copies(
    store: Keeping, folder: Callable[[str], Folder], ours: Sequence[str], before: datetime, now: datetime
) -> Copies:
    """Erase the mailbox's copies of what is forgotten, or whose time there is up.

    A copy is looked for in the folder that it was moved to, and in all of `ours`: it lies elsewhere when it was read
    again later and ended otherwise, or when a colleague moved it. Only what lies in none of them is missing. What was
    erased is noted folder by folder, and a folder that fails does not keep us from the next.
    """
    due = store.copies_due(before)
    unreached: list[str] = []
    erased: set[int] = set()
    for name in dict.fromkeys((*(copy.folder for copy in due), *ours)):
        here: set[int] = set()
        try:
            _erase(store, folder, name, [copy for copy in due if copy.letter not in erased], here)
        except (WorldError, OSError) as error:
            log.warning("copies.unreached", extra={"folder": name, "code": type(error).__name__})
            unreached.append(name)
        store.copies_erased(sorted(here), [], now)
        erased |= here
    missing = [] if unreached else [copy.letter for copy in due if copy.letter not in erased]
    store.copies_erased([], missing, now)
    if due:
        log.info("copies.erased", extra={"done": len(erased), "failed": len(missing)})
    counts = {name: len(ids) for name, ids in (("copies", erased), ("missing", missing)) if ids}
    return Copies(Receipt(now, COPIES, (), tuple(sorted(erased)), counts), tuple(unreached))


def _erase(
    store: Keeping, folder: Callable[[str], Folder], name: str, wanted: Sequence[FiledCopy], gone: set[int]
) -> None:
    """Erase those that lie in that folder; `gone` takes their letters one by one, also when a later one fails."""
    if not wanted:
        return
    with closing(folder(name)) as opened:
        lying = list(opened.arrivals())
        for copy in wanted:
            for arrival in [one for one in lying if one.received == copy.received]:  # a move keeps it (RFC 6851)
                if store.same_mail(copy, _digest(opened, arrival)) and opened.erase(arrival.place):
                    lying.remove(arrival)
                    gone.add(copy.letter)
                    break


def _digest(folder: Folder, arrival: Arrival) -> str:
    with suppress(MailGoneError), Path(os.devnull).open("wb") as nowhere:
        return folder.fetch(arrival, nowhere)
    return ""

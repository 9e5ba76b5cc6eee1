"""Forgetting, whole: what is due in the database, its copies in the mailbox, and the traces in the database's files.

due by age ─forget→ receipt ─→ copies in our folders, compared byte for byte, erased → receipt ─→ files scrubbed
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from logging import getLogger
from pathlib import Path
from typing import Protocol

from cases.keeping import FiledCopy, Keeping, Limits, Receipt
from cases.letters import Arrival
from cases.rounds import COPENHAGEN
from cases.store import Ledger
from intake.filed import Folder
from intake.mailbox import MailGoneError

log = getLogger(__name__)

LAST = "forgotten-last"
"""The note of when we last forgot."""


class Books(Keeping, Ledger, Protocol):
    """What forgetting asks of the store."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What went: from the database, from the mailbox, and whether the database's files could be scrubbed too."""

    receipt: Receipt
    copies: Receipt
    scrubbed: bool


def forget_daily(
    store: Books, folder: Callable[[str], Folder], ours: Sequence[str], limits: Limits, now: datetime
) -> Forgotten | None:
    """Forget what is due, once a day (Copenhagen's); None when that was done today. Trouble: it is tried again."""
    last = store.notes().get(LAST)
    if last and last.astimezone(COPENHAGEN).date() == now.astimezone(COPENHAGEN).date():
        return None
    done = forget(store, folder, ours, limits, now)
    store.note(LAST, now)
    return done


def forget(
    store: Keeping,
    folder: Callable[[str], Folder],
    ours: Sequence[str],
    limits: Limits,
    now: datetime,
    *,
    thorough: bool = False,
) -> Forgotten:
    """Forget what is due by age. The mailbox comes last but one: what fails there is due again the next time."""
    receipt = store.forget(limits, now)
    log.info("forgotten", extra={"count": len(receipt.cases), "kept": len(store.holds())})
    copies = erase_copies(store, folder, ours, limits.copies, now)
    return Forgotten(receipt, copies, store.scrub(thorough=thorough))


def erase_copies(
    store: Keeping, folder: Callable[[str], Folder], ours: Sequence[str], before: datetime, now: datetime
) -> Receipt:
    """Erase the mailbox's copies of what is forgotten, or whose time there is up; gives the receipt of it.

    A copy is looked for in the folder that it was moved to, and in all of `ours`: it lies elsewhere when it was read
    again later and ended otherwise, or when a colleague moved it. Only what lies in none of them is missing.
    """
    due = store.copies_due(before)
    erased: list[int] = []
    for name in dict.fromkeys((*(copy.folder for copy in due), *ours)):
        if wanted := [copy for copy in due if copy.letter not in erased]:
            with closing(folder(name)) as opened:
                erased += _erase(store, opened, wanted)
    missing = [copy.letter for copy in due if copy.letter not in erased]
    receipt = store.copies_erased(erased, missing, now)
    if receipt:
        log.info("copies.erased", extra={"done": len(erased), "failed": len(missing)})
    return receipt


def _erase(store: Keeping, folder: Folder, wanted: Sequence[FiledCopy]) -> Iterator[int]:
    """The letters whose mail lay there, each as it is erased."""
    lying = list(folder.arrivals())
    for copy in wanted:
        for arrival in [one for one in lying if one.received == copy.received]:  # a move keeps it (RFC 6851)
            if store.same_mail(copy, _digest(folder, arrival)) and folder.erase(arrival.place):
                lying.remove(arrival)
                yield copy.letter
                break


def _digest(folder: Folder, arrival: Arrival) -> str:
    with suppress(MailGoneError), Path(os.devnull).open("wb") as nowhere:
        return folder.fetch(arrival, nowhere)
    return ""

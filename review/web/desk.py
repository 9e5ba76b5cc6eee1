"""What the pages have at hand: the store, the registers, and what every mail needs to know."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from cases.accounts import AccessLog, Accounts, Doorkeeper, Sessions
from cases.people import Educator, School
from cases.rounds import Round
from cases.store import CaseStore, Ledger, Outbox
from replies.facts import Context


class PageStore(CaseStore, Outbox, Ledger, Accounts, Sessions, Doorkeeper, AccessLog, Protocol):
    """All that pages ask of the store. It is synchronous; pages run in a thread of their own."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Handed to every page."""

    store: PageStore
    rounds: Sequence[Round]
    schools: Sequence[School]
    educators: Mapping[str, Educator]
    context: Callable[[], Context]

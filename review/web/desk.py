"""What the pages have at hand: the store, the registers, and what every mail needs to know."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from cases.accounts import AccessLog, Accounts, Doorkeeper, Sessions
from cases.application import Box
from cases.dossier import Dossier
from cases.feeds import Feeds
from cases.figures import FigureStore
from cases.inbox import AnswerList, Inbox
from cases.keeping import Holds
from cases.people import Educator, School
from cases.queue import Queue
from cases.registers import Entry, Register, Registers, RegisterStore
from cases.rounds import Round
from cases.store import CaseStore, Ledger, Outbox
from cases.together import Together
from cases.views import Views
from replies.facts import Context
from review.blanks import Blanks
from review.correct import Recheck
from review.outgoing import MailRead
from review.planner import Planner
from review.undo import Undos


class PageStore(
    CaseStore,
    Queue,
    Dossier,
    Inbox,
    AnswerList,
    Together,
    Views,
    FigureStore,
    Feeds,
    Holds,
    Outbox,
    Ledger,
    RegisterStore,
    Accounts,
    Sessions,
    Doorkeeper,
    AccessLog,
    Protocol,
):
    """All that pages ask of the store. It is synchronous; pages run in a thread of their own."""

    def together(self) -> AbstractContextManager[object]:
        """One transaction for all that this thread asks and writes inside; an error leaves none of it."""
        ...


class Pictures(Protocol):
    """Pages of papers as pictures, made where strangers' bytes can do no harm."""

    def page(
        self, sheet: int, content: Callable[[], bytes | None], page: int, covered: Sequence[Box] | None
    ) -> bytes | None:
        """A page (from 1) as PNG; None when there is none. It asks for `content` once.

        On a form that we know these boxes are painted over, and where it asks for a CPR number; any other page is
        blurred, for a number may stand anywhere on it. `covered` None shows the page as it is.
        """
        ...


@dataclass(frozen=True, slots=True)
class MailText:
    """A mail that came in, as plain text."""

    sender: str
    subject: str
    text: str
    papers: tuple[str, ...]


class Sheets(Protocol):
    """The registers as spreadsheets: CSV or XLSX."""

    def read(self, register: Register, content: bytes, others: Registers) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
        """The entries of a file, and every fault with its row; what they name must be in the other registers."""
        ...

    def write(self, register: Register, entries: Sequence[Entry], *, workbook: bool) -> bytes:
        """The register as XLSX, else as CSV."""
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the settings: each setting in words, and what it is."""

    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Specimen:
    """A mail of ours about invented facts: what it is called, to whom and when it goes, and where its text lies."""

    name: str
    to: str
    folder: str
    mail: MailRead


@dataclass(frozen=True, slots=True)
class Desk:
    """Handed to every page. The registers are asked for anew each time, so that a change counts at once."""

    store: PageStore
    registers: Callable[[], Registers]
    context: Callable[[], Context]
    recheck: Recheck
    pictures: Pictures
    mail_text: Callable[[bytes], MailText]
    undos: Undos
    expiring: Sequence[tuple[str, date]]
    planner: Planner
    workbook: Callable[[Sequence[str], Sequence[Sequence[str]]], bytes]
    sheets: Sheets
    settings: Callable[[], Sequence[Part]]
    specimens: Callable[[], Sequence[Specimen]]
    blanks: Blanks
    troubles: Callable[[], Sequence[str]]

    @property
    def rounds(self) -> Sequence[Round]:
        """The rounds as they stand."""
        return self.registers().rounds

    @property
    def schools(self) -> Sequence[School]:
        """The schools as they stand."""
        return self.registers().schools

    @property
    def educators(self) -> Mapping[str, Educator]:
        """The educators as they stand, by id."""
        return {one.id: one for one in self.registers().educators}

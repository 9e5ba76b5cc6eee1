"""Names every adapter and hands everything in: the only place that knows which adapter stands behind a Protocol, and
the only one that looks at the clock.

    Settings ─open_app→ App(store, …) ─→ the passes that the daemon repeats, and the commands
"""

import os
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from cases.case import Case
from cases.errors import SettingsError
from cases.keeping import Limits
from cases.kinds import Kind
from cases.mails import OutgoingMail
from cases.people import Educator
from cases.registers import Registers
from intake.decide import Reception
from intake.desk import Desk
from intake.filed import ImapFolder
from intake.forms import all_forms
from intake.imap import ImapMailbox, ImapWatcher
from intake.pool import ReaderPool
from intake.recheck import recheck
from replies import due
from replies.facts import Context, Sender, addresses_of
from replies.pace import Pace
from replies.receipt import letter_answer
from review.correct import Rechecked
from routing.instance import Attached, Districts, Mode, PlanSettings, Repeats
from service.connections import folder_of, mailbox_of, postman_of, watcher_of
from service.desk import desk_of
from service.passes import Answering, Intake
from service.registry import Registry, as_of, registers_of
from service.sending import NotingPostman
from service.settings import Settings
from storage import LiveKeys, Store, current, open_store, upgrade


def now() -> datetime:
    """The time, aware. Everything else is told it."""
    return datetime.now(UTC)


def worker_name() -> str:
    """This process, as claims name it: "host:pid", by which leases of the dead are told from those of the living."""
    return f"{socket.gethostname()}:{os.getpid()}"


@dataclass(frozen=True)
class App:
    """The running program: the settings, the store, and makers of everything that touches the world."""

    settings: Settings
    store: Store
    clock: Callable[[], datetime] = field(default=now)

    @cached_property
    def registry(self) -> Registry:
        """Where the registers are asked for."""
        return Registry(self.store, registers_of(self.settings))

    def registers(self) -> Registers:
        """Schools, educators and rounds as they stand now."""
        return self.registry.now()

    def desk(self) -> Desk:
        """What intake needs to know, with the registers as they stand now."""
        return desk_of(as_of(self.settings, self.registers()))

    def recheck(self, case: Case) -> Rechecked:
        """What follows from a case's text as it is now."""
        return Rechecked(*recheck(case, self.settings.policy))

    def mailbox(self) -> ImapMailbox:
        """A connection to the mailbox; opened when it is first used."""
        return mailbox_of(self.settings)

    def folder(self, name: str) -> ImapFolder:
        """A folder of that mailbox, to erase from what is forgotten; opened when it is first used."""
        return folder_of(self.settings, name)

    def limits(self) -> Limits:
        """The moments before which things are erased now."""
        return self.settings.retention.limits(self.clock())

    def watcher(self) -> ImapWatcher:
        """A second connection that only listens."""
        return watcher_of(self.settings)

    def reader(self) -> ReaderPool:
        """The child processes that read what strangers sent: as many as the settings name workers."""
        reading, trusted = self.settings.reading, self.settings.trusted
        all_forms(reading.forms)  # a fault in a form's description is told before anything is read
        return ReaderPool(
            self.settings.workers, reading.tessdata, trusted=trusted, forms=reading.forms, seconds=reading.seconds
        )

    def context(self) -> Context:
        """What every mail of ours needs to know."""
        return context_of(as_of(self.settings, self.registers()), self.clock())

    def plan_settings(self) -> PlanSettings:
        """How rounds are planned."""
        routing = self.settings.routing
        return PlanSettings(
            mode=Mode(routing.mode),
            districts=Districts(routing.districts),
            repeats=Repeats(routing.repeats),
            attached=Attached(routing.attached),
            needs={kind.value: routing.needs.of(kind) for kind in Kind if routing.needs.of(kind)},
            hours=routing.hours.model_dump(),
            levels=routing.levels,
            bands=routing.bands,
        )

    def educators(self) -> dict[str, Educator]:
        """The register of educators by id."""
        return {educator.id: educator for educator in self.registers().educators}

    def owe(self, reception: Reception, cases: tuple[Case, ...]) -> Sequence[OutgoingMail]:
        """The answer that a received letter owes: asked for inside the transaction that opens its cases."""
        look = reception.look
        answer = letter_answer(
            reception.outcome,
            look.letter.sender,
            references=look.letter.header("references").split(),
            why_not=look.why_not,
            privacy_incident=look.exposed,
        )
        if answer is None:
            return ()
        registers = self.registry.seen  # as the desk had them a moment ago, when the letter was judged
        return due.after_letter(answer, cases, context_of(as_of(self.settings, registers), self.clock()))

    @contextmanager
    def intake(self) -> Iterator[Intake]:
        """The pass of intake, with a reader of its own; as many letters at once as there are workers."""
        with self.reader() as reader:
            hands = self.settings.workers
            yield Intake(self.store, self.store, reader, self.desk, self.owe, worker_name(), self.clock, hands)

    def answering(self) -> Answering:
        """The pass of delivery; it remembers its pace and whether the server is away, so keep it."""
        pace = Pace(self.settings.smtp.per_minute)
        postman = NotingPostman(postman_of(self.settings), self.store, self.clock)
        return Answering(self.store, postman, pace, worker_name(), self.clock)

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()


def open_app(settings: Settings, *, clock: Callable[[], datetime] = now) -> App:
    """The program on its store; raises SettingsError when the key is missing or wrong or the schema is old."""
    settings.state.mkdir(parents=True, exist_ok=True)
    keys = LiveKeys(settings.key_file)
    if current(settings.database_url) is None:
        upgrade(settings.database_url)
    store = open_store(settings.database_url, keys, set_aside_folder=settings.mailbox.review_folder)
    store.free_leases(socket.gethostname(), clock())
    return App(settings, store, clock)


def require_database(settings: Settings) -> None:
    """Raises SettingsError when there is no database where the settings say, before anything makes an empty one."""
    if current(settings.database_url) is None:
        raise SettingsError(
            "Der er ingen database, hvor indstillingerne siger: er disken der? Ret stien, eller lav databasen med "
            "'tovholder db upgrade'."
        )


def context_of(settings: Settings, moment: datetime) -> Context:
    """What every mail of ours needs to know, at a moment."""
    coordinator = settings.coordinator
    sender = Sender(
        mailbox=settings.smtp.sender,
        name=f"{settings.municipality.name}, {settings.municipality.office}",
        coordinator_name=coordinator.name,
        coordinator_phone=coordinator.phone,
        coordinator_email=coordinator.email,
        educator_word=settings.municipality.educator_word,
    )
    names = frozenset(school.name for school in settings.schools)
    return Context(sender, moment, settings.rounds, names, addresses_of(settings.schools))

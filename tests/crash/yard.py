"""The servers that all runs share, and the place of one run: a fresh user, a fresh database, nothing else."""

import itertools
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from service.settings import Settings, load
from service.wiring import App, open_app
from storage import new_key_file, upgrade
from tests.servers.certificates import make_certificates
from tests.servers.dovecot import Dovecot, dovecot
from tests.servers.smtp import SmtpServer, Stored
from tests.story.world import PASSWORD, Servers, environment, settings_file

FOLDERS = ("INBOX", "Behandlet", "Til gennemsyn")


@dataclass
class Yard:
    """Dovecot, an SMTP server that keeps what it takes, and an empty database to copy."""

    imap: Dovecot
    smtp: SmtpServer
    smtp_ca: Path
    template: Path
    folder: Path
    users: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @contextmanager
    def place(
        self, folder: Path | None = None, made: "Callable[[Yard, Path, str], Place] | None" = None
    ) -> Iterator["Place"]:
        """A place for one run, gone afterwards; `made` makes one of another kind."""
        where = folder or Path(tempfile.mkdtemp(prefix="run", dir=self.folder))
        user = f"ppr{next(self.users)}@kommune.example"
        self.imap.add_user(user, PASSWORD)
        self.smtp.users[user] = PASSWORD
        try:
            yield (made or Place)(self, where, user)
        finally:
            shutil.rmtree(where, ignore_errors=True)
            shutil.rmtree(self.imap.directory / "mail" / user, ignore_errors=True)


@dataclass
class Place:
    """One run's own mailbox, settings and database."""

    yard: Yard
    folder: Path
    user: str
    settings: Path = field(init=False)
    values: Settings = field(init=False)
    asked: dict[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._begin()
        shutil.copy(self.yard.template, self.database)

    def _begin(self) -> None:
        self.write_settings()
        new_key_file(self.folder / "tovholder.key")
        self.values = load(self.settings, environment())
        self.values.state.mkdir()

    def write_settings(self, **other: object) -> None:
        """The settings file, as usual but for `other`."""
        servers = Servers(self.yard.imap, self.yard.smtp, self.yard.smtp_ca, None, self.yard.template, None)  # type: ignore[arg-type]
        self.settings = settings_file(servers, self.folder, self.user, **(self.asked | other))

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return Path(self.values.database_url.removeprefix("sqlite:///"))

    def opened(self, ahead: timedelta = timedelta(0)) -> App:
        """The program on this place, in our own process."""
        return open_app(load(self.settings, environment()), clock=lambda: datetime.now(UTC) + ahead)

    def deliver(self, raw: bytes) -> None:
        """A mail arrives."""
        self.yard.imap.append(self.user, raw)

    def mails(self, folder: str) -> list[bytes]:
        """The raw mails in one of our folders."""
        return self.yard.imap.mails(self.user, folder)

    def taken(self) -> list[Stored]:
        """What the SMTP server has taken from this run."""
        return [mail for mail in list(self.yard.smtp.messages) if mail.login == self.user]

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """What the database says, looked up past the program. Who only reads must wait until it has mended what the
        process before it left half written.
        """
        for _ in range(200):
            with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10)) as conn:
                try:
                    return conn.execute(sql).fetchall()
                except sqlite3.OperationalError:
                    time.sleep(0.05)
        raise AssertionError("the database cannot be read")

    def unfinished(self) -> int:
        """Letters and mails that wait for work now or later, letters that wait to be moved; looked up, not asked."""
        letters = "SELECT count(*) FROM letters WHERE step != 'DONE' OR filed IS NULL"
        mails = "SELECT count(*) FROM mails WHERE state IN ('OWED', 'SENDING')"
        return int(self.query(letters)[0][0]) + int(self.query(mails)[0][0])

    def rows(self) -> int:
        """How many letters the ledger has."""
        return int(self.query("SELECT count(*) FROM letters")[0][0])

    def damage(self) -> Iterator[str]:
        """What is wrong with the database itself."""
        if self.query("PRAGMA integrity_check") != [("ok",)]:
            yield "the database is damaged"
        if self.query("PRAGMA foreign_key_check"):
            yield "rows point to rows that are not there"


@contextmanager
def yard() -> Iterator[Yard]:
    """The servers, started; ended afterwards."""
    with tempfile.TemporaryDirectory(prefix="crash") as name:
        folder = Path(name)
        certificates = make_certificates(folder)
        template = folder / "tovholder.db"
        upgrade(f"sqlite:///{template}")
        with dovecot() as imap, SmtpServer(certificates, users={}) as smtp:
            yield Yard(imap, smtp, certificates.ca, template, folder)

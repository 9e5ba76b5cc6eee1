"""The whole world of a story, real on loopback: Dovecot, an SMTP server that relays into it, tesseract, the program.

A story sends a mail to the functional mailbox, lets the program run, and looks where a person would look: in the
school's mailbox, in the folders, in the store.
"""

import io
import itertools
import logging
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import lru_cache
from pathlib import Path

import pytest

from cases.case import Case
from cases.consent import Custody
from cases.kinds import Kind
from intake.mailbox import Mailbox
from intake.pool import ReaderPool
from service import log
from service.passes import Intake
from service.samples.papers import filled_form, scan
from service.settings import load
from service.wiring import App, open_app, worker_name
from storage import new_key_file, upgrade
from tests.servers.certificates import make_certificates
from tests.servers.dovecot import Dovecot, dovecot
from tests.servers.smtp import SmtpServer

PASSWORD = "hemmelig-adgang"
SCHOOL = "kontor@goedvadskolen.example"
TODAY = datetime.now(UTC)
LAST_ROUND_ENDED = TODAY.date() - timedelta(days=20)
BODY = "Hermed ansøgning, hilsen Birgit på kontoret."

ELEV = {
    "school": "Gødvadskolen", "class_name": "5.b", "pupil_name": "Emma Sørensen", "cpr": "150312-9993",
    "description": "Emma skal have hjælp til at komme i gang.", "tried": "Faste pauser.", "goal": "Ro i timerne.",
    "contact_name": "Bo Lind", "contact_email": "bo.lind@goedvadskolen.example", "contact_phone": "87 65 43 21",
    "custody": Custody.JOINT_APART.value, "guardian_1_name": "Mette Sørensen", "guardian_2_name": "Jens Sørensen",
    "signed_date_1": f"{TODAY:%d-%m-%Y}", "signed_date_2": f"{TODAY:%d-%m-%Y}",
}  # fmt: skip
EMNE = {
    "school": "Gødvadskolen", "topic": "klasseledelse", "description": "Fælles greb på mellemtrinnet.",
    "contact_name": "Bo Lind", "contact_email": "bo.lind@goedvadskolen.example", "contact_phone": "87 65 43 21",
}  # fmt: skip
KLASSE = EMNE | {"class_name": "5.b", "description": "Uro i klassen."}
KLASSE.pop("topic")
PRIVATE = ("Emma", "Sørensen", "Oliver", "Holm", "Mette", "150312", "9993", "240813", "Birgit", "hjælp til at komme")
"""Words of the invented families and mails: none may ever be logged, or stand in an answer."""

_SETTINGS = """
state = "var"
key_file = "tovholder.key"
schools = "skoler.csv"
educators = "vejledere.csv"
[municipality]
name = "Prøve Kommune"
[coordinator]
name = "Karen Holm-Larsen"
email = "koordinator@kommune.example"
phone = "70 12 34 56"
[mailbox]
host = "localhost"
port = {imap}
security = "{imap_security}"
user = "{user}"
ca_file = "{imap_ca}"
{login}
[smtp]
host = "localhost"
port = {smtp}
security = "{smtp_security}"
{smtp_login}
user = "{user}"
sender = "{user}"
ca_file = "{smtp_ca}"
per_minute = 600
[database]
url = "{database}"
[reading]
{tessdata}
[[rounds]]
name = "1. runde"
deadline = {first}
answer_date = {first}
support_start = {first}
support_end = {last}
[[rounds]]
name = "2. runde"
deadline = {second}
answer_date = {second}
support_start = {second}
support_end = {last}
[[rounds]]
name = "3. runde"
deadline = {third}
answer_date = {third}
support_start = {third}
support_end = {last}
"""

_SCHOOLS = """navn;type;aliaser;distrikt;afsendere
Gødvadskolen;folkeskole;Gødvad;;@goedvadskolen.example
Sejs Skole;folkeskole;Sejs;;@sejsskole.example
"""

_EDUCATORS = """id;navn;mail;telefon;pladser;kompetencer;distrikter;faste skoler;ikke skoler;fravær
akb;Anna Kjær Birk;akb@kommune.example;70 12 34 61;2;trivsel|elev;;;;
bml;Bo Madsen Lind;bml@kommune.example;70 12 34 62;1;klasseledelse|emne;;;Sejs Skole;
"""


@dataclass
class Servers:
    """What all stories share: the servers, and what was logged, came in, was said and was given as a reason."""

    imap: Dovecot
    smtp: SmtpServer
    smtp_ca: Path
    reader: ReaderPool
    template: Path
    log: io.StringIO
    came: set[bytes] = field(default_factory=set)
    said: set[bytes] = field(default_factory=set)
    reasons: set[str] = field(default_factory=set)
    users: Iterator[int] = field(default_factory=lambda: itertools.count(1))


@dataclass
class World:
    """One story's own mailbox, store and program. `later` is how far its clock is ahead."""

    servers: Servers
    folder: Path
    user: str
    file: Path = field(init=False)
    secrets: dict[str, str] = field(default_factory=lambda: environment())
    later: timedelta = timedelta(0)
    app: App = field(init=False)

    def __post_init__(self) -> None:
        new_key_file(self.folder / "tovholder.key")
        self._prepare()
        self._start()

    def _prepare(self) -> None:
        """The settings and an empty store."""
        self.file = settings_file(self.servers, self.folder, self.user)
        settings = load(self.file, self.secrets)
        settings.state.mkdir()
        shutil.copy(self.servers.template, settings.database_url.removeprefix("sqlite:///"))

    def _start(self) -> None:
        self.app = open_app(load(self.file, self.secrets), clock=lambda: datetime.now(UTC) + self.later)

    def send(self, raw: bytes, received: datetime | None = None) -> None:
        """A mail arrives in the functional mailbox."""
        self.servers.came.add(raw)
        self.servers.imap.append(self.user, raw, received=received)

    def run(self) -> None:
        """One pass of every stage, as `tovholder once` does."""
        self.take_in()
        self.answer()

    def take_in(self) -> None:
        """A pass of intake alone."""
        with closing(self.app.mailbox()) as mailbox:
            self.take_in_from(mailbox)

    def take_in_from(self, mailbox: Mailbox) -> None:
        """A pass of intake on a mailbox that is open already."""
        app = self.app
        intake = Intake(app.store, app.store, self.servers.reader, app.desk, app.owe, worker_name(), app.clock)
        intake.run(mailbox)

    def answer(self) -> None:
        """A pass of delivery alone."""
        with closing(self.app.answering()) as answering:
            answering.run()

    def restart(self, **settings: object) -> None:
        """The program ends and is started again, with the usual settings but for these."""
        self.close()
        settings_file(self.servers, self.folder, self.user, **settings)
        self._start()

    def close(self) -> None:
        """The program ends; what it has written is remembered for the last story."""
        mails, letters = self.app.store.mails(opened=True), self.app.store.letters()
        self.servers.said.update(mail.raw for mail in mails)
        self.servers.reasons.update(row.why for row in (*mails, *letters))
        self.app.close()

    def inbox(self) -> int:
        """How many mails wait."""
        return len(self.servers.imap.mails(self.user))

    def done(self) -> int:
        """How many mails lie in Behandlet."""
        return len(self.servers.imap.mails(self.user, "Behandlet"))

    def aside(self) -> int:
        """How many mails lie in Til gennemsyn."""
        return len(self.servers.imap.mails(self.user, "Til gennemsyn"))

    def answers(self, address: str = SCHOOL) -> list[EmailMessage]:
        """What this program sent to an address, as it lies in that mailbox."""
        raws = self.servers.imap.mails(address)
        self.servers.said.update(raws)
        ours = (raw for raw in raws if self.user.encode() in raw)
        mails = [message_from_bytes(raw, policy=policy.default) for raw in ours]
        return [mail for mail in mails if self.user in mail["From"]]

    def subjects(self, address: str = SCHOOL) -> list[str]:
        """The subjects of what this program sent to an address."""
        return [mail["Subject"] for mail in self.answers(address)]

    def answer_text(self, address: str = SCHOOL) -> str:
        """The plain text of the only answer."""
        (mail,) = self.answers(address)
        return mail.get_body(("plain",)).get_content()

    def case(self) -> Case:
        """The only case."""
        (case,) = self.app.store.cases()
        return case

    def codes(self) -> set[str]:
        """The findings of the only case."""
        return {finding.code for finding in self.case().findings}

    def endings(self) -> list[str | None]:
        """How each letter ended."""
        return [row.ending for row in self.app.store.letters()]


def settings_file(servers: Servers, folder: Path, user: str, **other: object) -> Path:
    """A settings file of its own for one story; `other` overrules what is usual."""
    values: dict[str, object] = {
        "imap": servers.imap.imaps_port, "imap_security": "tls", "imap_ca": servers.imap.ca_file,
        "smtp": servers.smtp.port, "smtp_security": "starttls", "smtp_ca": servers.smtp_ca,
        "login": "", "smtp_login": "", "tessdata": "", "user": user, "database": "",
        "first": LAST_ROUND_ENDED, "second": date.fromordinal(TODAY.date().toordinal() + 30),
        "third": date.fromordinal(TODAY.date().toordinal() + 90),
        "last": date.fromordinal(TODAY.date().toordinal() + 120),
    }  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "skoler.csv").write_text(_SCHOOLS, "utf-8")
    (folder / "vejledere.csv").write_text(_EDUCATORS, "utf-8")
    file = folder / "tovholder.toml"
    file.write_text(_SETTINGS.format(**(values | other)), "utf-8")
    return file


def environment() -> dict[str, str]:
    """The secrets, as an operator gives them."""
    return {"TOVHOLDER_MAILBOX_PASSWORD": PASSWORD, "TOVHOLDER_SMTP_PASSWORD": PASSWORD}


@pytest.fixture(scope="session")
def servers(tmp_path_factory) -> Iterator[Servers]:
    """Dovecot and the SMTP server, one child that reads, and the log of it all."""
    folder = tmp_path_factory.mktemp("world")
    certificates = make_certificates(folder)
    template = folder / "tovholder.db"
    upgrade(f"sqlite:///{template}")
    told = io.StringIO()
    with dovecot() as imap, ReaderPool(1) as reader:  # its child outlives each pass's threads
        for address in (SCHOOL, "kontor@sejsskole.example", "fremmed@andet.example", "akb@kommune.example",
                        "bml@kommune.example", "koordinator@kommune.example"):  # fmt: skip
            imap.add_user(address, PASSWORD)
        users: dict[str, str] = {}
        with SmtpServer(certificates, users=users, relay=("127.0.0.1", imap.lmtp_port)) as smtp:
            yield Servers(imap, smtp, certificates.ca, reader, template, told)


@pytest.fixture
def world(servers: Servers, tmp_path: Path) -> Iterator[World]:
    """A fresh mailbox and store, the program opened on them."""
    user = f"ppr{next(servers.users)}@kommune.example"
    servers.imap.add_user(user, PASSWORD)
    servers.smtp.users[user] = PASSWORD
    log.set_up(stream=servers.log, level=logging.DEBUG)
    with closing(World(servers, tmp_path, user)) as opened:
        yield opened


@lru_cache
def elev(*, signed: tuple[bool, bool] = (True, True), skew: float = 1.0, seed: int = 0, **other: str) -> bytes:
    """A scanned form about a pupil."""
    return scan(filled_form(Kind.PUPIL, ELEV | other, signed=signed, seed=seed), dpi=200, skew=skew, seed=seed)


@lru_cache
def emne(**other: str) -> bytes:
    """A scanned form about a topic."""
    return scan(filled_form(Kind.TOPIC, EMNE | other), dpi=200)


@lru_cache
def klasse(**other: str) -> bytes:
    """A scanned form about a class."""
    return scan(filled_form(Kind.CLASS, KLASSE | other), dpi=200)


_numbers = itertools.count(1)


def a_mail(
    *papers: tuple[str, bytes], subject: str = "", sender: str = SCHOOL, to: str = "ppr@kommune.example", **headers: str
) -> bytes:
    """A secretary's mail; without a subject it is the first paper's name, as schools are asked to write."""
    message = EmailMessage()
    message["From"], message["To"] = f"Birgit Kontor <{sender}>", to
    message["Subject"] = subject or (papers[0][0].rsplit(".", 1)[0] if papers else "Ansøgning")
    message["Message-ID"] = f"<{next(_numbers)}.{id(papers)}@goedvadskolen.example>"
    message["Date"] = TODAY
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(BODY + "\n")
    for name, content in papers:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()

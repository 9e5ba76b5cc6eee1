"""One child with everything: all of it is handed out, all of it is forgotten, and a namesake is left alone.

Twice: by age, on SQLite; on request, on PostgreSQL. Afterwards every file the program wrote, every mail in our folders,
the log, and every sealed value (opened with the key) are searched in every way that text is written down; before, the
same search finds the child in all of them.
"""

import json
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from cases.accounts import Access, Purpose, Role, User
from cases.case import Status
from cases.keeping import BY_AGE, COPIES, ON_REQUEST
from cases.kinds import Kind
from cases.letters import Ending
from cases.views import View
from intake.recheck import recheck
from review.correct import Rechecked, corrected
from review.decide import Word
from service import log
from service.cli import tovholder
from service.forgetting import forget
from service.samples.papers import fillable
from storage import upgrade
from storage.rotation import SEALED
from storage.tables import metadata
from tests.servers.postgres import Cluster, cluster
from tests.story.world import ELEV, PASSWORD, SCHOOL, Servers, World, a_mail, elev, settings_file
from tests.traces import files, found, ways

pytestmark = pytest.mark.slow

FIRST, LAST, CPR = "Ælfrida", "Brøndmose", "070909-9993"
NAME = f"{FIRST} {LAST}"
CHILD = (FIRST, LAST, CPR, CPR.replace("-", ""))
NAMESAKE_CPR = "311210-9994"
ABOUT = ELEV | {"pupil_name": NAME, "cpr": CPR, "guardian_1_name": f"Mette {LAST}", "guardian_2_name": f"Jens {LAST}"}
ABOUT["description"] = f"{FIRST} skal have hjælp."
PAPER = f"Gødvadskolen - {NAME}.pdf"
WHO = ("--by", "Karen Holm-Larsen")
ROUND = "2. runde"
NUMBER = "T-{}-0001"


@dataclass
class OnPostgres(World):
    """A world whose store is on PostgreSQL."""

    url: str = ""
    data: tuple[Path, ...] = ()

    def _prepare(self) -> None:
        self.file = settings_file(self.servers, self.folder, self.user, database=self.url)
        upgrade(self.url)


@pytest.fixture(scope="module")
def postgres() -> Iterator[Cluster]:
    with cluster() as running:
        yield running


@pytest.fixture
def other_world(servers: Servers, tmp_path: Path, postgres: Cluster) -> Iterator[OnPostgres]:
    user = f"ppr{next(servers.users)}@kommune.example"
    servers.imap.add_user(user, PASSWORD)
    servers.smtp.users[user] = PASSWORD
    log.set_up(stream=servers.log)
    name = postgres.fresh()
    with postgres.connect() as connection:
        (oid,) = connection.execute(f"SELECT oid FROM pg_database WHERE datname = '{name}'").fetchone()
    data = tuple(postgres.socket / "data" / part for part in (f"base/{oid}", "global", "pg_wal"))
    url = postgres.url(name)
    with closing(OnPostgres(servers, tmp_path, user, url=url, data=data)) as world:
        yield world


def run(world: World, *words: str) -> Result:
    result = CliRunner().invoke(tovholder, ["--settings", str(world.file), *words], env=world.secrets)
    assert result.exit_code == 0, result.output
    return result


def bounce_of(message_id: str) -> bytes:
    return (
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nTo: ppr@kommune.example\r\n"
        f"Subject: Ikke leveret: {NAME}\r\nMessage-ID: <b@mx.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nfejl\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {SCHOOL}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\n\r\n--b--\r\n"
    ).encode()


def everything(world: World) -> str:
    """What can happen to one child's case, all of it; gives the case's number."""
    app, store = world.app, world.app.store
    world.send(a_mail((PAPER, fillable(Kind.PUPIL, ABOUT)), X_Child="one"))
    world.run()
    number = world.case().number
    (answer,) = world.answers()
    world.send(a_mail((PAPER, elev(**{key: ABOUT[key] for key in ABOUT})), X_Child="two"))  # scanned, signed
    world.send(bounce_of(answer["Message-ID"]))
    world.send(a_mail(subject=f"{NAME} {CPR}", X_Child="three"))  # no paper: nobody knows what it is
    world.send(a_mail((f"{NAME}.pdf", b""), subject=f"Ansøgning {CPR}", X_Child="four"))
    world.send(a_mail((PAPER, fillable(Kind.PUPIL, ABOUT | {"cpr": NAMESAKE_CPR})), X_Child="namesake"))
    world.run()
    word = Word("Karen Holm-Larsen", f"Ringede til {FIRST}s mor", app.clock())
    decided = corrected(
        store.case(number), "goal", f"Ro til {FIRST}", word, lambda case: Rechecked(*recheck(case, "custody")), ()
    )
    store.change(decided.changes, decided.mails, app.clock())
    if store.case(number).status is not Status.READY:
        run(world, "cases", "consent", number, "--state", "givet", *WHO, "--why", f"{LAST} har skrevet under")
        run(world, "cases", "ready", number, *WHO, "--why", "set efter")
    run(world, "route", ROUND)
    run(world, "cases", "approve", "--round", ROUND, *WHO)
    user = store.add_user(User(0, "karen", "Karen Holm-Larsen", Role.COORDINATOR), app.clock())
    for purpose in (Purpose.OPENED, Purpose.REVEALED):
        store.note_access(Access(app.clock(), user.id, "karen", user.role, number, purpose, f"{NAME} {CPR}"))
    store.look(number, "Karen Holm-Larsen", app.clock())
    store.keep_view(user.id, View(f"Alt om {NAME}", "/sager?status=klar"))
    world.answer()
    run(world, "cases", "withdraw", number, *WHO, "--why", f"{FIRST} er flyttet")
    world.answer()
    return number


def opened(world: World) -> dict[str, bytes]:
    """Every sealed value as the key opens it, but for the subject and the file name of the namesake's own mail."""
    db = world.app.store.db
    (theirs,) = (row.id for row in world.app.store.letters() if b"X-Child: namesake" in (raw(world, row.id) or b""))
    values: dict[str, bytes] = {}
    with db.reading() as conn:
        for column, place in SEALED.items():
            for row in conn.execute(select(column.table).where(column.is_not(None))):
                where = f"{column.table.name}.{column.name}/{place(row)}"
                values[where] = db.vault.keys.open(where, getattr(row, column.name))
    del values[f"letters.subject/{theirs}"], values[f"papers.name/{theirs}/0"]
    return values


def raw(world: World, letter: int) -> bytes | None:
    return world.app.store.raw_letter(letter)


def clear(world: World) -> dict[str, bytes]:
    """Every value that is not sealed."""
    with world.app.store.db.reading() as conn:
        return {
            f"{table.name}/{at}": " ".join(str(value) for value in row if not isinstance(value, bytes)).encode()
            for table in metadata.sorted_tables
            for at, row in enumerate(conn.execute(select(table)))
        }


def in_our_folders(world: World) -> dict[str, bytes]:
    """Every file of the mailbox on the server, its indexes too."""
    return files(world.servers.imap.directory / "mail" / world.user)


def of_the_namesake(place: str, content: bytes) -> bool:
    return b"X-Child: namesake" in content or NAMESAKE_CPR.encode() in content


def left(where: dict[str, bytes]) -> set[tuple[str, str, str]]:
    """What is found of the child, but for the namesake's own things by their shared name."""
    others = {place: content for place, content in where.items() if not of_the_namesake(place, content)}
    theirs = {place: content for place, content in where.items() if place not in others}
    return found(CHILD, others) | found(CHILD[2:], theirs)


def written(world: World) -> dict[str, bytes]:
    """What lies on the disk: all that the program wrote, on PostgreSQL the database and its log; and our own log."""
    folders = [world.file.parent, *(world.data if isinstance(world, OnPostgres) else ())]
    return {**files(*folders), "the log": world.servers.log.getvalue().encode()}


def handed_out(world: World, number: str) -> dict[str, bytes]:
    file = world.file.parent / "barn.zip"
    run(world, "export-person", number, "-o", str(file), *WHO, "--why", "forældrene har bedt om det")
    with zipfile.ZipFile(file) as archive:
        out = {name: archive.read(name) for name in archive.namelist()}
    file.unlink()
    return out


def test_by_age(world: World) -> None:
    """Two years after the case was over; a hold keeps it, and the daily pass lets it go when that is lifted."""
    number = everything(world)
    namesake = known_before(world, number)
    run(world, "holds", "set", number, *WHO, "--why", f"{LAST} klager")
    world.later = timedelta(days=800)
    app = world.app
    held = forget(app.store, app.folder, app.settings.mailbox.folders[1:], app.limits(), app.clock())
    assert (held.receipt.cases, app.store.case(number).application.detail) == ((), NAME)
    run(world, "holds", "lift", number, *WHO)
    done = forget(app.store, app.folder, app.settings.mailbox.folders[1:], app.limits(), app.clock())
    assert (done.receipt.occasion, done.receipt.cases, done.scrubbed) == (BY_AGE, (number,), True)
    forgotten(world, number, namesake)


def test_on_request_and_on_postgresql(other_world: OnPostgres) -> None:
    """At once, by a command; what is set aside goes with it by its number, and what only has the name is told of."""
    world = other_world
    number = everything(world)
    namesake = known_before(world, number)
    result = run(world, "forget", "--person", number, *WHO, "--yes", "--thorough", "--json")
    receipts = json.loads(result.stdout)
    assert [one["occasion"] for one in receipts] == [ON_REQUEST, COPIES]
    assert receipts[0]["cases"] == [number]
    forgotten(world, number, namesake)


def known_before(world: World, number: str) -> str:
    """The search finds the child everywhere before; gives the namesake's number."""
    store = world.app.store
    (namesake,) = (case.number for case in store.cases() if case.number != number)
    columns = {place.partition("/")[0] for place, _, _ in left(opened(world))}
    print("found before, opened:", sorted(columns))
    assert columns >= {
        "accesses.why", "cases.content", "events.why", "letter_pieces.content", "letters.subject", "papers.answers",
        "papers.name", "views.name",
    }  # fmt: skip
    assert len({place for place, _, _ in left(in_our_folders(world))}) == 5
    assert {row.ending for row in store.letters()} >= {Ending.CASE, Ending.SUPPLEMENT, Ending.SET_ASIDE}
    assert {"answer-bounced", "supplement", "corrected:goal"} <= {event.what for event in store.history(number)}
    assert {mail.name for mail in store.mails(case=number)} >= {"mangler", "fordelt", "ny-sag", "trukket-tilbage"}
    assert left(written(world)) == left(clear(world)) == set()
    out = handed_out(world, number)
    assert {word for _, word, _ in found(CHILD, out)} >= {FIRST, LAST, CPR}
    mails = [name for name in out if name.startswith("breve/")]
    assert (len(mails), sum("-svar-" in name for name in mails)) == (7, 2)  # five came, two are answers about no case
    assert found((NAMESAKE_CPR,), out) == set()
    return namesake


def forgotten(world: World, number: str, namesake: str) -> None:
    """Nothing of the child is left anywhere; the namesake has everything, and the counts are what they were."""
    store = world.app.store
    assert left(opened(world)) == set()
    assert left(in_our_folders(world)) == set()
    assert left(written(world)) == left(clear(world)) == set()
    assert (store.case(number).application.detail, store.case(namesake).application.detail) == (None, NAME)
    assert store.case(namesake).application.text("cpr") == NAMESAKE_CPR
    assert store.papers(namesake) and store.history(number)
    ours = [*world.servers.imap.mails(world.user, "Behandlet"), *world.servers.imap.mails(world.user, "Til gennemsyn")]
    assert [b"X-Child: namesake" in raw for raw in ours] == [True]
    assert found(CHILD, handed_out(world, number)) == set()
    receipts = store.receipts()
    assert sum(one.counts.get("copies", 0) for one in receipts) == 5
    assert left({"receipts": repr(receipts).encode()}) == set()


def test_the_search_finds_a_word_however_it_is_written(tmp_path: Path) -> None:
    """Each way, in a file of its own, with other bytes before and after it."""
    for word in CHILD:
        for at, (way, said) in enumerate(ways(word)):
            place = {f"{at}": b"Sub\x00ject: \xc3" + said + b"\xff more"}
            assert found((word,), place), (word, way)
    mail = EmailMessage()
    mail["Subject"] = f"Ang. {NAME}"
    mail.set_content(f"{'x' * 70}{NAME} {CPR}", cte="quoted-printable")
    assert {word for _, word, _ in found(CHILD, {"mail": mail.as_bytes()})} >= {FIRST, LAST, CPR}
    assert found(CHILD, {"none": b"Emma S\xc3\xb8rensen 150312-9993"}) == set()

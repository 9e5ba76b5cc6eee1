"""The main path on PostgreSQL, by two daemons: mails become cases, a plan is made and approved, all are told once."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest
from click.testing import CliRunner, Result

from cases.case import Status
from cases.kinds import Kind
from service import log
from service.cli import tovholder
from service.daemon import Daemon
from service.samples.papers import fillable
from service.settings import load
from service.wiring import open_app
from storage import upgrade
from tests.servers.postgres import cluster
from tests.story.world import EMNE, PASSWORD, Servers, World, a_mail, elev, settings_file

pytestmark = pytest.mark.slow

ROUND = "2. runde"
WHO = ("--by", "Karen Holm-Larsen")


@dataclass
class SharedWorld(World):
    """A world whose store is on PostgreSQL."""

    url: str = ""

    def _prepare(self) -> None:
        self.file = settings_file(self.servers, self.folder, self.user, database=self.url)
        upgrade(self.url)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with cluster() as postgres:
        yield postgres.url(postgres.fresh())


@pytest.fixture
def shared(servers: Servers, tmp_path, url: str) -> Iterator[SharedWorld]:
    user = f"ppr{next(servers.users)}@kommune.example"
    servers.imap.add_user(user, PASSWORD)
    servers.smtp.users[user] = PASSWORD
    log.set_up(stream=servers.log)
    with closing(SharedWorld(servers, tmp_path, user, url=url)) as world:
        yield world


@pytest.fixture
def two_daemons(shared: SharedWorld) -> Iterator[SharedWorld]:
    """Each with a store of its own, as on two machines."""
    second = open_app(load(shared.file, shared.secrets))
    daemons = [Daemon(shared.app), Daemon(second)]
    for daemon in daemons:
        daemon.start()
    yield shared
    for daemon in daemons:
        daemon.stop()
    second.close()


def test_from_mails_to_an_approved_round(two_daemons: SharedWorld) -> None:
    """Two applications, two educators: acknowledged, planned, approved, and everybody told once."""
    world = two_daemons
    world.send(a_mail(("Gødvadskolen - Emma Sørensen.pdf", elev())))
    world.send(a_mail(("Gødvadskolen - klasseledelse.pdf", fillable(Kind.TOPIC, EMNE | {"topic": "klasseledelse"}))))
    assert _comes_true(lambda: len(world.answers()) == 2)
    assert _comes_true(lambda: (world.inbox(), world.done()) == (0, 2))
    assert [case.status for case in world.app.store.cases()] == [Status.READY, Status.READY]
    _run(world, "route", ROUND)
    assert _run(world, "cases", "approve", "--round", ROUND, *WHO).stdout == "2 sager godkendt.\n"
    assert _comes_true(lambda: len(world.answers()) == 4)
    educators = ("akb@kommune.example", "bml@kommune.example")
    assert _comes_true(lambda: sum(len(world.answers(one)) for one in educators) == 2)
    subjects = sorted(subject.partition(" – ")[0] for subject in world.subjects())
    assert subjects == ["Jeres ansøgning er fordelt"] * 2 + ["Kvittering: ansøgning modtaget"] * 2
    assert [case.status for case in world.app.store.cases()] == [Status.ASSIGNED, Status.ASSIGNED]


def _run(world: SharedWorld, *words: str) -> Result:
    result = CliRunner().invoke(tovholder, ["--settings", str(world.file), *words], env=world.secrets)
    assert result.exit_code == 0, result.output
    return result


def _comes_true(true: Callable[[], bool]) -> bool:
    for _ in range(600):
        if true():
            return True
        time.sleep(0.1)
    return False

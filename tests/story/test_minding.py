"""Stories of whoever minds the mailbox and loses it without knowing: stopped in the middle of a step, then going on."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from click.testing import CliRunner

from cases.errors import RefusedError, StaleError
from cases.kinds import Kind
from service.cli import tovholder
from service.minding import MAILBOX, minding_once, under
from service.passes import Intake
from service.samples.papers import fillable
from service.wiring import worker_name
from storage import alone
from storage.leases import MINDING
from tests.story.world import EMNE, World, a_mail

pytestmark = pytest.mark.slow

PAPER = fillable(Kind.TOPIC, EMNE)


@dataclass
class Interrupted:
    """A mailbox at whose `step` something else happens first."""

    mailbox: Any
    step: str
    happens: Callable[[], None]

    def __getattr__(self, name: str) -> Any:
        if name == self.step:
            self.happens()
        return getattr(self.mailbox, name)


def _intake(world: World) -> Intake:
    app = world.app
    return Intake(app.store, app.store, world.servers.reader, app.desk, app.owe, worker_name(), app.clock)


def _another_takes_over(world: World) -> None:
    """As long as we were stopped, nobody beat for us."""
    world.later += MINDING
    assert world.app.store.take_lease(MAILBOX, "anden:1", world.app.clock())


def test_who_was_stopped_while_fetching_keeps_nothing_when_another_minds_the_mailbox(world: World) -> None:
    """The mail was in our hands; the other one takes it instead."""
    world.send(a_mail(("Gødvadskolen - klasseledelse.pdf", PAPER)))
    lease = world.app.store.take_lease(MAILBOX, worker_name(), world.app.clock())
    intake, mailbox = under(world.app, _intake(world), lease)
    with pytest.raises(StaleError):
        intake.look(Interrupted(mailbox, "fetch", lambda: _another_takes_over(world)))
    assert (world.inbox(), world.app.store.letters()) == (1, ())
    mailbox.close()


def test_who_was_stopped_before_moving_moves_nothing_when_another_minds_the_mailbox(world: World) -> None:
    """The letter is done; to tidy the mailbox is the other one's now."""
    world.send(a_mail(("Gødvadskolen - klasseledelse.pdf", PAPER)))
    lease = world.app.store.take_lease(MAILBOX, worker_name(), world.app.clock())
    intake, mailbox = under(world.app, _intake(world), lease)
    intake.look(mailbox)
    _intake(world).work()
    _another_takes_over(world)
    with pytest.raises(StaleError):
        intake.file(mailbox)
    mailbox.close()
    assert (world.inbox(), world.done(), len(world.app.store.filings())) == (1, 0, 1)
    world.later += MINDING
    with minding_once(world.app, _intake(world)) as (mine, theirs):
        mine.file(theirs)
    assert (world.inbox(), world.done(), world.app.store.filings()) == (0, 1, ())


def test_one_pass_is_refused_while_another_process_minds_the_mailbox(world: World) -> None:
    """It would take in the same mails; afterwards the mailbox is free again."""
    with minding_once(world.app, _intake(world)):
        second = minding_once(world.app, _intake(world))
        with pytest.raises(RefusedError, match="En anden proces passer postkassen"), second:
            pass
    with minding_once(world.app, _intake(world)):
        pass


def test_an_sqlite_file_refuses_a_second_working_process_and_people_work_on(world: World) -> None:
    """`run`, `worker` and `once` are refused in a sentence that says who has it; the coordinator's commands are not."""
    with alone(world.app.settings.database_url):
        for command in ("run", "worker", "once"):
            refused = CliRunner().invoke(tovholder, ["--settings", str(world.file), command], env=world.secrets)
            assert refused.exit_code == 2
            assert f"kører allerede på denne database (proces {os.getpid()})" in refused.stderr
        listed = CliRunner().invoke(tovholder, ["--settings", str(world.file), "cases", "list"], env=world.secrets)
        assert listed.exit_code == 0

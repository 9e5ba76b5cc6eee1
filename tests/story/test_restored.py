"""Stories of a copy that is put back: what came since is found in the mailbox and taken again, and nothing else is."""

from contextlib import closing

import pytest
from click.testing import CliRunner

from cases.kinds import Kind
from service.cli import tovholder
from service.samples.papers import fillable
from tests.story.world import EMNE, World, a_mail

pytestmark = pytest.mark.slow


def _run(world: World, *words: str) -> str:
    result = CliRunner().invoke(tovholder, ["--settings", str(world.file), *words], env=world.secrets)
    assert result.exit_code == 0, result.output
    return result.stdout


def _apply(world: World, topic: str) -> None:
    world.send(a_mail((f"Gødvadskolen - {topic}.pdf", fillable(Kind.TOPIC, EMNE | {"topic": topic}))))


def _topics(world: World) -> list[str]:
    return sorted(case.application.detail for case in world.app.store.cases())


def test_a_restored_copy_loses_nothing_that_came_since(world: World) -> None:
    """One application before the copy, two after it, one of them set aside; and all are there again."""
    _apply(world, "klasseledelse")
    world.run()
    copy = _run(world, "backup", str(world.folder / "kopier")).removeprefix("Skrevet: ").strip()
    _apply(world, "trivsel")
    world.send(a_mail(("scan.pdf", b"%PDF-1.7\nbroken")))
    world.run()
    assert (world.inbox(), world.done(), world.aside()) == (0, 2, 1)
    world.app.close()
    _run(world, "restore", copy, "--yes")
    _run(world, "once")
    world._start()
    assert _topics(world) == ["klasseledelse", "trivsel"]
    assert (world.inbox(), world.done(), world.aside()) == (0, 2, 1)
    assert sorted(str(ending) for ending in world.endings()) == ["lagt til side", "sag", "sag"]
    _run(world, "once")
    assert len(world.app.store.letters()) == 3


def test_what_people_filed_themselves_long_ago_is_left_where_it_lies(world: World) -> None:
    """Old mails in our folder that the ledger never had are not the program's."""
    _apply(world, "klasseledelse")
    world.run()
    copy = _run(world, "backup", str(world.folder / "kopier")).removeprefix("Skrevet: ").strip()
    old = a_mail(("Gødvadskolen - gammelt.pdf", fillable(Kind.TOPIC, EMNE | {"topic": "gammelt"})))
    world.send(old, received=world.app.clock().replace(year=2020))
    with closing(world.app.mailbox()) as mailbox:
        (arrival,) = mailbox.arrivals()
        mailbox.move([arrival], "Behandlet")
    world.app.close()
    _run(world, "restore", copy, "--yes")
    _run(world, "once")
    world._start()
    assert _topics(world) == ["klasseledelse"]
    assert (world.inbox(), world.done()) == (0, 2)

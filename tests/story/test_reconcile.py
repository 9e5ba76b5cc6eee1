"""A mail that somebody put away before it was read is found by holding the mailbox against the ledger."""

from datetime import timedelta

import pytest

from cases.rounds import COPENHAGEN
from service.reconcile import Remainder, held_against, reconcile_daily
from tests.story.world import World, a_mail

pytestmark = pytest.mark.slow


def _held(world: World) -> Remainder:
    folders = [world.app.folder(name) for name in world.app.settings.mailbox.folders]
    found = held_against(world.app.store, folders[0], folders[1:], world.app.clock())
    for folder in folders:
        folder.close()
    return found


def _until_tomorrow_at_nine(world: World) -> timedelta:
    now = world.app.clock().astimezone(COPENHAGEN)
    return (now + timedelta(days=1)).replace(hour=9) - now


def test_a_mail_put_away_unread_is_told_and_read_once_it_is_back(world: World) -> None:
    """Dragged into Behandlet: the coordinator is told what to do; moved back, it is read, and nothing is left over."""
    world.send(a_mail(subject="Den første"))
    world.run()
    assert _held(world) == Remainder()
    world.send(a_mail(subject="Ansøgning nummer to"))
    assert _held(world) == Remainder(not_kept=1)
    world.servers.imap.doveadm("move", "-u", world.user, "Behandlet", "mailbox", "INBOX", "all")
    assert _held(world) == Remainder(never_read=1)
    world.later = _until_tomorrow_at_nine(world)
    reconcile_daily(world.app.store, world.app.folder, world.app.settings.mailbox.folders, world.app.context())
    world.answer()
    (told,) = world.answers("koordinator@kommune.example")
    assert "Mails er lagt væk" in told["Subject"] and "Flyt den tilbage" in told.get_body(("plain",)).get_content()
    world.servers.imap.doveadm("move", "-u", world.user, "INBOX", "mailbox", "Behandlet", "all")
    world.run()
    assert _held(world) == Remainder()
    assert len(world.app.store.letters()) == 2

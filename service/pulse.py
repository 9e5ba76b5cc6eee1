"""How the program is: what it knows of itself at a moment, gathered for alarms, `/healthz` and the figures."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from cases.figures import CONTACT
from service.forgetting import stuck_since
from service.minding import MAILBOX
from service.passes import TRIED
from service.sending import away_since
from service.settings import Settings
from service.wiring import App
from storage import BACKED_UP, Waiting


@dataclass(frozen=True, slots=True)
class Pulse:
    """Times are aware; None is "never"."""

    contact: datetime | None
    """The last time the mailbox was looked through; before the first, when that was first tried."""
    fetched: datetime | None
    waiting: Waiting
    free_bytes: int
    secrets: tuple[tuple[str, date], ...]
    """What expires when, of those whose last day somebody has told us: "mailbox", "smtp"."""
    backup: datetime | None
    first: datetime | None
    post_away: datetime | None
    """Since when the server that our mails go out by cannot be reached."""
    stuck_forgetting: datetime | None
    """Since when what is due is not forgotten, though it is tried."""
    minded_by: str | None
    """The machine that minds the mailbox, or did last."""


def pulse(app: App) -> Pulse:
    """How it is now. StoreError when the database cannot be asked."""
    notes, holder = app.store.notes(), app.store.holder(MAILBOX)
    return Pulse(
        contact=notes.get(CONTACT) or notes.get(TRIED),
        fetched=notes.get(CONTACT),
        waiting=app.store.waiting(app.clock()),
        free_bytes=free_bytes(app.settings.state),
        secrets=tuple(_secrets(app.settings)),
        backup=notes.get(BACKED_UP),
        first=notes.get(TRIED),
        post_away=away_since(notes),
        stuck_forgetting=stuck_since(notes),
        minded_by=holder.split(":")[0] if holder else None,
    )


def free_bytes(state: Path) -> int:
    """What is free on the disk of our own folder."""
    here = next(folder for folder in (state, *state.parents) if folder.exists())
    return shutil.disk_usage(here).free


def _secrets(settings: Settings) -> Iterator[tuple[str, date]]:
    for name, server in (("mailbox", settings.mailbox), ("smtp", settings.smtp)):
        if server.secret_expires:
            yield name, server.secret_expires

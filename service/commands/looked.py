"""Who looks at a child's case by a command stands in the access log, as who opens it on the pages does.

A command has no sign-in, so the line is of an account for whoever runs commands on that machine, by their name there.
It is closed from the start: nobody signs in with it.
"""

import os
import pwd
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cases.accounts import Access, Purpose, Role, User
from cases.errors import RefusedError

if TYPE_CHECKING:
    from service.wiring import App

BY_COMMAND = "med en kommando på serveren"


def looked(app: "App", cases: Sequence[str], purpose: Purpose, *, letter: int | None = None) -> None:
    """Write, before anything is shown, that these cases are looked at, or that a letter of no case is."""
    user = _account(app)
    for case in cases or (None,):
        of_letter = letter if case is None else None
        app.store.note_access(Access(app.clock(), user.id, user.login, user.role, case, purpose, BY_COMMAND, of_letter))


def _account(app: "App") -> User:
    name = _who()
    login = f"{name}@kommandolinjen"
    if found := app.store.user(login):
        return found
    fresh = User(0, login, f"{name} på kommandolinjen", Role.ADMINISTRATOR, disabled=True)
    try:
        return app.store.add_user(fresh, app.clock())
    except RefusedError:  # another command made it just now
        found = app.store.user(login)
        if found is None:
            raise
        return found


def _who() -> str:
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a container may know its users by number only
        return str(os.getuid())

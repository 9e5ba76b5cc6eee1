"""What a person may keep as a view of the queue. Pure."""

from collections.abc import Sequence

from cases.cpr import WRITTEN
from cases.errors import RefusedError
from cases.views import View

MOST = 12
"""Views of one person: more than that nobody finds her way in."""

LONGEST = 40
"""Letters in the name of a view."""


def kept(name: str, address: str, mine: Sequence[View]) -> View:
    """The view to keep. RefusedError when it has no name, a personal one, or there are too many."""
    said = " ".join(name.split())
    if not said or len(said) > LONGEST:
        raise RefusedError(f"Giv visningen et navn på højst {LONGEST} tegn.")
    if WRITTEN.search(said):
        raise RefusedError("Et CPR-nummer hører ikke hjemme i navnet på en visning.")
    if len(mine) >= MOST and address not in {one.address for one in mine}:
        raise RefusedError(f"Du har {MOST} visninger i forvejen. Fjern en af dem først.")
    return View(said, address)

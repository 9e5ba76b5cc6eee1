"""When a school was last asked about its case, and for what, as the case's history tells. Pure.

history ─ what was taken back left out ─→ the last time it was asked ─→ on which day, for which findings
"""

from collections.abc import Sequence
from datetime import datetime

from cases.case import Event, Status, Who

AGAIN = "asked-again"
"""The line of a history that says: a person asked the school once more about a case that lacked something already."""

ASKED = "asked:"
"""How the line of a history begins that names the findings a person picked to ask about."""

_SENT_BACK = frozenset({f"status:{Status.LACKING}", AGAIN})
_ASKS = _SENT_BACK | {"supplement"}
_NO_DECISIONS = frozenset({"held", "hold-lifted", "exported"})
"""What a person does to a case without deciding it: "Fortryd" never means these."""


def asked_for(history: Sequence[Event]) -> tuple[str, ...]:
    """The findings that a person picked when the school was last asked; none when it was asked for all that lacks."""
    asking = [one.what for one in _standing(history) if one.what in _ASKS or _picks(one)]
    return tuple(asking[-1].removeprefix(ASKED).split()) if asking and asking[-1].startswith(ASKED) else ()


def last_asked(history: Sequence[Event]) -> datetime | None:
    """When the school was last asked, by us or in the answer to what it sent since."""
    return max((one.at for one in _standing(history) if one.what in _ASKS), default=None)


def last_sent_back(history: Sequence[Event]) -> datetime | None:
    """When the case last came to lack something, or the school was asked again: a mail from before is not it."""
    return max((one.at for one in _standing(history) if one.what in _SENT_BACK), default=None)


def _picks(event: Event) -> bool:
    return event.what.startswith(ASKED) and event.actor.kind is Who.PERSON


def _standing(history: Sequence[Event]) -> Sequence[Event]:
    """The history without what a person took back: its mail was never sent."""
    kept: list[Event] = []
    for event in history:
        decided = [one for one in kept if one.actor == event.actor and one.what not in _NO_DECISIONS]
        if event.what != "undone" or not decided:
            kept.append(event)
        else:  # all lines of a decision have its moment
            kept = [one for one in kept if (one.at, one.actor) != (decided[-1].at, decided[-1].actor)]
    return kept

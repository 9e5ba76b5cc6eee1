"""Saved views: the filters of the queue, kept under a name. An address holds filters only, never a name sought for."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class View:
    """One of a person's: `address` is a path of ours with its query. `id` is the store's, 0 until it is kept."""

    name: str = field(repr=False)
    address: str
    id: int = 0


class Views(Protocol):
    """What each person has kept; nobody sees another's."""

    def views(self, user: int) -> tuple[View, ...]:
        """A person's views, oldest first."""
        ...

    def keep_view(self, user: int, view: View) -> None:
        """Keep it; one with this address is there once, under its newest name."""
        ...

    def drop_view(self, user: int, view_id: int) -> None:
        """Remove one of the person's own; twice is harmless."""
        ...

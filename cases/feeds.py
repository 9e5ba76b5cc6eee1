"""The deadlines for a calendar program, which cannot sign in: an address of each person's own, kept as a keyed hash."""

from datetime import datetime
from typing import Protocol


class Feeds(Protocol):
    """One address a person at most. Whoever knows one sees the rounds' names and dates, and nothing else."""

    def open_feed(self, token: str, user: int, now: datetime) -> None:
        """A new address; the one before is gone."""
        ...

    def close_feed(self, user: int) -> None:
        """The person's address leads nowhere any more; twice is harmless."""
        ...

    def feed_since(self, user: int) -> datetime | None:
        """When the person's address was made; None when there is none."""
        ...

    def feed_of(self, token: str) -> int | None:
        """Whose address it is; None when it is nobody's, or the account is closed."""
        ...

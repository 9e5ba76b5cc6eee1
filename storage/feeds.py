"""Personal addresses of the deadlines, kept as keyed hashes. Fulfils `cases.feeds.Feeds`."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select

from storage.account_tables import feeds, users
from storage.engine import Database


@dataclass(frozen=True)
class FeedBook:
    """Each person's address."""

    db: Database

    def open_feed(self, token: str, user: int, now: datetime) -> None:
        """A new address; the one before is gone."""
        with self.db.writing() as conn:
            conn.execute(delete(feeds).where(feeds.c.user_id == user))
            conn.execute(insert(feeds).values(user_id=user, token=self._hashed(token), made=now))

    def close_feed(self, user: int) -> None:
        """The person's address leads nowhere any more; twice is harmless."""
        with self.db.writing() as conn:
            conn.execute(delete(feeds).where(feeds.c.user_id == user))

    def feed_since(self, user: int) -> datetime | None:
        """When the person's address was made; None when there is none."""
        with self.db.reading() as conn:
            made: datetime | None = conn.execute(select(feeds.c.made).where(feeds.c.user_id == user)).scalar()
        return made

    def feed_of(self, token: str) -> int | None:
        """Whose address it is; None when it is nobody's, or the account is closed."""
        query = select(feeds.c.user_id).join(users).where(feeds.c.token == self._hashed(token), ~users.c.disabled)
        with self.db.reading() as conn:
            found: int | None = conn.execute(query).scalar()
        return found

    def _hashed(self, token: str) -> str:
        return self.db.vault.hash("feeds.token", token)

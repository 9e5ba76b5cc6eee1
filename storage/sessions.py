"""Who is signed in, and what is remembered of those who are not yet. Fulfils `cases.accounts.Sessions`, `Doorkeeper`.

A token is kept as a keyed hash: whoever reads the database can sign in as nobody.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, delete, func, insert, select, text, update

from cases.accounts import Errand, SignedIn, TryLimits, User
from storage.account_tables import errands, sessions, sign_in_tries, users
from storage.accounts import user_of
from storage.engine import Database


@dataclass(frozen=True)
class Doors:
    """The sessions, the tries and the errands."""

    db: Database

    def open_session(self, token: str, user: User, now: datetime, keep_since: datetime) -> None:
        """A new session; those opened before `keep_since` are cleared away."""
        with self.db.writing() as conn:
            conn.execute(delete(sessions).where(sessions.c.opened < keep_since))
            conn.execute(insert(sessions).values(token=self._session(token), user_id=user.id, opened=now, seen=now))

    def session(self, token: str) -> SignedIn | None:
        """The session of this token, unless it has ended or its account is disabled."""
        place = self._session(token)
        columns = (*users.c, sessions.c.opened, sessions.c.seen, sessions.c.message.is_not(None).label("waiting"))
        query = select(*columns).join_from(sessions, users)
        with self.db.reading() as conn:
            row = conn.execute(query.where(sessions.c.token == place, users.c.disabled.is_(False))).first()
        return None if row is None else SignedIn(user_of(self.db, row), row.opened, row.seen, row.waiting)

    def touch_session(self, token: str, now: datetime) -> None:
        """It was used now."""
        with self.db.writing() as conn:
            conn.execute(update(sessions).where(sessions.c.token == self._session(token)).values(seen=now))

    def end_session(self, token: str) -> None:
        """Sign out."""
        with self.db.writing() as conn:
            conn.execute(delete(sessions).where(sessions.c.token == self._session(token)))

    def end_sessions(self, user: User) -> None:
        """Sign out everywhere."""
        with self.db.writing() as conn:
            conn.execute(delete(sessions).where(sessions.c.user_id == user.id))

    def leave_message(self, token: str, message: Mapping[str, object]) -> None:
        """What the next page shall say."""
        place = self._session(token)
        sealed = self.db.vault.seal(f"sessions.message/{place}", json.dumps(message))
        with self.db.writing() as conn:
            conn.execute(update(sessions).where(sessions.c.token == place).values(message=sealed))

    def take_message(self, token: str) -> Mapping[str, object] | None:
        """The message, once."""
        place = self._session(token)
        with self.db.writing() as conn:
            sealed = conn.execute(select(sessions.c.message).where(sessions.c.token == place)).scalar()
            conn.execute(update(sessions).where(sessions.c.token == place).values(message=None))
        return None if sealed is None else self._read(f"sessions.message/{place}", sealed)

    def try_sign_in(self, login: str, address: str, now: datetime, limits: TryLimits) -> bool:
        """Count a try; False when there have been too many, and then it is not counted."""
        by_login, by_address = self._tried(login, address)
        count = select(func.count()).select_from(sign_in_tries).where(sign_in_tries.c.at >= limits.since)
        with self.db.writing() as conn:
            if conn.dialect.name == "postgresql":  # SQLite has one writer; here many at once would count the same few
                conn.execute(text("LOCK TABLE sign_in_tries IN SHARE ROW EXCLUSIVE MODE"))
            conn.execute(delete(sign_in_tries).where(sign_in_tries.c.at < limits.since))
            of_login = conn.execute(count.where(sign_in_tries.c.login == by_login)).scalar_one()
            of_address = conn.execute(count.where(sign_in_tries.c.address == by_address)).scalar_one()
            if of_login >= limits.per_login or of_address >= limits.per_address:
                return False
            conn.execute(insert(sign_in_tries).values(login=by_login, address=by_address, at=now))
        return True

    def forgive_tries(self, login: str, address: str) -> None:
        """The right password was given: earlier tries of this login from this address count no more."""
        by_login, by_address = self._tried(login, address)
        mine = and_(sign_in_tries.c.login == by_login, sign_in_tries.c.address == by_address)
        with self.db.writing() as conn:
            if conn.dialect.name == "postgresql":  # SQLite has one writer; here many at once would count the same few
                conn.execute(text("LOCK TABLE sign_in_tries IN SHARE ROW EXCLUSIVE MODE"))
            conn.execute(delete(sign_in_tries).where(mine))

    def begin_errand(self, state: str, browser: str, errand: Errand, now: datetime, keep_since: datetime) -> None:
        """Remember a sign-in that goes by another login, begun in this browser; older ones are cleared away."""
        place = self.db.vault.hash("errands.state", state)
        words = {"nonce": errand.nonce, "verifier": errand.verifier, "onward": errand.onward}
        content = self.db.vault.seal(f"errands.content/{place}", json.dumps(words))
        by = self.db.vault.hash("errands.browser", browser)
        with self.db.writing() as conn:
            conn.execute(delete(errands).where(errands.c.at < keep_since))
            conn.execute(insert(errands).values(state=place, browser=by, at=now, content=content))

    def take_errand(self, state: str, browser: str, since: datetime) -> Errand | None:
        """The errand, once; None when there is none since then in this browser."""
        place, by = self.db.vault.hash("errands.state", state), self.db.vault.hash("errands.browser", browser)
        with self.db.writing() as conn:
            this = and_(errands.c.state == place, errands.c.browser == by, errands.c.at >= since)
            row: Row[Any] | None = conn.execute(delete(errands).where(this).returning(errands.c.content)).first()
        return None if row is None else Errand(**self._read(f"errands.content/{place}", row.content))

    def _session(self, token: str) -> str:
        return self.db.vault.hash("sessions.token", token)

    def _tried(self, login: str, address: str) -> tuple[str, str]:
        vault = self.db.vault
        return vault.hash("tries.login", login.casefold()), vault.hash("tries.address", address)

    def _read(self, place: str, sealed: bytes) -> dict[str, Any]:
        words: dict[str, Any] = json.loads(self.db.vault.text(place, sealed))
        return words

"""People's accounts and the log of who opened which case. Fulfils `cases.accounts.Accounts` and `AccessLog`."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from cases.accounts import Access, User
from cases.errors import RefusedError, StaleError
from storage.account_tables import accesses, sessions, users
from storage.engine import Database, insert_once


@dataclass(frozen=True)
class People:
    """The accounts."""

    db: Database

    def users(self) -> tuple[User, ...]:
        """Every account, by login."""
        with self.db.reading() as conn:
            found = [user_of(self.db, row) for row in conn.execute(select(users))]
        return tuple(sorted(found, key=lambda user: user.login))

    def user(self, login: str) -> User | None:
        """The account with this login, whatever the case of its letters."""
        return self._user(users.c.login_hash == self._login(login))

    def user_by_subject(self, subject: str) -> User | None:
        """The account of somebody who signs in elsewhere."""
        return self._user(users.c.subject == self.db.vault.hash("users.subject", subject))

    def _user(self, where: ColumnElement[bool]) -> User | None:
        with self.db.reading() as conn:
            row = conn.execute(select(users).where(where)).first()
        return None if row is None else user_of(self.db, row)

    def add_user(self, user: User, now: datetime) -> User:
        """A new account; gives it with its id. RefusedError when the login, or who it is elsewhere, is taken."""
        login = user.login.casefold()
        with self.db.writing() as conn:
            waiting = {"login_hash": self._login(login), "login": b"", "name": b""}  # sealed for an id not known yet
            row = insert_once(conn, users, created=now, changed=now, **waiting, **self._columns(user))
            if row is None:
                raise RefusedError("Der er allerede en konto med det login: vælg et andet, eller ret den, der er.")
            self._seal(conn, replace(user, id=row.id, login=login))
        return replace(user, id=row.id, login=login, bound=user.subject is not None)

    def change_user(self, user: User, now: datetime) -> None:
        """Write the account as it shall be. Its sessions end when it is disabled, or its password or role is another.

        Raises StaleError when there is no such account.
        """
        with self.db.writing() as conn:
            row = conn.execute(select(users).where(users.c.id == user.id).with_for_update()).first()
            if row is None:
                raise StaleError("Kontoen er der ikke; se på listen igen.")
            before = user_of(self.db, row)
            conn.execute(update(users).where(users.c.id == user.id).values(changed=now, **self._columns(user)))
            self._seal(conn, replace(before, name=user.name, password=user.password))
            if user.disabled or (user.password, user.role) != (before.password, before.role):
                conn.execute(delete(sessions).where(sessions.c.user_id == user.id))

    def _columns(self, user: User) -> dict[str, object]:
        subject = user.subject and self.db.vault.hash("users.subject", user.subject)
        known = {"subject": subject} if subject else {}  # a hash does not come back as what it was: never cleared
        return {"role": user.role, "educator": user.educator, "disabled": user.disabled, **known}

    def _seal(self, conn: Connection, user: User) -> None:
        said = {"login": user.login, "name": user.name, "password": user.password}
        sealed = {
            column: None if text is None else self.db.vault.seal(f"users.{column}/{user.id}", text)
            for column, text in said.items()
        }
        conn.execute(update(users).where(users.c.id == user.id).values(**sealed))

    def _login(self, login: str) -> str:
        return self.db.vault.hash("users.login", login.casefold())

    def note_access(self, access: Access) -> None:
        """Write one line of the access log, durably. There is no way to change or take away one."""
        place = f"accesses.why/{looked_at(access.case, access.letter)}"
        line = {
            "at": access.at,
            "user_id": access.user,
            "role": access.role,
            "case_number": access.case,
            "purpose": access.purpose,
            "why": self.db.vault.seal(place, access.why) if access.why else None,
            "letter_id": access.letter,
        }
        with self.db.writing() as conn:
            conn.execute(insert(accesses).values(**line))

    def accesses(self, *, case: str | None = None, since: datetime | None = None) -> tuple[Access, ...]:
        """The access log, oldest first."""
        query = select(accesses, users.c.login).join(users).order_by(accesses.c.id)
        if case is not None:
            query = query.where(accesses.c.case_number == case)
        if since is not None:
            query = query.where(accesses.c.at >= since)
        with self.db.reading() as conn:
            found = conn.execute(query).all()
        return tuple(self._access(row) for row in found)

    def has_looked(self, user: int) -> bool:
        """Whether this person has ever opened a case."""
        mine = select(accesses.c.id).where(accesses.c.user_id == user, accesses.c.case_number.is_not(None)).limit(1)
        with self.db.reading() as conn:
            return conn.execute(mine).first() is not None

    def _access(self, row: Row[Any]) -> Access:
        why = self.db.vault.text(f"accesses.why/{looked_at(row.case_number, row.letter_id)}", row.why)
        login = self.db.vault.text(f"users.login/{row.user_id}", row.login)
        return Access(row.at, row.user_id, login, row.role, row.case_number, row.purpose, why, row.letter_id)


def looked_at(case: str | None, letter: int | None) -> str:
    """What the reason of a look is sealed for."""
    return case or f"letter {letter}"


def user_of(db: Database, row: Row[Any]) -> User:
    """An account as it travels; its subject stays a hash."""
    sealed = row.password
    return User(
        id=row.id,
        login=db.vault.text(f"users.login/{row.id}", row.login),
        name=db.vault.text(f"users.name/{row.id}", row.name),
        role=row.role,
        educator=row.educator,
        disabled=row.disabled,
        password=None if sealed is None else db.vault.text(f"users.password/{row.id}", sealed),
        bound=row.subject is not None,
    )

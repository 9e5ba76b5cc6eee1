"""A store of accounts in memory, as `cases.accounts` describes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from cases.accounts import Access, Errand, SignedIn, TryLimits, User
from cases.errors import RefusedError, StaleError


@dataclass
class FakeAccounts:
    """Accounts, sessions, tries, errands and the access log."""

    people: dict[int, User] = field(default_factory=dict)
    live: dict[str, SignedIn] = field(default_factory=dict)
    left: dict[str, Mapping[str, object]] = field(default_factory=dict)
    tries: list[tuple[str, str, datetime]] = field(default_factory=list)
    begun: dict[tuple[str, str], tuple[datetime, Errand]] = field(default_factory=dict)
    lines: list[Access] = field(default_factory=list)

    def users(self) -> tuple[User, ...]:
        return tuple(sorted(self.people.values(), key=lambda user: user.login))

    def user(self, login: str) -> User | None:
        return next((user for user in self.people.values() if user.login == login.casefold()), None)

    def user_by_subject(self, subject: str) -> User | None:
        return next((user for user in self.people.values() if user.subject == subject), None)

    def add_user(self, user: User, now: datetime) -> User:
        taken = self.user(user.login) or (user.subject and self.user_by_subject(user.subject))
        if taken:
            raise RefusedError("taken")
        user = replace(user, id=len(self.people) + 1, login=user.login.casefold(), bound=user.subject is not None)
        self.people[user.id] = user
        return user

    def change_user(self, user: User, now: datetime) -> None:
        before = self.people.get(user.id)
        if before is None:
            raise StaleError("gone")
        subject = user.subject or before.subject
        self.people[user.id] = replace(user, login=before.login, subject=subject, bound=subject is not None)
        if user.disabled or (user.password, user.role) != (before.password, before.role):
            self.end_sessions(user)

    def open_session(self, token: str, user: User, now: datetime, keep_since: datetime) -> None:
        self.live = {key: one for key, one in self.live.items() if one.opened >= keep_since}
        self.live[token] = SignedIn(user, now, now)

    def session(self, token: str) -> SignedIn | None:
        one = self.live.get(token)
        if one is None or self.people[one.user.id].disabled:
            return None
        return replace(one, user=self.people[one.user.id], message=token in self.left)

    def touch_session(self, token: str, now: datetime) -> None:
        self.live[token] = replace(self.live[token], seen=now)

    def end_session(self, token: str) -> None:
        self.live.pop(token, None)

    def end_sessions(self, user: User) -> None:
        self.live = {key: one for key, one in self.live.items() if one.user.id != user.id}

    def leave_message(self, token: str, message: Mapping[str, object]) -> None:
        self.left[token] = {**message, "fields": [list(pair) for pair in message.get("fields", ())]}

    def take_message(self, token: str) -> Mapping[str, object] | None:
        return self.left.pop(token, None)

    def try_sign_in(self, login: str, address: str, now: datetime, limits: TryLimits) -> bool:
        self.tries = [one for one in self.tries if one[2] >= limits.since]
        of_login = sum(one[0] == login.casefold() for one in self.tries)
        of_address = sum(one[1] == address for one in self.tries)
        if of_login >= limits.per_login or of_address >= limits.per_address:
            return False
        self.tries.append((login.casefold(), address, now))
        return True

    def forgive_tries(self, login: str, address: str) -> None:
        self.tries = [one for one in self.tries if one[:2] != (login.casefold(), address)]

    def begin_errand(self, state: str, browser: str, errand: Errand, now: datetime, keep_since: datetime) -> None:
        self.begun = {key: one for key, one in self.begun.items() if one[0] >= keep_since}
        self.begun[state, browser] = now, errand

    def take_errand(self, state: str, browser: str, since: datetime) -> Errand | None:
        found = self.begun.get((state, browser))
        if found is None or found[0] < since:
            return None
        del self.begun[state, browser]
        return found[1]

    def note_access(self, access: Access) -> None:
        self.lines.append(access)

    def accesses(self, *, case: str | None = None, since: datetime | None = None) -> tuple[Access, ...]:
        return tuple(line for line in self.lines if case in (None, line.case) and (since is None or line.at >= since))

    def has_looked(self, user: int) -> bool:
        return any(line.user == user and line.case for line in self.lines)

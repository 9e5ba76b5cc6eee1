"""How people come in: a login and a password of our own, or the municipality's login. And who is in already.

Who may not is told the same, whatever was wrong.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from logging import getLogger

from cases.accounts import Errand, Role, SignedIn, TryLimits, User
from cases.errors import RefusedError
from review.web.asked import Values
from review.web.desk import Desk
from review.web.identity import Identity, Vouching, account
from review.web.passwords import LONGEST, fits, hashed, outdated
from review.web.tokens import TOUCH, Lifetime, alive, fresh_token

log = getLogger(__name__)

REST = timedelta(minutes=15)
"""How long failed tries count."""

ERRAND = timedelta(minutes=10)
"""How long a sign-in by the municipality's login may take."""

WRONG = "Login eller adgangskode passer ikke. Prøv igen, eller spørg den, der passer Tovholder hos jer."
TOO_MANY = "Der er prøvet for mange gange. Vent et kvarter, og prøv igen."
NOT_THERE = "Du blev ikke logget ind dér. Prøv igen, eller spørg it-afdelingen."
STRANGE = "Det login blev ikke begyndt her, eller det tog for lang tid. Prøv igen."


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody is in: the token is for their browser alone; `to` is where they were going."""

    user: User
    token: str = field(repr=False)
    to: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Refused:
    """Nobody came in, and what they are told."""

    sentence: str
    status: int = 403


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The municipality's login, and which of its roles are which of ours."""

    login: Vouching
    roles: Mapping[Role, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Doors:
    """The ways in."""

    desk: Desk
    lifetime: Lifetime
    elsewhere: Elsewhere | None = None

    def who(self, token: str, now: datetime) -> SignedIn | None:
        """Whose session this token is, if it is still alive; its use is noted."""
        store = self.desk.store
        session = store.session(token) if token else None
        if session is None:
            return None
        if not alive(session, now, self.lifetime):
            store.end_session(token)
            return None
        if now - session.seen >= TOUCH:
            store.touch_session(token, now)
        return session

    def sign_in(self, login: str, password: str, address: str, to: str, now: datetime) -> Entered | Refused:
        """Sign in with an account of ours. The try is counted before the password is looked at, so that many at once
        are counted too.
        """
        store = self.desk.store
        login, password = login.strip()[:200], password[: LONGEST + 1]
        if not store.try_sign_in(login, address, now, TryLimits(now - REST)):
            log.warning("sign-in.too-many")
            return Refused(TOO_MANY, 429)
        user = store.user(login)
        kept = user.password if user and not user.disabled else None
        if not fits(kept, password) or user is None or kept is None:
            log.warning("sign-in.refused", extra={"user": user.id if user else None})
            return Refused(WRONG)
        store.forgive_tries(login, address)
        if outdated(kept):
            user = replace(user, password=hashed(password))
            store.change_user(user, now)
        return self._enter(user, to, now)

    def begin(self, elsewhere: Elsewhere, browser: str, back: str, to: str, now: datetime) -> str:
        """Where the municipality's login is to be asked; RefusedError when it cannot be reached."""
        state, errand = fresh_token(), Errand(nonce=fresh_token(), verifier=fresh_token(), onward=to)
        url = elsewhere.login.begin(state, errand, back)
        self.desk.store.begin_errand(state, browser, errand, now, now - ERRAND)
        return url

    def finish(self, elsewhere: Elsewhere, said: Values, browser: str, back: str, now: datetime) -> Entered | Refused:
        """The browser is back from the municipality's login."""
        errand = self.desk.store.take_errand(said.get("state"), browser, now - ERRAND)
        if errand is None:
            log.warning("sign-in.strange")
            return Refused(STRANGE)
        if "error" in said or not said.get("code"):
            log.warning("sign-in.refused")
            return Refused(NOT_THERE)
        try:
            identity = elsewhere.login.finish(said.get("code"), errand, back, int(now.timestamp()))
            user = self._account(identity, elsewhere.roles, now)
        except RefusedError as refusal:
            log.warning("sign-in.refused")
            return Refused(str(refusal))
        return self._enter(user, errand.onward, now)

    def _account(self, identity: Identity, roles: Mapping[Role, frozenset[str]], now: datetime) -> User:
        store = self.desk.store
        known = store.user_by_subject(identity.subject) or self._waiting(identity.login)
        user = account(identity, known, roles, self.desk.educators.values())
        if known is None:
            return store.add_user(user, now)
        if (user.name, user.role, user.educator) != (known.name, known.role, known.educator) or not known.bound:
            store.change_user(user, now)
        return user

    def _waiting(self, login: str) -> User | None:
        """An account made in advance for somebody who signs in elsewhere: it has no password, and is nobody's yet."""
        user = self.desk.store.user(login)
        return user if user and user.password is None and not user.bound else None

    def _enter(self, user: User, to: str, now: datetime) -> Entered:
        """A new session under a new token: one that was known before sign-in is never used on (session fixation)."""
        token = fresh_token()
        self.desk.store.open_session(token, user, now, now - self.lifetime.whole)
        log.info("sign-in.done", extra={"user": user.id})
        return Entered(user, token, to)

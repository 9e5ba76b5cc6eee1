"""How people come in: a login and a password of our own. Who may not is told the same, whatever was wrong."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from logging import getLogger

from cases.accounts import TryLimits, User
from review.web.desk import Desk
from review.web.passwords import LONGEST, fits, hashed, outdated
from review.web.tokens import Lifetime, fresh_token

log = getLogger(__name__)

REST = timedelta(minutes=15)
"""How long failed tries count."""

WRONG = "Login eller adgangskode passer ikke. Prøv igen, eller spørg den, der passer Tovholder hos jer."
TOO_MANY = "Der er prøvet for mange gange. Vent et kvarter, og prøv igen."


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody is in: the token is for their browser alone."""

    user: User
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Refused:
    """Nobody came in, and what they are told."""

    sentence: str
    status: int = 403


def sign_in(
    desk: Desk, login: str, password: str, address: str, now: datetime, lifetime: Lifetime
) -> Entered | Refused:
    """Sign in with an account of ours. The try is counted before the password is looked at, so that many at once
    are counted too.
    """
    store = desk.store
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
    return enter(desk, user, now, lifetime)


def enter(desk: Desk, user: User, now: datetime, lifetime: Lifetime) -> Entered:
    """A new session under a new token: one that was known before sign-in is never used on (session fixation)."""
    token = fresh_token()
    desk.store.open_session(token, user, now, now - lifetime.whole)
    log.info("sign-in.done", extra={"user": user.id})
    return Entered(user, token)

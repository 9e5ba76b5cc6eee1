"""Tokens, and when a session is over. Pure, but for fresh tokens, which come from the system's randomness."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from cases.accounts import SignedIn

TOUCH = timedelta(minutes=1)
"""How often the use of a session is noted at most: a page need not cost a write."""


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long a session lasts unused, and at all (NIST SP 800-63B-4, 5.2)."""

    idle: timedelta = timedelta(minutes=60)
    whole: timedelta = timedelta(hours=10)


def fresh_token() -> str:
    """256 bits that nobody can guess."""
    return secrets.token_urlsafe(32)


def csrf_of(token: str) -> str:
    """What every form of a session carries: known to its pages alone, and no way back to the token."""
    return hmac.new(token.encode(), b"tovholder csrf", "sha256").hexdigest()


def csrf_fits(token: str, given: str) -> bool:
    """Whether a form came from a page of this session."""
    return hmac.compare_digest(csrf_of(token).encode(), given.encode())


def alive(session: SignedIn, now: datetime, lifetime: Lifetime) -> bool:
    """Whether the session still counts."""
    return now - session.seen < lifetime.idle and now - session.opened < lifetime.whole

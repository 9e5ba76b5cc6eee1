"""What we log in to a mail server with: a password, or a token that is fetched when it is asked for."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Password:
    """A password to log in with."""

    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Token:
    """OAuth (XOAUTH2): `get` gives an access token that is valid now, asked at each login, or raises a WorldError that
    says why not.
    """

    get: Callable[[], str] = field(repr=False)


Credentials = Password | Token

"""Whom the municipality's own login says somebody is, and which account of ours that makes. Pure.

The role follows the login's word at every sign-in, where the settings translate its roles to ours. Where they
translate none, whoever shall come in has an account in advance, made without a password, and the first sign-in binds it
to the person.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from cases.accounts import Errand, Role, User
from cases.errors import RefusedError
from cases.people import Educator


class DeniedError(RefusedError):
    """The login did not vouch for anybody; the sentence says what a person may do."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody, as the login vouches for them. `subject` is the issuer and their lasting id there (OpenID Connect Core
    5.7: these two alone identify a person; a mail address may change hands).
    """

    subject: str = field(repr=False)
    login: str = field(repr=False)
    name: str = field(repr=False)
    roles: frozenset[str] = frozenset()


class Vouching(Protocol):
    """The municipality's own login."""

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    def begin(self, state: str, errand: Errand, back: str) -> str:
        """Where to send the browser; it comes back to `back`. DeniedError when the login cannot be reached."""
        ...

    def finish(self, code: str, errand: Errand, back: str, now: int) -> Identity:
        """Whom the code stands for; DeniedError when anything about the answer is not as it must be."""
        ...


NO_ROLE = "Du har ingen rolle i Tovholder. Bed den, der passer Tovholder hos jer, om at give dig en."
NO_EDUCATOR = "Din mailadresse står ikke i registret over vejledere. Bed koordinatoren rette den."
CLOSED = "Din konto er lukket. Spørg den, der passer Tovholder hos jer."

STRONGEST = (Role.COORDINATOR, Role.ADMINISTRATOR, Role.READER, Role.EDUCATOR)
"""Which of several roles counts: the first."""


def account(
    identity: Identity, known: User | None, translated: Mapping[Role, frozenset[str]], educators: Iterable[Educator]
) -> User:
    """The account that this person is to have: `known` brought up to date, or a new one (its id is 0).

    DeniedError with a sentence for whoever has no place here.
    """
    if known is not None and known.disabled:
        raise DeniedError(CLOSED)
    role = _role(identity, known, translated)
    if role is None:
        raise DeniedError(NO_ROLE)
    user = replace(known or User(0, identity.login, "", role), name=identity.name, role=role, subject=identity.subject)
    if role is not Role.EDUCATOR:
        return replace(user, educator=None)
    address = identity.login.casefold()
    found = next((one.id for one in educators if one.email.casefold() == address), user.educator)
    if found is None:
        raise DeniedError(NO_EDUCATOR)
    return replace(user, educator=found)


def _role(identity: Identity, known: User | None, translated: Mapping[Role, frozenset[str]]) -> Role | None:
    if any(translated.values()):
        return next((role for role in STRONGEST if translated.get(role, frozenset()) & identity.roles), None)
    return known.role if known else None

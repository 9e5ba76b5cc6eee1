"""Passwords: kept as argon2id hashes (RFC 9106), checked in the same time whether or not the account is there."""

import unicodedata
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from cases.errors import RefusedError

SHORTEST, LONGEST = 12, 256
FEWEST_LETTERS = 5
"""Different characters that a password must have at least: "aaaaaaaaaaaa" is long and no secret."""

_HASHER = PasswordHasher()
_AT_ONCE = BoundedSemaphore(2)  # each takes 64 MiB: many sign-ins at once must not take the memory of the rest


def hashed(password: str) -> str:
    """The hash to keep."""
    with _AT_ONCE:
        return _HASHER.hash(_plain(password))


def fits(kept: str | None, password: str) -> bool:
    """Whether it is the password. Without a kept hash it takes as long, and is never right."""
    nobodys = _nobodys()
    with _AT_ONCE:
        try:
            _HASHER.verify(kept or nobodys, _plain(password))
        except (VerificationError, InvalidHashError):
            return False
    return kept is not None


def outdated(kept: str) -> bool:
    """Whether it was hashed with weaker settings than today's."""
    return _HASHER.check_needs_rehash(kept)


def refuse_weak(password: str, login: str, name: str) -> None:
    """Raise RefusedError with a sentence for a password that is too easy (NIST SP 800-63B-4, 3.1.1.2).

    No demand for digits or signs: they make passwords worse. What names the person or the program is refused.
    """
    plain = _plain(password)
    if not SHORTEST <= len(plain) <= LONGEST:
        raise RefusedError(f"Adgangskoden skal have mindst {SHORTEST} og højst {LONGEST} tegn: brug fx fire-fem ord.")
    said = plain.casefold()
    known = {"tovholder", login.casefold(), *name.casefold().split(), *login.casefold().split("@")}
    rest = said
    for word in sorted((word for word in known if len(word) > 2), key=len, reverse=True):
        rest = rest.replace(word, "")
    if len(set(rest)) < FEWEST_LETTERS:
        raise RefusedError("Adgangskoden er for let at gætte: brug ord, der ikke er dit navn eller programmets.")


def _plain(password: str) -> str:
    """The same password, however the keyboard composes its letters (NFC; RFC 8265 OpaqueString)."""
    return unicodedata.normalize("NFC", password)


@cache
def _nobodys() -> str:
    return _HASHER.hash("nobody has this password")

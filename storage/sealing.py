"""Sealing: what is personal is encrypted before it reaches the database, with a key that never lies in it.

AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce. A token is: version (1 byte), the key's id (6 bytes), nonce
(12 bytes), ciphertext and tag. The place (table, column, row) is authenticated along: a token moved to another row
does not open. The newest key seals, every key in the file opens; `rotation` seals old tokens anew. A running process
takes up a key that is added to the file (`LiveKeys`).
"""

import base64
import hmac
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cases.errors import SettingsError

_VERSION = b"\x01"
_ID, _NONCE = 6, 12
KEY = 32
"""Bytes of a key."""


def _derived(secret: bytes, purpose: str, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=f"tovholder {purpose}".encode()).derive(secret)


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys, oldest first. Make them with `read_keys`."""

    secrets: Sequence[bytes] = field(repr=False)
    _ciphers: dict[bytes, AESGCM] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ciphers = {_derived(s, "id", _ID): AESGCM(_derived(s, "seal", KEY)) for s in self.secrets}
        object.__setattr__(self, "_ciphers", ciphers)

    @property
    def newest(self) -> bytes:
        """How tokens of the key that seals begin."""
        return _VERSION + list(self._ciphers)[-1]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the keys, oldest first; they give nothing away."""
        return tuple(key_id.hex() for key_id in self._ciphers)

    def seal(self, place: str, clear: bytes) -> bytes:
        """The token for `clear`, good only at `place` ("table.column/row")."""
        nonce = os.urandom(_NONCE)
        cipher = self._ciphers[self.newest[1:]]
        return b"".join((self.newest, nonce, cipher.encrypt(nonce, clear, place.encode())))

    def open(self, place: str, token: bytes) -> bytes:
        """What was sealed; SettingsError when no key of ours opens it there."""
        key_id, rest = token[1 : 1 + _ID], memoryview(token)[1 + _ID :]  # what is big is not copied on the way
        try:
            if token[:1] != _VERSION:
                raise InvalidTag
            return self._ciphers[key_id].decrypt(rest[:_NONCE], rest[_NONCE:], place.encode())
        except KeyError:
            raise SettingsError(
                f"Databasen er låst med en nøgle, der ikke er i nøglefilen ({key_id.hex()}): sæt den rigtige nøgle ind."
            ) from None
        except InvalidTag:
            table_column = place.partition("/")[0]
            raise SettingsError(
                f"Noget i databasen ({table_column}) er ændret udefra eller hører til en anden nøgle."
            ) from None


def parse_keys(text: str) -> Keys:
    """Keys from the text of a key file: one base64 key of 32 bytes a line, `#` begins a comment."""
    lines = [line.strip() for line in text.splitlines()]
    try:
        secrets = [base64.b64decode(line, validate=True) for line in lines if line and not line.startswith("#")]
    except ValueError:
        secrets = []
    if not secrets or any(len(secret) != KEY for secret in secrets):
        raise SettingsError(
            "Nøglefilen er tom eller ødelagt: hver linje skal være en nøgle, som 'tovholder init' laver."
        )
    return Keys(tuple(secrets))


def read_keys(path: Path) -> Keys:
    """Keys from a file; SettingsError when it is missing or not a key file."""
    try:
        return parse_keys(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        raise SettingsError(
            f"Nøglefilen {path} kan ikke læses: lav den med 'tovholder init', eller ret stien."
        ) from None


class LiveKeys:
    """The keys as the file has them now: a key that is added while we run opens, and seals, from then on.

    A key that was read once stays known until the process ends, so that taking its line away never locks us out. While
    the file cannot be read (it is just being replaced) what was read before counts. Threads may share it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp = _stamp(path)
        self._keys = read_keys(path)

    def __repr__(self) -> str:
        """Shows no secret."""
        return "LiveKeys()"

    @property
    def newest(self) -> bytes:
        """How tokens of the key that seals begin."""
        return self._now().newest

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the keys, oldest first."""
        return self._now().ids

    def seal(self, place: str, clear: bytes) -> bytes:
        """The token for `clear`, under the newest key."""
        return self._now().seal(place, clear)

    def open(self, place: str, token: bytes) -> bytes:
        """What was sealed."""
        return self._now().open(place, token)

    def _now(self) -> Keys:
        with suppress(SettingsError, OSError):
            stamp = _stamp(self._path)
            if stamp != self._stamp:
                fresh = read_keys(self._path)
                gone = tuple(one for one in self._keys.secrets if one not in fresh.secrets)
                self._keys, self._stamp = Keys((*gone, *fresh.secrets)), stamp
        return self._keys


KeyRing = Keys | LiveKeys


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """What changes when the file does; None when it is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


@lru_cache(maxsize=64)
def _look_up_key(lookup: bytes, purpose: str) -> bytes:
    return _derived(lookup, purpose, KEY)


@dataclass(frozen=True, slots=True)
class Vault:
    """The keys together with one database's own look-up secret: seals, opens, and hashes what must be found again."""

    keys: KeyRing
    lookup: bytes = field(repr=False)

    def seal(self, place: str, text: str) -> bytes:
        """Seal text; odd characters from hostile mails survive."""
        return self.keys.seal(place, text.encode("utf-8", "surrogatepass"))

    def text(self, place: str, token: bytes | None) -> str:
        """The sealed text; empty when it was erased."""
        return "" if token is None else self.keys.open(place, token).decode("utf-8", "surrogatepass")

    def hash(self, purpose: str, value: str | bytes) -> str:
        """The keyed hash (HMAC-SHA-256) of a value; one purpose tells nothing about another."""
        data = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
        return hmac.new(_look_up_key(self.lookup, purpose), data, "sha256").hexdigest()

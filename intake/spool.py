"""A large mail on its way into the store: what does not fit in memory waits in an unnamed file, unreadable.

The file is encrypted under a key that only this process's memory ever holds (AES-256-CTR, a key and a nonce for each
mail), so what the disk keeps of it after a crash, or in blocks that were let go, tells nothing.
"""

import os
from io import BytesIO
from tempfile import TemporaryFile
from typing import BinaryIO, Self

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CTR


class Spool:
    """Written once, then read from the start: `write`…, `seek(0)`, `read`…"""

    def __init__(self, in_memory: int) -> None:
        self._in_memory = in_memory
        self._file: BinaryIO = BytesIO()
        self._key: bytes | None = None
        self._nonce = os.urandom(16)
        self._cipher: CipherContext | None = None

    def write(self, piece: bytes) -> int:
        """Append."""
        if self._key is None and self._file.tell() + len(piece) > self._in_memory:
            self._to_disk()
        self._file.write(self._cipher.update(piece) if self._cipher else piece)
        return len(piece)

    def seek(self, to: int) -> int:
        """Back to the start, to read; to nowhere else."""
        assert to == 0
        self._cipher = self._stream()
        return self._file.seek(0)

    def read(self, count: int = -1) -> bytes:
        """The next bytes; none at the end."""
        piece = self._file.read(count)
        return self._cipher.update(piece) if self._cipher else piece

    def _to_disk(self) -> None:
        self._file.seek(0)
        begun, self._file, self._key = self._file.read(), TemporaryFile(), os.urandom(32)  # noqa: SIM115  closed below
        self._cipher = self._stream()
        self.write(begun)

    def _stream(self) -> CipherContext | None:
        """The key's stream from its start; the same for writing and reading."""
        return Cipher(AES256(self._key), CTR(self._nonce)).encryptor() if self._key else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

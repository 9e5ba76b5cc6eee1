"""The raw mail of a letter as it is stored: sealed, in pieces, so that a big one takes little memory."""

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any, BinaryIO

from sqlalchemy import Connection, Result, Row, bindparam, insert, select

from storage.engine import Database
from storage.sealing import Vault
from storage.tables import letter_pieces

PIECE = 1 << 20
"""Bytes of a piece; only the last is shorter."""
HELD_PIECES = 4
"""Pieces of a raw mail that are held at once."""

_LAST = 1_000_000
# Made once: making a statement takes longer than running it, and each letter asks these.
_INSERT = insert(letter_pieces)
_PIECES = (
    select(letter_pieces.c.position, letter_pieces.c.content)
    .where(letter_pieces.c.letter_id == bindparam("letter"))
    .where(letter_pieces.c.position.between(bindparam("from"), bindparam("to")))
    .order_by(letter_pieces.c.position)
)


def keep_raw(conn: Connection, letter_id: int, raw: BinaryIO, vault: Vault) -> None:
    """Write the raw mail piece by piece."""
    for position, piece in enumerate(iter(lambda: raw.read(PIECE), b"")):
        sealed = vault.keys.seal(_name(letter_id, position), piece)
        conn.execute(_INSERT, {"letter_id": letter_id, "position": position, "content": sealed})


def sealed_pieces(conn: Connection, letter_id: int, first: int = 0, last: int = _LAST) -> Result[Any]:
    """The pieces in their order, as they are stored; none of a letter that is not there or was forgotten."""
    return conn.execute(_PIECES, {"letter": letter_id, "from": first, "to": last})


def unsealed(letter_id: int, pieces: Iterable[Row[Any]], vault: Vault) -> Iterator[bytes]:
    """What the pieces hold; SettingsError when a key is missing."""
    return (vault.keys.open(_name(letter_id, piece.position), piece.content) for piece in pieces)


def pieces_in_turn(db: Database, letter_id: int) -> Iterator[bytes]:
    """The whole mail, with no more than `HELD_PIECES` of it held and no transaction open between them."""
    for first in count(0, HELD_PIECES):
        with db.reading() as conn:
            some = sealed_pieces(conn, letter_id, first, first + HELD_PIECES - 1).all()
        for piece in unsealed(letter_id, some, db.vault):
            yield piece
            if len(piece) < PIECE:
                return
        if not some:
            return


def _name(letter_id: int, position: int) -> str:
    """What a piece is sealed as, so that none can stand for another."""
    return f"letter_pieces.content/{letter_id}/{position}"

"""What a paper holds: in its row, or, when it is too big to be held at once, in pieces beside it that go with it."""

from typing import Any

from sqlalchemy import Connection, Row, insert, select

from cases.letters import KeptPaper
from storage.sealing import Vault
from storage.tables import paper_pieces, papers

_INSERT, _INSERT_PIECE = insert(papers).returning(papers.c.id), insert(paper_pieces)


def keep_paper(
    conn: Connection, letter_id: int, paper: KeptPaper, number: str | None, answers: str, vault: Vault
) -> None:
    """Write a paper of a letter; `answers` is what was read of it."""
    place = f"{letter_id}/{paper.position}"
    row = {
        "letter_id": letter_id,
        "position": paper.position,
        "case_number": number,
        "use": paper.use,
        "type": paper.type,
        "sha256": vault.hash("papers.sha256", paper.sha256),
        "why": paper.why,
        "name": vault.seal(f"papers.name/{place}", paper.name),
        "content": vault.keys.seal(f"papers.content/{place}", paper.content),
        "answers": vault.seal(f"papers.answers/{place}", answers),
    }
    paper_id = conn.execute(_INSERT, row).scalar_one()
    for position, piece in enumerate(paper.big.read() if paper.big else ()):
        sealed = vault.keys.seal(f"paper_pieces.content/{paper_id}/{position}", piece)
        conn.execute(_INSERT_PIECE, {"paper_id": paper_id, "position": position, "content": sealed})


def copy_content(conn: Connection, paper_id: int, copy_id: int, vault: Vault) -> None:
    """The pieces of a big paper for a copy of it, one held at a time; of any other there are none."""
    mine = paper_pieces.c.paper_id == paper_id
    for position in conn.execute(select(paper_pieces.c.position).where(mine)).scalars().all():
        one = select(paper_pieces.c.content).where(mine, paper_pieces.c.position == position)
        clear = vault.keys.open(f"paper_pieces.content/{paper_id}/{position}", conn.execute(one).scalar_one())
        sealed = vault.keys.seal(f"paper_pieces.content/{copy_id}/{position}", clear)
        conn.execute(_INSERT_PIECE, {"paper_id": copy_id, "position": position, "content": sealed})


def content_of(conn: Connection, row: Row[Any], vault: Vault) -> bytes:
    """All that the paper of this row holds."""
    whole = vault.keys.open(f"papers.content/{row.letter_id}/{row.position}", row.content)
    if whole:
        return whole
    mine = select(paper_pieces).where(paper_pieces.c.paper_id == row.id).order_by(paper_pieces.c.position)
    return b"".join(
        vault.keys.open(f"paper_pieces.content/{row.id}/{piece.position}", piece.content)
        for piece in conn.execute(mine)
    )

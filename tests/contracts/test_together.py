"""What `cases.together` promises of papers: a copy is the same paper, however big, and goes when it is taken back."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from cases.letters import Pieces
from storage.tables import paper_pieces, papers
from tests.storage.examples import NOW, a_paper, an_opening, open_one

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow

PIECES = (b"%PDF-" + bytes(1000), b"in the middle", b"end")


@pytest.mark.parametrize("big", [True, False])
def test_a_case_that_is_split_off_has_its_own_copy_of_a_paper_in_pieces_as_the_first_is(store, big):
    whole = b"".join(PIECES)
    paper = a_paper(content=whole)
    if big:
        paper = replace(paper, content=b"", big=Pieces(len(whole), lambda: iter(PIECES)))
    case = open_one(store, papers=(paper,))
    (sheet,) = store.sheets(case.number)
    apart = store.split(an_opening("another child"), [sheet.id], lambda number: (store.case(case.number), ()), NOW)
    for one in (case, apart):
        (kept,) = store.papers(one.number)
        assert (kept.content, kept.size) == (whole, len(whole))
    assert _pieces(store) == [len(PIECES)] * 2 * big
    store.unsplit([(store.case(case.number), ())], apart.number, NOW)
    assert _pieces(store) == [len(PIECES)] * big
    assert store.papers(case.number)[0].content == whole


def _pieces(store) -> list[int]:
    """How many pieces lie by each paper that has some."""
    counted = select(func.count(paper_pieces.c.position)).join(papers).group_by(papers.c.id)
    with store.db.reading() as conn:
        return list(conn.execute(counted).scalars())

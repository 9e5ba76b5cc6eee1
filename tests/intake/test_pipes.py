"""A mail and a paper too big to be held go between parent and child in pieces, and come as they went."""

import random

import pytest

from cases.letters import Pieces
from intake.child import ChildReader
from intake.pipes import HELD
from tests.letters import attached, with_parts

pytestmark = pytest.mark.slow

BIG = b"%PDF-1.7\n" + random.Random(6).randbytes(HELD + 5000)


def test_a_big_mail_goes_in_pieces_and_its_big_paper_comes_in_pieces_time_and_again() -> None:
    raw = with_parts(b"Content-Type: text/plain\n\nHej\n", attached(BIG, "Content-Type: application/pdf; name=a.pdf"),
                     attached(b"%PDF-1.7\nlille", "Content-Type: application/pdf; name=b.pdf"))  # fmt: skip
    pieces = Pieces(len(raw), lambda: iter([raw[:100_000], raw[100_000:]]))
    with ChildReader() as reader:
        letter = reader.parse(pieces)
        big, small = letter.papers
        assert (big.content, big.big.size, small.big) == (b"", len(BIG), None)
        assert [b"".join(big.big.read()) for _ in range(2)] == [BIG, BIG]
        assert small.bytes == b"%PDF-1.7\nlille"
        assert reader.read(big.bytes, big.name).unread.code == "damaged"
        assert reader.parse(b"From: a@b.test\r\n\r\nHej").body == "Hej"

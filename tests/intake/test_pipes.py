"""A mail and a paper too big to be held go between parent and child in pieces, and come as they went."""

import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from time import sleep

import pytest

from cases.errors import StoreError, WorldError
from cases.letters import Pieces
from intake.child import ANSWER, ChildReader
from intake.pipes import HELD, Pipe
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


def breaking_off(error: BaseException) -> Pieces:
    """A mail whose first piece the store gives, and then no more."""

    def pieces() -> Iterator[bytes]:
        yield b"From: a@b.test\r\nMessage-ID: <foerste@b.test>\r\n\r\n"
        raise error

    return Pieces(10_000_000, pieces)


@pytest.mark.parametrize("error", [StoreError("væk"), OSError(5, "disken"), ValueError(), KeyboardInterrupt()])
def test_a_mail_that_our_own_store_breaks_off_is_never_begun_in_the_next_one(error: BaseException) -> None:
    with ChildReader() as reader:
        with pytest.raises((WorldError, KeyboardInterrupt)):
            reader.parse(breaking_off(error))
        letter = reader.parse(b"From: c@d.test\r\nMessage-ID: <anden@d.test>\r\n\r\nHej")
        assert (letter.message_id, letter.body) == ("<anden@d.test>", "Hej")


def test_no_room_for_a_big_paper_is_the_world_failing_not_the_mail(monkeypatch, tmp_path) -> None:
    raw = with_parts(attached(BIG, "Content-Type: application/pdf; name=a.pdf"))
    with ChildReader() as reader:
        with monkeypatch.context() as patched:
            patched.setattr(tempfile, "tempdir", str(tmp_path / "fuld"))
            with pytest.raises(WorldError, match="om disken er fuld"):
                reader.parse(raw)
        assert reader.parse(raw).papers[0].big is not None


def test_the_time_our_own_store_takes_is_not_the_childs() -> None:
    def slowly() -> Iterator[bytes]:
        for _ in range(3):
            sleep(0.01)
            yield b"stykke"

    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        pipe = Pipe(child)
        pipe.allow(5)
        until = pipe.until
        pipe.send_content(Pieces(18, slowly))
        assert pipe.until >= until + 0.03


@pytest.mark.parametrize(("spaces", "code"), [(0, "locked"), (ANSWER, "crashed")])
def test_an_answer_is_short_however_much_may_come_beside_it(spaces: int, code: str) -> None:
    says = (
        f"from intake.pipes import send; import sys; send(sys.stdout.buffer, b'locked', b' ' * {spaces} + b'0', b'0')"
    )
    with ChildReader() as reader:
        reader._child = subprocess.Popen([sys.executable, "-c", says], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        reader._pipe = Pipe(reader._child)
        assert reader.parse(b"From: a@b.test\r\n\r\n").code == code

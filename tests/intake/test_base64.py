"""Base64 as mails have it: the fast way and the patient way say the same, whatever stands there."""

import binascii
import random
from base64 import b64encode, encodebytes

import pytest

from intake.headers import from_base64

PAPER = random.Random(1).randbytes(4000)
LETTERS = b"ABcd01+/" * 4 + b"==\r\n\r\n =-_.\x00\xff"


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r\r\n", b""])
@pytest.mark.parametrize("cut", [0, 1, 2])
def test_what_was_written_is_read(line_end: bytes, cut: int) -> None:
    paper = PAPER[cut:]
    assert from_base64(encodebytes(paper).replace(b"\n", line_end)) == paper


def test_the_fast_way_never_reads_anything_else_than_the_patient_one() -> None:
    """Of ten thousand texts of letters, padding, line ends and rubbish."""
    chance = random.Random(2)
    for _ in range(10_000):
        text = bytes(chance.choices(LETTERS, k=chance.randrange(24)))
        try:
            meant = binascii.a2b_base64(text)
        except binascii.Error:
            continue
        assert from_base64(text) == meant


@pytest.mark.parametrize("text", [b64encode(b"Ida") + b"QQ", b"QQ", b"QUI", b"Q U I", b"QUI=\n-- \nsent from", b"Q"])
def test_what_is_not_as_it_should_be_is_read_as_far_as_it_goes(text: bytes) -> None:
    """Nothing is raised."""
    assert isinstance(from_base64(text), bytes)

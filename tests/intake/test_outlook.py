"""A saved Outlook message gives its attachments, and no bytes of one make the reader fail otherwise than it says."""

import random

import pytest

from intake.compound import BrokenCompoundError, Compound
from intake.letter import parse_letter
from intake.outlook import from_outlook
from intake.unpack import UnpackError, type_of
from tests.letters import attached, with_parts
from tests.papers.outlook import _tree, compound, message

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40
MESSAGE = message({"Ans Skole - Æbleø.pdf": PDF, "kort.txt": b"Hej"})


def test_a_tree_of_big_and_small_streams_is_read_back():
    tree = {"a": b"x" * 100, "b": {"c": b"y" * 5000, "d": {"e": b""}}, "f": bytes(4096)}
    assert dict(Compound(compound(tree)).streams()) == {
        ("a",): b"x" * 100, ("b", "c"): b"y" * 5000, ("b", "d", "e"): b"", ("f",): bytes(4096),
    }  # fmt: skip


def test_attachments_come_with_their_names():
    assert type_of(MESSAGE) == "mail"
    assert [(file.name, file.content) for file in from_outlook(MESSAGE)] == [
        ("Ans Skole - Æbleø.pdf", PDF), ("kort.txt", b"Hej"),
    ]  # fmt: skip


def test_a_message_within_a_message_gives_its_attachments_too():
    outer = message({"ydre.pdf": PDF}, indre=_tree({"indre.pdf": PDF}, {}))
    assert [file.name for file in from_outlook(outer)] == ["ydre.pdf", "indre.pdf"]


def test_a_message_without_attachments_gives_none():
    assert from_outlook(message({})) == ()


def test_a_letter_that_brings_a_message_brings_its_papers():
    letter = parse_letter(with_parts(attached(MESSAGE, "Content-Type: application/octet-stream; name=sendt.msg")))
    assert [(paper.name, paper.type, paper.ignored, paper.inside) for paper in letter.papers] == [
        ("sendt.msg", "mail", "unpacked", ""),
        ("Ans Skole - Æbleø.pdf", "pdf", "", "sendt.msg"),
        ("kort.txt", "text", "", "sendt.msg"),
    ]
    assert letter.faults == ()


@pytest.mark.parametrize("cut", [8, 60, 511, 600, 3000])
def test_a_message_that_lost_its_end_is_broken(cut):
    with pytest.raises(UnpackError, match="msg-broken"):
        from_outlook(MESSAGE[:cut])


def test_a_broken_message_stays_for_a_person():
    letter = parse_letter(with_parts(attached(MESSAGE[:3000], "Content-Type: application/octet-stream; name=a.msg")))
    assert [paper.ignored for paper in letter.papers] == [""]
    assert "msg-broken" in letter.faults or letter.papers[0].type == "office"


def test_no_bytes_make_it_fail_in_any_other_way():
    dice = random.Random(7)
    for _ in range(300):
        changed = bytearray(MESSAGE)
        for _ in range(dice.randint(1, 30)):
            changed[dice.randrange(len(changed))] = dice.choice((0, 1, 2, 9, 255, dice.randrange(256)))
        try:
            from_outlook(bytes(changed))
        except UnpackError as trouble:
            assert trouble.code.startswith("msg-")


def test_a_tree_in_a_circle_is_broken():
    whole = bytearray(compound({"a": {"b": b"x"}}))
    at = whole.index("a\0\0\0".encode("ascii") + bytes(8))
    whole[at + 76 : at + 80] = b"\1\0\0\0"
    with pytest.raises(BrokenCompoundError):
        list(Compound(bytes(whole)).streams())

"""The 21 ways in which mail programs write "Ansøgning æøå.pdf" as the name of an attachment, each read right."""

import unicodedata
from base64 import b64encode
from urllib.parse import quote

import pytest

from intake.letter import parse_letter
from tests.letters import PDF, attached, with_parts

NAME = "Ansøgning æøå.pdf"
UTF8, LATIN, MAC = NAME.encode(), NAME.encode("latin-1"), NAME.encode("mac-roman")
NFD = unicodedata.normalize("NFD", NAME)
DISPOSITION, TYPE = b"Content-Disposition: attachment; ", b"Content-Type: application/pdf; "


def word(text: bytes, charset: str, way: str) -> bytes:
    """An encoded word (RFC 2047)."""
    if way == "B":
        coded = b64encode(text).decode()
    else:
        coded = "".join("_" if c == 32 else chr(c) if c < 128 and chr(c).isalnum() else f"={c:02X}" for c in text)
    return f"=?{charset}?{way}?{coded}?=".encode()


def percent(text: bytes) -> bytes:
    return quote(text, safe="").encode()


WAYS: dict[str, bytes] = {
    "RFC 2231, UTF-8": DISPOSITION + b"filename*=UTF-8''" + percent(UTF8),
    "RFC 2231, Latin-1 with its language": DISPOSITION + b"filename*=iso-8859-1'da'" + percent(LATIN),
    "RFC 2231 in pieces, all encoded": DISPOSITION
    + b"filename*0*=utf-8''Ans%C3%B8gning%20;\n filename*1*=%C3%A6%C3%B8%C3%A5;\n filename*2*=.pdf",
    "RFC 2231 in pieces, the last one plain": DISPOSITION
    + b"filename*0*=utf-8''Ans%C3%B8gning%20%C3%A6%C3%B8%C3%A5;\n filename*1=\".pdf\"",
    "RFC 2231 in pieces, a letter cut in two": DISPOSITION
    + b"filename*0*=utf-8''Ans%C3%B8gning%20%C3%A6%C3%B8%C3;\n filename*1*=%A5.pdf",
    "RFC 2231 in pieces, out of order": DISPOSITION
    + b"filename*1*=%C3%A6%C3%B8%C3%A5.pdf;\n filename*0*=utf-8''Ans%C3%B8gning%20",
    "RFC 2231 in quotes": DISPOSITION + b"filename*=\"utf-8''" + percent(UTF8) + b'"',
    "RFC 2231 beside a plain name without its letters": DISPOSITION
    + b"filename=\"Ans_gning ___.pdf\"; filename*=utf-8''" + percent(UTF8),
    "RFC 2231 as name* of the type alone": TYPE + b"name*=utf-8''" + percent(UTF8),
    "an encoded word in quotes, B": DISPOSITION + b'filename="' + word(UTF8, "utf-8", "B") + b'"',
    "an encoded word in quotes, Q": DISPOSITION + b'filename="' + word(LATIN, "iso-8859-1", "Q") + b'"',
    "an encoded word without quotes, B": DISPOSITION + b"filename=" + word(LATIN, "windows-1252", "B"),
    "an encoded word without quotes, Q": DISPOSITION + b"filename=" + word(UTF8, "UTF-8", "Q"),
    "two encoded words on two lines": DISPOSITION
    + b'filename="' + word("Ansøgning ".encode(), "utf-8", "Q") + b"\n " + word("æøå.pdf".encode(), "utf-8", "Q")
    + b'"',
    "two encoded words that share a letter": DISPOSITION
    + b'filename="' + word(UTF8[:14], "utf-8", "B") + b"\n " + word(UTF8[14:], "utf-8", "B") + b'"',
    "an encoded word as name of the type alone": TYPE + b'name="' + word(UTF8, "utf-8", "Q") + b'"',
    "raw UTF-8": DISPOSITION + b'filename="' + UTF8 + b'"',
    "raw Latin-1": DISPOSITION + b'filename="' + LATIN + b'"',
    "raw UTF-8 with each letter and its accent apart, as macOS has it": DISPOSITION
    + b'filename="' + NFD.encode() + b'"',
    "RFC 2231 in the letters of old Macs": DISPOSITION + b"filename*=macintosh''" + percent(MAC),
    "percents in a plain name": DISPOSITION + b"filename=\"utf-8''" + percent(UTF8) + b'"',
}  # fmt: skip


@pytest.mark.parametrize("head", WAYS.values(), ids=WAYS)
def test_the_name_is_read_whatever_way_it_was_written(head: bytes) -> None:
    (paper,) = parse_letter(with_parts(attached(PDF, head))).papers
    assert paper.name == NAME


def test_no_way_stands_there_twice() -> None:
    assert len(set(WAYS.values())) == len(WAYS) == 21

"""What every letter promises, whatever it was made from."""

import unicodedata

from intake.letter import Letter
from intake.papers import MAX_PAPERS
from intake.unpack import MAX_UNPACKED


def sound(letter: Letter) -> None:
    """Raises AssertionError when the letter breaks a promise of the parser."""
    assert letter.result in ("ok", "partial", "set-aside")
    assert len(letter.content_key) == 64
    assert not [fault for fault in letter.faults if fault.startswith("parser-")], letter.faults
    assert len(letter.papers) <= MAX_PAPERS
    assert [paper.position for paper in letter.papers] == list(range(len(letter.papers)))
    assert "\n" not in letter.subject
    assert "\r" not in letter.message_id + letter.date_header
    assert all("@" in address and not set(address) & set(" <>\r\n") for address in letter.senders)
    assert sum(len(paper.content) for paper in letter.papers if paper.inside) <= MAX_UNPACKED
    for paper in letter.papers:
        assert 0 < len(paper.name) <= 150
        assert not set(paper.name) & set("/\\\0\r\n"), paper.name
        assert not [char for char in paper.name if unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp")]
        assert unicodedata.is_normalized("NFC", paper.name)
        assert paper.name not in (".", "..")

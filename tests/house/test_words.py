"""What is kept as a code has its words for people."""

import re
from pathlib import Path

from intake.senders import WHY_NOT
from review.why import WORDS

HOUSE = Path(__file__).parents[2]


def test_every_reason_not_to_answer_has_words() -> None:
    """Each rule of the do-not-answer table."""
    assert not {code for code, _ in WHY_NOT} - set(WORDS)


def test_every_reason_for_a_person_to_look_has_words() -> None:
    """Each code that reading can give, and each that the outcome of a letter can have."""
    given = re.compile(r'(?:[Uu]nread|UnreadableError)\(\s*"([a-z-]+)"')
    ended = re.compile(r'return "([a-z-]+)"')
    codes = set(ended.findall((HOUSE / "intake" / "outcome.py").read_text("utf-8")))
    for path in (HOUSE / "intake").glob("*.py"):
        codes |= set(given.findall(path.read_text("utf-8")))
    assert len(codes) > 8
    assert not codes - set(WORDS)

"""A case's history in sentences: every event that the program writes has one."""

import re
from datetime import datetime
from pathlib import Path

import pytest

from cases.case import MACHINE, Actor, Event, Who
from cases.rounds import COPENHAGEN
from review import history
from review.history import told

NOW = datetime(2026, 12, 2, 8, 12, tzinfo=COPENHAGEN)
KAREN = Actor(Who.PERSON, "Karen Holm")
ROOT = Path(history.__file__).parent.parent
WRITTEN = re.compile(r"""(?:Event\([\w.]+, [\w.]+, |\.event\()f?"([a-z-]+)[":]""")


def _codes() -> set[str]:
    """The codes of all events that the program writes, read from its source."""
    sources = [
        path.read_text()
        for package in ("intake", "review", "routing", "service")
        for path in (ROOT / package).rglob("*.py")
    ]
    return {code for source in sources for code in WRITTEN.findall(source)}


@pytest.mark.parametrize("code", sorted(_codes()))
def test_every_event_the_program_writes_has_a_sentence(code):
    assert told(Event(NOW, KAREN, f"{code}:x")).what != f"{code}:x"


def test_people_and_the_program_are_told_apart():
    assert (told(Event(NOW, KAREN, "waits")).who, told(Event(NOW, KAREN, "waits")).person) == ("Karen Holm", True)
    assert (told(Event(NOW, MACHINE, "read")).who, told(Event(NOW, MACHINE, "read")).person) == ("Programmet", False)


def test_a_line_says_when_in_danish():
    assert told(Event(NOW, MACHINE, "received")).when == "onsdag 2. december 2026 kl. 08.12"


def test_a_reason_is_a_persons_own_with_cpr_numbers_covered():
    assert told(Event(NOW, KAREN, "corrected:cpr", "til “150312-9993”")).why == "til “150312-••••”"
    assert told(Event(NOW, MACHINE, "read", "consent-missing")).why == ""


def test_a_code_without_a_sentence_is_shown_as_it_is():
    assert told(Event(NOW, MACHINE, "nyt:x")).what == "nyt:x"

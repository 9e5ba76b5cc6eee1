"""What is refused is said in the words of whoever asks: a button on the pages, a command on the command line."""

import re
from pathlib import Path

import pytest

from cases.errors import RefusedError, Way
from review import ways as pages
from service.commands import ways as commands

REVIEW = Path(pages.__file__).parent


@pytest.mark.parametrize("way", Way)
def test_each_way_is_a_press_on_the_pages_and_a_command_on_the_command_line(way):
    error = RefusedError("Det går ikke.", way)
    assert pages.worded(error) == f"Det går ikke. {pages.PRESS[way]}"
    assert commands.worded(error) == f"Det går ikke. {commands.RUN[way]}"
    assert "tovholder " not in pages.worded(error)
    assert '"tovholder ' in commands.worded(error)


def test_a_refusal_without_a_way_is_its_sentence():
    assert {one.worded(RefusedError("Det går ikke.")) for one in (pages, commands)} == {"Det går ikke."}


def test_no_sentence_of_the_pages_names_a_command():
    named = re.compile(r"[\"'(]tovholder (?!csrf)[a-z]+")
    texts = {path: path.read_text("utf-8") for path in REVIEW.rglob("*.py")}
    texts |= {path: path.read_text("utf-8") for path in (REVIEW.parent / "templates" / "review").rglob("*.html")}
    assert [path.name for path, text in texts.items() if named.search(text)] == []


@pytest.mark.parametrize("way", [Way.END, Way.PLAN, Way.WITHDRAW, Way.ASSIGN, Way.UNRULE])
def test_what_a_way_tells_to_press_is_there_to_be_pressed(way):
    shown = "".join(path.read_text("utf-8") for path in (REVIEW.parent / "templates" / "review").glob("*.html"))
    pressed = re.findall("“([^”]+)”", pages.PRESS[way])
    assert pressed
    assert [one for one in pressed if one not in shown] == []

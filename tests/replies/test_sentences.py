"""The sentences about findings and unread files: one for every code, kind to read, and deaf to what is personal."""

import ast
import re
from pathlib import Path

import pytest

from cases.findings import Finding, Weight
from replies.compose import finding_sentence, unread_sentence
from templates import TEMPLATES

CODES = sorted(path.stem for path in (TEMPLATES / "findings").glob("*.txt"))
UNREAD = sorted(path.stem for path in (TEMPLATES / "replies" / "_unread").glob("*.txt"))
CHECKS = Path(__file__).parents[2] / "intake" / "checks"


def _said(code: str, **facts: str) -> str:
    return finding_sentence(Finding(code, Weight.NOTES, facts))


@pytest.mark.parametrize("code", CODES)
def test_a_sentence_stands_with_and_without_its_facts(code: str) -> None:
    """At most 35 words, and it ends where a sentence ends."""
    full = _said(code, round="3. runde 2026/27", deadline="2027-03-03", field="description", count="3")
    for sentence in (_said(code), full):
        assert sentence.endswith(".")
        assert len(sentence.split()) <= 35
        assert not re.search(r"[{}]|\( |»»|»«|  ", sentence)


@pytest.mark.parametrize("code", UNREAD)
def test_a_file_we_could_not_read_has_a_sentence_that_says_what_to_do(code: str) -> None:
    assert unread_sentence(code).endswith(".")
    assert len(unread_sentence(code).split(". ")) >= 2


def test_a_code_we_never_heard_of_gets_the_general_sentence() -> None:
    assert unread_sentence("brand-new") == unread_sentence("other")


def test_a_finding_without_a_sentence_is_an_error() -> None:
    with pytest.raises(KeyError, match="brand-new"):
        _said("brand-new")


def test_every_code_a_check_can_give_has_its_sentence() -> None:
    """And the other way round: none is left over."""
    given = {
        call.value
        for path in CHECKS.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding"
        for call in ast.walk(node.args[0])
        if isinstance(call, ast.Constant) and isinstance(call.value, str)
    }
    assert given == set(CODES)


@pytest.mark.parametrize(
    ("code", "facts", "told"),
    [
        ("late", {"round": "3. runde", "deadline": "2027-03-03"}, "(3. runde, frist onsdag 3. marts 2027)"),
        ("field-missing", {"field": "contact_name"}, "»kontaktperson«"),
        ("unread-paper", {"count": "2"}, "2 af filerne"),
        ("unread-paper", {"count": "1"}, "en af filerne"),
        ("cpr-check-digit", {}, "måske en læsefejl"),
    ],
)
def test_a_fact_fills_its_place(code: str, facts: dict[str, str], told: str) -> None:
    assert told in _said(code, **facts)


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("late", {"round": "150312-9993"}),
        ("late", {"round": "Ole\nOlsen"}),
        ("late", {"deadline": "i morgen"}),
        ("late", {"deadline": "2027-13-45"}),
        ("field-missing", {"field": "Ole Olsen"}),
        ("unread-paper", {"count": "1503129993"}),
        ("late", {"name": "Ole Olsen"}),
    ],
)
def test_a_fact_that_is_none_gets_nowhere(code: str, facts: dict[str, str]) -> None:
    assert _said(code, **facts) == _said(code)

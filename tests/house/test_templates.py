"""The pages' templates keep to what browsers are told: nothing inline, nothing from elsewhere, forms that are ours."""

import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
TEMPLATES = sorted((HOUSE / "templates" / "review").glob("*.html"))
ASSETS = sorted((HOUSE / "templates" / "review" / "static").iterdir())

INLINE = re.compile(r"<style|\sstyle\s*=|\son[a-z]+\s*=|javascript:|<script(?![^>]*\ssrc=)", re.IGNORECASE)
ELSEWHERE = re.compile(
    r"(?:src|href|action)\s*=\s*[\"']?(?:https?:)?//|@import|url\(\s*[\"']?(?:https?:)?//", re.IGNORECASE
)
MACRO = re.compile(r"{% macro (\w+)\(.*?%}(.*?){% endmacro %}", re.DOTALL)
FORM = re.compile(r"<form\b[^>]*method\s*=\s*[\"']?post.*?</form>", re.IGNORECASE | re.DOTALL)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_no_script_or_style_of_its_own_and_turns_no_text_into_html(path: Path) -> None:
    """The browser would refuse it; `safe` and a closed autoescape would let a school's text be HTML."""
    text = path.read_text("utf-8")
    assert INLINE.findall(text) == []
    assert re.findall(r"\|\s*safe\b|autoescape\s+false|Markup", text) == []


@pytest.mark.parametrize("path", [*TEMPLATES, *ASSETS], ids=lambda path: path.name)
def test_nothing_is_fetched_from_elsewhere(path: Path) -> None:
    assert ELSEWHERE.findall(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_form_that_is_posted_carries_its_token(path: Path) -> None:
    text = path.read_text("utf-8")
    tokens = {"csrf", *(name for name, body in MACRO.findall(text) if "csrf(frame)" in body)}
    carries = re.compile(rf"{{{{ (?:{'|'.join(tokens)})\(")
    assert [form[:80] for form in FORM.findall(text) if not carries.search(form)] == []


def test_the_search_finds_what_it_looks_for() -> None:
    """Each pattern, on one line that is wrong."""
    assert all(
        INLINE.search(wrong)
        for wrong in ("<style>", '<p style="x">', '<b onclick="x">', '<a href="javascript:x">', "<script>x</script>")
    )
    assert not INLINE.search('<script type="module" src="{{ static(\'x.js\') }}"></script>')
    assert ELSEWHERE.search('<img src="//x">')
    assert ELSEWHERE.search("background: url(https://x)")
    assert FORM.findall('<form method="post" action="/x"><button>x</button></form>')

"""What a person wrote in the mail itself: the text, HTML stripped to text, and links to files that lie elsewhere."""

import re
from collections.abc import Iterable
from html import unescape

from intake.headers import text_of
from intake.parts import Part

MAX_BODY = 100_000
MAX_HTML = 1_000_000

_UNSEEN = frozenset({"script", "style", "head", "title", "template"})
_BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "table", "blockquote", "hr"})

HOSTS = (
    ("onedrive", re.compile(r"https?://(?:1drv\.ms|onedrive\.live\.com|[\w-]+-my\.sharepoint\.com)/", re.IGNORECASE)),
    ("sharepoint", re.compile(r"https?://[\w-]+(?<!-my)\.sharepoint\.com/", re.IGNORECASE)),
    ("wetransfer", re.compile(r"https?://(?:[\w-]+\.)?(?:wetransfer\.com|we\.tl)/", re.IGNORECASE)),
    ("dropbox", re.compile(r"https?://(?:[\w-]+\.)?(?:dropbox\.com|db\.tt)/", re.IGNORECASE)),
    ("google-drive", re.compile(r"https?://(?:drive|docs)\.google\.com/", re.IGNORECASE)),
    ("icloud", re.compile(r"https?://(?:[\w-]+\.)?icloud\.com/", re.IGNORECASE)),
)
"""Where people put files instead of attaching them."""


_NAME = re.compile(r"<(/?)([a-z][a-z0-9]*)")
_LOWER = {capital: capital + 32 for capital in range(ord("A"), ord("Z") + 1)}


def stripped(markup: str) -> str:
    """The text a reader of the HTML sees, roughly. One pass: a real parser takes minutes on hostile HTML."""
    markup = markup[:MAX_HTML]
    lower, pieces, at = markup.translate(_LOWER), [], 0
    while (start := markup.find("<", at)) >= 0:
        pieces.append(markup[at:start])
        at, instead = _past(lower, start)
        pieces.append(instead)
    pieces.append(markup[at:])
    lines = (" ".join(line.split()) for line in unescape("".join(pieces)).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _past(lower: str, start: int) -> tuple[int, str]:
    """Where the text goes on after the markup at `start`, and what stands for it. What never ends, ends the text."""
    name = _NAME.match(lower, start)
    if lower.startswith("<!--", start):
        return _after(lower, "-->", start), ""
    if not name and lower[start + 1 : start + 2] not in ("!", "?", "/"):
        return start + 1, "<"
    end = _after(lower, ">", start)
    if name and not name[1] and name[2] in _UNSEEN:
        closing = lower.find(f"</{name[2]}", end)
        body = lower.find("<body", end) if closing < 0 else -1
        return (closing if closing >= 0 else body if body >= 0 else len(lower)), ""
    return end, "\n" if name and name[2] in _BREAKS else ""


def _after(text: str, mark: str, start: int) -> int:
    found = text.find(mark, start)
    return found + len(mark) if found >= 0 else len(text)


def body_of(leaves: Iterable[Part]) -> str:
    """The text of the mail: its plain parts, or its HTML stripped when they say nothing; at most 100,000 characters."""
    texts = [(part.type, _text(part)) for part in leaves]
    plain = "\n".join(text for kind, text in texts if kind != "text/html" and text.strip())
    if plain.strip():
        return plain.strip()[:MAX_BODY]
    return "\n".join(stripped(text) for kind, text in texts if kind == "text/html").strip()[:MAX_BODY]


def links_of(leaves: Iterable[Part]) -> tuple[str, ...]:
    """Which of HOSTS the mail links to."""
    text = "\n".join(_text(part)[:MAX_HTML] for part in leaves)
    return tuple(name for name, pattern in HOSTS if pattern.search(text))


def _text(part: Part) -> str:
    return text_of(part.content[:MAX_HTML], part.type_parameters.get("charset", "")).replace("\r\n", "\n")

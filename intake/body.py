"""What a person wrote in the mail itself: the text, HTML stripped to text, and links to files that lie elsewhere."""

import re
from collections.abc import Iterable, Sequence
from html.parser import HTMLParser

from intake.headers import text_of
from intake.parts import Part

MAX_BODY = 100_000
MAX_HTML = 2_000_000

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


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag == "body":
            self.unseen = 0  # a head that was never closed ends here
        elif tag in _UNSEEN:
            self.unseen += 1
        elif tag in _BREAKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self.unseen = max(0, self.unseen - 1)

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.pieces.append(data)


def stripped(html: str) -> str:
    """The text a reader of the HTML sees, roughly; broken HTML gives what can be got."""
    reader = _Text()
    try:
        reader.feed(html[:MAX_HTML])
        reader.close()
        text = "".join(reader.pieces)
    except AssertionError:  # the standard library's parser gives up so on broken markup declarations
        text = re.sub(r"<[^<>]*>", " ", html[:MAX_HTML])
    lines = (" ".join(line.split()) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


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

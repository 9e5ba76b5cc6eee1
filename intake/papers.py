"""The papers of a letter: every attachment, unpacked where it is a container, ignored only with a reason.

What a paper is, its bytes decide: mail programs send scans inline, without a name, or as "application/octet-stream".
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from cases.letters import Pieces
from intake.headers import decoded, file_name, safe_name
from intake.outlook import from_outlook
from intake.parts import Opened, Part, open_mail
from intake.smime import is_encrypted
from intake.tnef import from_tnef
from intake.unpack import ENDINGS, MAX_UNPACKED, OLE, File, UnpackError, from_zip, image_size, is_tnef, type_of

MAX_PAPERS = 1000
MAX_NESTING = 3
SMALL_SIDE = 400
SMALL_BYTES = 30_000

_SIGNATURES = frozenset(
    {
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-signature",
        "application/pgp-keys",
    }
)
_IN_REPORTS = frozenset(
    {
        "message/delivery-status",
        "message/global-delivery-status",
        "message/disposition-notification",
        "message/feedback-report",
        "text/rfc822-headers",
        "message/global-headers",
    }
)
_BODY_TYPES = frozenset({"text/plain", "text/html", "text/enriched", "text/richtext"})


@dataclass(frozen=True, slots=True)
class Paper:
    """One attachment. `name` is safe to show and to save (NFC, at most 150 characters), `original_name` as it came.

    `type` is decided by the bytes: pdf, image, office, mail, zip, calendar, text, executable or other. `ignored` is ""
    or a stable code for why nobody needs to read it; `inside` is the name of the container it was unpacked from. Of one
    that is too big to be held in memory the `content` is empty, and `big` has it.
    """

    position: int
    name: str = field(repr=False)
    original_name: str = field(repr=False)
    content: bytes = field(repr=False)
    sha256: str
    type: str
    ignored: str = ""
    inside: str = field(repr=False, default="")
    big: Pieces | None = None

    @property
    def bytes(self) -> bytes | Pieces:
        """All of it, as it can be handed on."""
        return self.big or self.content


@dataclass(slots=True)
class _Pile:
    """Papers as they are gathered, and the room that is left for what is unpacked."""

    papers: list[Paper] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    room: int = field(default_factory=lambda: MAX_UNPACKED)

    def add(self, name: str, content: bytes, ignored: str = "", inside: str = "") -> Paper | None:
        """Put a paper on the pile; None when it is full."""
        if len(self.papers) >= MAX_PAPERS:
            self.faults.append("too-many-papers")
            return None
        position, kind = len(self.papers), type_of(content, name)
        shown = safe_name(name) or f"bilag-{position + 1}{ENDINGS.get(kind, '')}"
        digest = hashlib.sha256(content).hexdigest()
        self.papers.append(Paper(position, shown, name, content, digest, kind, ignored, inside))
        return self.papers[-1]


def is_body(part: Part) -> bool:
    """Whether a leaf is the text of the mail: text without a name that is not declared an attachment."""
    named = file_name(part.disposition_parameters, part.type_parameters)
    if part.type not in _BODY_TYPES or part.disposition == "attachment" or named:
        return False
    return not part.content or type_of(part.content) in ("text", "mail")


def papers_of(opened: Opened) -> tuple[tuple[Paper, ...], tuple[str, ...]]:
    """Every paper of a mail, in its order, with what was inside containers after them; and the faults met."""
    pile = _Pile()
    _gather(opened, pile, inside="", nesting=0)
    return tuple(pile.papers), tuple(pile.faults)


def _gather(opened: Opened, pile: _Pile, inside: str, nesting: int) -> None:
    shown_inline = _cids(opened.leaves)
    for part in opened.leaves:
        if is_body(part) or part.type in _IN_REPORTS or (_in_report(part) and part.type.startswith("message/")):
            continue
        name = file_name(part.disposition_parameters, part.type_parameters)
        if part.type.startswith("message/") and not name:
            name = _subject_name(part.content)
        paper = pile.add(name, part.content, _why_ignored(part, shown_inline), inside)
        if paper and not paper.ignored:
            _unpack(paper, part.type, pile, nesting)


def _in_report(part: Part) -> bool:
    return "multipart/report" in part.around


def _why_ignored(part: Part, shown_inline: Sequence[str]) -> str:
    """The code for why nobody needs to read this part, "" when somebody does."""
    if part.type in _SIGNATURES:
        return "smime-signature" if "pkcs7" in part.type else "pgp-signature"
    if type_of(part.content) == "calendar" or part.type == "text/calendar":
        return "calendar"
    cid = part.header("content-id").strip("<> ")
    if cid and (cid in shown_inline or not shown_inline) and _is_small_image(part.content):
        return "signature-image"
    return ""


def _cids(leaves: Iterable[Part]) -> tuple[str, ...]:
    """The images that the HTML shows within itself."""
    pages = (part.content for part in leaves if part.type == "text/html")
    return tuple(
        cid.decode("utf-8", "replace") for page in pages for cid in re.findall(rb"cid:([^\"'\s>)]{1,200})", page)
    )


def _is_small_image(content: bytes) -> bool:
    """Whether an image is too small to be a page: a logo. A photo of a form pasted into a mail is not."""
    if type_of(content) != "image":
        return False
    size = image_size(content)
    return min(size) < SMALL_SIDE if size else len(content) < SMALL_BYTES


def _subject_name(raw: bytes) -> str:
    """A name for a mail that was attached without one: its subject, as mail programs do."""
    subject = next((value for key, value in open_mail(raw[:65536]).headers if key == "subject"), "")
    return f"{decoded(subject).replace('/', '-') or 'mail'}.eml"


def _unpack(paper: Paper, declared: str, pile: _Pile, nesting: int) -> None:
    """Put what a container holds on the pile; the container itself is then ignored, unless something stayed inside."""
    before = len(pile.papers)
    try:
        if paper.type == "mail" and paper.content.startswith(OLE):
            _unpack_message(paper, pile, nesting)
        elif paper.type == "mail" or declared in ("message/rfc822", "message/global"):
            _unpack_mail(paper, pile, nesting)
        elif paper.type == "zip":
            _unpack_files(paper, pile, nesting)
        elif is_tnef(paper.content):
            _unpack_tnef(paper, pile, nesting)
        elif is_encrypted(paper.content):
            raise UnpackError("encrypted")
    except UnpackError as trouble:
        pile.faults.append(trouble.code)
        return
    if len(pile.papers) > before or is_tnef(paper.content):  # a winmail.dat without files is formatting only
        pile.papers[paper.position] = replace(paper, ignored="unpacked")


def _unpack_mail(paper: Paper, pile: _Pile, nesting: int) -> None:
    if nesting >= MAX_NESTING:
        raise UnpackError("too-nested")
    opened = open_mail(paper.content)
    pile.faults += opened.faults
    _gather(opened, pile, paper.name, nesting + 1)


def _unpack_message(paper: Paper, pile: _Pile, nesting: int) -> None:
    if nesting >= MAX_NESTING:
        raise UnpackError("too-nested")
    for found in from_outlook(paper.content):
        _put(found, paper.name, pile, nesting)


def _unpack_tnef(paper: Paper, pile: _Pile, nesting: int) -> None:
    if nesting >= MAX_NESTING:
        raise UnpackError("too-nested")
    for found in from_tnef(paper.content):
        _put(found, paper.name, pile, nesting)


def _unpack_files(paper: Paper, pile: _Pile, nesting: int) -> None:
    if nesting >= MAX_NESTING:
        raise UnpackError("too-nested")
    for found in from_zip(paper.content, pile.room):
        _put(found, paper.name, pile, nesting)


def _put(found: File, inside: str, pile: _Pile, nesting: int) -> None:
    pile.room -= len(found.content)
    inner = pile.add(found.name, found.content, "", inside)
    if inner:
        _unpack(inner, "", pile, nesting + 1)

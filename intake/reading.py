"""What reading a paper gives, and who may be asked to do it.

A paper becomes a Reading: its type, its pages, one Answers for each application found in it, and, when it could not be
read, an Unread that tells a person what to do. A Reader does the reading somewhere safe (see `child`); importing this
file loads no engine.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from cases.application import Answers, Unread
from cases.errors import TovholderError
from cases.letters import Pieces
from intake.nature import Nature

if TYPE_CHECKING:
    from intake.letter import Letter

MAX_PAGES = 50
MAX_PIXELS = 60_000_000
"""The most pages of a paper, and the most pixels of one page, that are opened at all."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one paper says. `type` is "pdf", "image", "office" or "other"; `pages` counts those that could be opened.

    A paper that opens but whose layout is not known gives one Answers without form, kind UNKNOWN, never a guess. One
    that is certainly no application gives none, and its nature.
    """

    type: str
    pages: int = 0
    answers: tuple[Answers, ...] = ()
    unread: Unread | None = None
    nature: Nature = Nature.FORM


class Reader(Protocol):
    """Reads what strangers sent us. It never raises over the content: what can't be read comes back as Unread."""

    def parse(self, raw: bytes | Pieces) -> "Letter | Unread":
        """A raw mail as a letter with its papers."""
        ...

    def read(self, content: bytes | Pieces, name: str) -> Reading:
        """What a paper says. It is recognised by its bytes; the name is never trusted."""
        ...

    def close(self) -> None:
        """Let go of whatever is held; a closed reader is not used again."""
        ...


WHY: Mapping[str, str] = {
    "locked": "Filen er låst med adgangskode. Bed skolen sende den igen uden adgangskode.",
    "empty": "Filen er tom. Bed skolen sende den igen.",
    "damaged": "Filen er beskadiget, så noget af den mangler. Bed skolen scanne skemaet igen.",
    "too-many-pages": f"Filen har over {MAX_PAGES} sider. Bed skolen om kun at sende selve skemaet.",
    "too-big": "Siderne er for store til at blive læst. Bed skolen scanne skemaet i A4 med 200-300 dpi.",
    "too-slow": "Filen tog for lang tid at læse. Åbn den selv, eller bed skolen scanne skemaet igen.",
    "xfa": "Filen er en formular, der kun vises i Adobe Acrobat. Åbn den dér, eller bed skolen udskrive den til PDF.",
    "crashed": "Læsningen af filen gik i stå. Åbn den selv, eller bed skolen scanne skemaet igen.",
    "not-a-paper": "Vi kan ikke læse den slags fil. Bed skolen sende skemaet som PDF eller billede (JPEG eller PNG).",
    "unsafe": "Filen kan ikke åbnes sikkert. Bed skolen sende skemaet igen som PDF.",
}
"""What a person is told for each code of Unread that reading can give: what is wrong, and what to do."""


def unread(code: str) -> Unread:
    """The Unread for a code of WHY."""
    return Unread(code, WHY[code])


class UnreadableError(TovholderError):
    """A paper can't be read; the code is one of WHY's. Caught where the paper's story ends, never seen outside."""

    def __init__(self, code: str) -> None:
        super().__init__(WHY[code])
        self.code = code

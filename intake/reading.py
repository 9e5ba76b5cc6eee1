"""What reading a paper gives, and who may be asked to do it.

A paper becomes a Reading: its type, its pages, one Answers for each application found in it, and, when it could not be
read, an Unread that tells a person what to do. A Reader does the reading somewhere safe (see `child`); importing this
file loads no engine.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from cases.application import Answers, Unread

if TYPE_CHECKING:
    from intake.letter import Letter


@dataclass(frozen=True, slots=True)
class Reading:
    """What one paper says. `type` is "pdf", "image", "office" or "other"; `pages` counts those that could be opened.

    A paper that opens but whose layout is not known gives one Answers without form, kind UNKNOWN, never a guess.
    """

    type: str
    pages: int = 0
    answers: tuple[Answers, ...] = ()
    unread: Unread | None = None


class Reader(Protocol):
    """Reads what strangers sent us. It never raises over the content: what can't be read comes back as Unread."""

    def parse(self, raw: bytes) -> "Letter | Unread":
        """A raw mail as a letter with its papers."""
        ...

    def read(self, content: bytes, name: str) -> Reading:
        """What a paper says. It is recognised by its bytes; the name is never trusted."""
        ...

    def close(self) -> None:
        """Let go of whatever is held; a closed reader is not used again."""
        ...

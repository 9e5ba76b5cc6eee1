"""What reads a picture of text: the two engines, as those who ask them see them."""

from typing import Protocol

from intake.images import Grey
from intake.line_model import HIGH
from intake.ocr import Heard, Script


class Engine(Protocol):
    """The first engine, of a line or of a block of lines; `ocr.Ocr` is one."""

    def read(self, pixels: Grey, script: Script, dpi: int) -> Heard:
        """The text in the picture, its words, and how sure it is."""
        ...

    def knows(self, word: str) -> bool:
        """Whether a word is in its list of Danish words."""
        ...


class Line(Protocol):
    """The second engine, of a line alone."""

    def read(self, pixels: Grey, letters: str, stretch: float = 1.0, high: int = HIGH) -> Heard:
        """The text of the line, written with no other than these letters, and how sure it is of the least sure."""
        ...


class Lines(Line, Protocol):
    """The second engine, of the lines of a text too; `lines.LineReader` is one."""

    def words(self, pixels: Grey, letters: str, stretch: float = 1.0) -> tuple[tuple[str, float], ...]:
        """The words of the line, each with how sure it is of the least sure letter."""
        ...

"""What a reader made of a paper, in the words of the benchmark."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Said:
    """A value that was found: how sure the reader is (0..1), and whether it claims that the value is verified."""

    text: str = field(repr=False)
    confidence: float = 1.0
    verified: bool = False


@dataclass(frozen=True, slots=True)
class FoundApplication:
    """An application that was found: its form and pages, values by field, signature boxes by name.

    `in_letter` are the values after what the letter says was weighed; empty for a reader that knows no letter.
    """

    form: str | None
    pages: tuple[int, ...]
    values: Mapping[str, Said] = field(repr=False)
    signatures: Mapping[str, str] = field(default_factory=dict)
    in_letter: Mapping[str, Said] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Found:
    """All of a paper, the CPU seconds it took, and why it was not read ("" when it was)."""

    seconds: float
    applications: tuple[FoundApplication, ...]
    unread: str = ""

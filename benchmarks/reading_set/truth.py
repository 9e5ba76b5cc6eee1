"""What is known of a drawn paper: what was written where, what was ticked and signed, and where each page lies."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]
"""3 x 3; takes points (1/72 inch, origin top left) of the blank page to pixels."""

SIGNED, EMPTY = "signed", "empty"
"""What a signature box holds; anything else is the name of a mark that is no signature."""


@dataclass(frozen=True, slots=True)
class Written:
    """A text in a box: by hand or typed, in which face, how large (points)."""

    text: str = field(repr=False)
    hand: bool
    face: str
    size: float


@dataclass(frozen=True, slots=True)
class Application:
    """One application form as filled in. `custody` is the value that is ticked, "" for none; `tick` is how."""

    form: str
    written: Mapping[str, Written] = field(repr=False)
    custody: str = ""
    tick: str = ""
    signatures: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """A page of a form in a picture: whose it is (number in the document's applications), and where it lies.

    `to_scan` takes points of the blank to pixels of the picture as it is shown: square pixels, turned as EXIF says.
    """

    application: int
    form: str
    page: int
    to_scan: Matrix | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Document:
    """One paper: its bytes and the truth. `places` has for each page of the paper the pages of forms on it.

    `style` is "typed", "hand", or what a foreign paper is; (seed, number, profile, style) draw it again.
    """

    seed: int
    number: int
    profile: str
    style: str
    type: str
    content: bytes = field(repr=False)
    places: tuple[tuple[Place, ...], ...]
    applications: tuple[Application, ...] = ()

    @property
    def pages(self) -> int:
        """Pages of the paper."""
        return len(self.places)

    def pages_of(self, application: int) -> tuple[int, ...]:
        """Which pages of its form an application has in this paper, ascending."""
        return tuple(sorted(at.page for page in self.places for at in page if at.application == application))

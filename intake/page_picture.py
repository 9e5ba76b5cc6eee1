"""A page of a paper as a picture, for people."""

from dataclasses import dataclass, field

from cases.application import Box

DPI = 110


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page (from 1) as a grey PNG. When `form` is named, it lies upright over the blank, at `DPI`, and `cpr` are the
    boxes (points) where the form asks for a CPR number, whether one was read there or not.
    """

    number: int
    form: str | None
    png: bytes = field(repr=False)
    cpr: tuple[Box, ...] = ()

"""A page of a paper as a picture, for people."""

from dataclasses import dataclass, field

DPI = 110


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page (from 1) as a grey PNG. When `form` is named, it lies upright over the blank, at `DPI`."""

    number: int
    form: str | None
    png: bytes = field(repr=False)

"""A raw mail becomes a letter with its papers. Pure, and never raises: what can't be read is a fault with a code.

Every letter ends as "ok", "partial" (something in it could not be read) or "set-aside" (nothing could be).
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Paper:
    """One attachment. `name` is safe to show and to save (NFC, at most 150 characters), `original_name` as it came.

    `type` is decided by the bytes: pdf, image, office, mail, zip, calendar, text, executable or other. `ignored` is ""
    or a stable code for why nobody needs to read it; `inside` is the name of the container it was unpacked from.
    """

    position: int
    name: str = field(repr=False)
    original_name: str = field(repr=False)
    content: bytes = field(repr=False)
    sha256: str
    type: str
    ignored: str = ""
    inside: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as we understand it. Addresses are lower-case; `headers` are (lower-case name, value as it stood)."""

    message_id: str = ""
    sender: str = field(repr=False, default="")
    senders: tuple[str, ...] = field(repr=False, default=())
    reply_to: str = field(repr=False, default="")
    return_path: str | None = field(repr=False, default=None)
    subject: str = field(repr=False, default="")
    date_header: str = ""
    body: str = field(repr=False, default="")
    headers: tuple[tuple[str, str], ...] = field(repr=False, default=())
    part_types: tuple[str, ...] = ()
    papers: tuple[Paper, ...] = ()
    links: tuple[str, ...] = ()
    content_key: str = ""
    is_bounce: bool = False
    original_message_id: str = ""
    action: str = ""
    is_calendar: bool = False
    faults: tuple[str, ...] = ()

    @property
    def result(self) -> str:
        """ "ok", "partial" or "set-aside"."""
        if "unreadable" in self.faults:
            return "set-aside"
        return "partial" if self.faults else "ok"

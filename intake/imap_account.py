"""Where a mailbox is on the net."""

from dataclasses import dataclass, field
from typing import Literal

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""Hosts that may be asked without TLS: nothing leaves the machine."""


@dataclass(frozen=True, slots=True)
class ImapAccount:
    """Where the mailbox is. `security` "none" is refused except on loopback; `ca_file` names the only CA to trust."""

    host: str
    port: int
    security: Literal["tls", "starttls", "none"]
    user: str = field(repr=False)
    folder: str = "INBOX"
    ca_file: str | None = None
    connect_seconds: float = 20
    read_seconds: float = 60

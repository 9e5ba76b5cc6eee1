"""The demo's mail server: takes our answers on loopback and keeps them, as the schools' mailboxes would."""

import socket
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from types import TracebackType

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(frozen=True, slots=True)
class Delivered:
    """One mail as its recipient has it."""

    to: str
    message: EmailMessage


class EmbeddedPost:
    """Takes mail at 127.0.0.1:`port` while the block runs; `delivered` is all that came, in order."""

    def __init__(self) -> None:
        self.delivered: list[Delivered] = []
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep a mail (the library calls this for each)."""
        message = message_from_bytes(bytes(envelope.content or b""), policy=default)  # type: ignore[arg-type]
        self.delivered.append(Delivered(", ".join(envelope.rcpt_tos), message))
        return "250 OK"

    def __enter__(self) -> "EmbeddedPost":
        """Serve."""
        self._controller.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        """Stop serving."""
        self._controller.stop()


def free_port() -> int:
    """A port nobody listens on (the controller cannot choose one itself)."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])

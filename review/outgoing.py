"""A mail of ours as people read it, before it is sent or after."""

from dataclasses import dataclass, field
from email import message_from_bytes, policy

from cases.mails import OutgoingMail
from review.why import in_words


@dataclass(frozen=True, slots=True)
class MailRead:
    """Who gets it, what it says, and why it will not be sent ("" when it will)."""

    to: str = field(repr=False)
    subject: str
    text: str
    held: str


def as_read(mail: OutgoingMail) -> MailRead:
    """The mail's own plain text."""
    subject, text = text_of(mail.raw)
    return MailRead(mail.to, subject, text, in_words(mail.held) if mail.held else "")


def text_of(raw: bytes) -> tuple[str, str]:
    """Subject and plain text of a mail that we made."""
    message = message_from_bytes(raw, policy=policy.default)
    part = message.get_body(("plain",))
    return str(message["subject"]), part.get_content() if part else ""

"""Our errors, one tree; each message is one sentence that says what happened and what to do.

    TovholderError
    ├── SettingsError      the settings file, the key or the environment is wrong: nothing starts
    ├── WorldError         something outside failed; nothing is lost, the step is tried again with a growing pause
    │   ├── MailboxError   the IMAP server: unreachable, refused, or broke off
    │   ├── PostError      the SMTP server refused before the mail was handed over: safe to try again
    │   │   └── PostRefusedError    for good (a 5xx): a person must look, trying again will not help
    │   ├── PostUnknownError  the connection broke while the mail was handed over: it may have been sent
    │   └── StoreError     the database: locked, full or gone
    ├── StaleError         somebody changed the case, or took the step, in the meantime; look again
    └── RefusedError       what was asked is not allowed (a move that MOVES lacks, an unknown educator)

No message ever holds a CPR number, a name or the text of a mail. What to do instead is a command on the command line
and a button on the pages: where it differs, a refusal names the `Way`, and each surface has its own words for it.
"""

from enum import StrEnum


class TovholderError(Exception):
    """The root of our errors."""


class SettingsError(TovholderError):
    """The settings, the key or the environment is wrong; nothing starts until it is mended."""


class WorldError(TovholderError):
    """Something outside the program failed; the step is tried again."""


class MailboxError(WorldError):
    """The mailbox could not be reached, refused us, or broke off."""


class PostError(WorldError):
    """A mail could not be handed over; it was certainly not sent, so it may be tried again."""


class PostRefusedError(PostError):
    """The server refused this mail for good; a person must look."""


class PostUnknownError(WorldError):
    """The connection broke while the mail was handed over: it may or may not have been sent. Never resend unasked."""


class StoreError(WorldError):
    """The database is locked, full or gone."""


class StaleError(TovholderError):
    """What was to be changed has changed in the meantime."""


class Way(StrEnum):
    """What a person may do instead of what was refused: worded by `review.ways` and `service.commands.ways`."""

    WITHDRAW = "withdraw"
    WITHDRAW_CONSENT = "withdraw-consent"
    ASSIGN = "assign"
    PICK_ROUND = "pick-round"
    PICK_EDUCATOR = "pick-educator"
    PLAN = "plan"
    UNRULE = "unrule"
    END = "end"


class RefusedError(TovholderError):
    """What was asked is not allowed; the message says why, and, with the words for its `way`, what to do instead."""

    def __init__(self, sentence: str = "", way: Way | None = None) -> None:
        super().__init__(sentence)
        self.way = way

"""What an SMTP server can do to us, by the moment at which it does it."""

from enum import StrEnum


class Trouble(StrEnum):
    NONE = "takes the mail"
    AWAY = "takes no connection"
    TEMPORARY_AT_RCPT = "451 at RCPT"
    REFUSED_AT_RCPT = "554 at RCPT"
    CUT_AT_RCPT = "cut at RCPT"
    CUT_BEFORE_STORING = "cut after the text, before storing it"
    CUT_AFTER_STORING = "cut after storing, before the answer"
    SILENT_AFTER_STORING = "no answer after storing"
    TEMPORARY_AFTER_DATA = "451 after the text"
    REFUSED_AFTER_DATA = "554 after the text"

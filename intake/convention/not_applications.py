"""Mails and files that are no application at all: automatic answers, bounces, calendars, pictures of a signature."""

import re

from intake.convention.endings import Stem
from intake.convention.machine_names import is_signature_picture
from intake.convention.words import words

_OTHER_MAILBOX = re.compile(r"kompenserende\s+støtte", re.I)
_SORTS = {"calendar": "kalender", "signature": "signaturfil"}


def no_application(stem: Stem, subject: str) -> tuple[str, ...]:
    """Why this is no application, as flags; empty when it may be one."""
    opening = subject.casefold().lstrip()
    for flag, beginnings in words().no_application:
        if opening.startswith(beginnings) or stem.text.casefold().startswith(beginnings):
            return (flag,)
    if stem.sort in _SORTS:
        return (_SORTS[stem.sort],)
    if is_signature_picture(stem.text, stem.sort):
        return ("signaturbillede",)
    if _OTHER_MAILBOX.search(stem.text.replace("_", " ")) or _OTHER_MAILBOX.search(subject):
        return ("forkert_postkasse",)
    return ()

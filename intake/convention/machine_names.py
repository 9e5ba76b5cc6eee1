"""Names that no person thought of: a scanner's, a camera's, a program's. They say nothing of the application."""

import re

from intake.convention.words import words

_WORD = re.compile(r"[^\W_]+")
_CODE = re.compile(r"(?=.*\d)[a-z0-9]{3,40}$")
_SIGNATURE = re.compile(
    r"(?:image\d{3}|outlook-[\w-]{4,40}|logo\w{0,20}|signatur\w{0,10}|signature|facebook|linkedin|banner)", re.I
)


def is_signature_picture(stem: str, sort: str | None) -> bool:
    """Whether it is a picture out of a mail's signature, as Outlook numbers them ("image001.png")."""
    return sort == "picture" and bool(_SIGNATURE.fullmatch(stem.strip()))


def is_scanner_name(stem: str) -> bool:
    """Whether every word is a device's, a date's or a counter's."""
    said = [word.casefold() for word in _WORD.findall(stem)]
    devices = [word for word in said if word.rstrip("0123456789") in words().devices.whole]
    rest = [word for word in said if word not in devices and not (devices and word in _models(stem))]
    numbers = [word for word in rest if word.isdigit() or _is_code(word)]
    if any(word not in numbers and word not in words().beside_devices.whole for word in rest):
        return False
    digits = sum(c.isdigit() for c in stem)
    return bool(devices) or (bool(numbers) and digits > 3) or any(len(word) > 5 for word in numbers)


def _models(stem: str) -> set[str]:
    """Short words in capitals: beside a maker's name they are a model ("HL", "MP")."""
    return {word.casefold() for word in _WORD.findall(stem) if word.isupper() and len(word) < 4}


def _is_code(word: str) -> bool:
    """Letters and digits that are no counted document ("dokument1")."""
    return bool(_CODE.match(word)) and word.rstrip("0123456789") not in words().generic.whole


def is_generic_name(stem: str) -> bool:
    """Whether it says only that it is a document or an application ("Dokument1", "Ansøgning (2)")."""
    said = (word.casefold().rstrip("0123456789") for word in _WORD.findall(stem))
    return all(word in words().generic.whole or not word for word in said)

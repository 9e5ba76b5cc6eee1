"""What the engines could not settle is held against what else is known: the file name, the subject, the schools. Pure.

A reading that the file name repeats letter for letter is verified: the school wrote it twice. Great and small letters
have to be the same too, but in a class, and in a pupil's name that is written as names are; and so has each hyphen,
which a fax loses: "Aksel-Josefine" is one name. A reading that is nearly the same becomes the name's words, as a
proposal, with what was read beside it. A school that the register has is verified by it, and written as there; but
where it has another of nearly that name the file name has to tell the same. Whatever was verified already is never
touched, nor what a person wrote, nor a disagreement hidden.
"""

import re
import unicodedata
from dataclasses import replace

from rapidfuzz.distance import OSA

from cases.application import Source, Value
from cases.kinds import Kind
from cases.people import School
from intake.schools import SchoolRegister

VERIFIED, PROPOSED = 0.9, 0.75
"""The least confidence in what two sources say; the most in a proposal, which stays below what counts as read (0.8)."""

_HYPHEN = re.compile(r"\s*[-\u2010-\u2015\u2212]\s*")
_NEARLY = 2  # letters by which a hand, read, becomes another school


def with_name(value: Value, named: str | None, kind: Kind) -> Value:
    """The pupil, class or topic as read, held against the file name's."""
    if not _open(value) or not named:
        return value
    readings = [text for text in (value.text, value.other) if text]
    for text in readings:
        if _repeated(kind, text, named):
            return replace(value, text=text, confidence=max(VERIFIED, value.confidence), verified=True, other="")
    if value.confidence >= PROPOSED or not any(_near(kind, text, named) for text in readings):
        return value
    return Value(named, PROPOSED, Source.FILE_NAME, value.page, value.box, other=value.text)


def _repeated(kind: Kind, text: str, named: str) -> bool:
    if kind is Kind.CLASS:
        return _joined(text) == _joined(named)
    if _hyphened(text) != _hyphened(named):
        return False
    as_names_are = kind is Kind.PUPIL and all(part.istitle() for part in _words(text))
    return as_names_are or sorted(_words(text)) == sorted(_words(named))


def _near(kind: Kind, text: str, named: str) -> bool:
    """Whether a reading may be the name's words, misread; one letter or digit makes another class."""
    from intake.checks.names import same_pupil, same_topic  # the checks themselves speak of interpretations

    near = {Kind.PUPIL: same_pupil, Kind.TOPIC: same_topic}.get(kind)
    return near is not None and _hyphened(text) != _hyphened(named) and near(text, named)


def with_register(value: Value, named: str | None, schools: SchoolRegister) -> Value:
    """The school as read, held against the register, and against the file name's school."""
    if not _open(value):
        return value
    for text in (value.text, value.other):
        match = schools.find(text) if text else None
        if match is None:
            continue
        known = {plain(each): each for each in (match.school.name, *match.school.aliases)}
        spelled = known.get(plain(text))
        if spelled and (named == match.school.name or not _near_another(spelled, match.school, schools)):
            return replace(value, text=spelled, confidence=max(VERIFIED, value.confidence), verified=True, other="")
        if named == match.school.name and value.confidence < PROPOSED:
            return replace(value, text=named, confidence=PROPOSED, other=text)
    return value


def _near_another(text: str, school: School, schools: SchoolRegister) -> bool:
    """Whether another school is called nearly so: "Søbjerg Friskole" was read "Søberg Friskole", which was one too."""
    here = _joined(text)
    others = (_joined(name) for each in schools.schools if each != school for name in (each.name, *each.aliases))
    return any(OSA.distance(here, other, score_cutoff=_NEARLY) <= _NEARLY for other in others)


def plain(text: str) -> str:
    """The words of a name, whatever their order, case and normal form."""
    return " ".join(sorted(word.casefold() for word in _words(text)))


def _hyphened(text: str) -> list[str]:
    """The words of a name, whatever their order and case, but with the hyphens that join them."""
    text = _HYPHEN.sub("-", unicodedata.normalize("NFC", text))
    kept = "".join(letter if letter.isalnum() or letter == "-" else " " for letter in text)
    return sorted(word.strip("-").casefold() for word in kept.split())


def _joined(text: str) -> str:
    """A name's words with nothing between them: the classes "6.a", "6 A" and "6a" are one."""
    return "".join(_words(text)).casefold()


def _words(text: str) -> list[str]:
    text = unicodedata.normalize("NFC", text)
    return "".join(letter if letter.isalnum() else " " for letter in text).split()


def _open(value: Value) -> bool:
    """Whether a value was read by engines that left it open."""
    return value.source is Source.OCR and not value.verified

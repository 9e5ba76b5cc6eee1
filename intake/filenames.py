"""The convention: what a file's name and its mail's subject say of an application.

A name is cleaned, its ending read, and names that no person thought of are set apart. The school is found and taken
out, then the noise (numbers, dates, versions), then words that say nothing; what is left is a pupil, a class or a
topic. The file name is asked first, then the subject, the sender last; where they disagree it is noted, never hidden.
"""

import re
from dataclasses import dataclass, field, replace

from cases.kinds import Kind
from intake.convention.classes import read_class
from intake.convention.clean import Clean, clean
from intake.convention.details import NOTHING, Detail
from intake.convention.endings import Stem, without_endings
from intake.convention.machine_names import is_generic_name, is_scanner_name
from intake.convention.noise import Noise, holds_cpr, without_noise, without_reply_prefix
from intake.convention.not_applications import no_application
from intake.convention.parts import WEAK, Parts, take_apart
from intake.schools import SchoolRegister

__all__ = ["FileName", "as_json", "read_class", "read_file_name"]

NOT_APPLICATION = "ikke_ansøgning"
NO_FILE = ("", "(ingen vedhæftet fil)")
"""What stands for the file name of a mail without an attachment."""


@dataclass(frozen=True, slots=True)
class FileName:
    """What a name says; `kind` is None for what is not an application, `confidence` is 0..1."""

    school: str | None
    kind: Kind | None
    detail: str | None = field(repr=False)
    flags: tuple[str, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class _Name:
    """The file name and the subject taken apart; `named_by` is the flag of a name that no person thought of."""

    stem: Stem = field(repr=False)
    subject: str = field(repr=False)
    from_file: Parts = field(repr=False)
    from_subject: Parts = field(repr=False)
    named_by: str | None
    flags: tuple[str, ...]


def read_file_name(
    file_name: str, subject: "str | Subject", schools: SchoolRegister, sender_school: str | None = None
) -> FileName:
    """What the name and the subject say; never raises, whatever they hold. The sender only fills in a school."""
    under = read_subject(subject, schools) if isinstance(subject, str) else subject
    name = _prepared(file_name, under, schools)
    other = no_application(name.stem, name.subject)
    if other:
        school = None if "forkert_postkasse" in other else _school(name, None)[0]
        return FileName(school, None, None, other, 0.9)
    school, school_flags = _school(name, sender_school)
    detail, detail_flags = _detail(name)
    said = (flag for flag in detail_flags if flag not in _PRIVATE)
    flags = [*name.flags, *_unequal(name), *school_flags, *said, *_private(name)]
    if any(entry.name == school and entry.private for entry in schools.schools):
        flags.append("privatskole")
    if "farlig_type" in flags:
        kept = tuple(flag for flag in flags if flag not in detail_flags)
        return FileName(school, Kind.UNKNOWN, None, tuple(dict.fromkeys(kept)), 0.5)
    if detail.kind is Kind.UNKNOWN and not detail.text:
        flags.append("detalje_mangler")
    return FileName(school, detail.kind, detail.text, tuple(dict.fromkeys(flags)), _confidence(flags))


def as_json(name: FileName) -> dict[str, object]:
    """The reading in the form of `tovholder name --json`."""
    return {
        "school": name.school,
        "kind": NOT_APPLICATION if name.kind is None else name.kind.value,
        "detail": name.detail,
        "flags": list(name.flags),
        "confidence": round(name.confidence, 2),
    }


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject, cleaned and taken apart once, however many files came under it; made by `read_subject`."""

    written: Clean = field(repr=False)
    bare: Noise = field(repr=False)
    ending: Stem = field(repr=False)
    parts: Parts = field(repr=False)


def read_subject(subject: str, schools: SchoolRegister) -> Subject:
    """What a subject says by itself."""
    written = clean(subject)
    bare = without_reply_prefix(written.text)
    ending = without_endings(bare.text)
    idle = is_scanner_name(ending.text) and not holds_cpr(ending.text)
    return Subject(written, bare, ending, take_apart("" if idle else ending.text, schools))


def _prepared(file_name: str, said: Subject, schools: SchoolRegister) -> _Name:
    """The name cleaned, freed of prefix and endings, and taken apart."""
    file, written, bare, ending = clean(file_name), said.written, said.bare, said.ending
    missing = file.text.casefold() in NO_FILE
    stem = Stem("", None) if missing else without_endings(file.text)
    named_by = None if missing else _named_by(stem)
    from_subject = said.parts
    by_person = "" if missing or named_by else without_reply_prefix(stem.text).text
    from_file = take_apart(by_person, schools, school_known=from_subject.sure > WEAK)
    if _better_written(ending.text, by_person):
        from_file = replace(from_file, detail=from_subject.detail)
    notes = {
        "vedhæftning_mangler": missing,
        "endelse_i_emne": ending.sort is not None,
        "emne_tomt": not bare.text.strip(),
        named_by or "": bool(named_by),
    }
    undone = (flag for flag in written.flags if flag not in _OF_FILES)
    flags = (*file.flags, *undone, *stem.flags, *bare.flags, *(note for note, holds in notes.items() if holds))
    return _Name(stem, ending.text, from_file, from_subject, named_by, flags)


def _better_written(subject: str, file: str) -> bool:
    """Whether the subject says the same as the file's name, only with capitals and spaces where they belong."""
    if _letters(subject) != _letters(file) or subject.isupper():
        return False
    return sum(map(str.isupper, subject)) > sum(map(str.isupper, file)) or len(subject.split()) > len(file.split()) + 1


_OF_FILES = ("langt_filnavn", "sikkerhed_filnavn")


def _named_by(stem: Stem) -> str | None:
    """The device or the habit that gave the name, as a flag; None when a person did."""
    if stem.sort == "tnef":
        return None if stem.text.casefold() != "winmail" else "tnef"
    if is_scanner_name(stem.text) and not holds_cpr(stem.text):
        return "filnavn_scanner"
    return "filnavn_generisk" if is_generic_name(stem.text) and not holds_cpr(stem.text) else None


def _school(name: _Name, sender_school: str | None) -> tuple[str | None, tuple[str, ...]]:
    """The school and how we know it: the surer of file name and subject, the sender when neither names one."""
    file, subject = name.from_file, name.from_subject
    best = max((parts for parts in (file, subject) if parts.school), key=lambda parts: parts.sure > WEAK, default=None)
    if best is None:
        unknown = file.school_flags or subject.school_flags or ("skole_mangler",)
        if sender_school is None:
            return None, unknown
        return sender_school, (*(flag for flag in unknown if flag != "skole_mangler"), "skole_fra_afsender")
    flags = [*best.school_flags]
    if file.school and subject.school and file.school != subject.school:
        flags.append("skole_uenighed")
    if best is subject and file.detail != NOTHING:
        flags.append("skole_fra_emne")
    return best.school, tuple(flags)


def _detail(name: _Name) -> tuple[Detail, tuple[str, ...]]:
    """Whom or what it is about, from the file's name if it says so, else from the subject."""
    file, subject = name.from_file, name.from_subject
    always = tuple(flag for flag in subject.flags if flag in _OF_THE_MAIL)
    if not _says_more(subject, file):
        return file.detail, (*file.flags, *always, *file.detail.flags, *_differ(file.detail, subject.detail))
    if subject.detail == NOTHING:
        return NOTHING, (*file.flags, *always, *(f for f in subject.flags if f == "skabelontekst"))
    return subject.detail, (*file.flags, *subject.flags, *subject.detail.flags, "detalje_fra_emne")


def _says_more(subject: Parts, file: Parts) -> bool:
    """Whether the subject is the better witness: the file's name says nothing, or nothing we know."""
    if file.detail == NOTHING:
        return True
    if file.detail.kind is Kind.PUPIL and not file.detail.text:
        return subject.detail.kind is Kind.PUPIL and subject.detail.text is not None
    vague = not file.school and file.detail.kind is Kind.TOPIC and not file.detail.known
    return vague and subject.school is not None and subject.detail != NOTHING


_OF_THE_MAIL = ("flere_ansøgninger",)
_DIFFERS = {Kind.PUPIL: "navn_uenighed", Kind.CLASS: "klasse_uenighed"}


def _differ(file: Detail, subject: Detail) -> tuple[str, ...]:
    """Whether the two name different pupils or classes; one with fewer words does not disagree."""
    if file.kind is not subject.kind or file.kind not in _DIFFERS or not file.text or not subject.text:
        return ()
    one, other = (set(re.findall(r"[^\W_]+", text.casefold())) for text in (file.text, subject.text))
    return () if one <= other or other <= one else (_DIFFERS[file.kind],)


def _unequal(name: _Name) -> tuple[str, ...]:
    """Whether subject and file name say different things, though the convention wants them alike."""
    file, subject = name.stem.text, name.subject
    if not file or not subject.strip():
        return ()
    alike = {_letters(file), _letters(without_noise(file).text)}
    return () if _letters(subject) in alike else ("filnavn_emne_uens",)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


_PRIVATE = {
    "cpr": ("cpr_i_filnavn", "cpr_i_emne"),
    "erstatnings_cpr": ("erstatnings_cpr_i_filnavn", "cpr_i_emne"),
    "fødselsdato": ("fødselsdato_i_filnavn", "fødselsdato_i_emne"),
}


def _private(name: _Name) -> tuple[str, ...]:
    """Where a number that nobody should have written stands."""
    in_file, in_subject = without_noise(name.stem.text).flags, without_noise(name.subject).flags
    flags = [where[0] for what, where in _PRIVATE.items() if what in in_file]
    flags += [
        where[1] for what, where in _PRIVATE.items() if what in in_subject and where[0] != "fødselsdato_i_filnavn"
    ]
    return tuple(flags)


_DOUBTS = {
    "type_usikker": 0.6, "skole_flertydig": 0.6, "skole_uenighed": 0.5, "navn_uenighed": 0.6, "klasse_uenighed": 0.6,
    "skole_ukendt": 0.7, "skole_mangler": 0.7, "skole_stavefejl": 0.9, "tegn_tabt": 0.9, "elev_kun_fornavn": 0.85,
    "skole_fra_afsender": 0.7, "detalje_mangler": 0.4, "skabelontekst": 0.5, "emne_og_elev": 0.9, "flere_elever": 0.9,
    "skolenavn_i_personnavn": 0.9, "flere_skoler_nævnt": 0.8, "detalje_fra_emne": 0.95,
}  # fmt: skip
"""How much each note takes away from the confidence, as a factor."""


def _confidence(flags: list[str]) -> float:
    sure = 0.97
    for flag in dict.fromkeys(flags):
        sure *= _DOUBTS.get(flag, 1.0)
    return round(sure, 3)

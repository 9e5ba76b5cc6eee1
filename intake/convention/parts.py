"""One text, a file's name or a subject, taken apart: noise away, school out, filler away; the rest is the detail."""

import re
from dataclasses import dataclass

from cases.kinds import Kind
from intake.convention.details import NOTHING, Detail, read_detail
from intake.convention.noise import without_noise
from intake.convention.words import words
from intake.schools import SchoolMatch, SchoolRegister

_LABELS = re.compile(r"\b(?:skole|elev|elevens navn|elevnavn|navn|emne|klasse|type)\s*:\s*", re.I)
_ODD_SEPARATOR = re.compile(r"[–—+:;=|(\[]|§ ?-\S|\S-§|§- ")
_UNKNOWN_SCHOOL = re.compile(
    r"((?:\b(?:Sankt|Skt\.?|Sct\.?|Nørre|Sønder|Vester|Øster|Store|Lille|Ny|Gl\.?|Gammel)\s+)?\b[^\W\d_][\w-]*?)"
    r"(\s+(?:Fri|Privat|Real|Central|Special|Natur|Efter)?skole[nr]?|-?(?:fri|privat|real|central)?skole[nr]?)\b",
    re.I,
)
_OUR_SCHOOL = re.compile(r"\b(?:vores|vor|jeres|min|egen)\s+(?:egen\s+)?skole\b", re.I)
WEAK = 0.5


@dataclass(frozen=True, slots=True)
class Parts:
    """What one text says: the school and how sure (0..1), the detail, and what was noted of each."""

    school: str | None = None
    sure: float = 0.0
    school_flags: tuple[str, ...] = ()
    detail: Detail = NOTHING
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Split:
    """A text on both sides of the school in it; `name` is None for a school that the register lacks."""

    before: str
    after: str
    name: str | None = None
    sure: float = 0.0
    flags: tuple[str, ...] = ()
    others: tuple[SchoolMatch, ...] = ()


def take_apart(text: str, schools: SchoolRegister, *, school_known: bool = False) -> Parts:
    """What `text` says; `school_known` tells that a surname like a school's need not be one."""
    noise = without_noise(_spaced(text))
    plain = words().municipality.sub(" ", noise.text)
    unfilled = words().template.sub(" ", plain)
    split = _split(unfilled, schools, school_known)
    rest, filled = _without_filler(f"{split.before} | {split.after}")
    detail = read_detail(rest, pupil=_has_cpr(noise.flags), shouted=_shouted(text))
    notes = {
        "kommune_præfiks": plain != noise.text,
        "fyldord": filled,
        "skabelontekst": unfilled != plain and detail == NOTHING,
        "orden_byttet": _turned(split, detail),
    }
    noted = (note for note, holds in notes.items() if holds)
    flags = dict.fromkeys((*noise.flags, *_shape_flags(text, split), *noted, *_name_flags(detail, split)))
    return Parts(split.name, split.sure, split.flags, detail, tuple(flags))


def _turned(split: _Split, detail: Detail) -> bool:
    """Whether the detail stands before a school, though the convention wants it after."""
    if detail == NOTHING or not (split.name or "skole_ukendt" in split.flags):
        return False
    return read_detail(_without_filler(split.before)[0]) != NOTHING


def _has_cpr(flags: tuple[str, ...]) -> bool:
    return any(flag in flags for flag in ("cpr", "erstatnings_cpr", "cpr_maskeret"))


def _shouted(text: str) -> bool:
    """Whether capitals are the writer's habit rather than an abbreviation."""
    return text.isupper() and sum(c.isalpha() for c in text) > 8


def _spaced(text: str) -> str:
    """The text with spaces between its words where it has other signs instead."""
    text = text.replace("_", " ")
    if " " not in text.strip():
        for sign in ("+", "-", "."):
            if len(re.findall(rf"(?<=\w\w){re.escape(sign)}(?=\w)", text)) > 1:
                return text.replace(sign, " ")
    return text


def _split(text: str, schools: SchoolRegister, school_known: bool) -> _Split:
    """The text around its school: one of the register's, one it lacks, or none."""
    found = schools.find_all(text)
    best = max(found, key=lambda match: (match.strength, -match.start), default=None)
    if best and best.strength < WEAK and (school_known or _is_surname(text)):
        best = None
    if best:
        others = tuple(match for match in found if match is not best)
        return _Split(text[: best.start], text[best.end :], best.name, best.strength, best.flags, others)
    ours = _OUR_SCHOOL.search(text)
    if ours:
        return _Split(text[: ours.start()], text[ours.end() :], flags=("skole_mangler",), others=found)
    return _unknown(text, found)


def _is_surname(text: str) -> bool:
    """Whether the bare name of a place in `text` is more likely the second half of a person's name."""
    name = read_detail(text)
    return name.kind is Kind.PUPIL and len((name.text or "").split()) < 3


def _unknown(text: str, found: tuple[SchoolMatch, ...]) -> _Split:
    """A school's name that the register lacks; some are known to lie in another municipality."""
    for match in _UNKNOWN_SCHOOL.finditer(text):
        stem = match.group(1)
        low = stem.casefold().split()[-1]
        if words().no_school.has(low) or words().about_teaching(low) or not stem[0].isupper() or len(low) < 2:
            continue
        outside = words().elsewhere.has(stem) or words().elsewhere.has(match.group().strip())
        flags = ("skole_ukendt", "uden_for_kommunen") if outside else ("skole_ukendt",)
        return _Split(text[: match.start()], text[match.end() :], flags=flags, others=found)
    return _Split("", text, others=found)


def _without_filler(text: str) -> tuple[str, bool]:
    """The text without words that say nothing, and whether there were any."""
    labelled = _LABELS.sub(" | ", text)
    bare, count = words().filler.subn(" ", labelled)
    return bare.replace("!", " "), count > 0


def _shape_flags(text: str, split: _Split) -> list[str]:
    """What the way of writing tells."""
    around = f"{split.before.strip(' ')}§{split.after}" if split.name else split.before + split.after
    odd = "_" in text or bool(re.search(r"\S {2,}\S", text)) or bool(_ODD_SEPARATOR.search(around))
    return ["afvigende_separator"] * odd + ["store_bogstaver"] * _shouted(text)


def _name_flags(detail: Detail, split: _Split) -> list[str]:
    """What the detail tells together with the school."""
    text = detail.text or ""
    flags = ["tegn_tabt"] * bool(re.search(r"\w[?\ufffd]\w", text))
    if detail.kind is Kind.PUPIL:
        flags += ["skolenavn_i_personnavn"] * any(m.strength < WEAK for m in split.others)
        plain = "skole_translit" in split.flags and text.isascii()
        flags += ["navn_translit"] * (
            plain and any(spelling in text.casefold() for spelling in words().plain_spellings)
        )
    elif any(match.strength >= WEAK and match.name != split.name for match in split.others):
        flags.append("flere_skoler_nævnt")
    return flags

"""What does not fit in a register, and what a change makes of all three: revisions, which the store appends. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from cases.people import Educator, RoundCapacity, School
from cases.registers import Entry, Register, Registers, Revision
from cases.rounds import Round
from review.registers import FILES


def unknown(educator: Educator, registers: Registers) -> Iterator[tuple[str, str, str]]:
    """What an educator names and no register has: the field, the name, and what it is not."""
    known = {
        "skole": {school.name for school in registers.schools},
        "distrikt": {school.district for school in registers.schools if school.district},
        "runde": {one.name for one in registers.rounds},
    }
    for kind, told, field in _NAMED:
        for one in getattr(educator, field):
            name = one.round if isinstance(one, RoundCapacity) else one
            if name not in known[kind] and (known[kind] or kind == "skole"):
                yield field, name, told


_NAMED = (
    ("skole", "en skole i skoleregistret", "attached"),
    ("skole", "en skole i skoleregistret", "conflicts"),
    ("distrikt", "et distrikt i skoleregistret", "districts"),
    ("runde", "en af runderne", "exceptions"),
)


def disorder(entry: Round) -> tuple[str, str] | None:
    """The first date of a round that lies too early: its field, and what it lies before."""
    if entry.answer_date < entry.deadline:
        return "answer_date", "datoen ligger før fristen"
    if entry.support_start < entry.deadline:
        return "support_start", "datoen ligger før fristen"
    return ("support_end", "datoen ligger før støttens start") if entry.support_end < entry.support_start else None


def settled(entry: Entry, registers: Registers) -> Entry:
    """An educator with names as the registers spell them, where small letters or a school's other name were written."""
    if not isinstance(entry, Educator):
        return entry
    schools = {word.casefold(): one.name for one in registers.schools for word in (*one.aliases, one.name)}
    districts = {one.district.casefold(): one.district for one in registers.schools if one.district}
    return replace(
        entry,
        attached=_spelt(entry.attached, schools),
        conflicts=_spelt(entry.conflicts, schools),
        districts=_spelt(entry.districts, districts),
    )


def _spelt(names: tuple[str, ...], known: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(known.get(name.casefold(), name) for name in names))


def misfits(entry: Entry, was: Entry | None, registers: Registers) -> Mapping[str, str]:
    """What does not fit with the rest of the registers, a sentence by field; `was` is the entry it replaces."""
    match entry:
        case School():
            return dict(_school_misfits(entry, was, registers))
        case Educator():
            return dict(_educator_misfits(entry, was, registers))
        case Round():
            return dict(_round_misfits(entry, was, registers))


def _school_misfits(school: School, was: Entry | None, registers: Registers) -> Iterator[tuple[str, str]]:
    taken = {
        word.casefold(): other.name
        for other in registers.schools
        if other != was
        for word in (other.name, *other.aliases)
    }
    for field, words in (("name", (school.name,)), ("aliases", school.aliases)):
        for word in words:
            if word.casefold() in taken:
                yield field, f"“{word}” står allerede ved {taken[word.casefold()]}. Skriv noget andet."
    lost = _lost_district(school, was, registers)
    if lost:
        yield (
            "district",
            f"{lost} har distriktet “{was.district if isinstance(was, School) else ''}”. Ret det dér først.",
        )


def _lost_district(school: School, was: Entry | None, registers: Registers) -> str:
    """Who works in a district that no school would be in any more."""
    if not isinstance(was, School) or not was.district or school.district == was.district:
        return ""
    if any(other.district == was.district for other in registers.schools if other != was):
        return ""
    return ", ".join(one.name for one in registers.educators if was.district in one.districts)


def _educator_misfits(educator: Educator, was: Entry | None, registers: Registers) -> Iterator[tuple[str, str]]:
    if any(one.id.casefold() == educator.id.casefold() for one in registers.educators if one != was):
        yield "id", f"“{educator.id}” er taget. Vælg andre initialer."
    for name in educator.conflicts:
        if name in educator.attached:
            yield "conflicts", f"“{name}” står også under faste skoler. Slet den ét af stederne."
    for field, name, told in unknown(educator, registers):
        yield field, f"“{name}” er ikke {told}. Skriv navnet, som det står dér."


def _round_misfits(entry: Round, was: Entry | None, registers: Registers) -> Iterator[tuple[str, str]]:
    if any(one.name.casefold() == entry.name.casefold() for one in registers.rounds if one != was):
        yield "name", f"Der er allerede en runde, der hedder “{entry.name}”. Vælg et andet navn."
    if wrong := disorder(entry):
        yield wrong[0], f"{wrong[1].capitalize()}. Vælg en senere dato."


def named_by(entry: Entry, registers: Registers) -> str:
    """Which educators name a school or a round, so that it cannot be taken away."""
    return ", ".join(one.name for one in registers.educators if entry.name in _names(one, entry))


def _names(educator: Educator, entry: Entry) -> tuple[str, ...]:
    if isinstance(entry, School):
        return (*educator.attached, *educator.conflicts)
    return tuple(one.round for one in educator.exceptions) if isinstance(entry, Round) else ()


Changed = Mapping[Register, tuple[Entry, ...]]
"""The registers that are to be others, whole."""


def changed(register: Register, was: Entry | None, entry: Entry | None, registers: Registers) -> Changed:
    """The registers with `entry` in the place of `was` (None: a new one; no entry: it is taken away). What another
    register says by a name goes along with the name, and a school's old name stays as an alias.
    """
    if isinstance(entry, School) and isinstance(was, School) and entry.name != was.name:
        entry = replace(entry, aliases=(*entry.aliases, *(was.name,) * (was.name not in entry.aliases)))
    rest = registers.of(register)
    after = tuple(entry if one == was else one for one in rest) if was else (*rest, entry)
    whole: dict[Register, tuple[Entry, ...]] = {register: tuple(one for one in after if one is not None)}
    if was and entry and was.name != entry.name and not isinstance(entry, Educator):
        educators = tuple(_renamed(one, was, entry.name) for one in registers.educators)
        whole |= {Register.EDUCATORS: educators} if educators != registers.educators else {}
    return whole


def _renamed(educator: Educator, was: Entry, name: str) -> Educator:
    """The educator with the new name of a school or a round."""
    if isinstance(was, Round):
        exceptions = tuple(replace(one, round=name) if one.round == was.name else one for one in educator.exceptions)
        return replace(educator, exceptions=exceptions)
    attached, conflicts = (
        tuple(name if one == was.name else one for one in names) for names in (educator.attached, educator.conflicts)
    )
    return replace(educator, attached=attached, conflicts=conflicts)


def revisions(registers: Registers, after: Changed, by: str, how: str, now: datetime) -> tuple[Revision, ...]:
    """What is appended: the changed registers, and before the very first change all three as the files had them."""
    first = [
        Revision(register, 1, now, FILES, "som de stod i filerne", registers.of(register))
        for register in Register
        if not registers.versions
    ]
    new = [
        Revision(register, registers.versions.get(register, 1) + 1, now, by, how, entries)
        for register, entries in after.items()
        if entries != registers.of(register)
    ]
    return (*first, *new) if new else ()

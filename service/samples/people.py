"""Invented people: secretaries, teachers, pupils and their guardians. The CPR numbers can belong to nobody.

A number with a failing check digit and a birth date other than 1 January is never given out (CPR-kontoret,
"Personnummeret i CPR").
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cases.consent import Custody
from cases.people import School

_PLAIN = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", " ": "-", "é": "e"})


@dataclass(frozen=True, slots=True)
class Sender:
    """Somebody at a school who writes mails."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        """What stands after the @."""
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Pupil:
    """A child, its class and its guardians."""

    name: str
    class_name: str
    cpr: str = field(repr=False)
    guardians: tuple[str, str] = ("", "")
    custody: Custody = Custody.JOINT_APART


_SECRETARIES = (
    "Birgit Vinther", "Lone Mark", "Dorthe Bak", "Hanne Riis", "Jette Lauridsen", "Karin Storgaard", "Susanne Fink",
    "Pia Thygesen", "Tine Balslev", "Ulla Krag",
)  # fmt: skip
_TEACHERS = (
    "Bo Lind", "Mette Hjort", "Rasmus Kvist", "Anja Bruhn", "Kim Sander", "Trine Dalby", "Ole Winther", "Sara Munk",
)  # fmt: skip

PUPILS: Mapping[str, Pupil] = {
    "first": Pupil("Emma Sørensen", "8.a", "150312-9993", ("Mette Sørensen", "Jens Sørensen")),
    "skewed": Pupil("Oliver Holm", "7.b", "240813-9993", ("Line Holm", "Thomas Holm")),
    "photographed": Pupil("Aya Saleh", "6.a", "190514-9994", ("Rima Saleh", "Omar Saleh")),
    "on-screen": Pupil("Noah Dam", "8.b", "150312-9993", ("Pernille Dam", "Anders Dam")),
    "word": Pupil("Lærke Holst", "7.a", "240813-9993", ("Gitte Holst", "Per Holst")),
    "unsigned": Pupil("William Toft", "9.x", "311210-9994", ("Louise Toft", "Martin Toft")),
    "one-signature": Pupil("Zuzanna Wójcik", "6.b", "190514-9994", ("Anna Wójcik", "Piotr Wójcik")),
    "sole-custody": Pupil("Magnus Bach", "9.a", "311210-9994", ("Camilla Bach", ""), Custody.SOLE),
    "exposed": Pupil("Freja Lund", "8.c", "150312-9993", ("Rikke Lund", "Søren Lund")),
    "swapped": Pupil("Ida-Marie Bøgh", "7.c", "240813-9993", ("Anne Bøgh", "Lars Bøgh")),
    "misspelt": Pupil("Viktor Dalsgaard", "10.c", "070909-9993", ("Maria Dalsgaard", "Jan Dalsgaard")),
    "late": Pupil("Luna Krogh", "6.c", "190514-9994", ("Stine Krogh", "Michael Krogh")),
    "by-hand": Pupil("Asta Bruun", "7.b", "240813-9993", ("Helle Bruun", "Claus Bruun")),
    "broken": Pupil("Mikkel Brandt", "8.a", "150312-9993", ("Nina Brandt", "Ulrik Brandt")),
    "stranger": Pupil("Storm Juul", "6.a", "190514-9994", ("Ditte Juul", "Simon Juul")),
}
"""The pupils, each named after the letter it is in."""


def secretary(school: School, number: int) -> Sender:
    """The one who writes for the school, from an address that the register knows."""
    name = _SECRETARIES[number % len(_SECRETARIES)]
    whole = next((entry for entry in school.senders if not entry.startswith("@")), None)
    if whole:
        return Sender(name, whole)
    domain = school.senders[0][1:] if school.senders else f"{_plain(school.name)}.example"
    return Sender(name, f"sekretaer@{domain}")


def teacher(school: School, number: int) -> Sender:
    """The one to ask at the school."""
    name = _TEACHERS[number % len(_TEACHERS)]
    return Sender(name, f"{_plain(name).replace('-', '.')}@{secretary(school, number).domain}")


def _plain(text: str) -> str:
    return "".join(c for c in text.lower().translate(_PLAIN) if c.isascii() and (c.isalnum() or c == "-"))

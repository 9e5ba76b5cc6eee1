"""The registers (schools, educators, rounds) as they stand, and as they have stood: each change is a revision.

The settings' files are what the registers begin with. The first change that a person makes on the pages moves all three
into the database, and from then on that is where they stand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from cases.people import Educator, School
from cases.rounds import Round

Entry = School | Educator | Round


class Register(StrEnum):
    """Which register; the value is the Danish word people see, and that stands in the page's address."""

    SCHOOLS = "skoler"
    EDUCATORS = "vejledere"
    ROUNDS = "runder"


def key_of(entry: Entry) -> str:
    """What an entry is known by: an educator's id, else the name."""
    return entry.id if isinstance(entry, Educator) else entry.name


@dataclass(frozen=True, slots=True)
class Registers:
    """All three as they stand; `versions` are those of the database, empty while they stand in the settings' files."""

    schools: tuple[School, ...] = ()
    educators: tuple[Educator, ...] = ()
    rounds: tuple[Round, ...] = ()
    versions: Mapping[Register, int] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, register: Register) -> tuple[Entry, ...]:
        """The entries of one register."""
        of: Mapping[Register, tuple[Entry, ...]] = {
            Register.SCHOOLS: self.schools,
            Register.EDUCATORS: self.educators,
            Register.ROUNDS: self.rounds,
        }
        return of[register]


@dataclass(frozen=True, slots=True)
class Revision:
    """A register as somebody left it. `version` counts from 1; `how` is a few words, "rettet på siderne"."""

    register: Register
    version: int
    at: datetime
    by: str
    how: str
    entries: tuple[Entry, ...] = field(repr=False)


class RegisterStore(Protocol):
    """The registers' revisions: appended, never changed."""

    def register_versions(self) -> Mapping[Register, int]:
        """The newest version of each register; empty while nobody has changed one here."""
        ...

    def revision(self, register: Register, version: int) -> Revision | None:
        """One revision."""
        ...

    def revisions(self, register: Register, before: int | None, limit: int) -> tuple[Revision, ...]:
        """At most `limit` revisions older than version `before`, newest first."""
        ...

    def revise(self, revisions: Sequence[Revision]) -> None:
        """Append all of them or none; StaleError when somebody was first to one of these versions."""
        ...

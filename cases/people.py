"""Schools and educators, as the registers have them."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class School:
    """A school or institution that may apply; `senders` are its mail addresses, or whole domains as "@skole.dk"."""

    name: str
    type: str = ""
    aliases: tuple[str, ...] = ()
    district: str | None = None
    senders: tuple[str, ...] = ()

    @property
    def private(self) -> bool:
        """Whether the register says it is a private school."""
        return self.type.startswith("privat")


@dataclass(frozen=True, slots=True)
class Absence:
    """Days on which an educator is away, both ends included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Educator:
    """A person who does the work at the schools; capacity is places (or hours) per round."""

    id: str
    name: str
    email: str
    phone: str = ""
    capacity: float = 0
    competences: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    attached: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    absences: tuple[Absence, ...] = ()

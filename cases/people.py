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
class RoundCapacity:
    """What an educator can take in one named round, other than usual: places (or hours)."""

    round: str
    capacity: float


@dataclass(frozen=True, slots=True)
class Educator:
    """A person who does the work at the schools.

    `capacity` is places (or hours) per round at full time, `share` the part of full time that is worked (0 to 1],
    `exceptions` the rounds in which it is another number. An absence whose last day is `date.max` is for good.
    """

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
    share: float = 1
    languages: tuple[str, ...] = ()
    exceptions: tuple[RoundCapacity, ...] = ()

    def capacity_in(self, round_name: str) -> float:
        """Places (or hours) in that round: its own number where there is one, else the usual one by the share.

        The register stands from round to round, so what is said of one round touches no other.
        """
        usual = round(self.capacity * self.share, 6)
        return next((one.capacity for one in self.exceptions if one.round == round_name), usual)

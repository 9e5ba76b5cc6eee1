"""What intake needs to know of the municipality to receive a letter: one frozen value, made from the settings."""

from dataclasses import dataclass, field

from cases.consent import Policy
from cases.people import School
from cases.rounds import Round
from intake.schools import SchoolRegister


@dataclass(frozen=True, slots=True)
class Desk:
    """The registers, the rounds, the policy, and which servers and addresses are ours.

    `authserv_id` names the server whose Authentication-Results we trust (RFC 8601); `profile` is "m365" where that
    header has no such name. `done` and `review` are the folders a letter is moved to.
    """

    schools: tuple[School, ...]
    register: SchoolRegister
    rounds: tuple[Round, ...]
    policy: Policy
    own_addresses: frozenset[str] = field(repr=False)
    authserv_id: str | None = None
    profile: str = ""
    done: str = "Behandlet"
    review: str = "Til gennemsyn"

"""Who is looking, and which cases are theirs to see."""

from dataclasses import dataclass, field

from cases.accounts import Role, User
from cases.case import Case, Status

PLACED = frozenset({Status.ASSIGNED, Status.RUNNING, Status.CLOSED})
"""Statuses in which a case is its educator's: before that a plan is only a proposal, and somebody else's business."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person whose request this is; `educator` is their id in the register of educators, if they are one."""

    id: int
    login: str = field(repr=False)
    name: str = field(repr=False)
    role: Role
    educator: str | None = None

    @property
    def decides(self) -> bool:
        """Whether they decide about cases; others only look."""
        return self.role is Role.COORDINATOR


def viewer_of(user: User) -> Viewer:
    """The viewer that an account is."""
    return Viewer(user.id, user.login, user.name, user.role, user.educator)


def sees(viewer: Viewer, case: Case) -> bool:
    """Whether the case is theirs to see: an educator sees her own; who runs the program sees no child."""
    match viewer.role:
        case Role.COORDINATOR | Role.READER:
            return True
        case Role.EDUCATOR:
            return case.status in PLACED and case.educator is not None and case.educator == viewer.educator
        case Role.ADMINISTRATOR:
            return False

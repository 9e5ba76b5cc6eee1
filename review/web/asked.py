"""What a page is handed, and what it may give back. A page is a plain function `(Asked) -> Answer`; no HTTP in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from cases.accounts import Access, Purpose
from cases.case import Case
from cases.errors import RefusedError
from cases.rounds import COPENHAGEN
from review.web.desk import Desk
from review.web.viewer import Viewer, sees


class MissingError(RefusedError):
    """There is no such thing, or it is not theirs to see: the answer is the same (404)."""


class DeniedError(RefusedError):
    """What their role does not give them (403)."""


class UnfilledError(RefusedError):
    """The form says too little to be taken: one is led back to where it is, and told what to fill in."""

    def __init__(self, says: str, back: str) -> None:
        super().__init__(says)
        self.back = back


@dataclass(frozen=True, slots=True)
class Values:
    """The fields of a query or a form; a name may come several times."""

    pairs: Sequence[tuple[str, str]] = field(default=(), repr=False)

    def get(self, name: str, otherwise: str = "") -> str:
        """The first value of that name."""
        return next((value for key, value in self.pairs if key == name), otherwise)

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of that name, in order."""
        return tuple(value for key, value in self.pairs if key == name)

    def __contains__(self, name: str) -> bool:
        return any(key == name for key, _ in self.pairs)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.pairs)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent along with a form."""

    name: str = field(repr=False)
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request by somebody who is signed in and whose role may ask it; a form's CSRF token has been checked.

    `home` is where our pages are reached, as the browser has it: "https://tovholder.kommune.dk".
    """

    desk: Desk
    viewer: Viewer
    now: datetime
    path: Mapping[str, str] = field(default_factory=dict)
    query: Values = Values()
    form: Values = Values()
    files: Mapping[str, Upload] = field(default_factory=dict)
    home: str = ""

    @property
    def today(self) -> date:
        """The date in Denmark."""
        return self.now.astimezone(COPENHAGEN).date()


@dataclass(frozen=True, slots=True)
class Message:
    """What the next page says at its top, once; `undo` is where "Fortryd" posts, with `fields` hidden in its form."""

    text: str = field(repr=False)
    undo: str = ""
    fields: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    trouble: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A page: a template below templates/review, and the value it shows as `page`."""

    template: str
    page: object = field(default=None, repr=False)
    status: int = 200


@dataclass(frozen=True, slots=True)
class Moved:
    """Go there (303), with a message. `to` is a path of ours."""

    to: str
    message: Message | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A file or a picture; with a `name` it is saved, without it is shown. Never keeps HTML: see `site`."""

    content: bytes = field(repr=False)
    type: str
    name: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class SignedOut:
    """The session is to end, or all of the person's."""

    everywhere: bool = False


Answer = Shown | Moved | Sent | SignedOut


def access_log(asked: Asked, case: str | None, purpose: Purpose, why: str = "", *, letter: int | None = None) -> None:
    """Write who opened the case, or the letter that is no case's, when and for what; before it is shown."""
    viewer = asked.viewer
    line = Access(asked.now, viewer.id, viewer.login, viewer.role, case, purpose, why, letter)
    asked.desk.store.note_access(line)


def open_case(asked: Asked, number: str, purpose: Purpose = Purpose.OPENED, why: str = "") -> Case:
    """The one way to a case for a page: theirs to see, and logged. MissingError when there is none, or it is not."""
    case = asked.desk.store.case(number)
    if case is None or not sees(asked.viewer, case):
        raise MissingError("Der er ingen sag med det nummer her. Se efter i køen.")
    access_log(asked, case.number, purpose, why)
    return case


def own_case(asked: Asked, number: str) -> Case:
    """The case for a decision on it, which stands in the case's own history and so is not logged as a look."""
    case = asked.desk.store.case(number)
    if case is None or not sees(asked.viewer, case):
        raise MissingError("Der er ingen sag med det nummer her. Se efter i køen.")
    return case

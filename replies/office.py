"""What the mails to the municipality's own people may know: of a round, of this morning, and of what is wrong."""

from dataclasses import dataclass
from datetime import datetime

from cases.rounds import Round


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """A round that nears its end or has ended: how many applications it has, and how many of those lack something."""

    round: Round
    applications: int = 0
    lacking: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class Today:
    """What waits for the coordinator this morning. `erased_soon`, of what is `set_aside`, is erased within 30 days."""

    new: int = 0
    lacking: int = 0
    review: int = 0
    set_aside: int = 0
    unsent: int = 0
    deadline: Round | None = None
    erased_soon: int = 0

    @property
    def headline(self) -> str:
        """ "4 nye, 2 mangler, 1 frist"; without any of these, what else there is."""
        first = (
            (self.new, "ny" if self.new == 1 else "nye"),
            (self.lacking, "mangler"),
            (bool(self.deadline), "frist"),
        )
        others = ((self.review, "til gennemsyn"), (self.set_aside, "lagt til side"), (self.unsent, "ikke nået frem"))
        told = [pair for pair in first if pair[0]] or others
        return ", ".join(f"{int(count)} {what}" for count, what in told if count)

    @property
    def anything(self) -> bool:
        """Whether there is anything to write about."""
        return bool(self.new or self.lacking or self.review or self.set_aside or self.unsent or self.deadline)


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """Contact with the mailbox: when it was last there, and whether it is back."""

    since: datetime
    back: bool = False


@dataclass(frozen=True, slots=True)
class AlarmFacts:
    """An alarm: what is wrong, since when or how much (empty once it is `over`), and what to do.

    `technical`: only who runs the program can do it. `to_operator`: the reader is who runs it; else the coordinator.
    """

    title: str
    says: str
    does: str
    over: bool = False
    technical: bool = True
    to_operator: bool = True

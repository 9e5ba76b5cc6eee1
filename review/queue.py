"""The queue as a value: one part of it, a page long, and how many there are in the others. Pure.

A child is shown by initials only, for the page stays open on a screen.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cases.case import Status
from cases.consent import CONSENTED
from cases.danish import in_order
from cases.findings import Finding, Weight
from cases.kinds import Kind
from cases.people import Educator, School
from cases.queue import Line, Order, Wanted
from cases.rounds import COPENHAGEN, Round
from cases.views import View
from replies.words import day
from review.splits import PARTS, Part, address, first_page
from review.words import age, initials, left, short

LENGTH = 50
"""Lines on a page."""

HEAVIEST = (Weight.BLOCKS, Weight.DOUBTS, Weight.NOTES)
"""In which order a case's findings are read."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A link or an option: where it leads or what it stands for, what it says, whether it is the one chosen."""

    value: str
    word: str
    chosen: bool = False
    count: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the queue."""

    number: str
    href: str
    school: str
    kind: Kind
    about: str
    received: str
    age: str
    first: str
    more: int
    weight: str
    educator: str
    waited: int
    put_off: str
    version: int
    one_press: bool


@dataclass(frozen=True, slots=True)
class QueuePage:
    """The page. `onward` leads to the next page of lines, "" when there is none."""

    title: str
    parts: tuple[Choice, ...]
    rounds: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    schools: tuple[Choice, ...]
    educators: tuple[Choice, ...]
    orders: tuple[Choice, ...]
    rows: tuple[Row, ...]
    slug: str
    total: int
    empty: str
    onward: str
    begin: str
    here: str
    searched: bool = False
    ticked: bool = False
    newcomer: bool = False
    views: tuple[tuple[int, Choice], ...] = ()
    put_off: bool = False
    backwards: bool = False
    troubles: tuple[str, ...] = ()

    @property
    def one_press(self) -> int:
        """How many of these lines want nothing but a person's yes."""
        return sum(row.one_press for row in self.rows)


@dataclass(frozen=True, slots=True)
class Registers:
    """What the filters can choose among."""

    rounds: Sequence[Round]
    schools: Sequence[School]
    educators: Mapping[str, Educator]


def queue_page(
    part: Part,
    wanted: Wanted,
    lines: Sequence[Line],
    counts: Mapping[Status, int],
    registers: Registers,
    now: datetime,
    *,
    ticked: bool = False,
    newcomer: bool = False,
    views: Sequence[View] = (),
    troubles: Sequence[str] = (),
) -> QueuePage:
    """The page as it stands at `now`; `lines` may be one longer than a page, which says that there is a next. `ticked`:
    those that want one press are ticked already. `views` are those that this person has kept; a
    `newcomer` has never opened a case. `troubles` say for what work stands still.
    """
    shown, fresh = lines[:LENGTH], first_page(wanted)
    return QueuePage(
        title=part.title,
        parts=tuple(
            Choice(address(one, fresh), one.title, one is part, sum(counts.get(status, 0) for status in one.statuses))
            for one in PARTS
        ),
        rounds=_rounds(wanted, registers.rounds, now),
        kinds=tuple(Choice(kind.value, kind.value, kind is wanted.kind) for kind in Kind),
        schools=_named((school.name for school in registers.schools), wanted.school),
        educators=tuple(
            Choice(one.id, one.name, one.id == wanted.educator)
            for one in sorted(registers.educators.values(), key=lambda one: in_order(one.name))
        ),
        orders=tuple(Choice(order.value, order.value, order is wanted.order) for order in Order),
        rows=tuple(_row(line, part, fresh, registers, now) for line in shown),
        slug=part.slug,
        total=sum(counts.get(status, 0) for status in part.statuses),
        empty=part.empty,
        onward=address(part, replace(wanted, after=shown[-1].number)) if len(lines) > LENGTH else "",
        begin=address(part, fresh) if wanted.after else "",
        here=address(part, wanted),
        searched=bool(wanted.names),
        ticked=ticked,
        newcomer=newcomer,
        views=tuple((one.id, Choice(one.address, one.name, one.address == address(part, fresh))) for one in views),
        put_off=wanted.put_off,
        backwards=wanted.backwards,
        troubles=tuple(troubles),
    )


def _rounds(wanted: Wanted, rounds: Sequence[Round], now: datetime) -> tuple[Choice, ...]:
    today = now.astimezone(COPENHAGEN).date()
    by_deadline = sorted(rounds, key=lambda one: one.deadline)
    return tuple(
        Choice(one.name, f"{one.name} ({left(one.deadline, today)})", one.name == wanted.round) for one in by_deadline
    )


def _named(names: Iterable[str], chosen: str | None) -> tuple[Choice, ...]:
    return tuple(Choice(name, name, name == chosen) for name in sorted(names, key=in_order))


def heaviest_first(findings: Sequence[Finding]) -> list[Finding]:
    """The findings in the order they are read; those that a person has settled come last, with the notes."""
    return sorted(findings, key=lambda finding: HEAVIEST.index(finding.weight))


def _row(line: Line, part: Part, wanted: Wanted, registers: Registers, now: datetime) -> Row:
    findings = heaviest_first([finding for finding in line.findings if not finding.settled])
    educator = registers.educators.get(line.educator or "")
    return Row(
        number=line.number,
        href=address(part, wanted, f"/sager/{line.number}"),
        school=line.school or "ukendt skole",
        kind=line.kind,
        about=known_as(line.kind, line.about),
        received=day(line.received.astimezone(COPENHAGEN).date()),
        age=age(line.received, now),
        first=short(findings[0].code) if findings else "",
        more=max(0, len(findings) - 1),
        weight=findings[0].weight.value if findings else "",
        educator=educator.name if educator else line.educator or "",
        waited=line.waited,
        put_off=day(line.put_off) if line.put_off and wanted.put_off else "",
        version=line.version,
        one_press=_wants_one_press(line),
    )


def known_as(kind: Kind, about: str) -> str:
    """What a list calls it: a pupil by initials, a class or a topic by its name."""
    return initials(about) if kind is Kind.PUPIL else about


def _wants_one_press(line: Line) -> bool:
    """Whether nothing but a person's yes is wanting: consent is settled, and nothing certainly lacks."""
    return line.status is Status.REVIEW and line.consent in CONSENTED and not lacks(line.findings)


def lacks(findings: Sequence[Finding]) -> bool:
    """Whether something certainly lacks that no person has let be."""
    return any(one.weight is Weight.BLOCKS and not one.settled for one in findings)

"""Before a round is planned: what is asked for beside what there is room for. Pure.

A place counts wherever it could serve, so rooms overlap; kinds of application have no room of their own.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from cases.danish import in_order
from replies.words import counted
from routing.capacity import room
from routing.instance import EducatorSeat, Instance, Mode, PlanCase


@dataclass(frozen=True, slots=True)
class Need:
    """What is asked for beside what there is room for; shares are of the longest bar beside it, 0 to 100.

    `short` says what there is too little of, "" where there is enough.
    """

    word: str
    asked: str
    asked_share: float
    room: str
    room_share: float
    short: str


Asks = Callable[[PlanCase], bool]
Has = Callable[[EducatorSeat], bool]
Row = tuple[str, Asks, Has]


def needs(instance: Instance) -> tuple[tuple[str, tuple[Need, ...]], ...]:
    """The bars: in all, by kind, by district, and by what a case must find. A part without rows is left out."""
    cases = instance.cases
    must = _words(word for case in cases for word in (*case.needs, *case.languages))
    parts: tuple[tuple[str, Iterable[Row]], ...] = (
        ("I alt", [("i\u00a0alt", lambda _: True, lambda _: True)]),
        ("Slags", [_of_kind(kind) for kind in sorted({case.kind for case in cases})]),
        ("Distrikt", [_in_district(one) for one in _words(case.district for case in cases)]),
        ("Krav", [_finding(word) for word in must]),
    )
    return tuple((title, _bars(instance, rows)) for title, rows in parts if rows)


def _words(found: Iterable[str | None]) -> list[str]:
    return sorted({word for word in found if word}, key=in_order)


def _of_kind(kind: str) -> Row:
    return kind, lambda case: case.kind == kind, lambda _: True


def _in_district(name: str) -> Row:
    return name, lambda case: case.district == name, lambda seat: name in seat.districts or not seat.districts


def _finding(word: str) -> Row:
    return (
        word,
        lambda case: word in (*case.needs, *case.languages),
        lambda seat: word in (*seat.competences, *seat.languages),
    )


def _bars(instance: Instance, rows: Iterable[Row]) -> tuple[Need, ...]:
    mode = instance.settings.mode
    numbers = [
        (
            word,
            sum(case.demand for case in instance.cases if asks(case)),
            sum(room(seat, mode) for seat in instance.educators if has(seat)),
        )
        for word, asks, has in rows
    ]
    longest = max([1.0, *(max(asked, there) for _, asked, there in numbers)])
    return tuple(_need(word, asked, there, longest, mode) for word, asked, there in numbers)


def _need(word: str, asked: float, there: float, longest: float, mode: Mode) -> Need:
    asks, has = _UNITS[mode]
    short = f"for få {has[1]}" if asked > there else ""
    shares = 100 * asked / longest, 100 * there / longest
    return Need(word, counted(round(asked), *asks), shares[0], counted(round(there), *has), shares[1], short)


_UNITS: dict[Mode, Sequence[tuple[str, str]]] = {
    Mode.SLOTS: (("sag", "sager"), ("plads", "pladser")),
    Mode.HOURS: (("time", "timer"), ("time", "timer")),
}

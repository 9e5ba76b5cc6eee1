"""Each change makes another instance of the same round; nothing is taken."""

from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from cases.errors import RefusedError
from routing.capacity import hours, places
from routing.changes import (
    Allowed,
    AnyDistrict,
    Change,
    Forbidden,
    Ill,
    More,
    Pinned,
    Relaxed,
    Reserved,
    Shared,
    Withdrawn,
)
from routing.instance import Districts, EducatorSeat, Instance, Mode, PlanCase


def changed(instance: Instance, change: Change) -> Instance:
    """The instance with the change; RefusedError when it names a case or an educator that is not there."""
    match change:
        case Ill(educator):
            return _freed(_seat(instance, educator, lambda seat: replace(seat, away=1.0)), educator)
        case More(educator, count):
            return _seat(instance, educator, lambda seat: _with(seat, count, instance.settings.mode))
        case Reserved(educator, count):
            return _seat(instance, educator, lambda seat: replace(seat, reserved=seat.reserved + count))
        case Withdrawn(name):
            _case(instance, name, lambda one: one)
            return replace(instance, cases=tuple(one for one in instance.cases if one.id != name))
        case Relaxed(name, words):
            return _case(instance, name, lambda one: replace(one, waived=(*one.waived, *words)))
        case AnyDistrict(name):
            return _case(instance, name, lambda one: replace(one, district=None))
        case Shared():
            return replace(instance, settings=replace(instance.settings, districts=Districts.SOFT))
        case Forbidden(name, educator):
            return _pair(instance, name, educator, lambda one: replace(one, forbidden=(*one.forbidden, educator)))
        case Allowed(name, educator):
            return _pair(
                instance,
                name,
                educator,
                lambda one: replace(one, forbidden=tuple(id_ for id_ in one.forbidden if id_ != educator)),
            )
        case Pinned(name, educator):
            return _pair(instance, name, educator, lambda one: replace(one, pinned=educator))
        case _:
            assert_never(change)


def _with(seat: EducatorSeat, count: float, mode: Mode) -> EducatorSeat:
    now = places(seat) if mode == Mode.SLOTS else hours(seat)
    return replace(seat, capacity=max(0, now + count), away=0, reserved=0)


def _seat(instance: Instance, name: str, change: Callable[[EducatorSeat], EducatorSeat]) -> Instance:
    if all(seat.id != name for seat in instance.educators):
        raise RefusedError(f"{name} er ikke blandt rundens læringsvejledere.")
    seats = tuple(change(seat) if seat.id == name else seat for seat in instance.educators)
    return replace(instance, educators=seats)


def _case(instance: Instance, name: str, change: Callable[[PlanCase], PlanCase]) -> Instance:
    if all(case.id != name for case in instance.cases):
        raise RefusedError(f"{name} er ikke blandt rundens sager.")
    return replace(instance, cases=tuple(change(case) if case.id == name else case for case in instance.cases))


def _pair(instance: Instance, name: str, educator: str, change: Callable[[PlanCase], PlanCase]) -> Instance:
    return _case(_seat(instance, educator, lambda seat: seat), name, change)


def _freed(instance: Instance, educator: str) -> Instance:
    """Nobody is pinned to the educator any more."""
    return replace(
        instance,
        cases=tuple(
            replace(case, pinned=None, previous=educator) if case.pinned == educator else case
            for case in instance.cases
        ),
    )

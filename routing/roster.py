"""The educators looked up by word: whom a competence, a district or a school concerns, all educators at once."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.capacity import hours
from routing.instance import EducatorSeat

Flags = NDArray[np.bool_]
Counts = NDArray[np.int16]
Index = Mapping[Hashable, list[int]]
MANY = 100
"""More visits to one learning environment than this count as so many."""


@dataclass(frozen=True, slots=True)
class Roster:
    """For each word the positions of the educators whom it concerns; a position stands once for each time."""

    size: int
    ids: Index
    competences: Index
    languages: Index
    districts: Index
    attached: Index
    conflicts: Index
    visits: Index
    bound: Flags
    hours: NDArray[np.float64]

    def count(self, index: Index, words: Iterable[Hashable]) -> Counts:
        """For each educator how many of the words concern him."""
        found = np.zeros(self.size, np.int64)
        for word in words:
            if word in index:
                np.add.at(found, index[word], 1)
        counts: Counts = np.minimum(found, MANY).astype(np.int16)
        return counts

    def lacks(self, index: Index, words: Sequence[str]) -> Flags:
        """Whom not all of the words concern."""
        return np.asarray(self.count(index, words) < len(words))

    def outside(self, district: str | None) -> Flags:
        """Who works in districts, and not in this one; an unknown district, or none, is outside of nothing."""
        if district is None:
            return np.zeros(self.size, bool)
        elsewhere: Flags = self.count(self.districts, (district,)) == 0
        return self.bound & elsewhere


def roster(seats: Sequence[EducatorSeat]) -> Roster:
    """The educators, in this order."""

    def index(words: Callable[[EducatorSeat], Iterable[Hashable]]) -> Index:
        found: defaultdict[Hashable, list[int]] = defaultdict(list)
        for position, seat in enumerate(seats):
            for word in words(seat):
                found[word].append(position)
        return dict(found)

    return Roster(
        len(seats),
        index(lambda seat: (seat.id,)),
        index(lambda seat: set(seat.competences)),
        index(lambda seat: set(seat.languages)),
        index(lambda seat: set(seat.districts)),
        index(lambda seat: set(seat.attached)),
        index(lambda seat: set(seat.conflicts)),
        index(lambda seat: [(visit.school, visit.environment) for visit in seat.history]),
        np.array([bool(seat.districts) for seat in seats], bool),
        np.array([hours(seat) for seat in seats], float),
    )

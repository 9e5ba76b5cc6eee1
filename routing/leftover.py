"""Which cases a plan in hours leaves over, once it is settled how many hours of each tier it leaves: whole cases.

Where about as many hours are asked for as there are, these are a few hundred sets, and all can be looked at. Where
there are too many, those near a plan are: one case changes places with one or two others that are as large together.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product

import numpy as np

from routing.goals import STEP, apart_when, asked, kept, tiers
from routing.pack import sums
from routing.parts import Parts
from routing.table import Ints, Table

MANY = 10_000
"""Of more sets than this only those near a plan are looked at."""

Cases = tuple[int, ...]
Alike = list[tuple[int, list[int]]]
"""Sizes, each with cases of that size that are alike, the first to be left over first."""


def all_sets(table: Table, parts: Parts, left: Sequence[int]) -> list[Cases] | None:
    """All that leave so much of each tier, without those that nobody may take; None when there are too many.

    Of cases that are alike those without a draft are left over first, then the later ones in the queue.
    """
    count, each = 1.0, []
    for tier, less in zip(tiers(table), left, strict=True):
        rest = less - sum(parts.size[case] for case in tier if not table.allowed[case])
        alike = _alike(table, parts, tier)
        count *= _count(alike, rest)
        if count > MANY:
            return None
        each.append((alike, rest))
    some = [list(_sets(alike, rest)) for alike, rest in each]
    return [sum(one, ()) for one in product(*some)]


def sets_near(table: Table, parts: Parts, held: Ints) -> list[Cases]:
    """The sets near that of a plan (`held`), without those that nobody may take."""
    over = {case for case, at in enumerate(held.tolist()) if at < 0 and table.allowed[case]}
    found: dict[str, Cases] = {}
    for tier in tiers(table):
        free = [case for case in reversed(tier) if table.allowed[case] and table.cases[case].pinned is None]
        outside = _by_size(parts, (case for case in free if case not in over))
        for size, come in _by_size(parts, (case for case in free if case in over)).items():
            for one, other in product(come, outside[size]):
                if len(one) + len(other) < 4:
                    key = tuple(sorted(_sort(table, parts, case) for case in some) for some in (one, other))
                    found.setdefault(str(key), tuple(over.difference(one).union(other)))
    return list(found.values())


def closest(table: Table, parts: Parts, sets: Iterable[Cases]) -> list[tuple[int, Cases]]:
    """The sets with how many thousandths the kinds are apart, the closest first; of those in step, few drafts first."""
    wanted, known, nobody = asked(table, parts), dict[tuple[int, ...], int](), Counter[str]()
    for case, may in enumerate(table.allowed):
        nobody[table.cases[case].kind] += 0 if may else parts.size[case]
    drafts, found = _drafted(table, parts), []
    for some in sets:
        over = Counter(nobody)
        for case in some:
            over[table.cases[case].kind] += parts.size[case]
        key = tuple(over[kind] for kind in wanted)
        if key not in known:
            known[key] = apart_when(wanted, {kind: count - over[kind] for kind, count in wanted.items()})
        lost = sum(parts.size[case] for case in some if case in drafts)
        found.append((max(STEP, known[key]), lost, known[key], tuple(sorted(some))))
    return [(apart, some) for _, _, apart, some in sorted(found)]


def _drafted(table: Table, parts: Parts) -> set[int]:
    drafts = kept(table, parts)
    return set(table.case[drafts.weights < 0].tolist() if drafts and drafts.weights is not None else [])


def _sort(table: Table, parts: Parts, case: int) -> tuple[int, str, int]:
    return parts.size[case], table.cases[case].kind, table.allowed[case]


def _alike(table: Table, parts: Parts, tier: Sequence[int]) -> Alike:
    stays = _drafted(table, parts)
    groups = defaultdict[tuple[int, str, int], list[int]](list)
    for case in reversed(tier):
        if table.allowed[case] and table.cases[case].pinned is None:
            groups[_sort(table, parts, case)].append(case)
    return [(size, sorted(groups[size, kind, may], key=stays.__contains__)) for size, kind, may in sorted(groups)]


def _count(alike: Alike, less: int) -> float:
    """How many sets of these are so large together."""
    if less < 0:
        return 0
    ways = np.zeros(less + 1)
    ways[0] = 1
    for size, cases in alike:
        before, ways = ways, ways.copy()
        for some in range(size, min(size * len(cases), less) + 1, size):
            ways[some:] += before[: less + 1 - some]
    return float(ways[less])


def _sets(alike: Alike, less: int) -> Iterator[Cases]:
    """Those sets; what the sizes from each place on can make together is known, so that no way is a blind one."""
    reach = [sums((0, size) for size, cases in alike[at:] for _ in cases) for at in range(len(alike) + 1)]
    yield from _from(alike, reach, 0, less)


def _from(alike: Alike, reach: Sequence[int], at: int, less: int) -> Iterator[Cases]:
    if at == len(alike):
        yield ()
        return
    size, cases = alike[at]
    for k in range(min(len(cases), less // size) + 1):
        if reach[at + 1] >> less - size * k & 1:
            for rest in _from(alike, reach, at + 1, less - size * k):
                yield (*cases[:k], *rest)


def _by_size(parts: Parts, cases: Iterable[int]) -> defaultdict[int, list[Cases]]:
    """One or two of the cases, by how large they are together."""
    found, all_ = defaultdict[int, list[Cases]](list), list(cases)
    for some in (*((case,) for case in all_), *combinations(all_, 2)):
        found[sum(parts.size[case] for case in some)].append(some)
    return found

"""A plan in hours made better, goal by goal, until each is proved: from the bound upwards, a window at a time.

A plan exactly at the bound is looked for first, which is easy to find or easy to refute; then a little above it, with
steps that double. A goal that is reached is held for all after it, and pairs that no plan so good has are left out.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from routing.apart import least_apart
from routing.bounds import least_left, least_load, least_weights
from routing.goals import Goal, kept, loads, rooms, value
from routing.leftover import Cases, all_sets, closest, sets_near
from routing.pack import TOO_MANY
from routing.parts import Parts
from routing.patterns import Patterns, Proof
from routing.settle import settled
from routing.solver import Found, HourProgram, most_placed
from routing.table import Ints, Table

WORK = 1.0
"""What one search may take, in the solver's deterministic time, which counts steps: about a second."""


FEW = 3000
"""So many bundles are looked at before anything else."""
TRIES = 4
"""So many sets of cases that are left over may stay undecided."""


class Exact:
    """The plan so far (`held`) and the program in which goals are held.

    `placed` is how many parts every plan looked at must place, `use` which pairs still can be part of one.
    """

    def __init__(self, table: Table, parts: Parts, held: Ints) -> None:
        self.table, self.parts, self.held = table, parts, held
        self.program = HourProgram(table, parts)
        self.placed = 0
        self.use: NDArray[np.bool_] = np.ones(len(table.case), bool)

    def serve(self, served: Sequence[Goal], step: Goal) -> list[int]:
        """Who is served: the hours left, tier by tier, then the kinds in step. Gives what is proved of each.

        Among those who may be, the drafts stay; where nothing is drafted, the kinds are brought closer still.
        """
        bounds = []
        for position, goal in enumerate(served):
            left = [value(one, self.table, self.parts, self.held) for one in served]
            bounds.append(self._reach(goal, least_left(self.table, self.parts, left)[position]))
        left = [value(one, self.table, self.parts, self.held) for one in served]
        bounds.append(self._reach(step, self._leave_over(step, left)))
        drafts = kept(self.table, self.parts)
        if drafts is not None:
            self._try(drafts, value(drafts, self.table, self.parts, self.held) - 1)
        return bounds

    def _leave_over(self, step: Goal, left: Sequence[int]) -> int:
        """The kinds in step by choosing who is left over; gives how far apart they must be at least.

        Once it is chosen who is served, it is soon known whether they can be.
        """
        least = max(step.free, least_apart(self.table, self.parts, left))
        now = value(step, self.table, self.parts, self.held)
        if now > least and (sets := all_sets(self.table, self.parts, left)) is not None:
            least = max(least, self._choose(step, sets))
        else:
            before = now + 1
            while least < now < before:
                self._choose(step, sets_near(self.table, self.parts, self.held))
                before, now = now, value(step, self.table, self.parts, self.held)
        self.program.serve_any()
        return min(least, value(step, self.table, self.parts, self.held))

    def _choose(self, step: Goal, sets: Sequence[Cases]) -> int:
        """A plan that leaves over one of these sets, the kinds as close as can be; gives what no such plan is below."""
        now, undecided = value(step, self.table, self.parts, self.held), list[int]()
        self.program.spare(sum(self.parts.room) - sum(loads(self.parts, self.held)))
        for apart, over in closest(self.table, self.parts, sets):
            if apart >= now or len(undecided) == TRIES:
                break
            served = np.array([bool(may) for may in self.table.allowed])
            served[list(over)] = False
            cases = np.flatnonzero(served).tolist()
            if most_placed(self.table, self.parts, cases) < sum(self.parts.size[case] for case in cases):
                continue
            self.program.serve(served)
            found = self.program.search(step, apart, apart, self.held, WORK / 4)
            if found.held is not None:
                self.held, now = found.held, apart
            elif not found.settled:
                undecided.append(apart)
        return min([now, *undecided])

    def place(self, goals: Sequence[Goal]) -> list[int]:
        """Who takes them: the levels of fitness. Gives what is proved of each."""
        self.held = settled(self.table, self.held)
        self.program.serve(self.held >= 0)
        patterns, bounds = Patterns(self.table, self.parts, self.held), []
        for goal in goals:
            if goal.weights is None:
                bounds.append(self._reach(goal, least_load(self.parts, sum(loads(self.parts, self.held)))))
                patterns.room = rooms(self.parts, value(goal, self.table, self.parts, self.held))
            else:
                bounds.append(self._weighed(goal, patterns))
        return bounds

    def _weighed(self, goal: Goal, patterns: Patterns) -> int:
        low, proof = least_weights(goal, self.table, (self.held >= 0).tolist()), None
        if value(goal, self.table, self.parts, self.held) > low:
            proof = patterns.prove(goal, self.held)
        low = self._reach(goal, max(low, proof.least) if proof else low, (patterns, proof) if proof else None)
        reached = value(goal, self.table, self.parts, self.held)
        if proof:
            self.use &= proof.with_row <= reached
            patterns.drop(self.use)
        patterns.limit(goal, reached, proof)
        return low

    def _try(self, goal: Goal, high: int) -> None:
        """A plan with no more than that, if there is one that is easily found."""
        if value(goal, self.table, self.parts, self.held) > high >= 0:
            found = self._search(goal, 0, high, WORK / 4)
            self.held = self.held if found.held is None else found.held
            self.program.free(goal)

    def _reach(self, goal: Goal, low: int, known: tuple[Patterns, Proof] | None = None) -> int:
        """The plan with the least value of the goal, or the least found within the work; what is proved of it."""
        step, now = 0, value(goal, self.table, self.parts, self.held)
        first = low
        while low < now:
            high = min(now - 1, max(low, first + step))
            found = self._between(goal, low, high, known)
            low = max(low, found.least)
            if found.held is not None:
                self.held = found.held
                now = value(goal, self.table, self.parts, self.held)
            if not found.settled and (found.held is not None or high >= now - 1):
                break
            step = 2 * step + 1 if found.settled else now
        self.program.hold(goal, 0, max(now, goal.free))
        self.placed += goal.most - now if goal.more else 0
        return min(low, now)

    def _between(self, goal: Goal, low: int, high: int, known: tuple[Patterns, Proof] | None) -> Found:
        """Few bundles settle it soonest; where they are many so are the plans, and the program soon has one."""
        if known is None:
            self.program.use(self.use)
            return self._search(goal, low, high, WORK)
        patterns, proof = known
        self.program.use(self.use & (proof.with_row <= high))
        ways: tuple[Callable[[], Found | None], ...] = (
            lambda: patterns.cheapest(goal, proof, high, FEW),
            lambda: self.program.search(goal, low, high, self.held, WORK / 4),
            lambda: patterns.cheapest(goal, proof, high, TOO_MANY),
        )
        for way in ways:
            found = way()
            if found is not None and found.settled:
                return found
        return self._search(goal, low, high, WORK)

    def _search(self, goal: Goal, low: int, high: int, work: float) -> Found:
        """Some rounds are settled at once when little of the hours may be left over, others when that is not said."""
        all_ = sum(self.parts.room)
        spare = all_ - self.placed - (goal.most - high if goal.more else 0)
        for most, share in ((spare, 0.25), (all_, 0.25), (spare, 1)):
            self.program.spare(most)
            found = self.program.search(goal, low, high, self.held, work * share)
            if found.settled:
                break
        return found

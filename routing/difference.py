"""What if: two plans side by side, as a list of moves and of what each level gains or loses. Nothing is taken yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

from routing.changed import changed
from routing.changes import Change, said
from routing.danish import counted, listed, number
from routing.instance import Instance, Mode
from routing.plan import LevelValue, Plan

NAMED = 12


@dataclass(frozen=True, slots=True)
class Moved:
    """A case whose educator is another one; None: no place, or not in the round."""

    case: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What separates a plan from the one before it. `levels` are (label, before, after) where they differ."""

    moved: tuple[Moved, ...]
    levels: tuple[tuple[str, float, float], ...]
    gone: tuple[str, ...] = ()

    @property
    def won(self) -> tuple[Moved, ...]:
        """Cases that had no place and have one now."""
        return tuple(move for move in self.moved if move.before is None)

    @property
    def lost(self) -> tuple[Moved, ...]:
        """Cases that had a place and have none now."""
        return tuple(move for move in self.moved if move.after is None)

    @property
    def shifted(self) -> tuple[Moved, ...]:
        """Cases that go from one educator to another."""
        return tuple(move for move in self.moved if move.before and move.after)


def difference(before: Mapping[str, str], earlier: Sequence[LevelValue], plan: Plan) -> Difference:
    """From the earlier placements (case → educator) and level values to a new plan, in the order of the case ids."""
    after = {assignment.case: assignment.educator for assignment in plan.assignments}
    present = set(after) | {left.case for left in plan.unplaced}
    moved = [
        Moved(case, before.get(case), after.get(case))
        for case in sorted(set(before) | set(after))
        if before.get(case) != after.get(case) and case in present
    ]
    was = {level.name: level.value for level in earlier}
    levels = [
        (level.label, was[level.name], level.value)
        for level in plan.levels
        if level.name in was and level.name != "stability" and abs(was[level.name] - level.value) > 1e-6
    ]
    return Difference(tuple(moved), tuple(levels), tuple(sorted(set(before) - present)))


def placements(plan: Plan) -> dict[str, str]:
    """Case → educator."""
    return {assignment.case: assignment.educator for assignment in plan.assignments}


def otherwise(instance: Instance, plan: Plan, changes: Sequence[Change]) -> Instance:
    """The instance with the changes, in which what the plan proposed is the draft to keep to.

    So the answer is the smallest change that is best. RefusedError when a change names somebody who is not there.
    """
    drafts = placements(plan)
    kept = replace(
        instance,
        cases=tuple(replace(case, previous=drafts.get(case.id, case.previous)) for case in instance.cases),
    )
    return reduce(changed, changes, kept)


def difference_text(told: Difference, changes: Sequence[Change] = (), mode: Mode = Mode.SLOTS) -> str:
    """The difference for people to read, in Danish."""
    condition = f"Hvis {listed([said(change, mode) for change in changes])}:" if changes else "Forskel fra før:"
    moves = listed([f"{move.case} fra {move.before} til {move.after}" for move in told.shifted[:NAMED]])
    places = listed([f"{move.case} (hos {move.after})" for move in told.won[:NAMED]])
    lines = [
        _line(told.won, "får plads", places),
        _line(told.lost, "mister sin plads", listed([move.case for move in told.lost[:NAMED]])),
        _line(told.shifted, "skifter læringsvejleder", moves),
        *(f"{label}: {number(round(was, 3))} → {number(round(now, 3))}." for label, was, now in told.levels),
    ]
    written = [line for line in lines if line] or ["Planen er den samme."]
    return "\n".join([condition, *(f"  {line}" for line in written)]) + "\n"


def _line(moves: Sequence[Moved], does: str, names: str) -> str:
    if not moves:
        return ""
    more = f" og {len(moves) - NAMED} mere" if len(moves) > NAMED else ""
    return f"{counted(len(moves), 'sag', 'sager')} {does}: {names}{more}."


def difference_dict(told: Difference, changes: Sequence[Change] = (), mode: Mode = Mode.SLOTS) -> dict[str, Any]:
    """The difference as JSON."""
    return {
        "changes": [said(change, mode) for change in changes],
        "moved": [{"case": move.case, "before": move.before, "after": move.after} for move in told.moved],
        "gone": list(told.gone),
        "levels": [{"label": label, "before": was, "after": now} for label, was, now in told.levels],
    }

"""A plan: who takes which case and why, who has to wait and why, and what was proved. A proposal until approved."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from routing.changes import Change
from routing.danish import number

Tell = Callable[[str], None]
"""Takes a sentence about what is being done: progress, for who waits."""


def silent(sentence: str) -> None:
    """For who does not wait."""


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """The educator whose choice would have cost the whole plan least, and what it would have cost."""

    educator: str
    why_not: str


@dataclass(frozen=True, slots=True)
class Assignment:
    """A case and its educator, with the reasons in whole sentences; no runner-up when nobody else may take it."""

    case: str
    educator: str
    reasons: tuple[str, ...]
    runner_up: RunnerUp | None = None


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A case left over. Codes: `no-candidate` (nobody may take it), `full` (all places it can reach are taken).

    Each of `helps` alone would give it a place: some of what `would_help` says.
    """

    case: str
    code: str
    why: str
    would_help: str
    helps: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class LevelValue:
    """One objective of the plan: its value, and the bound that no plan can pass with the earlier levels kept.

    `label` says it in Danish. More is better on the levels named `served…`, less on all others.
    """

    name: str
    value: float
    bound: float
    label: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The proposal for a round. `proved`: every level's value equals its bound."""

    assignments: tuple[Assignment, ...]
    unplaced: tuple[Unplaced, ...]
    levels: tuple[LevelValue, ...]
    proved: bool


def plan_dict(plan: Plan, seconds: float) -> dict[str, Any]:
    """The plan as `tovholder plan --json` prints it (the contract is in docs: cli)."""
    return {
        "assignments": [_assignment(assignment) for assignment in plan.assignments],
        "unplaced": [
            {"case": left.case, "code": left.code, "why": left.why, "would_help": left.would_help}
            for left in plan.unplaced
        ],
        "levels": [{"name": level.name, "value": level.value, "bound": level.bound} for level in plan.levels],
        "proved": plan.proved,
        "seconds": round(seconds, 3),
    }


def _assignment(assignment: Assignment) -> Mapping[str, Any]:
    second = assignment.runner_up
    return {
        "case": assignment.case,
        "educator": assignment.educator,
        "reasons": list(assignment.reasons),
        "runner_up": {"educator": second.educator, "why_not": second.why_not} if second else None,
    }


def plan_text(plan: Plan) -> str:
    """The plan for people to read on a terminal, in Danish."""
    return "\n".join([*_placed(plan), "", *_waiting(plan), "", *_values(plan)]) + "\n"


def _placed(plan: Plan) -> list[str]:
    lines = [f"Fordelt: {len(plan.assignments)} {'sag' if len(plan.assignments) == 1 else 'sager'}"]
    for assignment in plan.assignments:
        lines += [f"  {assignment.case} → {assignment.educator}", *(f"      {why}" for why in assignment.reasons)]
        if assignment.runner_up:
            lines.append(f"      Ellers {assignment.runner_up.educator}: {assignment.runner_up.why_not}")
    return lines


def _waiting(plan: Plan) -> list[str]:
    lines = [f"Venteliste: {len(plan.unplaced)} {'sag' if len(plan.unplaced) == 1 else 'sager'}"]
    for left in plan.unplaced:
        lines += [f"  {left.case}", f"      {left.why}", f"      {left.would_help}"]
    return lines


def _values(plan: Plan) -> list[str]:
    told = "Det er bevist, at ingen plan er bedre." if plan.proved else "Det er ikke bevist, at planen er den bedste."
    return [
        "Planens værdi, det vigtigste først (i parentes det bedst mulige):",
        *(
            f"  {level.label or level.name}: {number(round(level.value, 3))} ({number(round(level.bound, 3))})"
            for level in plan.levels
        ),
        told,
    ]

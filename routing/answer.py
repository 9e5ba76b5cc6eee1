"""A plan as JSON and back without loss: what a child process answers, and what is kept beside a plan's inputs."""

from collections.abc import Mapping
from typing import Any

from routing.changes import change_of, parts_of
from routing.plan import Assignment, LevelValue, Plan, RunnerUp, Unplaced, plan_dict


def whole_dict(plan: Plan) -> dict[str, Any]:
    """All of the plan: what `tovholder plan --json` prints, and the names and changes that only we read."""
    whole = plan_dict(plan, 0)
    for level, row in zip(plan.levels, whole["levels"], strict=True):
        row["label"] = level.label
    for left, row in zip(plan.unplaced, whole["unplaced"], strict=True):
        row["helps"] = [parts_of(change) for change in left.helps]
    return whole


def read_plan(whole: Mapping[str, Any]) -> Plan:
    """The plan that `whole_dict` wrote; KeyError or TypeError when it is something else."""
    return Plan(
        tuple(
            Assignment(
                row["case"],
                row["educator"],
                tuple(row["reasons"]),
                RunnerUp(**row["runner_up"]) if row["runner_up"] else None,
            )
            for row in whole["assignments"]
        ),
        tuple(
            Unplaced(**{**row, "helps": tuple(change_of(parts) for parts in row.get("helps", ()))})
            for row in whole["unplaced"]
        ),
        tuple(LevelValue(**row) for row in whole["levels"]),
        whole["proved"],
    )

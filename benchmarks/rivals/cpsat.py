"""CP-SAT (ortools), one thread, level by level: each solved, its value held, the plan so far handed on as a hint."""

from collections import defaultdict
from collections.abc import Callable

from ortools.sat.python import cp_model

from benchmarks.rivals.levels import holders, units
from benchmarks.rivals.problem import Held, Problem


def by_cpsat(problem: Problem, stopwatch: Callable[[], float], seconds: float) -> tuple[Held, int]:
    """The plan, and how many of the levels were proved before the seconds (for all levels together) ran out."""
    ends, all_units, model = stopwatch() + seconds, units(problem), cp_model.CpModel()
    pairs = [model.new_bool_var("") for _ in all_units.case]
    places = [model.new_bool_var("") for _ in all_units.place_of]
    of_case, of_seat, of_place = defaultdict(list), defaultdict(list), defaultdict(list)
    for case, seat, var in zip(all_units.case, all_units.seat, pairs, strict=True):
        of_case[case].append(var)
        of_seat[seat].append(var)
    for seat, var in zip(all_units.place_of, places, strict=True):
        of_place[seat].append(var)
    for vars_ in of_case.values():
        model.add_at_most_one(vars_)
    for seat, vars_ in of_seat.items():
        model.add(sum(vars_) == sum(of_place[seat]))
    variables, values, proved = [*pairs, *places], [0] * (len(pairs) + len(places)), 0
    for level in all_units.levels:
        weights = (*level.of_pairs, *level.of_places)
        goal = cp_model.LinearExpr.weighted_sum(variables, weights)
        model.minimize(goal)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_time_in_seconds = max(0.1, ends - stopwatch())
        status = solver.solve(model)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            values = [solver.value(var) for var in variables]
        if status != cp_model.OPTIMAL:
            break
        proved += 1
        if proved == 1:  # the first level's choice is the only one (a matroid): held case by case, which is kinder
            served = {case for case, value in zip(all_units.case, values, strict=False) if value}
            for case, vars_ in of_case.items():
                model.add(sum(vars_) == int(case in served))
        else:
            model.add(goal <= sum(weight * value for weight, value in zip(weights, values, strict=True)))
        model.clear_hints()  # type: ignore[no-untyped-call]  # ortools leaves it untyped
        for var, value in zip(variables, values, strict=True):
            model.add_hint(var, value)
    return holders(problem, all_units, [value > 0 for value in values]), proved

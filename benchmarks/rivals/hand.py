"""By hand, as in a spreadsheet: case after case, an educator with a free place who may take it. No way back."""

from collections.abc import Callable, Iterable

from benchmarks.rivals.problem import Held, Pair, Problem


def by_hand(problem: Problem) -> Held:
    """In the order the cases came, the first educator that fits best."""
    return _walk(problem, problem.arrival, _best)


def by_hand_in_turn(problem: Problem) -> Held:
    """By a coordinator who sorts the sheet first: priority, rounds waited, then the order they came."""
    return _walk(problem, range(len(problem.cases)), _best)


def by_hand_first(problem: Problem) -> Held:
    """In the order the cases came, the first educator on the list who may: wishes are not looked at."""
    return _walk(problem, problem.arrival, _first)


def _best(pair: Pair) -> tuple[int, ...]:
    return (*pair.cost, pair.seat)


def _first(pair: Pair) -> tuple[int, ...]:
    return (pair.seat,)


def _walk(problem: Problem, order: Iterable[int], key: Callable[[Pair], tuple[int, ...]]) -> Held:
    room, held = list(problem.places), [-1] * len(problem.cases)
    for case in order:
        free = [pair for pair in problem.pairs[case] if room[pair.seat]]
        if free:
            held[case] = min(free, key=key).seat
            room[held[case]] -= 1
    return held

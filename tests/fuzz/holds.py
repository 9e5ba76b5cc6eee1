"""A property, tried twice: on a few examples that are always the same in the suite, on thousands when there is time."""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy

FEW = settings(derandomize=True, max_examples=50, deadline=None, database=None, suppress_health_check=list(HealthCheck))
MANY = settings(FEW, max_examples=4000)


def holds(**drawn: SearchStrategy[Any]) -> Callable[[Callable[..., None]], Callable[[], None]]:
    """Makes a property a test of few examples; its `many` is the same with many."""

    def made(prop: Callable[..., None]) -> Callable[[], None]:
        few: Callable[[], None] = FEW(given(**drawn)(prop))
        few.many = MANY(given(**drawn)(prop))  # type: ignore[attr-defined]
        return few

    return made

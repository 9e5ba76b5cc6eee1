"""The daemon comes to its end."""

from service.daemon import join


class _Endless:
    """A thread that never ends, and what was waited for it."""

    def __init__(self, waited: list[float]) -> None:
        self._waited = waited

    def join(self, seconds: float) -> None:
        self._waited.append(seconds)


def test_threads_that_do_not_end_are_waited_for_once_however_many_they_are() -> None:
    waited: list[float] = []
    join([_Endless(waited) for _ in range(3)], 30, lambda: sum(waited))
    assert waited == [30, 0, 0]

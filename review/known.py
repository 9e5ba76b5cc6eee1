"""What cases may be known by after a person decided, and which open cases are about the same. Pure but for `same`."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from cases.case import OPEN, Case
from review.correct import Recheck

Same = Callable[[str, str], Case | None]
"""The open case that is known by that name in that round."""


def known_anew(before: Iterable[Case], after: Iterable[Case], recheck: Recheck) -> dict[str, tuple[str, ...]]:
    """What the cases may be known by that are about something else now, in another round, or open again; two children
    of one name keep what tells them apart, for as long as nothing of that is touched.
    """
    were = {case.number: case for case in before}
    pairs = [(were[case.number], case) for case in after if case.number in were and case.status in OPEN]
    return {case.number: recheck(case).identities for was, case in pairs if _is_another(was, case, recheck)}


def _is_another(was: Case, case: Case, recheck: Recheck) -> bool:
    """Whether the case may be known by something else than it was."""
    if was.round != case.round or was.status not in OPEN:
        return True
    return was.application != case.application and recheck(was).identities != recheck(case).identities


def namesakes(cases: Sequence[Case], recheck: Recheck, same: Same) -> Iterator[str]:
    """A sentence about each open case that is about the same as one of these, for a person to look at."""
    for case in cases:
        for name in recheck(case).identities[:1]:
            other = same(name, case.round)
            if other is not None and other.number != case.number:
                yield f"{other.number} er også åben og gælder det samme som {case.number}: se, om de er ens."

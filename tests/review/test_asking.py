"""What a person picked when the school was asked, and when that was: so that a reminder asks for the same."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cases.case import MACHINE, Event, Status
from review import decide
from review.asking import asked_for, last_asked, last_sent_back
from tests.replies.build import CONTEXT, NOW, a_finding
from tests.review.build import WORD, a_case_in

LATER, AT_LAST = (replace(WORD, at=NOW + timedelta(days=days)) for days in (7, 8))
FIRST = (Event(NOW, MACHINE, "status:mangler"),)


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        ((), ()),
        (("status:mangler",), ()),
        (("status:mangler", "asked:cpr-missing late"), ("cpr-missing", "late")),
        (("asked:late", "status:til gennemsyn", "status:mangler"), ()),
        (("asked:late", "supplement", "status:mangler"), ()),
        (("asked:late", "put-off:2026-12-01"), ("late",)),
        (("asked:late", "asked-again"), ()),
        (("status:mangler", "asked-again", "asked:late"), ("late",)),
    ],
)
def test_the_newest_asking_counts(lines, codes):
    """A supplement is answered with all that lacks then."""
    assert asked_for([WORD.event(line) for line in lines]) == codes


def test_only_a_person_picks():
    """A line of the program's own is none."""
    assert asked_for([Event(NOW, MACHINE, "asked:late")]) == ()


def test_a_school_that_was_asked_again_was_asked_then():
    """So its week begins anew, and the mail from before asked for something else."""
    decided = decide.send_back(a_case_in(Status.LACKING, a_finding("late")), LATER, CONTEXT, ("late",))
    history = (*FIRST, *decided.changes[0][1])
    assert (last_asked(history), last_sent_back(history), asked_for(history)) == (LATER.at, LATER.at, ("late",))


@pytest.mark.parametrize("between", [(), ("held",)])
def test_asking_that_was_taken_back_was_none(between):
    """Its mail was never sent; that a case is kept is no decision that "Fortryd" means."""
    asking = (LATER.event("asked-again"), LATER.event("asked:late"))
    others = tuple(replace(LATER, at=LATER.at + timedelta(seconds=1)).event(what) for what in between)
    history = (*FIRST, *asking, *others, AT_LAST.event("undone"))
    assert (last_asked(history), last_sent_back(history), asked_for(history)) == (NOW, NOW, ())


def test_taking_something_else_back_leaves_the_asking():
    """The latest decision is meant, and nobody else's."""
    hers = replace(LATER, by="Lone Lind", at=LATER.at + timedelta(seconds=1)).event("put-off:2026-12-01")
    history = (*FIRST, LATER.event("asked-again"), LATER.event("asked:late"), hers)
    undone = replace(AT_LAST, by="Lone Lind").event("undone")
    assert asked_for((*history, undone)) == ("late",)
    assert last_asked(()) is None

"""The story of a register that is put right while the program runs: the next mail knows it."""

from contextlib import closing

import pytest

from cases.kinds import Kind
from cases.mails import MailState
from cases.people import School
from cases.registers import Register
from review.fitting import revisions
from service.samples.papers import fillable
from service.wiring import open_app
from tests.story.world import EMNE, World, a_mail

pytestmark = pytest.mark.slow

SENDER = "kontor@noerre.example"
NEW = School("Nørre Skole", "privatskole", ("Nørre",), None, ("@noerre.example",))


def _apply(world: World, topic: str) -> None:
    paper = fillable(Kind.TOPIC, EMNE | {"school": "Nørre Skole", "topic": topic})
    world.send(a_mail((f"Nørre Skole - {topic}.pdf", paper), sender=SENDER))
    world.take_in()


def test_a_school_that_another_process_adds_is_known_when_its_next_mail_comes(world: World) -> None:
    """The first mail is from a stranger and is not answered by itself; the second is from a school. No restart."""
    _apply(world, "trivsel")
    with closing(open_app(world.app.settings)) as pages:
        now = pages.registers()
        after = {Register.SCHOOLS: (*now.schools, NEW)}
        pages.store.revise(revisions(now, after, "Karen Holm", "rettet på siderne", pages.clock()))
    _apply(world, "klasseledelse")
    before, later = world.app.store.cases()
    assert (before.application.school, later.application.school) == (None, NEW.name)
    assert [mail.state for mail in world.app.store.mails()] == [MailState.HELD, MailState.OWED]

"""kill -9 between any two steps of intake and of sending: one case, one mail in its folder, and one answer.

Each test runs a pass in a process of its own that dies at one point; then the program starts anew and does its work.
"""

import signal
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from cases.kinds import Kind
from cases.mails import MailState
from service.samples.papers import fillable
from tests.story.mortal import logged, reached, run_until
from tests.story.world import EMNE, World, a_mail

pytestmark = pytest.mark.slow

INTAKE = (
    "before notes", "before note", "commit of note", "before prepare", "before arrivals", "before kept",
    "before fetch", "before keep", "commit of keep", "before note (2)", "commit of note (2)",
    "before claim_letters", "commit of claim_letters", "before parse", "while the child does parse",
    "before read", "while the child does read", "before together", "before seen",
    "before same", "before same (2)", "before answered", "before paper_case",
    "before finish_letter", "before owe, inside finish_letter", "commit of finish_letter",
    "before claim_letters (2)", "commit of claim_letters (2)", "before filings", "before move", "before filed",
    "commit of filed",
)  # fmt: skip
HANDING_OVER = (
    "before reachable", "SMTP: connect answered", "SMTP: ehlo answered", "SMTP: STARTTLS answered",
    "SMTP: ehlo answered (2)", "SMTP: AUTH answered", "before claim_mail", "commit of claim_mail", "before send",
    "SMTP: rset answered", "SMTP: mail answered", "SMTP: rcpt answered", "before sending", "commit of sending",
)  # fmt: skip
UNSURE = (
    "SMTP: DATA answered", "SMTP: half of the text is gone", "SMTP: the text is gone, no answer yet",
    "SMTP: the text answered", "before sent", "commit of sent",
)  # fmt: skip
SENT = ("before reachable (2)", "before claim_mail (2)", "commit of claim_mail (2)", "SMTP: quit answered")
CERTAIN = (*INTAKE, *HANDING_OVER, *SENT)
NINE = (
    "before arrivals", "before keep", "commit of keep", "commit of claim_letters", "while the child does read",
    "before owe, inside finish_letter", "commit of finish_letter", "before filed", "before sending",
)  # fmt: skip


@cache
def _paper() -> bytes:
    return fillable(Kind.TOPIC, EMNE)


def _send_one(world: World) -> None:
    world.send(a_mail(("Gødvadskolen - klasseledelse.pdf", _paper())))


def _killed(world: World, point: str) -> None:
    assert run_until(point, world.file) == -signal.SIGKILL
    assert reached(world.file)[-1] == point
    world.servers.log.write(logged(world.file))


def _work(world: World) -> None:
    """The program is started again; a second pass finds nothing left to do."""
    world.restart()
    world.run()
    world.run()


def _taken_once(world: World) -> None:
    assert len(world.app.store.cases()) == 1
    assert [len(row.cases) for row in world.app.store.letters()] == [1]
    assert (world.inbox(), world.done(), world.aside()) == (0, 1, 0)


def test_an_undisturbed_pass_goes_by_all_these_points(world: World) -> None:
    """No crash point is left out, and none is tested that there is not."""
    _send_one(world)
    assert run_until("", world.file) == 0
    assert tuple(reached(world.file)) == (*INTAKE, *HANDING_OVER, *UNSURE, *SENT)
    _taken_once(world)
    assert len(world.answers()) == 1


@pytest.mark.parametrize("point", CERTAIN)
def test_killed_where_all_is_certain_it_is_taken_once_and_answered_once(world: World, point: str) -> None:
    """Before the mail itself goes over the line, and after its fate was noted."""
    _send_one(world)
    if point not in INTAKE:
        world.take_in()
    _killed(world, point)
    _work(world)
    _taken_once(world)
    assert [row.state for row in world.app.store.mails()] == [MailState.SENT]
    assert len(world.answers()) == 1


@pytest.mark.parametrize("point", UNSURE)
def test_killed_while_handing_over_the_answer_is_not_sent_again_unasked(world: World, point: str) -> None:
    """Nobody knows whether it arrived, so a person is asked; if they say so, it is sent."""
    _send_one(world)
    world.take_in()
    _killed(world, point)
    _work(world)
    _taken_once(world)
    (row,) = world.app.store.mails()
    assert row.state is MailState.UNKNOWN
    arrived = len(world.answers())
    assert arrived <= 1
    world.app.store.send_again(row.id, world.app.clock())
    world.answer()
    assert [row.state for row in world.app.store.mails()] == [MailState.SENT]
    assert len(world.answers()) == arrived + 1


def test_nine_kills_in_a_row_change_nothing(world: World) -> None:
    """Each at another step, none with an orderly pass between."""
    _send_one(world)
    for point in NINE:
        _killed(world, point)
    _work(world)
    _taken_once(world)
    assert len(world.answers()) == 1


def test_the_child_that_reads_ends_with_its_parent(world: World) -> None:
    """A paper in the works when its parent is killed holds no process back."""
    _send_one(world)
    _killed(world, "while the child does read")
    child = int((world.file.parent / "child").read_text())
    assert _within_seconds(lambda: not _runs(child))
    _work(world)
    _taken_once(world)


def _within_seconds(true: Callable[[], bool]) -> bool:
    for _ in range(200):
        if true():
            return True
        time.sleep(0.05)
    return False


def _runs(process: int) -> bool:
    """Alive: neither gone nor only waiting to be buried."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False

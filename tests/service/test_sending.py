"""Since when nothing can be sent is noted once, by whoever finds it out, and its end too."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cases.errors import PostError
from service.operation import Operation
from service.sending import AWAY, BACK, NotingPostman, away_since
from service.troubles import FRESH, Troubles
from tests.service.test_alarms import FULL, NOW, WELL

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Server:
    """A server that answers while it is `up`, as a postman sees it: asked anew after a failure alone."""

    def __init__(self) -> None:
        self.up, self.sent = True, 0

    def reachable(self):
        if not self.up:
            raise PostError("væk")

    def send(self, mail, about_to_send):
        self.reachable()
        about_to_send()
        self.sent += 1

    def close(self):
        pass


class Office:
    def __init__(self) -> None:
        self.now, self.noted, self.server, self.written = NOON, {}, Server(), 0

    def notes(self):
        return self.noted

    def note(self, name, at):
        self.noted[name] = at
        self.written += 1

    def postman(self):
        return NotingPostman(self.server, self, lambda: self.now)

    def asks(self, postman, minutes=0):
        self.now += timedelta(minutes=minutes)
        try:
            postman.reachable()
        except PostError:
            return False
        return True


def test_while_all_is_well_nothing_is_written():
    office = Office()
    postman = office.postman()
    assert [office.asks(postman, 1) for _ in range(3)] == [True] * 3
    postman.send(None, lambda: None)
    assert (office.asks(postman), office.written, away_since(office.noted)) == (True, 0, None)


def test_it_is_noted_when_it_goes_away_and_when_it_is_back():
    office = Office()
    postman = office.postman()
    office.server.up = False
    assert [office.asks(postman, 1) for _ in range(3)] == [False] * 3
    assert (away_since(office.noted), office.written) == (NOON + timedelta(minutes=1), 1)
    office.server.up = True
    assert office.asks(postman, 1)
    assert (away_since(office.noted), office.noted[BACK]) == (None, NOON + timedelta(minutes=4))
    office.server.up = False
    office.asks(postman, 1)
    assert away_since(office.noted) == office.noted[AWAY] == NOON + timedelta(minutes=5)


@pytest.mark.parametrize("fresh", [True, False], ids=["another program", "one that has just sent"])
def test_who_reaches_it_says_so_for_one_that_ended_while_it_was_away(fresh):
    office = Office()
    other = office.postman()
    office.asks(other)
    office.server.up = False
    office.asks(office.postman(), 1)
    office.server.up = True
    if not fresh:
        other.send(None, lambda: None)
    office.asks(office.postman() if fresh else other, 1)
    assert away_since(office.noted) is None


def test_it_is_back_though_a_clock_that_is_ahead_noted_that_it_went_away():
    office = Office()
    office.note(AWAY, NOON + timedelta(minutes=2))
    assert office.asks(office.postman())
    assert away_since(office.noted) is None
    office.server.up = False
    office.asks(office.postman(), 1)
    assert away_since(office.noted) is None  # it is noted again and again, until our clock is past theirs
    office.asks(office.postman(), 2)
    assert away_since(office.noted) == NOON + timedelta(minutes=3)


def test_nothing_is_written_between_the_mark_and_the_end_of_a_sending():
    office = Office()
    office.note(AWAY, NOON)
    office.postman().send(None, lambda: None)
    assert office.written == 1


def test_the_pages_tell_for_what_work_stands_still_and_look_again_after_half_a_minute():
    found, times = [replace(FULL, backup=None), WELL], [NOW, NOW + FRESH / 2, NOW + FRESH]
    troubles = Troubles(lambda: found.pop(0), Operation(), lambda: times.pop(0))
    assert [troubles() for _ in range(3)] == [*[("Disken er næsten fuld (812 MB fri).",)] * 2, ()]

"""Trouble of the world while the daemon runs; the promises are those of the kills.

| fault | held by |
|---|---|
| server restart, UIDs given anew under one UIDVALIDITY, mail moved back, clock back and ahead | here |
| black hole of the mailbox, of the post; connection cut while it runs | here |
| disk full at each write, database locked, a letter that kills whoever takes it, two read at once | here |
| what is not yet on the disk when the power goes: the order of writes and syncs | crash/test_synced |
| two daemons on PostgreSQL, killed and stopped at random | crash/pair |
| a copy of the database put back | story/test_restored |
| connection cut at each question, UIDVALIDITY changed, folder missing, mail deleted | story/test_mailbox_trouble |
| wrong password, no TLS, wrong certificate, server away | story/test_mailbox_trouble |
| 451, 554, cut at RCPT, before and after storing; post office closed | story/test_mailbox_trouble |
| silence after the text | replies/test_smtp |
| token expired, refused, asked for anew in mid-run | story/test_login |
| a mail that the server lists and does not hand out | intake/test_imap_servers |
| every call of a port and every word of SMTP, by kill | story/test_killed |
"""

import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from cases.letters import Ending
from storage.claims import MAX_TRIES
from tests.crash.counts import Count, as_property
from tests.crash.faults import FAULTS, LOCKS, PATIENCE, WRITES, Fault, emptied, index_lost, locked, small_disk
from tests.crash.living import Life, Point, Process, logged
from tests.crash.mails import ALIAS, SAME_TWICE, SUPPLEMENTED, Sort, group_of
from tests.crash.pair import shared_place
from tests.crash.run import check, quiet, rest, send
from tests.crash.scenarios import scenario
from tests.crash.yard import Place, Yard
from tests.servers.line import Line
from tests.servers.postgres import Cluster

pytestmark = pytest.mark.slow


def _mostly_long(points: Sequence[object], quick: int = 1) -> list[object]:
    """Only the first few in every run of the tests; the rest take minutes together."""
    return [*points[:quick], *(pytest.param(*_values(one), marks=pytest.mark.long) for one in points[quick:])]


def _values(one: object) -> tuple[object, ...]:
    return one if isinstance(one, tuple) and isinstance(one[0], Fault) else (one,)


HAPPENINGS = [one for fault in FAULTS for one in _mostly_long([(fault, point) for point in fault.points])]
LATE = 3
"""Mails that come when the trouble has begun."""
FAST = 0.2
LEASE, HEALED = 3, 30
"""Seconds for which a life has what it works at, where nothing could be written of its failure; and those within which
it goes on by itself when the trouble is over."""


def _name(value: object) -> str:
    return f"{value[0]} {value[1]}" if isinstance(value, tuple) else str(value)


def _waiting(place: Place, life: Life, count: Count) -> Process:
    """A daemon that waits at its point, with the mails of a seed before it but for those that come `_later`."""
    send(place, replace(scenario(7), order=scenario(7).order[:-LATE]), count)
    process = Process(place.settings, life)
    count.starts += 1
    assert process.waits_at(20) == life.waits[0][0]
    return process


def _later(place: Place, count: Count) -> None:
    """The rest of the mails."""
    send(place, replace(scenario(7), order=scenario(7).order[-LATE:]), count)


def _until_done(place: Place, letters: int) -> None:
    until = time.monotonic() + 20
    while place.query("SELECT count(*) FROM letters WHERE step = 'DONE'") != [(letters,)]:
        assert time.monotonic() < until
        time.sleep(0.02)


def _well_again(place: Place, process: Process, seconds: float) -> bool:
    """Whether the same life comes to rest by itself; it is ended either way."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and not quiet(place):
        time.sleep(0.05)
    well = quiet(place)
    assert process.alive
    process.kill()
    return well


def _heals(place: Place, process: Process) -> None:
    """It comes to rest by itself, or its log says what it did instead."""
    assert _well_again(place, process, HEALED), f"{place.unfinished()} unfinished\n{logged(place.settings)}"


def _all_is_kept(place: Place, count: Count, record_property) -> None:
    rest(place, count)
    count.runs += 1
    check(place, scenario(7).groups, count, "a fault")
    record_property(*as_property(count))


@pytest.mark.parametrize(("fault", "point"), HAPPENINGS, ids=_name)
def test_what_happens_to_the_world_loses_and_doubles_nothing(
    place: Place, fault: Fault, point: Point, record_property
) -> None:
    """It goes on from where it was, and is killed and started again if it does not come to rest."""
    count = Count()
    process = _waiting(place, Life(waits=(point,), patience=5), count)
    fault.happens(place)
    _later(place, count)
    process.go_on(fault.jump)
    _well_again(place, process, 3)
    _all_is_kept(place, count, record_property)


@pytest.mark.parametrize("point", _mostly_long([("fetched", 2), ("looking", 1), ("moving", 1)]), ids=_name)
@pytest.mark.parametrize("cut", [False, True], ids=["swallowed", "cut"])
def test_a_line_to_the_mailbox_that_goes_dead_heals_in_the_same_life(
    place: Place, point: Point, cut: bool, record_property
) -> None:
    """It accepts and says nothing, or is cut: the wait is over in time, and the next look goes through."""
    count = Count()
    with Line(place.yard.imap.imaps_port) as line:
        place.write_settings(imap=line.port)
        process = _waiting(place, Life(waits=(point,), patience=PATIENCE), count)
        line.cut() if cut else line.swallow()
        _later(place, count)
        process.go_on()
        time.sleep(2 * PATIENCE)
        line.carry()
        _heals(place, process)
    place.write_settings()
    _all_is_kept(place, count, record_property)


@pytest.mark.parametrize("point", _mostly_long([("marked", 2), ("mail-claimed", 1), ("rcpt-ok", 1)]), ids=_name)
def test_a_line_to_the_post_that_goes_dead_sends_nothing_twice(place: Place, point: Point, record_property) -> None:
    """Before the mark it is sent later; after it nobody knows, and a person decides."""
    count = Count()
    with Line(place.yard.smtp.port) as line:
        place.write_settings(smtp=line.port)
        process = _waiting(place, Life(waits=(point,), patience=PATIENCE, lease=LEASE), count)
        line.swallow()
        _later(place, count)
        process.go_on()
        time.sleep(2 * PATIENCE)
        line.carry()
        _heals(place, process)
    place.write_settings()
    _all_is_kept(place, count, record_property)


@pytest.mark.parametrize("point", _mostly_long(WRITES, 3), ids=_name)
def test_a_full_disk_loses_and_doubles_nothing(place: Place, point: Point, record_property) -> None:
    """ENOSPC at this very write; the daemon lives, and goes on when there is room."""
    count = Count()
    try:
        with small_disk(place) as fill:
            process = _waiting(place, Life(waits=(point,), lease=LEASE), count)
            fill()
            _later(place, count)
            process.go_on()
            time.sleep(0.5)
            assert process.alive
            emptied(place)
            _heals(place, process)
            _all_is_kept(place, count, record_property)
    except PermissionError as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("point", _mostly_long(LOCKS, 2), ids=_name)
def test_a_locked_database_loses_and_doubles_nothing(place: Place, point: Point, record_property) -> None:
    """Another program holds it for longer than we wait."""
    count = Count()
    process = _waiting(place, Life(waits=(point,), lock_patience=FAST, lease=LEASE), count)
    with locked(place):
        _later(place, count)
        process.go_on()
        time.sleep(4 * FAST)
    _heals(place, process)
    _all_is_kept(place, count, record_property)


def test_a_place_that_was_given_to_a_mail_nobody_has_read_is_not_moved_from(place: Place, record_property) -> None:
    """All that came is done, and the first two are moved, when the server gives UIDs anew and more mail comes."""
    count = Count()
    process = _waiting(place, Life(waits=(("listing", 1), ("moved", 1))), count)
    _until_done(place, count.mails)
    process.go_on()
    assert process.waits_at(20) == "moved"
    index_lost(place)
    _later(place, count)
    process.go_on()
    _well_again(place, process, 3)
    _all_is_kept(place, count, record_property)


@pytest.mark.parametrize("sort", [SAME_TWICE, ALIAS, SUPPLEMENTED], ids=lambda sort: sort.name)
def test_two_that_are_read_at_once_end_as_if_one_had_come_first(
    shared: Yard, postgres: Cluster, sort: Sort, record_property
) -> None:
    """One is judged, and waits; meanwhile the other goes all its way. The keys of the database tell the first of it.
    On PostgreSQL: on SQLite who judges is the only one who writes.
    """
    count = Count(runs=1)
    group = group_of(sort, 7)
    with shared_place(shared, postgres) as place:
        for raw in group.raws:
            place.deliver(raw)
        process = Process(place.settings, Life(waits=(("judged", 1),), hands=2, batch=1))
        assert process.waits_at(20)
        _until_done(place, 1)
        process.go_on()
        _well_again(place, process, 1)
        rest(place, count)
        check(place, (group,), count, "two at once")
    record_property(*as_property(count))


def test_a_letter_that_kills_whoever_takes_it_is_set_aside_and_holds_nobody_up(place: Place) -> None:
    """Each life takes it once; all the others are done long before it is given up."""
    send(place, scenario(7), Count())
    lives, done_after = 0, 0
    while place.query("SELECT count(*) FROM letters WHERE ending = 'SET_ASIDE' AND tries > 1") == [(0,)]:
        process = Process(place.settings, Life(poison=scenario(7).groups[0].raws[0], ahead=lives * timedelta(hours=1)))
        until = time.monotonic() + 20
        while process.alive and not quiet(place) and time.monotonic() < until:
            time.sleep(0.02)
        if process.alive:
            process.kill()
        else:
            process.bury()
        lives += 1
        if not done_after and place.query("SELECT count(*) FROM letters WHERE step != 'DONE'") <= [(1,)]:
            done_after = lives
        assert lives <= MAX_TRIES + 2
    assert done_after <= 3
    with closing(place.opened()) as app:
        aside = [row for row in app.store.letters() if row.why.startswith("Programmet gik i stå")]
        assert [row.ending for row in aside] == [Ending.SET_ASIDE]
        assert len(app.store.letters()) == len(scenario(7).order)

"""Mails on their way into the store: fetched while others are written, and none lost whoever breaks off."""

import threading

import pytest

from cases.errors import MailboxError, StoreError
from intake.receive import take_in
from tests.intake.letters import a_mail
from tests.intake.office import Office


def _mails(office: Office, count: int) -> None:
    for number in range(count):
        office.mailbox.put(a_mail(message_id=f"<{number}@x>"))


class _Keeps:
    """The store, in which something happens before each batch is kept; it is told the uids."""

    def __init__(self, store, before) -> None:
        self._store, self._before = store, before

    def __getattr__(self, name: str):
        return getattr(self._store, name)

    def keep(self, fetched, now):
        self._before([one.arrival.place.uid for one in fetched])
        return self._store.keep(fetched, now)


def _kept(office: Office) -> list[int]:
    return [arrival.place.uid for arrival in office.mailbox.arrivals() if office.store.kept([arrival])]


def test_while_some_are_written_those_after_them_are_fetched(office: Office, monkeypatch) -> None:
    """The first batch is written only once the second is being fetched."""
    monkeypatch.setattr("intake.keep.BATCH", 1)
    _mails(office, 2)
    fetch, second, in_time = office.mailbox.fetch, threading.Event(), list[bool]()

    def fetches(arrival, into):
        if arrival.place.uid == 2:
            second.set()
        return fetch(arrival, into)

    office.mailbox.fetch = fetches
    store = _Keeps(office.store, lambda uids: in_time.append(second.wait(20)))
    assert take_in(office.mailbox, store, office.clock) == 2
    assert in_time == [True, True]


@pytest.mark.parametrize("lost", [1, 2, 3])
@pytest.mark.parametrize("batch", [1, 10])
def test_what_came_before_the_server_went_away_is_worked_on_at_once(
    office: Office, monkeypatch, lost: int, batch: int
) -> None:
    """It is kept, and told: nobody waits for the next look."""
    monkeypatch.setattr("intake.keep.BATCH", batch)
    _mails(office, lost)
    fetch, arrivals, told = office.mailbox.fetch, office.mailbox.arrivals, [0]

    def breaks_off(arrival, into):
        if arrival.place.uid == lost:
            office.mailbox.arrivals = broken
            broken()
        return fetch(arrival, into)

    def broken():
        raise MailboxError("nede")

    office.mailbox.fetch = breaks_off
    with pytest.raises(MailboxError):
        take_in(office.mailbox, office.store, office.clock, lambda: told.append(len(office.store.letters())))
    office.mailbox.arrivals = arrivals
    assert (told[-1], _kept(office)) == (lost - 1, [*range(1, lost)])


@pytest.mark.parametrize("broken", [1, 2, 3])
def test_a_batch_that_cannot_be_written_is_kept_at_the_next_look_and_none_twice(
    office: Office, monkeypatch, broken: int
) -> None:
    """Whichever it is, whoever looked is told."""
    monkeypatch.setattr("intake.keep.BATCH", 1)
    _mails(office, 3)
    asked = list[int]()

    def breaks(uids: list[int]) -> None:
        asked.extend(uids)
        if uids == [broken]:
            raise StoreError("væk")

    with pytest.raises(StoreError):
        take_in(office.mailbox, _Keeps(office.store, breaks), office.clock)
    assert asked == [*_kept(office), broken] == [*range(1, broken + 1)]
    assert take_in(office.mailbox, office.store, office.clock) == 4 - broken
    assert (_kept(office), len(office.store.letters())) == ([1, 2, 3], 3)


def test_a_program_that_is_to_end_keeps_the_batch_at_hand_and_the_next_look_has_the_rest(
    office: Office, monkeypatch
) -> None:
    monkeypatch.setattr("intake.keep.BATCH", 1)
    _mails(office, 3)
    fetch, fetched = office.mailbox.fetch, list[int]()

    def fetches(arrival, into):
        fetched.append(arrival.place.uid)
        return fetch(arrival, into)

    office.mailbox.fetch = fetches
    assert take_in(office.mailbox, office.store, office.clock, stopped=lambda: bool(fetched)) == 1
    assert (fetched, _kept(office)) == ([1], [1])
    assert take_in(office.mailbox, office.store, office.clock) == 2

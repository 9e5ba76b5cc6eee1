"""Letters that are worked on in company: what happens to one is nothing to the others."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from cases.application import Unread
from cases.errors import StoreError, WorldError
from cases.letters import Ending
from cases.store import LEASE
from intake.ends import AGAIN, Ends, Seen
from intake.letter import Letter
from intake.look import look
from intake.receive import take_in
from storage import Store
from tests.intake.letters import KnowingReader, a_desk, a_mail, a_pdf, an_elev
from tests.intake.office import Office

PDF, OTHER = a_pdf("one"), a_pdf("two")
ALL = [Ending.NOT_APPLICATION] * 3


def _robots(office: Office, count: int = 3) -> None:
    """So many letters that end by themselves, kept."""
    for number in range(count):
        office.mailbox.put(a_mail(message_id=f"<{number}@x>", subject=f"nr. {number}", Auto_Submitted="auto-replied"))
    take_in(office.mailbox, office.store, office.clock)


@dataclass
class SlowReader(KnowingReader):
    """Takes long over the second mail: until the first one has ended, which it sees in the store."""

    office: Office | None = None
    read_so_far: list[bytes] = field(default_factory=list)

    def parse(self, raw: bytes) -> Letter | Unread:
        self.read_so_far.append(raw)
        until = time.monotonic() + 20
        while len(self.read_so_far) == 2 and self.office.endings()[0] is None:
            assert time.monotonic() < until
            time.sleep(0.01)
        return super().parse(raw)


@dataclass
class WaitingReader(KnowingReader):
    """Reads the first mail until those behind it are ready again."""

    office: Office | None = None

    def parse(self, raw: bytes) -> Letter | Unread:
        until = time.monotonic() + 20
        while [row.state.name for row in self.office.store.letters()] != ["RUNNING", "READY", "READY"]:
            assert time.monotonic() < until
            time.sleep(0.01)
        return super().parse(raw)


class FailingReader(KnowingReader):
    """The world fails for the second mail."""

    def parse(self, raw: bytes) -> Letter | Unread:
        if b"<1@x>" in raw:
            raise WorldError("ingen motor")
        return super().parse(raw)


def test_while_one_takes_long_those_before_it_end_and_those_after_it_are_anybodys(office: Office) -> None:
    """It ends too, and whoever comes next has what was let go, as if it had not been claimed."""
    office.reader = SlowReader(office=office)
    _robots(office)
    assert office.receive_next(10) == 2
    assert office.endings() == [*ALL[:2], None]
    (work,) = office.store.claim_letters("there:1", office.clock(), 10)
    assert work.attempt == 2
    office.store.let_go([work])
    assert len(office.store.claim_letters("there:1", office.clock(), 10)) == 1


def test_a_program_that_is_to_end_lets_go_of_what_it_has_not_begun(office: Office) -> None:
    """The one that it is just reading ends."""
    office.reader = WaitingReader(office=office)
    _robots(office)
    assert office.receive_next(10, stopped=lambda: True) == 1
    assert office.endings() == [ALL[0], None, None]
    assert len(office.store.claim_letters("there:1", office.clock(), 10)) == 2


def test_a_failing_world_is_counted_for_the_one_letter_and_the_others_end(office: Office) -> None:
    office.reader = FailingReader()
    _robots(office)
    assert office.receive_next(10) == 3
    assert office.endings() == [ALL[0], None, ALL[2]]
    assert [row.why for row in office.store.letters()][1] == "WorldError"


def test_an_answer_that_cannot_be_written_takes_no_other_letter_along(office: Office) -> None:
    """The first is undone in company and met again alone, where its failure is counted."""
    owe, office.reader.says[PDF], office.reader.says[OTHER] = office.owe, an_elev(), an_elev(name="Bo Lind")

    def broken(reception, cases):
        if reception.look.letter.subject == "wrong":
            raise ValueError("a template is wrong")
        return owe(reception, cases)

    office.owe = broken
    office.run(
        a_mail(("Gødvadskolen - Emma Sørensen.pdf", PDF), subject="wrong", message_id="<1@x>"),
        a_mail(("Gødvadskolen - Bo Lind.pdf", OTHER), message_id="<2@x>"),
    )
    assert office.endings() == [None, Ending.CASE]
    assert [case.number for case in office.store.cases()] == ["T-2022-0001"]


def test_a_form_and_its_supplement_may_end_in_one_transaction(office: Office) -> None:
    """The second sees the case that the first has just opened."""
    office.reader.says[PDF] = office.reader.says[OTHER] = an_elev()
    office.run(
        a_mail(("Gødvadskolen - Emma Sørensen.pdf", PDF), message_id="<1@x>"),
        a_mail(("Gødvadskolen - Emma Sørensen.pdf", OTHER), message_id="<2@x>"),
    )
    assert office.endings() == [Ending.CASE, Ending.SUPPLEMENT]
    (case,) = office.store.cases()
    assert len(office.store.papers(case.number)) == 2


def test_a_database_that_breaks_off_what_ends_together_has_each_end_alone(office: Office) -> None:
    """As PostgreSQL does with one of two transactions that wait for each other."""
    _robots(office)
    office.store = _BreaksOnce(office.store)
    assert office.receive_next(10) == 3
    assert office.endings() == ALL
    assert office.store.broke


class _BreaksOnce:
    """A store whose first transaction is broken off at its end."""

    broke = False

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getattr__(self, name: str):
        return getattr(self._store, name)

    @contextmanager
    def together(self) -> Iterator[None]:
        with self._store.together():
            yield
            if not self.broke:
                self.broke = True
                raise StoreError("afbrudt")


@pytest.mark.parametrize("tries", [1, 3, 5])
def test_when_the_database_is_back_those_end_that_waited_and_a_failure_is_counted(office: Office, tries: int) -> None:
    """Nobody is left behind under a claim, and none has lost an attempt by it."""
    _robots(office)
    works, waited = office.store.claim_letters("here:1", office.clock(), 10), list[float]()
    seen = [Seen(work, look(office.reader.parse(work.raw), office.reader, a_desk())) for work in works]
    ends = Ends(_Away(office.store, tries), a_desk(), office.owe, office.clock, waited.append)
    ends.write((seen[0], seen[2]))
    assert (office.endings(), tuple(waited)) == ([ALL[0], None, ALL[2]], AGAIN[: tries // 2])
    Ends(_Away(office.store, tries), a_desk(), office.owe, office.clock, waited.append).failed(works[1], WorldError())
    assert [(row.why, row.state.name) for row in office.store.letters()][1] == ("WorldError", "READY")


def test_a_database_that_stays_away_is_given_up_when_the_claims_have_run_out(office: Office) -> None:
    _robots(office, 1)
    (work,), waited = office.store.claim_letters("here:1", office.clock(), 10), list[float]()
    with pytest.raises(StoreError):
        Ends(_Away(office.store, 99), a_desk(), office.owe, office.clock, waited.append).failed(work, WorldError())
    assert sum(waited) >= LEASE.total_seconds()


class _Away:
    """A store that cannot be written to for the first so many times."""

    def __init__(self, store: Store, tries: int) -> None:
        self._store, self._left = store, tries

    def __getattr__(self, name: str):
        return getattr(self._store, name)

    def together(self):
        self._answer()
        return self._store.together()

    def fail_letter(self, *what, **how):
        self._answer()
        return self._store.fail_letter(*what, **how)

    def _answer(self) -> None:
        if self._left:
            self._left -= 1
            raise StoreError("væk")


@pytest.mark.parametrize("lost", [0, 1, 2])
def test_a_claim_that_was_lost_on_the_way_is_left_to_whoever_has_it_now(office: Office, lost: int) -> None:
    _robots(office)

    class Losing(KnowingReader):
        def parse(self, raw: bytes) -> Letter | Unread:
            if f"<{lost}@x>".encode() in raw:
                office.store.give_back(works[lost], office.clock())
            return super().parse(raw)

    works = office.store.claim_letters("here:1", office.clock(), 10)
    office.reader = Losing()
    assert office.work_on(works) == 3
    assert [ending is None for ending in office.endings()] == [number == lost for number in range(3)]

"""Letters that are worked on in company: what happens to one is nothing to the others."""

import gc
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from io import BytesIO

import pytest

from cases.application import Unread
from cases.errors import StaleError, StoreError, TovholderError, WorldError
from cases.letters import Ending, Pieces
from cases.store import LEASE
from intake.claim import Hands
from intake.company import Company
from intake.ends import AGAIN, SLICE, Ends, Seen
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


@dataclass
class HoldingReader(KnowingReader):
    """The world fails for every mail, with what is in it at hand."""

    held: list[weakref.ref] = field(default_factory=list)

    def parse(self, raw: bytes) -> Letter | Unread:
        opened = BytesIO(raw)
        self.held.append(weakref.ref(opened))
        raise WorldError("ingen motor")


def test_what_a_letter_that_failed_held_is_let_go_of_at_once(office: Office) -> None:
    """Garbage is sought for seldom, and mails and papers are large."""
    office.reader = HoldingReader()
    _robots(office)
    gc.disable()
    try:
        office.receive_next(10)
        assert [held() for held in office.reader.held] == [None] * 3
    finally:
        gc.enable()


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


@pytest.mark.parametrize("trouble", [StoreError, StaleError])
def test_a_database_that_breaks_off_what_ends_together_has_each_end_alone(
    office: Office, trouble: type[TovholderError]
) -> None:
    """As PostgreSQL does with one of two transactions that wait for each other, or when only the commit meets what
    another has written.
    """
    _robots(office)
    office.store = _BreaksOnce(office.store, trouble)
    assert office.receive_next(10) == 3
    assert office.endings() == ALL
    assert office.store.broke


class _BreaksOnce:
    """A store whose first transaction is broken off at its end."""

    broke = False

    def __init__(self, store: Store, trouble: type[TovholderError]) -> None:
        self._store, self._trouble = store, trouble

    def __getattr__(self, name: str):
        return getattr(self._store, name)

    @contextmanager
    def together(self) -> Iterator[None]:
        with self._store.together():
            yield
            if not self.broke:
                self.broke = True
                raise self._trouble("afbrudt")


@pytest.mark.parametrize("tries", [1, 3, 5])
def test_when_the_database_is_back_those_end_that_waited_and_a_failure_is_counted(office: Office, tries: int) -> None:
    """Nobody is left behind under a claim, and none has lost an attempt by it."""
    _robots(office)
    works, waited = office.store.claim_letters("here:1", office.clock(), 10), list[float]()
    seen = [Seen(work, look(office.reader.parse(work.raw), office.reader, a_desk())) for work in works]
    ends = Ends(_Away(office.store, tries), a_desk(), office.owe, office.clock, waited.append)
    ends.write((seen[0], seen[2]))
    assert (office.endings(), sum(waited)) == ([ALL[0], None, ALL[2]], sum(AGAIN[: tries // 2]))
    Ends(_Away(office.store, tries), a_desk(), office.owe, office.clock, waited.append).failed(works[1], WorldError())
    assert [(row.why, row.state.name) for row in office.store.letters()][1] == ("WorldError", "READY")


def test_a_database_that_stays_away_is_given_up_when_the_claims_have_run_out(office: Office) -> None:
    _robots(office, 1)
    (work,), waited = office.store.claim_letters("here:1", office.clock(), 10), list[float]()
    with pytest.raises(StoreError):
        Ends(_Away(office.store, 99), a_desk(), office.owe, office.clock, waited.append).failed(work, WorldError())
    assert sum(waited) >= LEASE.total_seconds()


def test_a_program_that_is_to_end_does_not_wait_for_the_database(office: Office) -> None:
    """It looks whether it is to end while it waits, and then tries once more."""
    _robots(office, 1)
    (work,), waited = office.store.claim_letters("here:1", office.clock(), 10), list[float]()
    store = _Away(office.store, 99)
    ends = Ends(store, a_desk(), office.owe, office.clock, waited.append, lambda: len(waited) == 3)
    with pytest.raises(StoreError):
        ends.failed(work, WorldError())
    assert (sum(waited), store.asked) == (3 * SLICE, 3)


class _Away:
    """A store that cannot be written to for the first so many times."""

    def __init__(self, store: Store, tries: int) -> None:
        self._store, self._left, self.asked = store, tries, 0

    def __getattr__(self, name: str):
        return getattr(self._store, name)

    def together(self):
        self._answer()
        return self._store.together()

    def fail_letter(self, *what, **how):
        self._answer()
        return self._store.fail_letter(*what, **how)

    def _answer(self) -> None:
        self.asked += 1
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


@dataclass
class LookingReader(KnowingReader):
    """Notes how every letter stands whenever a mail is read."""

    office: Office | None = None
    stood: list[list[str]] = field(default_factory=list)

    def parse(self, raw: bytes) -> Letter | Unread:
        self.stood.append([row.state.name for row in self.office.store.letters()])
        return super().parse(raw)


def test_while_one_company_is_read_the_one_before_it_ends(office: Office) -> None:
    """Not before: what was read waits until the next ones are claimed, and at the end for nothing."""
    office.reader = ReadingReader(office=office)
    _robots(office, 4)
    with Hands(office.store, office.clock) as hands:
        company = Company(office.store, office.reader, office.owe, office.clock, hands)
        for _ in range(2):
            works = office.store.claim_letters("here:1", office.clock(), 2)
            assert company.receive(works, a_desk()) == 2
        assert office.endings() == [*ALL[:2], None, None]
        company.end()
    assert office.endings() == [*ALL, ALL[0]]


@dataclass
class ReadingReader(KnowingReader):
    """Reads the third mail until the first two have ended."""

    office: Office | None = None

    def parse(self, raw: bytes) -> Letter | Unread:
        until = time.monotonic() + 20
        while b"<2@x>" in raw and None in self.office.endings()[:2]:
            assert time.monotonic() < until
            time.sleep(0.01)
        return super().parse(raw)


def test_a_letter_that_was_tried_before_is_met_by_nobody_who_waits(office: Office) -> None:
    """It may kill whoever takes it: those before it have ended when it is read."""
    office.reader = LookingReader(office=office)
    _robots(office, 2)
    tried, fresh = office.store.claim_letters("here:1", office.clock(), 2)
    office.store.give_back(tried, office.clock())
    office.now += timedelta(hours=1)
    with Hands(office.store, office.clock) as hands:
        company = Company(office.store, office.reader, office.owe, office.clock, hands)
        company.receive([fresh], a_desk())
        company.receive(office.store.claim_letters("here:1", office.clock()), a_desk())
        company.end()
    assert office.reader.stood == [["READY", "RUNNING"], ["RUNNING", "DONE"]]


def test_letters_that_bring_much_do_not_wait_for_more(office: Office, monkeypatch) -> None:
    """What one letter brings is written before the next has brought as much again."""
    monkeypatch.setattr("intake.company.CARRIED", 2000)
    office.reader = LookingReader(office=office)
    for number in range(3):
        office.mailbox.put(a_mail(("stor.pdf", a_pdf("x" * 1500)), message_id=f"<{number}@x>"))
    take_in(office.mailbox, office.store, office.clock)
    written = _counted(office)
    assert office.receive_next(10) == 3
    assert (written, [row.state.name for row in office.store.letters()]) == ([2, 1], ["DONE"] * 3)
    assert office.reader.stood[2] == ["DONE", "DONE", "RUNNING"]  # nor is it read before


class ManyFilesReader(LookingReader):
    """Gives the papers of each mail as open files, forty of them, as of a small zip."""

    def parse(self, raw: bytes) -> Letter | Unread:
        letter = super().parse(raw)
        (paper,) = letter.papers
        big = Pieces(len(paper.content), lambda: iter((paper.content,)))
        return replace(letter, papers=tuple(replace(paper, position=n, content=b"", big=big) for n in range(40)))


def test_letters_that_hold_many_open_files_do_not_wait_for_more(office: Office) -> None:
    """However small the files are."""
    office.reader = ManyFilesReader(office=office)
    for number in range(3):
        office.mailbox.put(a_mail(("lille.pdf", PDF), message_id=f"<{number}@x>", Auto_Submitted="auto-replied"))
    take_in(office.mailbox, office.store, office.clock)
    assert office.receive_next(10) == 3
    assert office.reader.stood[2] == ["DONE", "DONE", "RUNNING"]


def test_what_has_ended_is_held_no_longer(office: Office, monkeypatch) -> None:
    """Neither what was read of it nor its claim, and of a letter that waits for its end not its mail."""
    monkeypatch.setattr("intake.company.CARRIED", 2000)
    for number in range(3):
        office.mailbox.put(a_mail(("stor.pdf", a_pdf("x" * 1500)), message_id=f"<{number}@x>"))
    take_in(office.mailbox, office.store, office.clock)
    reader, alive = WeakReader(), list[int]()
    with NotingHands(office.store, office.clock) as hands:

        def after() -> None:
            alive.append(sum(letter() is not None for letter in reader.letters[:2]))

        company = Company(office.store, reader, lambda *_: (), office.clock, hands, after)
        company.receive(office.store.claim_letters("here:1", office.clock(), 10), a_desk())
        company.end()
    assert alive[0] <= 1  # the last of them is still at hand
    assert hands.noted == [[1, 2, 3], [3], []]


class WeakLetter(Letter):
    """A letter of which can be told whether anybody holds it."""


@dataclass
class WeakReader(KnowingReader):
    """Remembers the letters that it gave, and holds none."""

    letters: list[weakref.ref] = field(default_factory=list)

    def parse(self, raw: bytes) -> Letter | Unread:
        parsed = super().parse(raw)
        letter = WeakLetter(*(getattr(parsed, one.name) for one in fields(parsed)))
        self.letters.append(weakref.ref(letter))
        return letter


class NotingHands(Hands):
    """Notes for which letters it beats."""

    def __init__(self, *values) -> None:
        super().__init__(*values)
        self.noted: list[list[int]] = []

    def hold(self, works) -> None:
        super().hold(works)
        assert not any(work.raw or work.big for work in self._works)
        self.noted.append([work.id for work in self._works])


def test_others_are_told_of_what_was_let_go_once_it_is(office: Office) -> None:
    """Told before, they would find nothing, and nobody would tell them again."""
    office.reader, stood = WaitingReader(office=office), list[list[str]]()
    _robots(office)
    with Hands(office.store, office.clock) as hands:

        def after() -> None:
            stood.append([row.state.name for row in office.store.letters()])

        company = Company(office.store, office.reader, office.owe, office.clock, hands, after)
        company.receive(office.store.claim_letters("here:1", office.clock(), 10), a_desk(), lambda: True)
        company.end()
    assert stood == [["RUNNING", "READY", "READY"], ["DONE", "READY", "READY"]]


def _counted(office: Office) -> list[int]:
    """How many letters end in each transaction, from now on."""
    ended: list[int] = []
    finish, together = office.store.finish_letter, office.store.together

    class Counting:
        def __getattr__(self, name: str):
            return getattr(store, name)

        @contextmanager
        def together(self):
            ended.append(0)
            with together():
                yield

        def finish_letter(self, *values):
            ended[-1] += 1
            return finish(*values)

    store, office.store = office.store, Counting()
    return ended

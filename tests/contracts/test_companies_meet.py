"""Two companies of letters that change the same cases in another order: on PostgreSQL they lock each other out."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from cases.case import Case
from cases.letters import Ending, LetterWork
from cases.mails import OutgoingMail
from cases.store import LETTER_PAUSES
from intake.decide import Reception
from intake.ends import Ends, Seen
from intake.look import look
from intake.receive import take_in
from tests.intake.letters import a_desk, a_mail, a_pdf, an_elev
from tests.intake.office import Office

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow

EMMA, BO = "Emma Sørensen", "Bo Lind"
CPR = {EMMA: "150312-9993", BO: "240813-9993"}
SUPPLEMENTS = ((EMMA, BO), (BO, EMMA))
"""About whom the letters of each company are, in order."""


class _Meets:
    """What is owed about a letter; the first of each company waits here until both hold the case they wrote first. On
    SQLite, where one writes at a time, nobody waits (`barrier` is None).
    """

    def __init__(self, office: Office, barrier: threading.Barrier | None) -> None:
        self.office, self.barrier, self.waited = office, barrier, False

    def __call__(self, reception: Reception, cases: tuple[Case, ...]) -> Sequence[OutgoingMail]:
        if self.barrier and not self.waited:
            self.waited = True
            self.barrier.wait(30)
        return self.office.owe(reception, cases)


def test_both_end_and_each_letter_once(opened) -> None:
    here, there = (Office(opened()) for _ in range(2))
    office, papers = here, [(about, a_pdf(f"{about} {n}")) for n in range(3) for about in (EMMA, BO)]
    for each in (here, there):
        each.reader.says.update({paper: an_elev(about, cpr=CPR[about]) for about, paper in papers})
    _put(office, papers[:2])
    assert office.receive_next(10) + office.receive_next(10) == 2
    order = {about: [paper for who, paper in papers[2:] if who == about] for about in (EMMA, BO)}
    _put(office, [(about, order[about][number]) for number, company in enumerate(SUPPLEMENTS) for about in company])
    companies = [each.store.claim_letters(f"vaert:{n}", each.clock(), 2) for n, each in enumerate((here, there))]
    assert [len(works) for works in companies] == [2, 2]
    beside = here.store.ear() is not None
    barrier = threading.Barrier(2) if beside else None
    with ThreadPoolExecutor(2) as workers:
        list(workers.map(lambda each, works: _end(each, works, barrier), (here, there), companies))
    office.now += LETTER_PAUSES[0]
    while office.receive_next():  # who met a case that the other company was just changing was given back
        pass
    assert office.endings() == [Ending.CASE] * 2 + [Ending.SUPPLEMENT] * 4
    cases = office.store.cases()
    assert [case.application.detail for case in cases] == [EMMA, BO]
    assert [len(office.store.papers(case.number)) for case in cases] == [3, 3]
    assert [[event.what for event in office.store.history(case.number)].count("supplement") for case in cases] == [2, 2]
    assert len(office.store.mails()) == 6
    broken_off = len(here.receptions) + len(there.receptions) - 6  # it was asked what it owes, and then undone
    assert broken_off == int(beside)


def _put(office: Office, papers: Sequence[tuple[str, bytes]]) -> None:
    for about, paper in papers:
        name = f"Gødvadskolen - {about}"
        office.mailbox.put(a_mail((f"{name}.pdf", paper), subject=name, message_id=f"<{hash(paper)}@x>"))
    take_in(office.mailbox, office.store, office.clock)


def _end(office: Office, works: Sequence[LetterWork], barrier: threading.Barrier | None) -> None:
    seen = [Seen(work, look(office.reader.parse(work.raw), office.reader, a_desk())) for work in works]
    Ends(office.store, a_desk(), _Meets(office, barrier), office.clock).write(seen)

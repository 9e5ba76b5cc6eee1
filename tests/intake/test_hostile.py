"""No paper, whatever it is, takes more than its share: each ends in one sentence, or is read, and the next one too."""

import re
from pathlib import Path

import pytest

from intake.child import ChildReader
from intake.pool import ReaderPool
from intake.reading import WHY
from tests.letters import attached, with_parts
from tests.papers.hostile import PAPERS, zip_bomb

MOST = 100 << 10  # KiB that this process may grow by
SECONDS = 30  # of each paper; none needs a tenth of it


@pytest.fixture(scope="module")
def reader():
    with ChildReader(seconds=SECONDS) as opened:
        yield opened


def peak():
    """The most memory this process had since it was last asked, in KiB."""
    most = int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])
    Path("/proc/self/clear_refs").write_text("5")
    return most


@pytest.mark.slow
@pytest.mark.parametrize("name", PAPERS)
def test_a_hostile_paper_ends_in_one_sentence_and_costs_the_service_no_memory(name, reader):
    make, code = PAPERS[name]
    content = make()
    peak()
    before = peak()
    reading = reader.read(content)
    assert peak() - before < MOST
    assert (reading.unread.code if reading.unread else "") == code
    if code:
        assert reading.unread.why == WHY[code]
        assert reading.answers == ()
    assert reader.read(b"").unread.code == "empty"


@pytest.mark.slow
def test_a_bomb_in_a_mail_is_a_fault_of_the_mail(reader):
    mail = with_parts(attached(zip_bomb(), "Content-Type: application/zip; name=a.zip"))
    peak()
    before = peak()
    letter = reader.parse(mail)
    assert peak() - before < MOST
    assert "zip-too-big" in letter.faults
    assert [paper.ignored for paper in letter.papers] == [""]


@pytest.mark.slow
def test_a_paper_that_never_ends_costs_its_own_time_only():
    with ReaderPool(1, seconds=0.02) as pool:
        assert pool.read(PAPERS["locked"][0]()).unread.code == "too-slow"

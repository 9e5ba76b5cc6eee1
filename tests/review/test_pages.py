"""What the page shows: every case once, in the order of work, and nothing that names a child."""

from dataclasses import fields, is_dataclass, replace
from datetime import datetime, timedelta

from cases.case import Status
from cases.findings import Weight
from cases.letters import LetterRow, MailRow, MailState
from cases.rounds import COPENHAGEN
from review.pages import SPLITS, queue
from tests.replies.build import CPR, NOW, SECRET, SPRING, WINTER, a_case, a_finding

ROUNDS = (SPRING, WINTER)
LETTER = LetterRow(1, NOW, 9000, "done", "sag", "", ("T-2026-0142",), "kontor@ansskole.example", SECRET)
MAIL = MailRow(1, "kvittering", MailState.SENT, "", ("T-2026-0142",), NOW, NOW, "<x@y>", "kontor@ansskole.example", b"")


def words(value: object) -> str:
    """All text in a value, however deep."""
    if is_dataclass(value):
        return " ".join(words(getattr(value, field.name)) for field in fields(value))
    return " ".join(map(words, value)) if isinstance(value, tuple) else str(value)


def test_every_status_has_its_part_of_the_queue() -> None:
    """Each exactly one: no case is hidden, none is shown twice."""
    shown = [status for _, statuses in SPLITS for status in statuses]
    assert sorted(shown) == sorted(Status)


def test_a_case_stands_in_its_part_oldest_first() -> None:
    """By received time, then by number."""
    cases = [
        replace(a_case(f"T-2026-000{n}"), received=NOW - timedelta(hours=hours), reasons=())
        for n, hours in ((1, 1), (2, 3), (3, 1))
    ]
    page = queue(cases, (), (), ROUNDS, NOW)
    (ready,) = [split for split in page.splits if split.title == "Klar til fordeling"]
    assert [row.number for row in ready.rows] == ["T-2026-0002", "T-2026-0001", "T-2026-0003"]
    assert sum(len(split.rows) for split in page.splits) == 3


def test_the_findings_are_our_sentences_heaviest_first() -> None:
    """Notes too: a number in a subject is shown to the coordinator."""
    case = a_case(
        "T-2026-0142",
        a_finding("cpr-in-subject-or-name", Weight.NOTES),
        a_finding("cpr-age", Weight.DOUBTS),
        a_finding("cpr-missing"),
    )
    (row,) = [row for split in queue((case,), (), (), ROUNDS, NOW).splits for row in split.rows]
    assert [sentence.split()[0] for sentence in row.sentences] == ["Elevens", "CPR-nummeret", "Der"]


def test_nothing_on_the_page_names_a_child() -> None:
    """Neither a field of the form, nor the subject, nor who wrote."""
    case = replace(a_case("T-2026-0142", a_finding("cpr-missing")), reasons=())
    said = words(queue((case,), (LETTER,), (MAIL,), ROUNDS, NOW))
    assert not [secret for secret in (SECRET, CPR, "ansskole.example") if secret in said]


def test_what_came_in_and_what_was_answered() -> None:
    """A letter by how it ended, or where it stands; a mail by its state; times as they are in Denmark."""
    waiting = replace(LETTER, ending=None, state="ready", cases=())
    page = queue((), (LETTER, waiting), (MAIL,), ROUNDS, datetime(2026, 7, 1, 6, 12, tzinfo=COPENHAGEN))
    assert [(line.what, line.cases) for line in page.letters] == [("sag", "T-2026-0142"), ("ready", "")]
    assert [(line.what, line.state) for line in page.mails] == [("kvittering", "sendt")]
    assert page.shown == "1. juli 2026 kl. 06.12"
    assert [name for name, _ in page.rounds] == [WINTER.name, SPRING.name]


def test_what_is_not_known_is_said_in_words() -> None:
    """A case without a school or a round is not an empty cell."""
    case = a_case()
    unknown = replace(case, round="", application=replace(case.application, school=None))
    (row,) = [row for split in queue((unknown,), (), (), ROUNDS, NOW).splits for row in split.rows]
    assert (row.school, row.round) == ("ukendt skole", "ingen åben runde")

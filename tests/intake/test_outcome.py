"""How a letter ends: which letters become cases, and what becomes of each paper."""

from dataclasses import replace

import pytest

from cases.application import Answers, Ink, Unread
from cases.case import Case, Status
from cases.kinds import Kind
from cases.letters import Ending, Outcome, Use
from intake.filenames import FileName
from intake.judge import Judged, Known, judge
from intake.letter import parse_letter
from intake.look import Look, look
from intake.outcome import ROBOTS, again, candidates, with_cases, without_case
from intake.senders import WHY_NOT
from tests.intake.letters import NOW, UNKNOWN, KnowingReader, a_desk, a_mail, a_pdf, an_elev, an_emne

PDF, OTHER = a_pdf("one"), a_pdf("two")
LOCKED = Unread("locked", "Filen er låst.")
DESK = a_desk()
EMMA = "Gødvadskolen - Emma Sørensen"


def looked(
    *papers: tuple[str, bytes], says: dict[bytes, Answers | Unread] | None = None, subject: str = EMMA, **headers: str
) -> Look:
    """A letter, looked at."""
    raw = a_mail(*papers, subject=subject, **headers)
    return look(parse_letter(raw), KnowingReader(dict(says or {})), DESK)


def judged(seen: Look, known: Known | None = None) -> tuple[Judged, ...]:
    return tuple(judge(one, seen, NOW, NOW, DESK, known or Known()) for one in candidates(seen))


def ended(seen: Look, answered: tuple[Case, ...] = ()) -> Outcome:
    return without_case(seen, DESK, answered, NOW)


def a_case(status: Status = Status.READY) -> Case:
    """A case that the store has."""
    (one,) = judged(looked(("x.pdf", PDF), says={PDF: an_elev()}))
    return replace(one.opening.case, number="T-2022-0001", status=status)


@pytest.mark.parametrize(
    ("answers", "name", "headers", "count"),
    [
        (an_elev(), "scan.pdf", {}, 1),
        (UNKNOWN, f"{EMMA}.pdf", {}, 1),
        (UNKNOWN, "scan.pdf", {}, 1),  # a registered school: whatever it sent
        (UNKNOWN, "scan.pdf", {"sender": "fremmed@andet.example", "subject": "Godt tilbud"}, 0),
        (UNKNOWN, f"{EMMA}.pdf", {"sender": "fremmed@andet.example"}, 1),
        (an_elev(), "scan.pdf", {"sender": "fremmed@andet.example", "subject": "hej"}, 1),
        (an_elev(), "scan.pdf", {"Auto_Submitted": "auto-generated", "subject": "Message from KM_C250i"}, 1),
        (UNKNOWN, "scan.pdf", {"Auto_Submitted": "auto-generated", "subject": "Message from KM_C250i"}, 0),
        (LOCKED, f"{EMMA}.pdf", {}, 0),
    ],
)
def test_what_is_worth_a_case(answers, name, headers, count) -> None:
    """A form from anybody, a name by the convention from anybody, and anything a school itself sends."""
    seen = looked((name, PDF), says={PDF: answers}, **headers)
    assert len(candidates(seen)) == count


def test_a_bounce_opens_nothing_though_it_carries_the_form() -> None:
    """A returned mail has our words or the school's in it, and is no application."""
    seen = looked(("x.pdf", PDF), says={PDF: an_elev()})
    for kind in ({"is_bounce": True}, {"is_calendar": True}):
        assert candidates(replace(seen, letter=replace(seen.letter, **kind))) == ()


def test_the_robots_are_reasons_that_exist() -> None:
    """Each is a code of the rules, and being unknown or unbelieved makes nobody a robot."""
    codes = {code for code, _ in WHY_NOT}
    assert codes >= ROBOTS
    assert codes - ROBOTS == {
        "suppressed", "no-sender", "several-senders", "sender-unregistered", "sender-failed",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("papers", "headers", "ending", "why", "folder"),
    [
        ([], {}, Ending.SET_ASIDE, "no-paper", "Til gennemsyn"),
        ([("x.pdf", PDF)], {}, Ending.SET_ASIDE, "locked", "Til gennemsyn"),
        ([("x.pdf", OTHER)], {"sender": "fremmed@andet.example"}, Ending.SET_ASIDE, "not-recognised", "Til gennemsyn"),
        ([], {"Auto_Submitted": "auto-replied"}, Ending.NOT_APPLICATION, "auto-submitted", "Behandlet"),
        ([("x.pdf", PDF)], {"Auto_Submitted": "auto-generated"}, Ending.SET_ASIDE, "locked", "Til gennemsyn"),
        (
            [("x.pdf", OTHER)],
            {"Auto_Submitted": "auto-generated", "sender": "fremmed@andet.example"},
            Ending.NOT_APPLICATION,
            "auto-submitted",
            "Behandlet",
        ),
        ([], {"List_Id": "<nyt.example>"}, Ending.NOT_APPLICATION, "mailing-list", "Behandlet"),
    ],
)
def test_a_letter_without_a_case(papers, headers, ending, why, folder) -> None:
    """A person's mail is looked at by a person; a program's is done with, unless a school's machine sent a paper."""
    outcome = ended(looked(*papers, says={PDF: LOCKED, OTHER: UNKNOWN}, **headers))
    assert (outcome.ending, outcome.why, outcome.folder) == (ending, why, folder)
    assert len(outcome.papers) == len(papers)


def test_a_paper_for_another_mailbox_says_so() -> None:
    """The school is told where it belongs."""
    seen = looked(("x.pdf", OTHER), says={OTHER: UNKNOWN})
    (read,) = seen.papers
    wrong = replace(read, name=FileName(None, None, None, ("forkert_postkasse",), 0.9))
    assert ended(replace(seen, papers=(wrong,))).why == "wrong-mailbox"


@pytest.mark.parametrize(
    ("action", "what", "folder"),
    [
        ("failed", "answer-bounced", "Til gennemsyn"),
        ("", "answer-bounced", "Til gennemsyn"),
        ("delayed", "answer-reported", "Behandlet"),
        ("delivered", "answer-reported", "Behandlet"),
    ],
)
def test_a_report_about_our_mail_is_noted_on_its_case(action, what, folder) -> None:
    """What did not arrive is a task for the coordinator; what is late, or has arrived, is none."""
    seen = looked(Auto_Submitted="auto-replied")
    letter = replace(seen.letter, is_bounce=True, action=action, original_message_id="<svar@os.example>")
    outcome = ended(replace(seen, letter=letter), (a_case(),))
    (opening,) = outcome.openings
    assert outcome.came_back == ("<svar@os.example>" if what == "answer-bounced" else "")
    assert ([event.what for event in opening.events], outcome.folder) == ([what], folder)
    assert opening.case == a_case()


def test_an_automatic_answer_to_our_answer_is_noted() -> None:
    """An out-of-office changes nothing about the case."""
    (opening,) = ended(looked(Auto_Submitted="auto-replied"), (a_case(),)).openings
    assert [event.what for event in opening.events] == ["answer-answered"]


def test_a_bounce_of_nothing_of_ours_is_only_put_away() -> None:
    """Somebody used our address."""
    seen = looked(Auto_Submitted="auto-replied")
    assert ended(replace(seen, letter=replace(seen.letter, is_bounce=True))).folder == "Behandlet"


def test_the_same_mail_again_opens_nothing() -> None:
    """Nothing is linked to a case a second time."""
    outcome = again(looked(("x.pdf", PDF), says={PDF: an_elev()}), DESK)
    assert (outcome.ending, outcome.openings, [paper.case for paper in outcome.papers]) == (Ending.AGAIN, (), [None])


class TestWithCases:
    def test_every_paper_knows_its_case_and_its_use(self):
        """New cases by their place among the openings."""
        says = {PDF: an_elev(), OTHER: an_emne("trivsel", "Gødvadskolen")}
        seen = looked(("a.pdf", PDF), ("b.pdf", OTHER), says=says)
        outcome = with_cases(seen, DESK, judged(seen))
        assert (outcome.ending, outcome.folder) == (Ending.CASE, "Behandlet")
        assert [(paper.case, paper.use) for paper in outcome.papers] == [
            ("#0", Use.APPLICATION), ("#1", Use.APPLICATION),
        ]  # fmt: skip

    def test_a_file_that_stayed_unread_lies_with_the_letters_only_case(self):
        """So a person finds it from the case; with two cases it belongs to neither."""
        says = {PDF: an_elev(), OTHER: LOCKED}
        seen = looked(("a.pdf", PDF), ("b.pdf", OTHER), says=says)
        outcome = with_cases(seen, DESK, judged(seen))
        assert [(p.case, p.use, p.why) for p in outcome.papers][1] == ("#0", Use.REFUSED, "locked")
        assert outcome.folder == "Til gennemsyn"
        two = with_cases(seen, DESK, judged(seen) * 2)
        assert two.papers[1].case is None

    @pytest.mark.parametrize(
        ("status", "folder"),
        [
            (Status.READY, "Behandlet"),
            (Status.PROPOSED, "Behandlet"),
            (Status.ASSIGNED, "Til gennemsyn"),
            (Status.RUNNING, "Til gennemsyn"),
        ],
    )
    def test_what_comes_for_a_case_that_an_educator_has_is_looked_at(self, status, folder):
        """No machine changes such a case, so a person must see what came."""
        seen = looked(("a.pdf", PDF), says={PDF: an_elev()})
        outcome = with_cases(seen, DESK, judged(seen, Known(a_case(status))))
        assert (outcome.ending, outcome.folder) == (Ending.SUPPLEMENT, folder)
        assert outcome.papers[0].case == "T-2022-0001"

    def test_a_file_that_came_before_says_so(self):
        """The school is told "we have it already"."""
        seen = looked(("a.pdf", PDF), says={PDF: an_elev()})
        outcome = with_cases(seen, DESK, judged(seen, Known(a_case(), same_file=True)))
        assert [(p.why, p.use) for p in outcome.papers] == [("duplicate-file", Use.SUPPLEMENT)]

    def test_new_and_old_together_is_a_case(self):
        """One new application is enough."""
        says = {PDF: an_elev(inks=(Ink.SIGNED,)), OTHER: an_emne("trivsel", "Gødvadskolen")}
        seen = looked(("a.pdf", PDF), ("b.pdf", OTHER), says=says)
        first, second = candidates(seen)
        both = (
            judge(first, seen, NOW, NOW, DESK, Known(a_case())),
            judge(second, seen, NOW, NOW, DESK, Known()),
        )
        outcome = with_cases(seen, DESK, both)
        assert outcome.ending is Ending.CASE
        assert [paper.case for paper in outcome.papers] == ["T-2022-0001", "#1"]
        assert [one.opening.case.application.kind for one in both] == [Kind.PUPIL, Kind.TOPIC]

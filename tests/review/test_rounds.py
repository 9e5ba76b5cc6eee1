"""A round's proposal, approved: what each case becomes, and who is told what."""

from dataclasses import replace

import pytest

from cases.case import Status
from cases.consent import Consent, ConsentState
from cases.errors import RefusedError
from cases.rulings import Ruling, RulingKind
from review.rounds import News, approve, news, news_text
from tests.replies.build import ANNE, BO, CONTEXT, NOW, SPRING, WINTER
from tests.review.build import EDUCATORS, WORD, a_case_in

MISSING = ConsentState.MISSING


class TestApprove:
    PROPOSED = a_case_in(Status.PROPOSED, educator=ANNE.id)
    LEFT = replace(a_case_in(Status.WAITING), number="T-2026-0143", waited=1, reasons=("Alle er optaget.",))

    def test_each_proposal_is_assigned_and_each_other_waits_for_the_next_round(self):
        """In its turn, with one more round waited."""
        decided = approve((self.PROPOSED, self.LEFT), WORD, CONTEXT, EDUCATORS)
        (placed, _), (waits, events) = decided.changes
        assert (placed.status, placed.pinned, placed.round) == (Status.ASSIGNED, True, WINTER.name)
        assert (waits.status, waits.waited, waits.round) == (Status.WAITING, 2, SPRING.name)
        assert [event.what for event in events] == ["waits"]
        assert [mail.name for mail in decided.mails] == ["fordelt", "ny-sag", "venteliste"]

    def test_it_can_be_written_case_by_case(self):
        """Each with its own mails: a case that changed meanwhile stops no other."""
        whole = approve((self.PROPOSED, self.LEFT), WORD, CONTEXT, EDUCATORS)
        first, second = whole.each()
        assert [mail.name for mail in first.mails] == ["fordelt", "ny-sag"]
        assert [mail.name for mail in second.mails] == ["venteliste"]
        assert (first.changes + second.changes, first.mails + second.mails) == (whole.changes, whole.mails)

    def test_in_the_last_round_a_case_stays_where_it_is(self):
        """There is no round after it yet."""
        decided = approve((replace(self.LEFT, round=SPRING.name),), WORD, CONTEXT, EDUCATORS)
        assert decided.changes[0][0].round == SPRING.name

    @pytest.mark.parametrize(
        ("case", "says"),
        [
            (replace(PROPOSED, consent=Consent(MISSING, 2, 0)), "samtykket"),
            (replace(PROPOSED, educator="væk"), "ingen vejleder"),
            (a_case_in(Status.READY), "intet forslag"),
            (approve((LEFT,), WORD, CONTEXT, EDUCATORS).changes[0][0], "intet forslag"),
        ],
    )
    def test_what_is_no_proposal_is_refused(self, case, says):
        """Without consent, without an educator, without a plan, or told before that it waits."""
        with pytest.raises(RefusedError, match=says):
            approve((case,), WORD, CONTEXT, EDUCATORS)


class TestWhatWasToldBefore:
    """A mail follows from what is otherwise than the school was told, and from nothing else."""

    @pytest.mark.parametrize(
        ("told", "names", "noted"),
        [
            (None, ["fordelt", "ny-sag"], []),
            (BO.id, ["fordelt-igen", "flyttet-fra", "flyttet-til"], []),
            (ANNE.id, [], []),
            ("væk", ["fordelt-igen", "flyttet-til"], ["not-told:væk"]),
        ],
    )
    def test_a_place(self, told, names, noted):
        """New, another's, the same again, or one whom the register has forgotten."""
        decided = approve((a_case_in(Status.PROPOSED, educator=ANNE.id, told=told),), WORD, CONTEXT, EDUCATORS)
        ((case, events),) = decided.changes
        assert (case.status, case.told) == (Status.ASSIGNED, ANNE.id)
        assert [mail.name for mail in decided.mails] == names
        assert [event.what for event in events] == ["status:fordelt", *noted]
        to = {mail.name: mail.to for mail in decided.mails}
        assert to.get("flyttet-fra", BO.email) == BO.email
        assert to.get("flyttet-til", ANNE.email) == ANNE.email

    @pytest.mark.parametrize(
        ("told", "names", "noted"),
        [
            (None, ["venteliste"], []),
            (BO.id, ["venteliste", "flyttet-fra"], []),
            ("væk", ["venteliste"], ["not-told:væk"]),
        ],
    )
    def test_no_place(self, told, names, noted):
        """Who had it is told that it is gone; when it is placed at last, it is new to everybody."""
        case = a_case_in(Status.WAITING, reasons=("Alle er optaget.",), told=told)
        decided = approve((case,), WORD, CONTEXT, EDUCATORS)
        ((case, events),) = decided.changes
        assert (case.told, [event.what for event in events]) == (None, ["waits", *noted])
        assert [mail.name for mail in decided.mails] == names

    def test_no_place_after_all_is_told_though_it_was_told_before(self):
        """In the last round a case can wait, get a place, and lose it again: each is told."""
        waits = a_case_in(Status.WAITING, reasons=("Alle er optaget.",), round=SPRING.name)
        keys = {
            mail.key
            for told, version in ((None, 1), (BO.id, 4), (BO.id, 9))
            for mail in approve((replace(waits, told=told, version=version),), WORD, CONTEXT, EDUCATORS).mails
            if mail.name == "venteliste"
        }
        assert len(keys) == 3


class TestNews:
    """What approving will tell is said first, in the same words for pages and command line."""

    CASES = (
        a_case_in(Status.PROPOSED, educator=ANNE.id),
        replace(a_case_in(Status.PROPOSED, educator=ANNE.id, told=BO.id), number="T-2026-0143"),
        replace(a_case_in(Status.PROPOSED, educator=ANNE.id, told=ANNE.id), number="T-2026-0144"),
        replace(a_case_in(Status.WAITING, reasons=("Fuldt.",)), number="T-2026-0145"),
        replace(a_case_in(Status.WAITING, reasons=("Fuldt.",), told=BO.id), number="T-2026-0146"),
    )

    def test_each_case_has_its_news(self):
        """First told, moved, the same, waiting, lost."""
        assert [news(case) for case in self.CASES] == [News.FIRST, News.MOVED, News.SAME, News.WAITS, News.LOST]

    def test_corrections_are_named_and_the_rest_counted(self):
        """A correction is what the coordinator may want to call about."""
        assert news_text(self.CASES).splitlines() == [
            "Når forslaget godkendes:",
            "  T-2026-0143: skolen, bb og ae får besked om flytningen.",
            "  T-2026-0146: skolen får besked om, at den venter alligevel, og bb om, at sagen er væk.",
            "  T-2026-0144: ingen får besked; den er hos ae, som skolen ved.",
            "  For 1 sag får skole og vejleder at vide, hvem der kommer.",
            "  For 1 sag får skolen at vide, at den venter.",
        ]
        assert news_text(()) == ""


class TestRulings:
    CASE = a_case_in(Status.PROPOSED, educator=ANNE.id, pinned=True)

    def test_an_approval_ends_the_pin(self):
        """It has done its work: from now on the case stays because the school was told."""
        pin = Ruling(RulingKind.PIN, "Bo", NOW, case=self.CASE.number, educator=ANNE.id, id=3)
        other = replace(pin, case="T-2026-0199", id=4)
        decided = approve((self.CASE,), WORD, CONTEXT, EDUCATORS, (pin, other))
        assert decided.rulings == (replace(pin, undone=NOW, undone_by="Karen Holm"),)
        (one,) = decided.each()
        assert one.rulings == decided.rulings

    @pytest.mark.parametrize(
        ("kind", "educator", "says"),
        [(RulingKind.FORBID, ANNE.id, "udelukket ae"), (RulingKind.PIN, BO.id, "fastholdt den hos bb")],
    )
    def test_a_proposal_that_breaks_a_later_ruling_is_refused(self, kind, educator, says):
        """The round is planned again first."""
        ruling = Ruling(kind, "Bo", NOW, case=self.CASE.number, educator=educator, id=3)
        with pytest.raises(RefusedError, match=says):
            approve((self.CASE,), WORD, CONTEXT, EDUCATORS, (ruling,))

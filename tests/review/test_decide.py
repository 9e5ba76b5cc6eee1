"""What a person decides, and what follows: by whom, why, from which status, and who is told."""

from dataclasses import replace

import pytest

from cases.case import Status
from cases.consent import Consent, ConsentState
from cases.errors import RefusedError
from cases.findings import Weight
from cases.rulings import Ruling, RulingKind
from replies.compose import finding_sentence
from review import decide
from review.outgoing import text_of
from tests.replies.build import ANNE, BO, CONTEXT, NOW, SPRING, WINTER, a_finding
from tests.review.build import EDUCATORS, GIVEN, SILENT, WORD, a_case_in, outcome

ORAL, MISSING = ConsentState.ORAL, ConsentState.MISSING
UNSURE = a_finding("consent-uncertain", Weight.DOUBTS)


class TestConsent:
    @pytest.mark.parametrize(
        ("start", "state", "findings", "end"),
        [
            (Status.REVIEW, GIVEN, (UNSURE,), Status.READY),
            (Status.REVIEW, ORAL, (UNSURE,), Status.READY),
            (Status.LACKING, ORAL, (a_finding("consent-missing"),), Status.READY),
            (Status.REVIEW, GIVEN, (UNSURE, a_finding("cpr-age", Weight.DOUBTS)), Status.REVIEW),
            (Status.LACKING, GIVEN, (UNSURE, a_finding("cpr-missing")), Status.LACKING),
            (Status.ASSIGNED, ORAL, (), Status.ASSIGNED),
            (Status.PROPOSED, GIVEN, (), Status.PROPOSED),
            (Status.REVIEW, MISSING, (UNSURE,), Status.REVIEW),
            (Status.LACKING, MISSING, (UNSURE,), Status.LACKING),
            (Status.READY, MISSING, (), Status.REVIEW),
            (Status.PROPOSED, MISSING, (), Status.REVIEW),
            (Status.WAITING, MISSING, (), Status.REVIEW),
            (Status.RUNNING, MISSING, (), Status.RUNNING),
        ],
    )
    def test_a_decision_settles_what_hangs_on_it(self, start, state, findings, end):
        """Alone in question: ready. Missing: no plan may take it. All else waits for what else there is."""
        case, events, mails = outcome(decide.consent(a_case_in(start, *findings), state, WORD))
        assert (case.status, events[0], mails) == (end, f"consent:{state}", [])
        assert len(events) == (2 if end is not start else 1)

    def test_who_decided_when_and_why_is_kept(self):
        """The record of consent names the person."""
        case, _, _ = outcome(decide.consent(a_case_in(Status.REVIEW, UNSURE), ORAL, WORD))
        assert case.consent == Consent(ORAL, 2, 1, "Karen Holm", NOW, "set efter")

    @pytest.mark.parametrize(
        ("signed", "code"), [(0, "consent-missing"), (1, "consent-second-missing"), (2, "consent-missing")]
    )
    def test_what_a_person_finds_missing_is_what_the_school_is_asked_for(self, signed, code):
        """The doubt about the boxes is settled, so it is not what the school reads."""
        before = replace(a_case_in(Status.REVIEW, UNSURE), consent=Consent(ConsentState.UNCERTAIN, 2, signed))
        case, _, _ = outcome(decide.consent(before, MISSING, WORD))
        assert [(f.code, f.weight) for f in case.findings] == [(code, Weight.BLOCKS)]

    @pytest.mark.parametrize(
        ("state", "word", "says"),
        [
            (ConsentState.UNCERTAIN, WORD, "Vælg"),
            (ConsentState.WITHDRAWN, WORD, "Træk sag"),
            (GIVEN, SILENT, "begrundelse"),
        ],
    )
    def test_what_is_no_decision_is_refused(self, state, word, says):
        """Doubt is no decision; a withdrawal has mails to send; a reason is always kept."""
        with pytest.raises(RefusedError, match=says):
            decide.consent(a_case_in(Status.REVIEW), state, word)


class TestReady:
    @pytest.mark.parametrize("start", [Status.LACKING, Status.REVIEW, Status.READY, Status.PROPOSED])
    def test_what_the_checks_noticed_stays_as_notes(self, start):
        """So no machine asks for what a person has accepted."""
        before = a_case_in(start, a_finding("cpr-missing"), a_finding("cpr-age", Weight.DOUBTS))
        case, events, _ = outcome(decide.ready(before, WORD))
        assert (case.status, events) == (Status.READY, ["status:klar"])
        assert [(f.code, f.weight) for f in case.findings] == [("cpr-missing", Weight.NOTES), ("cpr-age", Weight.NOTES)]
        assert all(finding.settled for finding in case.findings)

    @pytest.mark.parametrize("state", [ConsentState.MISSING, ConsentState.UNCERTAIN, ConsentState.WITHDRAWN])
    def test_consent_comes_first(self, state):
        """No case is ready while consent is open."""
        with pytest.raises(RefusedError, match="samtykket"):
            decide.ready(a_case_in(Status.REVIEW, consent=state), WORD)


class TestSendBack:
    @pytest.mark.parametrize(
        ("codes", "noted"),
        [
            ((), []),
            (("cpr-missing",), ["asked:cpr-missing"]),
            (("convention-not-followed", "cpr-missing"), ["asked:cpr-missing convention-not-followed"]),
        ],
    )
    def test_the_school_is_asked(self, codes, noted):
        """For all that lacks, or for what the coordinator picks; the history keeps what was picked."""
        findings = (a_finding("cpr-missing"), a_finding("convention-not-followed", Weight.NOTES))
        case, events, mails = outcome(decide.send_back(a_case_in(Status.REVIEW, *findings), WORD, CONTEXT, codes))
        assert (case.status, events, mails) == (Status.LACKING, ["status:mangler", *noted], ["mangler"])

    @pytest.mark.parametrize("codes", [(), ("cpr-missing",)])
    def test_a_school_that_was_asked_is_asked_again_for_what_lacks_now(self, codes):
        """The case stands as it stood; what came meanwhile is not asked for, and each time is a mail of its own."""
        before = a_case_in(Status.LACKING, a_finding("cpr-missing"))
        decided = decide.send_back(before, WORD, CONTEXT, codes)
        case, events, mails = outcome(decided)
        noted = [f"asked:{' '.join(codes)}"] if codes else []
        assert (case, events, mails) == (before, ["asked-again", *noted], ["mangler"])
        said = text_of(decided.mails[0].raw)[1]
        assert finding_sentence(a_finding("cpr-missing")).split(".")[0] in " ".join(said.split())
        later = decide.send_back(replace(before, version=before.version + 1), WORD, CONTEXT, codes)
        assert later.mails[0].key != decided.mails[0].key

    @pytest.mark.parametrize(("findings", "codes"), [((), ()), ((a_finding("cpr-missing"),), ("cpr-age",))])
    def test_a_mail_that_asks_for_nothing_is_refused(self, findings, codes):
        """Nothing lacks, or the code is not the case's."""
        with pytest.raises(RefusedError, match="intet at bede om"):
            decide.send_back(a_case_in(Status.REVIEW, *findings), WORD, CONTEXT, codes)


class TestToRound:
    @pytest.mark.parametrize("status", Status)
    def test_a_case_without_a_proposal_can_be_moved_back(self, status):
        """It is not late any more; whatever else was noticed stays, and so do received time and status."""
        case = a_case_in(status, a_finding("late", Weight.NOTES), a_finding("cpr-age", Weight.DOUBTS))
        if status in decide.MOVABLE:
            moved, events, mails = outcome(decide.to_round(case, SPRING.name, WORD, CONTEXT))
            assert moved == replace(case, round=SPRING.name, findings=case.findings[1:])
            assert (events, mails) == ([f"round:{SPRING.name}"], [])
        else:
            with pytest.raises(RefusedError, match="kan ikke flyttes"):
                decide.to_round(case, SPRING.name, WORD, CONTEXT)

    @pytest.mark.parametrize(
        ("status", "from_", "to", "waited"),
        [
            (Status.WAITING, SPRING, WINTER, 1),
            (Status.WAITING, WINTER, SPRING, 2),
            (Status.READY, SPRING, WINTER, 2),
        ],
    )
    def test_a_round_it_is_put_back_into_it_has_not_waited(self, status, from_, to, waited):
        """A place came free: it is no better off than those who waited as long."""
        case = a_case_in(status, round=from_.name, waited=2)
        assert outcome(decide.to_round(case, to.name, WORD, CONTEXT))[0].waited == waited

    @pytest.mark.parametrize(
        ("name", "word", "says"),
        [("9. runde", WORD, "anden runde"), (WINTER.name, WORD, "anden runde"), (SPRING.name, SILENT, "begrundelse")],
    )
    def test_a_move_to_nowhere_or_for_no_reason_is_refused(self, name, word, says):
        """The round exists and is another, and why is kept."""
        with pytest.raises(RefusedError, match=says):
            decide.to_round(a_case_in(Status.READY), name, word, CONTEXT)


class TestAssign:
    @pytest.mark.parametrize("start", [Status.READY, Status.WAITING, Status.PROPOSED])
    def test_a_choice_is_a_pinned_proposal(self, start):
        """Nobody is told before it is approved."""
        case, events, mails = outcome(
            decide.assign(a_case_in(start, educator=BO.id), ANNE.id, WORD, CONTEXT, EDUCATORS)
        )
        assert (case.status, case.educator, case.pinned) == (Status.PROPOSED, ANNE.id, True)
        assert (events, mails) == (["chosen:ae"], [])

    @pytest.mark.parametrize("start", [Status.ASSIGNED, Status.RUNNING])
    def test_a_case_that_somebody_has_moves_and_all_are_told(self, start):
        """The school, the one who had it, the one who gets it."""
        case, events, mails = outcome(
            decide.assign(a_case_in(start, educator=BO.id), ANNE.id, WORD, CONTEXT, EDUCATORS)
        )
        assert (case.status, case.educator, events) == (start, ANNE.id, ["reassigned:ae"])
        assert mails == ["fordelt-igen", "flyttet-fra", "flyttet-til"]

    def test_when_the_one_before_has_left_the_others_are_told(self):
        """The school gets a correction, for it was told another name; who could not be told stands in the history."""
        case = a_case_in(Status.ASSIGNED, educator="væk")
        moved, events, mails = outcome(decide.assign(case, ANNE.id, WORD, CONTEXT, EDUCATORS))
        assert mails == ["fordelt-igen", "flyttet-til"]
        assert (moved.told, events) == (ANNE.id, ["reassigned:ae", "not-told:væk"])

    def test_a_choice_is_a_ruling_that_takes_the_place_of_the_one_before(self):
        """So that it can be seen and undone; the choice itself stands in the history."""
        before = Ruling(RulingKind.PIN, "Bo", NOW, case="T-2026-0142", educator=BO.id, id=7)
        decided = decide.assign(a_case_in(Status.READY), ANNE.id, WORD, CONTEXT, EDUCATORS, (before,))
        gone, new = decided.rulings
        assert gone == replace(before, undone=NOW, undone_by="Karen Holm")
        assert new == Ruling(RulingKind.PIN, "Karen Holm", NOW, "set efter", "T-2026-0142", educator=ANNE.id)

    def test_a_choice_that_was_ruled_out_is_refused(self):
        """By whom it was ruled out is said."""
        never = Ruling(RulingKind.FORBID, "Bo", NOW, case="T-2026-0142", educator=ANNE.id, id=7)
        with pytest.raises(RefusedError, match="Bo har udelukket ae"):
            decide.assign(a_case_in(Status.READY), ANNE.id, WORD, CONTEXT, EDUCATORS, (never,))

    @pytest.mark.parametrize(
        ("case", "educators", "says"),
        [
            (a_case_in(Status.READY), {}, "ingen vejleder"),
            (a_case_in(Status.READY), {ANNE.id: replace(ANNE, conflicts=("Ans Skole",))}, "inhabilitet"),
            (a_case_in(Status.PROPOSED, educator=ANNE.id, pinned=True), EDUCATORS, "allerede"),
            (a_case_in(Status.RUNNING, educator=ANNE.id), EDUCATORS, "allerede"),
            (a_case_in(Status.REVIEW), EDUCATORS, "til gennemsyn"),
            (a_case_in(Status.CLOSED), EDUCATORS, "afsluttet"),
        ],
    )
    def test_a_choice_that_cannot_be_is_refused(self, case, educators, says):
        """Unknown, in conflict, already so, or not to be planned."""
        with pytest.raises(RefusedError, match=says):
            decide.assign(case, ANNE.id, WORD, CONTEXT, educators)


def test_an_address_is_confirmed_by_a_person_with_a_reason() -> None:
    """This address, and no other; again is harmless."""
    case, events, mails = outcome(decide.confirm_address(a_case_in(Status.REVIEW), WORD))
    assert (case.confirmed, events, mails) == ((case.reply_to,), ["address-confirmed"], [])
    assert outcome(decide.confirm_address(case, WORD))[0] == case
    both = outcome(decide.confirm_address(case, WORD, "anden@skole.example"))[0]
    assert both.confirmed == (case.reply_to, "anden@skole.example")
    assert outcome(decide.confirm_address(both, WORD))[0].confirmed == ("anden@skole.example", case.reply_to)
    for other, word in ((replace(case, reply_to=""), WORD), (case, SILENT)):
        with pytest.raises(RefusedError):
            decide.confirm_address(other, word)

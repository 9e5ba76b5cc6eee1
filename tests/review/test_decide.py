"""What a person decides, and what follows: by whom, why, from which status, and who is told."""

from dataclasses import replace

import pytest

from cases.case import MOVES, Case, Status, Who
from cases.consent import Consent, ConsentState
from cases.errors import RefusedError
from cases.findings import Finding, Weight
from review import decide
from review.decide import Decided, Word
from tests.replies.build import ANNE, BO, CONTEXT, NOW, SPRING, WINTER, a_case, a_finding

WORD = Word("Karen Holm", "set efter", NOW)
SILENT = Word("Karen Holm", "  ", NOW)
EDUCATORS = {educator.id: educator for educator in (ANNE, BO)}
GIVEN, ORAL, MISSING = ConsentState.GIVEN, ConsentState.ORAL, ConsentState.MISSING
UNSURE = a_finding("consent-uncertain", Weight.DOUBTS)


def a_case_in(status: Status, *findings: Finding, consent: ConsentState = GIVEN, **changes: object) -> Case:
    """A case in a status, with its consent as the machine found it."""
    return a_case("T-2026-0142", *findings, status=status, consent=Consent(consent, 2, 1), **changes)


def outcome(decided: Decided) -> tuple[Case, list[str], list[str]]:
    """The one changed case, its lines of history, and the names of the mails."""
    ((case, events),) = decided.changes
    assert all((e.actor.kind, e.actor.name, e.at) == (Who.PERSON, "Karen Holm", NOW) for e in events)
    return case, [event.what for event in events], [mail.name for mail in decided.mails]


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
            (ConsentState.WITHDRAWN, WORD, "cases withdraw"),
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
    @pytest.mark.parametrize("codes", [(), ("cpr-missing",), ("convention-not-followed",)])
    def test_the_school_is_asked(self, codes):
        """For all that lacks, or for what the coordinator picks."""
        findings = (a_finding("cpr-missing"), a_finding("convention-not-followed", Weight.NOTES))
        case, events, mails = outcome(decide.send_back(a_case_in(Status.REVIEW, *findings), WORD, CONTEXT, codes))
        assert (case.status, events, mails) == (Status.LACKING, ["status:mangler"], ["mangler"])

    @pytest.mark.parametrize(("findings", "codes"), [((), ()), ((a_finding("cpr-missing"),), ("cpr-age",))])
    def test_a_mail_that_asks_for_nothing_is_refused(self, findings, codes):
        """Nothing lacks, or the code is not the case's."""
        with pytest.raises(RefusedError, match="intet at bede om"):
            decide.send_back(a_case_in(Status.REVIEW, *findings), WORD, CONTEXT, codes)


@pytest.mark.parametrize("start", Status)
def test_decline_and_withdraw_follow_the_table(start: Status) -> None:
    """From each status: told when MOVES has the move, refused when it has not."""
    case = a_case_in(start, educator=ANNE.id)
    for end, decision in (
        (Status.DECLINED, lambda: decide.decline(case, WORD, CONTEXT)),
        (Status.WITHDRAWN, lambda: decide.withdraw(case, WORD, CONTEXT, EDUCATORS)),
    ):
        if end in MOVES[start]:
            changed, events, mails = outcome(decision())
            assert (changed.status, events[0]) == (end, f"status:{end}")
            assert ("stop" in mails) is (end is Status.WITHDRAWN and start in (Status.ASSIGNED, Status.RUNNING))
        else:
            with pytest.raises(RefusedError, match=str(start)):
                decision()


def test_a_withdrawn_consent_is_recorded_and_stops_the_educator() -> None:
    """By whom and when; the educator is told at once."""
    case, _, mails = outcome(
        decide.withdraw(a_case_in(Status.RUNNING, educator=ANNE.id), WORD, CONTEXT, EDUCATORS, consent_withdrawn=True)
    )
    assert (case.consent.state, case.consent.decided_by) == (ConsentState.WITHDRAWN, "Karen Holm")
    assert mails == ["trukket-tilbage", "stop"]


def test_an_educator_who_has_left_stops_no_withdrawal() -> None:
    """The case ends, and the history says who was not told."""
    case, events, mails = outcome(decide.withdraw(a_case_in(Status.ASSIGNED, educator="væk"), WORD, CONTEXT, EDUCATORS))
    assert (case.status, events, mails) == (
        Status.WITHDRAWN, ["status:trukket tilbage", "not-told:væk"], ["trukket-tilbage"],
    )  # fmt: skip


@pytest.mark.parametrize(
    "decision",
    [
        lambda: decide.decline(a_case_in(Status.REVIEW), SILENT, CONTEXT),
        lambda: decide.withdraw(a_case_in(Status.REVIEW), SILENT, CONTEXT, EDUCATORS),
    ],
)
def test_an_end_needs_a_reason(decision) -> None:
    """It stands in the history, never in a mail."""
    with pytest.raises(RefusedError, match="begrundelse"):
        decision()


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
        """As if it were new."""
        case = a_case_in(Status.ASSIGNED, educator="væk")
        assert outcome(decide.assign(case, ANNE.id, WORD, CONTEXT, EDUCATORS))[2] == ["fordelt", "ny-sag"]

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


class TestApprove:
    PROPOSED = a_case_in(Status.PROPOSED, educator=ANNE.id)
    LEFT = replace(a_case_in(Status.WAITING), number="T-2026-0143", waited=1, reasons=("Alle er optaget.",))

    def test_each_proposal_is_assigned_and_each_other_waits_for_the_next_round(self):
        """In its turn, with one more round waited."""
        decided = decide.approve((self.PROPOSED, self.LEFT), WORD, CONTEXT, EDUCATORS, {})
        (placed, _), (waits, events) = decided.changes
        assert (placed.status, placed.pinned, placed.round) == (Status.ASSIGNED, True, WINTER.name)
        assert (waits.status, waits.waited, waits.round) == (Status.WAITING, 2, SPRING.name)
        assert [event.what for event in events] == ["waits"]
        assert [mail.name for mail in decided.mails] == ["fordelt", "ny-sag", "venteliste"]

    def test_it_can_be_written_case_by_case(self):
        """Each with its own mails: a case that changed meanwhile stops no other."""
        whole = decide.approve((self.PROPOSED, self.LEFT), WORD, CONTEXT, EDUCATORS, {})
        first, second = whole.each()
        assert [mail.name for mail in first.mails] == ["fordelt", "ny-sag"]
        assert [mail.name for mail in second.mails] == ["venteliste"]
        assert (first.changes + second.changes, first.mails + second.mails) == (whole.changes, whole.mails)

    def test_in_the_last_round_a_case_stays_where_it_is(self):
        """There is no round after it yet."""
        decided = decide.approve((replace(self.LEFT, round=SPRING.name),), WORD, CONTEXT, EDUCATORS, {})
        assert decided.changes[0][0].round == SPRING.name

    @pytest.mark.parametrize(
        ("case", "says"),
        [
            (replace(PROPOSED, consent=Consent(MISSING, 2, 0)), "samtykket"),
            (replace(PROPOSED, educator="væk"), "ingen vejleder"),
            (a_case_in(Status.READY), "intet forslag"),
            (decide.approve((LEFT,), WORD, CONTEXT, EDUCATORS, {}).changes[0][0], "intet forslag"),
        ],
    )
    def test_what_is_no_proposal_is_refused(self, case, says):
        """Without consent, without an educator, without a plan, or told before that it waits."""
        with pytest.raises(RefusedError, match=says):
            decide.approve((case,), WORD, CONTEXT, EDUCATORS, {})

"""What an application amounts to: first as a new case, then as a supplement to a case in every status."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from cases.application import Answers, Application, Ink, Source, Value
from cases.case import OPEN, Case, Status
from cases.consent import Consent, ConsentState, Custody
from cases.findings import Finding, Weight, settled
from cases.kinds import Kind
from cases.rounds import Round
from intake.desk import Desk
from intake.interpret import Interpretation
from intake.judge import Judged, Known, completed, judge, rounds_to_search
from intake.letter import parse_letter
from intake.look import Look, look
from tests.intake.letters import NOW, ROUNDS, KnowingReader, a_desk, a_mail, a_pdf, an_elev, an_emne

S, E, U = Ink.SIGNED, Ink.EMPTY, Ink.UNCERTAIN
LATER = NOW + timedelta(days=1)
PDF = a_pdf("one")
LACKS = an_elev(inks=(S, E))


def looked(
    answers: Answers, sender: str = "kontor@goedvad.example", subject: str = "Gødvadskolen - Emma Sørensen"
) -> Look:
    """A letter with one paper, looked at."""
    raw = a_mail((f"{subject}.pdf", PDF), subject=subject, sender=sender)
    return look(parse_letter(raw), KnowingReader({PDF: answers}), a_desk())


def judged(
    answers: Answers,
    known: Known | None = None,
    received: datetime = NOW,
    desk: Desk | None = None,
    sender: str = "kontor@goedvad.example",
) -> Judged:
    seen = looked(answers, sender)
    (one,) = seen.applications
    return judge(one, seen, received, received, desk or a_desk(), known or Known())


def a_case(answers: Answers = LACKS, **changes: object) -> Case:
    """A case as the first letter opened it."""
    return replace(judged(answers).opening.case, number="T-2022-0001", **changes)


def supplemented(case: Case, answers: Answers, **more: object) -> tuple[Case, list[str]]:
    """What a later letter makes of the case, and what its history says."""
    opening = judged(answers, Known(case), received=LATER, **more).opening
    return opening.case, [event.what for event in opening.events]


def codes(case: Case) -> set[str]:
    return {finding.code for finding in case.findings}


class TestANewCase:
    def test_it_is_opened_with_all_that_was_read(self):
        """Round, received time, whom to answer, and the identity that the store keeps as a hash."""
        opening = judged(an_elev()).opening
        case = opening.case
        assert (case.number, case.round, case.received, case.status) == ("", "1. runde", NOW, Status.READY)
        assert (case.reply_to, case.thread) == ("kontor@goedvad.example", ("<1@goedvad.example>",))
        assert opening.identity == "elev|gødvadskolen|emma sørensen"
        assert [event.what for event in opening.events] == ["received", "read", "status:klar"]

    def test_a_namesake_gets_an_identity_of_its_own(self):
        """The second of two children of one name."""
        assert judged(an_elev(), Known(namesake=True)).opening.identity.endswith("|1503129993")

    def test_a_file_of_another_case_is_a_persons_question(self):
        """The same file about something else, or in another round, opens a case and is flagged."""
        one = judged(an_elev(), Known(same_file=True))
        assert (one.supplements, one.same_file, one.opening.case.status) == (False, False, Status.REVIEW)
        assert Finding("duplicate-file", Weight.DOUBTS) in one.findings

    def test_without_an_open_round_it_waits_for_a_person(self):
        """After the last deadline nothing is lost."""
        case = judged(an_elev(), received=datetime(2023, 6, 1, tzinfo=UTC)).opening.case
        assert (case.round, case.status, "no-open-round" in codes(case)) == ("", Status.REVIEW, True)

    def test_a_number_in_the_name_of_an_annex_is_noted(self):
        """What is confidential is noted wherever it stood, and shown to the coordinator."""
        seen = looked(an_elev())
        (read,), (one,) = seen.papers, seen.applications
        exposed = replace(read, name=replace(read.name, flags=("cpr_i_filnavn",)))
        case = judge(one, replace(seen, papers=(exposed,)), NOW, NOW, a_desk(), Known()).opening.case
        assert "cpr-in-subject-or-name" in codes(case)


WHOLE, STILL, DOUBT = an_elev(), an_elev(inks=(S, E)), an_elev(inks=(S, U))

ENDS = {
    #                  whole             still lacking     in doubt
    Status.RECEIVED: (Status.READY, Status.LACKING, Status.REVIEW),
    Status.LACKING: (Status.READY, Status.LACKING, Status.REVIEW),
    Status.REVIEW: (Status.READY, Status.LACKING, Status.REVIEW),
    Status.READY: (Status.READY, Status.LACKING, Status.REVIEW),
    Status.PROPOSED: (Status.PROPOSED, Status.LACKING, Status.REVIEW),
    Status.WAITING: (Status.WAITING, Status.LACKING, Status.REVIEW),
    Status.ASSIGNED: (Status.ASSIGNED, Status.ASSIGNED, Status.ASSIGNED),
    Status.RUNNING: (Status.RUNNING, Status.RUNNING, Status.RUNNING),
}


class TestASupplement:
    @pytest.mark.parametrize(("start", "ends"), ENDS.items())
    def test_in_every_status_it_leads_where_it_should(self, start, ends):
        """A proposal is kept while nothing is in doubt; what an educator has is never taken by a machine."""
        case = a_case(STILL, status=start, educator="ae", pinned=True)
        found = [supplemented(case, answers)[0] for answers in (WHOLE, STILL, DOUBT)]
        assert tuple(after.status for after in found) == ends
        assert {(after.educator, after.pinned, after.number) for after in found} == {("ae", True, case.number)}

    def test_no_open_status_is_forgotten_in_the_table(self):
        """Closed cases are never found again: what comes then is a new case."""
        assert set(ENDS) == OPEN

    def test_the_case_keeps_its_round_and_its_received_time(self):
        """A signature sent after the deadline completes a case that came in time; nothing says that it is late."""
        late = datetime(2022, 9, 24, 9, tzinfo=UTC)
        case = judged(WHOLE, Known(a_case()), received=late).opening.case
        assert (case.round, case.received, case.status) == ("1. runde", NOW, Status.READY)
        assert not codes(case) & {"late", "no-open-round"}

    def test_after_the_years_last_deadline_it_has_its_round_all_the_same(self):
        """No round is open, but the case's own is known."""
        case = judged(WHOLE, Known(a_case()), received=datetime(2022, 12, 5, tzinfo=UTC)).opening.case
        assert (case.round, "no-open-round" in codes(case)) == ("1. runde", False)

    def test_a_case_from_a_time_without_rounds_gets_the_open_one(self):
        """It came when none was open; now one is."""
        assert supplemented(a_case(round=""), WHOLE)[0].round == "1. runde"

    def test_the_same_file_again_changes_nothing(self):
        """Only the history says that it came."""
        case = a_case()
        one = judged(LACKS, Known(case, same_file=True))
        assert (one.opening.case, one.same_file) == (case, True)
        assert [event.what for event in one.opening.events] == ["duplicate-file"]

    def test_a_stranger_completes_no_case_alone(self):
        """A signature from an address nobody knows is looked at by a person."""
        case, _ = supplemented(a_case(), WHOLE, sender="fremmed@andet.example")
        assert (case.status, "sender-unregistered" in codes(case)) == (Status.REVIEW, True)

    def test_a_signature_once_given_stays(self):
        """A later paper that lacks it takes nothing away."""
        case, _ = supplemented(a_case(), an_elev(inks=(E, S)))
        assert (case.consent.state, case.consent.signed) == (ConsentState.GIVEN, 2)


PRINTS = {"a": "ff00", "b": "0ff0", "c": "00ff", "signature_1": "f00f"}


@pytest.mark.parametrize(
    ("prints", "finding"),
    [(PRINTS, "near-duplicate"), ({**PRINTS, "signature_1": "0ff0"}, "supplement"), ({}, "supplement")],
)
def test_the_same_paper_scanned_again_is_noted_as_that(prints, finding) -> None:
    earlier = a_case(replace(LACKS, prints=PRINTS))
    changed, _ = supplemented(earlier, replace(LACKS, prints=prints))
    assert {"near-duplicate", "supplement"} & codes(changed) == {finding}


def by_a_person(state: ConsentState) -> Consent:
    return Consent(state, 2, 1, "Karen Holm", NOW, "ringet")


class TestAPersonsWordStands:
    @pytest.mark.parametrize("state", [ConsentState.GIVEN, ConsentState.ORAL, ConsentState.WITHDRAWN])
    @pytest.mark.parametrize("answers", [WHOLE, STILL, DOUBT, an_elev(inks=(E, E))])
    def test_no_paper_overrules_a_decision_about_consent(self, state, answers):
        """Whatever the boxes say, who decided, when and why stay."""
        case, _ = supplemented(a_case(consent=by_a_person(state)), answers)
        assert case.consent == by_a_person(state)
        assert not codes(case) & {"consent-missing", "consent-second-missing"}

    def test_a_withdrawn_consent_makes_no_case_ready(self):
        """Nor does a paper with every signature."""
        assert supplemented(a_case(consent=by_a_person(ConsentState.WITHDRAWN)), WHOLE)[0].status is Status.REVIEW

    def test_a_signature_that_comes_after_missing_is_asked_of_a_person(self):
        """The school sent what was asked for: no machine says "given", and none says "still missing"."""
        case, _ = supplemented(a_case(consent=by_a_person(ConsentState.MISSING)), WHOLE)
        assert (case.consent.state, case.status) == (ConsentState.UNCERTAIN, Status.REVIEW)
        assert "consent-uncertain" in codes(case)

    def test_missing_stays_missing_while_the_boxes_are_empty(self):
        """A new form without any signature changes nothing about it."""
        case, _ = supplemented(a_case(consent=by_a_person(ConsentState.MISSING)), an_elev(inks=(E, E)))
        assert (case.consent, case.status) == (by_a_person(ConsentState.MISSING), Status.LACKING)

    def test_what_a_person_has_looked_at_is_not_asked_again(self):
        """A doubt that a person let be when making the case ready stays a note."""
        noted = (settled(Finding("cpr-age", Weight.DOUBTS)),)
        case, _ = supplemented(a_case(WHOLE, findings=noted, status=Status.READY), an_elev(cpr="150302-9993"))
        assert (case.status, noted[0] in case.findings) == (Status.READY, True)

    def test_a_note_that_a_machine_made_settles_nothing(self):
        """The same code as a doubt is a new question."""
        noted = (Finding("cpr-age", Weight.NOTES),)
        case, _ = supplemented(a_case(WHOLE, findings=noted, status=Status.READY), an_elev(cpr="150302-9993"))
        assert (case.status, Finding("cpr-age", Weight.DOUBTS) in case.findings) == (Status.REVIEW, True)

    def test_a_new_doubt_is_asked_though_others_were_settled(self):
        """Having looked at one thing is not having looked at another."""
        noted = (settled(Finding("form-unknown", Weight.DOUBTS)),)
        case, _ = supplemented(a_case(WHOLE, findings=noted, status=Status.PROPOSED), an_elev(cpr="150302-9993"))
        assert (case.status, Finding("cpr-age", Weight.DOUBTS) in case.findings) == (Status.REVIEW, True)

    def test_every_mail_from_a_stranger_is_looked_at(self):
        """Having believed one is not having believed the next."""
        noted = (settled(Finding("sender-unregistered", Weight.DOUBTS)),)
        case, _ = supplemented(a_case(WHOLE, findings=noted), WHOLE, sender="fremmed@andet.example")
        assert case.status is Status.REVIEW

    def test_what_a_person_wrote_stays(self):
        """A corrected number is not read over again."""
        earlier = a_case(WHOLE)
        corrected = {**earlier.application.values, "cpr": Value("240813-9993", 1.0, Source.PERSON)}
        case, _ = supplemented(replace(earlier, application=replace(earlier.application, values=corrected)), WHOLE)
        assert case.application.text("cpr") == "240813-9993"


class TestTheRoundsToSearch:
    ROUNDS = (
        Round("1", date(2022, 9, 23), date(2022, 10, 21), date(2022, 11, 1), date(2022, 12, 20)),
        Round("2", date(2022, 12, 2), date(2022, 12, 20), date(2023, 1, 5), date(2023, 3, 1)),
    )

    @pytest.mark.parametrize(
        ("received", "names"),
        [
            (datetime(2022, 9, 20, tzinfo=UTC), ("1", "")),
            (datetime(2022, 9, 24, tzinfo=UTC), ("1", "2", "")),
            (datetime(2022, 10, 20, tzinfo=UTC), ("1", "2", "")),  # later than the grace, but not answered yet
            (datetime(2022, 10, 23, tzinfo=UTC), ("2", "")),
            (datetime(2022, 12, 21, tzinfo=UTC), ("",)),
        ],
    )
    def test_a_supplement_finds_its_case_until_its_round_is_answered(self, received, names):
        """Nobody gets a second case because a signature took three weeks."""
        assert rounds_to_search(received, self.ROUNDS) == names

    def test_a_round_just_missed_is_searched_even_when_it_was_answered_at_once(self):
        """Two weeks of grace."""
        assert rounds_to_search(datetime(2022, 9, 30, tzinfo=UTC), ROUNDS) == ("1. runde", "2. runde", "")


class TestAnAnswerToOurMail:
    EMMA = Application(Kind.PUPIL, "Gødvadskolen", "Emma Sørensen")

    def nameless(self, **changes: object) -> Case:
        """A case whose form lacked the pupil's name."""
        return a_case(an_elev(name=""), application=replace(self.EMMA, detail=None), **changes)

    def test_what_lacked_a_name_is_completed_by_the_answer(self):
        """A new form in answer to "vi mangler noget" is not a second case."""
        case = self.nameless(status=Status.LACKING)
        assert completed(self.EMMA, (case,), ()) == case

    @pytest.mark.parametrize(
        "other",
        [
            {"status": Status.ASSIGNED},
            {"application": replace(EMMA, detail="Emma Sørensen")},
            {"application": replace(EMMA, detail=None, kind=Kind.TOPIC)},
            {"application": replace(EMMA, detail=None, school="Sejs Skole")},
        ],
    )
    def test_another_case_is_left_alone(self, other):
        """One that has its name, is approved, or is about another kind or school."""
        assert completed(self.EMMA, (replace(self.nameless(status=Status.LACKING), **other),), ()) is None

    def test_of_several_none_is_chosen(self):
        """A machine does not guess."""
        cases = tuple(self.nameless(status=Status.LACKING) for _ in range(2))
        assert completed(self.EMMA, cases, ()) is None

    def test_two_papers_never_complete_one_case(self):
        """The second is a case of its own."""
        case = self.nameless(status=Status.LACKING)
        first = judged(an_elev(), Known(case))
        assert completed(self.EMMA, (case,), (first,)) is None


def test_an_application_about_a_topic_needs_no_consent() -> None:
    """It is ready without a signature."""
    seen = looked(an_emne("trivsel", "Gødvadskolen"), subject="Gødvadskolen - trivsel")
    one: Interpretation = seen.applications[0]
    case = judge(one, seen, NOW, NOW, a_desk(), Known()).opening.case
    assert (case.status, case.consent.state) == (Status.READY, ConsentState.NOT_REQUIRED)


def test_custody_that_is_hard_to_read_makes_one_signature_no_consent() -> None:
    """When the tick may be "alone" or not, one signature is a person's question."""
    answers = an_elev(inks=(S, E), custody=Custody.SOLE)
    unsure = replace(answers, values={**answers.values, "custody": Value(Custody.SOLE, 0.4, Source.OCR)})
    assert judged(answers).opening.case.consent.state is ConsentState.GIVEN
    assert judged(unsure).opening.case.consent.state is ConsentState.UNCERTAIN

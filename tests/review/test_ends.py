"""How a case ends by a person's word: from which status, and who is told."""

import pytest

from cases.case import MOVES, Status
from cases.consent import ConsentState
from cases.errors import RefusedError
from review import ends
from tests.replies.build import ANNE, BO, CONTEXT
from tests.review.build import EDUCATORS, SILENT, WORD, a_case_in, outcome


@pytest.mark.parametrize("start", Status)
def test_decline_and_withdraw_follow_the_table(start: Status) -> None:
    """From each status: told when MOVES has the move, refused when it has not."""
    case = a_case_in(start, educator=ANNE.id)
    for end, decision in (
        (Status.DECLINED, lambda: ends.decline(case, WORD, CONTEXT, EDUCATORS)),
        (Status.WITHDRAWN, lambda: ends.withdraw(case, WORD, CONTEXT, EDUCATORS)),
    ):
        if end in MOVES[start]:
            changed, events, mails = outcome(decision())
            assert (changed.status, events[0]) == (end, f"status:{end}")
            assert ("stop" in mails) is (start in (Status.ASSIGNED, Status.RUNNING))
        else:
            with pytest.raises(RefusedError, match=str(start)):
                decision()


def test_a_withdrawn_consent_is_recorded_and_stops_the_educator() -> None:
    """By whom and when; the educator is told at once."""
    case, _, mails = outcome(
        ends.withdraw(a_case_in(Status.RUNNING, educator=ANNE.id), WORD, CONTEXT, EDUCATORS, consent_withdrawn=True)
    )
    assert (case.consent.state, case.consent.decided_by) == (ConsentState.WITHDRAWN, "Karen Holm")
    assert mails == ["trukket-tilbage", "stop"]


def test_an_educator_who_has_left_stops_no_withdrawal() -> None:
    """The case ends, and the history says who was not told."""
    case, events, mails = outcome(ends.withdraw(a_case_in(Status.ASSIGNED, educator="væk"), WORD, CONTEXT, EDUCATORS))
    assert (case.status, events, mails) == (
        Status.WITHDRAWN, ["status:trukket tilbage", "not-told:væk"], ["trukket-tilbage"],
    )  # fmt: skip


@pytest.mark.parametrize(
    "decision",
    [
        lambda: ends.decline(a_case_in(Status.REVIEW), SILENT, CONTEXT, EDUCATORS),
        lambda: ends.withdraw(a_case_in(Status.REVIEW), SILENT, CONTEXT, EDUCATORS),
    ],
)
def test_an_end_needs_a_reason(decision) -> None:
    """It stands in the history, never in a mail."""
    with pytest.raises(RefusedError, match="begrundelse"):
        decision()


@pytest.mark.parametrize("end", [ends.decline, ends.withdraw])
@pytest.mark.parametrize(
    ("told", "stops", "noted"), [(None, [], []), (ANNE.id, [ANNE.email], []), ("væk", [], ["not-told:væk"])]
)
def test_who_was_told_of_a_case_is_told_of_its_end(end, told, stops, noted) -> None:
    """Also while it is proposed for another, who knows nothing of it yet."""
    case = a_case_in(Status.PROPOSED, educator=BO.id, told=told)
    decided = end(case, WORD, CONTEXT, EDUCATORS)
    assert [mail.to for mail in decided.mails if mail.name == "stop"] == stops
    assert outcome(decided)[1][1:] == noted


@pytest.mark.parametrize("start", Status)
def test_a_case_is_closed_by_the_table_and_nobody_is_told(start: Status) -> None:
    """What is assigned or runs; it keeps its educator, for it is counted."""
    case = a_case_in(start, educator=ANNE.id, told=ANNE.id)
    if Status.CLOSED in MOVES[start]:
        over, events, mails = outcome(ends.close(case, WORD))
        assert (over.status, over.educator, events, mails) == (Status.CLOSED, ANNE.id, ["status:afsluttet"], [])
    else:
        with pytest.raises(RefusedError, match=str(start)):
            ends.close(case, WORD)
    with pytest.raises(RefusedError, match="begrundelse"):
        ends.close(case, SILENT)


class TestNotApplication:
    @pytest.mark.parametrize("start", Status)
    def test_it_ends_told_to_nobody_and_can_be_restored(self, start):
        """From wherever nobody has been told anything; it loses its proposal."""
        case = a_case_in(start, educator=ANNE.id, pinned=True)
        if Status.NOT_APPLICATION not in MOVES[start]:
            with pytest.raises(RefusedError, match=str(start)):
                ends.not_application(case, WORD)
            return
        over, events, mails = outcome(ends.not_application(case, WORD))
        assert (over.status, over.educator, over.pinned) == (Status.NOT_APPLICATION, None, False)
        assert (events, mails) == (["status:ikke en ansøgning"], [])
        back, events, mails = outcome(ends.restore(over, WORD))
        assert (back.status, events, mails) == (Status.REVIEW, ["status:til gennemsyn"], [])
        assert back.application == case.application

    def test_what_a_school_was_told_is_taken_back_aloud(self):
        """A case that somebody had is withdrawn, and all are told."""
        with pytest.raises(RefusedError, match="træk den tilbage"):
            ends.not_application(a_case_in(Status.PROPOSED, told=ANNE.id), WORD)

    @pytest.mark.parametrize("end", [Status.CLOSED, Status.WITHDRAWN, Status.DECLINED])
    def test_what_others_were_told_stays_over(self, end):
        """Nothing else is restored."""
        with pytest.raises(RefusedError, match="hentes frem"):
            ends.restore(a_case_in(end), WORD)

    def test_a_reason_is_kept(self):
        """It stands in the history."""
        with pytest.raises(RefusedError, match="begrundelse"):
            ends.not_application(a_case_in(Status.REVIEW), SILENT)

"""Receiving: from the mailbox to the store, whole or not at all, each letter once."""

from datetime import UTC, datetime, timedelta

import pytest

from cases.application import Ink, Unread
from cases.case import Case, Status
from cases.consent import ConsentState, Custody
from cases.errors import MailboxError
from cases.kinds import Kind
from cases.letters import Ending
from intake.decide import Reception
from intake.mailbox import MailUnavailableError
from intake.receive import file_away, take_in
from tests.fakes.mailbox import FakeMailbox
from tests.intake.letters import (
    NOW,
    UNKNOWN,
    a_mail,
    a_pdf,
    an_elev,
    an_emne,
)
from tests.intake.office import Office

PDF, OTHER, THIRD = a_pdf("one"), a_pdf("two"), a_pdf("three")
LATE = datetime(2022, 9, 23, 22, 30, tzinfo=UTC)


def one_case(office: Office) -> Case:
    (case,) = office.store.cases()
    return case


class TestReceiving:
    def test_a_signed_form_becomes_a_ready_case(self, office):
        office.reader.says[PDF] = an_elev()
        office.run(a_mail(("Gødvadskolen - Emma Sørensen.pdf", PDF)))
        case = one_case(office)
        assert (case.status, case.consent.state, case.round) == (Status.READY, ConsentState.GIVEN, "1. runde")
        assert (case.application.school, case.application.detail) == ("Gødvadskolen", "Emma Sørensen")
        assert (office.endings(), office.mailbox.mails()) == ([Ending.CASE], [])
        assert len(office.mailbox.mails("Behandlet")) == 1
        assert [mail.cases for mail in office.store.mails()] == [(case.number,)]

    @pytest.mark.parametrize(
        ("inks", "custody", "status", "code"),
        [
            ((Ink.EMPTY, Ink.EMPTY), Custody.JOINT_APART, Status.LACKING, "consent-missing"),
            ((Ink.SIGNED, Ink.EMPTY), Custody.JOINT_APART, Status.LACKING, "consent-second-missing"),
            ((Ink.SIGNED, Ink.EMPTY), Custody.SOLE, Status.READY, None),
            ((Ink.SIGNED, Ink.UNCERTAIN), Custody.JOINT_APART, Status.REVIEW, "consent-uncertain"),
        ],
    )
    def test_what_the_boxes_say_decides_where_the_case_goes(self, office, inks, custody, status, code):
        office.reader.says[PDF] = an_elev(inks=inks, custody=custody)
        office.run(a_mail(("Gødvadskolen - Emma Sørensen.pdf", PDF)))
        case = one_case(office)
        codes = [f.code for f in case.findings if f.code.startswith("consent")]
        assert (case.status, codes) == (status, [code] if code else [])

    def test_the_same_mail_again_opens_nothing_and_is_answered_once(self, office):
        office.reader.says[PDF] = an_elev()
        raw = a_mail(("Gødvadskolen - Emma Sørensen.pdf", PDF))
        office.run(raw)
        office.run(b"Received: from elsewhere by here; Tue, 20 Sep 2022 11:00:00 +0200\r\n" + raw)
        assert office.endings() == [Ending.CASE, Ending.AGAIN]
        assert len(office.store.cases()) == len(office.store.mails()) == 1

    def test_a_missing_signature_sent_later_completes_the_case(self, office):
        office.reader.says |= {PDF: an_elev(inks=(Ink.SIGNED, Ink.EMPTY)), OTHER: an_elev()}
        office.run(a_mail(("Gødvadskolen - Emma Sørensen.pdf", PDF)))
        office.run(a_mail(("Gødvadskolen - Sørensen, Emma.pdf", OTHER), message_id="<2@x>"), received=LATE)
        case = one_case(office)
        assert (case.status, case.round, case.received) == (Status.READY, "1. runde", NOW)
        assert office.endings() == [Ending.CASE, Ending.SUPPLEMENT]
        assert len(office.store.papers(case.number)) == 2
        assert "supplement" in [event.what for event in office.store.history(case.number)]

    def test_the_same_file_in_another_mail_changes_nothing(self, office):
        office.reader.says[PDF] = an_elev()
        office.run(a_mail(("Gødvadskolen - Emma Sørensen.pdf", PDF)))
        before = one_case(office)
        office.run(a_mail(("Gødvadskolen - Emma Sørensen.pdf", PDF), message_id="<2@x>"))
        after = one_case(office)
        assert (after.application, after.status) == (before.application, before.status)
        assert "duplicate-file" in [event.what for event in office.store.history(after.number)]

    def test_two_pupils_of_one_name_are_two_cases(self, office):
        office.reader.says |= {PDF: an_elev(), OTHER: an_elev(cpr="240813-9993"), THIRD: an_elev(cpr="240813-9993")}
        for number, paper in enumerate((PDF, OTHER, THIRD)):
            office.run(a_mail(("Gødvadskolen - Emma Sørensen.pdf", paper), message_id=f"<{number}@x>"))
        assert len(office.store.cases()) == 2
        assert office.endings() == [Ending.CASE, Ending.CASE, Ending.SUPPLEMENT]

    def test_two_namesakes_in_one_mail_are_two_cases(self, office):
        office.reader.says |= {PDF: an_elev(), OTHER: an_elev(cpr="240813-9993")}
        office.run(a_mail(("Gødvadskolen - Emma Sørensen.pdf", PDF), ("Gødvadskolen - Emma Sørensen 2.pdf", OTHER)))
        assert len(office.store.cases()) == 2
        assert office.endings() == [Ending.CASE]

    def test_two_namesakes_never_supplement_one_case(self, office):
        office.reader.says |= {PDF: an_elev(cpr=""), OTHER: an_elev(), THIRD: an_elev(cpr="240813-9993")}
        office.run(a_mail(("Gødvadskolen - Emma Sørensen.pdf", PDF)))
        both = (("Gødvadskolen - Emma Sørensen.pdf", OTHER), ("Gødvadskolen - Emma Sørensen 2.pdf", THIRD))
        office.run(a_mail(*both, message_id="<2@x>"))
        assert len(office.store.cases()) == 2
        assert office.endings() == [Ending.CASE, Ending.CASE]

    def test_the_answer_to_what_lacked_a_name_completes_the_case(self, office):
        office.reader.says |= {PDF: an_elev(name=""), OTHER: an_elev()}
        office.run(a_mail(("scan0001.pdf", PDF), subject="scan"))
        ours = office.store.mails()[0].message_id
        office.run(a_mail(("scan0002.pdf", OTHER), subject="SV: scan", message_id="<2@x>", In_Reply_To=ours))
        case = one_case(office)
        assert (case.status, case.application.detail) == (Status.READY, "Emma Sørensen")

    def test_a_file_of_another_case_is_flagged(self, office):
        office.reader.says[PDF] = an_elev(name="")
        office.run(a_mail(("scan0001.pdf", PDF), subject="scan"))
        office.run(a_mail(("scan0001.pdf", PDF), subject="scan", message_id="<2@x>"))
        first, second = ([f.code for f in case.findings] for case in office.store.cases())
        assert ("duplicate-file" in first, "duplicate-file" in second) == (False, True)

    def test_two_applications_in_one_mail_are_two_cases_and_one_answer(self, office):
        office.reader.says |= {PDF: an_elev(), OTHER: an_emne("trivsel", "Gødvadskolen")}
        office.run(a_mail(("Gødvadskolen - Emma Sørensen.pdf", PDF), ("Gødvadskolen - trivsel.pdf", OTHER)))
        assert [case.application.kind for case in office.store.cases()] == [Kind.PUPIL, Kind.TOPIC]
        assert [len(mail.cases) for mail in office.store.mails()] == [2]

    def test_a_form_photographed_page_by_page_is_one_application(self, office):
        first, second = an_elev(pages=(1,), inks=()), an_elev(pages=(2,))
        office.reader.says |= {PDF: first, OTHER: second}
        office.run(a_mail(("IMG_4021.jpg", PDF), ("IMG_4022.jpg", OTHER)))
        assert one_case(office).consent.state is ConsentState.GIVEN

    def test_after_the_deadline_it_belongs_to_the_next_round_and_says_so(self, office):
        office.reader.says[PDF] = an_elev()
        office.run(a_mail(("Gødvadskolen - Emma Sørensen.pdf", PDF)), received=LATE)
        case = one_case(office)
        assert (case.round, "late" in [f.code for f in case.findings]) == ("2. runde", True)

    def test_form_and_file_name_that_disagree_are_a_persons_question(self, office):
        office.reader.says[PDF] = an_elev(name="Oliver Holm", school="Sejs Skole")
        office.run(a_mail(("Gødvadskolen - Emma Sørensen.pdf", PDF)))
        case = one_case(office)
        assert case.status is Status.REVIEW
        assert {"school-disagrees", "detail-disagrees"} <= {f.code for f in case.findings}
        assert case.application.detail == "Oliver Holm"

    def test_a_paper_of_unknown_layout_goes_by_its_name_to_a_person(self, office):
        office.reader.says[PDF] = UNKNOWN
        office.run(a_mail(("Sejs Skole - klasseledelse.pdf", PDF), subject="Sejs Skole - klasseledelse"))
        case = one_case(office)
        assert (case.application.kind, case.application.detail) == (Kind.TOPIC, "klasseledelse")
        assert (case.status, "form-unknown" in [f.code for f in case.findings]) == (Status.REVIEW, True)

    def test_an_unread_paper_beside_a_form_is_told_and_the_mail_waits_for_a_person(self, office):
        office.reader.says |= {PDF: an_elev(), OTHER: Unread("locked", "Filen er låst.")}
        office.run(a_mail(("Gødvadskolen - Emma Sørensen.pdf", PDF), ("bilag.pdf", OTHER)))
        case = one_case(office)
        assert (case.status, "unread-paper" in [f.code for f in case.findings]) == (Status.REVIEW, True)
        assert len(office.mailbox.mails("Til gennemsyn")) == 1

    @pytest.mark.parametrize(
        ("raw", "ending", "why", "folder"),
        [
            (a_mail(("a.pdf", a_pdf("broken"))), Ending.SET_ASIDE, "damaged", "Til gennemsyn"),
            (
                a_mail(
                    ("a.pdf", b""),
                ),
                Ending.SET_ASIDE,
                "empty",
                "Til gennemsyn",
            ),
            (a_mail(("a.exe", b"MZ\x90\x00" + b"\0" * 80)), Ending.SET_ASIDE, "unsafe", "Til gennemsyn"),
            (a_mail(), Ending.SET_ASIDE, "no-paper", "Til gennemsyn"),
            (a_mail(Auto_Submitted="auto-replied"), Ending.NOT_APPLICATION, "auto-submitted", "Behandlet"),
            (a_mail(List_Id="<nyt.example>"), Ending.NOT_APPLICATION, "mailing-list", "Behandlet"),
            (a_mail(sender="fremmed@andet.example"), Ending.SET_ASIDE, "no-paper", "Til gennemsyn"),
            (b"\x00\xff garbage", Ending.SET_ASIDE, "no-paper", "Til gennemsyn"),
        ],
    )
    def test_what_is_no_application_ends_without_a_case(self, office, raw, ending, why, folder):
        office.run(raw)
        (row,) = office.store.letters()
        assert (row.ending, row.why, office.store.cases()) == (ending, why, ())
        assert len(office.mailbox.mails(folder)) == 1

    def test_an_unregistered_sender_gets_a_case_all_the_same(self, office):
        office.reader.says[PDF] = an_elev()
        office.run(a_mail(("Gødvadskolen - Emma Sørensen.pdf", PDF), sender="fremmed@andet.example"))
        assert "sender-unregistered" in [f.code for f in one_case(office).findings]
        assert office.receptions[0].look.why_not == "sender-unregistered"

    def test_a_scanner_that_mails_by_itself_opens_a_case_and_gets_no_answer(self, office):
        office.reader.says[PDF] = an_elev()
        office.run(a_mail(("Gødvadskolen - Emma Sørensen.pdf", PDF), Auto_Submitted="auto-generated"))
        assert office.endings() == [Ending.CASE]
        assert office.receptions[0].look.why_not == "auto-submitted"

    def test_confidential_words_in_the_subject_are_noted(self, office):
        office.reader.says[PDF] = an_elev()
        subject = "Gødvadskolen - Emma Sørensen 150312-9993"
        office.run(a_mail(("Gødvadskolen - Emma Sørensen.pdf", PDF), subject=subject))
        assert "cpr-in-subject-or-name" in [f.code for f in one_case(office).findings]
        assert office.receptions[0].look.exposed


class TestTrouble:
    def test_when_the_move_fails_the_letter_is_done_and_moved_next_time(self, office):
        office.reader.says[PDF] = an_elev()
        office.mailbox.put(a_mail(("Gødvadskolen - Emma Sørensen.pdf", PDF)), received=NOW)
        take_in(office.mailbox, office.store, office.clock)
        assert office.receive_next()
        office.mailbox.trouble = MailboxError("weg")
        with pytest.raises(MailboxError):
            file_away(office.mailbox, office.store, office.clock)
        office.run()
        assert (office.endings(), len(office.mailbox.mails("Behandlet"))) == ([Ending.CASE], 1)

    def test_one_mail_that_is_not_handed_out_does_not_stop_the_others(self, office):
        office.reader.says[PDF] = an_elev()
        office.mailbox.put(a_mail(message_id="<0@x>"), received=NOW)
        office.mailbox.put(a_mail(("Gødvadskolen - Emma Sørensen.pdf", PDF)), received=NOW)
        listed = office.mailbox.arrivals
        office.mailbox.arrivals = lambda: (listed(), setattr(office.mailbox, "trouble", MailUnavailableError("")))[0]
        assert take_in(office.mailbox, office.store, office.clock) == 1

    def test_one_mail_at_which_the_server_always_breaks_off_does_not_stop_the_others(self, office):
        bad, fetch = office.mailbox.put(a_mail(message_id="<0@x>"), received=NOW), office.mailbox.fetch
        office.mailbox.put(a_mail(message_id="<1@x>"), received=NOW)

        def breaks_off(arrival, into):
            if arrival.place.uid == bad:
                raise MailboxError("weg")
            return fetch(arrival, into)

        office.mailbox.fetch = breaks_off
        office.run()
        assert (len(office.endings()), len(office.mailbox.mails())) == (1, 1)

    def test_a_server_that_is_away_ends_the_pass(self, office):
        office.mailbox.put(a_mail(), received=NOW)
        listed = [office.mailbox.arrivals()]

        def away(*asked):
            if listed and not asked:
                return listed.pop()
            raise MailboxError("weg")

        office.mailbox.fetch = office.mailbox.arrivals = away
        with pytest.raises(MailboxError):
            take_in(office.mailbox, office.store, office.clock)

    def test_a_letter_that_fails_again_and_again_is_set_aside_and_stops_nobody(self, office):
        def fails(content: bytes, name: str):
            raise RuntimeError("a fault in the program")

        office.reader.read = fails
        office.mailbox.put(a_mail(("a.pdf", PDF)), received=NOW)
        for _ in range(6):
            office.run()
            office.now += timedelta(hours=1)
        assert (office.endings(), len(office.mailbox.mails("Til gennemsyn"))) == ([Ending.SET_ASIDE], 1)

    def test_an_answer_that_cannot_be_written_rolls_the_case_back(self, office):
        def owe(reception: Reception, cases: tuple[Case, ...]):
            raise ValueError("a template is wrong")

        office.reader.says[PDF] = an_elev()
        office.owe = owe
        office.run(a_mail(("Gødvadskolen - Emma Sørensen.pdf", PDF)))
        assert (office.store.cases(), office.store.mails(), len(office.mailbox.mails())) == ((), (), 1)


def test_the_stream_is_kept_whole(store):
    """What the store gives back is what the mailbox gave, byte for byte, however large."""
    mailbox, raw = FakeMailbox(), a_mail(("a.pdf", bytes(range(256)) * 20_000))
    mailbox.put(raw)
    take_in(mailbox, store, lambda: NOW)
    (work,) = store.claim_letters("here:1", NOW)
    assert work.big is not None
    assert (work.raw, b"".join(work.big.read()), work.big.size) == (b"", raw, len(raw))

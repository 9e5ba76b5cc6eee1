"""Stories of applications: from a mail on the server to the answer in the school's mailbox."""

from datetime import datetime, time, timedelta

import pytest

from cases.case import Status
from cases.consent import ConsentState, Custody
from cases.kinds import Kind
from cases.letters import Ending
from cases.mails import SENDER_UNREGISTERED
from cases.rounds import COPENHAGEN
from review import decide
from review.decide import Word
from service.samples.papers import fillable, filled_form, photos, word
from tests.story.world import ELEV, LAST_ROUND_ENDED, SCHOOL, World, a_mail, elev, emne, klasse

pytestmark = pytest.mark.slow

NAME = "Gødvadskolen - Emma Sørensen.pdf"


def test_a_scanned_and_signed_form_is_acknowledged_and_ready(world: World) -> None:
    """The normal case: image-only PDF, both guardians signed."""
    world.send(a_mail((NAME, elev())))
    world.run()
    case = world.case()
    assert (case.status, case.consent.state, case.application.kind) == (Status.READY, ConsentState.GIVEN, Kind.PUPIL)
    assert (case.application.school, case.application.detail) == ("Gødvadskolen", "Emma Sørensen")
    assert (case.application.text("class_name"), case.application.text("cpr")) == ("5.b", "150312-9993")
    (answer,) = world.answers()
    assert answer["Subject"] == f"Kvittering: ansøgning modtaget – sag {case.number}"
    assert answer["Auto-Submitted"] == "auto-replied"
    assert "2. runde" in world.answer_text()
    assert (world.inbox(), world.done(), world.aside()) == (0, 1, 0)


def test_a_topic_needs_neither_cpr_nor_signature(world: World) -> None:
    """Emne: ready as soon as it is read."""
    world.send(a_mail(("Gødvadskolen - klasseledelse.pdf", emne())))
    world.run()
    case = world.case()
    assert (case.application.kind, case.application.detail) == (Kind.TOPIC, "klasseledelse")
    assert (case.status, case.consent.state) == (Status.READY, ConsentState.NOT_REQUIRED)
    assert len(world.answers()) == 1


def test_a_class_is_read_in_its_canonical_form(world: World) -> None:
    """Klasse: "5B" in the name and "5.b" on the form are the same class."""
    world.send(a_mail(("Gødvadskolen 5B.pdf", klasse())))
    world.run()
    case = world.case()
    assert (case.application.kind, case.application.detail, case.status) == (Kind.CLASS, "5.b", Status.READY)


def test_a_skewed_scan_is_read_all_the_same(world: World) -> None:
    """Laid crooked on the glass: four degrees."""
    world.send(a_mail((NAME, elev(skew=4.0, seed=3))))
    world.run()
    assert (world.case().status, world.case().application.text("cpr")) == (Status.READY, "150312-9993")


def test_photos_of_each_page_make_one_application(world: World) -> None:
    """A phone, two pictures, names the phone gave; the subject says what they are."""
    papers = photos(filled_form(Kind.PUPIL, ELEV))
    names = [(f"IMG_{4021 + n}.jpg", paper) for n, paper in enumerate(papers)]
    world.send(a_mail(*names, subject="Gødvadskolen - Emma Sørensen"))
    world.run()
    case = world.case()
    assert (case.application.detail, len(world.app.store.papers(case.number))) == ("Emma Sørensen", len(papers))
    assert case.status in (Status.READY, Status.REVIEW)
    assert case.consent.state in (ConsentState.GIVEN, ConsentState.UNCERTAIN)
    assert "convention-not-followed" in world.codes()


def test_a_form_filled_in_on_screen_is_read_exactly_and_lacks_signatures(world: World) -> None:
    """AcroForm: every value certain, the signature boxes empty, so the school is asked."""
    world.send(a_mail((NAME, fillable(Kind.PUPIL, ELEV))))
    world.run()
    case = world.case()
    assert {value.confidence for value in case.application.values.values()} == {1.0}
    assert (case.status, "consent-missing" in world.codes()) == (Status.LACKING, True)
    assert world.answers()[0]["Subject"].startswith("Vi mangler noget i ansøgningen")


def test_a_word_file_is_a_case_that_a_person_reads(world: World) -> None:
    """An Office file: it goes by its name, and to the coordinator."""
    world.send(a_mail(("Gødvadskolen - Emma Sørensen.docx", word(Kind.PUPIL, ELEV))))
    world.run()
    case = world.case()
    assert (case.status, case.application.detail) == (Status.REVIEW, "Emma Sørensen")
    assert "form-unknown" in world.codes()
    assert world.answers()[0]["Subject"].startswith("Kvittering")


def test_without_signatures_the_school_is_asked_for_them(world: World) -> None:
    """Both boxes empty: certainly lacking, and this is the acknowledgement."""
    world.send(a_mail((NAME, elev(signed=(False, False)))))
    world.run()
    assert (world.case().status, world.case().consent.state) == (Status.LACKING, ConsentState.MISSING)
    (answer,) = world.answers()
    assert answer["Subject"] == f"Vi mangler noget i ansøgningen – sag {world.case().number}"


def test_one_signature_of_two_is_not_enough_for_guardians_apart(world: World) -> None:
    """Joint custody, not living together: both sign."""
    world.send(a_mail((NAME, elev(signed=(True, False)))))
    world.run()
    assert (world.case().status, "consent-second-missing" in world.codes()) == (Status.LACKING, True)


def test_one_signature_is_enough_for_sole_custody(world: World) -> None:
    """Sole custody: one signs."""
    world.send(a_mail((NAME, elev(signed=(True, False), custody=Custody.SOLE.value))))
    world.run()
    assert (world.case().status, world.case().consent.state) == (Status.READY, ConsentState.GIVEN)


def test_a_cpr_number_in_the_subject_is_a_privacy_incident(world: World) -> None:
    """The school is told how to do it right, without repeating the number."""
    world.send(a_mail((NAME, elev()), subject="Gødvadskolen - Emma Sørensen 150312-9993"))
    world.run()
    assert "cpr-in-subject-or-name" in world.codes()
    text = world.answer_text()
    assert "150312" not in text
    assert "CPR" in text


def test_form_and_file_name_of_two_pupils_go_to_a_person(world: World) -> None:
    """The wrong name: never silently resolved."""
    world.send(a_mail(("Gødvadskolen - Oliver Holm.pdf", elev())))
    world.run()
    assert (world.case().status, "detail-disagrees" in world.codes()) == (Status.REVIEW, True)
    assert world.case().application.detail == "Emma Sørensen"


def test_a_scanners_own_name_is_made_good_by_the_form(world: World) -> None:
    """The file is called Scan_0001 and the subject says nothing: the form says all."""
    world.send(a_mail(("Scan_20261120_0001.pdf", elev()), subject="Scan"))
    world.run()
    assert (world.case().status, world.case().application.detail) == (Status.READY, "Emma Sørensen")
    assert "convention-not-followed" in world.codes()


def test_two_applications_in_a_mail_are_two_cases_and_one_answer(world: World) -> None:
    """One answer lists both."""
    world.send(a_mail((NAME, elev()), ("Gødvadskolen - klasseledelse.pdf", emne())))
    world.run()
    numbers = [case.number for case in world.app.store.cases()]
    assert len(numbers) == 2
    assert all(number in world.answer_text() for number in numbers)


def test_after_the_deadline_it_goes_to_the_next_round_and_the_answer_says_so(world: World) -> None:
    """Half an hour past midnight in Copenhagen, by the mail server's clock."""
    just_after = datetime.combine(LAST_ROUND_ENDED + timedelta(days=1), time(0, 30), COPENHAGEN)
    world.send(a_mail((NAME, elev())), received=just_after)
    world.run()
    assert (world.case().round, "late" in world.codes()) == ("2. runde", True)
    assert "frist" in world.answer_text()


def test_the_last_minute_of_the_deadline_is_in_time(world: World) -> None:
    """23:59 in Copenhagen."""
    last_minute = datetime.combine(LAST_ROUND_ENDED, time(23, 59), COPENHAGEN)
    world.send(a_mail((NAME, elev())), received=last_minute)
    world.run()
    assert (world.case().round, "late" in world.codes()) == ("1. runde", False)


def test_the_same_mail_through_two_aliases_is_one_case_and_one_answer(world: World) -> None:
    """Delivered twice with other trace headers."""
    raw = a_mail((NAME, elev()))
    world.send(raw)
    world.send(b"Received: from alias.example by here.example; Fri, 20 Nov 2026 08:00:00 +0100\r\n" + raw)
    world.run()
    assert (len(world.app.store.cases()), len(world.answers()), world.done()) == (1, 1, 2)
    assert world.endings() == [Ending.CASE, Ending.AGAIN]


def test_a_mail_that_a_person_moves_back_is_filed_again_and_not_answered(world: World) -> None:
    """Out of Behandlet, back into the inbox."""
    raw = a_mail((NAME, elev()))
    world.send(raw)
    world.run()
    world.send(raw)
    world.run()
    assert (len(world.app.store.cases()), len(world.answers()), world.inbox()) == (1, 1, 0)


def test_the_same_file_again_is_known(world: World) -> None:
    """A second mail with the very same scan: no second case, and the answer says that we have it."""
    for _ in range(2):
        world.send(a_mail((NAME, elev())))
        world.run()
    assert (len(world.app.store.cases()), len(world.answers())) == (1, 2)
    assert world.endings() == [Ending.CASE, Ending.SUPPLEMENT]


def test_the_same_paper_scanned_again_is_known(world: World) -> None:
    """Another file, every byte of it, but the same sheet: on the same case, noted as that."""
    world.send(a_mail((NAME, elev())))
    world.run()
    world.send(a_mail((NAME, elev(skew=-2.0))))
    world.run()
    (case,) = world.app.store.cases()
    assert "near-duplicate" in {finding.code for finding in case.findings}


def test_the_missing_signature_sent_later_makes_the_case_whole(world: World) -> None:
    """Unsigned first, signed a day later: one case, both papers, ready."""
    world.send(a_mail((NAME, elev(signed=(True, False)))))
    world.run()
    world.send(a_mail((NAME, elev(seed=5))))
    world.run()
    case = world.case()
    assert (case.status, case.consent.state) == (Status.READY, ConsentState.GIVEN)
    assert len(world.app.store.papers(case.number)) == 2
    assert len(world.answers()) == 2


def test_an_unknown_sender_gets_a_case_but_no_answer(world: World) -> None:
    """A failed check means no reply, never no case."""
    world.send(a_mail((NAME, elev()), sender="fremmed@andet.example"))
    world.run()
    assert (world.case().status, "sender-unregistered" in world.codes()) == (Status.REVIEW, True)
    assert world.answers("fremmed@andet.example") == []
    (held,) = world.app.store.mails()
    assert (held.why, held.unconfirmed) == (SENDER_UNREGISTERED, True)


def test_a_person_who_confirms_the_address_sends_the_receipt_that_was_held(world: World) -> None:
    """The confirmation that the remark asks for is enough, from the first mail on."""
    world.send(a_mail((NAME, elev()), sender="fremmed@andet.example"))
    world.run()
    case, now = world.case(), world.app.clock()
    decided = decide.confirm_address(case, Word("Karen Holm", "ringet til skolen", now))
    world.app.store.change(decided.changes, (), now)
    world.run()
    (answer,) = world.answers("fremmed@andet.example")
    assert case.number in answer["Subject"]
    assert world.app.store.pulse().held == 0


def test_answers_lie_under_the_schools_own_mail(world: World) -> None:
    """Threaded by In-Reply-To and References; our own Message-ID; nothing of the mail is quoted."""
    raw = a_mail((NAME, elev()))
    world.send(raw)
    world.run()
    (answer,) = world.answers(SCHOOL)
    sent_id = next(line for line in raw.decode("latin-1").splitlines() if line.startswith("Message-ID")).split()[1]
    assert answer["In-Reply-To"] == sent_id
    assert sent_id in answer["References"]
    assert [part.get_content_type() for part in answer.walk()] == ["multipart/alternative", "text/plain", "text/html"]

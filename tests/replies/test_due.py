"""Which mail is owed when, to whom, and held back why."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cases.application import Unread
from cases.case import Case, Status
from cases.findings import Weight
from cases.letters import Ending, KeptPaper, LetterFacts, Opening, Outcome, Use
from cases.mails import ADDRESS_UNCONFIRMED, OutgoingMail
from replies import due, timed
from replies.facts import How
from replies.mail import opened
from replies.receipt import NO_APPLICATION, Reading, UnreadPaper, letter_answer
from tests.replies.build import (
    ANNE,
    BO,
    CONTEXT,
    NOW,
    SCHOOL_ADDRESS,
    SECRET,
    WINTER,
    a_case,
    a_finding,
    a_letter,
    a_mail,
    an_application,
)

NEW = Reading(1, How.NEW, "#0")
LOCKED = UnreadPaper(2, "locked")
UNSIGNED = a_case("T-2026-0142", a_finding("consent-missing"))


def _said(mail: OutgoingMail) -> str:
    body = opened(mail).get_body(("plain",))
    assert body is not None
    return f"{opened(mail)['Subject']}\n{body.get_content()}".replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("readings", "unread", "privacy", "cases", "reply"),
    [
        ((NEW,), (), False, (a_case(),), "kvittering"),
        ((NEW,), (LOCKED,), True, (a_case(),), "kvittering"),
        ((NEW,), (LOCKED,), True, (UNSIGNED,), "mangler"),
        ((), (LOCKED,), True, (), "ulaeselig"),
        ((), (UnreadPaper(0, "no-paper"),), False, (), "ulaeselig"),
        ((), (), True, (), "fortroligt"),
        ((), (), False, (), None),
        ((), (), False, (a_case(),), None),
    ],
)
def test_a_letter_gets_at_most_one_answer(readings, unread, privacy, cases, reply) -> None:
    """A bounce touches a case and is still not answered."""
    mails = due.after_letter(a_letter(readings, unread, privacy_incident=privacy), cases, CONTEXT)
    assert [mail.name for mail in mails] == ([reply] if reply else [])


def test_one_answer_tells_all_that_a_letter_brought() -> None:
    """Two cases, a file we could not read, and a number where it should not be."""
    letter = a_letter((NEW, Reading(3, How.SUPPLEMENT, "T-2026-0099")), (LOCKED,), privacy_incident=True)
    (mail,) = due.after_letter(letter, (a_case(), a_case("T-2026-0099")), CONTEXT)
    for told in ("T-2026-0142: elev, Ans Skole (fil 1)", "(fil 3: supplement)", "Fil 2: Filen er låst", "Vigtigt:"):
        assert told in _said(mail)
    assert mail.cases == ("T-2026-0142", "T-2026-0099")


def test_an_acknowledgement_says_round_deadline_and_answer_date() -> None:
    (mail,) = due.after_letter(a_letter((NEW,)), (a_case(),), CONTEXT)
    assert "2. runde 2026/27, frist 2. december 2026.\nI får svar senest fredag 18. december 2026" in _said(mail)


def test_no_answer_is_promised_for_what_is_answered_or_past() -> None:
    """New papers on a case that an educator has, and on one that waits since an earlier round."""
    more = a_letter((Reading(1, How.SUPPLEMENT, "T-2026-0142"),))
    (assigned,) = due.after_letter(more, (a_case(status=Status.ASSIGNED),), CONTEXT)
    (waiting,) = due.after_letter(more, (a_case(status=Status.WAITING),), _on(WINTER.answer_date + timedelta(days=1)))
    assert "unde" not in _said(assigned)
    assert "Runde: 2. runde 2026/27" in _said(waiting)
    assert "I får svar" not in _said(assigned) + _said(waiting)


def test_too_late_is_said() -> None:
    late = a_case(findings=(a_finding("late", Weight.NOTES),))
    (mail,) = due.after_letter(a_letter((NEW,)), (late,), CONTEXT)
    assert "kom efter fristen og er derfor med i næste runde" in _said(mail)


@pytest.mark.parametrize("code", sorted(NO_APPLICATION))
def test_a_mail_without_an_application_is_not_told_that_a_file_could_not_be_read(code: str) -> None:
    (mail,) = due.after_letter(a_letter((), (UnreadPaper(0, code),)), (), CONTEXT)
    assert "kunne ikke læse" not in _said(mail)


def test_what_lacks_is_asked_for_by_the_deadline_while_there_is_time() -> None:
    (early,) = due.after_letter(a_letter((NEW,)), (UNSIGNED,), CONTEXT)
    (last_day,) = due.after_letter(a_letter((NEW,)), (UNSIGNED,), _on(WINTER.deadline))
    assert "senest onsdag 2. december 2026" in _said(early)
    assert "så hurtigt, I kan, inden 2. runde 2026/27 bliver fordelt" in _said(last_day)


def test_a_mail_that_must_not_be_answered_is_made_and_held_with_the_reason() -> None:
    (mail,) = due.after_letter(a_letter((NEW,), may_answer=False, why_not="sender-unregistered"), (a_case(),), CONTEXT)
    assert mail.held == "sender-unregistered"
    assert "Kvittering" in _said(mail)


def test_a_school_the_register_lacks_is_never_written() -> None:
    """What OCR made of a box is not a school."""
    case = a_case(application=an_application(school=SECRET))
    (mail,) = due.after_letter(a_letter((NEW,)), (case,), CONTEXT)
    assert SECRET not in _said(mail)


def test_the_answer_stands_under_the_letter_it_answers() -> None:
    (mail,) = due.after_letter(a_letter((NEW,), references=("<gammel@skole.example>",)), (a_case(),), CONTEXT)
    assert opened(mail)["In-Reply-To"] == "<brev@ansskole.example>"
    assert opened(mail)["References"] == "<gammel@skole.example> <brev@ansskole.example>"


def _paper(position: int, use: Use = Use.APPLICATION, **changes: object) -> KeptPaper:
    return replace(KeptPaper(position, SECRET, "pdf", "aa", b"", use), **changes)  # type: ignore[arg-type]


def _outcome(ending: Ending, *papers: KeptPaper, why: str = "") -> Outcome:
    opening = Opening(a_case(""), ())
    return Outcome(ending, "", LetterFacts("f00d", "<brev@x>", SECRET, SECRET), why, (opening,), papers)


def test_files_are_counted_as_the_school_counts_them() -> None:
    """A logo in the signature is not a file to anybody but a machine."""
    papers = (
        _paper(1, Use.IGNORED, why="signature-image"),
        _paper(2, case="#0"),
        _paper(3, Use.REFUSED, unread=Unread("locked", "")),
        _paper(4, Use.SUPPLEMENT, case="T-2026-0099", why="duplicate-file"),
    )
    letter = letter_answer(_outcome(Ending.CASE, *papers), SCHOOL_ADDRESS)
    assert letter is not None
    assert letter.readings == (NEW, Reading(3, How.DUPLICATE, "T-2026-0099"))
    assert letter.unread == (LOCKED,)


@pytest.mark.parametrize(
    ("outcome", "reply"),
    [
        (_outcome(Ending.CASE, _paper(1, case="#0")), "kvittering"),
        (_outcome(Ending.SET_ASIDE, why="linked"), "ulaeselig"),
        (_outcome(Ending.NOT_APPLICATION, why="list-mail"), None),
        (_outcome(Ending.AGAIN, _paper(1, case="#0")), None),
        (Outcome(Ending.SET_ASIDE, "", None, "unreadable"), None),
    ],
)
def test_how_a_letter_ended_says_what_it_is_answered(outcome: Outcome, reply: str | None) -> None:
    letter = letter_answer(outcome, SCHOOL_ADDRESS)
    mails = due.after_letter(letter, (a_case(),), CONTEXT) if letter else ()
    assert [mail.name for mail in mails] == ([reply] if reply else [])


@pytest.mark.parametrize(
    ("references", "answered"), [((), True), (("<anden@skole.example>",), True), ((a_mail().message_id,), False)]
)
def test_a_word_of_thanks_under_our_answer_is_not_answered(references: tuple[str, ...], answered: bool) -> None:
    """A question of its own is; a person reads both."""
    letter = letter_answer(_outcome(Ending.SET_ASIDE, why="no-paper"), SCHOOL_ADDRESS, references=references)
    assert (letter is not None) is answered


def test_a_sign_in_a_schools_name_is_no_markup() -> None:
    context = replace(CONTEXT, schools=frozenset({"Børnehuset A & <b>B"}))
    case = a_case(application=an_application(school="Børnehuset A & <b>B"))
    (mail,) = due.after_letter(a_letter((NEW,)), (case,), context)
    html = opened(mail).get_body(("html",))
    assert html is not None
    assert "elev, Børnehuset A & <b>B (fil 1)" in _said(mail)
    assert "elev, Børnehuset A &amp; &lt;b&gt;B (fil 1)" in html.get_content()


@pytest.mark.parametrize(
    ("mails", "expected"),
    [
        (due.after_assignment(a_case(), ANNE, CONTEXT), {("fordelt", SCHOOL_ADDRESS), ("ny-sag", ANNE.email)}),
        (
            due.after_reassignment(a_case(), ANNE, BO, CONTEXT),
            {("fordelt-igen", SCHOOL_ADDRESS), ("flyttet-fra", ANNE.email), ("flyttet-til", BO.email)},
        ),
        (due.after_waiting(a_case(), CONTEXT), {("venteliste", SCHOOL_ADDRESS)}),
        (due.after_decline(a_case(), CONTEXT), {("afvist", SCHOOL_ADDRESS)}),
        (due.after_withdrawal(a_case(), None, CONTEXT), {("trukket-tilbage", SCHOOL_ADDRESS)}),
        (due.after_withdrawal(a_case(), ANNE, CONTEXT), {("trukket-tilbage", SCHOOL_ADDRESS), ("stop", ANNE.email)}),
        (due.after_assignment(a_case(reply_to=""), ANNE, CONTEXT), {("ny-sag", ANNE.email)}),
    ],
)
def test_a_decision_tells_everybody_it_concerns(mails, expected) -> None:
    assert {(mail.name, mail.to) for mail in mails} == expected
    assert all(opened(mail)["Auto-Submitted"] == "auto-generated" for mail in mails)


def test_only_the_school_is_answered_in_the_schools_thread() -> None:
    mails = {mail.name: opened(mail) for mail in due.after_assignment(a_case(), ANNE, CONTEXT)}
    assert mails["fordelt"]["In-Reply-To"] == "<foerste@ansskole.example>"
    assert mails["ny-sag"]["In-Reply-To"] is None


def test_the_same_decision_on_a_later_version_is_another_mail() -> None:
    """Moved there and back again: each time it is told."""
    first, later = (due.after_assignment(a_case(version=version), ANNE, CONTEXT)[0] for version in (1, 2))
    assert first.key != later.key
    assert first.message_id != later.message_id


def test_a_school_without_a_place_reads_a_plain_reason_and_never_the_plans_proof() -> None:
    """What the coordinator reads of it speaks of how others' cases are held; it stays with her."""
    proof = "De 8 læringsvejledere, som kan tage sagen direkte eller ved bytte, har tilsammen 9 pladser."
    (mail,) = due.after_waiting(a_case(reasons=(proof, "At AB får 1 plads mere.")), CONTEXT)
    assert "Vi kunne ikke finde en ledig læringsvejleder, der kan tage sagen." in " ".join(_said(mail).split())
    assert not {"bytte", "pladser", "AB"} & set(_said(mail).split())


def test_the_coordinator_picks_what_to_ask_for() -> None:
    case = a_case(findings=(a_finding("school-disagrees", Weight.DOUBTS), a_finding("late", Weight.NOTES)))
    (all_doubts,) = due.after_lacking(case, CONTEXT)
    (picked,) = due.after_lacking(case, CONTEXT, ("late",))
    assert "hver sin skole" in _said(all_doubts)
    assert "hver sin skole" not in _said(picked)
    assert "efter fristen" in _said(picked)


@pytest.mark.parametrize(
    ("mails", "subject"),
    [
        (due.after_letter(a_letter((NEW,)), (a_case(),), CONTEXT), "Kvittering: ansøgning modtaget – sag T-2026-0142"),
        (due.after_letter(a_letter((NEW,)), (UNSIGNED,), CONTEXT), "Vi mangler noget i ansøgningen – sag T-2026-0142"),
        (due.after_letter(a_letter((), (LOCKED,)), (), CONTEXT), "Vi kunne ikke læse filen"),
        (
            due.after_letter(a_letter((), (LOCKED, UnreadPaper(1, "letter"))), (), CONTEXT),
            "Vi kunne ikke læse filen",
        ),
        *(
            (due.after_letter(a_letter((), (UnreadPaper(0, code),)), (), CONTEXT), subject)
            for codes, subject in (
                (sorted(NO_APPLICATION), "Vi fandt ingen ansøgning i jeres mail"),
                (("damaged", "empty", "unsafe", "xfa", "brand-new"), "Vi kunne ikke læse filen"),
            )
            for code in codes
        ),
        (
            due.after_letter(a_letter(privacy_incident=True), (), CONTEXT),
            "Vigtigt: fortrolige oplysninger i emnefelt eller filnavn",
        ),
        (
            timed.reminder(UNSIGNED, NOW.date() - timedelta(days=7), CONTEXT),
            "Påmindelse: vi mangler stadig svar – sag T-2026-0142",
        ),
        (due.after_assignment(a_case(), ANNE, CONTEXT), "Jeres ansøgning er fordelt – sag T-2026-0142"),
        (due.after_assignment(a_case(), ANNE, CONTEXT)[1:], "Ny sag til dig – T-2026-0142"),
        (due.after_waiting(a_case(), CONTEXT), "Jeres ansøgning er på venteliste – sag T-2026-0142"),
        (due.after_decline(a_case(), CONTEXT), "Svar på jeres ansøgning – sag T-2026-0142"),
        (due.after_withdrawal(a_case(), ANNE, CONTEXT), "Sagen er trukket tilbage – sag T-2026-0142"),
        (timed.round_closed(WINTER, 23, 0, CONTEXT), "Runden er lukket: 23 ansøgninger"),
        (
            timed.mailbox_silent(NOW.replace(hour=8, minute=12), CONTEXT),
            "Tovholder har ikke hentet mails siden kl. 08.12",
        ),
    ],
)
def test_the_subject_is_ours_and_carries_the_case(mails, subject: str) -> None:
    assert opened(mails[0])["Subject"] == subject


def test_every_status_a_school_waits_in_has_a_mail() -> None:
    """Received, lacking, assigned, waiting, withdrawn, declined: none of them is reached in silence."""
    case: Case = a_case(status=Status.REVIEW)
    (mail,) = due.after_letter(a_letter((NEW,)), (case,), CONTEXT)
    assert "Koordinatoren læser det igennem" in _said(mail)


def _on(day: date):
    return replace(CONTEXT, now=NOW.replace(year=day.year, month=day.month, day=day.day))


STRANGER = "hvem@andet.example"


@pytest.mark.parametrize(
    ("address", "confirmed", "held"),
    [
        (SCHOOL_ADDRESS, (), None),
        (SCHOOL_ADDRESS.upper(), (), None),
        ("bo.lind@ansskole.example", (), None),
        (STRANGER, (), ADDRESS_UNCONFIRMED),
        ("kontor@ansskole.example.andet.example", (), ADDRESS_UNCONFIRMED),
        (STRANGER, (STRANGER,), None),
        (STRANGER, (STRANGER, SCHOOL_ADDRESS), None),
        (STRANGER, (SCHOOL_ADDRESS,), ADDRESS_UNCONFIRMED),
    ],
)
def test_what_a_person_decides_is_told_to_a_school_and_not_to_whoever_wrote(address, confirmed, held) -> None:
    """The register has the address or its domain, or a person has confirmed this very one; the educator is told at
    once, and learns the address no earlier.
    """
    case = a_case(reply_to=address, confirmed=confirmed)
    school, educator = due.after_assignment(case, ANNE, CONTEXT)
    assert (school.held, educator.held) == (held, None)
    assert (address in _said(educator)) is (held is None)
    assert due.after_decline(case, CONTEXT)[0].held == held
    assert due.after_waiting(case, CONTEXT)[0].held == held


def test_who_had_a_case_that_nobody_has_now_is_told_so() -> None:
    """The school reads that what was written before no longer holds."""
    school, before = due.after_waiting(a_case(), CONTEXT, ANNE, corrected=True)
    assert "Vi skrev før" in _said(school)
    assert "Ingen har overtaget den endnu" in _said(before)
    assert (before.name, before.to) == ("flyttet-fra", ANNE.email)

"""What came in and what went out over HTTP: nothing is left over, and a letter set aside can be decided by a person."""

from dataclasses import replace
from html import unescape

import pytest

from cases.accounts import Purpose
from cases.case import Actor, Status, Who
from cases.consent import ConsentState
from cases.letters import Ending, Use
from cases.mails import SENDER_UNREGISTERED, MailState
from tests.review.web.office import NOW, Office
from tests.storage.examples import CPR, a_mail, a_paper, an_outcome, claimed, facts, owing

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow


def _aside(office: Office, uid: int = 50) -> int:
    work = claimed(office.store, uid)
    known = replace(facts(f"content-{uid}", f"<{uid}@skole.example>"), subject=f"Ansøgning {CPR}")
    outcome = an_outcome(
        ending=Ending.SET_ASIDE, why="locked", openings=(), papers=(a_paper(case=None, use=Use.REFUSED),), facts=known
    )
    office.store.finish_letter(work, outcome, lambda _: (), NOW)
    return work.id


def test_every_mail_is_accounted_for(office: Office):
    office.open()
    _aside(office)
    rest = "0 supplementer + 0 set før + 0 andet end ansøgninger + 1 lagt til side + 0 venter."
    assert f"2 mails i alt = 1 sag + {rest}" in office.browser().get("/indbakke").text
    office.open()
    page = office.browser().get("/indbakke").text
    assert f"3 mails i alt = 2 blev til sager + {rest}" in page
    assert '>blev til sager <span class="count">2</span>' in page


@pytest.mark.parametrize(("part", "there"), [("lagt til side", True), ("sag", False), ("venter", False), ("x", True)])
def test_the_list_can_be_one_end_only(office: Office, part, there):
    letter = _aside(office)
    assert (f"/indbakke/{letter}" in office.browser().get(f"/indbakke?del={part.replace(' ', '+')}").text) is there


def test_a_letter_is_shown_as_text_with_cpr_numbers_covered(office: Office):
    letter = _aside(office)
    page = office.browser().get(f"/indbakke/{letter}").text
    assert "Elevindstilling" in page
    assert CPR not in page
    assert "filen er låst med adgangskode" in page


def test_every_look_at_a_letter_is_logged_also_of_one_that_is_no_cases(office: Office):
    case, letter = office.open(), _aside(office)
    (own,) = {one.letter for one in office.store.brought(case.number)}
    browser = office.browser("rie")
    for one in (own, letter):
        assert browser.get(f"/indbakke/{one}").status == 200
    assert browser.get("/indbakke/99").status == 404
    found = [(line.login, line.case, line.letter, line.purpose) for line in office.store.accesses()]
    assert found == [("rie", case.number, own, Purpose.LETTER), ("rie", None, letter, Purpose.LETTER)]


def test_a_person_makes_a_case_of_a_letter(office: Office):
    letter = _aside(office)
    browser = office.browser()
    csrf = browser.get(f"/indbakke/{letter}").csrf
    got = browser.post(
        f"/indbakke/{letter}/sag", csrf=csrf, slags="elev", skole="Ærø Skole", hvem="Asta Eksempelsen", hvorfor="ringet"
    )
    number = got.to.rpartition("/")[2]
    case = office.case(number)
    assert (case.status, case.consent.state, case.application.school) == (
        Status.REVIEW,
        ConsentState.UNCERTAIN,
        "Ærø Skole",
    )
    page = unescape(browser.get(got.to).text)
    assert "Karen Holm</b> lavede sagen af en mail, der var lagt til side." in page
    assert len(office.store.sheets(number)) == 1


@pytest.mark.parametrize("missing", [{"skole": "Ukendt"}, {"hvem": "  "}, {"slags": "ukendt"}])
def test_a_case_by_hand_needs_to_be_about_something(office: Office, missing):
    letter = _aside(office)
    browser = office.browser()
    form = {"slags": "elev", "skole": "Ærø Skole", "hvem": "Asta", **missing}
    got = browser.post(f"/indbakke/{letter}/sag", csrf=browser.get("/").csrf, **form)
    assert (got.status, office.store.cases()) == (409, ())


def test_a_letter_is_seen_by_a_person_or_read_again(office: Office):
    first, second = _aside(office, 50), _aside(office, 51)
    browser = office.browser()
    csrf = browser.get("/").csrf
    assert browser.post(f"/indbakke/{first}/set", csrf=csrf).status == 303
    assert office.store.letter(first).ending is Ending.NOT_APPLICATION
    assert browser.post(f"/indbakke/{first}/set", csrf=csrf).status == 409
    assert browser.post(f"/indbakke/{second}/laes-igen", csrf=csrf).status == 303
    assert office.store.letter(second).ending is None


def test_an_answer_is_shown_and_one_of_unknown_end_is_sent_again(office: Office):
    case = office.open()
    raw = b"Subject: Kvittering\r\nContent-Type: text/plain\r\n\r\nTak for mailen."
    office.store.change([], [replace(a_mail("k"), name="ny-sag", raw=raw, cases=(case.number,))], NOW)
    work = office.store.claim_mail("vaert:1", NOW)
    office.store.sending(work, NOW)
    office.store.unknown(work, "Forbindelsen blev brudt.", NOW)
    browser = office.browser()
    listed = browser.get("/svar?del=uvist").text
    assert f"/svar/{work.id}" in listed
    page = browser.get(f"/svar/{work.id}")
    assert "Tak for mailen." in page.text
    for text in (listed, page.text, browser.get(f"/sager/{case.number}").text):
        assert ("Ny sag" in text, "ny-sag" in text) == (True, False)
    assert browser.post(f"/svar/{work.id}/send-igen", csrf=page.csrf).to == f"/svar/{work.id}"
    assert office.store.mail(work.id).state is MailState.OWED


def _answered(office: Office, *, held: str | None, uid: int = 50) -> int:
    """A letter set aside, and the answer to it, which is about no case."""
    work = claimed(office.store, uid)
    end = an_outcome(ending=Ending.SET_ASIDE, why="locked", openings=(), papers=(), facts=None)
    office.store.finish_letter(work, end, owing(a_mail(f"letter:{uid}", held=held)), NOW)
    return work.id


@pytest.mark.parametrize(("held", "there"), [(SENDER_UNREGISTERED, True), ("automatic", False), (None, False)])
def test_an_answer_held_from_a_stranger_says_how_it_is_made_anew(office: Office, held, there):
    """By writing the address in the register and reading the mail again, as long as that is set aside."""
    letter = _answered(office, held=held)
    (mail,) = office.store.mails()
    page = unescape(office.browser().get(f"/svar/{mail.id}").text)
    assert ("så skrives svaret på ny og sendes" in page, f'href="/indbakke/{letter}"' in page) == (there, True)
    assert "på ny" not in office.browser("rie").get(f"/svar/{mail.id}").text
    office.store.dealt_with(letter, NOW)
    assert "på ny" not in office.browser().get(f"/svar/{mail.id}").text


def test_nothing_is_offered_for_a_letter_that_was_forgotten(office: Office):
    letter = _answered(office, held=SENDER_UNREGISTERED)
    (mail,) = office.store.mails()
    browser = office.browser()
    assert "/laes-igen" in browser.get(f"/indbakke/{letter}").text
    office.store.forget_these((), (letter,), Actor(Who.PERSON, "Karen"), NOW)
    assert "/laes-igen" not in browser.get(f"/indbakke/{letter}").text
    assert "på ny" not in browser.get(f"/svar/{mail.id}").text


def test_every_look_at_an_answer_is_logged_for_its_cases_or_its_letter(office: Office):
    case, letter = office.open(), _answered(office, held=None)
    about = replace(a_mail("k"), cases=(case.number,))
    office.store.change([], [about, a_mail("i-dag")], NOW)
    browser = office.browser("rie")
    for mail in office.store.mails():
        assert browser.get(f"/svar/{mail.id}").status == 200
    found = [(line.login, line.case, line.letter, line.purpose) for line in office.store.accesses()]
    assert found == [("rie", None, letter, Purpose.ANSWER), ("rie", case.number, None, Purpose.ANSWER)]


@pytest.mark.parametrize("path", ["/indbakke", "/svar"])
def test_what_has_no_reason_shows_a_dash(office: Office, path):
    """On a telephone the word before it would stand alone."""
    claimed(office.store, 70)
    office.store.change([], [a_mail("k")], NOW)
    assert 'data-word="Hvorfor">–<' in office.browser().get(path).text


@pytest.mark.parametrize("path", ["/indbakke/0", "/indbakke/x", "/indbakke/999999999999999999", "/svar/7"])
def test_what_is_not_there_is_not_found(office: Office, path):
    assert office.browser().get(path).status == 404


def test_an_educator_sees_no_mailbox(office: Office):
    letter = _aside(office)
    for path in ("/indbakke", f"/indbakke/{letter}", "/svar"):
        assert office.browser("anne").get(path).status == 403


EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def test_what_strangers_send_is_text_wherever_it_stands(office: Office):
    """In the subject, the sender, the mail, and the name of a file."""
    work = claimed(office.store, 60, raw=f"Subject: x\r\nContent-Type: text/html\r\n\r\n{EVIL}".encode())
    known = replace(facts("content-60", "<60@skole.example>"), subject=EVIL, sender=f"{EVIL}@skole.example")
    papers = (a_paper(case=None, use=Use.REFUSED, name=f"{EVIL}\r\nSet-Cookie: a=b.pdf"),)
    office.store.finish_letter(
        work, an_outcome(ending=Ending.SET_ASIDE, why="locked", openings=(), papers=papers, facts=known),
        lambda _: (), NOW,
    )  # fmt: skip
    browser = office.browser()
    page = browser.get(f"/indbakke/{work.id}")
    got = browser.post(f"/indbakke/{work.id}/sag", csrf=page.csrf, slags="elev", skole="Ærø Skole", hvem=EVIL)
    (sheet,) = office.store.sheets(got.to.rpartition("/")[2])
    saved = browser.get(f"{got.to}/bilag/{sheet.id}")
    assert (saved.header("set-cookie"), "\r" in saved.header("content-disposition")) == ("", False)
    for path in (f"/indbakke/{work.id}", got.to, f"{got.to}/mail/{work.id}"):
        text = browser.get(path).text
        assert "&lt;script&gt;alert(1)" in text
        assert ("<script>alert" in text, "<img src=x" in text) == (False, False)

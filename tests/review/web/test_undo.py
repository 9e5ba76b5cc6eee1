"""Half a minute to undo, for all that can be undone, on both databases; what cannot says so before it is pressed."""

import re

import pytest

from cases.case import Status
from cases.letters import Ending, Use
from cases.mails import MailState
from cases.queue import Wanted
from review.rulings import RulingKind
from tests.review.web.office import NOW, READY, WINTER, Office
from tests.storage.examples import a_mail, a_paper, an_outcome, claimed, facts, open_one

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow

HERE = "/runde?runde=2.+runde"


def _aside(office: Office) -> int:
    work = claimed(office.store, 60)
    paper = a_paper(case=None, use=Use.REFUSED)
    known = facts("content-60", "<60@skole.example>")
    outcome = an_outcome(ending=Ending.SET_ASIDE, why="locked", openings=(), papers=(paper,), facts=known)
    office.store.finish_letter(work, outcome, lambda _: (), NOW)
    return work.id


def _undo(browser, got):
    page = browser.follow(got)
    token = re.search(r'name="hvad" value="([^"]*)"', page.text)[1]
    return browser.post("/fortryd", csrf=page.csrf, hvad=token)


def _lost(office: Office, state: MailState = MailState.UNKNOWN) -> int:
    """An answer that perhaps, or certainly, did not arrive."""
    open_one(office.store, 70, mails=(a_mail("en"),))
    work = office.store.claim_mail("vaert:1", office.now)
    office.store.sending(work, office.now)
    (office.store.unknown if state is MailState.UNKNOWN else office.store.refuse)(work, "uvist", office.now)
    return work.id


def test_a_case_made_by_hand_is_closed_again_and_its_letter_set_aside_as_it_was(office: Office):
    letter = _aside(office)
    browser = office.browser()
    page = browser.get(f"/indbakke/{letter}")
    assert "Kan fortrydes i et halvt minut; så lukkes sagen igen" in page.text
    form = {"slags": "emne", "skole": "Ærø Skole", "hvem": "trivsel"}
    got = browser.post(f"/indbakke/{letter}/sag", csrf=page.csrf, **form)
    back = _undo(browser, got)
    (case,) = office.store.cases()
    assert (case.status, office.store.sheets(case.number)) == (Status.NOT_APPLICATION, ())
    row, (sheet,) = office.store.letter(letter), office.store.letter_sheets(letter)
    assert (row.ending, row.why, row.cases, sheet.use) == (Ending.SET_ASIDE, "locked", (), Use.REFUSED)
    said = browser.get(back.to).text
    assert f"Mailen er lagt til side igen, og {case.number} er lukket." in said
    assert browser.post(f"/indbakke/{letter}/sag", csrf=page.csrf, **form).status == 303


def test_a_case_made_by_hand_and_changed_since_stays(office: Office):
    letter = _aside(office)
    browser = office.browser()
    form = {"slags": "emne", "skole": "Ærø Skole", "hvem": "trivsel"}
    got = browser.post(f"/indbakke/{letter}/sag", csrf=browser.get("/").csrf, **form)
    (case,) = office.store.cases()
    office.store.change([(case, ())], (), office.now)
    assert _undo(browser, got).status == 409
    assert (office.case(case.number).status, office.store.letter(letter).ending) == (Status.REVIEW, Ending.CASE)


def test_a_letter_that_was_no_application_is_set_aside_again(office: Office):
    letter = _aside(office)
    browser = office.browser()
    got = browser.post(f"/indbakke/{letter}/set", csrf=browser.get("/").csrf)
    assert _undo(browser, got).to == f"/indbakke/{letter}"
    assert (office.store.letter(letter).ending, office.store.letter(letter).why) == (Ending.SET_ASIDE, "locked")


def test_what_cannot_be_undone_says_so_before(office: Office):
    page = office.browser().get(f"/indbakke/{_aside(office)}").text
    assert re.search(r"Lad programmet læse den igen</button> <span class=\"soft\">Kan ikke fortrydes", page)


def test_a_split_is_taken_back(office: Office):
    case = office.open(**READY)
    sheet = office.store.sheets(case.number)[0].id
    browser = office.browser()
    csrf = browser.get("/").csrf
    form = {"slags": "elev", "hvem": "Bo Birk", "skole": "Vestre Skole", "bilag": str(sheet), "version": "1"}
    got = browser.post(f"/sager/{case.number}/del", csrf=csrf, **form)
    fresh = got.to.rpartition("/")[2]
    assert _undo(browser, got).to == f"/sager/{case.number}"
    assert (office.case(case.number).status, office.case(fresh).status) == (Status.READY, Status.NOT_APPLICATION)
    assert (len(office.store.sheets(case.number)), office.store.sheets(fresh)) == (1, ())
    assert (len(office.store.brought(case.number)), office.store.brought(fresh)) == (1, ())


@pytest.mark.parametrize("state", [MailState.UNKNOWN, MailState.FAILED])
def test_an_answer_is_sent_again_in_half_a_minute_or_not_at_all(office: Office, state):
    mail = _lost(office, state)
    browser = office.browser()
    page = browser.get(f"/svar/{mail}")
    assert "indtil da kan du fortryde" in page.text
    got = browser.post(f"/svar/{mail}/send-igen", csrf=page.csrf)
    assert office.store.claim_mail("vaert:1", office.now) is None
    assert _undo(browser, got).to == f"/svar/{mail}"
    assert office.store.mail(mail).state is state
    got = browser.post(f"/svar/{mail}/send-igen", csrf=page.csrf)
    office.pass_by(31)
    assert office.store.claim_mail("vaert:1", office.now).id == mail
    assert _undo(browser, got).status == 409


@pytest.mark.parametrize("state", [MailState.UNKNOWN, MailState.FAILED])
def test_an_answer_that_a_person_has_seen_to_counts_no_more(office: Office, state):
    mail = _lost(office, state)
    browser = office.browser()
    there = '"/svar?del=ikke+n%C3%A5et+frem"'
    assert there in browser.get("/overblik").text.replace("&#43;", "+")
    listed = browser.get("/svar?del=ikke+n%C3%A5et+frem").text
    assert (f'href="/svar/{mail}"' in listed, f'action="/svar/{mail}/set"' in listed) == (True, True)
    assert f'action="/svar/{mail}/set"' not in office.browser("rie").get("/svar").text
    assert office.store.pulse().undelivered == 1
    page = browser.get(f"/svar/{mail}")
    got = browser.post(f"/svar/{mail}/set", csrf=page.csrf)
    assert (office.store.pulse().undelivered, office.store.astray()) == (0, 0)
    assert f'href="/svar/{mail}"' not in browser.get("/svar?del=ikke+n%C3%A5et+frem").text
    assert browser.post(f"/svar/{mail}/set", csrf=page.csrf).status == 409
    assert "der blev taget hånd om det fr" in browser.get(f"/svar/{mail}").text
    assert got.status == 303


def test_seeing_to_an_answer_is_taken_back(office: Office):
    mail = _lost(office)
    browser = office.browser()
    got = browser.post(f"/svar/{mail}/set", csrf=browser.get("/").csrf)
    _undo(browser, got)
    assert (office.store.mail(mail).state, office.store.astray()) == (MailState.UNKNOWN, 1)
    assert "der blev taget hånd om det fr" not in browser.get(f"/svar/{mail}").text


def test_what_another_did_to_the_answer_since_is_not_undone(office: Office):
    """Who saw to it cannot take back that a colleague sends it again; the colleague can, and then so can the first."""
    mail = _lost(office)
    one, other = office.browser(), office.browser("lone")
    seen = one.post(f"/svar/{mail}/set", csrf=one.get("/").csrf)
    again = other.post(f"/svar/{mail}/send-igen", csrf=other.get("/").csrf)
    assert _undo(one, seen).status == 409
    assert office.store.mail(mail).state is MailState.OWED
    assert _undo(other, again).to == f"/svar/{mail}"
    assert (office.store.mail(mail).state, office.store.astray()) == (MailState.UNKNOWN, 0)


FORMS = {
    "pin": {"hvad": "fasthold", "vejleder": "bb"},
    "forbid": {"hvad": "udeluk", "vejleder": "bb", "hvorfor": "kender familien"},
    "waive": {"hvad": "fritag", "krav": "sprog", "distrikt": "1", "hvorfor": "taler dansk"},
    "reserve": {"hvad": "reserver", "vejleder": "bb", "antal": "1", "hvorfor": "kursus"},
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_ruling_is_taken_back_and_so_is_its_end(office: Office, form):
    case = office.open(**READY)
    browser = office.browser()
    csrf = browser.get("/").csrf
    got = browser.post("/runde/bestem", csrf=csrf, runde=WINTER.name, sag=case.number, **form)
    assert got.to == HERE
    made = {ruling.place for ruling in office.store.rulings(WINTER.name)}
    assert made
    assert _undo(browser, got).to == HERE
    assert office.store.rulings(WINTER.name) == ()
    browser.post("/runde/bestem", csrf=csrf, runde=WINTER.name, sag=case.number, **form)
    one = office.store.rulings(WINTER.name)[0]
    got = browser.post("/runde/ophaev", csrf=csrf, runde=WINTER.name, bestemmelse=str(one.id))
    assert one.place not in {ruling.place for ruling in office.store.rulings(WINTER.name)}
    _undo(browser, got)
    assert {ruling.place for ruling in office.store.rulings(WINTER.name)} == made


def test_a_need_is_waived_on_the_board_only_where_there_is_one(office: Office):
    case = office.open(**READY)
    browser = office.browser()
    page = browser.get(HERE)
    assert 'name="krav" value="sprog"' in page.text
    form = {"hvad": "fritag", "runde": WINTER.name, "sag": case.number, "hvorfor": "taler dansk"}
    refused = browser.post("/runde/bestem", csrf=page.csrf, **form)
    assert (refused.status, "mindst ét krav" in refused.text) == (409, True)
    refused = browser.post("/runde/bestem", csrf=page.csrf, **form, krav="tegn")
    assert (refused.status, "kræver ikke tegn" in refused.text) == (409, True)
    assert browser.post("/runde/bestem", csrf=page.csrf, **form, krav="sprog").status == 303
    assert [one.kind for one in office.store.rulings(WINTER.name)] == [RulingKind.WAIVE]
    assert f"{case.number} er fritaget for kravet om sprog" in browser.get(HERE).text


def test_a_plan_that_was_taken_is_taken_back_and_leaves_nothing(office: Office):
    numbers = [office.open(f"Barn {name}", **READY).number for name in ("Et", "To", "Tre", "Fire")]
    browser = office.browser()
    draft = browser.post("/runde/udkast", csrf=browser.get("/").csrf, runde=WINTER.name)
    assert "Kan fortrydes i et halvt minut" in draft.text
    seal = re.search(r'name="segl" value="([^"]*)"', draft.text)[1]
    got = browser.post("/runde/tag", csrf=draft.csrf, runde=WINTER.name, segl=seal)
    assert office.store.counts(Wanted(NOW.date()))[Status.PROPOSED] == 3
    assert _undo(browser, got).to == HERE
    assert {office.case(number).status for number in numbers} == {Status.READY}
    assert {office.case(number).educator for number in numbers} == {None}
    assert office.store.plan(WINTER.name) is None
    assert "Forslaget er taget tilbage" in browser.get(HERE).text


def test_a_plan_with_a_case_that_changed_since_stays(office: Office):
    case = office.open(**READY)
    browser = office.browser()
    draft = browser.post("/runde/udkast", csrf=browser.get("/").csrf, runde=WINTER.name)
    seal = re.search(r'name="segl" value="([^"]*)"', draft.text)[1]
    got = browser.post("/runde/tag", csrf=draft.csrf, runde=WINTER.name, segl=seal)
    office.store.change([(office.case(case.number), ())], (), office.now)
    assert _undo(browser, got).status == 409
    assert office.store.plan(WINTER.name) is not None


def test_giving_a_case_from_its_page_over_capacity_needs_a_reason_and_says_so(office: Office):
    for name in ("Et", "To"):
        office.open(name, **{**READY, "status": Status.PROPOSED, "educator": "bb"})
    case = office.open("Tre", **READY)
    browser = office.browser()
    csrf = browser.get("/").csrf
    form = {"csrf": csrf, "version": str(case.version), "vejleder": "bb"}
    refused = browser.post(f"/sager/{case.number}/vejleder", **form)
    assert (refused.status, "Bo Birk har allerede 2 af 1. Skriv en begrundelse" in refused.text) == (409, True)
    page = browser.follow(browser.post(f"/sager/{case.number}/vejleder", **form, hvorfor="kender skolen"))
    assert f"{case.number} er givet til Bo Birk. Der var ikke plads: Bo Birk har allerede 2 af 1." in page.text


def test_a_refusal_on_a_page_names_what_to_press(office: Office):
    case = office.open(status=Status.ASSIGNED, educator="bb", told="bb")
    browser = office.browser()
    form = {"hvad": "fasthold", "vejleder": "ae", "runde": WINTER.name, "sag": case.number}
    page = browser.post("/runde/bestem", csrf=browser.get("/").csrf, **form)
    assert (page.status, "Giv til en anden" in page.text, "tovholder" in page.text.split("<main")[1]) == (
        409,
        True,
        False,
    )

"""The queue and the case over HTTP, on both databases: what is shown, decided, undone and refused."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import insert

from cases.accounts import Purpose
from cases.application import Source, Value
from cases.case import Case, Status
from cases.consent import ConsentState
from cases.findings import Finding, Weight
from cases.mails import SENDER_UNREGISTERED, MailState
from replies.compose import finding_sentence
from review.web.decisions import DECISIONS
from storage.tables import letter_cases
from tests.review.web.office import ANNE, CLEAN, DOUBTFUL, PICTURE, READY, SPRING, WINTER, Office
from tests.storage.examples import CPR, NAME, a_mail, a_paper, an_application

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow


def _fields(text: str) -> dict[str, str]:
    """What every form of the case's page carries."""
    found = dict(re.findall(r'<input type="hidden" name="(version|set|koe|csrf)" value="([^"]*)"', text))
    return {name: unescape(value) for name, value in found.items()}


def _decide(browser, number: str, what: str, **form):
    page = browser.get(f"/sager/{number}")
    assert page.status == 200
    return browser.post(f"/sager/{number}/{what}", **{**_fields(page.text), **form})


def _undo(browser, page):
    token = re.search(r'name="hvad" value="([^"]*)"', page.text)[1]
    return browser.post("/fortryd", csrf=page.csrf, hvad=token)


# The queue


def test_the_queue_shows_initials_and_never_a_name_or_a_number(office: Office):
    case = office.open("Asta Marie Eksempelsen")
    page = office.browser().get("/")
    assert (page.status, case.number in page.text, "A.M.E." in page.text) == (200, True, True)
    assert "Eksempelsen" not in page.text
    assert CPR not in page.text


def test_the_parts_of_the_queue_count_their_cases(office: Office):
    office.open()
    office.open(**READY)
    page = office.browser().get("/").text
    counts = re.findall(r'<span class="count">(\d+)</span>', page)
    assert counts == ["1", "0", "1", "0", "0", "0", "0"]


def test_a_filter_is_an_address_and_the_case_leads_back_to_it(office: Office):
    case = office.open()
    browser = office.browser()
    page = browser.get("/?slags=elev&runde=2.+runde").text
    href = unescape(re.search(rf'href="(/sager/{case.number}[^"]*)"', page)[1])
    assert 'href="/?runde=2.+runde&amp;slags=elev"' in browser.get(href).text
    assert case.number not in browser.get("/?slags=emne").text


def test_an_address_that_makes_no_sense_shows_the_queue(office: Office):
    assert office.browser().get("/?del=nix&slags=nix&orden=nix&efter=nix").status == 200


@pytest.mark.parametrize("said", ["asta", "Asta Eksempelsen", "EKSEMPELSEN"])
def test_a_name_is_searched_for_without_standing_in_an_address(office: Office, said):
    case = office.open()
    browser = office.browser()
    got = browser.post("/soeg", csrf=browser.get("/").csrf, q=said)
    assert (got.status, case.number in got.text) == (200, True)


def test_a_number_leads_to_its_case_and_a_school_to_its_cases(office: Office):
    case = office.open()
    browser = office.browser()
    csrf = browser.get("/").csrf
    assert browser.post("/soeg", csrf=csrf, q=case.number.lower()).to == f"/sager/{case.number}"
    assert browser.post("/soeg", csrf=csrf, q="vestre skole").to == "/?skole=Vestre+Skole"


def test_a_cpr_number_is_not_searched_for(office: Office):
    browser = office.browser()
    got = browser.post("/soeg", csrf=browser.get("/").csrf, q=CPR)
    assert (got.status, got.to) == (303, "/")
    assert CPR not in browser.follow(got).text


def test_an_educator_sees_her_own_cases_only(office: Office):
    mine = office.open(**{**READY, "educator": ANNE.id, "status": Status.ASSIGNED})
    other = office.open(**{**READY, "educator": "bb", "status": Status.ASSIGNED})
    browser = office.browser("anne")
    page = browser.get("/?del=fordelt&vejleder=bb").text
    assert (mine.number in page, other.number in page) == (True, False)
    assert browser.get(f"/sager/{mine.number}").status == 200
    assert browser.get(f"/sager/{other.number}").status == 404


# The case


def test_a_case_shows_its_paper_its_fields_and_its_signatures_with_the_cpr_covered(office: Office):
    case = office.open()
    page = office.browser().get(f"/sager/{case.number}").text
    for shown in (NAME, f"/sager/{case.number}/underskrift/1", 'id="felt-pupil_name"', "Underskrift 1: underskrevet"):
        assert shown in page
    assert CPR not in page
    assert "150312-" in page


def test_each_look_is_logged_and_a_reveal_as_such(office: Office):
    case = office.open()
    browser = office.browser()
    page = browser.get(f"/sager/{case.number}")
    revealed = browser.post(f"/sager/{case.number}/cpr", csrf=page.csrf)
    assert CPR in revealed.text
    purposes = [(access.login, access.purpose) for access in office.store.accesses(case=case.number)]
    assert purposes == [("karen", Purpose.OPENED), ("karen", Purpose.REVEALED)]


def test_pictures_come_with_the_cpr_painted_over_until_it_is_revealed(office: Office):
    case = office.open(application=an_application())
    sheet = office.store.sheets(case.number)[0].id
    browser = office.browser()
    got = browser.get(f"/sager/{case.number}/bilag/{sheet}/side/1")
    assert (got.body, got.header("content-type")) == (PICTURE, "image/png")
    assert browser.get(f"/sager/{case.number}/bilag/{sheet}/side/1?cpr").status == 200
    assert browser.get(f"/sager/{case.number}/bilag/{sheet}/side/3").status == 404
    assert browser.get(f"/sager/{case.number}/bilag/{sheet + 1}/side/1").status == 404
    assert [access.purpose for access in office.store.accesses(case=case.number)][:2] == [
        Purpose.PAPER,
        Purpose.REVEALED,
    ]
    assert [many for page, many in office.pictures.covered if page == 1][:2] == [0, None]


@pytest.mark.parametrize("login", ["rie", "anne"])
def test_only_who_decides_sees_a_cpr_number(office: Office, login):
    case = office.open(application=an_application(), status=Status.ASSIGNED, educator="ae")
    sheet = office.store.sheets(case.number)[0].id
    browser = office.browser(login)
    page = browser.get(f"/sager/{case.number}")
    assert (page.status, CPR in page.text, "Hent filen" in page.text) == (200, False, False)
    asked = [
        browser.post(f"/sager/{case.number}/cpr", csrf=page.csrf),
        browser.get(f"/sager/{case.number}/bilag/{sheet}"),
        browser.get(f"/sager/{case.number}/bilag/{sheet}/side/1?cpr"),
    ]
    assert [(got.status, CPR in got.text) for got in asked] == [(403, False)] * 3
    assert browser.get(f"/sager/{case.number}/bilag/{sheet}/side/1").status == 200
    assert Purpose.REVEALED not in {line.purpose for line in office.store.accesses()}


@pytest.mark.parametrize(("pages", "blurred"), [(2, False), (3, True)])
def test_it_is_said_that_a_page_of_an_unknown_form_is_blurred_until_it_is_revealed(office: Office, pages, blurred):
    case = office.open(paper=a_paper(pages=pages))
    browser = office.browser()
    page = browser.get(f"/sager/{case.number}")
    assert ("vises utydeligt" in page.text, "Vis siderne tydeligt" in page.text) == (blurred, blurred)
    assert "vises utydeligt" not in browser.post(f"/sager/{case.number}/cpr", csrf=page.csrf).text
    assert office.store.accesses()[-1].purpose is Purpose.REVEALED


@pytest.mark.parametrize(
    ("form", "says"), [("elev-1", "sikker, læst af billedet"), (None, "læst af billedet, fundet efter ledeteksten")]
)
def test_what_was_read_by_a_label_is_never_called_sure(office: Office, form, says):
    case = office.open(application=an_application(form=form))
    page = office.browser().get(f"/sager/{case.number}").text
    assert says in page
    assert ("bekræftet af to læsninger" in page, "sikker, " in page) == (False, form is not None)


@pytest.mark.parametrize(("login", "says"), [("karen", "hent den, og åbn den"), ("rie", "spørg koordinatoren")])
def test_a_paper_that_has_no_pages_to_show_says_so(office: Office, login, says):
    shown = office.open()
    case = office.open(paper=a_paper(pages=0))
    browser = office.browser(login)
    assert "Filen kan ikke vises her" not in browser.get(f"/sager/{shown.number}").text
    assert f"Filen kan ikke vises her: {says}" in browser.get(f"/sager/{case.number}").text


def test_a_paper_is_saved_and_never_shown_as_it_came(office: Office):
    case = office.open()
    sheet = office.store.sheets(case.number)[0].id
    got = office.browser().get(f"/sager/{case.number}/bilag/{sheet}")
    (line,) = office.store.accesses()
    assert (line.purpose, line.why) == (Purpose.REVEALED, "hele filen")
    assert got.header("content-type") == "application/octet-stream"
    assert got.header("content-disposition").startswith("attachment")


def test_a_crop_of_a_signature_is_shown(office: Office):
    case = office.open()
    browser = office.browser()
    assert browser.get(f"/sager/{case.number}/underskrift/1").body == case.application.signatures[0].crop
    for other in ("2", "9", "0", "x"):
        assert browser.get(f"/sager/{case.number}/underskrift/{other}").status == 404


def test_the_mail_is_shown_as_text(office: Office):
    case = office.open()
    (brought,) = office.store.brought(case.number)
    browser = office.browser()
    got = browser.get(f"/sager/{case.number}/mail/{brought.letter}")
    assert "Elevindstilling" in got.text
    assert browser.get(f"/sager/{case.number}/mail/{brought.letter + 1}").status == 404


def test_what_strangers_wrote_is_shown_and_not_run(office: Office):
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    about = an_application(detail=evil, values={"description": Value(evil, 0.9, Source.OCR)})
    case = office.open(application=about)
    page = office.browser().get(f"/sager/{case.number}").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_who_else_has_the_case_open_is_told(office: Office):
    case = office.open()
    office.browser("lone").get(f"/sager/{case.number}")
    assert "Lone Lind ser på sagen lige nu" in office.browser().get(f"/sager/{case.number}").text


def test_a_reader_is_offered_no_decision(office: Office):
    case = office.open()
    browser = office.browser("rie")
    page = browser.get(f"/sager/{case.number}")
    assert 'action="/sager/' not in page.text
    got = browser.post(f"/sager/{case.number}/klar", csrf=page.csrf, version=str(case.version))
    assert (got.status, office.case(case.number)) == (403, case)


# Decisions


def test_one_press_approves_and_shows_the_next(office: Office):
    first, second = office.open(**CLEAN), office.open(**CLEAN)
    browser = office.browser()
    got = _decide(browser, first.number, "klar")
    assert (got.status, got.to) == (303, f"/sager/{second.number}")
    assert office.case(first.number).status is Status.READY
    last = _decide(browser, second.number, "klar")
    assert last.to == "/"
    assert f"{second.number} er klar til fordeling" in browser.get("/").text


def test_consent_is_decided_with_a_reason_and_stays_on_the_case(office: Office):
    other = Finding("form-unknown", Weight.DOUBTS)
    case = office.open(findings=(*DOUBTFUL["findings"], other))
    browser = office.browser()
    assert _decide(browser, case.number, "samtykke", samtykke="oral").status == 409
    got = _decide(browser, case.number, "samtykke", samtykke="oral", hvorfor="notat i journalen")
    decided = office.case(case.number)
    assert (got.to, decided.consent.state) == (f"/sager/{case.number}", ConsentState.ORAL)
    assert (decided.consent.decided_by, decided.consent.why) == ("Karen Holm", "notat i journalen")


def test_a_stale_page_changes_nothing_and_tells_what_happened(office: Office):
    case = office.open()
    mine, hers = office.browser(), office.browser("lone")
    page = _fields(mine.get(f"/sager/{case.number}").text)
    office.pass_by(5)
    assert _decide(hers, case.number, "samtykke", samtykke="given", hvorfor="set på papiret").status == 303
    got = mine.post(f"/sager/{case.number}/samtykke", **{**page, "samtykke": "missing", "hvorfor": "tomt"})
    assert got.status == 409
    assert "Lone Lind satte samtykket til “givet”" in unescape(got.text)
    assert office.case(case.number).consent.state is ConsentState.GIVEN


def test_the_school_is_asked_for_what_was_ticked_after_the_mail_was_seen(office: Office):
    case = office.open()
    browser = office.browser()
    page = _fields(browser.get(f"/sager/{case.number}").text)
    seen = browser.post(f"/sager/{case.number}/se-mail", **page, mangler="consent-uncertain")
    assert case.reply_to in seen.text
    assert office.case(case.number) == case
    got = browser.post(f"/sager/{case.number}/mangler", **page, mangler="consent-uncertain")
    assert (got.status, office.case(case.number).status) == (303, Status.LACKING)
    (mail,) = office.store.mails(case=case.number)
    assert mail.state is MailState.OWED
    shown = unescape(browser.get(f"/sager/{case.number}").text)
    assert "Mailen til skolen er ikke sendt endnu" in shown
    assert finding_sentence(Finding("consent-uncertain", Weight.DOUBTS)) in shown


def test_a_school_that_was_asked_is_asked_again_once_after_its_mail_was_seen(office: Office):
    """Nothing but the mail to be seen is offered; what came meanwhile is not asked for; "Fortryd" takes it back."""
    lacking = (Finding("cpr-missing", Weight.BLOCKS), Finding("consent-uncertain", Weight.DOUBTS))
    case, browser = office.open(status=Status.LACKING, findings=lacking), office.browser()
    page = browser.get(f"/sager/{case.number}").text
    form = re.search(rf'action="/sager/{case.number}/mangler".*?</form>', page, re.S)[0]
    assert ("Bed skolen igen om det, der mangler" in page, form.count("<button")) == (True, 1)
    fields = {**_fields(page), "mangler": "cpr-missing"}
    seen = browser.post(f"/sager/{case.number}/se-mail", **fields)
    assert (seen.status, case.reply_to in seen.text, office.store.mails()) == (200, True, ())
    got = browser.post(f"/sager/{case.number}/mangler", **fields)
    assert (got.status, browser.post(f"/sager/{case.number}/mangler", **fields).status) == (303, 409)
    ((mail,), after) = office.store.mails(), office.case(case.number)
    assert (mail.name, mail.state) == ("mangler", MailState.OWED)
    assert after == replace(case, version=case.version + 1)
    shown = unescape(browser.get(f"/sager/{case.number}").text)
    assert ("er ikke sendt endnu" in shown, "Karen Holm</b> bad igen skolen" in shown) == (True, True)
    browser.post("/fortryd", csrf=fields["csrf"], hvad=re.search(r'name="hvad" value="([^"]*)"', shown)[1])
    assert office.store.mails() == ()


def test_no_mail_leaves_while_it_can_be_undone_and_none_after(office: Office):
    case = office.open()
    browser = office.browser()
    got = _decide(browser, case.number, "mangler", mangler="consent-uncertain")
    assert office.store.claim_mail("vaert:1", office.now + timedelta(seconds=29)) is None
    office.pass_by(29)
    undone = _undo(browser, browser.get(got.to))
    assert undone.to == f"/sager/{case.number}"
    again = office.case(case.number)
    assert (again.status, again.findings, office.store.mails()) == (Status.REVIEW, case.findings, ())
    assert "undone" in [event.what for event in office.store.history(case.number)]


def test_after_half_a_minute_the_mail_leaves_and_it_is_too_late(office: Office):
    case = office.open()
    browser = office.browser()
    got = _decide(browser, case.number, "mangler", mangler="consent-uncertain")
    page = browser.get(got.to)
    office.pass_by(31)
    assert office.store.claim_mail("vaert:1", office.now) is not None
    assert _undo(browser, page).status == 409
    assert office.case(case.number).status is Status.LACKING


def test_another_person_cannot_undo_and_nobody_twice(office: Office):
    case = office.open(**CLEAN)
    mine, hers = office.browser(), office.browser("lone")
    page = mine.follow(_decide(mine, case.number, "klar"))
    token = re.search(r'name="hvad" value="([^"]*)"', page.text)[1]
    assert hers.post("/fortryd", csrf=hers.get("/").csrf, hvad=token).status == 409
    assert mine.post("/fortryd", csrf=page.csrf, hvad=token).status == 409
    assert office.case(case.number).status is Status.READY


def test_a_correction_is_checked_and_the_machines_value_stays_in_the_history(office: Office):
    about = an_application(
        values={"cpr": Value("240813-9993", 0.4, Source.OCR), "contact_name": Value("x", 1, Source.OCR)}
    )
    case = office.open(application=about)
    browser = office.browser()
    got = _decide(browser, case.number, "ret", felt="cpr", vaerdi=CPR)
    assert got.to == f"/sager/{case.number}"
    fixed = office.case(case.number)
    assert (fixed.application.text("cpr"), fixed.application.values["cpr"].source) == (CPR, Source.PERSON)
    (event,) = (event for event in office.store.history(case.number) if event.what == "corrected:cpr")
    assert event.why == f"fra “240813-9993” til “{CPR}”"
    page = browser.get(f"/sager/{case.number}").text
    assert ("rettede CPR-nummer" in page, CPR in page) == (True, False)


def test_a_school_outside_the_register_is_refused(office: Office):
    case = office.open()
    assert _decide(office.browser(), case.number, "ret", felt="school", vaerdi="Ukendt").status == 409
    assert office.case(case.number) == case


def test_a_corrected_name_makes_it_another_case_for_what_comes_later(office: Office):
    case = office.open()
    browser = office.browser()
    _decide(browser, case.number, "ret", felt="pupil_name", vaerdi="Alma Eksempelsen")
    assert office.case(case.number).application.detail == "Alma Eksempelsen"
    assert office.store.same("elev|vestre skole|alma eksempelsen", WINTER.name).number == case.number


def test_what_is_put_off_is_gone_until_its_day(office: Office):
    case = office.open()
    browser = office.browser()
    assert _decide(browser, case.number, "laeg-vaek", dag="2026-11-20").status == 409
    assert _decide(browser, case.number, "laeg-vaek", dag="2026-11-24").status == 303
    assert f"/sager/{case.number}" not in browser.get("/").text
    assert f"/sager/{case.number}" in browser.get("/?lagt-vaek=1").text
    office.pass_by(4 * 86400)
    assert case.number in office.browser().get("/").text


@pytest.mark.parametrize(
    ("what", "form", "status"),
    [
        ("runde", {"runde": SPRING.name, "hvorfor": "kom for sent"}, Status.REVIEW),
        ("afvis", {"hvorfor": "gælder en anden kommune"}, Status.DECLINED),
        ("traek-tilbage", {"hvorfor": "skolen ringede"}, Status.WITHDRAWN),
        ("traek-tilbage", {"hvorfor": "mor ringede", "samtykke": "1"}, Status.WITHDRAWN),
        ("ikke-ansoegning", {"hvorfor": "et spørgsmål"}, Status.NOT_APPLICATION),
        ("slags", {"slags": "klasse"}, Status.READY),
    ],
)
def test_each_other_decision_is_taken_and_can_be_undone(office: Office, what, form, status):
    case = office.open(**DOUBTFUL)
    browser = office.browser()
    got = _decide(browser, case.number, what, **form)
    assert (got.status, office.case(case.number).status) == (303, status)
    assert office.case(case.number) != case
    _undo(browser, browser.get(got.to))
    assert replace(office.case(case.number), version=case.version) == case
    assert office.store.mails() == ()


SAID = {
    "samtykke": {"samtykke": "oral", "hvorfor": "noteret af skolen"}, "mangler": {"mangler": "form-unknown"},
    "runde": {"runde": SPRING.name, "hvorfor": "kom for sent"}, "slags": {"slags": "klasse"},
    "laeg-vaek": {"dag": "2026-11-24"}, "vejleder": {"vejleder": "bb", "hvorfor": "kender skolen"},
    "ret": {"felt": "pupil_name", "vaerdi": "Alma Eksempelsen"},
}  # fmt: skip
"""What is filled in before a button is pressed; a reason suffices elsewhere."""


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.RECEIVED}))
def test_no_button_is_shown_that_the_case_refuses(office: Office, status):
    """Whatever stands on the page can be done in that status."""
    held = {"educator": "ae", "told": "ae"} if status in (Status.PROPOSED, Status.ASSIGNED, Status.RUNNING) else {}
    browser = office.browser()

    def opened(about: str) -> str:
        return office.open(about, **{**CLEAN, **held, "status": status}).number

    page = browser.get(f"/sager/{(number := opened('Ida Testesen'))}").text
    shown = set(re.findall(rf'action="/sager/{number}/([a-z-]+)"', page)) & set(DECISIONS)
    assert shown
    for at, what in enumerate(sorted(shown)):
        got = _decide(browser, opened(f"Emne {at}"), what, **{"hvorfor": "set efter", **SAID.get(what, {})})
        assert (what, got.status) == (what, 303), re.search(r'role="alert">(.*?)<', got.text)[1]
        assert 'class="message trouble"' not in browser.get(got.to).text, what


@pytest.mark.parametrize("start", [Status.ASSIGNED, Status.RUNNING])
def test_a_placed_case_is_closed_with_a_reason_and_can_be_undone(office: Office, start):
    case = office.open(status=start, educator="ae", told="ae")
    browser = office.browser()
    assert "<summary>Afslut</summary>" in browser.get(f"/sager/{case.number}").text
    assert _decide(browser, case.number, "afslut", hvorfor=" ").status == 409
    got = _decide(browser, case.number, "afslut", hvorfor="støtten er slut før tid")
    assert (got.status, office.case(case.number).status) == (303, Status.CLOSED)
    told = [(one.what, one.why) for one in office.store.history(case.number)]
    assert ("status:afsluttet", "støtten er slut før tid") in told
    _undo(browser, browser.get(got.to))
    assert replace(office.case(case.number), version=case.version) == case
    assert office.store.mails() == ()


def test_what_was_never_placed_is_not_closed_but_declined_or_withdrawn(office: Office):
    case = office.open(**DOUBTFUL)
    browser = office.browser()
    assert "<summary>Afslut</summary>" not in browser.get(f"/sager/{case.number}").text
    assert _decide(browser, case.number, "afslut", hvorfor="for gammel").status == 409


def test_an_assignment_undone_leaves_no_pin(office: Office):
    case = office.open(**READY)
    browser = office.browser()
    got = _decide(browser, case.number, "vejleder", vejleder="ae", hvorfor="kender skolen")
    assert (office.case(case.number).educator, len(office.store.rulings(WINTER.name))) == ("ae", 1)
    _undo(browser, browser.get(got.to))
    assert (office.case(case.number).educator, office.store.rulings(WINTER.name)) == (None, ())


def test_a_decision_that_is_not_in_the_table_is_not_there(office: Office):
    case = office.open()
    assert _decide(office.browser(), case.number, "slet").status == 404


@pytest.mark.parametrize(
    ("what", "says"), [("mangler", "Sæt flueben"), ("se-mail", "Sæt flueben"), ("laeg-vaek", "Vælg den dag")]
)
def test_a_form_with_nothing_in_it_leads_back_to_the_case_which_says_what_to_fill_in(office: Office, what, says):
    case = office.open()
    browser = office.browser()
    got = _decide(browser, case.number, what)
    assert (got.status, got.to) == (303, f"/sager/{case.number}")
    assert says in browser.get(got.to).text
    assert office.case(case.number) == case


def test_what_is_refused_leads_back_to_its_case(office: Office):
    case = office.open()
    browser = office.browser()
    got = _decide(browser, case.number, "afvis")
    assert (got.status, f'<a href="/sager/{case.number}"' in got.text) == (409, True)
    assert "Tilbage til" not in browser.get("/findes-ikke").text


@pytest.mark.parametrize("state", ["not-required", "withdrawn", "uncertain", ""])
def test_a_person_finds_consent_given_oral_or_missing_and_nothing_else(office: Office, state):
    case = office.open()
    assert _decide(office.browser(), case.number, "samtykke", samtykke=state, hvorfor="x").status == 409
    assert office.case(case.number) == case


def test_an_educator_does_not_read_a_mail_that_brought_others_too(office: Office):
    mine = office.open(**{**READY, "educator": ANNE.id, "status": Status.ASSIGNED})
    other = office.open("Bo Andensen", **READY)
    (letter,) = office.store.brought(mine.number)
    with office.store.db.writing() as conn:
        conn.execute(insert(letter_cases).values(letter_id=letter.letter, case_number=other.number))
    assert office.browser("anne").get(f"/sager/{mine.number}/mail/{letter.letter}").status == 404
    assert office.browser().get(f"/sager/{mine.number}/mail/{letter.letter}").status == 200


def test_a_confirmed_address_lets_go_of_what_was_held_back_at_once_and_is_not_undone(office: Office):
    case = office.open(reply_to="fremmed@andet.example")
    browser = office.browser()
    assert "Er det skolens adresse?" not in browser.get(f"/sager/{case.number}").text
    got = _decide(browser, case.number, "mangler", mangler="consent-uncertain")
    assert "1 mail holdes tilbage, til adressen er bekræftet" in browser.follow(got).text
    assert [mail.state for mail in office.store.mails()] == [MailState.HELD]
    assert "Er det skolens adresse?" in browser.get(f"/sager/{case.number}").text
    assert _decide(browser, case.number, "adresse", hvorfor="ringet", adresse="en@anden.example").status == 409
    got = _decide(browser, case.number, "adresse", hvorfor="ringet til skolen", adresse=case.reply_to)
    assert "Fortryd" not in browser.get(got.to).text
    assert [mail.state for mail in office.store.mails()] == [MailState.OWED]


STRANGER = "sekretaer@andet.example"


def _receipt(office: Office, case: Case, to: str = STRANGER, why: str = SENDER_UNREGISTERED) -> None:
    office.store.change((), [replace(a_mail(f"letter:{to}", held=why, to=to), cases=(case.number,))], office.now)


def test_a_held_receipt_is_let_go_on_its_case_and_counted_away(office: Office):
    """The first held mail is enough: the case asks, its answer's page leads there, and one word sends it."""
    case = office.open(reply_to=STRANGER)
    _receipt(office, case)
    browser = office.browser()
    ((held,), page) = office.store.mails(), unescape(browser.get(f"/sager/{case.number}").text)
    assert ("Er det skolens adresse?" in page, STRANGER in page) == (True, True)
    assert (
        f'bekræftet modtagerens adresse på sagen: <a href="/sager/{case.number}">'
        in browser.get(f"/svar/{held.id}").text
    )
    _decide(browser, case.number, "adresse", hvorfor="ringet til skolen", adresse=STRANGER)
    assert [mail.state for mail in office.store.mails()] == [MailState.OWED]
    assert office.store.pulse().held == 0
    assert "Er det skolens adresse?" not in browser.get(f"/sager/{case.number}").text


def test_each_address_is_confirmed_by_itself(office: Office):
    """A paper came from another address than the case did: confirming it lets go of nothing else."""
    case = office.open()
    _receipt(office, case)
    _receipt(office, case, "en@tredje.example")
    browser = office.browser()
    _decide(browser, case.number, "adresse", hvorfor="ringet til skolen", adresse=STRANGER)
    assert [mail.state for mail in office.store.mails()] == [MailState.OWED, MailState.HELD]
    page = browser.get(f"/sager/{case.number}").text
    assert ("en@tredje.example" in page, f"<b>{STRANGER}</b>" in page) == (True, False)


@pytest.mark.parametrize("why", ["sender-failed", "auto-submitted", "robot-address"])
def test_what_must_never_be_answered_is_not_asked_about(office: Office, why):
    case = office.open(reply_to=STRANGER)
    _receipt(office, case, why=why)
    browser = office.browser()
    assert "Er det skolens adresse?" not in browser.get(f"/sager/{case.number}").text
    assert _decide(browser, case.number, "adresse", hvorfor="x", adresse=STRANGER).status == 409
    assert [mail.state for mail in office.store.mails()] == [MailState.HELD]

"""A round over HTTP, on both databases: planned, looked at, moved, approved, and nothing silently."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest

from cases.case import Status
from cases.kinds import Kind
from review.called import called, names_of
from tests.review.web.office import READY, WINTER, Here, Office
from tests.storage.examples import an_application

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow

HERE = "/runde?runde=2.+runde"


def _four(office: Office) -> list[str]:
    """Four cases for three places."""
    return [office.open(f"Barn {name}", **READY).number for name in ("Et", "To", "Tre", "Fire")]


def _planned(office: Office) -> list[str]:
    numbers = _four(office)
    browser = office.browser()
    draft = browser.post("/runde/udkast", csrf=browser.get("/").csrf, runde=WINTER.name)
    seal = re.search(r'name="segl" value="([^"]*)"', draft.text)[1]
    assert browser.post("/runde/tag", csrf=draft.csrf, runde=WINTER.name, segl=seal).to == HERE
    return numbers


def _proposals(text: str) -> list[str]:
    return re.findall(r'name="sag" value="(T-[^"]*:\d+)"', text)


def _many(browser, path: str, csrf: str, chosen: list[str], **form: str):
    body = urlencode([("csrf", csrf), ("runde", WINTER.name), *(("sag", one) for one in chosen), *form.items()])
    headers = {"content-type": "application/x-www-form-urlencoded", "origin": f"http://{browser.host}"}
    return browser.ask("POST", path, body.encode(), headers)


def test_before_it_is_planned_the_board_says_what_is_asked_for_and_what_there_is(office: Office):
    _four(office)
    office.open(status=Status.LACKING)
    page = unescape(office.browser().get("/runde").text)
    assert "4 klar til fordeling" in page
    assert "4 sager / 3 pladser" in page
    assert "for få pladser" in page
    assert "1 mangler noget" in page


def test_a_draft_writes_nothing_until_it_is_taken(office: Office):
    numbers = _four(office)
    browser = office.browser()
    draft = browser.post("/runde/udkast", csrf=browser.get("/").csrf, runde=WINTER.name)
    assert "3 sager får en plads, 1 venter" in draft.text
    assert {office.case(number).status for number in numbers} == {Status.READY}
    assert office.store.plan(WINTER.name) is None


def test_a_plan_that_is_taken_stands_on_the_board_with_its_reasons(office: Office):
    numbers = _planned(office)
    statuses = sorted(str(office.case(number).status) for number in numbers)
    assert statuses == ["foreslået", "foreslået", "foreslået", "venteliste"]
    page = unescape(office.browser().get(HERE).text)
    assert "2 af 2" in page
    assert "Det ville hjælpe:" in page
    names = names_of(office.educators)
    assert all(called(one, names) in page for number in numbers for one in office.case(number).reasons if one)
    assert "at Anne Elm eller Bo Birk får 1 plads mere" in page
    assert not re.search(r">[^<]*\b(ae|bb)\b", page)


def test_a_round_that_has_changed_since_the_draft_is_not_taken(office: Office):
    _four(office)
    browser = office.browser()
    draft = browser.post("/runde/udkast", csrf=browser.get("/").csrf, runde=WINTER.name)
    seal = re.search(r'name="segl" value="([^"]*)"', draft.text)[1]
    office.open(**READY)
    assert browser.post("/runde/tag", csrf=draft.csrf, runde=WINTER.name, segl=seal).status == 409
    assert office.store.plan(WINTER.name) is None


def test_the_board_shows_no_childs_name(office: Office):
    _planned(office)
    browser = office.browser()
    for path in (HERE, "/runde/print?runde=2.+runde", "/runde/ark?runde=2.+runde"):
        assert "Barn" not in browser.get(path).body.decode("utf-8-sig")


def test_names_on_paper_are_asked_for_and_logged(office: Office):
    numbers = _planned(office)
    page = office.browser().get("/runde/print?runde=2.+runde&navne=1").text
    assert "Barn Tre" in page
    assert {access.case for access in office.store.accesses()} == set(numbers)


def _move(office: Office, number: str, educator: str, why: str = ""):
    browser, case = office.browser(), office.case(number)
    form = {"sag": number, "version": str(case.version), "vejleder": educator, "hvorfor": why}
    return browser, browser.post("/runde/flyt", csrf=browser.get("/").csrf, **form)


def test_over_capacity_needs_a_reason(office: Office):
    numbers = _planned(office)
    mine = next(number for number in numbers if office.case(number).educator == "ae")
    _, got = _move(office, mine, "bb")
    assert (got.status, "Bo Birk har allerede 1 af 1" in got.text) == (409, True)
    _, got = _move(office, mine, "bb", "kender barnet")
    case = office.case(mine)
    assert (got.to, case.educator, case.pinned) == (HERE, "bb", True)


def test_a_move_is_undone(office: Office):
    numbers = _planned(office)
    mine = next(number for number in numbers if office.case(number).educator == "ae")
    browser, got = _move(office, mine, "bb", "kender barnet")
    page = browser.get(got.to)
    token = re.search(r'name="hvad" value="([^"]*)"', page.text)[1]
    browser.post("/fortryd", csrf=page.csrf, hvad=token)
    assert (office.case(mine).educator, office.store.rulings(WINTER.name)) == ("ae", ())


def test_a_stale_card_moves_nothing(office: Office):
    numbers = _planned(office)
    mine = next(number for number in numbers if office.case(number).educator == "ae")
    browser = office.browser()
    form = {"sag": mine, "version": "1", "vejleder": "bb", "hvorfor": "x"}
    assert browser.post("/runde/flyt", csrf=browser.get("/").csrf, **form).status == 409
    assert office.case(mine).educator == "ae"


def test_the_mails_are_seen_first_and_sent_when_it_can_no_longer_be_undone(office: Office):
    _planned(office)
    browser = office.browser()
    page = browser.get(HERE)
    chosen = _proposals(page.text)
    seen = _many(browser, "/runde/mails", page.csrf, chosen)
    assert "7 mails, der sendes" in seen.text
    assert office.store.mails() == ()
    got = _many(browser, "/runde/godkend", page.csrf, chosen)
    assert got.to == HERE
    assert len(office.store.mails()) == 7
    assert office.store.claim_mail("vaert:1", office.now) is None
    office.pass_by(31)
    assert office.store.claim_mail("vaert:1", office.now) is not None


def test_a_case_without_a_place_is_told_of_where_it_waited_and_where_it_waits_now(office: Office):
    _planned(office)
    browser = office.browser()
    page = browser.get(HERE)
    assert "0 klar til fordeling, 3 foreslået, 1 på venteliste" in page.text
    _many(browser, "/runde/godkend", page.csrf, _proposals(page.text))
    (left,) = office.store.cases(statuses=(Status.WAITING,))
    for path in (HERE, "/runde/print?runde=2.+runde"):
        text = browser.get(path).text
        assert "1 sag venter og er flyttet til 3. runde" in text
        assert left.number in text
        assert "Ingen venter" not in text
    after = browser.get("/runde?runde=3.+runde").text
    assert "0 klar til fordeling, 1 på venteliste" in after
    assert "har ventet 1 runde" in after
    assert "flyttet til" not in after
    case = browser.get(f"/sager/{left.number}").text
    assert "Sagen er på venteliste. Den er med igen, når 3. runde planlægges." in case


@pytest.mark.parametrize("path", ["/runde/godkend", "/runde/mails"])
def test_nothing_ticked_leads_back_to_the_round_which_says_so(office: Office, path):
    _planned(office)
    browser = office.browser()
    assert _many(browser, path, browser.get(HERE).csrf, []).to == HERE
    assert "Sæt flueben ved de forslag" in browser.get(HERE).text


def test_an_approval_of_some_is_undone_whole(office: Office):
    numbers = _planned(office)
    before = [office.case(number) for number in numbers]
    browser = office.browser()
    page = browser.get(HERE)
    got = _many(browser, "/runde/godkend", page.csrf, _proposals(page.text)[:2])
    after = browser.get(got.to)
    assert sum(office.case(number).status is Status.ASSIGNED for number in numbers) == 2
    token = re.search(r'name="hvad" value="([^"]*)"', after.text)[1]
    browser.post("/fortryd", csrf=after.csrf, hvad=token)
    assert [office.case(one.number).status for one in before] == [one.status for one in before]
    assert office.store.mails() == ()


def test_nothing_is_approved_when_one_of_them_has_changed(office: Office):
    numbers = _planned(office)
    browser = office.browser()
    page = browser.get(HERE)
    chosen = _proposals(page.text)
    moved = next(number for number in numbers if office.case(number).educator == "bb")
    _move(office, moved, "ae", "bytte")
    got = _many(browser, "/runde/godkend", page.csrf, chosen)
    assert (got.status, moved in got.text) == (409, True)
    assert office.store.mails() == ()


def test_what_if_changes_nothing(office: Office):
    numbers = _planned(office)
    before = [office.case(number) for number in numbers]
    browser = office.browser()
    form = {"runde": WINTER.name, "hvad": "plads", "hvem": "bb", "antal": "1"}
    got = browser.post("/runde/hvad-nu-hvis", csrf=browser.get("/").csrf, **form)
    assert "Hvis Bo Birk får 1 plads mere:" in unescape(got.text)
    assert "1 sag får plads" in unescape(got.text)
    assert [office.case(number) for number in numbers] == before


@pytest.mark.parametrize(("what", "whom"), [("nix", "ae"), ("syg", "xx"), ("ud", "")])
def test_a_change_that_makes_no_sense_is_a_sentence(office: Office, what, whom):
    _planned(office)
    browser = office.browser()
    form = {"runde": WINTER.name, "hvad": what, "hvem": whom}
    assert browser.post("/runde/hvad-nu-hvis", csrf=browser.get("/").csrf, **form).status == 409


def test_every_other_educator_is_told_with_what_it_would_cost(office: Office):
    numbers = _planned(office)
    page = unescape(office.browser().get(f"/sager/{numbers[0]}/hvorfor").text)
    assert "Andre, den bedste først:" in page
    assert "Anne Elm:" in page or "Bo Birk:" in page
    assert not re.search(r">[^<]*\b(ae|bb)\b", page)


def test_a_ruling_is_undone_from_the_board(office: Office):
    numbers = _planned(office)
    mine = next(number for number in numbers if office.case(number).educator == "ae")
    browser, _ = _move(office, mine, "bb", "kender barnet")
    (ruling,) = office.store.rulings(WINTER.name)
    got = browser.post("/runde/ophaev", csrf=browser.get("/").csrf, runde=WINTER.name, bestemmelse=str(ruling.id))
    assert (got.status, office.store.rulings(WINTER.name)) == (303, ())


def test_a_sheet_holds_no_formula(office: Office):
    about = an_application(school="=1+1", kind=Kind.TOPIC)
    office.open(**{**READY, "application": about, "status": Status.ASSIGNED, "educator": "ae"})
    text = office.browser().get("/runde/ark?runde=2.+runde").body.decode("utf-8-sig")
    assert "'=1+1" in text
    assert "Anne Elm" in text
    assert office.browser().get("/runde/ark?runde=2.+runde&som=xlsx").body.startswith(b"PK")


def test_a_round_that_is_not_there_is_not_found(office: Office):
    assert office.browser().get("/runde?runde=9").status == 404


def test_without_a_name_the_coming_round_is_shown(office: Office):
    assert f"<h1>{WINTER.name}</h1>" in office.browser().get("/runde").text
    office.pass_by(60 * 86400)
    assert "<h1>3. runde</h1>" in office.browser().get("/runde").text


@pytest.mark.parametrize(
    ("what", "form"),
    [
        ("fasthold", {"vejleder": "bb"}),
        ("udeluk", {"vejleder": "ae", "hvorfor": "er i familie"}),
        ("reserver", {"vejleder": "ae", "antal": "1", "hvorfor": "ny opgave"}),
    ],
)
def test_what_is_ruled_beforehand_stands_on_the_board_and_binds_the_plan(office: Office, what, form):
    (number, *_) = _four(office)
    browser = office.browser()
    csrf = browser.get("/").csrf
    got = browser.post("/runde/bestem", csrf=csrf, runde=WINTER.name, hvad=what, sag=number.lower(), **form)
    (ruling,) = office.store.rulings(WINTER.name)
    assert (got.to, ruling.by) == (HERE, "Karen Holm")
    assert f'value="{ruling.id}"' in browser.get(HERE).text
    plan = Here(office).draft(WINTER.name).plan
    placed = {one.case: one.educator for one in plan.assignments}
    expected = {
        "fasthold": placed.get(number) == "bb",
        "udeluk": placed.get(number) != "ae",
        "reserver": len(placed) == 2,
    }
    assert expected[what]


@pytest.mark.parametrize(
    "form",
    [
        {"hvad": "nix"},
        {"hvad": "reserver", "vejleder": "ae", "antal": "x", "hvorfor": "x"},
        {"hvad": "udeluk", "vejleder": "ae", "sag": "T-2026-0001"},
        {"hvad": "fasthold", "vejleder": "xx", "sag": "T-2026-0001"},
    ],
)
def test_a_ruling_that_makes_no_sense_is_a_sentence(office: Office, form):
    _four(office)
    browser = office.browser()
    assert browser.post("/runde/bestem", csrf=browser.get("/").csrf, runde=WINTER.name, **form).status == 409
    assert office.store.rulings(WINTER.name) == ()

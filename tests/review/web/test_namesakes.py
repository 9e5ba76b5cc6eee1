"""Two open cases of one name over HTTP: a person is never stopped by the other, and is told of it."""

import re
from dataclasses import replace

import pytest

from cases.application import Source, Value
from cases.case import Case, Status
from cases.letters import Ending, Use
from tests.review.web.office import SPRING, WINTER, Office
from tests.storage.examples import a_paper, an_application, an_outcome, claimed, facts

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow

NAME = "Asta Eksempelsen"
ABOUT = "elev|vestre skole|asta eksempelsen"
OTHER_CPR = "240813-9993"


def _known(office: Office, name: str = ABOUT, round_: str = WINTER.name) -> str | None:
    found = office.store.same(name, round_)
    return found.number if found else None


def _first(office: Office, **changes) -> Case:
    """A case that is known by its name, as one that a machine opened is."""
    case = office.open(NAME, **changes)
    office.store.change([(case, ())], (), office.now, {case.number: (ABOUT,)})
    return office.case(case.number)


def _post(browser, case: Case, what: str, **form):
    csrf = browser.get("/rundtur").csrf
    return browser.post(f"/sager/{case.number}/{what}", csrf=csrf, version=str(case.version), **form)


def _undo(browser, page):
    token = re.search(r'name="hvad" value="([^"]*)"', page.text)[1]
    return browser.post("/fortryd", csrf=page.csrf, hvad=token)


def _about(cpr: str, name: str = NAME):
    return an_application(detail=name, values={"cpr": Value(cpr, 1.0, Source.FORM_FIELD)})


def test_a_case_is_made_by_hand_beside_one_of_the_same_name(office: Office):
    first = _first(office)
    work = claimed(office.store, 60)
    known = replace(facts("content-60", "<60@skole.example>"))
    paper = a_paper(case=None, use=Use.REFUSED)
    outcome = an_outcome(ending=Ending.SET_ASIDE, why="locked", openings=(), papers=(paper,), facts=known)
    office.store.finish_letter(work, outcome, lambda _: (), office.now)
    browser = office.browser()
    form = {"slags": "elev", "skole": "Vestre Skole", "hvem": NAME, "hvorfor": "ringet"}
    got = browser.post(f"/indbakke/{work.id}/sag", csrf=browser.get("/rundtur").csrf, **form)
    assert (got.status, len(office.store.cases())) == (303, 2)
    assert f"{first.number} er også åben og gælder det samme" in browser.get(got.to).text
    assert _known(office) == first.number


def test_a_case_is_split_beside_one_of_the_same_name(office: Office):
    first, case = _first(office), office.open("Bo Birk")
    sheet = office.store.sheets(case.number)[0].id
    browser = office.browser()
    form = {"slags": "elev", "hvem": NAME, "skole": "Vestre Skole", "bilag": str(sheet)}
    got = _post(browser, case, "del", **form)
    assert (got.status, len(office.store.cases())) == (303, 3)
    assert first.number in browser.get(got.to).text
    assert _known(office) == first.number


def test_a_case_is_moved_to_a_round_with_one_of_the_same_name_and_back(office: Office):
    first = _first(office, application=_about(OTHER_CPR))
    late = office.open(NAME, application=_about("150312-9993"), round=SPRING.name)
    browser = office.browser()
    page = browser.follow(_post(browser, late, "runde", runde=WINTER.name, hvorfor="kom i tide"))
    assert (office.case(late.number).round, _known(office)) == (WINTER.name, first.number)
    assert _known(office, f"{ABOUT}|1503129993") == late.number
    assert f"{first.number} er også åben og gælder det samme som {late.number}" in page.text
    _undo(browser, page)
    assert (office.case(late.number).round, _known(office, ABOUT, SPRING.name)) == (SPRING.name, late.number)


def test_cases_moved_together_meet_their_namesakes_too(office: Office):
    _first(office)
    late = [office.open(NAME, round=SPRING.name) for _ in range(2)]
    browser = office.browser()
    csrf = browser.get("/").csrf
    ticked = [f"{one.number}:{one.version}" for one in late]
    form = {"hvad": "runde", "runde": WINTER.name, "hvorfor": "kom i tide"}
    assert "2 sager er afgjort." in browser.post("/koe/goer", csrf=csrf, sag=ticked, **form).text
    assert {office.case(one.number).round for one in late} == {WINTER.name}


def test_the_second_of_one_name_can_be_corrected(office: Office):
    first, second = _first(office), office.open("Asta Eksempelsn")
    browser = office.browser()
    page = browser.follow(_post(browser, second, "ret", felt="pupil_name", vaerdi=NAME))
    assert office.case(second.number).application.detail == NAME
    assert f"{first.number} er også åben" in page.text
    assert _known(office) == first.number
    second = office.case(second.number)
    assert _post(browser, second, "ret", felt="cpr", vaerdi=OTHER_CPR).status == 303
    assert _known(office, f"{ABOUT}|2408139993") == second.number


def test_undoing_the_correction_that_first_said_what_a_case_is_about_leaves_it_known_by_nothing(office: Office):
    about = an_application(detail=None, values={})
    case = office.open(application=about)
    office.store.change([(case, ())], (), office.now, {case.number: ()})
    browser = office.browser()
    page = browser.follow(_post(browser, office.case(case.number), "ret", felt="pupil_name", vaerdi=NAME))
    assert _known(office) == case.number
    _undo(browser, page)
    assert (office.case(case.number).application.detail, _known(office)) == (None, None)


def test_what_was_no_application_is_fetched_back_beside_its_namesake(office: Office):
    over = _first(office, status=Status.NOT_APPLICATION)
    first = _first(office)
    got = _post(office.browser(), over, "hent-frem", hvorfor="det var det")
    assert (got.status, office.case(over.number).status, _known(office)) == (303, Status.REVIEW, first.number)

"""Doubles, joined cases and split ones over HTTP, on both databases."""

import re

import pytest
from sqlalchemy import select

from cases.application import Source, Value
from cases.case import Status
from cases.errors import StaleError
from cases.together import Carried
from storage.tables import crops
from tests.review.web.office import CLEAN, NOW, READY, Office
from tests.storage.examples import CPR, an_application

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow


def _named(name: str):
    return an_application(detail=name, values={"pupil_name": Value(name, 0.9, Source.OCR)}, signatures=())


def _post(browser, case, what: str, **form):
    page = browser.get(f"/sager/{case.number}/samme")
    assert page.status == 200
    return browser.post(f"/sager/{case.number}/{what}", csrf=page.csrf, version=str(case.version), **form)


def _undo(browser, got):
    page = browser.follow(got)
    token = re.search(r'name="hvad" value="([^"]*)"', page.text)[1]
    return browser.post("/fortryd", csrf=page.csrf, hvad=token)


def _whats(office: Office, case):
    return {event.what for event in office.store.history(case.number)}


def test_a_case_shows_which_could_be_the_same_by_initials_only(office: Office):
    case, near = office.open("Asta Eksempelsen"), office.open("Asta Eksempelsn")
    far, closed = office.open("Bo Birk"), office.open("Asta Eksempelsen", status=Status.DECLINED)
    browser = office.browser()
    assert f"/sager/{case.number}/samme" in browser.get(f"/sager/{case.number}").text
    page = browser.get(f"/sager/{case.number}/samme").text
    assert (near.number in page, far.number in page, closed.number in page) == (True, False, False)
    assert "Eksempelsn" not in page
    assert CPR not in page


def test_a_double_is_closed_told_to_nobody_and_comes_back_when_undone(office: Office):
    case, other = office.open(**CLEAN), office.open("Asta Eksempelsn")
    browser = office.browser()
    got = _post(browser, case, "samme", sag=other.number, hvad="dublet")
    assert (got.status, got.to, office.case(case.number).status) == (
        303,
        f"/sager/{other.number}",
        Status.NOT_APPLICATION,
    )
    assert (f"double-of:{other.number}" in _whats(office, case), f"double:{case.number}" in _whats(office, other)) == (
        True,
        True,
    )
    assert "som dublet af denne" in office.browser("lone").get(f"/sager/{other.number}").text
    assert (len(office.store.sheets(case.number)), office.store.mails()) == (1, ())
    _undo(browser, got)
    assert office.case(case.number).status is Status.REVIEW


def test_papers_and_what_was_read_of_them_go_to_the_other_and_back(office: Office):
    other = office.open(application=_named("Asta Eksempelsn"), **READY)
    case = office.open(application=an_application())
    (sheet,) = office.store.sheets(case.number)
    browser = office.browser()
    got = _post(browser, case, "samme", nummer=other.number.lower(), hvad="tilfoej")
    assert (got.status, got.to) == (303, f"/sager/{other.number}")
    joined = office.case(other.number)
    assert (joined.status, joined.application.text("cpr"), joined.application.detail) == (
        Status.REVIEW,
        CPR,
        "Asta Eksempelsn",
    )
    assert (office.case(case.number).status, office.store.sheets(case.number)) == (Status.NOT_APPLICATION, ())
    assert sheet.id in {one.id for one in office.store.sheets(other.number)}
    assert len(office.store.brought(other.number)) == 2
    assert office.store.brought(case.number) == ()
    assert browser.get(f"/sager/{other.number}/bilag/{sheet.id}").status == 200
    assert browser.get(f"/sager/{other.number}/underskrift/1").status == 200
    _undo(browser, got)
    assert (office.case(case.number).status, office.case(other.number).status) == (Status.REVIEW, Status.READY)
    assert [one.id for one in office.store.sheets(case.number)] == [sheet.id]
    assert (len(office.store.brought(case.number)), len(office.store.brought(other.number))) == (1, 1)
    assert office.case(other.number).application.text("cpr") == ""
    with office.store.db.reading() as conn:
        assert list(conn.execute(select(crops.c.case_number)).scalars()) == [case.number]


@pytest.mark.parametrize("number", ["", "T-2026-9999", "nix"])
def test_a_case_that_is_not_there_is_refused(office: Office, number):
    case = office.open()
    assert _post(office.browser(), case, "samme", nummer=number, hvad="dublet").status == 409
    assert office.case(case.number) == case


def test_a_stale_page_joins_nothing(office: Office):
    case, other = office.open(), office.open("Asta Eksempelsn")
    office.store.change([(case, ())], (), office.now)
    got = _post(office.browser(), case, "samme", sag=other.number, hvad="tilfoej")
    assert (got.status, len(office.store.sheets(case.number))) == (409, 1)


def test_papers_that_are_elsewhere_by_now_move_nothing(office: Office):
    case, other = office.open(), office.open("Bo Birk")
    sheet = office.store.sheets(other.number)[0].id
    with pytest.raises(StaleError):
        office.store.carry([(case, ())], Carried(case.number, other.number, (sheet,)), NOW, {})
    assert office.case(case.number) == case


def test_a_case_with_two_applications_becomes_two_that_a_person_looks_at(office: Office):
    case = office.open(**READY)
    (sheet,) = office.store.sheets(case.number)
    browser = office.browser()
    form = {"slags": "elev", "hvem": "Bo Birk", "skole": "Vestre Skole"}
    assert _post(browser, case, "del", **form).status == 409
    got = _post(browser, case, "del", **form, bilag=str(sheet.id))
    fresh = office.case(got.to.rpartition("/")[2])
    assert (fresh.application.detail, fresh.status, office.case(case.number).status) == (
        "Bo Birk",
        Status.REVIEW,
        Status.REVIEW,
    )
    (copy,) = office.store.sheets(fresh.number)
    assert (copy.name, copy.letter, copy.answers) == (sheet.name, sheet.letter, sheet.answers)
    assert office.store.content(fresh.number, copy.id) == office.store.content(case.number, sheet.id)
    assert [one.id for one in office.store.sheets(case.number)] == [sheet.id]
    assert f"split:{fresh.number}" in _whats(office, case)
    assert f"split-from:{case.number}" in _whats(office, fresh)
    page = browser.get(got.to)
    assert (page.status, CPR in page.text) == (200, False)
    stale = _post(browser, case, "del", **form, bilag=str(sheet.id))
    assert (stale.status, len(office.store.cases())) == (409, 2)


def test_a_reader_joins_and_splits_nothing(office: Office):
    case = office.open()
    browser = office.browser("rie")
    assert browser.get(f"/sager/{case.number}/samme").status == 403
    csrf = browser.get("/").csrf
    for what in ("samme", "del"):
        assert browser.post(f"/sager/{case.number}/{what}", csrf=csrf, version="1").status == 403

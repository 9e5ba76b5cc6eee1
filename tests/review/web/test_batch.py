"""One decision for several cases over HTTP, on both databases: seen first, done case by case, undone as one."""

import re

import pytest

from cases.case import Status
from cases.findings import Finding, Weight
from tests.review.web.office import CLEAN, DOUBTFUL, READY, SPRING, WINTER, Office
from tests.storage.examples import NAME

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow

LACKING = {**CLEAN, "findings": (Finding("cpr-missing", Weight.BLOCKS),)}


def _batch(browser, path: str, cases, what: str, **form):
    ticked = [f"{case.number}:{case.version}" for case in cases]
    return browser.post(path, csrf=browser.get("/").csrf, hvad=what, sag=ticked, koe="/?slags=elev", **form)


def _undo(browser, page):
    token = re.search(r'name="hvad" value="([^"]*)"', page.text)[1]
    return browser.post("/fortryd", csrf=page.csrf, hvad=token)


def test_what_would_happen_is_shown_and_nothing_is_written(office: Office):
    clean, doubtful, lacking = office.open(**CLEAN), office.open(), office.open(**LACKING)
    got = _batch(office.browser(), "/koe/se", [clean, doubtful, lacking], "klar")
    able, _, unable = got.text.partition("Kan ikke være med")
    assert (clean.number in able, "Regnes som set: ikke vores skema" in able) == (True, True)
    assert (doubtful.number in unable, "Afgør samtykket først" in unable) == (True, True)
    assert (lacking.number in unable, "mangler noget" in unable) == (True, True)
    assert f'value="{doubtful.number}:' not in got.text
    assert [office.case(one.number) for one in (clean, doubtful, lacking)] == [clean, doubtful, lacking]


def test_each_is_done_by_itself_and_it_is_said_why_one_was_not(office: Office):
    first, second, doubtful, changed = office.open(**CLEAN), office.open(**CLEAN), office.open(), office.open(**CLEAN)
    office.store.change([(changed, ())], (), office.now)
    got = _batch(office.browser(), "/koe/goer", [first, second, doubtful, changed], "klar")
    done, _, left = got.text.partition("Ikke ændret")
    assert "2 sager er afgjort, 2 er ikke ændret." in done
    assert (first.number in done, second.number in done) == (True, True)
    assert (doubtful.number in left, changed.number in left, "ændret, siden du åbnede" in left) == (True, True, True)
    after = [office.case(one.number).status for one in (first, second, doubtful, changed)]
    assert after == [Status.READY, Status.READY, Status.REVIEW, Status.REVIEW]


def test_a_second_press_changes_nothing(office: Office):
    case = office.open(**CLEAN)
    browser = office.browser()
    _batch(browser, "/koe/goer", [case], "klar")
    once = office.case(case.number)
    assert "0 sager er afgjort, 1 er ikke ændret." in _batch(browser, "/koe/goer", [case], "klar").text
    assert office.case(case.number) == once


def test_all_of_it_is_undone_as_one(office: Office):
    cases = [office.open(**CLEAN), office.open(**CLEAN)]
    browser = office.browser()
    got = _undo(browser, _batch(browser, "/koe/goer", cases, "klar"))
    assert "2 sager er, som de var." in browser.follow(got).text
    assert [office.case(one.number).status for one in cases] == [Status.REVIEW, Status.REVIEW]
    assert "undone" in {event.what for event in office.store.history(cases[0].number)}


def test_half_a_minute_later_it_stands(office: Office):
    case = office.open(**CLEAN)
    browser = office.browser()
    done = _batch(browser, "/koe/goer", [case], "klar")
    office.pass_by(31)
    assert _undo(browser, done).status == 409
    assert office.case(case.number).status is Status.READY


@pytest.mark.parametrize(
    ("what", "form", "said"),
    [
        ("runde", {"runde": SPRING.name, "hvorfor": "kom for sent"}, f"Flyttes fra {WINTER.name} til {SPRING.name}."),
        ("laeg-vaek", {"dag": "2026-11-24"}, "Lægges væk"),
    ],
)
def test_several_are_moved_or_put_off(office: Office, what, form, said):
    cases = [office.open(), office.open(**READY)]
    browser = office.browser()
    page = _batch(browser, "/koe/se", cases, what, **form).text
    assert page.count(said) == 2
    carried = dict(re.findall(r'<input type="hidden" name="(runde|dag|hvorfor)" value="([^"]*)"', page))
    _batch(browser, "/koe/goer", cases, what, **carried)
    now = [office.case(one.number) for one in cases]
    assert all((one.round == SPRING.name) if what == "runde" else str(one.put_off) == "2026-11-24" for one in now)
    assert form.get("hvorfor", "") in {event.why for event in office.store.history(cases[0].number)}


@pytest.mark.parametrize("what", ["samtykke", "mangler", "afvis", "slet", ""])
def test_consent_and_all_else_is_decided_case_by_case(office: Office, what):
    case = office.open(**DOUBTFUL)
    got = _batch(office.browser(), "/koe/goer", [case], what, samtykke="given", hvorfor="set", mangler="x")
    assert (got.status, office.case(case.number)) == (404, case)


@pytest.mark.parametrize(("many", "says"), [(0, "Sæt flueben"), (200, "Vælg højst")])
def test_nothing_ticked_and_too_much_ticked_lead_back_to_the_queue_which_says_so(office: Office, many, says):
    browser = office.browser()
    ticked = [f"T-2026-{n:04d}:1" for n in range(many)]
    got = browser.post("/koe/se", csrf=browser.get("/").csrf, hvad="klar", sag=ticked, koe="/?slags=elev")
    assert (got.status, got.to) == (303, "/?slags=elev")
    assert says in browser.get(got.to).text


def test_no_day_to_put_several_off_to_is_said_of_each(office: Office):
    case = office.open(**CLEAN)
    got = _batch(office.browser(), "/koe/se", [case], "laeg-vaek")
    assert (got.status, "Vælg den dag" in got.text) == (200, True)


def test_those_that_want_one_press_are_ticked_by_a_link_and_no_name_is_shown(office: Office):
    clean, other, doubtful = office.open(NAME, **CLEAN), office.open(NAME, **CLEAN), office.open(NAME)
    browser = office.browser()
    assert "Sæt flueben ved de 2" in browser.get("/").text
    page = browser.get("/?vaelg=1").text
    ticked = re.findall(r'value="(T-[^:]*):\d+" aria-label="[^"]*" checked', page)
    assert ticked == [clean.number, other.number]
    shown = _batch(browser, "/koe/se", [clean, doubtful], "klar").text
    assert NAME not in page + shown


def test_a_reader_ticks_nothing(office: Office):
    case = office.open(**CLEAN)
    browser = office.browser("rie")
    page = browser.get("/")
    assert 'name="sag"' not in page.text
    assert _batch(browser, "/koe/goer", [case], "klar").status == 403

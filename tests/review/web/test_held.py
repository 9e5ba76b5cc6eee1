"""Cases that are kept though their time is over: who sets and lifts it, and what stands where. On both databases."""

from html import unescape

import pytest

from cases.accounts import Purpose
from cases.errors import StoreError
from tests.review.web.office import Office

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow

WHY = "Klage fra Asta Eksempelsens mor"


def _full(store, access) -> None:
    raise StoreError("Databasen er fuld.")


def _keep(browser, number: str, why: str = WHY, path: str = "/bevarede", **more):
    csrf = browser.get("/bevarede").csrf
    return browser.post(path, csrf=csrf, nummer=number, hvorfor=why, **more)


def test_the_coordinator_keeps_a_case_on_its_page_and_lets_it_go_there(office: Office):
    case, browser = office.open(), office.browser()
    assert "Bevar sagen" in browser.get(f"/sager/{case.number}").text
    got = _keep(browser, case.number, sag="1")
    assert (got.status, got.to) == (303, f"/sager/{case.number}")
    page = unescape(browser.get(f"/sager/{case.number}").text)
    assert "Sagen bevares, selv om dens tid går: bestemt af Karen Holm fredag 20. november 2026" in page
    assert WHY in page
    (hold,) = office.store.holds()
    assert (hold.case, hold.by, hold.why) == (case.number, "Karen Holm", WHY)
    assert _keep(browser, case.number, "Klagen er afgjort", "/bevarede/ophaev", sag="1").to == f"/sager/{case.number}"
    assert office.store.holds() == ()
    told = {event.what: (event.actor.name, event.why) for event in office.store.history(case.number)}
    assert told["held"] == ("Karen Holm", WHY)
    assert told["hold-lifted"] == ("Karen Holm", "Klagen er afgjort")


def test_who_runs_the_program_keeps_and_lets_go_by_number_and_sees_no_reason(office: Office):
    case, browser = office.open(), office.browser("ib")
    assert _keep(browser, case.number.lower(), sag="1").to == "/bevarede"
    page = unescape(browser.get("/bevarede").text)
    assert (case.number in page, "Ib Iversen" in page) == (True, True)
    assert "Asta" not in page
    assert f"/sager/{case.number}" not in page
    assert browser.get(f"/sager/{case.number}").status == 403
    assert _keep(browser, case.number, "afgjort", "/bevarede/ophaev").status == 303
    assert office.store.holds() == ()


def test_each_decision_is_a_line_of_the_access_log(office: Office):
    case = office.open()
    _keep(office.browser("ib"), case.number)
    _keep(office.browser(), case.number, path="/bevarede/ophaev")
    lines = [(one.login, one.purpose) for one in office.store.accesses(case=case.number)]
    assert lines == [("ib", Purpose.KEPT), ("karen", Purpose.KEPT)]
    assert _keep(office.browser(), case.number, path="/bevarede/ophaev").status == 409
    assert len(office.store.accesses(case=case.number)) == 2


@pytest.mark.parametrize("path", ["/bevarede", "/bevarede/ophaev"])
def test_what_cannot_be_logged_is_not_done_and_can_be_asked_for_again(office: Office, monkeypatch, path: str):
    case, browser = office.open(), office.browser()
    if path != "/bevarede":
        _keep(browser, case.number)
    before = (office.store.holds(), office.store.history(case.number), office.store.accesses(case=case.number))
    with monkeypatch.context() as full:
        full.setattr(type(office.store), "note_access", _full)
        assert _keep(browser, case.number, path=path).status == 503
    after = (office.store.holds(), office.store.history(case.number), office.store.accesses(case=case.number))
    assert after == before
    assert _keep(browser, case.number, path=path).status == 303
    assert len(office.store.accesses(case=case.number)) == len(before[2]) + 1


@pytest.mark.parametrize(
    ("number", "why", "path", "says"),
    [
        ("T-2026-9999", WHY, "/bevarede", "ingen sag med det nummer"),
        ("", WHY, "/bevarede", "ingen sag med det nummer"),
        ("", "", "/bevarede/ophaev", "ingen sag med det nummer"),
        ("T-2026-0001", "  ", "/bevarede", "Skriv en begrundelse"),
        ("T-2026-0001", WHY, "/bevarede/ophaev", "bliver ikke bevaret særskilt"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(office: Office, number: str, why: str, path: str, says: str):
    assert office.open().number == "T-2026-0001"
    got = _keep(office.browser(), number, why, path)
    assert (got.status, says in unescape(got.text), office.store.holds()) == (409, True, ())


def test_a_case_is_kept_once(office: Office):
    case, browser = office.open(), office.browser()
    _keep(browser, case.number)
    assert _keep(browser, case.number, "igen").status == 409
    assert [hold.why for hold in office.store.holds()] == [WHY]


@pytest.mark.parametrize("login", ["rie", "anne"])
def test_readers_and_educators_neither_keep_nor_see_the_list(office: Office, login: str):
    case, browser = office.open(), office.browser(login)
    page = browser.get("/rundtur")
    assert browser.get("/bevarede").status == 403
    assert browser.post("/bevarede", csrf=page.csrf, nummer=case.number, hvorfor=WHY).status == 403
    assert "/bevarede" not in browser.get("/registre").text
    assert office.store.holds() == ()


def test_a_form_without_its_token_is_refused(office: Office):
    case = office.open()
    assert office.browser().post("/bevarede", csrf="", nummer=case.number, hvorfor=WHY).status == 403
    assert office.store.holds() == ()

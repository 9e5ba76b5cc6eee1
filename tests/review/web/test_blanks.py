"""Another office's form made known over HTTP: sent, looked at, put right, taken into use; by whom, and against whom."""

import re
from functools import cache
from html import unescape
from pathlib import Path

import pytest

from benchmarks.foreign.ruled import RULED
from intake.document import known_forms
from intake.form_file import FILE, checked_form
from service.blanks import FormBlanks
from tests.review.web.browser import Browser, Got
from tests.review.web.office import PICTURE, Office, Proposing

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow

KEY = "ppr-1"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "skemaer"


@pytest.fixture
def office(store, root: Path) -> Office:
    return Office(store, blanks=FormBlanks(root, Proposing()))


@cache
def _blank() -> bytes:
    return RULED.blank()


def _send(browser: Browser, content: bytes, called: str = "ppr") -> Got:
    csrf = browser.get("/skemaer").csrf or browser.get("/").csrf
    return browser.send("/skemaer", "fil", content, csrf=csrf, kaldes=called)


def _fields(page: Got) -> dict[str, list[str]]:
    """The form as a browser would send it unchanged."""
    found: dict[str, list[str]] = {}
    text = page.text[page.text.index('id="skema"') : page.text.index('name="kasser"')]
    pattern = r'<input[^>]*name="([^"]+)"[^>]*>|<select name="([^"]+)">(.*?)</select>'
    for tag in re.finditer(pattern, text, re.DOTALL):
        if tag[1]:
            value = re.search(r'value="([^"]*)"', tag[0])
            found.setdefault(tag[1], []).append(unescape(value[1]) if value else "")
        else:
            options = re.findall(r'<option(?: value="([^"]*)")?( selected)?>([^<]*)', tag[3])
            chosen = next((one for one in options if one[1]), options[0])
            found.setdefault(tag[2], []).append(unescape(chosen[0] or chosen[2]))
    return found


def _save(browser: Browser, page: Got, **more) -> Got:
    return browser.post(f"/skemaer/{KEY}", **{**_fields(page), **more})


def _learned(office: Office) -> tuple[Browser, Got]:
    browser = office.browser()
    got = _send(browser, _blank())
    assert (got.status, got.to) == (303, f"/skemaer/{KEY}")
    return browser, browser.get(got.to)


def test_a_blank_is_proposed_and_shown_with_its_boxes_and_doubts(office: Office):
    browser, page = _learned(office)
    assert page.text.count('class="place-row"') == page.text.count("data-place=") == 19
    assert "Usikkert: " in page.text
    assert browser.get(f"/skemaer/{KEY}/side/1").body == PICTURE
    assert browser.get(f"/skemaer/{KEY}/side/2").status == 404
    assert "kladde, bruges ikke endnu" in browser.get("/skemaer").text


def test_a_draft_is_not_read_by_until_it_is_taken_into_use_and_then_at_once(office: Office, root: Path):
    browser, page = _learned(office)
    assert KEY not in known_forms(str(root))
    assert _save(browser, page, brug="1").to == "/skemaer"
    assert KEY in known_forms(str(root))
    assert "kendes nu" in browser.get("/skemaer").text
    browser.post(f"/skemaer/{KEY}/ret", csrf=page.csrf, ud="1")
    assert KEY not in known_forms(str(root))
    assert browser.get(f"/skemaer/{KEY}").status == 200


def test_saving_unchanged_changes_nothing(office: Office, root: Path):
    browser, page = _learned(office)
    before = (root / "kladder" / KEY / FILE).read_text("utf-8")
    assert _save(browser, page).to == f"/skemaer/{KEY}"
    assert (root / "kladder" / KEY / FILE).read_text("utf-8") == before
    assert browser.get(f"/skemaer/{KEY}").text.count("Usikkert: ") == page.text.count("Usikkert: ")


def test_a_box_is_moved_named_added_and_removed(office: Office):
    browser, page = _learned(office)
    fields = _fields(page)
    at = fields["navn"].index("contact_name")
    fields["x"][at], fields["bredde"][at], fields["tekst"][at] = "101,5", "99", "Hvem"
    browser.post(f"/skemaer/{KEY}", **fields)
    (place,) = [one for one in office.blanks.draft(KEY).places if one.name == "contact_name"]
    assert (place.box[0], place.wide, place.label, place.doubt) == (101.5, 99.0, "Hvem", "")
    count = len(fields["navn"])
    got = _save(browser, browser.get(f"/skemaer/{KEY}"), fjern="1")
    assert (got.status, len(office.blanks.draft(KEY).places)) == (303, count - 1)
    _save(browser, browser.get(f"/skemaer/{KEY}"), fjern="x")
    assert len(office.blanks.draft(KEY).places) == count - 1
    got = _save(browser, browser.get(f"/skemaer/{KEY}"), tilfoej="1")
    assert (got.to, len(office.blanks.draft(KEY).places)) == (f"/skemaer/{KEY}?nyt=1#nyt", count)


def test_a_draft_with_faults_is_kept_but_not_taken_into_use(office: Office, root: Path):
    browser, page = _learned(office)
    fields = _fields(page)
    fields["navn"][1] = fields["navn"][0]
    got = browser.post(f"/skemaer/{KEY}", **fields, brug="1")
    assert (got.status, "kan ikke tages i brug endnu" in got.text) == (409, True)
    assert not (root / KEY).exists()
    assert "Det skal rettes, før skemaet kan bruges" in browser.get(f"/skemaer/{KEY}").text


def test_a_form_in_use_is_used_as_it_is_while_it_is_corrected(office: Office, root: Path):
    browser, page = _learned(office)
    _save(browser, page, brug="1")
    browser.post(f"/skemaer/{KEY}/ret", csrf=page.csrf)
    page = browser.get(f"/skemaer/{KEY}")
    _save(browser, page, titel="Et andet navn")
    assert known_forms(str(root))[KEY].title != "Et andet navn"
    _save(browser, browser.get(f"/skemaer/{KEY}"), brug="1")
    assert known_forms(str(root))[KEY].title == "Et andet navn"
    assert browser.get(f"/skemaer/{KEY}").status == 409


def test_a_folder_that_cannot_be_written_is_a_sentence_and_the_form_in_use_stays(office: Office, root: Path):
    browser, page = _learned(office)
    _save(browser, page, brug="1")
    browser.post(f"/skemaer/{KEY}/ret", csrf=page.csrf)
    page = browser.get(f"/skemaer/{KEY}")
    (root / KEY / f".{FILE}.ny").mkdir()  # nothing can be written beside the description
    got = _save(browser, page, brug="1")
    assert (got.status, "kan ikke gemmes" in got.text) == (409, True)
    assert KEY in known_forms(str(root))
    assert browser.get(f"/skemaer/{KEY}").status == 200


def test_two_at_once_are_told(office: Office):
    browser, page = _learned(office)
    other = office.browser("lone")
    assert _save(other, other.get(f"/skemaer/{KEY}"), titel="Lones").status == 303
    got = _save(browser, page, titel="Karens")
    assert (got.status, office.blanks.draft(KEY).title) == (409, "Lones")


def test_a_draft_is_thrown_away_and_the_next_of_that_name_is_another_version(office: Office, root: Path):
    browser, page = _learned(office)
    _save(browser, page, brug="1")
    assert _send(browser, _blank()).to == "/skemaer/ppr-2"
    assert browser.post("/skemaer/ppr-2", csrf=page.csrf, kasser="1").to == "/skemaer"
    assert [file.parent.name for file in root.rglob(FILE)] == [KEY]


@pytest.mark.parametrize("content", [b"", b"hej", b"%PDF-1.7 i stykker", b"\x89PNG\r\n\x1a\n", b"<svg onload=x>"])
def test_what_is_no_blank_is_a_sentence_and_leaves_nothing(office: Office, root: Path, content):
    got = _send(office.browser(), content)
    assert got.status == 409
    assert list(root.rglob("*")) == []


@pytest.mark.parametrize("key", ["..", "%2e%2e", "..%2f..%2fetc", "PPR-1", "ppr-0", "kladder", "a-1", "ppr-1%00"])
def test_a_key_is_never_a_way_to_another_folder(office: Office, root: Path, key):
    _learned(office)
    (root.parent / FILE).write_text("ikke for andre")
    browser = office.browser()
    csrf = browser.get("/skemaer").csrf
    asked = [
        browser.get(f"/skemaer/{key}"),
        browser.get(f"/skemaer/{key}/side/1"),
        browser.post(f"/skemaer/{key}", csrf=csrf, kasser="1"),
        browser.post(f"/skemaer/{key}/ret", csrf=csrf, ud="1"),
    ]
    assert {got.status for got in asked} <= {404, 405, 409}
    assert (root.parent / FILE).exists()
    assert checked_form(root / "kladder" / KEY)[1] == ()


@pytest.mark.parametrize("column", ["x", "navn", "side"])
def test_a_page_that_came_half_is_refused(office: Office, column):
    browser, page = _learned(office)
    fields = _fields(page)
    fields[column] = fields[column][1:]
    assert browser.post(f"/skemaer/{KEY}", **fields).status == 409


def test_what_a_blank_says_is_text_on_the_page(office: Office):
    browser, page = _learned(office)
    fields = _fields(page)
    fields["tekst"][0] = '"><script>alert(1)</script>'
    browser.post(f"/skemaer/{KEY}", **{**fields, "titel": "<b>Støtte</b>"})
    shown = browser.get(f"/skemaer/{KEY}").text
    assert "<script>alert" not in shown
    assert "<b>Støtte" not in shown


@pytest.mark.parametrize(("login", "status"), [("ib", 200), ("rie", 403), ("anne", 403)])
def test_who_runs_the_program_makes_forms_known_and_others_do_not(office: Office, login, status):
    browser = office.browser(login)
    assert browser.get("/skemaer").status == status
    assert ("/skemaer" in browser.get("/registre").text) is (status == 200)


def test_without_a_folder_in_the_settings_it_is_said_who_can_mend_it(store):
    office = Office(store)
    browser = office.browser()
    page = browser.get("/skemaer")
    assert (page.status, "Der er ingen mappe" in page.text, 'type="file"' in page.text) == (200, True, False)
    assert _send(browser, _blank()).status == 409

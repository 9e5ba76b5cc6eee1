"""The registers over HTTP, on both databases: looked at, changed, refused, told of; and what a change reaches."""

import io
import re
from datetime import date
from html import unescape
from urllib.parse import urlencode

import pytest
from openpyxl import load_workbook

from cases.case import Status
from cases.people import RoundCapacity, School
from cases.registers import Register
from tests.review.web.browser import Browser, Got
from tests.review.web.office import ANNE, READY, WINTER, Office

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow

SCHOOL = "/registre/skoler/en"
PEOPLE = "/registre/vejledere/en"
ROUND = "/registre/runder/en"
ROUND_TITLES = "navn;frist;svardato;støtte fra;støtte til\n"


def fields_of(got: Got) -> list[tuple[str, str]]:
    """What the page's large form would send, as a browser reads it."""
    form = re.search(r'<form class="entry".*?</form>', got.text, re.DOTALL)[0]
    pairs = re.findall(r'<input[^>]*?name="([^"]*)"[^>]*?value="([^"]*)"', form)
    pairs += re.findall(r'<textarea[^>]*?name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.DOTALL)
    return [(unescape(name), unescape(value)) for name, value in pairs]


def send(browser: Browser, path: str, fields: list[tuple[str, str]]) -> Got:
    headers = {"content-type": "application/x-www-form-urlencoded", "origin": f"http://{browser.host}"}
    return browser.ask("POST", path, urlencode(fields).encode(), headers)


def save(browser: Browser, path: str, key: str = "", shown: Got | None = None, **said: str) -> Got:
    """Open the form, write in it, and send it."""
    page = shown or browser.get(f"{path}?{urlencode({'hvem': key})}" if key else path)
    return send(browser, path, [(name, said.get(name, value)) for name, value in fields_of(page)])


def upload(browser: Browser, register: str, content: bytes, name: str = "fil.csv") -> Got:
    csrf = browser.get(f"/registre/{register}").csrf
    head = f'--x\r\ncontent-disposition: form-data; name="csrf"\r\n\r\n{csrf}\r\n--x\r\n'
    head += f'content-disposition: form-data; name="fil"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + b"\r\n--x--\r\n"
    headers = {"content-type": "multipart/form-data; boundary=x", "origin": f"http://{browser.host}"}
    return browser.ask("POST", f"/registre/{register}/indhent", body, headers)


def take(browser: Browser, register: str, shown: Got) -> Got:
    sheet = re.search(r'<textarea name="ark" hidden>(.*?)</textarea>', shown.text, re.DOTALL)[1]
    version = re.search(r'name="version" value="(\d+)"', shown.text)[1]
    return browser.post(f"/registre/{register}/tag", csrf=shown.csrf, version=version, ark=unescape(sheet))


def school(office: Office, name: str) -> School:
    return next(one for one in office.registers().schools if one.name == name)


def educator(office: Office, id_: str = "ae"):
    return next(one for one in office.registers().educators if one.id == id_)


def test_every_register_is_listed_as_danes_sort(office: Office):
    browser = office.browser()
    assert all(
        word in browser.get("/registre").text for word in ("Skoler", "Vejledere", "Runder", "indstillingsfilerne")
    )
    names = re.findall(r'hvem=[^"]*">([^<]*)<', browser.get("/registre/skoler").text)
    assert names == ["Vestre Skole", "Ærø Skole", "Åby Skole"]
    assert re.findall(r'hvem=[^"]*">([^<]*)<', browser.get("/registre/runder").text) == ["3. runde", "2. runde"]
    assert "ingen mailadresser: får ingen svar" in browser.get("/registre/skoler").text


def test_a_school_that_is_changed_counts_at_once_and_stands_in_the_history(office: Office):
    browser = office.browser()
    assert "Ingen har ændret registret" in browser.get("/registre/skoler/historik").text
    got = save(browser, SCHOOL, "Ærø Skole", senders="Kontor@aeroe.example\r\n@aeroe.example", district="Øst")
    assert (got.status, got.to) == (303, "/registre/skoler")
    assert school(office, "Ærø Skole") == School(
        "Ærø Skole", district="Øst", senders=("kontor@aeroe.example", "@aeroe.example")
    )
    assert office.context().knows("kontor@aeroe.example")
    told = unescape(browser.get("/registre/skoler/historik").text)
    assert "20. november 2026 kl. 09.30: Karen Holm" in told
    assert "distrikt: fra intet til Øst" in told
    assert "indstillingsfilerne" in told


def test_a_new_school_is_there_to_be_chosen_and_one_that_no_case_names_can_go(office: Office):
    browser = office.browser()
    assert save(browser, SCHOOL, name="Nørre  Skole", type="privatskole").status == 303
    assert "Nørre Skole" in browser.get("/").text
    page = browser.get("/registre/skoler/en?hvem=N%C3%B8rre+Skole")
    version = dict(fields_of(page))["version"]
    gone = browser.post("/registre/skoler/fjern", csrf=page.csrf, hvem="Nørre Skole", version=version)
    assert gone.status == 303
    assert [one.name for one in office.registers().schools] == ["Vestre Skole", "Ærø Skole", "Åby Skole"]


def test_a_school_that_an_open_case_names_stays_and_keeps_its_name(office: Office):
    case = office.open()
    name = case.application.school
    assert name == "Vestre Skole"
    browser = office.browser()
    page = browser.get("/registre/skoler/en?hvem=Vestre+Skole")
    refused = browser.post("/registre/skoler/fjern", csrf=page.csrf, hvem=name, version="0")
    assert (refused.status, "1 åben sag nævner den" in refused.text) == (409, True)
    renamed = save(browser, SCHOOL, name, name="Vestre Friskole")
    assert (renamed.status, "1 åben sag nævner den" in unescape(renamed.text)) == (422, True)
    assert office.registers().versions == {}


def test_a_new_name_goes_along_to_the_educators_and_the_old_one_is_an_alias(office: Office):
    browser = office.browser()
    assert save(browser, PEOPLE, "ae", attached="åby skole", conflicts="ÆRØ SKOLE").status == 303
    assert (educator(office).attached, educator(office).conflicts) == (("Åby Skole",), ("Ærø Skole",))
    assert save(browser, SCHOOL, "Åby Skole", name="Aaby Friskole").status == 303
    assert school(office, "Aaby Friskole").aliases == ("Åby Skole",)
    assert educator(office).attached == ("Aaby Friskole",)
    assert "faste skoler: fra Åby Skole til Aaby Friskole" in unescape(browser.get("/registre/vejledere/historik").text)


@pytest.mark.parametrize(
    ("path", "key", "said", "field", "told"),
    [
        (SCHOOL, "", {"name": " "}, "name", "Mangler"),
        (SCHOOL, "", {"name": "vestre skole"}, "name", "står allerede ved Vestre Skole"),
        (SCHOOL, "", {"name": "A|B"}, "name", "uden"),
        (SCHOOL, "Ærø Skole", {"senders": "ikke en adresse"}, "senders", "én pr. linje"),
        (SCHOOL, "Ærø Skole", {"aliases": "Åby Skole"}, "aliases", "står allerede ved Åby Skole"),
        (PEOPLE, "", {"id": "AE", "name": "A", "email": "a@b.example", "capacity": "1"}, "id", "er taget"),
        (PEOPLE, "ae", {"email": "anne"}, "email", "mailadresse"),
        (PEOPLE, "ae", {"capacity": "mange"}, "capacity", "antal"),
        (PEOPLE, "ae", {"share": "120 %"}, "share", "andel"),
        (PEOPLE, "ae", {"attached": "Søndre Skole"}, "attached", "er ikke en skole i skoleregistret"),
        (PEOPLE, "ae", {"attached": "Åby Skole", "conflicts": "Åby Skole"}, "conflicts", "faste skoler"),
        (PEOPLE, "ae", {"fravaer-fra": "", "fravaer-til": "2026-12-01"}, "absences", "første dag"),
        (PEOPLE, "ae", {"fravaer-fra": "2026-12-02", "fravaer-til": "2026-12-01"}, "absences", "ikke ligger før"),
        (PEOPLE, "ae", {"runde:2. runde": "x"}, "exceptions", "antal"),
        (ROUND, "2. runde", {"deadline": "snart"}, "deadline", "dato"),
        (ROUND, "2. runde", {"answer_date": "2026-11-01"}, "answer_date", "før fristen"),
        (ROUND, "2. runde", {"support_start": "2026-11-01"}, "support_start", "før fristen"),
        (ROUND, "2. runde", {"support_end": "2026-12-30"}, "support_end", "før støttens start"),
        (ROUND, "2. runde", {"name": "3. Runde"}, "name", "allerede en runde"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_written(office: Office, path, key, said, field, told):
    got = save(office.browser(), path, key, **said)
    wrong = re.search(rf'id="fejl-{field}">([^<]*)<', got.text)
    assert (got.status, bool(wrong)) == (422, True)
    assert told in unescape(wrong[1])
    assert f'href="#felt-{field}"' in got.text
    assert all(value in unescape(got.text) for value in said.values())
    assert office.registers().versions == {}


def test_an_educator_has_absences_places_and_a_day_on_which_she_stops(office: Office):
    browser = office.browser()
    said = {"fravaer-fra": "2026-12-01", "fravaer-til": "2026-12-24", "runde:2. runde": "1,5", "share": "80 %"}
    assert save(browser, PEOPLE, "ae", **said, languages="arabisk\r\nfarsi").status == 303
    anne = educator(office)
    assert (anne.share, anne.languages, anne.exceptions) == (
        0.8,
        ("arabisk", "farsi"),
        (RoundCapacity("2. runde", 1.5),),
    )
    assert [str(one.first) for one in anne.absences] == ["2026-12-01"]
    assert "1,6 (80 % af 2); 2. runde: 1,5" in unescape(browser.get("/registre/vejledere").text)

    office.open(**READY | {"educator": "ae", "status": Status.ASSIGNED})
    page = browser.get(f"{PEOPLE}?hvem=ae")
    got = browser.post("/registre/vejledere/stop", csrf=page.csrf, hvem="ae", dag="2026-12-11")
    assert "1 åben sag skal have en anden vejleder" in browser.follow(got).text
    first, last = educator(office).absences
    assert (str(first.last), str(last.first), last.last) == ("2026-12-11", "2026-12-12", date.max)
    assert "fra 12. december 2026 og fremover" in unescape(browser.get("/registre/vejledere").text)


def test_an_educator_whom_cases_know_is_not_taken_away(office: Office):
    office.open(**READY | {"educator": "bb", "status": Status.ASSIGNED})
    browser = office.browser()
    page = browser.get(f"{PEOPLE}?hvem=bb")
    got = browser.post("/registre/vejledere/fjern", csrf=page.csrf, hvem="bb", version="0")
    assert (got.status, "skriv i stedet, hvornår" in unescape(got.text)) == (409, True)
    anne = browser.post("/registre/vejledere/fjern", csrf=page.csrf, hvem=ANNE.id, version="0")
    assert (anne.status, "en konto er vejlederens" in anne.text) == (409, True)


def test_a_deadline_that_is_moved_is_the_deadline_everywhere(office: Office):
    browser = office.browser()
    assert save(browser, ROUND, "2. runde", deadline="2026-12-04").status == 303
    assert office.context().round(WINTER.name).deadline.day == 4
    assert "20261204" in browser.get("/frister.ics").text
    assert save(browser, ROUND, name="4. runde", deadline="2027-05-26", answer_date="2027-06-09",
                support_start="2027-08-14", support_end="2027-10-06").status == 303  # fmt: skip
    assert "4. runde" in browser.get("/").text


def test_a_round_that_has_cases_keeps_its_name_and_stays(office: Office):
    office.open()
    browser = office.browser()
    assert "1 sag nævner den" in unescape(save(browser, ROUND, "2. runde", name="Anden runde").text)
    page = browser.get(f"{ROUND}?hvem=2.+runde")
    assert browser.post("/registre/runder/fjern", csrf=page.csrf, hvem="2. runde", version="0").status == 409
    assert browser.post("/registre/runder/fjern", csrf=page.csrf, hvem="3. runde", version="0").status == 303


def test_whoever_was_overtaken_is_told_what_changed_keeps_what_was_written_and_can_save_on_top(office: Office):
    karen, lone = office.browser(), office.browser("lone")
    shown = karen.get(f"{PEOPLE}?hvem=ae")
    assert save(lone, PEOPLE, "ae", phone="70 70 70 70").status == 303
    got = save(karen, PEOPLE, "ae", shown, capacity="3")
    text = unescape(got.text)
    assert (got.status, "Lone Lind har ændret noget imens" in text) == (409, True)
    assert "telefon: fra intet til 70 70 70 70" in text
    assert (dict(fields_of(got))["capacity"], dict(fields_of(got))["phone"]) == ("3", "")
    assert educator(office).capacity == 2
    assert save(karen, PEOPLE, "ae", got, phone="70 70 70 70").status == 303
    assert (educator(office).capacity, educator(office).phone) == (3, "70 70 70 70")


def test_another_entry_that_was_changed_meanwhile_stays_so_and_stands_in_nobodys_way(office: Office):
    karen, lone = office.browser(), office.browser("lone")
    shown = karen.get(f"{PEOPLE}?hvem=ae")
    assert save(lone, PEOPLE, "bb", phone="1").status == 303
    assert save(karen, PEOPLE, "ae", shown, phone="2").status == 303
    assert [educator(office, one).phone for one in ("ae", "bb")] == ["2", "1"]


def test_a_file_is_shown_as_a_difference_and_then_taken_whole(office: Office):
    browser = office.browser()
    sheet = browser.get("/registre/skoler/ark?som=csv").body.decode("utf-8-sig")
    shown = upload(
        browser, "skoler", f"{sheet}Nørre Skole;;Nørre;;@noerre.example\n".replace("Åby Skole", "Åby Friskole").encode()
    )
    text = unescape(shown.text)
    assert all(word in text for word in ("Nørre Skole</b>: ny", "Åby Friskole</b>: ny", "Åby Skole</b>: fjernet"))
    assert office.registers().versions == {}
    assert take(browser, "skoler", shown).to == "/registre/skoler"
    assert [one.name for one in office.registers().schools] == [
        "Vestre Skole",
        "Ærø Skole",
        "Åby Friskole",
        "Nørre Skole",
    ]
    assert "hentet ind fra en fil" in browser.get("/registre/skoler/historik").text


@pytest.mark.parametrize(
    ("register", "content", "told"),
    [
        ("skoler", "navn;afsendere\nA;x\nB;\nB;", ["række 2: afsendere", "række 4: navn"]),
        ("skoler", "skole\nA", ["række 1"]),
        ("vejledere", "id;navn;mail;pladser;faste skoler\nae;A;a@b.dk;1;Søndre Skole", ["række 2", "Søndre Skole"]),
        ("vejledere", "id;navn;mail;pladser\nbb;B;b@b.example;1", ["Anne Elm mangler i filen"]),
        ("runder", f"{ROUND_TITLES}X;2026-12-02;2026-11-02;2027-01-01;2027-02-01", ["svardato"]),
        ("runder", ROUND_TITLES, ["der er ingen runder i filen"]),
        ("skoler", "PK\x03\x04 nej", ["kan ikke læses som Excel-ark"]),
    ],
)  # fmt: skip
def test_a_file_with_faults_names_each_by_row_and_nothing_is_taken(office: Office, register, content, told):
    got = upload(office.browser(), register, content.encode())
    assert got.status == 422
    assert [word for word in told if word not in unescape(got.text)] == []
    assert 'name="ark"' not in got.text
    assert office.registers().versions == {}


def test_a_file_that_leaves_out_a_school_with_an_open_case_is_refused(office: Office):
    office.open()
    got = upload(office.browser(), "skoler", "navn\nÆrø Skole\nÅby Skole".encode())
    assert (got.status, "Vestre Skole mangler i filen: 1 åben sag nævner den" in unescape(got.text)) == (422, True)


def test_a_difference_that_somebody_overtook_is_not_taken(office: Office):
    karen, lone = office.browser(), office.browser("lone")
    shown = upload(karen, "skoler", b"navn\nVestre Skole")
    assert save(lone, SCHOOL, "Åby Skole", type="friskole").status == 303
    assert take(karen, "skoler", shown).status == 409
    assert len(office.registers().schools) == 3


def test_what_is_written_out_comes_in_again_as_it_was(office: Office):
    browser = office.browser()
    save(browser, PEOPLE, "ae", attached="Åby Skole", **{"fravaer-fra": "2027-01-01", "fravaer-til": ""})
    for register in Register:
        book = browser.get(f"/registre/{register}/ark?som=xlsx")
        assert book.header("content-disposition").endswith(f"{register}.xlsx")
        assert len(list(load_workbook(io.BytesIO(book.body)).active.iter_rows())) > 1
        assert "Filen ændrer intet" in upload(browser, str(register), book.body, "a.xlsx").text


def test_saving_without_a_change_writes_nothing(office: Office):
    got = save(office.browser(), SCHOOL, "Ærø Skole")
    assert (got.status, office.registers().versions) == (303, {})


@pytest.mark.parametrize("login", ["rie", "ib"])
def test_readers_and_administrators_look_and_change_nothing(office: Office, login):
    browser = office.browser(login)
    for path in ("/registre", "/registre/skoler", f"{PEOPLE}?hvem=ae", "/registre/mails", "/registre/indstillinger"):
        got = browser.get(path)
        assert (got.status, 'action="/registre' in got.text) == (200, False)
    csrf = browser.get("/registre").csrf
    assert browser.post(SCHOOL, csrf=csrf, hvem="", version="0", name="X").status == 403
    assert office.browser("anne").get("/registre").status == 403


@pytest.mark.parametrize("path", ["/registre/x", f"{SCHOOL}?hvem=X", f"{PEOPLE}?hvem=", "/registre/x/historik"])
def test_what_is_not_there_is_not_found(office: Office, path):
    assert office.browser().get(path).status == 404


def test_the_settings_are_told_in_danish_and_hold_no_secret(office: Office):
    text = unescape(office.browser().get("/registre/indstillinger").text)
    assert all(word in text for word in ("Silkeborg Kommune", "begge forældremyndighedsindehavere", "efter 24 måneder"))
    assert not any(word in text for word in ('hemmelig"', "tovholder-postkasse", "tovholder.key", "password"))


def test_every_mail_is_shown_about_invented_facts(office: Office):
    text = unescape(office.browser().get("/registre/mails").text)
    assert text.count('<article class="mail">') >= 20
    assert "address-unconfirmed" not in text
    assert "<h2>Ny sag (fordelt) – til vejlederen</h2>" in text
    assert all(
        word in text for word in ("Kvittering", "Påmindelse", "Stop", "templates/replies/kvittering", "T-2026-0142")
    )

"""What is handed out about a child is all of it, by the table of what is stored, and nothing of a namesake's."""

import json
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from email.message import EmailMessage
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from cases.accounts import Access, Purpose, Role, User
from cases.application import Source, Value
from cases.case import Actor, Event, Status, Who, moved
from cases.keeping import Hold
from cases.letters import Ending, Pieces, PlanRow, Use
from cases.rulings import Ruling, RulingKind
from service.export import export, fresh
from service.init import write_files
from service.person import Person, person_of, same_child
from service.settings import load
from service.wiring import App, open_app
from storage.rotation import SEALED
from tests.house.test_data_protection import PARTS, STORED
from tests.storage.examples import (
    CPR,
    NAME,
    NOW,
    a_case,
    a_mail,
    a_paper,
    an_application,
    an_event,
    an_opening,
    an_outcome,
    claimed,
    facts,
    limits,
    open_one,
    owing,
)

pytestmark = pytest.mark.slow
ROUND = "1. runde 2022/23"
WORD = Event(NOW, Actor(Who.PERSON, "Karen Holm"), "exported", "faderen har bedt om indsigt")
NUMBER = "T-2026-0001"
OTHERS = "T-2026-0777"
PLAN_OF = {
    "cases": [{"id": NUMBER, "school": "Vestre Skole"}, {"id": OTHERS, "school": "Østre Skole"}],
    "educators": [
        {"id": "ahk", "capacity": 2, "away": 0.4, "conflicts": ["Nordre Skole"], "history": ["Søndre Skole"]}
    ],
}
PLAN = {
    "assignments": [
        {"case": NUMBER, "educator": "ahk", "reasons": ["Kender skolen."],
         "runner_up": {"educator": "bob", "why_not": "Bob har nok."}},
        {"case": OTHERS, "educator": "bob", "reasons": ["Taler urdu."], "runner_up": None},
    ],
    "unplaced": [{"case": "T-2026-0778", "code": "full", "why": "Ingen har plads.", "would_help": "En til."}],
}  # fmt: skip


def filled(folder: Path) -> App:
    """A municipality with one case that has everything."""
    write_files(folder / "tovholder.toml", "silkeborg", {})
    opened = open_app(load(folder / "tovholder.toml", {"TOVHOLDER_MAILBOX_PASSWORD": "x"}), clock=lambda: NOW)
    fill(opened)
    return opened


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    """One of the test's own."""
    with closing(filled(tmp_path)) as opened:
        yield opened


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[App, dict[str, bytes]]]:
    """One to look at, and what was handed out of it."""
    folder = tmp_path_factory.mktemp("shared")
    with closing(filled(folder)) as opened:
        yield opened, handed_out(opened, folder)


def fill(app: App) -> None:
    """One child's case with a paper, a crop, a mail, a history, rulings, a plan, a look, a hold and a letter more."""
    store = app.store
    opening = an_opening(status=Status.REVIEW, round=ROUND, confirmed=("kontor@skole.example",))
    pieces = (f"%PDF {NAME}".encode() + bytes(1000), b"the end of it")
    big = replace(a_paper(1), content=b"", big=Pieces(sum(map(len, pieces)), lambda: iter(pieces)))
    mail = a_mail(raw=b"Subject: Kvittering\n\nTak.")
    case = open_one(store, mails=(mail,), openings=(opening,), papers=(a_paper(), big))
    store.change([(moved(case, Status.READY), [an_event("by-hand", actor=Actor(Who.PERSON, "Bo Lind"))])], (), NOW)
    user = store.add_user(User(0, "bo@kommune.example", "Bo Lind", Role.COORDINATOR), NOW)
    store.note_access(Access(NOW, user.id, user.login, user.role, NUMBER, Purpose.REVEALED, f"Ringede til {NAME}s mor"))
    pin = Ruling(RulingKind.PIN, "Bo Lind", NOW, f"Kender {NAME}", NUMBER, None, "ahk")
    store.change((), (), NOW, rulings=[pin])
    (pin,) = store.rulings(ROUND)
    store.change((), (), NOW, rulings=[replace(pin, undone=NOW, undone_by="Karen Holm")])
    store.keep_plan(PlanRow(0, ROUND, NOW, PLAN_OF, PLAN), NOW)
    store.hold(Hold(NUMBER, NOW, "Bo Lind", f"Klage fra {NAME}s mor"))
    aside(store, 2, CPR.replace("-", ""))
    store.note_access(Access(NOW, user.id, user.login, user.role, None, Purpose.LETTER, f"Om {NAME} igen", 2))
    aside(store, 3, NAME)
    aside(store, 4, "noget helt andet")


def aside(store: Any, uid: int, text: str, *papers: Any) -> None:
    """A mail set aside that says this, in a body that no search of bytes would find."""
    mail = EmailMessage()
    mail["Subject"] = "Ang. en elev"
    mail.set_content(f"Vi skriver om {text}.", cte="base64")
    nothing = an_outcome(ending=Ending.SET_ASIDE, openings=(), papers=papers, facts=facts(f"c{uid}", f"<{uid}@x>"))
    answer = a_mail(
        f"letter:{uid}", raw=b"Subject: Svar\n\nVi fandt ingen.", name="ulaeselig", held="sender-unregistered"
    )
    store.finish_letter(claimed(store, uid, raw=mail.as_bytes()), nothing, owing(answer), NOW)


def handed_out(app: App, folder: Path) -> dict[str, bytes]:
    person = person_of(app.store, app.store.case(NUMBER))
    export(app, person, WORD, fresh(folder / "barn.zip"))
    with zipfile.ZipFile(folder / "barn.zip") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def leaves(value: object) -> Iterator[str]:
    """Every text in a JSON value that says something."""
    match value:
        case dict():
            for one in value.values():
                yield from leaves(one)
        case list():
            for one in value:
                yield from leaves(one)
        case str() if len(value) > 2 and not value.isupper() and len(value) != 64:  # our own codes; names of crops
            yield value


def texts(name: str, opened: bytes) -> Iterator[bytes]:
    """What of an opened value must be found in what is handed out."""
    if name == "plans.content":
        yield from (NUMBER.encode(), b"Kender skolen.")  # the child's own rows; the rest is about others
    elif name in ("cases.content", "papers.answers"):
        yield from (leaf.encode() for leaf in leaves(json.loads(opened)) if not leaf.startswith("iVBOR"))
    else:
        yield opened


HANDED_OUT = [column for column in SEALED if STORED[str(column)][2] != "–"]


@pytest.mark.parametrize("column", HANDED_OUT, ids=str)
def test_every_sealed_column_about_the_child_is_in_it(shared: tuple[App, dict[str, bytes]], column: Any) -> None:
    """Opened by the key, row by row, but for the rows of letters that are left out."""
    app, files = shared
    whole = b"\n".join((*files.values(), unescape(files["indsigt.html"].decode()).encode()))
    with app.store.db.reading() as conn:
        rows = conn.execute(select(column.table).where(column.is_not(None))).all()
    mine = [row for row in rows if getattr(row, "letter_id", 1) in (1, 2, None) and getattr(row, "id", 0) < 3]
    assert mine, "the example has nothing in this column"
    for row in mine:
        place = f"{column.table.name}.{column.name}/{SEALED[column](row)}"
        for text in texts(str(column), app.store.db.vault.keys.open(place, getattr(row, column.name))):
            assert text in whole or json.dumps(text.decode(), ensure_ascii=False)[1:-1].encode() in whole


def test_every_part_that_the_table_names_is_there(shared: tuple[App, dict[str, bytes]]) -> None:
    _, files = shared
    page, case = files["indsigt.html"].decode(), json.loads(files[f"{NUMBER}/sag.json"])
    folders = {name.split("/")[-2] for name in files if name.count("/")}
    keys = {"afgørelser": "rulings", "fordeling": "plans", "adgange": "accesses", "historik": "history", "sag": "case"}
    assert PARTS - set(keys) == folders - {NUMBER}
    for key in keys.values():
        assert case[key]
    assert f"Om {NAME} igen" in page and "brev 2" in page
    assert "Ringede til" in page and "viste CPR-nummeret" in page and "Underskrifter" in page
    assert "bo@kommune.example" not in page + json.dumps(case)  # who looked is told by role


def test_a_parent_reads_what_was_noticed_and_not_what_the_coordinator_is_to_do(
    shared: tuple[App, dict[str, bytes]],
) -> None:
    page = shared[1]["indsigt.html"].decode()
    assert "<td>efter fristen</td>" in page
    assert "flyt den til den runde" not in page


def test_a_mail_set_aside_that_has_the_childs_number_is_in_it_and_one_with_the_name_is_only_told_of(
    shared: tuple[App, dict[str, bytes]],
) -> None:
    app, files = shared
    ours = next(mail for mail in app.store.mails() if mail.letter == 2)
    file = f"breve/2-svar-{ours.id}.eml"
    assert [name for name in files if name.startswith("breve/")] == ["breve/1.eml", "breve/2.eml", file]
    assert (b"Vi fandt ingen" in files[file], f'href="{file}"' in files["indsigt.html"].decode()) == (True, True)
    assert "Brev 3 nævner barnets navn, men er måske om en navnefælle." in files["indsigt.html"].decode()


def test_what_people_wrote_cannot_make_the_page_do_anything(app: App, tmp_path: Path) -> None:
    bad = "<script>alert(1)</script>"
    case = app.store.case(NUMBER)
    app.store.change([(case, [an_event("by-hand", why=bad)])], (), NOW)
    page = handed_out(app, tmp_path)["indsigt.html"].decode()
    assert "<script" not in page and "&lt;script&gt;" in page


def child(number: str, cpr: str = CPR, name: str = NAME, school: str = "Vestre Skole"):
    """A case about a child of this name and number."""
    values = {"pupil_name": Value(name, 1, Source.OCR), **({"cpr": Value(cpr, 1, Source.OCR)} if cpr else {})}
    return a_case(number=number, application=an_application(values=values, detail=name, school=school))


OTHER = "240813-9993"
CHILDREN = [
    ("the same number, whatever the school", [child("2", school="Østre Skole", name="A. Eksempelsen")], "2", ""),
    ("the number written otherwise", [child("2", cpr=CPR.replace("-", " "))], "2", ""),
    ("a namesake has another number", [child("2", cpr=OTHER)], "", ""),
    ("no number, the same name and school", [child("2", cpr="")], "2", ""),
    ("no number, the words in another order", [child("2", cpr="", name="Eksempelsen, Asta")], "2", ""),
    ("no number, and two children of that name", [child("2", cpr=""), child("3", cpr=OTHER)], "", "2"),
    ("no number, another school", [child("2", cpr="", school="Østre Skole")], "", "2"),
    ("another name", [child("2", cpr="", name="Bo Prøvesen")], "", ""),
]


@pytest.mark.parametrize(("others", "mine", "perhaps"), [row[1:] for row in CHILDREN], ids=[row[0] for row in CHILDREN])
def test_one_child_is_one_number_and_a_name_only_where_it_is_alone(others, mine: str, perhaps: str) -> None:
    found, unsure = same_child(child("1"), [child("1"), *others])
    assert ([case.number for case in found], list(unsure)) == (["1", *mine], list(perhaps))


def test_a_case_without_a_number_is_only_itself_when_two_children_go_by_its_name() -> None:
    found, unsure = same_child(child("1", cpr=""), [child("1", cpr=""), child("2"), child("3", cpr=OTHER)])
    assert ([case.number for case in found], unsure) == (["1"], ("2", "3"))


def test_the_page_says_who_may_see_it_and_what_stays(shared: tuple[App, dict[str, bytes]]) -> None:
    page = " ".join(shared[1]["indsigt.html"].decode().split())
    for said in (
        "(rollen <em>læser</em>)", "Tilbage er sagens nummer, slags, skole", "slettes 60 måneder efter",
        "står der ikke.",
    ):  # fmt: skip
        assert said in page
    assert "kun tal, der ikke peger på nogen" not in page


def test_nothing_of_a_forgotten_child_is_handed_out(app: App, tmp_path: Path) -> None:
    store = app.store
    store.lift(NUMBER, Actor(Who.PERSON, "Bo Lind"), NOW)
    store.change([(moved(store.case(NUMBER), Status.WITHDRAWN), ())], (), NOW)
    later = NOW.replace(year=2030)
    store.forget(limits(later), later)
    whole = b"\n".join(handed_out(app, tmp_path).values())
    assert [text for text in (NAME, CPR, "mor", "kontor@") if text.encode() in whole] == []


def test_of_a_plan_the_childs_own_rows_are_in_it_and_nothing_of_other_cases_or_of_the_educators(shared) -> None:
    _, files = shared
    whole = b"\n".join(files.values()).decode("utf-8", "replace")
    (plan,) = json.loads(files[f"{NUMBER}/sag.json"])["plans"]
    assert (plan["inputs"]["cases"], plan["result"]["assignments"][0]["educator"]) == ([PLAN_OF["cases"][0]], "ahk")
    others = (OTHERS, "T-2026-0778", "Østre", "Nordre", "Søndre", "capacity", "bob", "Bob", "urdu", "Ingen har plads")
    assert [word for word in others if word in whole] == []


def brought(store: Any, uid: int, *papers: Any, openings: Any = None, mails: Any = ()) -> None:
    """One more letter to the child's case, with these papers."""
    openings = openings or (replace(an_opening(), case=store.case(NUMBER)),)
    more = an_outcome(ending=Ending.SUPPLEMENT, openings=openings, papers=papers, facts=facts(f"m{uid}", f"<m{uid}@x>"))
    store.finish_letter(claimed(store, uid), more, owing(*mails), NOW)


def another_child(name: str = "Bo Prøvesen", identity: str = "en anden") -> Any:
    return an_opening(identity, application=an_application(values={}, detail=name, signatures=()), status=Status.REVIEW)


def paper_of(text: str, **changes: Any) -> Any:
    content = text.encode()
    return replace(
        a_paper(case=NUMBER), content=content, sha256=sha256(content).hexdigest(), name=f"{text}.pdf", **changes
    )


def test_an_answer_about_several_children_is_left_out_and_named(app: App, tmp_path: Path) -> None:
    openings = (replace(an_opening(), case=app.store.case(NUMBER)), another_child())
    raw = b"Subject: Kvittering\n\nOm Ans Skole og en anden"
    brought(app.store, 9, openings=openings, mails=(a_mail("begge", raw=raw, name="kvittering-om-begge"),))
    (mail,) = (one for one in app.store.mails(case=NUMBER) if len(one.cases) > 1)
    files = handed_out(app, tmp_path)
    assert f"{NUMBER}/svar/{mail.id}.eml" not in files
    assert not any(b"kvittering-om-begge" in content for content in files.values())
    assert f"Svar {mail.id} handler også om andre: se dem igennem først." in files["indsigt.html"].decode()


WITHHELD = [
    ("another case has the file", {"use": Use.SUPPLEMENT}, True),
    ("nobody could read it", {"use": Use.REFUSED, "why": "blank", "answers": ()}, False),
    ("two applications were read on it", {"use": Use.SUPPLEMENT, "answers": a_paper().answers * 2}, False),
]


@pytest.mark.parametrize(("changes", "also"), [row[1:] for row in WITHHELD], ids=[row[0] for row in WITHHELD])
def test_a_paper_that_may_be_of_others_is_left_out_with_its_mail_and_named(
    app: App, tmp_path: Path, changes: dict[str, Any], *, also: bool
) -> None:
    raw = EmailMessage()
    raw.set_content("Se vedhæftet.")
    raw.add_attachment(b"scannet af en soester", maintype="application", subtype="pdf", filename="soester.pdf")
    one = paper_of("soester", **changes)
    claimed_raw(app.store, 9, raw.as_bytes(), one)
    if also:
        brought(app.store, 10, replace(one, case="#0", use=Use.APPLICATION), openings=(another_child(),))
    files = handed_out(app, tmp_path)
    page = files["indsigt.html"].decode()
    assert [name for name in files if "soester" in name or b"soester" in files[name]] == []
    assert f"Bilag 3 i {NUMBER} er eller kan være om andre" in page
    assert "Brev 5 har en fil, der er eller kan være om andre" in page
    assert [name for name in files if "/bilag/" in name] and "breve/5.eml" not in files


def claimed_raw(store: Any, uid: int, raw: bytes, paper: Any) -> None:
    openings = (replace(an_opening(), case=store.case(NUMBER)),)
    more = an_outcome(
        ending=Ending.SUPPLEMENT, openings=openings, papers=(paper,), facts=facts(f"m{uid}", f"<m{uid}@x>")
    )
    store.finish_letter(claimed(store, uid, raw=raw), more, owing(), NOW)


def test_a_mail_with_a_paper_that_was_read_and_is_no_part_of_the_case_is_left_out(app: App, tmp_path: Path) -> None:
    beside = paper_of("en anden sags papir", use=Use.IGNORED, why="not-recognised", pages=2)
    logo = paper_of("logo", use=Use.IGNORED, why="inline", answers=())
    claimed_raw(app.store, 9, b"Subject: to filer\n\n", replace(beside, case=None))
    claimed_raw(app.store, 10, b"Subject: et logo\n\n", replace(logo, case=None))
    files = handed_out(app, tmp_path)
    assert ("breve/5.eml" in files, "breve/6.eml" in files) == (False, True)


def test_the_answer_to_a_mail_without_a_case_that_is_left_out_is_left_out_too_and_named(
    app: App, tmp_path: Path
) -> None:
    aside(app.store, 9, CPR.replace("-", ""), replace(paper_of("låst", use=Use.REFUSED, why="locked"), case=None))
    letter, answer = app.store.letters()[-1].id, app.store.mails()[-1].id
    files = handed_out(app, tmp_path)
    assert [name for name in files if name.startswith(f"breve/{letter}")] == []
    told = files["indsigt.html"].decode()
    assert (f"Brev {letter} har en fil" in told, f"Svar {answer} handler også" in told) == (True, True)


def test_after_a_split_the_paper_that_both_cases_have_is_handed_out_of_neither(app: App, tmp_path: Path) -> None:
    store = app.store
    brought(store, 9, paper_of("to i en", use=Use.SUPPLEMENT))
    (*_, sheet) = store.sheets(NUMBER)
    store.split(another_child(), [sheet.id], lambda number: (store.case(NUMBER), ()), NOW)
    files = handed_out(app, tmp_path)
    assert len([name for name in files if "/bilag/" in name]) == 2
    assert b"to i en" not in b"".join(files.values())
    assert f"Bilag 3 i {NUMBER} er eller kan være om andre" in files["indsigt.html"].decode()


@pytest.mark.parametrize(
    ("asked", "joined"), [(("", CPR), ("2",)), (("", ""), ("2",)), ((CPR, ""), ("2",)), ((CPR, CPR), ())]
)
def test_it_is_told_which_cases_only_a_name_joins(asked: tuple[str, str], joined: tuple[str, ...]) -> None:
    mine, other = child("1", cpr=asked[0]), child("2", cpr=asked[1])
    found, _ = same_child(mine, [mine, other])
    assert Person(mine, found, (), (), (), ()).by_name == joined


def test_papers_of_both_names_are_files_of_their_own(app: App, tmp_path: Path) -> None:
    case = app.store.case(NUMBER)
    more = an_outcome(
        ending=Ending.SUPPLEMENT,
        openings=(replace(an_opening(), case=case),),
        papers=(a_paper(use=Use.SUPPLEMENT, case=NUMBER),),
        facts=facts("more", "<more@x>"),
    )
    app.store.finish_letter(claimed(app.store, 9), more, owing(), NOW)
    papers = [name for name in handed_out(app, tmp_path) if "/bilag/" in name]
    assert len(papers) == 3


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252"])
@pytest.mark.parametrize(("says", "sure"), [(f"Bjørn Prøvesen, {CPR}", True), ("Bjørn Prøvesen igen", False)])
def test_a_mail_that_is_no_cases_is_found_whatever_its_charset(
    app: App, charset: str, says: str, *, sure: bool
) -> None:
    mail = EmailMessage()
    mail.set_content(says, charset=charset, cte="quoted-printable")
    nothing = an_outcome(ending=Ending.SET_ASIDE, openings=(), papers=(), facts=facts("c9", "<9@x>"))
    app.store.finish_letter(claimed(app.store, 9, raw=mail.as_bytes()), nothing, owing(), NOW)
    values = {"pupil_name": Value("Bjørn Prøvesen", 1, Source.OCR), "cpr": Value(CPR, 1, Source.OCR)}
    bjorn = replace(app.store.case(NUMBER), application=an_application(values=values, detail="Bjørn Prøvesen"))
    found = person_of(app.store, bjorn)
    assert (5 in found.letters, 5 in found.perhaps_letters) == (sure, not sure)

"""The forms as data: what the shipped ones hold, and what a faulty one is told."""

from pathlib import Path

import pytest

from cases.application import FIELDS
from cases.consent import Custody
from cases.errors import SettingsError
from cases.kinds import Kind
from intake.forms import SIGNATURES, load_forms, newest_form, page_code, read_page_code

FORMS = load_forms()


@pytest.mark.parametrize("kind", [Kind.PUPIL, Kind.CLASS, Kind.TOPIC])
def test_there_is_a_form_for_each_kind(kind):
    form = newest_form(FORMS, kind)
    assert form.kind is kind
    assert FORMS[form.key] is form


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_the_fields_are_known_lie_within_the_page_and_do_not_overlap(form):
    for field in form.fields:
        x0, y0, x1, y1 = field.box
        assert field.name in (*FIELDS, *SIGNATURES)
        assert 0 < x0 < x1 < form.width
        assert 0 < y0 < y1 < form.height
        assert field.tip
        for other in form.on(field.page):
            a0, b0, a1, b1 = other.box
            assert other is field or x1 <= a0 or a1 <= x0 or y1 <= b0 or b1 <= y0


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_each_page_has_a_code_and_a_mark_in_each_corner(form):
    assert len(form.code_boxes) == len(form.marks) == form.pages
    for marks in form.marks:
        corners = {(mark.x > form.width / 2, mark.y > form.height / 2) for mark in marks}
        assert len(corners) == len(marks) == 4


def test_a_pupils_form_asks_for_all_that_a_pupils_application_needs():
    assert {field.name for field in newest_form(FORMS, Kind.PUPIL).fields} == {*FIELDS, *SIGNATURES} - {"topic"}


@pytest.mark.parametrize(("kind", "detail"), [(Kind.CLASS, "class_name"), (Kind.TOPIC, "topic")])
def test_a_class_or_topic_form_asks_for_neither_cpr_number_nor_parents(kind, detail):
    form = newest_form(FORMS, kind)
    contact = {"contact_name", "contact_email", "contact_phone"}
    assert {field.name for field in form.fields} == {"school", detail, "description", "tried", "goal", *contact}
    assert form.consent == ""


def test_the_ticks_for_custody_give_the_words_that_consent_knows():
    values = [choice.value for choice in newest_form(FORMS, Kind.PUPIL).choices("custody")]
    assert values == [custody.value for custody in Custody if custody]


def test_the_consent_says_what_it_covers_how_long_it_holds_and_how_to_take_it_back():
    consent = newest_form(FORMS, Kind.PUPIL).consent
    assert all(words in consent for words in ("nødvendige for at løse opgaven", "højst ét år", "trække det tilbage"))


def test_a_page_code_names_form_and_page():
    form = newest_form(FORMS, Kind.PUPIL)
    assert page_code(form, 2) == "TOVH:elev-1:2"
    assert read_page_code(page_code(form, 2)) == ("elev-1", 2)


@pytest.mark.parametrize(
    "text",
    ["", "elev-1:2", "TOVH:elev-1", "TOVH:elev-1:0", "TOVH:elev-0:1", "TOVH:elev:1", "TOVH:../x-1:1", "TOVH:elev-1:2x"],
)
def test_another_code_is_no_page_code(text):
    assert read_page_code(text) is None


ROW = '[[fields]]\nname = "school"\npage = 1\ntype = "line"\nbox = [50, 100, 300, 120]\nlabel = "Skole"\n'
HEAD = (
    'id = "prove"\nversion = 3\nkind = "emne"\ntitle = "Prøve"\npages = 1\nmark_size = 10\n'
    "code_box = [500, 26, 528, 54]\nmarks = [[30, 30], [565, 30], [30, 812], [565, 812]]\n"
)
TEXTS = '[[texts]]\npage = 1\nstyle = "title"\nbox = [50, 30, 300, 50]\ntext = "Prøve"\n'


def test_a_new_version_is_a_new_folder_and_no_code(tmp_path: Path):
    _write(tmp_path, HEAD + ROW + TEXTS)
    forms = load_forms(tmp_path)
    assert newest_form({**FORMS, **forms}, Kind.TOPIC) == forms["prove-3"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('name = "school"', 'name = "skole"', 'Feltet "skole" på side 1: navnet kendes ikke'),
        ('name = "school"', 'name = "signature_1"', 'Feltet "signature_1" på side 1: navn og type passer ikke'),
        ('type = "line"', 'type = "linje"', 'Felt 1 ("school"): der står noget, som ikke kan passe'),
        ('type = "line"', 'type = "choice"', 'Feltet "school" på side 1: value og type passer ikke'),
        ("page = 1\ntype", "page = 2\ntype", 'Feltet "school" på side 2: sidetallet går kun til 1'),
        ("box = [50, 100, 300, 120]", "box = [50, 100, 700, 120]", "feltet ligger ikke på siden"),
        ("box = [50, 100, 300, 120]", "box = [50, 100, 300]", 'Felt 1 ("school"): der står noget, som ikke kan passe'),
        ('label = "Skole"\n', "", 'Felt 1 ("school"): label mangler'),
        (ROW, ROW + ROW.replace("school", "topic"), 'det ligger ind over "school"'),
        (ROW, ROW + ROW.replace("100, 300, 120", "200, 300, 220"), "det står der to gange"),
        (ROW, "", "det har ingen felter"),
        ('style = "title"', 'style = "stor"', "Tekst 1: der står noget, som ikke kan passe"),
        ('id = "prove"', 'id = "anden"', "kald mappen anden-3"),
        ("version = 3", "version = 0", "kald mappen prove-0"),
        (", [565, 812]]", "]", "marks har ikke fire hjørner"),
        ("pages = 1", "", "Øverst i filen: pages mangler"),
        ("mark_size = 10", "mark_size = ", "den er ikke gyldig TOML"),
        ("code_box = [500, 26, 528, 54]", "", "det tomme skema er der ikke"),
    ],
)
def test_a_fault_is_one_sentence_naming_the_file_and_the_field(tmp_path: Path, old, new, told):
    good = HEAD + ROW + TEXTS
    assert old in good
    _write(tmp_path, good.replace(old, new, 1))
    with pytest.raises(SettingsError) as caught:
        load_forms(tmp_path)
    assert "prove-3/form.toml" in str(caught.value)
    assert told in str(caught.value)


def test_an_id_that_no_page_code_could_carry_is_refused(tmp_path: Path):
    (tmp_path / "prøve-3").mkdir()
    (tmp_path / "prøve-3" / "form.toml").write_text(
        (HEAD + ROW + TEXTS).replace('"prove"', '"prøve"'), encoding="utf-8"
    )
    with pytest.raises(SettingsError, match="bogstaver a-z"):
        load_forms(tmp_path)


def test_a_folder_without_forms_is_told_so(tmp_path: Path):
    with pytest.raises(SettingsError, match="intet skema"):
        load_forms(tmp_path)


def _write(folder: Path, text: str) -> None:
    (folder / "prove-3").mkdir()
    (folder / "prove-3" / "form.toml").write_text(text, encoding="utf-8")

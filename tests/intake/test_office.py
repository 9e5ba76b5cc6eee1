"""The text of a Word or ODT file comes row by row, and answers our forms' questions where it asks them."""

import pytest

from cases.kinds import Kind
from intake.by_label import answers_in
from intake.forms import load_forms
from intake.office import is_office_text, office_rows
from intake.reading import UnreadableError
from service.samples.office import word
from tests.papers.elev import VALUES
from tests.papers.hostile import word_entities
from tests.papers.texts import docx, docx_of, odt, table, zipped

FORMS = load_forms()


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (docx("Skole: Ans Skole", "", "Æblet & pæren"), [("Skole: Ans Skole",), ("Æblet & pæren",)]),
        (docx_of(table(("Skole", "Ans"), ("", ""), ("Klasse", "5.b"))), [("Skole", "Ans"), ("Klasse", "5.b")]),
        (docx_of("<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r></w:p>"), [("a\tb",)]),
        (docx_of("<w:p><w:del><w:r><w:t>slettet</w:t></w:r></w:del><w:r><w:t>står</w:t></w:r></w:p>"), [("står",)]),
        (
            docx_of(
                "<w:p><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>Klik her</w:t></w:r>"
                "</w:sdtContent></w:sdt><w:r><w:t>Navn</w:t></w:r></w:p>"
            ),
            [("Navn",)],
        ),
        (
            docx_of("<w:p><mc:Fallback><w:r><w:t>igen</w:t></w:r></mc:Fallback><w:r><w:t>en</w:t></w:r></w:p>"),
            [("en",)],
        ),
        (
            odt(
                "<text:h>Titel</text:h><table:table><table:table-row><table:table-cell><text:p>Skole</text:p>"
                "</table:table-cell><table:table-cell><text:p>Ans<text:line-break/>Skole</text:p></table:table-cell>"
                "</table:table-row></table:table>"
            ),
            [("Titel",), ("Skole", "Ans\nSkole")],
        ),
        (odt("<text:p>a<office:annotation><text:p>note</text:p></office:annotation>b</text:p>"), [("ab",)]),
    ],
)
def test_only_the_text_that_stands_there_is_taken(content, rows):
    assert is_office_text(content)
    assert list(office_rows(content)) == rows


@pytest.mark.parametrize(
    "content",
    [
        word_entities(),
        zipped({"word/document.xml": "<w:p>"}),
        zipped({"word/document.xml": "<x>\x00</x>"}),
        b"PK\x03\x04",
    ],
)
def test_a_broken_or_cunning_file_is_damaged(content):
    with pytest.raises(UnreadableError) as caught:
        office_rows(content)
    assert caught.value.code == "damaged"


def said(*rows):
    found = answers_in([row if isinstance(row, tuple) else (row,) for row in rows], FORMS)
    return found and {name: value.text for name, value in found.values.items()}


TITLE = "Ansøgning om læringsvejledning – elev"


def test_every_answer_of_our_own_sample_is_found():
    found = answers_in(office_rows(word("elev", VALUES)), FORMS)
    assert {name: value.text for name, value in found.values.items()} == VALUES
    assert (found.form, found.kind, found.signatures) == (None, Kind.PUPIL, ())


@pytest.mark.parametrize(
    ("rows", "values"),
    [
        (("Skole: Ans Skole", "Klasse: 5.b"), {"school": "Ans Skole", "class_name": "5.b"}),
        (("Skole\tAns Skole", "Klasse, fx 5.b ..... 5.b"), {"school": "Ans Skole", "class_name": "5.b"}),
        (("Skole", "Ans Skole", "Klasse", "5.b"), {"school": "Ans Skole", "class_name": "5.b"}),
        ((("Skole", "Ans Skole"), ("Klasse", "5.b")), {"school": "Ans Skole", "class_name": "5.b"}),
        ((("Skole", "Klasse"), ("Ans Skole", "5.b")), {"school": "Ans Skole", "class_name": "5.b"}),
        (("SKOLE:", "Klasse: 5.b"), {"class_name": "5.b"}),
        (("Skole: Ans Skole", "Klasse:", "☐ Fælles, og forældrene bor sammen"), {"school": "Ans Skole"}),
        (("Skole: ______", "Klasse: 5.b"), {"class_name": "5.b"}),
        (("Skolen ligger i Ans", "Skole: Ans Skole", "Klasse: 5.b"), {"school": "Ans Skole", "class_name": "5.b"}),
        (
            ("Skole: Ans Skole", "Hvad har I allerede prøvet, og hvordan gik det?", "Det ene.", "Det andet.", "4. Mål"),
            {"school": "Ans Skole", "tried": "Det ene.\nDet andet."},
        ),
        (
            ("Skole: Ans Skole", "Dato: 1-9-2026", "Dato: 2-9-2026"),
            {"school": "Ans Skole", "signed_date_1": "1-9-2026", "signed_date_2": "2-9-2026"},
        ),
        (
            ("Skole: Ans Skole", "Klasse: 5.b", "☐ Fælles, og forældrene bor sammen", "☒ fælles, bor ikke sammen"),
            {"school": "Ans Skole", "class_name": "5.b", "custody": "fælles, bor ikke sammen"},
        ),
    ],
)
def test_an_answer_stands_beside_its_question_beneath_it_or_in_the_next_cell(rows, values):
    assert said(TITLE, *rows) == values


@pytest.mark.parametrize("rows", [("Referat", "Skole: Ans Skole", "Klasse: 5.b"), ("Hej Bente", "Emma er i 5.b."), ()])
def test_a_text_with_few_of_our_questions_is_no_form_of_ours(rows):
    assert said(*rows) is None


def test_a_cpr_number_in_a_topics_text_is_surplus():
    rows = [("Ansøgning om læringsvejledning – emne",), ("Skole: Ans Skole",), ("Emne: Trivsel for 150312-9993",)]
    found = answers_in(rows, FORMS)
    assert (found.kind, found.surplus_cpr) == (Kind.TOPIC, True)

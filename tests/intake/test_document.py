"""One paper, from its bytes to what it says: whatever it is, it ends in a Reading."""

from io import BytesIO

import pikepdf
import pytest
from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas

from cases.application import Ink, Source
from cases.kinds import Kind
from intake.document import paper_type, read_paper
from intake.nature import Nature
from service.samples.papers import broken, fillable, filled_form, locked, photo, photos, word
from service.samples.scanner import fax, scan, scan_image
from tests.papers.elev import MUST, VALUES
from tests.papers.texts import docx

pytestmark = pytest.mark.slow  # draws and reads whole pages

BOTH, NONE = (True, True), (False, False)


def elev(signed=BOTH, seed=0, **other):
    return filled_form("elev", {**VALUES, **other}, signed=signed, seed=seed)


def joined(*pdfs, order=None):
    with pikepdf.new() as pdf:
        sources = [pikepdf.open(BytesIO(each)) for each in pdfs]
        pages = [page for source in sources for page in source.pages]
        for number in order or range(len(pages)):
            pdf.pages.append(pages[number])
        out = BytesIO()
        pdf.save(out)
        for source in sources:
            source.close()
        return out.getvalue()


def turned(pdf, degrees):
    with pikepdf.open(BytesIO(pdf)) as opened:
        for page in opened.pages:
            page.rotate(degrees, relative=True)
        out = BytesIO()
        opened.save(out)
        return out.getvalue()


def texts(answers, *names):
    return {name: answers.values[name].text for name in names if name in answers.values}


def states(answers):
    return [box.state for box in answers.signatures]


EXPECTED = {name: VALUES[name] for name in MUST}


# --- what is no paper, or can't be opened: no engine is asked


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        (b"", "other", "empty"),
        (b" \r\n", "other", "empty"),
        (b"Hej, se venligst linket", "other", "not-a-paper"),
        (b"PK\x03\x04 and then nothing", "other", "not-a-paper"),
        (broken(), "pdf", "damaged"),
        (b"\xff\xd8\xff\xe0 no picture", "image", "damaged"),
    ],
)
def test_what_cannot_be_opened_says_why_in_danish(content, kind, code):
    reading = read_paper(content)
    assert (reading.type, reading.unread.code, reading.answers) == (kind, code, ())
    assert reading.unread.why.endswith(".")


def test_a_locked_pdf_asks_for_one_without_a_password():
    reading = read_paper(locked(fillable("emne", {})))
    assert reading.unread.code == "locked"
    assert "uden adgangskode" in reading.unread.why


OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def test_an_old_word_file_is_an_unknown_paper_and_a_locked_one_is_locked():
    assert [answers.kind for answers in read_paper(OLD_WORD).answers] == [Kind.UNKNOWN]
    assert read_paper(OLD_WORD + "EncryptedPackage".encode("utf-16-le")).unread.code == "locked"


def test_a_word_file_with_our_forms_questions_gives_its_answers_but_is_not_the_form():
    reading = read_paper(word("elev", VALUES))
    (answers,) = reading.answers
    assert (reading.type, reading.unread) == ("office", None)
    assert (answers.form, answers.kind, answers.signatures) == (None, Kind.PUPIL, ())
    assert texts(answers, *VALUES) == VALUES
    assert {value.source for value in answers.values.values()} == {Source.TEXT}


@pytest.mark.parametrize(
    ("lines", "nature"),
    [
        (["Noter fra mødet", "Emma trives ikke i timerne."], Nature.FORM),
        (["Kære Bente", "Hermed Emmas ansøgning.", "Venlig hilsen", "Karen"], Nature.LETTER),
        ([""], Nature.BLANK),
    ],
)
def test_a_word_file_that_is_no_form_is_told_as_what_it_is(lines, nature):
    reading = read_paper(docx(*lines))
    assert reading.nature is nature
    assert [answers.kind for answers in reading.answers] == ([] if nature else [Kind.UNKNOWN])


def picture(draw=lambda pen: None, size=(800, 1100)):
    page = Image.new("L", size, 240)
    draw(ImageDraw.Draw(page))
    out = BytesIO()
    page.save(out, "PNG")
    return out.getvalue()


def scribble(pen):
    pen.line([(100 + 37 * n % 600, 100 + 71 * n % 900) for n in range(30)], 0, 4)


@pytest.mark.parametrize(
    ("content", "nature"),
    [(picture(), Nature.BLANK), (picture(size=(250, 120)), Nature.LOGO), (picture(size=(2400, 310)), Nature.LOGO)],
)
def test_an_empty_page_and_a_logo_are_no_application(content, nature):
    reading = read_paper(content)
    assert (reading.nature, reading.answers, reading.unread) == (nature, (), None)


def test_a_picture_that_shows_no_form_is_an_unknown_paper():
    reading = read_paper(picture(scribble))
    assert [(answers.form, answers.kind, answers.pages) for answers in reading.answers] == [(None, Kind.UNKNOWN, (1,))]


def xfa(*, hidden, **typed):
    """A page of another layout with an XFA form's data, and what viewers show that can't open it."""
    fields = "".join(f"<{name}>{text}</{name}>" for name, text in typed.items())
    data = (
        f'<x:datasets xmlns:x="http://www.xfa.org/schema/xfa-data/1.0/"><x:data><f>{fields}</f></x:data></x:datasets>'
    )
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.Root.AcroForm = pikepdf.Dictionary(
            XFA=pikepdf.Array([pikepdf.String("datasets"), pdf.make_stream(data.encode())])
        )
        pdf.Root.NeedsRendering = hidden
        out = BytesIO()
        pdf.save(out)
        return out.getvalue()


def test_an_xfa_form_gives_what_was_typed_into_fields_called_as_ours():
    (answers,) = read_paper(xfa(hidden=True, pupil_name="Emma Prøve", school="Ans Skole", other="x")).answers
    assert (answers.form, answers.kind) == (None, Kind.PUPIL)
    assert texts(answers, "pupil_name", "school") == {"pupil_name": "Emma Prøve", "school": "Ans Skole"}
    assert len(answers.values) == 2


def test_an_xfa_form_of_another_sort_that_only_adobe_shows_says_what_to_do():
    assert read_paper(xfa(hidden=True, felt1="Emma")).unread.code == "xfa"
    assert read_paper(xfa(hidden=False, felt1="Emma")).nature is Nature.BLANK


def test_a_paper_is_known_by_its_bytes():
    assert paper_type(word("emne", {})) == "office"


def test_a_form_filled_in_on_screen_gives_exactly_what_was_typed():
    (answers,) = read_paper(fillable("elev", VALUES)).answers
    assert texts(answers, *VALUES) == VALUES
    assert {(value.source, value.confidence) for value in answers.values.values()} == {(Source.FORM_FIELD, 1.0)}
    assert states(answers) == [Ink.EMPTY, Ink.EMPTY]


# --- with the real engine


@pytest.mark.slow
@pytest.mark.parametrize(("dpi", "skew"), [(150, -3), (200, 2), (300, 5)])
def test_a_signed_scan_gives_school_pupil_class_cpr_and_two_written_boxes(dpi, skew):
    (answers,) = read_paper(scan(elev(), dpi=dpi, skew=skew)).answers
    assert (answers.form, answers.kind, answers.pages) == ("elev-1", Kind.PUPIL, (1, 2))
    assert texts(answers, *MUST) == EXPECTED
    assert answers.values["custody"].text == VALUES["custody"]
    assert Ink.EMPTY not in states(answers)
    assert all(Image.open(BytesIO(box.crop)).format == "PNG" for box in answers.signatures)


@pytest.mark.slow
def test_most_signatures_are_called_signed_and_none_empty():
    """One in six may be left to a person (docs/signature-model.md)."""
    found = [state for seed in range(6) for state in states(read_paper(scan(elev(seed=seed), skew=2)).answers[0])]
    assert (found.count(Ink.SIGNED) >= 9, found.count(Ink.EMPTY)) == (True, 0)


@pytest.mark.slow
def test_the_same_unsigned_gives_two_empty_boxes_with_their_crops():
    (answers,) = read_paper(scan(elev(NONE), skew=2)).answers
    assert texts(answers, *MUST) == EXPECTED
    assert states(answers) == [Ink.EMPTY, Ink.EMPTY]
    assert all(box.crop.startswith(b"\x89PNG") for box in answers.signatures)


@pytest.mark.slow
def test_one_signature_of_two_is_seen_in_its_box():
    (answers,) = read_paper(scan(elev((True, False)), skew=-1)).answers
    assert states(answers) == [Ink.SIGNED, Ink.EMPTY]


@pytest.mark.slow
def test_a_printed_form_with_its_text_layer_is_read_exactly():
    (answers,) = read_paper(elev()).answers
    assert texts(answers, *EXPECTED, "contact_email") == {**EXPECTED, "contact_email": VALUES["contact_email"]}
    assert answers.values["school"].source is Source.TEXT


@pytest.mark.slow
def test_strokes_on_a_page_made_on_a_computer_are_doubtful_for_they_may_be_pasted():
    assert set(states(read_paper(elev()).answers[0])) == {Ink.UNCERTAIN}


@pytest.mark.slow
@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_scan_that_lies_on_its_head_or_side_is_read(degrees):
    (answers,) = read_paper(turned(scan(elev(), skew=1), degrees)).answers
    assert texts(answers, *MUST) == EXPECTED
    assert states(answers) == [Ink.SIGNED, Ink.SIGNED]


@pytest.mark.slow
def test_pages_in_the_wrong_order_are_one_application():
    (answers,) = read_paper(joined(scan(elev(), skew=1), order=(1, 0))).answers
    assert answers.pages == (1, 2)
    assert texts(answers, *MUST) == EXPECTED


@pytest.mark.slow
def test_two_applications_in_one_file_are_two():
    first, second = scan(elev(NONE)), scan(elev(pupil_name="Maja Prøve", cpr="240813-9993"))
    one, two = read_paper(joined(first, second)).answers
    assert (one.values["pupil_name"].text, states(one)) == ("Aksel Østergård Prøve", [Ink.EMPTY, Ink.EMPTY])
    assert (two.values["pupil_name"].text, states(two)) == ("Maja Prøve", [Ink.SIGNED, Ink.SIGNED])
    assert (one.pages, two.pages) == ((1, 2), (1, 2))
    assert {value.page for value in two.values.values()} == {3, 4}


@pytest.mark.slow
def test_when_loose_pages_hide_whose_signature_it_is_none_counts_as_signed():
    first, second = scan(elev()), scan(elev(pupil_name="Maja Prøve"))
    answers = read_paper(joined(first, second, order=(0, 2, 1, 3))).answers
    assert [each.pages for each in answers] == [(1, 2), (1, 2)]
    assert Ink.SIGNED not in [state for each in answers for state in states(each)]


@pytest.mark.slow
def test_phone_photos_are_read():
    (front,) = read_paper(photo(elev())).answers
    assert texts(front, *MUST) == EXPECTED
    (back,) = read_paper(photos(elev(NONE))[1]).answers
    assert states(back) == [Ink.EMPTY, Ink.EMPTY]


@pytest.mark.slow
def test_a_fax_is_read():
    (answers,) = read_paper(fax(elev())).answers
    assert texts(answers, *MUST) == EXPECTED
    assert Ink.EMPTY not in states(answers)


@pytest.mark.slow
def test_a_scanned_picture_file_is_read():
    (answers,) = read_paper(scan_image(elev(), page=1, skew=2)).answers
    assert texts(answers, *MUST) == EXPECTED


@pytest.mark.slow
def test_a_cpr_number_in_a_class_application_is_surplus():
    values = {"school": "Rosengårdskolen", "class_name": "5.b", "description": "Det gælder 150312-9993 især."}
    (answers,) = read_paper(scan(filled_form("klasse", values))).answers
    assert answers.surplus_cpr
    (clean,) = read_paper(scan(filled_form("klasse", {**values, "description": "Det gælder hele klassen."}))).answers
    assert (clean.surplus_cpr, clean.signatures) == (False, ())


@pytest.mark.slow
def test_a_scanned_letter_is_told_from_an_application():
    lines = ["Kære Bente", "", "Hermed fremsendes ansøgningen for Emma i 5.b.", "", "Med venlig hilsen", "Karen Prøve"]
    out = BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1)
    for number, line in enumerate(lines):
        canvas.drawString(80, 700 - 24 * number, line)
    canvas.save()
    for paper in (out.getvalue(), scan(out.getvalue(), dpi=200, skew=1)):
        reading = read_paper(paper)
        assert (reading.nature, reading.answers) == (Nature.LETTER, ())

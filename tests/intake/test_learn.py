"""Another office's form: read by its labels, proposed from its blank, and known from then on."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pytest
from pikepdf import Array, Dictionary, Name, String

from benchmarks.foreign.captions import CAPTIONS
from benchmarks.foreign.dotted import DOTTED
from benchmarks.foreign.filled import filled
from benchmarks.foreign.layouts import Layout
from benchmarks.foreign.ruled import RULED
from benchmarks.laying.profiles import SCANNED
from benchmarks.laying.sheets import printed
from cases.application import Ink, Unread
from cases.kinds import Kind
from intake.child import ChildReader
from intake.document import proposed, read_paper
from intake.form_check import check_form
from intake.form_file import BLANK, checked_form, save_form
from intake.reading import UnreadableError
from service.samples.scanner import scan

pytestmark = pytest.mark.slow

PAPER = filled(RULED, 7)


def texts(answers):
    return {name: " ".join(value.text.split()) for name, value in answers.values.items()}


def short(said):
    """What stands in the fields of one line."""
    return {name: text for name, text in said.items() if name not in ("description", "tried", "goal")}


@pytest.mark.parametrize("layout", [RULED, DOTTED, CAPTIONS], ids=lambda layout: layout.name)
def test_a_typed_paper_of_an_unknown_form_is_read_by_its_labels(layout: Layout):
    paper = filled(layout, 7)
    [answers] = read_paper(paper.pdf).answers
    assert (answers.form, answers.kind) == (None, layout.kind)
    assert texts(answers) == paper.said


def test_a_scan_of_it_is_read_too_but_nothing_is_verified_and_nobody_has_signed():
    [answers] = read_paper(scan(PAPER.pdf, skew=2.0, seed=4)).answers
    assert answers.kind is Kind.PUPIL
    assert short(texts(answers)) == short(PAPER.said)
    assert not any(value.verified or value.confidence > 0.6 for value in answers.values.values())
    assert [(box.name, box.state, bool(box.crop)) for box in answers.signatures] == [
        ("signature_1", Ink.UNCERTAIN, True), ("signature_2", Ink.UNCERTAIN, True),
    ]  # fmt: skip


@pytest.mark.parametrize("layout", [RULED, DOTTED, CAPTIONS], ids=lambda layout: layout.name)
def test_a_blanks_boxes_are_proposed_where_people_write(layout: Layout):
    form = proposed(layout.blank(), (layout.name, 1)).form
    assert (form.kind, form.pages, form.title) == (layout.kind, layout.pages, layout.title)
    boxes = {(field.name, field.value): (field.page, field.box) for field in form.fields}
    asked = {(spot.name, spot.value): (spot.page, spot.box) for spot in layout.spots if spot.name}
    assert set(boxes) == set(asked)
    for key, (page, spot) in asked.items():
        found, box = boxes[key]
        middle = ((spot[0] + spot[2]) / 2, (spot[1] + spot[3]) / 2)
        assert found == page
        assert box[0] < middle[0] < box[2]
        assert box[1] < middle[1] < box[3]


@pytest.mark.parametrize("scanned", [False, True], ids=["made on a computer", "scanned"])
def test_once_learned_it_is_a_known_form(tmp_path: Path, scanned: bool):
    blank = scan(RULED.blank(), skew=1.0, seed=2) if scanned else RULED.blank()
    proposal = proposed(blank, ("ppr", 1))
    folder = save_form(tmp_path, proposal.form, dict(enumerate(proposal.doubts)))
    assert checked_form(folder)[1] == ()
    [answers] = read_paper(scan(PAPER.pdf, skew=2.0, seed=4), forms=tmp_path).answers
    assert answers.form == "ppr-1"
    assert short(texts(answers)) == short(PAPER.said)
    assert {box.state for box in answers.signatures if not PAPER.signed[box.name]} <= {Ink.EMPTY, Ink.UNCERTAIN}


def test_a_fillable_blank_gives_its_fields_their_exact_boxes_and_names(tmp_path: Path):
    proposal = proposed(fillable(RULED, {"school": "Text3"}), ("ppr", 1))
    field = next(field for field in proposal.form.fields if field.name == "school")
    assert (field.entry, field.box) == ("Text3", (134.0, 137.0, 345.0, 153.0))
    with pikepdf.open(BytesIO(proposal.form.drawing)) as pdf:
        assert "/AcroForm" not in pdf.Root
        assert "/Annots" not in pdf.pages[0]
    save_form(tmp_path, proposal.form)
    [answers] = read_paper(fillable(RULED, {"school": "Text3"}, "Ans Skole"), forms=tmp_path).answers
    assert (answers.form, texts(answers)) == ("ppr-1", {"school": "Ans Skole"})


def fillable(layout: Layout, names: dict[str, str], text: str = "") -> bytes:
    """The layout's blank with a form field in some spots."""
    with pikepdf.open(BytesIO(layout.blank())) as pdf:
        page = pdf.pages[0]
        fields = Array()
        for spot in layout.spots:
            if spot.name in names:
                x0, y0, x1, y1 = spot.box
                rect = [x0 + 4, 841.89 - y1 + 3, x1 - 5, 841.89 - y0 - 3]
                widget = Dictionary(
                    Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String(names[spot.name]), Rect=Array(rect), F=4
                )
                if text:
                    widget.V = String(text)
                fields.append(pdf.make_indirect(widget))
        page.obj.Annots = fields
        pdf.Root.AcroForm = Dictionary(Fields=fields)
        out = BytesIO()
        pdf.save(out)
        return out.getvalue()


def test_a_form_with_faults_is_told_where_and_its_pages_are_drawn(tmp_path: Path):
    folder = save_form(tmp_path, proposed(CAPTIONS.blank(), ("konsult", 1)).form)
    assert check_form(folder).faults == ()
    assert [picture[:4] for picture in check_form(folder).pictures] == [b"\x89PNG"]
    (folder / BLANK).write_bytes(DOTTED.blank())
    assert [fault.what for fault in check_form(folder).faults] == ["den har 2 sider, pages siger 1"]


def test_a_blank_with_too_little_print_is_remarked_for_no_scan_of_it_ever_fits(tmp_path: Path):
    def draw(pen, page):
        pen.text(60, 80, "Navn på skolen")
        pen.rule(60, 104, 400, 104)

    bare = Layout("tomt", Kind.CLASS, "Skole", "Helvetica", 1, draw, ())
    proposal = proposed(bare.blank(), ("tomt", 1))
    assert [field.name for field in proposal.form.fields] == ["school"]
    assert [one[:29] for one in proposal.bare] == ["Side 1: der er for lidt tryk,"]
    remarks = check_form(save_form(tmp_path, proposal.form)).remarks
    assert [remark.where for remark in remarks if "for lidt tryk" in remark.what] == ["Side 1"]
    full = check_form(save_form(tmp_path, proposed(CAPTIONS.blank(), ("konsult", 1)).form))
    assert full.remarks == ()


def test_a_blank_is_learned_in_the_child_and_what_is_no_paper_is_unread():
    with ChildReader() as reader:
        proposal = reader.learn(CAPTIONS.blank(), "konsult", 2)
        assert (proposal.form.key, len(proposal.form.fields)) == ("konsult-2", 8)
        assert reader.learn(b"hej", "konsult", 1) == Unread("not-a-paper", reader.read(b"hej").unread.why)
    with pytest.raises(UnreadableError):
        proposed(b"", ("konsult", 1))


@pytest.mark.parametrize("profile", ["quarter turns", "skew 12", "photo"])
def test_a_page_is_turned_upright_before_it_is_read(profile: str):
    from intake.document import _engine
    from intake.images import Scan, square
    from intake.pdf import PdfPage
    from intake.seen import see

    paper = filled(DOTTED, 7)
    with pdfium.PdfDocument(paper.pdf) as document:
        grey = document[0].render(scale=300 / 72, grayscale=True).to_numpy()
    sheet = SCANNED[profile](printed(np.ascontiguousarray(grey.reshape(grey.shape[:2])), 300), np.random.default_rng(3))
    page = square(sheet.pixels, sheet.across, sheet.down) if sheet.across else Scan(sheet.pixels)
    text = " ".join(word.text for word in see(PdfPage(page), _engine(None)).sight.words)
    assert "Hvad har skolen gjort" in text

"""Strangers' blanks are opened in the confined child: a hostile one is a sentence, of a good one only pages stay."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from benchmarks.foreign.layouts import Layout
from benchmarks.foreign.ruled import RULED
from cases.errors import RefusedError
from cases.kinds import Kind
from intake.blank import draw_blank
from intake.form_file import BLANK
from intake.forms import load_forms, newest_form
from intake.pool import ReaderPool
from service.blanks import DRAFTS, FormBlanks
from service.form_name import form_name
from tests.papers.hostile import PAPERS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def reader() -> Iterator[ReaderPool]:
    with ReaderPool(1, seconds=30) as opened:
        yield opened


SOME = ("locked", "500 pages", "20,000 x 20,000 pixels", "recursive pages", "zip bomb", "4 GB PNG")


@pytest.mark.parametrize("name", SOME)
def test_a_hostile_blank_is_a_sentence_and_leaves_nothing(reader: ReaderPool, tmp_path: Path, name: str) -> None:
    blanks = FormBlanks(tmp_path, reader)
    with pytest.raises(RefusedError, match="Skemaet kan ikke læses"):
        blanks.learn(PAPERS[name][0](), "skema.pdf")
    assert list(tmp_path.rglob("*")) == []


def test_after_all_of_them_a_blank_is_learned(reader: ReaderPool, tmp_path: Path) -> None:
    blanks = FormBlanks(tmp_path, reader)
    key = blanks.learn(RULED.blank(), "PPR-støtte 2026.pdf")
    assert (key, len(blanks.draft(key).places)) == ("pprstoette-1", 19)
    assert (blanks.picture(key, 1) or b"")[:4] == b"\x89PNG"
    (tmp_path / DRAFTS / key / BLANK).unlink()
    assert blanks.picture(key, 1) is None


def test_a_blank_that_no_scan_can_be_laid_over_is_remarked_also_after_it_was_mended(
    reader: ReaderPool, tmp_path: Path
) -> None:
    def draw(pen, page):
        pen.text(60, 80, "Navn på skolen")
        pen.rule(60, 104, 400, 104)

    blanks = FormBlanks(tmp_path, reader)
    key = blanks.learn(Layout("tomt", Kind.CLASS, "Skole", "Helvetica", 1, draw, ()).blank(), "tomt")
    blanks.save(blanks.draft(key))
    faults, remarks = blanks.faults(key)
    assert (faults, next(one for one in remarks if "for lidt tryk" in one)[:6]) == ([], "Side 1")
    assert not any("for lidt tryk" in one for one in blanks.faults(blanks.learn(RULED.blank(), "ppr"))[1])


def test_nothing_but_the_pages_of_a_blank_is_kept(reader: ReaderPool, tmp_path: Path) -> None:
    scripted = BytesIO()
    with pikepdf.open(BytesIO(RULED.blank())) as pdf:
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert('x');"))
        pdf.save(scripted)
    FormBlanks(tmp_path, reader).learn(scripted.getvalue(), "ppr")
    [kept] = tmp_path.rglob(BLANK)
    with pikepdf.open(kept) as pdf:
        assert sorted(pdf.Root.keys()) == ["/Pages", "/Type"]
    assert b"/JavaScript" not in kept.read_bytes()


def test_our_own_blank_is_not_learned_but_known(reader: ReaderPool, tmp_path: Path) -> None:
    ours = draw_blank(newest_form(load_forms(), Kind.TOPIC))
    with pytest.raises(RefusedError, match="vores eget skema emne-1"):
        FormBlanks(tmp_path, reader).learn(ours, "emne")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("called", "name"),
    [("PPR-støtte 2026.pdf", "pprstoette"), ("../../etc/passwd", "passwd"), ("1.pdf", "skema"), ("Ærø", "aeroe")],
)
def test_a_form_is_called_by_letters_alone(called: str, name: str) -> None:
    assert form_name(called) == name

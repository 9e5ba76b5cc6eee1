"""The pictures of `read --show` tell what was read, and hide a CPR number unless it is to be revealed."""

import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from cases.application import Answers, Ink, SignatureBox, Source, Value
from cases.errors import RefusedError
from cases.kinds import Kind
from intake.page_picture import DPI, PagePicture
from intake.reading import Reading
from service.cli import tovholder
from service.samples.papers import fillable
from service.show import _rows, drawn, show
from tests.service.test_dry_run import read_paper

pytestmark = pytest.mark.slow  # draws and reads whole pages

CPR = "150312-9993"
WIDE, TALL = round(595 * DPI / 72), round(842 * DPI / 72)
CPR_BOX, TEXT_BOX, SIGN_BOX = (350, 200, 500, 225), (50, 300, 500, 400), (50, 500, 500, 560)


def png(level: int = 255) -> bytes:
    out = io.BytesIO()
    Image.fromarray(np.tile(np.arange(WIDE) % 2 * level, (TALL, 1)).astype(np.uint8)).save(out, "PNG")
    return out.getvalue()


def answers(text: str = "Det går svært.", state: Ink = Ink.SIGNED) -> Answers:
    values = {
        "cpr": Value(CPR, 0.95, Source.OCR, 1, CPR_BOX),
        "description": Value(text, 0.3, Source.OCR, 1, TEXT_BOX),
        "goal": Value("En anden side", 0.9, Source.OCR, 2, TEXT_BOX),
    }
    return Answers("elev-1", Kind.PUPIL, values, (SignatureBox("signature_1", state, 0.9, 1, SIGN_BOX, crop=png()),))


def sheet(one: Answers, *, form: str | None = "elev-1", reveal: bool = False, title: str = "a.pdf") -> Image.Image:
    return Image.open(io.BytesIO(drawn(PagePicture(1, form, png()), title, [one], reveal=reveal)))


def inside(picture: Image.Image, box: tuple[float, ...]) -> np.ndarray:
    x0, y0, x1, y1 = (round(each * DPI / 72) for each in box)
    return np.asarray(picture.convert("L"))[y0 + 6 : y1 - 6, x0 + 30 : x1 - 6]


def outline(picture: Image.Image, box: tuple[float, ...]) -> tuple[int, ...]:
    x0, y0, x1, _ = (round(each * DPI / 72) for each in box)
    return picture.getpixel(((x0 + x1) // 2, y0 + 1))


def even(pixels: np.ndarray) -> bool:
    return int(pixels.max()) - int(pixels.min()) < 20


@pytest.mark.parametrize("reveal", [False, True])
def test_the_cpr_number_is_covered_unless_it_is_to_be_revealed(reveal: bool) -> None:
    picture = sheet(answers(), reveal=reveal)
    assert even(inside(picture, CPR_BOX)) is not reveal
    assert not even(inside(picture, TEXT_BOX))


def test_a_text_that_holds_a_cpr_number_is_covered_too() -> None:
    assert even(inside(sheet(answers(f"Hun hedder Emma, {CPR}.")), TEXT_BOX))


@pytest.mark.parametrize("reveal", [False, True])
def test_a_page_that_is_no_form_of_ours_is_shown_coarsely(reveal: bool) -> None:
    page = inside(sheet(answers(), form=None, reveal=reveal), TEXT_BOX)
    assert even(page) is not reveal


@pytest.mark.parametrize(("state", "strongest"), [(Ink.SIGNED, "green"), (Ink.EMPTY, "red"), (Ink.UNCERTAIN, "red")])
def test_a_signature_box_has_the_colour_of_its_state(state: Ink, strongest: str) -> None:
    red, green, _ = outline(sheet(answers(state=state)), SIGN_BOX)
    assert (strongest == "green") is (green > red)


def test_three_states_have_three_colours() -> None:
    assert len({outline(sheet(answers(state=state)), SIGN_BOX) for state in Ink}) == 3


def test_what_stands_on_another_page_is_not_drawn_here() -> None:
    one = answers()
    assert (
        sheet(one).size == sheet(Answers("elev-1", Kind.PUPIL, dict(list(one.values.items())[:2]), one.signatures)).size
    )


def test_long_texts_and_many_boxes_stay_within_the_picture() -> None:
    long = answers("ord " * 400 + "x" * 300)
    assert sheet(long, title="n" * 200).width > WIDE


def test_each_page_of_each_paper_is_a_file_whose_name_hides_a_cpr_number(tmp_path: Path) -> None:
    result = read_paper(tmp_path, Reading("pdf", 2, (answers(),)), f"Ans Skole {CPR}.pdf")
    pages = [PagePicture(1, "elev-1", png()), PagePicture(2, None, png())]
    for count in (2, 2):
        assert show(result, tmp_path / "ud", lambda content: pages, reveal=False) == count
    names = sorted(path.name for path in (tmp_path / "ud").iterdir())
    stem = "Ans Skole 150312-••••"
    assert names == sorted(f"{stem} side {page}{more}.png" for page in (1, 2) for more in ("", " (1)"))


def test_a_folder_that_cannot_be_written_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "fil").touch()
    result = read_paper(tmp_path, Reading("pdf", 1, (answers(),)))
    with pytest.raises(RefusedError, match="vælg en anden mappe"):
        show(result, tmp_path / "fil", lambda content: [PagePicture(1, None, png())], reveal=False)


@pytest.mark.slow
def test_the_command_draws_what_it_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TOVHOLDER_SETTINGS", raising=False)
    (tmp_path / "ind").mkdir()
    (tmp_path / "ind" / "Ans Skole - trivsel.pdf").write_bytes(fillable("emne", {"topic": "trivsel"}))
    done = CliRunner().invoke(tovholder, ["read", "ind", "--show", "ud", "--json"], prog_name="tovholder")
    (document,) = json.loads(done.stdout)
    (one,) = document["applications"]
    assert (one["form"], one["fields"]["topic"]["value"]) == ("emne-1", "trivsel")
    assert "1 billede i ud." in done.stderr
    with Image.open(tmp_path / "ud" / "Ans Skole - trivsel side 1.png") as picture:
        assert picture.width > WIDE


def test_two_readings_of_one_box_are_both_written_and_neither_shows_a_number() -> None:
    """Where the engines differ the second reading stands below the first; a CPR number is masked in both."""
    one = answers()
    differing = {"cpr": replace(one.values["cpr"], other="150312-9998"), "goal": one.values["goal"]}
    text = next(row for row in _rows(1, [replace(one, values=differing)], reveal=False))
    assert text.lines == ("150312-••••", "eller: 150312-••••")
    shown = next(row for row in _rows(1, [replace(one, values=differing)], reveal=True))
    assert shown.lines == (CPR, "eller: 150312-9998")

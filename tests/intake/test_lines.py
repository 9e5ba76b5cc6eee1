"""The second engine reads a line with the letters it may hold, and nothing where nothing is."""

import numpy as np
import pytest

from tests.intake.test_ocr import line

pytestmark = pytest.mark.slow


def trimmed(text):
    """The line without the white paper around it, as a box is cut out."""
    pixels = line(text)
    rows, columns = np.flatnonzero((pixels < 128).any(axis=1)), np.flatnonzero((pixels < 128).any(axis=0))
    return pixels[rows[0] - 8 : rows[-1] + 8, columns[0] - 8 : columns[-1] + 8]


@pytest.fixture(scope="module")
def reader():
    from intake.lines import LineReader

    return LineReader()


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("150312-9993", "0123456789-"),
        ("+45 86 12 34 56", "0123456789+ "),
        ("Sørensen på Åkær", "abcdefghijklmnopqrstuvwxyzæøåSÅ "),
        ("bente_aakjaer@skole.example.dk", "abcdefghijklmnopqrstuvwxyz@._-"),
    ],
)
def test_a_line_is_read(reader, text, letters):
    heard = reader.read(trimmed(text), letters)
    assert heard.text == text
    assert 0.5 < heard.confidence <= 1


def test_only_the_given_letters_are_written_and_another_one_makes_it_unsure(reader):
    heard = reader.read(trimmed("15x312"), "0123456789")
    assert heard.text.isdigit() or not heard.text
    assert heard.confidence < 0.5


def test_white_paper_reads_as_nothing(reader):
    assert reader.read(np.full((60, 400), 255, np.uint8), "0123456789").text == ""


def test_a_line_of_any_shape_is_taken(reader):
    for shape in ((3, 2), (10, 4000), (400, 5)):
        assert isinstance(reader.read(np.full(shape, 255, np.uint8), "0123456789").text, str)


@pytest.mark.parametrize("text", ["Åse læser på side 12.", "Et pædagogisk forløb", "Det går godt, men ikke i dag."])
def test_the_words_of_a_close_cut_line_are_read(reader, text):
    pixels = trimmed(text)[7:-7]
    words = reader.words(pixels, "".join(sorted({*text})))
    assert " ".join(word for word, _ in words) == text
    assert all(0.5 < sure <= 1 for _, sure in words)


def test_of_the_mark_on_a_letter_the_reader_need_not_be_sure_by_itself():
    """Blurred, an "Å" may be an "Ä" for all that this engine sees; that it is an A it sees."""
    from intake.lines import _spans

    letters = np.arange(4)  # the gap, "Å", "Ä", "e"
    kin = np.zeros((4, 4), dtype=bool)
    kin[1, 2] = True
    likely = np.array([[0.0, 0.6, 0.3, 0.1], [0.9, 0.0, 0.0, 0.1], [0.0, 0.0, 0.3, 0.7]], np.float32)
    assert [round(sure, 2) for _, sure in _spans(likely, letters, kin)] == [0.9, 0.7]
    assert [round(sure, 2) for _, sure in _spans(likely, letters)] == [0.6, 0.7]

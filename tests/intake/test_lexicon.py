"""The words that a language file lists are found in it, and a file that is none says so."""

import struct
from contextlib import closing

import pytest

from intake.languages import find_languages, language_file
from intake.lexicon import ListedWords
from intake.ocr import Ocr


def language(folder, words=b"", letters=b"3\nNULL 0\na 3\nb 3\n"):
    """A language file with a list of letters and one of words, at the places where tesseract has them."""
    places = [-1] * 22
    start = 4 + 8 * len(places)
    places[19], places[21] = start, start + len(words)
    file = folder / "xx.traineddata"
    file.write_bytes(struct.pack("<i22q", len(places), *places) + words + letters)
    return file


def graph(*edges, magic=42):
    """Edges of (letter, last of its node, ends a word, next node), for three letters: two bits each."""
    numbers = (letter | (last | ends << 2) << 2 | node << 5 for letter, last, ends, node in edges)
    return struct.pack(f"<hii{len(edges)}Q", magic, 3, len(edges), *numbers)


WORDS = graph((1, 0, 1, 2), (2, 1, 0, 2), (2, 1, 1, 0))  # a, ab, bb


@pytest.mark.parametrize(("word", "there"), [("a", 1), ("ab", 1), ("bb", 1), ("b", 0), ("aa", 0), ("abb", 0), ("x", 0)])
def test_the_words_are_the_paths_of_the_graph(tmp_path, word, there):
    assert ListedWords(language(tmp_path, WORDS)).lists(word) == bool(there)


@pytest.mark.parametrize(("word", "there"), [("Ab", 1), ("(ab),", 1), ("14", 1), ("aB", 0), ("", 1), ("abb.", 0)])
def test_a_capital_at_the_beginning_and_marks_around_do_not_count(tmp_path, word, there):
    assert ListedWords(language(tmp_path, WORDS)).knows(word) == bool(there)


@pytest.mark.parametrize("words", [graph((1, 1, 1, 0), magic=7), WORDS[:-8]])
def test_what_is_no_list_of_words_is_said(tmp_path, words):
    with pytest.raises(ValueError, match="no graph"):
        ListedWords(language(tmp_path, words))


@pytest.mark.parametrize("whole", [0, 3, 40])
def test_a_file_that_ends_too_soon_is_said(tmp_path, whole):
    file = language(tmp_path, WORDS)
    file.write_bytes(file.read_bytes()[:whole])
    with pytest.raises(ValueError, match="ends before"):
        ListedWords(file)


def test_an_edge_that_leads_out_of_the_graph_leads_nowhere(tmp_path):
    assert not ListedWords(language(tmp_path, graph((1, 1, 0, 9)))).lists("aa")


def test_a_file_without_words_is_said(tmp_path):
    file = tmp_path / "none.traineddata"
    file.write_bytes(struct.pack("<iq", 1, -1))
    with pytest.raises(ValueError, match="no words"):
        ListedWords(file)


def test_without_a_list_no_word_is_known(tmp_path):
    for name in ("dan", "eng"):
        (tmp_path / f"{name}.traineddata").write_bytes(b"no list")
    with closing(Ocr(tmp_path)) as engine:
        assert not engine.knows("tavlen")


@pytest.mark.slow
def test_the_danish_list_has_words_that_people_write():
    known = ListedWords(language_file(find_languages(), "dan"))
    words = ("tavlen", "Klassen", "går.", "støtte", "tavien", "Kiassen", "søndugen")
    assert [known.knows(word) for word in words] == [True] * 4 + [False] * 3

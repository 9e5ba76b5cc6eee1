"""A free text is verified where two engines read every line alike; a doubtful word is put right, never made worse."""

import cv2
import numpy as np
import pytest

from intake.clarity import Clarity
from intake.free_text import read_text
from intake.ocr import Heard, Script, Seen

PAPER = np.full((200, 900), 255, np.uint8)


class First:
    """A first engine that heard this; its list has every word but these."""

    def __init__(self, heard, unlisted=()):
        self.heard, self.unlisted = heard, unlisted

    def knows(self, word):
        return word.strip(".,") not in self.unlisted

    def read(self, pixels, script, dpi):
        return self.heard if script is Script.BLOCK else Heard("en linje,", 0.8)


class Second:
    """A second engine that says these words, one line after the other, as sure as told.

    A line that it is shown widened is the last one again: it says the same, or what is told for this look.
    """

    def __init__(self, *said, again=None):
        self.said, self.again = list(said), again

    def words(self, pixels, letters, stretch=1.0):
        assert pixels.size
        self.last = self.said.pop(0) if stretch == 1 else self.again or self.last
        text, sure = self.last
        text = "".join(letter for letter in text if letter in letters)
        return tuple((word, sure) for word in text.split())


def heard(text, **doubts):
    words = tuple(
        Seen(word, doubts.get(word.strip(".,"), 0.96), (at * 40, 5 + 50 * row, at * 40 + 38, 30 + 50 * row))
        for row, line in enumerate(text.splitlines())
        for at, word in enumerate(line.split())
    )
    return Heard(text, 0.9, words)


def read(first, *said, clear=Clarity.CLEAR, paper=PAPER, again=None):
    return read_text(paper, First(first), Second(*said, again=again), clear)


def test_a_text_whose_lines_both_engines_read_alike_is_verified():
    found = read(heard("Det går godt,\nmen ikke i dag."), ("Det går godt,", 0.9), ("men ikke i dag.", 0.95))
    assert (found.text, found.verified) == ("Det går godt,\nmen ikke i dag.", True)
    assert found.confidence >= 0.9


@pytest.mark.parametrize(
    ("said", "doubts"),
    [
        ([("Det går godt.", 0.9), ("Nu er det slut.", 0.9)], {}),  # another letter
        ([("Det går godt.", 0.9), ("Nu er det slot", 0.9)], {}),  # no full stop
        ([("Detgår godt.", 0.9), ("Nu er det slot.", 0.9)], {}),  # no space
        ([("Det går godt.", 0.9), ("Nu er det slot.", 0.7)], {}),  # unsure of a letter of what is no word
        ([("Det går godt.", 0.7), ("Nu er det slot.", 0.9)], {"går": 0.85}),  # neither is sure of a word
        ([("Det går godt.", 0.9), ("slot.", 0.9)], {"slot": 0.5}),  # the first engine is unsure of what is no word
        ([("Det går godt.", 0.9), ("", 0.9)], {}),
    ],
)
def test_where_the_engines_differ_or_doubt_it_is_not(said, doubts):
    first = First(heard("Det går godt.\nNu er det slot.", **doubts), unlisted=("slot",))
    assert not read_text(PAPER, first, Second(*said), Clarity.CLEAR).verified


@pytest.mark.parametrize(("first", "second"), [(0.96, 0.3), (0.3, 0.95)])
def test_of_a_listed_word_that_both_read_alike_it_is_enough_that_one_is_sure(first, second):
    assert read(heard("Det går godt.", går=first), ("Det går godt.", second)).verified


@pytest.mark.parametrize("second", ["Ro i timerne.", "Ro i timerne,", "Ro | timerne."])
def test_what_was_put_right_is_never_verified_by_it(second):
    """The engines are compared as they read, not as the rules for stops and strokes make the reading."""
    found = read(heard("Ro | timerne,"), (second, 0.99))
    assert (found.text, found.verified) == ("Ro i timerne.", False)


def test_what_both_read_is_left_as_it_is():
    found = read(heard("Ro i 9 % af dem."), ("Ro i 9 % af dem.", 0.99))
    assert (found.text, found.verified) == ("Ro i 9 % af dem.", True)


@pytest.mark.parametrize(
    ("text", "verified"),
    [
        ("Det går", False),
        ("Det går,", False),
        ("det går.", False),
        ("Det går.", True),
        ("Går det?", True),
        ("2 går.", True),
    ],
)
def test_a_text_that_does_not_begin_and_end_as_sentences_do_is_not_verified(text, verified):
    """Both engines can overlook a faint full stop, or how large a letter is, and then they agree."""
    assert read(heard(text), (text, 0.99)).verified == verified


def test_a_line_that_the_first_engine_overlooked_is_never_verified_away():
    paper = PAPER.copy()
    cv2.putText(paper, "ikke", (20, 150), cv2.FONT_HERSHEY_SIMPLEX, 1, 0, 2)
    assert read(heard("Det går."), ("Det går.", 0.99)).verified
    assert not read(heard("Det går."), ("Det går.", 0.99), paper=paper).verified


def test_a_text_of_which_a_line_was_overlooked_is_read_line_by_line():
    paper = PAPER.copy()
    for row in (60, 150):
        cv2.putText(paper, "ikke", (20, row), cv2.FONT_HERSHEY_SIMPLEX, 1, 0, 2)
    found = read(heard("Det går"), paper=paper)
    assert (found.text, found.verified) == ("en linje,\nen linje.", False)


def test_ink_within_a_line_that_both_read_alike_is_not_overlooked():
    paper = PAPER.copy()
    cv2.rectangle(paper, (2, 8), (28, 28), 0, -1)
    cv2.rectangle(paper, (42, 8), (43, 20), 0, -1)  # an i, whose box the engine has misplaced
    text = Heard("Det i.", 0.9, (Seen("Det", 0.96, (0, 5, 30, 30)), Seen("i.", 0.96, (60, 5, 70, 30))))
    assert read(text, ("Det i.", 0.99), paper=paper).verified


def test_a_text_that_the_engine_did_not_see_is_read_line_by_line():
    paper = PAPER.copy()
    cv2.putText(paper, "ikke", (20, 60), cv2.FONT_HERSHEY_SIMPLEX, 1, 0, 2)
    found = read(Heard("", 0.0), paper=paper)
    assert (found.text, found.verified) == ("en linje.", False)


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("glad for Musik.", "glad for musik."),
        ("Det går. Mange ser det.", "Det går. Mange ser det."),
        ("At Maja er", "At Maja er"),
    ],
)
def test_in_a_coarse_scan_no_word_begins_with_a_great_m_within_a_sentence(text, becomes):
    first = First(heard(text, Musik=0.9, Mange=0.9, Maja=0.9), unlisted=("maja", "Maja"))
    assert read_text(PAPER, first, Second(), Clarity.SMEARED).text == becomes


@pytest.mark.parametrize(
    ("text", "first", "second", "verified"),
    [
        ("Der er fiere.", 0.84, 0.89, False),  # and so is "flere"
        ("Der er fiere.", 0.6, 0.97, False),
        ("Der er flere.", 0.95, 0.97, True),
        ("Der er slot.", 0.84, 0.89, True),
    ],
)
def test_a_word_that_is_another_with_an_l_for_an_i_must_be_sure_to_both(text, first, second, verified):
    last = text.split()[-1].strip(".")
    engine = First(heard(text, **{last: first}), unlisted=("siot",))
    assert read_text(PAPER, engine, Second((text, second)), Clarity.CLEAR).verified is verified


@pytest.mark.parametrize(
    ("text", "verified"),
    [
        ("Makkeriæsning nu.", False),
        ("Makkerlæsning nu.", True),
        ("At genfortæile nu.", False),
        ("At konfikter nu.", False),
    ],
)
def test_a_word_of_two_listed_ones_but_for_an_l_is_not_verified_however_sure_both_are(text, verified):
    first = First(heard(text))
    first.knows = lambda word: word in ("Makker", "læsning", "gen", "fortælle", "konflikter", "nu.")
    assert read_text(PAPER, first, Second((text, 1.0)), Clarity.CLEAR).verified is verified


@pytest.mark.parametrize(("text", "verified"), [("Nu er det 14% nu.", False), ("Nu er det 14 % nu.", True)])
def test_a_text_that_may_have_lost_the_space_before_a_percent_is_not_verified(text, verified):
    assert read(heard(text), (text, 0.99)).verified is verified


def test_the_second_engine_may_look_again_at_a_line_that_it_read_otherwise():
    assert read(heard("Det går godt."), ("Det gâr godt.", 0.9), again=("Det går godt.", 0.9)).verified
    assert not read(heard("Det går godt."), ("Det gâr godt.", 0.9), again=("Det går godt", 0.9)).verified


@pytest.mark.parametrize("clear", [Clarity.COARSE, Clarity.SMEARED])
def test_no_text_of_a_coarse_scan_is_verified(clear):
    assert not read(heard("Det går godt.", går=0.89), ("går", 0.99), clear=clear).verified


@pytest.mark.parametrize(
    ("text", "doubts", "second", "becomes"),
    [
        (
            "Beiønning gav\nkonflikter.",
            {"Beiønning": 0.7},
            ["Belønning gav", "konflikter."],
            "Belønning gav\nkonflikter.",
        ),
        ("Åse er glad", {"Åse": 0.95}, ["Ase er glad"], "Åse er glad"),  # it writes the letter badly
        ("brug før ro", {"før": 0.7}, ["brug for ro"], "brug for ro"),  # unless it is sure and the other is not
        ("15 Minutter nu", {}, ["15 minutter nu"], "15 minutter nu"),
        ("lærere I timen", {"I": 0.8}, ["lærere i timen"], "lærere i timen"),
        ("lærere i timen", {"i": 0.8}, ["lærere 1 timen"], "lærere i timen"),
        ("i timeme nu", {"timeme": 0.4}, ["i timerne nu"], "i timeme nu"),  # not letter for letter
        ("Det går, Vi ser", {}, ["Det går. Vi ser"], "Det går. Vi ser"),
        ("Det godt. og vi", {}, ["Det godt, og vi"], "Det godt, og vi"),
        ("Det går, men", {"går": 0.8}, ["Det går. men"], "Det går, men"),  # no sentence begins
        ("to gange,", {}, ["to gange."], "to gange."),
    ],
)
def test_a_word_is_put_right_only_where_that_is_safe(text, doubts, second, becomes):
    assert read(heard(text, **doubts), *((each, 0.99) for each in second)).text == becomes


@pytest.mark.parametrize(
    ("second", "sure", "becomes"),
    [
        ("Belønning", 0.99, "Belønning gav.\nDet hjalp."),
        ("Belønning", 0.6, "Beiønning gav.\nDet hjalp."),
        ("Beløn ning", 0.99, "Beiønning gav.\nDet hjalp."),
    ],
)
@pytest.mark.parametrize("clear", [Clarity.COARSE, Clarity.SMEARED])
def test_of_a_coarse_scan_the_doubtful_words_alone_are_looked_at_again(second, sure, becomes, clear):
    found = read(heard("Beiønning gav,\nDet hjalp.", Beiønning=0.5), (second, sure), clear=clear)
    assert found.text == becomes


def test_once_a_line_is_read_otherwise_only_doubtful_words_are_looked_at():
    text = heard("Det går godt.\nNu er det slot.\nHun er glad.", slot=0.5)
    found = read(text, ("Det gâr godt.", 0.9), ("slut.", 0.99))
    assert (found.text, found.verified) == ("Det går godt.\nNu er det slut.\nHun er glad.", False)


def test_on_a_page_by_hand_only_doubtful_words_are_looked_at():
    text, second = heard("Det går godt.\nNu er det slot.", slot=0.8), Second(("slut.", 0.99))
    found = read_text(PAPER, First(text), second, Clarity.CLEAR, by_hand=True)
    assert (found.text, found.verified, second.said) == ("Det går godt.\nNu er det slut.", False, [])


def test_a_word_that_is_not_listed_is_put_right_sooner():
    first = First(heard("Nu er tavien fuld.", tavien=0.8), unlisted=("tavien",))
    found = read_text(PAPER, first, Second(("tavlen", 0.6)), Clarity.COARSE)
    assert (found.text, found.verified) == ("Nu er tavlen fuld.", False)


def test_in_a_coarse_scan_a_word_that_is_not_listed_becomes_the_listed_one_it_looks_like():
    for clear, becomes in ((Clarity.COARSE, "Vi er gerne her."), (Clarity.CLEAR, "Vi er geme her.")):
        first = First(heard("Vi er geme her."), unlisted=("geme", "qeme", "gemc", "gcme", "gcmc"))
        assert read_text(PAPER, first, Second(("Vi er qeme her.", 0.5)), clear).text == becomes


def test_what_is_written_like_a_name_becomes_no_listed_word_where_the_engine_does_not_doubt_it():
    for sure, becomes in ((0.97, "Nu er Pulle her."), (0.91, "Nu er Palle her.")):
        first = First(heard("Nu er Pulle her.", Pulle=sure), unlisted=("Pulle", "Puiie", "Puile", "Pulie", "Pullc"))
        assert read_text(PAPER, first, Second(("Nu er", 0.5)), Clarity.COARSE).text == becomes


def test_a_full_stop_that_is_there_to_be_seen_is_not_lost():
    paper = PAPER.copy()
    cv2.rectangle(paper, (42, 8), (70, 28), 0, -1)
    cv2.circle(paper, (84, 24), 2, 0, -1)
    assert read(heard("Det går"), ("Det går", 0.99), paper=paper).text == "Det går."
    assert read(heard("Det går"), ("Det gar", 0.99), paper=PAPER).text == "Det går"


def test_a_text_of_doubtful_words_is_handwriting_and_left_to_a_person():
    words = ["hun", "siger", "at", "det", "er", "svært", "for", "hende"]
    found = read(heard(" ".join(words), **dict.fromkeys(words, 0.5)))
    assert (found.text, found.verified) == (" ".join(words), False)


def test_words_that_do_not_fit_the_text_change_nothing():
    odd = Heard("to ord", 0.9, (Seen("to", 0.1, (0, 0, 5, 5)),))
    assert read(odd).text == "to ord"


@pytest.mark.parametrize(("doubt", "becomes"), [("ro", "ro"), ("rø", "ru"), ("rq", "ru")])
def test_in_a_smeared_scan_a_doubted_word_is_looked_at_again_unless_it_is_listed_without_a_danish_letter(
    doubt, becomes
):
    first = First(heard(f"Giv {doubt} nu.", **{doubt: 0.5}), unlisted=("rq",))
    assert read_text(PAPER, first, Second(("ru", 0.999)), Clarity.SMEARED).text == f"Giv {becomes} nu."


@pytest.mark.parametrize(
    ("text", "sure", "verified"),
    [
        ("Bam går ud.", 0.96, False),
        ("Et bam.", 0.96, False),
        ("Tem nu.", 0.96, False),
        ("Et jem.", 0.96, False),
        ("Tomen stak.", 0.93, False),  # no such word is listed, nor with "rn"
        ("Kvamen nu.", 0.93, False),
        ("Simle nu.", 0.95, True),
        ("Han kom.", 0.93, False),  # and so is "korn"
        ("Han kom.", 0.95, True),
        ("Et barn.", 0.91, True),
        ("Et hjem.", 0.91, True),
    ],
)
def test_a_word_whose_m_may_be_an_r_and_an_n_is_verified_only_where_no_word_or_a_sure_look_says_so(
    text, sure, verified
):
    listed = {"Bam", "Tem", "barn", "tern", "jern", "kom", "korn", "hjem", "Et", "Han", "går", "ud", "stak", "nu"}

    class Listed(First):
        def knows(self, word):
            bare = word.strip(".")
            return bare in listed or bare[:1].lower() + bare[1:] in listed

    said = tuple(Seen(word, sure, (at * 40, 5, at * 40 + 38, 30)) for at, word in enumerate(text.split()))
    assert read_text(PAPER, Listed(Heard(text, 0.9, said)), Second((text, sure)), Clarity.CLEAR).verified is verified


def test_a_sign_that_the_first_engine_loses_is_seen_by_the_second():
    assert not read(heard("Her er 20 nu."), ("Her er 20° nu.", 0.97)).verified

"""Stops and strokes that a scan shows alike are told by what follows."""

import pytest

from intake.punctuation import put_right, put_right_line


@pytest.mark.parametrize(
    ("read", "right"),
    [
        ("Det går, Vi ser", "Det går. Vi ser"),
        ("Om morgenen. og om aftenen", "Om morgenen, og om aftenen"),
        ("kl. ti og ca. fem elever", "kl. ti og ca. fem elever"),  # short words keep theirs
        ("to timer inkl. pauser", "to timer inkl. pauser"),
        ("Kl. 10. 12 og 14, 15 og 16", "Kl. 10. 12 og 14, 15 og 16"),  # numbers say nothing
        ("kl, 10, og ca, ti elever", "kl. 10, og ca. ti elever"),  # they are no words without
        ("med I timerne. I dansk: I går", "med i timerne. I dansk: I går"),
        ("f.eks. om morgenen", "f.eks. om morgenen"),
        ("bedre nu,", "bedre nu."),
        ("det gik, I dansk", "det gik. I dansk"),  # a stop is mistaken more often than an "i"
        ("det gik. VI ser", "det gik. Vi ser"),
        ("med j 4 timer. j dag", "med i 4 timer. I dag"),  # "j" is no word
        ("klasse 7 j og 10. j", "klasse 7 j og 10. j"),  # but a class
        ("Kong Frederik VI var", "Kong Frederik VI var"),
        ("i 7, klasse, og 12, september", "i 7. klasse, og 12. september"),
        ("bedre nu.. Vi venter...", "bedre nu. Vi venter..."),
        ("Og , så", "Og , så"),  # alone it is nothing
        ("", ""),
    ],
)
def test_in_a_coarse_scan_a_stop_is_what_the_next_word_asks_for(read, right):
    assert " ".join(put_right(read.split(), coarse=True)) == right


@pytest.mark.parametrize(
    ("read", "right"),
    [
        ("klasseledelse | 7, klasse", "klasseledelse i 7. klasse"),
        ("Skovskolen, Vestbyen", "Skovskolen, Vestbyen"),
        ("Frederik VI Skole,", "Frederik VI Skole,"),
        ("Sct, Højhede Skole", "Sct. Højhede Skole"),
        ("Set. Sømark Skole", "Sct. Sømark Skole"),
        ("", ""),
    ],
)
def test_a_line_that_is_no_sentence_keeps_its_commas_and_its_numbers(read, right):
    assert " ".join(put_right_line(read.split())) == right


@pytest.mark.parametrize(
    ("read", "right"),
    [
        ("lærere | dansk", "lærere i dansk"),
        ("går. | dansk og b|iver", "går. I dansk og bliver"),
        ("|dræt er godt", "Idræt er godt"),
        ("| klassen,", "I klassen."),
        ("fortæller, Ida og hun. og", "fortæller, Ida og hun. og"),  # a clear scan shows its stops
        ("Der var 14%i foråret og 9%.", "Der var 14 % i foråret og 9 %."),
        ("Nu 14 %i alt, med i4 timer og i14 dage.", "Nu 14 % i alt, med i 4 timer og i 14 dage."),
        ("vi ser, at vi kan.", "Vi ser, at vi kan."),  # a small v looks as a great one does
        ("at vi kan.", "at vi kan."),
        ("vUC er med.", "VUC er med."),
    ],
)
def test_a_stroke_is_a_letter_and_a_text_ends_with_a_full_stop(read, right):
    assert " ".join(put_right(read.split(), coarse=False)) == right

"""A signature box is signed, empty or uncertain; nothing but a pen's strokes is ever called signed."""

from dataclasses import replace
from functools import cache
from random import Random

import cv2
import numpy as np
import pytest

from benchmarks.signatures.hands import signature as invented
from benchmarks.signatures.strokes import MM
from cases.application import Ink
from intake.boxes import read_signatures
from intake.fields import Sheet
from intake.forms import load_forms
from intake.glance import FEATURES, STROKES, Glance
from intake.images import Scan
from intake.lines import LineReader
from intake.registration import lay
from intake.sameness import same_ink
from intake.signature import DPI, MARGIN, Why, held_back, judge, see
from tests.papers.marks import NO_SIGNATURE, nothing, scanned, signature

pytestmark = pytest.mark.slow

FORMS = load_forms()
SEED = 2
ELEV = FORMS["elev-1"]


@cache
def the_reader():
    return LineReader()


class Mumbler:
    """A reader that is sure of nothing, and sees what a real one sees."""

    def glance(self, pixels, letters):
        return replace(the_reader().glance(pixels, letters), sure=(0.6, 0.3, 0.5, 0.35))


class Scholar:
    """A reader that is sure of ten letters, whatever it is shown."""

    def glance(self, pixels, letters):
        return Glance((0.99,) * 10, np.zeros((1, FEATURES)), np.zeros((STROKES, 1, 1)))


def a_box(width=1000, height=250):
    """A printed box as the blank has it: a frame, MARGIN within the picture."""
    edge = round(MARGIN * DPI / 72)
    box = np.full((height + 2 * edge, width + 2 * edge), 255, np.uint8)
    cv2.rectangle(box, (edge, edge), (edge + width, edge + height), 110, 3)
    return box


def scribble(box):
    """Loops and waves as a pen makes them."""
    t = np.linspace(0, 9 * np.pi, 400)
    x = 200 + 17 * t + 30 * np.sin(t * 0.9)
    y = 160 - 45 * np.sin(t * 1.3) * np.cos(t * 0.31) - 35 * np.sin(t)
    cv2.polylines(box, [np.column_stack([x, y]).astype(np.int32)], False, 40, 7, cv2.LINE_AA)
    return box


def test_a_clean_box_is_empty():
    assert judge(a_box(), a_box(), Mumbler()).state is Ink.EMPTY


def test_a_box_that_lies_a_little_off_is_still_empty():
    off = np.roll(a_box(), (5, -6), axis=(0, 1))
    assert judge(off, a_box(), Mumbler()).state is Ink.EMPTY


def a_signature(box, hand="flourish"):
    """A signature by an invented hand in the box."""
    edge = MARGIN / 72 * 25.4
    inside = (edge, edge, box.shape[1] / MM - edge, box.shape[0] / MM - edge)
    written = invented(box.shape, inside, np.random.default_rng(SEED), hand=hand, pencil=False)
    return np.asarray(box * (1 - written.ink * (1 - written.grey / 255)), np.uint8)


def test_pen_strokes_are_signed_unless_they_can_be_read():
    assert judge(a_signature(a_box()), a_box(), Mumbler()).state is Ink.SIGNED
    judged = judge(a_signature(a_box()), a_box(), Scholar())
    assert (judged.state, judged.why) == (Ink.UNCERTAIN, Why.TEXT)


class Unasked:
    """A reader that must not be asked."""

    def glance(self, pixels, letters):
        raise AssertionError


T = np.linspace(0, 1, 400)
HELD = {
    "a wave": (200 + 600 * T, 170 - 50 * np.sin(60 * T)),
    "a coil": (200 + 600 * T + 30 * np.sin(80 * T), 170 - 60 * np.cos(80 * T)),
    "initials": (300 + 150 * T, 170 - 50 * np.sin(23 * T) * np.cos(7 * T)),
    "a balloon": (
        np.where(T < 0.7, 320 + 150 * np.cos(9 * T), 470 + 1400 * (T - 0.7)),
        160 + 75 * np.sin(9 * np.minimum(T, 0.7)),
    ),
    "a hair": (200 + 500 * T, 170 + 30 * np.sin(3 * T)),
    "a hand that lines go through": (
        np.where(T < 0.6, 200 + 800 * T + 40 * np.sin(40 * T), 430 + 260 * np.cos(26 * (T - 0.6))),
        np.where(T < 0.6, 170 - 60 * np.sin(90 * T**1.6) * np.cos(9 * T), 150 + 100 * (T - 0.6)),
    ),
    "close strokes that wander": (
        200 + 500 * T + 20 * np.sin(7 * T),
        170 - 40 * np.sin(119 * T) + 20 * np.sin(17 * T),
    ),
}


@pytest.mark.parametrize("stroke", HELD)
def test_what_repeats_or_is_small_or_a_mere_line_is_uncertain_before_it_is_read(stroke):
    box = a_box()
    cv2.polylines(box, [np.column_stack(HELD[stroke]).astype(np.int32)], False, 30, 7, cv2.LINE_AA)
    judged = judge(box, a_box(), Unasked())
    assert (judged.state, judged.why) == (Ink.UNCERTAIN, Why.UNLIKE)


def test_what_seems_mirrored_in_black_and_white_is_held_for_ink_on_the_back():
    """In grey it is not, for there one sees how dark it is."""
    back = np.ascontiguousarray(a_signature(np.full_like(a_box(), 255), "loops")[:, ::-1])
    black = np.where(np.minimum(back, a_box()) < 200, 0, 255).astype(np.uint8)
    judged = judge(black, a_box(), Unasked())
    assert (judged.state, judged.why) == (Ink.UNCERTAIN, Why.MIRRORED)
    seen, _ = see(black, a_box())
    assert held_back(replace(seen, black_and_white=False)) is None


def test_a_few_specks_are_not_even_doubtful():
    box = a_box()
    for x in range(200, 900, 150):
        cv2.circle(box, (x, 120), 2, 30, -1)
    assert judge(box, a_box(), Mumbler()).state is Ink.EMPTY


def test_pencil_is_doubtful_and_never_empty():
    pale = np.maximum(scribble(a_box()), 185)
    pale[a_box() < 200] = 110
    judged = judge(pale, a_box(), Mumbler())
    assert (judged.state, judged.why) == (Ink.UNCERTAIN, Why.FAINT)


def test_a_box_whose_print_is_gone_is_never_empty():
    """What a broken file shows as even grey becomes even paper; so does a torn corner."""
    for gone in (np.full_like(a_box(), 250), np.where(np.arange(a_box().shape[1]) < 700, 250, a_box())):
        judged = judge(gone.astype(np.uint8), a_box(), Mumbler())
        assert (judged.state, judged.why) == (Ink.UNCERTAIN, Why.HIDDEN)


def test_many_specks_may_be_what_is_left_of_a_signature():
    box = a_box()
    for x in range(200, 1000, 25):
        cv2.circle(box, (x, 100 + x % 60), 2, 30, -1)
    judged = judge(box, a_box(), Mumbler())
    assert (judged.state, judged.why) == (Ink.UNCERTAIN, Why.SPECKLED)


def test_strokes_that_go_on_beyond_the_frame_are_a_neighbour_s():
    judged = judge(np.roll(scribble(np.full_like(a_box(), 255)), -110, axis=0).clip(max=a_box()), a_box(), Mumbler())
    assert (judged.state, judged.why) == (Ink.UNCERTAIN, Why.BESIDE)


def ink_of(seed, stretch=1.0, shift=(0, 0)):
    """The strokes of a hand, as a mask."""
    t = np.linspace(0, 9 * np.pi, 400)
    wild = np.random.default_rng(seed).uniform(0.7, 1.3, 4)
    x = 200 + 17 * t * wild[0] + 30 * np.sin(t * 0.9 * wild[1])
    y = 160 - 45 * np.sin(t * 1.3 * wild[2]) * np.cos(t * 0.31) - 35 * np.sin(t * wild[3])
    ink = np.zeros((320, 1200), np.uint8)
    points = np.column_stack([x, y]) * stretch + shift
    cv2.polylines(ink, [points.astype(np.int32)], False, 255, 6, cv2.LINE_8)
    return ink


@pytest.mark.parametrize(("other", "same"), [
    (ink_of(1), True),
    (ink_of(1, shift=(300, 40)), True),
    (ink_of(1, stretch=1.02, shift=(-40, 10)), True),
    (ink_of(2), False),
    (ink_of(3), False),
    (np.zeros((320, 1200), np.uint8), False),
])  # fmt: skip
def test_a_copy_is_known_wherever_it_lies_and_another_signature_is_none(other, same):
    assert same_ink(ink_of(1), other) is same


@pytest.fixture(scope="module")
def reader():
    return the_reader()


def states(draw, seeds, engine):
    found = []
    for seed in seeds:
        laid = lay(Scan(scanned(ELEV, 2, draw, seed)), FORMS)
        found += [box.state for box in read_signatures(Sheet(2, laid), engine)]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", NO_SIGNATURE)
def test_what_is_no_signature_is_never_signed(name, reader):
    assert Ink.SIGNED not in states(NO_SIGNATURE[name], range(4), reader)


@pytest.mark.slow
def test_an_unsigned_page_has_two_empty_boxes():
    assert set(states(nothing, range(6), Mumbler())) == {Ink.EMPTY}


@pytest.mark.slow
def test_most_signatures_are_signed_and_none_is_empty(reader):
    found = states(signature, range(10), reader)
    assert Ink.EMPTY not in found
    assert found.count(Ink.SIGNED) >= 0.8 * len(found)


@pytest.mark.slow
def test_the_same_strokes_in_both_boxes_are_a_copy():
    def copied(canvas, box, rng):
        signature(canvas, box, Random(7))

    laid = lay(Scan(scanned(ELEV, 2, copied, 3)), FORMS)
    found = read_signatures(Sheet(2, laid), Mumbler())
    assert {(box.state, box.why) for box in found} == {(Ink.UNCERTAIN, Why.COPIED)}


@pytest.mark.slow
def test_a_box_that_the_scanner_cut_off_is_never_empty():
    page = scanned(ELEV, 2, nothing, 5)
    laid = lay(Scan(page), FORMS)
    _, y0, x1, y1 = ELEV.fields[-1].box
    edge = int((laid.to_scan @ [x1, (y0 + y1) / 2, 1])[1])
    found = read_signatures(Sheet(2, replace(laid, scan=page[:edge])), Mumbler())
    assert [box.state for box in found] == [Ink.EMPTY, Ink.UNCERTAIN]
    assert found[1].why == Why.CUT


@pytest.mark.slow
def test_a_page_that_does_not_lie_over_its_blank_is_never_sure():
    page = scanned(ELEV, 2, signature, 1)
    height = page.shape[0]
    page[: height // 2] = cv2.resize(page[: height // 4], (page.shape[1], height // 2))  # a torn and stretched page
    page[height // 2 :] = np.random.default_rng(Random(1).randint(0, 9)).integers(0, 255, page[height // 2 :].shape)
    laid = lay(Scan(page), FORMS)
    found = [] if laid is None else [box.state for box in read_signatures(Sheet(2, laid), Mumbler())]
    assert Ink.SIGNED not in found
    assert Ink.EMPTY not in found

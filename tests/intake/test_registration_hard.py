"""Hard scans land on their blanks, within so many millimetres; what is not ours is refused; doubt is never signed."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from benchmarks.laying.damage import cut, without_code
from benchmarks.laying.foreign import KINDS, foreign_page
from benchmarks.laying.pages import FORMS, PAGES, filled_page
from benchmarks.laying.placed import as_scan, is_right, millimetres_off
from benchmarks.laying.profiles import CODELESS, FOREIGN_WAYS, SCANNED, TWO_UP
from benchmarks.laying.scanners import black_and_white, grainy, sampled, skewed
from benchmarks.laying.sheets import after, printed, two_up
from cases.application import Ink
from intake.boxes import read_signatures
from intake.fields import Sheet
from intake.images import Scan
from intake.laid import blank_at
from intake.lines import LineReader
from intake.registration import lay, lay_all
from intake.surroundings import held
from intake.verdict import Why

pytestmark = pytest.mark.slow

ELEV = FORMS["elev-1"]
EXACT, MILD, ROUGH = 0.2, 0.5, 1.0  # millimetres

HARD = [
    *[(name, EXACT) for name in ("grey 75", "grey 600", "1-bit 200", "skew 12", "quarter turns", "inverted")],
    *[
        (name, MILD)
        for name in ("mirrored", "low contrast", "cut", "cut at two sides", "corners folded", "code stamped over")
    ],
    *[(name, MILD) for name in ("photo", "photo, tilted 25", "photo, small, busy table", "copy of a copy")],
    *[(name, ROUGH) for name in ("fax 204x196", "fax 204x98", "fax 204x196, no dpi", "fax 204x98, no dpi")],
]


@pytest.mark.parametrize(("name", "most"), HARD)
@pytest.mark.parametrize("code", [True, False])
def test_a_hard_scan_lies_within_so_many_millimetres(name, most, code):
    step = SCANNED[name] if code else CODELESS[f"{name}, no code"]
    number = len(name)
    form, page = PAGES[number % len(PAGES)]
    scan, truth = as_scan(step(filled_page(form, page, number), np.random.default_rng(number)))
    laid = lay(scan, FORMS)
    assert is_right(laid, form, page, truth, scan)
    assert millimetres_off(laid, truth, scan).max() <= most


@pytest.mark.parametrize("name", TWO_UP)
@pytest.mark.parametrize(("left", "right"), [(1, 0), (3, 3)])
def test_two_pages_on_one_sheet_are_both_found_in_the_order_of_reading(name, left, right):
    step, codes = TWO_UP[name]
    rng = np.random.default_rng(5)
    pages = [filled_page(*PAGES[each], number) for number, each in enumerate((left, right))]
    pages = pages if codes else [without_code(each, rng) for each in pages]
    scans = [as_scan(step(half, np.random.default_rng(5))) for half in two_up(*pages, rng)]
    found = lay_all(scans[0][0], FORMS)
    assert [(laid.form, laid.page) for laid in found] == [PAGES[left], PAGES[right]]
    for laid, (scan, truth) in zip(found, scans, strict=True):
        assert millimetres_off(laid, truth, scan).max() <= MILD


@pytest.mark.parametrize("number", range(len(KINDS)))
def test_a_page_that_is_not_ours_is_not_believed_to_be(number):
    step = SCANNED[FOREIGN_WAYS[number % len(FOREIGN_WAYS)]]
    scan, _ = as_scan(step(foreign_page([*KINDS][number], 3), np.random.default_rng(3)))
    assert not [laid for laid in lay_all(scan, FORMS) if laid.fits]


def test_our_forms_are_not_taken_for_each_other_where_what_tells_them_apart_is_cut_off():
    without_head = after(without_code, cut(0.6, 0.6, "t"), sampled(150))
    for form, page in PAGES:
        scan, _ = as_scan(without_head(filled_page(form, page, 0), np.random.default_rng(0)))
        laid = lay(scan, FORMS)
        assert laid is None or (laid.form, laid.page) == (form, page)


# --- a part that does not fit


@cache
def the_reader():
    return LineReader()


class Deaf:
    """Reads nothing in any picture, so that only the ink decides."""

    def glance(self, pixels, letters):
        return replace(the_reader().glance(pixels, letters), sure=())


def slipped(points, *, signed=False, side="grey"):
    """Page 2 of the pupil form whose part around the first signature box lies so many points too low."""
    form = ELEV
    whole = filled_page(form, 2, 0).pixels if signed else blank_at(form, 2, 300)
    pixels = whole.copy()
    top, bottom, by = (round(each * 300 / 72) for each in (515, 612, points))
    pixels[top:bottom] = 255
    pixels[top + by : bottom + by] = whole[top:bottom]
    ways = {
        "grey": after(sampled(200), grainy()),
        "1-bit": after(sampled(200), grainy(3, 0), black_and_white()),
        "fax": after(sampled(204, 98), grainy(2, 0), black_and_white(185)),
    }
    scan, _ = as_scan(ways[side](printed(pixels, 300), np.random.default_rng(1)))
    return lay(scan, FORMS)


def states(laid):
    return {box.name: (box.state, box.why) for box in read_signatures(Sheet(1, laid), Deaf())}


@pytest.mark.parametrize("side", ["grey", "1-bit", "fax"])
@pytest.mark.parametrize("points", [2, 4, 8, 14])
def test_a_box_that_lies_elsewhere_on_a_page_that_fits_is_never_signed_when_nobody_signed(points, side):
    laid = slipped(points, side=side)
    assert laid.fits
    found = states(laid)
    assert Ink.SIGNED not in [state for state, _ in found.values()]
    assert found["signature_2"][0] is Ink.EMPTY


@pytest.mark.parametrize("side", ["grey", "1-bit"])
@pytest.mark.parametrize("points", [5, 8, 14])
def test_a_signature_in_a_box_that_lies_elsewhere_is_never_called_empty(points, side):
    laid = slipped(points, signed=True, side=side)
    assert states(laid)["signature_1"] == (Ink.UNCERTAIN, Why.MISPLACED)


def test_the_paper_may_be_bent_by_a_millimetre_and_the_boxes_are_still_found():
    laid = slipped(2.5)
    first = next(field for field in ELEV.on(2) if field.name == "signature_1")
    x, y = 48 + 250, 530 + 30
    assert (laid.at(first.box) @ [x, y, 1] - laid.to_scan @ [x, y, 1])[1] > 0
    assert held(laid, first)


@pytest.mark.parametrize("side", ["l", "r", "t", "b"])
def test_a_box_that_is_cut_off_is_never_empty_or_signed(side):
    step = after(without_code, cut(0.25, 0.24, side), skewed(2), sampled(200), grainy())
    for seed in (0, 5):
        laid = lay(as_scan(step(filled_page(ELEV, 2, seed), np.random.default_rng(seed)))[0], FORMS)
        cut_off = {"l": {"signature_1", "signature_2"}, "r": {"signature_1", "signature_2"}, "b": {"signature_2"}}
        for name in cut_off.get(side, ()):
            assert states(laid)[name][0] is Ink.UNCERTAIN


def test_a_page_that_does_not_fit_is_never_signed():
    laid = lay(as_scan(after(sampled(200))(filled_page(ELEV, 2, 0), np.random.default_rng(0)))[0], FORMS)
    assert {state for state, _ in states(replace(laid, fit=0.59)).values()} == {Ink.UNCERTAIN}


def test_the_same_scan_is_laid_the_same_each_time():
    scan, _ = as_scan(CODELESS["photo, no code"](filled_page(ELEV, 1, 0), np.random.default_rng(2)))
    first, again = lay(scan, FORMS), lay(Scan(scan.pixels.copy()), FORMS)
    assert np.array_equal(first.to_scan, again.to_scan)

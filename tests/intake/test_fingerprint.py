"""The same paper scanned again is known by what is written on it; another paper of the same form is another."""

from dataclasses import replace

import pytest

from cases.application import Application
from cases.kinds import Kind
from intake.fingerprint import fingerprints
from intake.forms import load_forms
from intake.identity import same_paper
from intake.pdf import pdf_pages
from intake.registration import lay
from service.samples.papers import filled_form
from service.samples.scanner import fax, scan
from tests.papers.elev import VALUES

FORMS = load_forms()
PRINTS = {"a": "ff00", "b": "0ff0", "c": "00ff", "d": "f00f", "e": ""}


def application(prints):
    return Application(Kind.PUPIL, prints=prints)


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ({}, True),
        ({"a": "fe00"}, True),
        ({"a": "00ff"}, False),
        ({"a": ""}, False),
        ({"e": "ff00"}, False),
        ({"f": ""}, False),
        ({"a": "ff"}, False),
    ],
)
def test_every_box_must_look_alike(changed, same):
    assert same_paper(application(PRINTS), application({**PRINTS, **changed})) is same


def test_papers_with_little_or_nothing_on_them_are_never_the_same():
    few = {**PRINTS, "a": "", "b": ""}
    assert not same_paper(application(few), application(few))
    assert not same_paper(application({}), application({}))


def prints(paper):
    found = {}
    for page in pdf_pages(paper):
        laid = lay(page.scan, FORMS)
        found |= fingerprints(laid)
        assert fingerprints(replace(laid, fit=0.5)) == {}
    return application(found)


@pytest.mark.slow
def test_a_second_scan_is_the_same_paper_and_a_signature_or_another_pupil_makes_another():
    paper = filled_form("elev", VALUES, seed=1)
    first = prints(scan(paper, skew=1, seed=1))
    for again in (scan(paper, dpi=150, skew=-2, jpeg=60, seed=5), scan(paper, dpi=300, seed=7), fax(paper)):
        assert same_paper(first, prints(again))
    unsigned = filled_form("elev", VALUES, signed=(True, False), seed=1)
    other_pen = filled_form("elev", VALUES, seed=2)
    other_pupil = filled_form("elev", {**VALUES, "pupil_name": "Maja Prøve"}, seed=1)
    other_tick = filled_form("elev", {**VALUES, "custody": "forældremyndighed alene"}, seed=1)
    for other in (unsigned, other_pen, other_pupil, other_tick):
        assert not same_paper(first, prints(scan(other, seed=3)))

"""A paper in the letter that it came in: how its file is named, and what the program says of it then.

A coordinator never sees a paper alone: what the engines left open is held against the school register and the name of
the file, and what these repeat letter for letter is verified. That is done here by the same call as in the daemon.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from benchmarks.reading_runs.register import register_with
from benchmarks.reading_set import invented
from benchmarks.reading_set.invented import Rng, pick
from benchmarks.reading_set.truth import Application, Document
from cases.application import Value
from intake.filenames import read_file_name
from intake.forms import Form, load_forms
from intake.gather import Draft
from intake.interpret import DETAIL_FIELD, interpret
from intake.reading import Reading

ITS_OWN, ANOTHER, NOBODY = "its own", "another's", "nobody's"
"""Whose name the file goes by: the paper's own pupil, class or topic, somebody else's, or nobody's."""

_MISNAMED, _UNNAMED = 0.05, 0.05
"""Of papers with one application, the share named after somebody else, and the share not named as the convention has
it."""

_NO_NAMES = ("scan0017", "IMG_20261103_101502", "Ansøgning", "Skema")
_STREAM = 20_000
"""Sets the draws made here apart from those that draw the paper, which must not change by them."""


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a paper's file without its ending, which is the letter's subject too, and whose name that is."""

    text: str = field(repr=False)
    of: str


def name_of(paper: Document) -> Name:
    """How the file is named. It depends on the paper's seed and number and on what is written on it."""
    rng = np.random.default_rng([paper.seed, paper.number, _STREAM])
    share, no_name = rng.random(), pick(rng, _NO_NAMES)
    if len(paper.applications) != 1 or paper.profile == "two-up" or share < _UNNAMED:
        return Name(no_name, NOBODY)
    said = paper.applications[0]
    if share < _UNNAMED + _MISNAMED:
        return Name(_convention(*_somebody_else(said, rng)), ANOTHER)
    return Name(_convention(*_school_and_detail(said)), ITS_OWN)


def _convention(school: str, detail: str) -> str:
    """As schools are asked to name a file."""
    return " - ".join(part for part in (school, detail) if part)


def _school_and_detail(said: Application) -> tuple[str, str]:
    """What the paper says; "" for what was left out."""
    texts = {name: written.text for name, written in said.written.items()}
    return texts.get("school", ""), texts.get(_detail_field(said), "")


def _detail_field(said: Application) -> str:
    return DETAIL_FIELD[_forms()[said.form].kind]


@cache
def _forms() -> Mapping[str, Form]:
    return load_forms()


def _somebody_else(said: Application, rng: Rng) -> tuple[str, str]:
    """Another pupil (at times a brother or sister), class or topic, at the same school or at another."""
    school, detail = _school_and_detail(said)
    name = _detail_field(said)
    other = detail
    while other in ("", detail):
        values = invented.values(rng, _forms()[said.form].id)
        other = values.get(name, "")
    if name == "pupil_name" and detail and rng.random() < 0.5:
        other = " ".join((other.split()[0], *detail.split()[1:]))
    return school if rng.random() < 0.5 else values.get("school", school), other


def in_letter(paper: Document, reading: Reading) -> Iterator[Mapping[str, Value]]:
    """The values of each application found, as they are after all that the letter says was weighed."""
    written = (each.written.get("school") for each in paper.applications)
    schools = register_with(frozenset(each.text for each in written if each))
    name = name_of(paper).text
    named = read_file_name(f"{name}.{paper.type}", name, schools)
    for answers in reading.answers:
        yield interpret(Draft(answers, named, (0,)), schools, None).application.values

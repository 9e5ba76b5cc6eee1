"""The school register of a letter: every school that the benchmark's papers can name, and others named nearly so.

A real one has some dozens of schools; this one has 1,400 of all places and shapes, and those near to the paper's own:
they differ in a letter or two of a place or in how a saint is cut short. So a misread name may be another school's.
"""

from collections.abc import Iterable
from functools import cache, lru_cache

import numpy as np

from benchmarks.reading_set import invented
from cases.people import School
from intake.schools import SchoolRegister, register

_DRAWS = 30_000
"""So many draws give each of the generator's 1,400 schools but for one chance in a million; a test counts them."""

_NEAR = (
    ("Ager", "Agger"), ("Birke", "Birk"), ("Dam", "Damme"), ("Enge", "Eng"), ("Fugle", "Fugl"), ("Gran", "Gram"),
    ("Have", "Hove"), ("Kær", "Kjær"), ("Lyng", "Lynge"), ("Mose", "Mosse"), ("Nørre", "Nørr"), ("Ravn", "Havn"),
    ("Sø", "Så"), ("Øster", "Ølster"), ("Vester", "Vesten"), ("Ege", "Egge"), ("Høj", "Høje"), ("Tår", "Tor"),
    ("Ulve", "Ulv"), ("Brøn", "Brønd"), ("bjerg", "berg"), ("toft", "tofte"), ("lund", "lunde"), ("bæk", "bækk"),
    ("gaard", "gard"), ("gård", "gard"), ("hede", "heden"), ("vang", "vand"), ("skov", "skor"), ("dal", "dahl"),
    ("kilde", "kilden"), ("holt", "hult"), ("sted", "stad"), ("mark", "merk"), ("Sct. ", "Skt. "),
    ("Friskole", "Fjordskole"),
)  # fmt: skip
"""A part of a school's name, and what stands there in the name of another."""


@cache
def own_schools() -> frozenset[str]:
    """The schools that the generator can write."""
    rng = np.random.default_rng(0)
    return frozenset(invented.school(rng) for _ in range(_DRAWS))


def near_schools(written: Iterable[str]) -> frozenset[str]:
    """Others, whose names are near to those written."""
    return frozenset(name.replace(part, other) for name in written for part, other in _NEAR if part in name)


@lru_cache(maxsize=16)
def register_with(written: frozenset[str]) -> SchoolRegister:
    """The register of a municipality that has the schools written on a paper.

    No municipality has both an "Egelund Skole" and an "Egelundskolen", and the register gives what both may be called
    to the first: those written come first, then those that are named in the same way.
    """
    ends = tuple({name[-5:] for name in written})
    rest = sorted((own_schools() | near_schools(written)) - written, key=lambda name: (not name.endswith(ends), name))
    return register([School(name) for name in (*sorted(written), *rest)])

"""Educators by their names where a sentence has their initials, as plans and histories write them. Pure.

The initials are what a plan knows of an educator, and what a command is told; who reads a page chose among names.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from cases.people import Educator

_SAID = """
ad af alle at bad da de del dem den der dér det du efter eller en end er et fik få får for fra fri før gik giv går gå
har hos hun hvem hvis han ikke ind ingen jo kan kom kun køen lod læg man med men mens mere mod må ned nej nok ny nye
nyt når nu nå og om op os over på plads runde sag sager se selv set sin skal som stå syg sæt så tage tal tid til to
tog tre ud under var ved vi vil ville være væk
"""
WORDS = frozenset(_SAID.split())
"""Words of our sentences: initials that are one of them, or a number, stay, for nobody could tell which is meant."""

_WORD = re.compile(r"\w[\w-]*")


def names_of(educators: Iterable[Educator]) -> Mapping[str, str]:
    """What each educator is called, by initials; two of the same name keep theirs behind it."""
    known = tuple(educators)
    same = Counter(one.name for one in known)
    return {one.id: one.name if same[one.name] == 1 else f"{one.name} ({one.id})" for one in known}


def called(text: str, names: Mapping[str, str]) -> str:
    """The text with names for initials."""
    return _WORD.sub(lambda found: _name(found.group(), names), text)


def _name(word: str, names: Mapping[str, str]) -> str:
    return word if word in WORDS or word.isdigit() else names.get(word, word)

"""How other offices' forms ask for what we need: labels, words of longer questions, headings. Data, and its matching.

The data is `templates/forms/labels/labels.toml`; a synonym more is a line there. Letters that a scan makes alike are
forgiven, one in eight.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

from cases.application import FIELDS
from cases.errors import SettingsError
from intake.form import SIGNATURES, FieldType
from templates import TEMPLATES

FILE: Final = TEMPLATES / "forms" / "labels" / "labels.toml"
_LETTERS: Final = re.compile(r"[^0-9a-zæøåéüöä]+")
_FORGIVEN: Final = 8  # letters for each that may be misread
_NAMES: Final = (*FIELDS, *SIGNATURES)

_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a label asks for: a field of ours ("guardian_{}_name" for either parent), "" for what we do not use.

    `part` is the part of a form it belongs to; a `bare` label ("Navn") counts only there.
    """

    name: str
    type: FieldType = FieldType.LINE
    part: str = ""
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """What ticking a box gives to a field, and the words beside it: all of one set, and none of that set's nots."""

    name: str
    value: str
    words: tuple[tuple[frozenset[str], frozenset[str]], ...]


@dataclass(frozen=True, slots=True)
class Labels:
    """Everything that is known of how others ask."""

    phrases: Mapping[str, tuple[Asked, ...]]
    questions: tuple[tuple[tuple[frozenset[str], frozenset[str]], Asked], ...]
    choices: tuple[Choice, ...]
    headings: Mapping[str, str]

    def asked(self, text: str) -> tuple[Asked, ...]:
        """What a label asks for; several where only its place on the page can tell, none when it is no label."""
        return _nearest(self.phrases, text) or ()

    def question(self, text: str) -> Asked | None:
        """The field with free text that a longer question asks for."""
        said = words_of(text)
        return next((asked for words, asked in self.questions if _says(said, words)), None)

    def part(self, text: str) -> str | None:
        """The part of a form that a heading begins."""
        return _nearest(self.headings, text)

    def choice(self, text: str) -> Choice | None:
        """What a tick beside this text means."""
        said = words_of(text)
        return next((one for one in self.choices if any(_says(said, words) for words in one.words)), None)


def plain(text: str) -> str:
    """Small letters and digits alone: "CPR-nr." and "Cpr nr" are one."""
    return _LETTERS.sub("", text.casefold())


def words_of(text: str) -> frozenset[str]:
    """The words of a text, small and without signs."""
    return frozenset(word for word in _LETTERS.split(text.casefold()) if word)


def load_labels(file: Path = FILE) -> Labels:
    """The labels of a file. Raises SettingsError when it is not as it should be."""
    try:
        return _labels(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{file.name} kan ikke læses ({type(error).__name__}): gem den igen som TOML.") from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SettingsError(f"{file.name}: der står noget, som ikke kan passe ({error}).") from error


@cache
def known_labels() -> Labels:
    """The shipped labels, loaded once."""
    return load_labels()


# --- from the file


def _labels(data: Mapping[str, Any]) -> Labels:
    phrases: dict[str, tuple[Asked, ...]] = {}
    questions = []
    for row in data["fields"]:
        asked = Asked(_name(row["name"]), FieldType(row["type"]), row.get("part", ""))
        bare = Asked(asked.name, asked.type, asked.part, bare=True)
        for one, labels in ((asked, row.get("labels", ())), (bare, row.get("bare", ()))):
            for label in labels:
                phrases[plain(label)] = tuple(dict.fromkeys((*phrases.get(plain(label), ()), one)))
        questions += [(_words(words), asked) for words in row.get("questions", ())]
    for label in data["others"]["labels"]:
        phrases.setdefault(plain(label), (Asked(""),))
    choices = tuple(
        Choice(_name(row["name"]), row["value"], tuple(_words(words) for words in row["words"]))
        for row in data["choices"]
    )
    headings = {plain(heading): part for part, texts in data["headings"].items() for heading in texts}
    return Labels(phrases, tuple(questions), choices, headings)


def _name(name: str) -> str:
    if name.format(1) not in _NAMES:
        raise ValueError(name)
    return name


def _words(text: str) -> tuple[frozenset[str], frozenset[str]]:
    words = text.casefold().split()
    return (
        frozenset(word for word in words if not word.startswith("-")),
        frozenset(word[1:] for word in words if word.startswith("-")),
    )


# --- matching


def _says(said: frozenset[str], words: tuple[frozenset[str], frozenset[str]]) -> bool:
    must, not_ = words
    return must <= said and not said & not_


def _nearest(known: Mapping[str, _Found], text: str) -> _Found | None:
    """What is known under this text, or under one that differs by a few misread letters."""
    key = plain(text)
    if key in known:
        return known[key]
    most = len(key) // _FORGIVEN
    if most == 0:
        return None
    alike = ((apart(key, other, most), other) for other in known if abs(len(other) - len(key)) <= most)
    best = min((each for each in alike if each[0] <= most), default=None)
    return known[best[1]] if best else None


def apart(one: Sequence[str], other: Sequence[str], most: int) -> int:
    """How many letters must be changed, left out or put in (Levenshtein); counted no further than `most` + 1."""
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, 1):
        above, row[0] = row[0], number
        for place, theirs in enumerate(other, 1):
            above, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, above + (letter != theirs))
        if min(row) > most:
            return most + 1
    return row[-1]

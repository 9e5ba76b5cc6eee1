"""The words of the convention, loaded once from `words.toml`."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A list of words; an entry ending in "*" stands for every word that begins so."""

    whole: frozenset[str]
    beginnings: tuple[str, ...]
    long: tuple[str, ...]
    """Those beginnings that say something of a short word, too."""

    def has(self, word: str, *, strict: bool = False) -> bool:
        """Whether the word (any case) is in the list; `strict` asks for the very word, or a long beginning of it."""
        low = word.casefold().strip(".")
        return low in self.whole or low.startswith(self.long if strict and len(low) < 8 else self.beginnings)


@dataclass(frozen=True, slots=True)
class Words:
    """Every list of `words.toml`, ready to be asked."""

    filler: re.Pattern[str]
    municipality: re.Pattern[str]
    template: re.Pattern[str]
    no_application: tuple[tuple[str, tuple[str, ...]], ...]
    glue: Lexicon
    edges: Lexicon
    placeholders: Lexicon
    particles: Lexicon
    abbreviations: Lexicon
    health: Lexicon
    topic: Lexicon
    topic_endings: tuple[str, ...]
    not_topic: Lexicon
    pupil_or_topic: Lexicon
    first_names: Lexicon
    surname_endings: tuple[str, ...]
    plain_spellings: tuple[str, ...]
    nameless: Lexicon
    groups: Lexicon
    named_classes: tuple[str, ...]
    elsewhere: Lexicon
    no_school: Lexicon
    devices: Lexicon
    beside_devices: Lexicon
    generic: Lexicon

    def about_teaching(self, word: str, *, strict: bool = False) -> bool:
        """Whether the word is one of teaching, by the list or by its ending."""
        low = word.casefold().strip(".")
        if self.not_topic.has(low):
            return False
        if self.topic.has(low, strict=strict):
            return True
        ends = low.endswith(self.topic_endings)
        return ends and any(low.endswith(one) and len(low) - len(one) >= 3 for one in self.topic_endings)


@cache
def words() -> Words:
    """The words as `words.toml` has them."""
    raw = tomllib.loads(files("intake.convention").joinpath("words.toml").read_text("utf-8"))
    made: dict[str, Any] = {field.name: _MAKERS[field.type](raw[field.name]) for field in fields(Words)}
    return Words(**made)


def _lexicon(entries: list[str]) -> Lexicon:
    beginnings = tuple(entry[:-1] for entry in entries if entry.endswith("*") and len(entry) > 3)
    whole = frozenset(entry.rstrip("*") for entry in entries)
    return Lexicon(whole, beginnings, tuple(beginning for beginning in beginnings if len(beginning) >= 5))


def _phrases(entries: list[str]) -> re.Pattern[str]:
    """A pattern that finds any of the phrases as whole words, the longest first."""
    longest_first = sorted(entries, key=len, reverse=True)
    shapes = [
        re.escape(entry.rstrip("*")).replace(r"\ ", r"[ .,_-]{1,3}") + r"\w*" * entry.endswith("*")
        for entry in longest_first
    ]
    return re.compile(r"(?<![\w-])(?:" + "|".join(shapes) + r")(?![\w-])[.:]?", re.IGNORECASE)


def _openings(entries: Mapping[str, list[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((flag, tuple(openings)) for flag, openings in entries.items())


_MAKERS: Mapping[object, Callable[[Any], object]] = {
    Lexicon: _lexicon,
    re.Pattern[str]: _phrases,
    tuple[str, ...]: tuple,
    tuple[tuple[str, tuple[str, ...]], ...]: _openings,
}
"""How each sort of field is made from what the file holds."""

"""What is left of a name once the school is taken out: a pupil, a class or a topic, in that order of weight."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cases.kinds import Kind
from intake.convention.classes import find_classes
from intake.convention.people import Label, People, Token, find_people, labelled, titled
from intake.convention.words import words

_PARTS = re.compile(r"\s+[-–—]+\s+|[–—|;:=/()\[\]{}]|(?<=\s)-(?=\S)|(?<=\S)-(?=\s)|^-|-$")
_NO_WORDS = re.compile(r"\s[-–—]+(?=\s|$)|[|]|\d[\d .–-]{4,}\d|\d{3,}")
"""Signs between words, and long numbers: half a CPR number has no place in a topic either."""

_ENDS = " \t-–—.,;:+&/|=!_()[]"
_MEANS_SOMETHING = (Label.TOPIC, Label.HEALTH, Label.OTHER, Label.NAME, Label.INITIALS)


@dataclass(frozen=True, slots=True)
class Detail:
    """Whom or what an application is about; `known` is whether any word of a topic was recognised."""

    kind: Kind
    text: str | None
    flags: tuple[str, ...] = ()
    known: bool = True


NOTHING = Detail(Kind.UNKNOWN, None)


def read_detail(rest: str, *, pupil: bool = False, shouted: bool = False) -> Detail:
    """The detail in `rest`; `pupil` tells that something else (a CPR number) already says it is about one.

    `shouted` tells that the writer used capitals for everything; the detail gets ordinary letters then.
    """
    found = find_classes(rest)
    classes = " + ".join(found.found)
    tokens = labelled(_in_parts(found.rest), shouted=shouted)
    nameless, topic = _nameless(tokens), _topic(rest)
    if words().groups.has(topic) and not classes:
        return Detail(Kind.CLASS, topic, ("type_usikker",))
    people = People(None, tokens) if nameless else find_people(tokens)
    beside = _beside(people.others)
    if people.name or nameless or pupil:
        return _pupil(people, beside, bool(classes), nameless, shouted=shouted)
    if classes:
        return Detail(Kind.CLASS, classes, (*found.flags, *(("emne_og_klasse",) if beside else ())))
    if not topic:
        return NOTHING
    unsure = ("type_usikker",) if re.search(r"\bklassen?\b", topic, re.I) else ()
    known = any(token.label in (Label.TOPIC, Label.HEALTH) for token in tokens)
    return Detail(Kind.TOPIC, _calm(topic) if shouted else topic, unsure, known)


def _pupil(people: People, beside: Sequence[Token], with_class: bool, nameless: bool, *, shouted: bool) -> Detail:
    """The detail of a pupil, named or not."""
    flags = [*people.flags]
    if nameless:
        flags.append("elev_anonym")
    elif not people.name:
        flags.append("elevnavn_mangler")
    if with_class:
        flags.append("elev_og_klasse")
    if beside and not nameless:
        flags.append("emne_og_elev")
    if any(token.label is Label.HEALTH for token in beside):
        flags.append("helbred_i_filnavn")
    name = titled(people.name) if people.name and shouted else people.name
    if not people.sure and not with_class and not beside:
        return Detail(Kind.UNKNOWN, name, tuple(flags))
    return Detail(Kind.PUPIL, name, tuple(flags))


def _in_parts(text: str) -> str:
    """The text with "|" wherever a separator stood."""
    return _PARTS.sub(" | ", text)


def _nameless(tokens: Sequence[Token]) -> bool:
    """Whether a pupil is spoken of without a name: "anonym elev", "elev i", "en dreng"."""
    said = [t.text.casefold() for t in tokens if t.label not in (Label.BREAK, Label.COMMA)]
    names = sum(t.label in (Label.NAME, Label.INITIALS) and not words().nameless.has(t.text) for t in tokens)
    if names or not said:
        return False
    return words().nameless.has(" ".join(said[:2])) or words().nameless.has(said[0])


def _beside(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The words that mean something beside a name or a class."""
    return tuple(token for token in tokens if token.label in _MEANS_SOMETHING)


def _topic(rest: str) -> str:
    """The words of a topic, without separators and small words at its ends."""
    text = re.sub(r"\s+", " ", _NO_WORDS.sub(" ", rest)).strip(_ENDS)
    kept = text.split(" ")
    while kept and _droppable(kept[0]):
        kept = kept[1:]
    while kept and _droppable(kept[-1]) and not words().placeholders.has(kept[-1]):
        kept = kept[:-1]
    topic = " ".join(kept).strip(_ENDS)
    return "" if words().placeholders.has(topic) or not any(c.isalpha() for c in topic) else topic


def _calm(topic: str) -> str:
    """The topic in small letters, abbreviations as they were."""
    return " ".join(word if words().abbreviations.has(word) else word.lower() for word in topic.split())


def _droppable(word: str) -> bool:
    bare = word.strip(_ENDS)
    return not bare or words().edges.has(bare) or (len(bare) == 1 and not bare.isupper())

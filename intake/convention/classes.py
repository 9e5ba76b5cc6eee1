"""Classes as people write them, and the one form each gets: "5.b", "6. årgang", "0. klasse", "4.-6. klasse"."""

import re
from dataclasses import dataclass
from functools import cache

from intake.convention.words import words

_ORDINALS = (
    "nulte",
    "første",
    "anden",
    "tredje",
    "fjerde",
    "femte",
    "sjette",
    "syvende",
    "ottende",
    "niende",
    "tiende",
)
_GRADE = r"(10|0?[0-9])"
_LETTER = r"([a-zæøå])"
_YEAR = r"(?:å|aa)rg(?:ang(?:en)?s?)?\b\.?"
_KLASSE = r"(?:klassetrin(?:net)?|klasserne|klassens?|klasses?|kl)\b\.?"
_BEFORE = r"(?<![\w.,-])"
_AND = r"\s*(?:,|&|\+|/|og|samt)\s*"


@dataclass(frozen=True, slots=True)
class Classes:
    """The classes found, each in its one form; what is left of the text; what to note."""

    found: tuple[str, ...]
    rest: str
    flags: tuple[str, ...] = ()


def _shape(shape: str) -> re.Pattern[str]:
    return re.compile(shape, re.I)


_ORDINAL = _shape(rf"\b({'|'.join(_ORDINALS)})\s+(?={_KLASSE}|{_YEAR})")
_RANGE = _shape(rf"{_BEFORE}{_GRADE}\s?\.?\s?(?:-|–|—|til)\s?{_GRADE}\s?\.?\s?({_KLASSE}|{_YEAR})")
_SEVERAL = _shape(rf"{_BEFORE}((?:{_GRADE}\.?{_AND}){{1,6}}{_GRADE})\s?\.?\s?({_KLASSE}|{_YEAR})")
_KINDERGARTEN = _shape(rf"\b(?:børnehaveklasse(?:n|rn?e?)?|bh\.?\s?kl(?:asse)?n?|bhk)\b\.?(?:\s{_LETTER}\b\.?)?")
_LETTERS = _shape(
    rf"(?:\bklassen?\b:?\s+)?(?<![\w])(?<!\d[.,-]){_GRADE}\s?[.\-]?\s?{_LETTER}(?!\w)(?!\.\w)(?:\s?{_KLASSE})?"
    rf"((?:{_AND}{_LETTER}(?![\w.]))*)"
)
_NUMBERED = _shape(rf"{_BEFORE}{_GRADE}\s?\.?\s?{_KLASSE}")
_NUMBER_AFTER = _shape(rf"(?<![\w-])(?:klassen?|kl\.?)\s?{_GRADE}\b(?!\s?[.]?\s?\w\b)\.?")
_YEARS = _shape(rf"{_BEFORE}{_GRADE}\s?\.?\s?{_YEAR}")
_YEAR_AFTER = _shape(rf"(?<!\w)(?:å|aa)rg(?:ang)?\b\.?\s?{_GRADE}\b\.?")
_LETTERED = re.compile(r"(?<![\w-])[A-ZÆØÅ]-klassen?\b")
_STAGES = ["indskoling", "mellemtrin", "udskoling"]


def find_classes(text: str) -> Classes:
    """Every class in `text`; several are noted as `flere_klasser`."""
    found: list[tuple[int, str]] = []
    rest = _ORDINAL.sub(lambda m: f"{_ORDINALS.index(m.group(1).casefold())}. ", text)
    for shape, form in _FORMS:
        for match in shape.finditer(rest):
            found.extend((match.start(), name) for name in form(match))
        rest = shape.sub(lambda m: " " * len(m.group()), rest)
    names = tuple(dict.fromkeys(name for _, name in sorted(found)))
    several = len(names) > 1 or any("-" in name for name in names)
    if not names:
        return _named(text)
    return Classes(names, _without_joints(rest), ("flere_klasser",) if several else ())


def read_class(text: str) -> str | None:
    """The class that `text` names, in its one form ("5.b", "6. årgang", "5.a + 5.b"), or None."""
    return " + ".join(find_classes(text[:200]).found) or None


def _named(text: str) -> Classes:
    """Classes with a name for a number: "specialklassen mellemtrin"."""
    for name, shape in _named_shapes():
        match = shape.search(text)
        if match:
            stage = re.search(rf"\b({'|'.join(_STAGES)})(?:net|en)?\b", text, re.I)
            rest = text[: match.start()] + " " + text[match.end() :]
            rest = re.sub(rf"[(]?\b(?:{'|'.join(_STAGES)})(?:net|en)?\b[)]?", " ", rest, flags=re.I)
            return Classes((f"{name} ({stage.group(1).casefold()})" if stage else name,), rest)
    lettered = _LETTERED.search(text)
    if lettered:
        return Classes((lettered.group(),), text[: lettered.start()] + " " + text[lettered.end() :])
    return Classes((), text)


@cache
def _named_shapes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each name with the pattern that finds it, in any of its endings."""
    stems = ((name, name.removesuffix("e")) for name in words().named_classes)
    return tuple((name, re.compile(rf"(?<!\w){stem}\w{{0,4}}\b", re.I)) for name, stem in stems)


def _without_joints(rest: str) -> str:
    """The rest without the "og" that stood between two classes."""
    return re.sub(r"(?:^|(?<=\s))(?:og|samt|&|\+|,|/)(?=\s*$|\s{2,})", " ", rest)


def _range(m: re.Match[str]) -> list[str]:
    return [f"{int(m.group(1))}.-{int(m.group(2))}. {_unit(m.group(3))}"]


def _several(m: re.Match[str]) -> list[str]:
    return [f"{int(grade)}. {_unit(m.group(m.lastindex or 0))}" for grade in re.findall(r"\d+", m.group(1))]


def _unit(word: str) -> str:
    return "årgang" if re.match(_YEAR, word, re.I) else "klasse"


def _letters(m: re.Match[str]) -> list[str]:
    more = re.findall(rf"(?<![\wæøå]){_LETTER}(?![\wæøå])", m.group(3), re.I)
    return [f"{int(m.group(1))}.{letter.casefold()}" for letter in (m.group(2), *more)]


def _kindergarten(m: re.Match[str]) -> list[str]:
    return [f"0.{m.group(1).casefold()}" if m.group(1) else "0. klasse"]


def _numbered(m: re.Match[str]) -> list[str]:
    return [f"{int(m.group(1))}. klasse"]


def _years(m: re.Match[str]) -> list[str]:
    return [f"{int(m.group(1))}. årgang"]


_FORMS = (
    (_RANGE, _range),
    (_SEVERAL, _several),
    (_KINDERGARTEN, _kindergarten),
    (_YEARS, _years),
    (_YEAR_AFTER, _years),
    (_LETTERS, _letters),
    (_NUMBERED, _numbered),
    (_NUMBER_AFTER, _numbered),
)

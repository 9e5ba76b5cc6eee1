"""What could be otherwise: an educator falls ill, a place more, a case withdrawn. What each does is in `changed`.

As text, for the command line: `syg:AB`, `plads:AB:2`, `ud:T-1`, `lemp:T-1:sprog`; `WORDS` has them all.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from cases.errors import RefusedError
from routing.danish import counted, listed, number
from routing.instance import Mode


@dataclass(frozen=True, slots=True)
class Ill:
    """An educator is away for the whole support period; whoever is pinned there is let go."""

    educator: str


@dataclass(frozen=True, slots=True)
class More:
    """An educator has so many places (or hours) more."""

    educator: str
    count: float = 1


@dataclass(frozen=True, slots=True)
class Reserved:
    """So many of an educator's places (or hours) are kept back."""

    educator: str
    count: float = 1


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A case is withdrawn."""

    case: str


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A case is let off some of the competences or languages that it must find."""

    case: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnyDistrict:
    """A case may be taken by any district."""

    case: str


@dataclass(frozen=True, slots=True)
class Shared:
    """All districts share their educators: districts are a wish, no longer a border."""


@dataclass(frozen=True, slots=True)
class Forbidden:
    """An educator must not have the case."""

    case: str
    educator: str


@dataclass(frozen=True, slots=True)
class Allowed:
    """An educator may have the case after all."""

    case: str
    educator: str


@dataclass(frozen=True, slots=True)
class Pinned:
    """A case stays with an educator, whatever else happens."""

    case: str
    educator: str


Change: TypeAlias = Ill | More | Reserved | Withdrawn | Relaxed | AnyDistrict | Shared | Forbidden | Allowed | Pinned


def said(change: Change, mode: Mode = Mode.SLOTS) -> str:
    """The change in Danish, as it stands after "Hvis "."""
    match change:
        case Ill(educator):
            return f"{educator} er syg i hele perioden"
        case More(educator, count):
            return f"{educator} får {_amount(abs(count), mode)} {'mere' if count >= 0 else 'mindre'}"
        case Reserved(educator, count):
            return f"{_amount(count, mode)} hos {educator} holdes tilbage"
        case Withdrawn(name):
            return f"{name} trækkes tilbage"
        case Relaxed(name, words):
            return f"{name} fritages for kravet om {listed(words)}"
        case AnyDistrict(name):
            return f"{name} må tages af et andet distrikt"
        case Shared():
            return "distrikterne deles om læringsvejlederne"
        case Forbidden(name, educator):
            return f"{educator} ikke må få {name}"
        case Allowed(name, educator):
            return f"{educator} alligevel må få {name}"
        case Pinned(name, educator):
            return f"{name} fastholdes hos {educator}"
        case _:
            assert_never(change)


def _amount(count: float, mode: Mode) -> str:
    return counted(count, "plads", "pladser") if mode == Mode.SLOTS else counted(count, "time", "timer")


WORDS: Mapping[str, tuple[Callable[..., Change], str]] = {
    "syg": (Ill, "syg:VEJLEDER"),
    "plads": (lambda who, count="1": More(who, _count(count)), "plads:VEJLEDER[:ANTAL]"),
    "reserver": (lambda who, count="1": Reserved(who, _count(count)), "reserver:VEJLEDER[:ANTAL]"),
    "ud": (Withdrawn, "ud:SAG"),
    "lemp": (lambda case, words: Relaxed(case, tuple(words.split("+"))), "lemp:SAG:KOMPETENCE[+KOMPETENCE…]"),
    "distrikt": (AnyDistrict, "distrikt:SAG"),
    "del": (Shared, "del"),
    "forbyd": (Forbidden, "forbyd:SAG:VEJLEDER"),
    "tillad": (Allowed, "tillad:SAG:VEJLEDER"),
    "fast": (Pinned, "fast:SAG:VEJLEDER"),
}
"""The first word of a change as text, what it makes, and how it is written."""


def read_change(text: str) -> Change:
    """The change that a text like `syg:AB` stands for; RefusedError showing how changes are written."""
    return change_of([part.strip() for part in text.split(":")], text)


def change_of(parts: Sequence[str], text: str = "") -> Change:
    """The change of a first word and what it is about: the inverse of `parts_of`."""
    word, *rest = parts
    if word in WORDS and all(rest):
        try:
            return WORDS[word][0](*rest)
        except (TypeError, ValueError):
            raise RefusedError(f'"{text}" skal skrives {WORDS[word][1]}.') from None
    shapes = ", ".join(shape for _, shape in WORDS.values())
    raise RefusedError(f'"{text}" kendes ikke. En ændring skrives som en af: {shapes}.')


def parts_of(change: Change) -> list[str]:
    """The first word of a change and what it is about."""
    match change:
        case Ill(educator):
            return ["syg", educator]
        case More(educator, count):
            return ["plads", educator, f"{count:.10g}"]
        case Reserved(educator, count):
            return ["reserver", educator, f"{count:.10g}"]
        case Withdrawn(name):
            return ["ud", name]
        case Relaxed(name, words):
            return ["lemp", name, "+".join(words)]
        case AnyDistrict(name):
            return ["distrikt", name]
        case Shared():
            return ["del"]
        case Forbidden(name, educator):
            return ["forbyd", name, educator]
        case Allowed(name, educator):
            return ["tillad", name, educator]
        case Pinned(name, educator):
            return ["fast", name, educator]
        case _:
            assert_never(change)


def _count(text: str) -> float:
    value = float(text.replace(",", "."))
    if not abs(value) <= 10**6:
        raise ValueError(number(value))
    return value

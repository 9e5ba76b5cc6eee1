"""The fields of `tovholder plan FILE.json`: how the value of each is read, and what it is when it is not there."""

import math
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from cases.rounds import COPENHAGEN
from routing.instance import ORDER, Attached, Districts, Mode, Repeats, Visit

REQUIRED = object()
MOST_BANDS = 11
Reader = Callable[[Any], Any]


class WrongError(Exception):
    """A value is not what its field asks for; the message completes "skal være …"."""


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise WrongError("en tekst, der ikke er tom")
    return value


def _words(value: Any) -> str:
    if not isinstance(value, str):
        raise WrongError("en tekst")
    return value


def _maybe_text(value: Any) -> str | None:
    return None if value is None else _text(value)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e15 or not math.isfinite(value):
        raise WrongError("et tal")
    return value


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > 10**15:
        raise WrongError("et helt tal")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise WrongError("en liste af tekster")
    return tuple(value)


def _moment(value: Any) -> datetime:
    """An ISO time; one without a zone is Danish time."""
    try:
        moment = datetime.fromisoformat(_text(value))
    except ValueError:
        raise WrongError("et tidspunkt som 2026-12-01T09:30:00+01:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=COPENHAGEN)


def _one_of(words: type[StrEnum]) -> Reader:
    def read(value: Any) -> StrEnum:
        if isinstance(value, str) and value in set(words):
            return words(value)
        raise WrongError(f"en af {', '.join(words)}")

    return read


def _needs(value: Any) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise WrongError("en liste af kompetencer for hver slags ansøgning")
    return {kind: _texts(words) for kind, words in value.items()}


def _hours(value: Any) -> Mapping[str, float]:
    if not isinstance(value, dict):
        raise WrongError("et antal timer for hver slags ansøgning")
    return {kind: _number(count) for kind, count in value.items()}


def _levels(value: Any) -> tuple[str, ...]:
    levels = _texts(value)
    if len(set(levels)) < len(levels) or not set(levels) <= set(ORDER):
        raise WrongError(f"en liste af hensyn, hvert højst én gang: {', '.join(ORDER)}")
    return levels


def _bands(value: Any) -> int:
    if not 2 <= _whole(value) <= MOST_BANDS:
        raise WrongError(f"et helt tal fra 2 til {MOST_BANDS}")
    return int(value)


def _amount(value: Any) -> float:
    if _number(value) < 0:
        raise WrongError("et tal, der er 0 eller mere")
    return float(value)


def _share(value: Any) -> float:
    if not 0 <= _number(value) <= 1:
        raise WrongError("et tal fra 0 til 1")
    return float(value)


def _visits(value: Any) -> tuple[Visit, ...]:
    fields = {"school", "environment", "round"}
    if not isinstance(value, list) or not all(isinstance(v, dict) and set(v) <= fields for v in value):
        raise WrongError("en liste af forløb med school, environment og round")
    return tuple(
        Visit(**{name: _words(text) for name, text in {"school": "", "environment": "", **v}.items()}) for v in value
    )


SETTINGS: Mapping[str, tuple[Reader, Any]] = {
    "mode": (_one_of(Mode), Mode.SLOTS),
    "districts": (_one_of(Districts), Districts.SOFT),
    "repeats": (_one_of(Repeats), Repeats.AVOID),
    "attached": (_one_of(Attached), Attached.NEUTRAL),
    "needs": (_needs, {}),
    "hours": (_hours, {}),
    "levels": (_levels, ORDER),
    "bands": (_bands, 3),
}
EDUCATOR: Mapping[str, tuple[Reader, Any]] = {
    "id": (_text, REQUIRED),
    "capacity": (_number, REQUIRED),
    "competences": (_texts, ()),
    "districts": (_texts, ()),
    "attached": (_texts, ()),
    "conflicts": (_texts, ()),
    "history": (_visits, ()),
    "languages": (_texts, ()),
    "away": (_share, 0),
    "reserved": (_amount, 0),
    "earlier_cases": (_amount, 0),
    "earlier_places": (_amount, 0),
}
CASE: Mapping[str, tuple[Reader, Any]] = {
    "id": (_text, REQUIRED),
    "kind": (_text, REQUIRED),
    "school": (_text, REQUIRED),
    "received": (_moment, REQUIRED),
    "environment": (_words, ""),
    "district": (_maybe_text, None),
    "needs": (_texts, ()),
    "wants": (_texts, ()),
    "demand": (_number, 1),
    "waited": (_whole, 0),
    "priority": (_whole, 0),
    "pinned": (_maybe_text, None),
    "previous": (_maybe_text, None),
    "languages": (_texts, ()),
    "forbidden": (_texts, ()),
    "waived": (_texts, ()),
}

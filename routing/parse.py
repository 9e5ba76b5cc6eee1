"""An instance from JSON and back, as `tovholder plan` speaks it: every fault is named, none is a traceback."""

import json
import math
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from cases.rounds import COPENHAGEN
from routing.faults import checked, refuse
from routing.instance import (
    ORDER,
    Attached,
    Districts,
    EducatorSeat,
    Instance,
    Mode,
    PlanCase,
    PlanSettings,
    Repeats,
    Visit,
)

REQUIRED = object()
MOST_BANDS = 11
Reader = Callable[[Any], Any]


class _WrongError(Exception):
    """A value is not what its field asks for; the message completes "skal være …"."""


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _WrongError("en tekst, der ikke er tom")
    return value


def _words(value: Any) -> str:
    if not isinstance(value, str):
        raise _WrongError("en tekst")
    return value


def _maybe_text(value: Any) -> str | None:
    return None if value is None else _text(value)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e15 or not math.isfinite(value):
        raise _WrongError("et tal")
    return value


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > 10**15:
        raise _WrongError("et helt tal")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise _WrongError("en liste af tekster")
    return tuple(value)


def _moment(value: Any) -> datetime:
    """An ISO time; one without a zone is Danish time."""
    try:
        moment = datetime.fromisoformat(_text(value))
    except ValueError:
        raise _WrongError("et tidspunkt som 2026-12-01T09:30:00+01:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=COPENHAGEN)


def _one_of(words: type[StrEnum]) -> Reader:
    def read(value: Any) -> StrEnum:
        if isinstance(value, str) and value in set(words):
            return words(value)
        raise _WrongError(f"en af {', '.join(words)}")

    return read


def _needs(value: Any) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise _WrongError("en liste af kompetencer for hver slags ansøgning")
    return {kind: _texts(words) for kind, words in value.items()}


def _hours(value: Any) -> Mapping[str, float]:
    if not isinstance(value, dict):
        raise _WrongError("et antal timer for hver slags ansøgning")
    return {kind: _number(count) for kind, count in value.items()}


def _levels(value: Any) -> tuple[str, ...]:
    levels = _texts(value)
    if len(set(levels)) < len(levels) or not set(levels) <= set(ORDER):
        raise _WrongError(f"en liste af hensyn, hvert højst én gang: {', '.join(ORDER)}")
    return levels


def _bands(value: Any) -> int:
    if not 2 <= _whole(value) <= MOST_BANDS:
        raise _WrongError(f"et helt tal fra 2 til {MOST_BANDS}")
    return int(value)


def _amount(value: Any) -> float:
    if _number(value) < 0:
        raise _WrongError("et tal, der er 0 eller mere")
    return float(value)


def _share(value: Any) -> float:
    if not 0 <= _number(value) <= 1:
        raise _WrongError("et tal fra 0 til 1")
    return float(value)


def _visits(value: Any) -> tuple[Visit, ...]:
    fields = {"school", "environment", "round"}
    if not isinstance(value, list) or not all(isinstance(v, dict) and set(v) <= fields for v in value):
        raise _WrongError("en liste af forløb med school, environment og round")
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


def _row(row: Any, name: str, fields: Mapping[str, tuple[Reader, Any]], faults: list[str]) -> dict[str, Any]:
    """The row's values, read; what is wrong with it is added to `faults`."""
    if not isinstance(row, dict):
        faults.append(f"{name} skal være et objekt med navngivne felter.")
        return {}
    faults.extend(f"{name}: feltet '{key}' kendes ikke." for key in row if key not in fields)
    values: dict[str, Any] = {}
    for key, (reader, default) in fields.items():
        if key not in row:
            values[key] = default
            if default is REQUIRED:
                faults.append(f"{name}: feltet '{key}' mangler.")
            continue
        try:
            values[key] = reader(row[key])
        except _WrongError as wrong:
            faults.append(f"{name}: feltet '{key}' skal være {wrong}.")
    return values


def _rows(
    document: Mapping[str, Any], key: str, word: str, fields: Mapping[str, tuple[Reader, Any]], faults: list[str]
) -> list[dict[str, Any]]:
    rows = document.get(key)
    if not isinstance(rows, list):
        faults.append(f"Filen skal have en liste '{key}'.")
        return []
    return [_row(row, f"{word} nr. {position}", fields, faults) for position, row in enumerate(rows, 1)]


def read_instance(document: object) -> Instance:
    """The problem in a JSON document (already loaded); raises RefusedError listing all its faults."""
    if not isinstance(document, dict):
        refuse(["Filen skal være et objekt med settings, educators og cases."])
        raise AssertionError
    faults = [f"Feltet '{key}' kendes ikke." for key in document if key not in ("settings", "educators", "cases")]
    settings = _row(document.get("settings", {}), "Indstillingerne", SETTINGS, faults)
    educators = _rows(document, "educators", "Læringsvejleder", EDUCATOR, faults)
    cases = _rows(document, "cases", "Sag", CASE, faults)
    refuse(faults)
    return checked(
        Instance(
            tuple(EducatorSeat(**row) for row in educators),
            tuple(PlanCase(**row) for row in cases),
            PlanSettings(**settings),
        )
    )


def read_text(text: str) -> Instance:
    """The problem in a JSON text; raises RefusedError as `read_instance` does, or saying where the JSON breaks off."""
    try:
        document = json.loads(text)
    except json.JSONDecodeError as broken:
        refuse([f"Filen er ikke gyldig JSON: linje {broken.lineno}, tegn {broken.colno}."])
        raise
    except (RecursionError, ValueError):
        refuse(["Filen er ikke gyldig JSON: for mange lag eller for store tal."])
        raise
    return read_instance(document)


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat()
        case Visit():
            return {"school": value.school, "environment": value.environment, "round": value.round}
        case tuple():
            return [_plain(item) for item in value]
        case Mapping():
            return {key: _plain(item) for key, item in value.items()}
        case StrEnum():
            return value.value
        case _:
            return value


def instance_json(instance: Instance) -> dict[str, Any]:
    """The instance as `read_instance` reads it: kept beside a plan, so that it can be computed again."""
    return {
        "settings": {key: _plain(getattr(instance.settings, key)) for key in SETTINGS},
        "educators": [{key: _plain(getattr(seat, key)) for key in EDUCATOR} for seat in instance.educators],
        "cases": [{key: _plain(getattr(case, key)) for key in CASE} for case in instance.cases],
    }

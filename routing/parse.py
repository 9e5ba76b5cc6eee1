"""An instance from JSON and back, as `tovholder plan` speaks it: every fault is named, none is a traceback."""

import json
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from routing.faults import checked, refuse
from routing.fields import CASE, EDUCATOR, REQUIRED, SETTINGS, Reader, WrongError
from routing.instance import (
    EducatorSeat,
    Instance,
    PlanCase,
    PlanSettings,
    Visit,
)


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
        except WrongError as wrong:
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

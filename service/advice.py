"""What to write in the settings where there is a fault: read off the settings' own descriptions. Pure."""

import difflib
from collections.abc import Mapping
from typing import get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from service.sections import SettingsFile
from service.toml_lines import Place


def _fields(place: Place) -> Mapping[str, FieldInfo]:
    """The settings there are inside a section."""
    fields: Mapping[str, FieldInfo] = SettingsFile.model_fields
    for part in place:
        if isinstance(part, str):
            kinds = (fields[part].annotation, *get_args(fields[part].annotation)) if part in fields else ()
            model = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), None)
            fields = model.model_fields if model else {}
    return fields


def hint(place: Place) -> str:
    """What to write there: the description of the nearest setting that has one."""
    while place:
        field_info = _fields(place[:-1]).get(str(place[-1]))
        if field_info and field_info.description:
            return field_info.description
        place = place[:-1]
    return "en gyldig værdi"


def problem(kind: str, message: str, place: Place) -> str:
    """What is wrong there and what to write, from pydantic's kind of error and its message."""
    match kind:
        case "extra_forbidden":
            near = difflib.get_close_matches(str(place[-1]), _fields(place[:-1]), 1)
            return "ukendt indstilling – " + (f"mente du {near[0]}?" if near else "slet linjen")
        case "missing":
            return f"mangler – skriv {hint(place)}"
        case "open" | "order":
            return f"{message} – skriv {hint(place)}"
        case _:
            return f"skriv {hint(place)}"

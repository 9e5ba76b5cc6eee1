"""Our values as JSON and back: what the child sends is rebuilt from the types we expect, so it can't name any other."""

import base64
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints


def to_json(value: object) -> bytes:
    """A value of ours (frozen dataclasses, enums, tuples, mappings, text, numbers, bytes) as JSON."""
    return json.dumps(_plain(value), ensure_ascii=True, separators=(",", ":")).encode("ascii")


def from_json(kind: Any, text: bytes) -> Any:
    """The value of type `kind` that `to_json` wrote. Raises ValueError, TypeError or KeyError when it isn't one."""
    return _built(kind, json.loads(text))


def _plain(value: object) -> Any:
    match value:
        case Enum():
            return value.value
        case bytes():
            return base64.b64encode(value).decode("ascii")
        case None | bool() | int() | float() | str():
            return value
        case Mapping():
            return {str(key): _plain(each) for key, each in value.items()}
        case tuple() | list():
            return [_plain(each) for each in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"a {type(value).__name__} does not travel")


def _built(kind: Any, plain: Any) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return None if plain is None else _built(next(each for each in inner if each is not NoneType), plain)
    if origin is tuple:
        kinds = [inner[0]] * len(plain) if inner[-1] is Ellipsis else inner
        return tuple(_built(each, item) for each, item in zip(kinds, plain, strict=True))
    if origin is not None and issubclass(origin, Mapping):
        return {str(key): _built(inner[1], each) for key, each in plain.items()}
    if is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        return kind(**{name: _built(hints[name], each) for name, each in plain.items()})
    if kind is bytes:
        return base64.b64decode(plain, validate=True)
    if kind is float and isinstance(plain, int):
        return float(plain)
    if issubclass(kind, Enum):
        return kind(plain)
    if not isinstance(plain, kind):
        raise TypeError(f"a {kind.__name__} was expected")
    return plain


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)

"""Our values as JSON and back: what the child sends is rebuilt from the types we expect, so it can't name any other."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints


def to_json(value: object, blobs: list[bytes] | None = None) -> bytes:
    """A value of ours (frozen dataclasses, enums, tuples, mappings, text, numbers, bytes) as JSON.

    With `blobs` the bytes in it are put there, in their order, and the JSON has only their place.
    """
    return json.dumps(_plain(value, blobs), ensure_ascii=True, separators=(",", ":")).encode("ascii")


def from_json(kind: Any, text: bytes, blobs: Sequence[bytes] = ()) -> Any:
    """The value of type `kind` that `to_json` wrote.

    Raises ValueError, TypeError, KeyError or IndexError when it isn't one.
    """
    return _built(kind, json.loads(text), blobs)


def _plain(value: object, blobs: list[bytes] | None) -> Any:
    match value:
        case Enum():
            return value.value
        case bytes():
            return _aside(value, blobs)
        case None | bool() | int() | float() | str():
            return value
        case Mapping():
            return {str(key): _plain(each, blobs) for key, each in value.items()}
        case tuple() | list():
            return [_plain(each, blobs) for each in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name), blobs) for field in fields(value)}
    raise TypeError(f"a {type(value).__name__} does not travel")


def _aside(content: bytes, blobs: list[bytes] | None) -> str | int:
    if blobs is None:
        return base64.b64encode(content).decode("ascii")
    blobs.append(content)
    return len(blobs) - 1


def _built(kind: Any, plain: Any, blobs: Sequence[bytes]) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return None if plain is None else _built(next(each for each in inner if each is not NoneType), plain, blobs)
    if origin is tuple:
        kinds = [inner[0]] * len(plain) if inner[-1] is Ellipsis else inner
        return tuple(_built(each, item, blobs) for each, item in zip(kinds, plain, strict=True))
    if origin is not None and issubclass(origin, Mapping):
        return {str(key): _built(inner[1], each, blobs) for key, each in plain.items()}
    if is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        return kind(**{name: _built(hints[name], each, blobs) for name, each in plain.items()})
    if kind is bytes:
        return base64.b64decode(plain, validate=True) if isinstance(plain, str) else blobs[plain]
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

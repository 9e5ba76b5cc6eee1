"""A PostgreSQL address as libpq reads it, for what goes past the engine: LISTEN, and PostgreSQL's own tools."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import URL


def libpq_parameters(url: URL) -> dict[str, Any]:
    """libpq's parameters by their names, just as the engine hands them over.

    Never by way of an address in one string: there a space, a plus or a percent sign means one thing to SQLAlchemy and
    another to libpq (RFC 3986).
    """
    _, given = url.get_dialect()().create_connect_args(url)
    return {name: value for name, value in given.items() if name != "context"}  # of the driver, not of libpq


def conninfo(parameters: Mapping[str, object]) -> str:
    """The parameters in one string, as PostgreSQL's tools take them (libpq, Keyword/Value Connection Strings)."""
    return " ".join(f"{name}='{_escaped(str(value))}'" for name, value in parameters.items())


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")

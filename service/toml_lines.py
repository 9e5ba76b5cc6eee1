"""On which line of a TOML text each key stands, so that a fault can name the line to change."""

import re
import tomllib

Place = tuple[str | int, ...]
"""The way to a value: ("mailbox", "port") or ("rounds", 2, "deadline")."""

_HEADER = re.compile(r"^\s*(\[\[?)\s*([\w.\-\" ]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"^\s*([\w\-.\"]+)\s*=")


def lines_of(text: str) -> dict[Place, int]:
    """The line (from 1) of every table header and key. `text` must be valid TOML."""
    lines: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    table: Place = ()
    value_end = 0
    rows = text.splitlines()
    for number, row in enumerate(rows, start=1):
        if number <= value_end:
            continue
        if header := _HEADER.match(row):
            table = _names(header[2])
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                lines.setdefault(table, number)
                table = (*table, counts[table])
            lines[table] = number
        elif key := _KEY.match(row):
            lines[(*table, *_names(key[1]))] = number
            value_end = _last_line(rows, number)
    return lines


def line_for(place: Place, lines: dict[Place, int]) -> int:
    """The line of the value, of the nearest table around it when it is missing, or 1."""
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place, 1)


def _names(dotted: str) -> Place:
    return tuple(name.strip().strip('"') for name in dotted.split("."))


def _last_line(rows: list[str], first: int) -> int:
    """The last line of the value that begins on line `first`: as many lines as it takes to be valid TOML."""
    for last in range(first, min(first + 1000, len(rows)) + 1):
        try:
            tomllib.loads("\n".join(rows[first - 1 : last]))
        except tomllib.TOMLDecodeError:
            continue
        return last
    return first

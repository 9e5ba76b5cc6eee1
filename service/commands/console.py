"""What commands share: the options that recur, the settings, the running program behind them, and how they print."""

import base64
import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cases.errors import RefusedError, SettingsError
from cases.rounds import COPENHAGEN

if TYPE_CHECKING:
    from cases.people import School
    from service.settings import Settings

_EXAMPLE = "Ingen indstillinger fundet: bruger eksemplet Silkeborg."

Command = TypeVar("Command", bound=Callable[..., Any])


def settings_option(command: Command) -> Command:
    """`--settings FIL`, which every command takes, before or after its name."""
    return click.option("--settings", metavar="FIL", help="Indstillingsfilen.")(command)


def json_option(command: Command) -> Command:
    """`--json`: one JSON document on standard output and nothing else."""
    return click.option("--json", "as_json", is_flag=True, help="Skriv ét JSON-dokument på standard-ud.")(command)


def by_option(command: Command) -> Command:
    """`--by NAVN`: which person decided."""
    return click.option("--by", required=True, metavar="NAVN", help="Hvem der afgør det; det står i sagens historik.")(
        command
    )


def chosen(settings: str | None) -> Path | None:
    """The settings file that is to be used, if there is one."""
    from service.settings import find

    outer = click.get_current_context().find_root().meta.get("tovholder.settings")
    named = settings or outer
    return find(Path(named) if named else None)


def load_settings(settings: str | None, *, secrets: bool = True, pages: bool = False) -> "Settings":
    """The settings, or SettingsError saying how to make them."""
    from service.settings import load

    path = chosen(settings)
    if path is None:
        raise SettingsError('Der er ingen indstillinger: kør "tovholder init", eller brug --settings FIL.')
    return load(path, secrets=secrets, pages=pages)


def settings_or_example(settings: str | None) -> "tuple[Settings, bool]":
    """The settings, for commands that store and send nothing; without any the shipped example (True), and saying so."""
    from service.settings import EXAMPLES, load

    path = chosen(settings)
    if path is None:
        note(_EXAMPLE)
        return load(EXAMPLES / "silkeborg.toml", {}, secrets=False), True
    return load(path, secrets=False), False


def schools_or_example(settings: str | None) -> "tuple[School, ...]":
    """The schools alone, so that reading a name starts at once."""
    from service.settings import example_schools, load

    path = chosen(settings)
    if path is None:
        note(_EXAMPLE)
        return example_schools()
    from service.registry import standing

    return standing(load(path, secrets=False)).schools


def note(sentence: str) -> None:
    """A message that is not the result: on standard error."""
    click.echo(sentence, err=True)


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0))


class Progress:
    """How far long work has come: on a terminal a line on standard error that is written over, elsewhere nothing."""

    def __init__(self, whole: int) -> None:
        self._whole, self._count = whole, 0
        self._shown = whole > 1 and sys.stderr.isatty()
        self._tell()

    def step(self, result: str = "") -> None:
        """One more is done, and this is what it gave, for standard output."""
        self._count += 1
        if self._shown:
            click.echo("\r\x1b[K", nl=False, err=True)
        if result:
            click.echo(result)
        self._tell()

    def _tell(self) -> None:
        if self._shown and self._count < self._whole:
            click.echo(f"Læst: {self._count} af {self._whole} …", nl=False, err=True)


def write_file(output: str, content: bytes) -> None:
    """The result in the file that was asked for; RefusedError when it cannot be written."""
    try:
        Path(output).write_bytes(content)
    except OSError:
        raise RefusedError(f"{output} kan ikke skrives: ret stien.") from None


def print_json(document: object) -> None:
    """One JSON document on standard output."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2, default=plain))


def print_table(titles: Sequence[str], rows: Iterable[Sequence[object]], empty: str) -> None:
    """Columns under titles; `empty` is the sentence when there are no rows."""
    cells = [[shown(cell) for cell in row] for row in rows]
    if not cells:
        click.echo(empty)
        return
    widths = [max(len(title), *(len(row[i]) for row in cells)) for i, title in enumerate(titles)]
    for row in (list(titles), ["-" * width for width in widths], *cells):
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def shown(cell: object) -> str:
    """A cell as people read it."""
    match cell:
        case None:
            return ""
        case datetime():
            return f"{cell.astimezone(COPENHAGEN):%d-%m-%Y %H.%M}"
        case date():
            return f"{cell:%d-%m-%Y}"
        case tuple() | list():
            return ", ".join(map(str, cell))
        case float():
            return f"{cell:g}"
        case _:
            return str(cell)


def plain(value: object) -> object:
    """What JSON has no word for, as it shall be written."""
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return str(value)

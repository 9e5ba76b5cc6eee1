"""`schools`, `educators` and `rounds`: list, show, import and export (CSV, XLSX): CSV files beside the settings, or the
database once somebody has changed a register on the pages.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from cases.errors import RefusedError
from cases.registers import Register as Kept
from review.columns import EDUCATOR_COLUMNS, ROUND_COLUMNS, SCHOOL_COLUMNS, Column
from review.fitting import revisions
from service.commands.console import (
    json_option,
    load_settings,
    print_json,
    print_table,
    settings_option,
    settings_or_example,
    write_file,
)
from service.commands.rulings import RULINGS
from service.commands.sharing import sharing
from service.danish import DanishCommand, DanishGroup
from service.registers import (
    read_educators,
    read_rounds,
    read_schools,
    replace_file,
    row_numbers,
    unknown_words,
    write_register,
    write_workbook,
)
from service.registry import Registry, as_of, opened_registry, standing
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class Register:
    """One register: its columns, how its file is read, where its entries and its file are found, and its words."""

    kind: Kept
    columns: tuple[Column, ...]
    read: Callable[[bytes], tuple[tuple[Any, ...], tuple[str, ...]]]
    entries: Callable[[Settings], tuple[Any, ...]]
    file: Callable[[Settings], Path | None]
    fits: Callable[[Settings, tuple[Any, ...], Sequence[int]], tuple[str, ...]]
    key: str
    one: str
    many: str
    line: str


SCHOOLS = Register(
    Kept.SCHOOLS, SCHOOL_COLUMNS, read_schools, lambda s: s.schools, lambda s: s.schools_file,
    lambda s, new, rows: unknown_words(s.educators, new, s.rounds), "name", "skole", "skoler",
    "Skoleregistret: se, hent ind og skriv ud.",
)  # fmt: skip
EDUCATORS = Register(
    Kept.EDUCATORS, EDUCATOR_COLUMNS, read_educators, lambda s: s.educators, lambda s: s.educators_file,
    lambda s, new, rows: unknown_words(new, s.schools, s.rounds, rows), "id", "vejleder", "vejledere",
    "Vejlederne: se, hent ind, skriv ud, og se, hvad deling på tværs giver.",
)  # fmt: skip
ROUNDS = Register(
    Kept.ROUNDS, ROUND_COLUMNS, read_rounds, lambda s: s.rounds, lambda s: s.rounds_file,
    lambda s, new, rows: unknown_words(s.educators, s.schools, new), "name", "runde", "runder",
    "Ansøgningsrunderne: se, hent ind og skriv ud.",
)  # fmt: skip


def _group(name: str, register: Register) -> click.Group:
    """The four commands of one register."""

    @click.command("list", cls=DanishCommand, help=f"Vis alle {register.many}.")
    @json_option
    @settings_option
    def list_all(as_json: bool, settings: str | None) -> None:
        entries = register.entries(_standing(settings))
        if as_json:
            print_json(entries)
        else:
            columns = register.columns[:5]
            rows = ([getattr(entry, column.field) for column in columns] for entry in entries)
            print_table([column.title for column in columns], rows, f"Der er ingen {register.many}.")

    @click.command(cls=DanishCommand, help=f"Vis én {register.one}.")
    @click.argument("key", metavar=register.key.upper().replace("NAME", "NAVN"))
    @json_option
    @settings_option
    def show(key: str, as_json: bool, settings: str | None) -> None:
        entries = register.entries(_standing(settings))
        entry = next((e for e in entries if getattr(e, register.key).casefold() == key.casefold()), None)
        if entry is None:
            raise RefusedError(f'Der er ingen {register.one} med det navn: se "tovholder {name} list".')
        if as_json:
            print_json(entry)
        else:
            width = max(len(column.title) for column in register.columns)
            for column in register.columns:
                click.echo(f"{column.title.ljust(width)}  {column.show(getattr(entry, column.field))}".rstrip())

    @click.command(
        "import",
        cls=DanishCommand,
        help=f"Hent {register.many} ind fra CSV eller XLSX: alle rækker eller ingen.",
    )
    @click.argument("path", metavar="FIL")
    @settings_option
    def import_all(path: str, settings: str | None) -> None:
        values = load_settings(settings, secrets=False)
        with opened_registry(values) as registry:
            if registry:
                _into_database(registry, register, Path(path), values)
                return
        target = register.file(values)
        if target is None:
            here = f'ret dem dér, eller skriv {name} = "fil.csv" i den'
            raise RefusedError(f"{register.many.capitalize()} står i selve indstillingsfilen: {here}.")
        entries = _checked(Path(path), register, values)
        replace_file(target, write_register(entries, register.columns))
        click.echo(
            f"{len(entries)} {register.many} hentet ind i {target.name}; den forrige fil er gemt som {target.name}.bak."
        )

    @click.command(cls=DanishCommand, help=f"Skriv alle {register.many} ud som CSV eller XLSX.")
    @click.option("-o", "--output", metavar="FIL", help="Filen, der skrives i (.csv, .xlsx); ellers standard-ud.")
    @settings_option
    def export(output: str | None, settings: str | None) -> None:
        entries = register.entries(_standing(settings))
        text = write_register(entries, register.columns)
        if output and output.casefold().endswith(".xlsx"):
            write_file(output, write_workbook(entries, register.columns))
        elif output:
            write_file(output, text.encode("utf-8-sig"))
        else:
            click.echo(text, nl=False)

    group = DanishGroup(name, help=register.line)
    for command in (list_all, show, import_all, export):
        group.add_command(command)
    return group


def _standing(settings: str | None) -> Settings:
    values, example = settings_or_example(settings)
    return values if example else standing(values)


def _into_database(registry: Registry, register: Register, path: Path, values: Settings) -> None:
    """Once the registers are changed on the pages, a file is one more change, and stands in the history."""
    from service.wiring import now

    stands = registry.now()
    entries = _checked(path, register, as_of(values, stands))
    changes = revisions(stands, {register.kind: tuple(entries)}, "kommandolinjen", "hentet ind fra en fil", now())
    registry.store.revise(changes)
    told = f"{len(entries)} {register.many} hentet ind; ændringen står i historikken på siderne."
    click.echo(told if changes else "Filen ændrer intet.")


def _checked(path: Path, register: Register, settings: Settings) -> Sequence[Any]:
    try:
        content = path.read_bytes()
    except OSError:
        raise RefusedError(f"{path.name} kan ikke læses: ret stien.") from None
    entries, faults = register.read(content)
    if entries:
        faults += register.fits(settings, entries, row_numbers(content, register.columns))
    if faults or not entries:
        rows = "\n".join(f"  {fault}" for fault in faults or (f"der er ingen {register.many} i filen",))
        raise RefusedError(f"Intet er ændret, for {path.name} har fejl:\n{rows}")
    return entries


schools = _group("schools", SCHOOLS)
educators = _group("educators", EDUCATORS)
educators.add_command(sharing)
rounds = _group("rounds", ROUNDS)
for _ruling in RULINGS:
    rounds.add_command(_ruling)
